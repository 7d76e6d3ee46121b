import Foundation
import Roster
import StudyModel
import Testing

@testable import StudyFile

/// An image by its first bytes; nothing decodes it here.
private let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0] + [UInt8](repeating: 0, count: 40)

private func all(_ rows: CaptionRows) throws -> [CaptionRow] {
  var found: [CaptionRow] = []
  while let row = try rows.next() { found.append(row) }
  return found
}

extension CaptionRow {
  fileprivate var fault: String? {
    if case .unusable(let reason) = content { reason } else { nil }
  }
}

@Suite("Rows of what is to be captioned")
struct CaptionRowTests {
  @Test("a folder is walked by name; sub-folders are categories; links to folders and hidden files are passed over")
  func folder() throws {
    let folder = try Folder()
    for name in ["b.jpg", "a.png", "shoes/1.jpg", "shoes/deep/2.webp", ".hidden/3.jpg", "note.txt"] {
      try folder.write(name, jpeg)
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/round", withDestinationPath: folder.path)
    let rows = try CaptionRows(folder.path)
    let found = try all(rows)
    #expect(found.map(\.name) == ["a.png", "b.jpg", "shoes/1.jpg", "shoes/deep/2.webp"])
    #expect(found.map(\.category) == ["all", "all", "shoes", "shoes"])
    #expect(found.map(\.number) == [1, 2, 3, 4])
    // The link is no image by name either.
    #expect(rows.passedOver.count == 2)
  }

  @Test("a table's columns are fields; quoted cells hold commas, quotes and line breaks")
  func table() throws {
    let folder = try Folder()
    let list = try folder.write(
      "list.csv",
      "\u{FEFF}image,category,title,caption\r\na.jpg,shoes,\"Red, \"\"new\"\"\nshoe\",secret\r\n\r\nb.jpg,,,\r\n")
    let found = try all(CaptionRows(list))
    #expect(found.map(\.name) == ["a.jpg", "b.jpg"])
    #expect(found[0].fields == ["title": "Red, \"new\"\nshoe"] && found[0].category == "shoes")
    #expect(found[1].fields == [:] && found[1].category == "all")
  }

  @Test("rows that cannot be read say why, in their place, and the list goes on")
  func unusable() throws {
    let folder = try Folder()
    let list = try folder.write(
      "list.jsonl",
      """
      {"image": "a.jpg"}
      {"image": "b.jpg"
      ["c.jpg"]
      {"title": "no image"}
      {"image": "d.jpg", "url": "http://169.254.169.254/latest"}
      {"url": "file:///etc/passwd"}
      {"url": "https://example.org/e.jpg", "title": "E"}
      {"image": "f.jpg", "object_count": 3}
      """)
    let found = try all(CaptionRows(list))
    #expect(found.count == 8)
    #expect(found[1].fault?.contains("line 2 is not JSON") == true)
    #expect(found[2].fault == "line 3 is JSON, but not an object")
    #expect(found[3].fault?.contains("no 'image'") == true)
    #expect(found[4].fault?.contains("private network") == true)
    #expect(found[5].fault?.contains("'file:'") == true)
    guard case .address(let address) = found[6].content else {
      Issue.record("an address is an address")
      return
    }
    #expect(address.text == "https://example.org/e.jpg" && found[6].fields == ["title": "E", "url": address.text])
    #expect(found[7].name == "f.jpg" && found[7].fields == ["object_count": "3"])
  }

  @Test("a record with more or fewer cells than the header is unusable; a quote that is never closed ends the list")
  func cells() throws {
    let folder = try Folder()
    let list = try folder.write("list.csv", "image,title\na.jpg\nb.jpg,x\nc.jpg,\"open\n")
    let rows = try CaptionRows(list)
    #expect(try rows.next()?.fault == "line 2 has 1 cell, the header 2")
    #expect(try rows.next()?.name == "b.jpg")
    #expect(folder.said { try rows.next() }.contains("list.csv:4:1: a quote that opens in this record is not closed."))
  }

  @Test(
    "what names no list is refused",
    arguments: [
      ("x.txt", "words", "this is neither an image nor a list of images"),
      ("x.csv", "", "this table has no header"), ("x.csv", "a,a\n1,2\n", "this table has no header"),
      ("x.csv", "title\nx\n", "there is no column 'image'"),
    ])
  func refused(_ name: String, _ text: String, _ says: String) throws {
    let folder = try Folder()
    let path = try folder.write(name, text)
    #expect(folder.said { try CaptionRows(path) }.contains(says))
    #expect(folder.said { try CaptionRows(folder.path + "/none") }.contains("there is no such file or folder"))
  }

  @Test("records are the same however the stream is cut")
  func anyCut() throws {
    let text = Array("\u{FEFF}a,\"b\n\"\"c\"\r\n\nd,e\r\nf,\"g\"".utf8)
    func records(_ size: Int, _ honoursQuotes: Bool) throws -> [String] {
      var rest = text[...]
      var splitter = RecordSplitter(honoursQuotes: honoursQuotes) {
        let piece = rest.prefix(size)
        rest = rest.dropFirst(size)
        return piece.isEmpty ? nil : Array(piece)
      }
      var found: [String] = []
      while let record = try splitter.next() {
        found.append("\(record.line) \(String(decoding: record.bytes, as: UTF8.self))")
      }
      return found
    }
    for size in 1...text.count {
      #expect(try records(size, true) == ["1 a,\"b\n\"\"c\"", "4 d,e", "5 f,\"g\""])
      #expect(try records(size, false) == ["1 a,\"b", "2 \"\"c\"", "4 d,e", "5 f,\"g\""])
    }
  }

  @Test("a list of a hundred thousand rows comes through, whatever its form")
  func long() throws {
    let folder = try Folder()
    let numbers = 1...100_000
    let lines = try folder.write("list.jsonl", numbers.map { "{\"image\": \"\($0).jpg\"}\n" }.joined())
    let table = try folder.write("list.csv", "image\n" + numbers.map { "\($0).jpg\n" }.joined())
    for list in [lines, table] {
      let rows = try CaptionRows(list)
      var count = 0
      while let row = try rows.next() {
        count += 1
        #expect(row.number == count)
      }
      #expect(count == 100_000)
    }
  }

  @Test("a record longer than a megabyte is cut and marked, and the next begins after its line")
  func tooLong() throws {
    let folder = try Folder()
    let list = try folder.write(
      "list.jsonl", "{\"image\": \"" + String(repeating: "x", count: 1_100_000) + "\"}\n{\"image\": \"b.jpg\"}\n")
    let found = try all(CaptionRows(list))
    #expect(found[0].fault == "line 1 is longer than 1048576 bytes" && found[1].name == "b.jpg")
  }

  @Test("two rows that say the same have one digest, whatever their place; another column's value makes another")
  func digests() throws {
    let folder = try Folder()
    let list = try folder.write(
      "list.csv", "image,a,b\nx.jpg,1,2\ny.jpg,1,2\nx.jpg,1,2\nx.jpg,12,\nx.jpg,,12\nx.jpg,1,3\n")
    let digests = try all(CaptionRows(list)).map(\.digest)
    #expect(digests[0] == digests[2] && Set(digests).count == 5)
  }

  @Test("a path from the root of the disk is taken in every list where it leads into the folder, by whatever link")
  func absolute() throws {
    let folder = try Folder()
    try folder.write("set/shoes/a.jpg", jpeg)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link", withDestinationPath: folder.path + "/set")
    let names = ["\(folder.path)/set/shoes/a.jpg", "\(folder.path)/link/shoes/a.jpg", "\(folder.path)/other/a.jpg"]
    let table = try folder.write("list.csv", "image,category\n" + names.map { "\($0),shoes\n" }.joined())
    let lines = try folder.write(
      "list.jsonl", names.map { #"{"image": "\#($0)", "category": "shoes"}"# + "\n" }.joined())
    let expected = try all(CaptionRows(folder.write("r.csv", "image,category\nshoes/a.jpg,shoes\n")))[0]
    for list in [table, lines] {
      let found = try all(CaptionRows(list, root: folder.path + "/link"))
      #expect(found.map(\.name) == ["shoes/a.jpg", "shoes/a.jpg", names[2]])
      #expect(found.allSatisfy { $0.category == "shoes" })
      // The same image is the same row, and what was called unusable under its other name is known again.
      #expect(found[0].digest == expected.digest && found[1].digest == expected.digest)
      #expect(found[0].otherDigest != nil && found[0].otherDigest != found[1].otherDigest)
      #expect(found[2].otherDigest == nil)
    }
    let images = RowImages(root: folder.path + "/link")
    #expect(try images.file(named: "shoes/a.jpg").format == .jpeg)
    #expect(throws: RowImages.Fault.self) { try images.file(named: names[2]) }
  }

  @Test(
    "no name leads out of the folder, and an image that is none is told by its bytes",
    arguments: [
      ("../secret.jpg", "not a path inside"), ("/etc/passwd", "not a path inside"), ("link.jpg", "a link that leaves"),
      ("none.jpg", "not in the folder that names are seen from"), ("empty.jpg", "empty (0 bytes)"),
      ("text.jpg", "no known format"),
      ("https://example.org/x.jpg", "is an address"), ("a\\..\\b.jpg", "not a path inside"),
    ])
  func confined(_ name: String, _ says: String) throws {
    let folder = try Folder()
    try folder.write("set/empty.jpg", [])
    try folder.write("set/text.jpg", "words, and more of them")
    try folder.write("secret.jpg", jpeg)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/set/link.jpg", withDestinationPath: folder.path + "/secret.jpg")
    let images = RowImages(root: folder.path + "/set")
    do throws(RowImages.Fault) {
      let found = try images.file(named: name)
      Issue.record("\(name) was found at \(found.path)")
    } catch {
      #expect(error.reason.contains(says), "\(error.reason)")
    }
  }
}

@Suite("Policies without a study")
struct CaptionSetupTests {
  @Test("a policy file is a candidate with what a study has beside it; its name is the label")
  func policyFile() throws {
    let folder = try Folder()
    let path = try folder.write(
      "alt-text.yaml",
      """
      model: openai/gpt-x
      prompt: {user: "Describe this {{category}}."}
      defaults: {temperature: 0.2}
      price: {input: 1, output: 2}
      checks: {max_words: 25}
      run: {concurrency: 3, max_cost: 2}
      """)
    let setup = try StudyFile.policy(path)
    #expect(setup.candidate.label == "alt-text" && setup.candidate.price?.output == 2)
    #expect(setup.checks.maxWords == 25 && setup.run.concurrency == 3 && setup.run.maxCost == 2)
    guard case .model(let call) = setup.candidate.source else {
      Issue.record("no model")
      return
    }
    #expect(call.model == "gpt-x" && call.temperature == 0.2 && call.keyVariable == "OPENAI_API_KEY")
  }

  @Test(
    "what a policy file must not have is refused at its place",
    arguments: [
      ("modle: x", "x.yaml:1:1: unknown key 'modle'"), ("captions: human.jsonl", "human.jsonl"),
      ("model: openai/x", "no user prompt"),
      ("model: openai/x\nprompt: {user: \"Say {{caption}}.\"}", "which holds references"),
      ("model: openai/x\nprompt: {user: Hi}\nrun: {speed: 3}", "x.yaml:3:7: unknown key 'speed'"),
      ("", "this file is empty"),
    ])
  func refused(_ text: String, _ says: String) throws {
    let folder = try Folder()
    let path = try folder.write("x.yaml", text)
    let said = folder.said { try StudyFile.policy(path) }
    #expect(said.contains(says), "\(said)")
  }

  @Test("a command line's model is read like a study's")
  func given() throws {
    var given = GivenModel(model: "local", prompt: "Describe it.")
    #expect(throws: StudyFileError.self) { try StudyFile.policy(given) }
    given.address = "http://127.0.0.1:1/v1"
    given.price = (0.5, 1.25)
    given.maxTokens = 40
    let setup = try StudyFile.policy(given)
    guard case .model(let call) = setup.candidate.source else {
      Issue.record("no model")
      return
    }
    #expect(call.baseURL == "http://127.0.0.1:1/v1" && call.maxTokens == 40 && call.user == "Describe it.")
    #expect(setup.candidate.price?.input == 0.5 && setup.candidate.price?.output == 1.25)
  }
}
