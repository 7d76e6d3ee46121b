import Roster
import StudyModel
import Testing

@testable import StudyFile

/// What is said of a set fits what is wrong with it.
@Suite struct SetWordingTests {
  private func refusal(_ file: String, _ text: String, at path: String? = nil) throws -> String {
    let data = try DataFixture(path: path ?? "set/\(file)")
    for name in ["a.jpg", "b.jpg"] { try data.folder.write("set/\(name)", jpeg(name)) }
    try data.folder.write("set/\(file)", text)
    return data.study.refusal
  }

  @Test(
    "an image that is no text is told by its kind, and an object's path is shown",
    arguments: [
      (#"{"image": {"bytes": null, "path": "a.jpg"}}"#, "an object", #"Write "image": "a.jpg", without the object."#),
      (#"{"image": 3}"#, "a number", #"Write "image": "…", its path seen from set."#),
      (#"{"image": ["a.jpg"]}"#, "a list", #"Write "image": "…", its path seen from set."#),
    ])
  func kinds(line: String, kind: String, next: String) throws {
    #expect(
      try refusal("s.jsonl", line) == """
        set/s.jsonl:1:1: 'image' of this line is \(kind), not a text.
                The image it stands for could not be found.
                \(next)
        """)
  }

  @Test("a key twice is refused where it stands, in lines and in one object")
  func doubledKeys() throws {
    #expect(
      try refusal("s.jsonl", "{\"image\": \"a.jpg\"}\n{\"image\": \"a.jpg\", \"image\": \"b.jpg\"}") == """
        set/s.jsonl:2:20: the key 'image' is there twice in one object.
                Which of the two counts differs from reader to reader.
                Remove one of them.
        """)
    #expect(
      try refusal("s.json", "{\"images\": [],\n \"images\": []}").hasPrefix(
        "set/s.json:2:2: the key 'images' is there twice in one object."))
  }

  @Test(
    "one JSON list in place of lines is named as that, once",
    arguments: ["[\n {\"image\": \"a.jpg\"}\n]", "[]", " [1, 2]"])
  func list(text: String) throws {
    #expect(
      try refusal("s.jsonl", text) == """
        set/s.jsonl:1:1: this file is one JSON list, not a line for each object.
                Nothing of it was read.
                Write its objects on lines of their own, for example `jq -c '.[]' FILE > FILE.jsonl`.
        """)
  }

  @Test("a table with another separator is told which", arguments: [(";", "';'"), ("\t", "tabs"), ("|", "'|'")])
  func separators(separator: String, shown: String) throws {
    #expect(
      try refusal("s.csv", "image\(separator)category\na.jpg\(separator)x\n") == """
        set/s.csv:1:1: the cells of the first line are separated by \(shown), not by commas.
                Its columns could not be told apart.
                Save it with commas between cells, and quote cells that hold one.
        """)
  }

  @Test("a table with several captions an image is told from a token file, and how to make one of it")
  func captionTable() throws {
    let text = "image,caption\na.jpg,A dog.\na.jpg,\"A dog, running.\"\n"
    #expect(
      try refusal("captions.txt", text).hasPrefix(
        "study.yaml:5:9: set/captions.txt is a table with a caption a line (`image,caption`), as Kaggle has Flickr's sets."
      ))
    #expect(
      try refusal("captions.csv", text).hasSuffix(
        "several captions of an image are a list on one line, or a token file."))
  }

  @Test("the set's folder is called that where it is the folder one is in")
  func here() {
    let set = DataSet(complaints: Complaints())
    #expect(ImageFiles(root: ".", of: set).folder == "the set's folder")
    #expect(ImageFiles(root: "set", of: set).folder == "set")
  }

  @Test("many wrong endings are one notice, with the first; one is told by its name")
  func misnamed() throws {
    let data = try DataFixture()
    for name in ["a", "b", "c"] { try data.folder.write("set/\(name).jpg", png(name)) }
    try data.folder.write("set/d.png", png("d"))
    #expect(
      try data.study.notices() == [
        "set/a.jpg:1:1: 3 images are of another format by their first bytes than their names say, and are used as that: 'a.jpg' is PNG…"
      ])
    #expect(try data.items().map(\.format) == [.png, .png, .png, .png])
  }

  @Test("numbers of a set reach fields as they are written, and long ids stay apart")
  func numbers() throws {
    let data = try DataFixture(path: "set/s.jsonl")
    try data.folder.write("set/a.jpg", jpeg("a"))
    try data.folder.write(
      "set/s.jsonl",
      #"{"image": "a.jpg", "price": 19.90, "sku": 12345678901234567890, "dose": 0.00001, "category": 2.0}"#)
    let item = try #require(try data.items().first)
    #expect(item.fields == ["price": "19.90", "sku": "12345678901234567890", "dose": "0.00001"])
    #expect(item.category == "2")
    let coco = try DataFixture(path: "set/c.json")
    for name in ["a.jpg", "b.jpg", "c.jpg"] { try coco.folder.write("set/\(name)", jpeg(name)) }
    try coco.folder.write(
      "set/c.json",
      """
      {"images": [{"id": 12345678901234567890, "file_name": "a.jpg"}, {"id": 12345678901234567891, "file_name": "b.jpg"},
                  {"id": 7, "file_name": "c.jpg"}],
       "annotations": [{"image_id": 12345678901234567891, "caption": "B."}, {"image_id": 7.0, "caption": "C."}]}
      """)
    #expect(try coco.items().map(\.references) == [[], ["B."], ["C."]])
  }

  @Test("a category of which no image is drawn needs no traffic")
  func undrawn() throws {
    let study = try StudyFixture([
      ("per_category: {chart: 2}", "per_category: {chart: 0}"), (", chart: 0.1}", "}"),
      ("product: 0.6", "product: 0.7"),
    ])
    #expect(Set(try study.load().plan.items.map(\.category)) == ["product", "everyday"])
  }
}
