import Foundation
import Roster
import StudyFile
import StudyModel
import Testing

/// A study over a data set of one's own: the whole of it, without weights.
struct DataFixture {
  let study: StudyFixture
  var folder: Folder { study.folder }

  init(path: String = "set", format: String? = nil, split: String? = nil, images: String? = nil) throws {
    let further = [
      format.map { "\n  format: \($0)" }, split.map { "\n  split: \($0)" }, images.map { "\n  images: \($0)" },
    ].compactMap(\.self).joined()
    study = try StudyFixture([
      ("path: data", "path: \(path)" + further),
      (
        "  sample: {n: 6, seed: 7, per_category: {chart: 2}}\n  traffic: {product: 0.6, everyday: 0.3, chart: 0.1}\n",
        ""
      ),
      ("  human:\n    captions: human.jsonl\n", ""),
    ])
  }

  func items() throws -> [SetItem] { try study.load().plan.items }
}

/// The forms of data set that are read.
@Suite struct DataSetTests {
  @Test("metadata.jsonl: text or caption, a string or a list; other columns become fields, captions and facts never")
  func imageFolder() throws {
    let data = try DataFixture()
    for name in ["a", "b", "c"] { try data.folder.write("set/img/\(name).png", png(name)) }
    try data.folder.write(
      "set/metadata.jsonl",
      #"""
      {"file_name": "img/a.png", "text": ["First.", "Second."], "category": "kitchen", "is_screenshot": true, "object_count": 3, "score": 2.50, "tags": ["x", "y"], "facts": ["secret"]}

      {"file_name": "img/b.png", "caption": " B. ", "is_screenshot": false, "title": null}
      {"file_name": "img/c.png"}
      """#)
    let items = try data.items()
    #expect(items.map(\.fileName) == ["img/a.png", "img/b.png", "img/c.png"])
    #expect(items.map(\.category) == ["kitchen", "all", "all"])
    #expect(items.map(\.references) == [["First.", "Second."], ["B."], []])
    #expect(items[0].fields == ["is_screenshot": "true", "object_count": "3", "score": "2.50", "tags": "x, y"])
    #expect(items[1].fields == ["is_screenshot": "false"])
    #expect(items[0].format == .png)
    #expect(items[0].path == data.folder.path + "/set/img/a.png")
  }

  @Test("metadata.csv: quoted cells with commas, quotes and line breaks, CRLF, a byte order mark")
  func csv() throws {
    let data = try DataFixture()
    for name in ["a", "b"] { try data.folder.write("set/\(name).jpg", jpeg(name)) }
    try data.folder.write(
      "set/metadata.csv",
      "\u{FEFF}file_name,text,category,title\r\na.jpg,\"A \"\"red\"\"\r\nkettle, hot\",kitchen,\"Kettle, 2 l\"\r\nb.jpg,,,\r\n"
    )
    let items = try data.items()
    #expect(items.map(\.references) == [["A \"red\"\r\nkettle, hot"], []])
    #expect(items.map(\.category) == ["kitchen", "all"])
    #expect(items.map(\.fields) == [["title": "Kettle, 2 l"], [:]])
  }

  @Test("a plain folder: sub-folders are categories, same-named .txt files captions; what is left out is noticed")
  func plainFolder() throws {
    let data = try DataFixture()
    try data.folder.write("set/a.png", png("a"))
    try data.folder.write("set/cats/b.jpeg", jpeg("b"))
    try data.folder.write("set/cats/b.txt", "A cat.\n")
    try data.folder.write("set/cats/deep/c.png", png("c"))
    try data.folder.write("set/.hidden/d.png", png("d"))
    try data.folder.write("set/logo.svg", "<svg/>")
    try data.folder.write("set/cats/bb.txt", "A cat, its image misspelt.")
    let items = try data.items()
    #expect(items.map(\.fileName) == ["a.png", "cats/b.jpeg", "cats/deep/c.png"])
    #expect(items.map(\.category) == ["all", "cats", "cats"])
    #expect(items.map(\.references) == [[], ["A cat."], []])
    #expect(
      try data.study.notices() == [
        "set:1:1: 2 files left out, neither images by name nor an image's text: 'cats/bb.txt'…."
      ])
  }

  @Test(
    "manifests: CSV and JSON Lines with an image column, seen from the manifest's folder", arguments: ["csv", "jsonl"])
  func manifest(form: String) throws {
    let data = try DataFixture(path: "set/list.\(form)")
    try data.folder.write("set/img/a.png", png("a"))
    try data.folder.write(
      "set/list.\(form)",
      form == "csv"
        ? "image,caption,category\nimg/a.png,A.,x\n" : #"{"image": "img/a.png", "caption": "A.", "category": "x"}"#)
    let items = try data.items()
    #expect(items.map(\.fileName) == ["img/a.png"])
    #expect(items.map(\.references) == [["A."]])
    #expect(items.map(\.category) == ["x"])
    #expect(items.map(\.fields) == [[:]])
  }

  @Test("a wrong ending is noticed, and the file is what its first bytes say")
  func wrongEnding() throws {
    let data = try DataFixture()
    try data.folder.write("set/a.png", jpeg("a"))
    try data.folder.write("set/metadata.jsonl", "\n{\"file_name\": \"a.png\"}\n")
    #expect(try data.items().map(\.format) == [.jpeg])
    #expect(
      try data.study.notices() == [
        "set/metadata.jsonl:2:1: 'a.png' is JPEG by its first bytes, whatever its name says; it is used as that."
      ])
  }

  @Test("ready-made captions are matched by file name; empty ones count, null and lines about other images do not")
  func readyMade() throws {
    let study = try StudyFixture()
    let items = try study.load().plan.items
    try study.folder.write(
      "human.jsonl",
      #"{"file_name": "\#(items[0].fileName)", "caption": " As written "}"# + "\n"
        + #"{"image": "\#(items[1].fileName)", "text": ""}"# + "\n" + #"{"image": "other.png", "text": "Other"}"# + "\n"
        + #"{"file_name": "\#(items[2].fileName)", "caption": null}"# + "\n")
    let plan = try study.load().plan
    #expect(
      plan.readyMade == ["human": [items[0].id: ReadyMadeCaption(" As written "), items[1].id: ReadyMadeCaption("")]])
    #expect(plan.notices.count == 1 && plan.notices[0].contains("'human' has no caption for 4 of 6 images"))
  }

  @Test("a study that moves keeps its candidates' definitions; an edited file of captions changes its own")
  func movedAndEdited() throws {
    let study = try StudyFixture()
    let here = try study.load().plan.candidates
    let moved = try StudyFixture()
    #expect(moved.path != study.path)
    #expect(try moved.load().plan.candidates == here)
    let file = moved.folder.path + "/human.jsonl"
    try moved.folder.write("human.jsonl", try String(contentsOfFile: file, encoding: .utf8) + "\n")
    let edited = try moved.load().plan.candidates
    #expect(zip(here, edited).filter { $0 != $1 }.map(\.0.label) == ["human"])
  }
}
