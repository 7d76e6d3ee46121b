import Foundation
import Roster
import StudyFile
import Testing

/// Lists of images by their addresses, before they are fetched.
@Suite struct AddressListTests {
  private func list(_ text: String, _ name: String = "list.jsonl") throws -> (list: AddressList, folder: Folder) {
    let folder = try Folder()
    return (try AddressList(folder.write(name, text)), folder)
  }

  @Test("a line's other columns stay: numbers as written, texts of any letters, lists, what is nothing")
  func jsonLines() throws {
    let (list, _) = try list(
      #"{"url": " https://a.example.org/1.jpg ", "price": 19.90, "captions": ["A \"b\"\n.", "ü"], "x": null, "o": {"b": true}}"#
    )
    #expect(list.faults.isEmpty && list.notices.isEmpty)
    #expect(list.rows.map(\.address.host) == ["a.example.org"])
    #expect(
      list.rows[0].metadata(fileName: "00.jpg")
        == #"{"file_name": "00.jpg", "url": "https://a.example.org/1.jpg", "captions": ["A \"b\"\n.", "ü"], "o": {"b": true}, "price": 19.90, "x": null}"#
    )
  }

  @Test("of a table, empty cells are left out; a 'file_name' gives way, which is said")
  func table() throws {
    let (list, folder) = try list(
      "file_name,url,category,title\na.jpg,https://a.example.org/1.jpg,kitchen,\nb.jpg,,street,B\n", "list.csv")
    #expect(
      list.rows.map { $0.metadata(fileName: "00.png") } == [
        #"{"file_name": "00.png", "url": "https://a.example.org/1.jpg", "category": "kitchen"}"#
      ])
    #expect(
      list.notices.map(folder.relative) == [
        "list.csv:1:1: the column 'file_name' gives way to the names of the files that are fetched."
      ])
    #expect(list.faults.map(\.line) == [3] && list.faults[0].text.hasPrefix("this line has no 'url'."))
  }

  @Test(
    "an address that must not be asked for, or is none, is a fault of its line alone",
    arguments: [
      (#""http://10.0.0.1/a.jpg""#, "the address of this line is in a private network: '10.0.0.1'."),
      (#""http://2130706433/a.jpg""#, "the address of this line is in a private network: '2130706433'."),
      (#""file:///etc/passwd""#, "the address 'file:///etc/passwd' is of the kind 'file:', not http or https."),
      (#""https://me:secret@a.example.org/""#, "an address here has a user's name or a password in it."),
      (#""a.jpg""#, "'url' of this line is no address of the web: 'a.jpg'."),
      ("7", "'url' of this line is a number, not a text."), ("null", "this line has no 'url'."),
      (#""https://a.example.org/1.jpg""#, "this line has the same 'url' as line 1."),
    ])
  func faults(url: String, fact: String) throws {
    let (list, folder) = try list("{\"url\": \"https://a.example.org/1.jpg\"}\n\n{\"url\": \(url)}\n")
    #expect(list.rows.count == 1)
    #expect(
      list.faults.map { folder.relative($0.description).split(separator: "\n")[0] } == ["list.jsonl:3:1: \(fact)"])
    #expect(list.faults[0].text.split(separator: "\n").count == 3)
  }

  @Test(
    "a list whose lines cannot be told apart, or that has no address, is refused whole",
    arguments: [
      ("list.jsonl", "{\"url\": \"https://a.example.org/1.jpg\"}\n{\n", "list.jsonl:2:2: this line is not JSON."),
      ("list.jsonl", "{\"image\": \"a.jpg\"}\n", "list.jsonl:1:1: there is no column 'url'."),
      ("list.csv", "url,title\nhttps://a.example.org/1.jpg\n", "list.csv:2:1: this record has 1 cell, the header 2."),
      ("list.jsonl", "", "list.jsonl:1:1: there is no line in this list."),
      ("list.txt", "https://a.example.org/1.jpg\n", "list.txt:1:1: this is no list whose form is known."),
    ])
  func refused(name: String, text: String, refusal: String) throws {
    let folder = try Folder()
    let path = try folder.write(name, text)
    #expect(folder.said { try AddressList(path) }.split(separator: "\n").first.map(String.init) == refusal)
  }

  @Test("a study refuses a list of addresses, and names the command that makes it a set")
  func nextStep() throws {
    let data = try DataFixture(path: "set/list.jsonl")
    try data.folder.write("set/list.jsonl", #"{"url": "https://images.example.org/a.jpg"}"#)
    #expect(
      data.study.refusal == """
        set/list.jsonl:1:1: this line has an address ('url') and no 'image'.
                An item is named by the SHA-256 of its image's bytes, and they are not here.
                Fetch the images once by `blindfold fetch set/list.jsonl FOLDER`, and name FOLDER as the set.
        """)
  }
}
