import Foundation
import Roster
import StudyFile
import Testing

/// Lists of images whose images are elsewhere, as the public sets are unpacked.
@Suite struct ImagesFolderTests {
  struct Layout: CustomTestStringConvertible, Sendable {
    let list: String
    let text: String
    let images: String
    let files: [String]
    var testDescription: String { list }
  }

  static let published = [
    Layout(
      list: "coco/annotations/captions_val2017.json",
      text: """
        {"images": [{"id": 9, "file_name": "000000000139.jpg"}, {"id": 8, "file_name": "000000000285.jpg"}],
         "annotations": [{"id": 1, "image_id": 9, "caption": "A room."}, {"id": 2, "image_id": 8, "caption": "A bear."}]}
        """,
      images: "coco/val2017", files: ["000000000139.jpg", "000000000285.jpg"]),
    Layout(
      list: "vizwiz/annotations/val.json",
      text: """
        {"images": [{"id": 1, "file_name": "VizWiz_val_00000000.jpg"}, {"id": 2, "file_name": "VizWiz_val_00000001.jpg"}],
         "annotations": [{"id": 1, "image_id": 1, "caption": "A room.", "is_rejected": false, "is_precanned": false},
                         {"id": 2, "image_id": 2, "caption": "A bear.", "is_rejected": false, "is_precanned": false}]}
        """,
      images: "vizwiz/val", files: ["VizWiz_val_00000000.jpg", "VizWiz_val_00000001.jpg"]),
    Layout(
      list: "flickr8k/Flickr8k_text/Flickr8k.token.txt",
      text: "1000268201_693b08cb0e.jpg#0\tA room.\n1001773457_577c3a7d70.jpg#0\tA bear.\n",
      images: "flickr8k/Flicker8k_Dataset", files: ["1000268201_693b08cb0e.jpg", "1001773457_577c3a7d70.jpg"]),
    Layout(
      list: "karpathy/caption_datasets/dataset_coco.json",
      text: """
        {"images": [{"filepath": "val2014", "filename": "COCO_val2014_1.jpg", "split": "test", "sentences": [{"raw": "A room."}]},
                    {"filepath": "val2014", "filename": "COCO_val2014_2.jpg", "split": "test", "sentences": [{"raw": "A bear."}]}]}
        """,
      images: "karpathy/coco", files: ["val2014/COCO_val2014_1.jpg", "val2014/COCO_val2014_2.jpg"]),
    Layout(
      list: "lists/set.csv", text: "image,text\na.jpg,A room.\nb.jpg,A bear.\n", images: "photos",
      files: ["a.jpg", "b.jpg"]),
  ]

  private func unpacked(_ layout: Layout, images: String?) throws -> DataFixture {
    let data = try DataFixture(path: layout.list, images: images)
    try data.folder.write(layout.list, layout.text)
    for file in layout.files { try data.folder.write("\(layout.images)/\(file)", jpeg(file)) }
    return data
  }

  @Test("`dataset.images` names the folder of a list's images, seen from the study file", arguments: published)
  func named(layout: Layout) throws {
    let data = try unpacked(layout, images: layout.images)
    let items = try data.items()
    #expect(items.map(\.fileName) == layout.files)
    #expect(items.map(\.references) == [["A room."], ["A bear."]])
    #expect(items.map(\.path) == layout.files.map { data.folder.path + "/" + layout.images + "/" + $0 })
  }

  @Test("the key changes no item: a set has the same ids with its images beside the list")
  func sameItems() throws {
    let layout = Self.published[0]
    let beside = try DataFixture(path: layout.list)
    try beside.folder.write(layout.list, layout.text)
    for file in layout.files { try beside.folder.write("coco/annotations/\(file)", jpeg(file)) }
    let apart = try unpacked(layout, images: layout.images)
    #expect(try beside.items().map(\.id) == apart.items().map(\.id))
    #expect(try beside.study.load().provenance.imageSet == apart.study.load().provenance.imageSet)
  }

  @Test(
    "where all images are missing that is said once, with the key and the folder that has them", arguments: published)
  func hint(layout: Layout) throws {
    let data = try unpacked(layout, images: nil)
    let refusal = data.study.refusal
    #expect(refusal.contains("study.yaml:5:9: none of 2 images is in "), "\(refusal)")
    #expect(refusal.split(separator: "\n").count == 3, "\(refusal)")
    #expect(
      refusal.hasSuffix("write `images: \(layout.images)` under `dataset`.")
        || layout.images == "photos" && refusal.contains("`images: photos`"), "\(refusal)")
    let skipping = try DataFixture(path: "\(layout.list)\n  skip_unreadable: true")
    try skipping.folder.write(layout.list, layout.text)
    #expect(
      skipping.study.refusal.hasSuffix(
        "Name their folder by `images: FOLDER` under `dataset`, seen from the study file's folder."))
  }

  @Test("images are confined to the folder that is named, and the key is refused where it would do nothing")
  func refusals() throws {
    let layout = Self.published[4]
    let away = try unpacked(layout, images: layout.images)
    try away.folder.write("lists/set.csv", "image\na.jpg\n../lists/set.csv\n")
    #expect(away.study.refusal.hasPrefix("lists/set.csv:3:1: the image '../lists/set.csv' is not a path inside"))
    #expect(
      try unpacked(layout, images: "nowhere").study.refusal == """
        study.yaml:6:11: there is no folder of images at nowhere.
                None of the images could be found.
                Check the path; it is taken from the study file's folder.
        """)
    let folder = try DataFixture(path: "photos", images: "photos")
    try folder.folder.write("photos/a.png", png("a"))
    #expect(
      folder.study.refusal == """
        study.yaml:6:11: 'dataset.images' is for a file that lists images, and this set is read as 'folder'.
                It would do nothing: the images are those of the folder.
                Remove it, or name the list under `path`.
        """)
  }
}
