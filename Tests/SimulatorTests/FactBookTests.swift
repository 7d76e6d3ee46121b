import Foundation
import Testing

@testable import Simulator

@Suite("The fact book")
struct FactBookTests {
  @Test("knows each image by the SHA-256 of its bytes")
  func identity() throws {
    let fixture = try Fixture()
    #expect(fixture.book.entries.map(\.category) == ["product", "everyday", "screenshot-or-chart"])
    for entry in fixture.book.entries {
      #expect(fixture.book[entry.id]?.fileName == entry.fileName)
    }
  }

  @Test("joins the phrases into a complete true caption")
  func complete() throws {
    let entry = try Fixture().entry("kettle")
    #expect(
      entry.completeCaption
        == "Red kettle with a wooden handle with a long spout beside two small cups on a white table.")
    #expect(entry.defects(of: entry.completeCaption).penalty == 0)
  }

  @Test(
    "refuses a row that stand-ins could not work with, and says where",
    arguments: [
      (#"{"file_name": "images/desk.png", "category": "x"}"#, "'facts' is missing"),
      (#"{"file_name": "images/none.png", "category": "x", "facts": []}"#, "no such image"),
      (#"{"file_name": "../kettle.png", "category": "x", "facts": []}"#, "leads out of the data set"),
      (#"{"file_name": "images/desk.png", "category": "x", "facts": []}"#, "0 facts of kind 'subject'"),
      (Fixture.kettle, "same bytes as the image of line 1"),
      (Fixture.desk.replacingOccurrences(of: #"["oak"]"#, with: #"["%"]"#), "without a word"),
      (
        Fixture.desk.replacingOccurrences(of: #"["oak"]"#, with: #"["pine"]"#),
        "does not mention any term of 'of pale oak'"
      ),
      (Fixture.desk.replacingOccurrences(of: "of steel", with: "open"), "contains a wrong variant of 'of pale oak'"),
      (Fixture.desk.replacingOccurrences(of: #"["fern"]"#, with: #"["laptop"]"#), "mentions the absent"),
      (Fixture.desk.replacingOccurrences(of: "some furniture", with: "some desk"), "counts as naming it"),
      ("{", "The row cannot be simulated"),
    ])
  func refused(row: String, message: String) throws {
    let error = #expect(throws: SimulatorError.self) { try Fixture(rows: [Fixture.kettle, row]) }
    let text = try #require(error).description
    #expect(text.contains("metadata.jsonl:2: "))
    #expect(text.contains(message))
  }

  @Test("refuses a file without rows and a file that is not there")
  func nothing() throws {
    #expect(throws: SimulatorError.self) { try Fixture(rows: []) }
    #expect(throws: SimulatorError.self) { try FactBook(metadata: "/nowhere/metadata.jsonl") }
  }
}
