import Foundation
import Roster
import StudyFile
import Testing

/// What is refused in a data set, with the whole message.
@Suite struct DataRefusalTests {
  /// What a metadata.jsonl with these lines is refused with; `a.png` and `b.png` are there.
  func refusal(_ lines: String...) throws -> String {
    let data = try DataFixture()
    try data.folder.write("set/a.png", png("a"))
    try data.folder.write("set/b.png", png("b"))
    try data.folder.write("set/metadata.jsonl", lines.joined(separator: "\n"))
    return data.study.refusal
  }

  static let good = #"{"file_name": "a.png"}"#

  @Test("names the line and column of what is not JSON, and goes on")
  func notJSON() throws {
    #expect(
      try refusal(Self.good, #"{"file_name": "b.png", oops}"#, "[1]", "{}") == """
        set/metadata.jsonl:2:24: this line is not JSON.
                The image it stands for could not be read.
                Mend the line: one whole JSON object on each.

        set/metadata.jsonl:3:1: this line is JSON, but not an object.
                The image it stands for could not be read.
                Write one {"file_name": …} a line.

        set/metadata.jsonl:4:1: this line has no 'file_name'.
                The image it stands for could not be found.
                Add "file_name" with a path relative to set.
        """)
  }

  @Test("refuses a link that leaves the folder, and takes one that stays inside")
  func links() throws {
    let data = try DataFixture()
    try data.folder.write("outside.png", png("outside"))
    try data.folder.write("set/real.png", png("real"))
    let files = FileManager.default
    try files.createSymbolicLink(
      atPath: data.folder.path + "/set/out.png", withDestinationPath: data.folder.path + "/outside.png")
    try files.createSymbolicLink(atPath: data.folder.path + "/set/in.png", withDestinationPath: "real.png")
    try data.folder.write("set/metadata.jsonl", "{\"file_name\": \"in.png\"}\n{\"file_name\": \"out.png\"}\n")
    #expect(
      data.study.refusal == """
        set/metadata.jsonl:2:1: the image 'out.png' is a link that leaves the data set's folder.
                Files elsewhere are not read: a data set must not reach outside itself.
                Copy the file into the folder.
        """)
    try data.folder.write("set/metadata.jsonl", "{\"file_name\": \"in.png\"}\n")
    #expect(try data.study.load().plan.items.count == 1)
  }

  @Test("refuses images that are missing, empty, or of no known format")
  func unusable() throws {
    let data = try DataFixture()
    try data.folder.write("set/empty.png", [UInt8]())
    try data.folder.write("set/page.png", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    try data.folder.write(
      "set/metadata.csv", "file_name\nnone.png\nempty.png\npage.png\n")
    #expect(
      data.study.refusal == """
        set/metadata.csv:2:1: the image 'none.png' is not in the set's folder.
                It could be neither captioned nor shown.
                Check the name, seen from set, or remove the line; or leave such images out by `skip_unreadable: true` under `dataset`.

        set/metadata.csv:3:1: the image 'empty.png' is empty (0 bytes).
                It could be neither captioned nor shown.
                Fetch it again, or remove it from the set; or leave such images out by `skip_unreadable: true` under `dataset`.

        set/metadata.csv:4:1: the image 'page.png' is of no known format, by its first bytes.
                It could be neither captioned nor shown.
                Save it as JPEG, PNG, WEBP, GIF, TIFF, BMP, HEIF, AVIF, or remove it from the set; or leave such images out by `skip_unreadable: true` under `dataset`.
        """)
  }

  @Test("names a missing image whose name is a hash")
  func hashNamed() throws {
    let name = String(repeating: "0123abcd", count: 8) + ".png"
    #expect(
      try refusal("{\"file_name\": \"\(name)\"}") == """
        set/metadata.jsonl:1:1: the image '\(name)' is not in the set's folder.
                It could be neither captioned nor shown.
                Check the name, seen from set, or remove the line; or leave such images out by `skip_unreadable: true` under `dataset`.
        """)
  }

  @Test("refuses an image of more than 50 MB without reading it")
  func large() throws {
    let data = try DataFixture()
    let path = try data.folder.write("set/big.png", png("big"))
    // A sparse file: it takes no room on the disk.
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.truncate(atOffset: 51_000_000)
    try handle.close()
    #expect(
      data.study.refusal == """
        set/big.png:1:1: the image 'big.png' has 51 MB; the most is 50.
                It could be neither captioned nor shown.
                Make it smaller, or remove it from the set; or leave such images out by `skip_unreadable: true` under `dataset`.
        """)
  }

  @Test("refuses the same bytes under two names, and the same name on two lines, naming both")
  func duplicates() throws {
    let data = try DataFixture()
    for name in ["a", "b"] { try data.folder.write("set/\(name).png", png("same")) }
    try data.folder.write("set/metadata.jsonl", "{\"file_name\": \"a.png\"}\n\n{\"file_name\": \"b.png\"}\n")
    #expect(
      data.study.refusal
        == """
        set/metadata.jsonl:3:1: 'b.png' has the same bytes as 'a.png' (set/metadata.jsonl:1).
                One image would count twice.
                Remove one of the two.
        """)
    #expect(
      try refusal(Self.good, Self.good).hasPrefix(
        """
        set/metadata.jsonl:2:1: the image 'a.png' is listed twice: here and at line 1.
                One image would count twice.
                Remove one of the two lines.
        """))
  }

  @Test("takes two spellings of one accented name for the same name")
  func twins() throws {
    let data = try DataFixture()
    try data.folder.write("set/caf\u{E9}.png", png("one"))
    try data.folder.write("set/cafe\u{301}.png", png("two"))
    try data.folder.write(
      "set/metadata.jsonl", "{\"file_name\": \"caf\u{E9}.png\"}\n{\"file_name\": \"cafe\u{301}.png\"}\n")
    #expect(
      data.study.refusal == """
        set/metadata.jsonl:2:1: the image 'caf\u{E9}.png' is listed twice: here and at line 1.
                One image would count twice.
                Remove one of the two lines.
        """)
  }

  @Test("refuses a folder without images, and one with two metadata files")
  func emptyFolder() throws {
    let data = try DataFixture()
    try data.folder.write("set/readme.txt", "Nothing yet.")
    #expect(
      data.study.refusal == """
        study.yaml:5:9: there is no image in set.
                There would be nothing to caption.
                Put images there, or name another data set.
        """)
    try data.folder.write("set/metadata.csv", "file_name\n")
    try data.folder.write("set/metadata.jsonl", "")
    #expect(
      data.study.refusal == """
        study.yaml:5:9: set has both metadata.jsonl and metadata.csv.
                The two could disagree, and nobody could tell which counts.
                Remove one of them.
        """)
  }

  @Test(
    "refuses CSV whose cells cannot be told apart",
    arguments: [
      (
        "file_name,text\na.png,\"open\n", "2:7", "a quote that opens here is not closed.",
        "What follows could not be told apart.", "Close the quote, and double every quote inside a quoted cell."
      ),
      (
        "file_name,text\na.png,\"x\"y\n", "2:10", "text stands after a closed quote.",
        "What follows could not be told apart.", "Close the quote, and double every quote inside a quoted cell."
      ),
      (
        "file_name,text\n\"a.png\",\"two\nlines\"\nb.png,x,y\n", "4:1", "this record has 3 cells, the header 2.",
        "Which cell belongs to which column could only be guessed.",
        "Add the missing commas, or quote a cell that holds one."
      ),
      (
        "file_name,text,text\n", "1:1", "two columns are named 'text'.",
        "Its cells could not be told from the other's.",
        "Give every column a name of its own."
      ),
      (
        "name,text\na.png,x\n", "1:1", "there is no column 'file_name'.", "The images could not be found.",
        "Name the column that holds the images' paths 'file_name'."
      ),
    ])
  func csv(text: String, place: String, fact: String, consequence: String, next: String) throws {
    let data = try DataFixture()
    try data.folder.write("set/a.png", png("a"))
    try data.folder.write("set/metadata.csv", text)
    #expect(
      data.study.refusal == """
        set/metadata.csv:\(place): \(fact)
                \(consequence)
                \(next)
        """)
  }

  @Test(
    "names the place where a file stops being JSON",
    arguments: [
      ("{\"images\": [\n  {\"id\": 01x}\n]}", "2:11"), ("{\"images\": [tru]}", "1:16"), ("", "1:1"),
      ("{\"images\": [\"\u{E9}\" 1]}", "1:17"), ("{} {}", "1:4"), ("{\"a\": \"open", "1:12"), ("{'a': 1}", "1:2"),
    ])
  func jsonPlace(text: String, place: String) throws {
    let data = try DataFixture(path: "set/captions.json")
    try data.folder.write("set/captions.json", text)
    #expect(
      data.study.refusal == """
        set/captions.json:\(place): this file is not JSON.
                Nothing of it was read.
                Fetch it again, or mend this place.
        """)
  }

  @Test("refuses ready-made captions with broken, nameless or doubled lines")
  func readyMade() throws {
    let study = try StudyFixture()
    try study.folder.write(
      "human.jsonl",
      #"{"image": "x.png", "text": "One"}"# + "\n{\n" + #"{"text": "Two"}"# + "\n" + #"{"image": "y.png"}"# + "\n"
        + #"{"image": "x.png", "text": "Three"}"# + "\n")
    #expect(
      study.refusal == """
        human.jsonl:2:2: this line is not JSON.
                The image it stands for could not be read.
                Mend the line: one whole JSON object on each.

        human.jsonl:3:1: this line has no 'file_name'.
                The image its caption belongs to could not be found.
                Add "file_name" as the data set has it.

        human.jsonl:4:1: this line has no 'caption'.
                There would be nothing to judge.
                Add "caption" with a text, empty if that is what was answered, or null if nothing was.

        human.jsonl:5:1: 'x.png' has a caption twice: here and at line 1.
                Nobody could tell which was meant.
                Remove one of the two.
        """)
  }
}
