import Foundation
import Roster
import StudyFile
import Testing

/// The files in which public sets of captions come: one list for all images, the images beside it.
@Suite struct CaptionSetTests {
  /// A set of `a.jpg` beside its file, `b.jpg` in `images/`, `c.jpg` in another folder.
  func set(_ file: String, _ text: String, format: String? = nil, split: String? = nil) throws -> DataFixture {
    let data = try DataFixture(path: "set/\(file)", format: format, split: split)
    for name in ["a.jpg", "images/b.jpg", "val2014/c.jpg"] { try data.folder.write("set/\(name)", jpeg(name)) }
    try data.folder.write("set/\(file)", text)
    return data
  }

  @Test("COCO captions: every caption is kept; images beside the file, in images/, or in one other folder")
  func coco() throws {
    let data = try set(
      "captions.json",
      """
      {"images": [{"id": 1, "file_name": "a.jpg", "width": 9}, {"id": 2, "file_name": "b.jpg"},
                  {"id": 3, "file_name": "c.jpg"}],
       "annotations": [{"id": 1, "image_id": 1, "caption": "A dog."}, {"id": 2, "image_id": 3, "caption": "Sea."},
                       {"id": 3, "image_id": 1, "caption": " Again.\\n"}, {"id": 4, "image_id": 2, "caption": " "}]}
      """)
    let items = try data.items()
    #expect(items.map(\.fileName) == ["a.jpg", "b.jpg", "c.jpg"])
    #expect(items.map(\.references) == [["A dog.", "Again."], [], ["Sea."]])
    #expect(
      items.map(\.path) == ["a.jpg", "images/b.jpg", "val2014/c.jpg"].map { data.folder.path + "/set/" + $0 })
    #expect(try data.study.notices() == [])
  }

  @Test("nocaps: COCO without captions, whose further keys change nothing")
  func nocaps() throws {
    let data = try set(
      "nocaps.json",
      """
      {"images": [{"id": 0, "file_name": "a.jpg", "open_images_id": "0013ea", "coco_url": "https://x.example/a.jpg",
                   "license": 0, "date_captured": "2018-11-06 11:04:33"}]}
      """)
    #expect(try data.items().map(\.references) == [[]])
    #expect(try data.items().map(\.fields) == [[:]])
  }

  @Test("VizWiz: captions marked as pre-canned or rejected are no references, and how many is said")
  func vizWiz() throws {
    let data = try set(
      "val.json",
      """
      {"images": [{"id": 1, "file_name": "a.jpg"}],
       "annotations": [{"id": 1, "image_id": 1, "caption": "Quality issues.", "is_precanned": true, "is_rejected": false},
                       {"id": 2, "image_id": 1, "caption": "Spam.", "is_precanned": false, "is_rejected": 1},
                       {"id": 3, "image_id": 1, "caption": "A mug.", "is_precanned": false, "is_rejected": false},
                       {"id": 4, "image_id": 8, "caption": "Of another file.", "is_rejected": false}]}
      """)
    #expect(try data.items().map(\.references) == [["A mug."]])
    #expect(
      try data.study.notices() == [
        "set/val.json:1:1: 2 captions marked as pre-canned or rejected: not used as references.",
        "set/val.json:1:1: 1 caption of images that are not listed: not used.",
      ])
  }

  static let karpathy = """
    {"dataset": "coco", "images": [
      {"filename": "c.jpg", "filepath": "val2014", "split": "test", "imgid": 0, "cocoid": 1, "sentids": [0, 1],
       "sentences": [{"raw": "The sea.", "tokens": ["the", "sea"], "imgid": 0, "sentid": 0}, {"raw": "Waves. ", "sentid": 1}]},
      {"filename": "a.jpg", "split": "train", "sentences": []},
      {"filename": "b.jpg", "filepath": "images", "split": "train"}]}
    """

  @Test("a Karpathy split is recognised; `dataset.split` takes one of its splits")
  func karpathySplit() throws {
    let data = try set("dataset.json", Self.karpathy, split: "test")
    let items = try data.items()
    #expect(items.map(\.fileName) == ["val2014/c.jpg"])
    #expect(items.map(\.references) == [["The sea.", "Waves."]])
    #expect(try data.study.notices() == [])
  }

  @Test("without `dataset.split` the images of all splits are taken, and that is said")
  func allSplits() throws {
    let data = try set("dataset.json", Self.karpathy)
    #expect(try data.items().map(\.fileName) == ["val2014/c.jpg", "a.jpg", "images/b.jpg"])
    #expect(
      try data.study.notices() == [
        "set/dataset.json:1:1: the images of all splits are taken: test (1), train (2). `split: test` takes one of them."
      ])
  }

  @Test(
    "a Flickr token file is recognised by its ending or its first line, in any order of lines, a byte order mark or none",
    arguments: ["results.token", "Flickr8k.token.txt"], ["", "\u{FEFF}"])
  func flickr(file: String, mark: String) throws {
    let data = try set(file, "\(mark)a.jpg#0\tA dog runs .\r\nc.jpg#0\tThe sea .\r\na.jpg#1\tDog , run !\r\n\r\n")
    let items = try data.items()
    #expect(items.map(\.fileName) == ["a.jpg", "c.jpg"])
    #expect(items.map(\.references) == [["A dog runs .", "Dog , run !"], ["The sea ."]])
    #expect(items.map(\.category) == ["all", "all"])
  }

  @Test("a form can be forced, whatever the file is called", arguments: ["coco", "karpathy", "flickr", "csv", "jsonl"])
  func forced(format: String) throws {
    let text = [
      "coco": #"{"images": [{"id": 1, "file_name": "a.jpg"}]}"#,
      "karpathy": #"{"images": [{"filename": "a.jpg", "split": "test"}]}"#, "flickr": "a.jpg#0\tA.\n",
      "csv": "image\na.jpg\n", "jsonl": #"{"image": "a.jpg"}"#,
    ]
    let data = try set("list.data", text[format] ?? "", format: format)
    #expect(try data.items().map(\.fileName) == ["a.jpg"])
  }

  @Test("an image that is in two folders beside the file is refused, naming both")
  func twoFolders() throws {
    let data = try set("captions.json", #"{"images": [{"id": 1, "file_name": "c.jpg"}]}"#)
    try data.folder.write("set/train2014/c.jpg", jpeg("another"))
    #expect(
      data.study.refusal == """
        set/captions.json:1:13: the image 'c.jpg' is in two folders: 'train2014/c.jpg' and 'val2014/c.jpg'.
                Nobody could tell which is meant.
                Move one of them away from set.
        """)
  }
}
