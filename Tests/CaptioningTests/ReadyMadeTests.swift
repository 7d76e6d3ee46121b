internal import CaptionClient
internal import Foundation
internal import Roster
internal import StudyModel
internal import Testing

@testable internal import Captioning

@Suite("Ready-made captions")
struct ReadyMadeTests {
  private func problem(jsonLines text: String) -> String {
    do {
      _ = try ReadyMadeCaptions(jsonLines: text, file: "old.jsonl")
      return ""
    } catch {
      return error.description
    }
  }

  private func problem(csv text: String) -> String {
    do {
      _ = try ReadyMadeCaptions(csv: text, file: "old.csv")
      return ""
    } catch {
      return error.description
    }
  }

  @Test("reads JSON Lines under either name of the column, and keeps the text as it is")
  func jsonLines() throws {
    let text = """
      \u{FEFF}{"file_name":"./images/a.jpg","caption":" A cat.\\n ","model":"x"}\r

      {"file_name":"b.jpg","text":"Ein Hündchen"}
      {"file_name":"c.jpg","caption":null}
      """
    let captions = try ReadyMadeCaptions(jsonLines: text, file: "old.jsonl")
    #expect(captions["images/a.jpg"] == " A cat.\n " && captions["b.jpg"] == "Ein Hündchen")
    #expect(captions["c.jpg"] == nil && captions["d.jpg"] == nil && captions.count == 2)
  }

  @Test("reads CSV with quotation marks, commas and line breaks")
  func csv() throws {
    let text = "id,file_name,Caption\r\n1,a.jpg,\"A cat, \"\"Tom\"\",\r\nasleep\"\r\n\r\n2,b.jpg,\n"
    let captions = try ReadyMadeCaptions(csv: text, file: "old.csv")
    #expect(captions["a.jpg"] == "A cat, \"Tom\",\r\nasleep" && captions["b.jpg"] == "")
  }

  @Test("complains with file and line")
  func complaints() {
    let good = #"{"file_name":"a.jpg","caption":"A cat."}"#
    #expect(problem(jsonLines: "\(good)\nnonsense").hasPrefix("old.jsonl:2: the line is not a JSON object"))
    #expect(problem(jsonLines: "\n{\"caption\":\"x\"}").hasPrefix("old.jsonl:2:"))
    #expect(problem(jsonLines: "\(good)\n\n\(good)").contains("old.jsonl:3: 'a.jpg' already has a caption in line 1"))
    #expect(problem(jsonLines: #"{"file_name":"","caption":"x"}"#).contains(":1: 'file_name' is empty"))
    #expect(problem(jsonLines: "").contains("there is no caption in it"))
    #expect(problem(csv: "name,caption\n").contains("old.csv:1: the first row does not name"))
    #expect(problem(csv: "file_name,caption\na,b\nc,d,e\n").contains("old.csv:3: the row has 3 fields"))
    #expect(
      problem(csv: "file_name,caption\n\"a\nb\",c\nd,\"e").contains("old.csv:4: a quotation mark is never closed"))
    #expect(problem(csv: "file_name,caption\na,\"b\"c\n").contains("old.csv:2: something stands between"))
  }

  @Test("answer for a candidate; an image without one has failed, and says why")
  func candidate() async throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).jsonl").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(#"{"file_name":"images/product-01.jpg","caption":"A teapot on a table"}"#.utf8).write(
      to: URL(filePath: path))
    let captioner = try Captioner(
      Candidate(label: "old", source: .captions(path: path)), settings: RunSettings(), checks: .init(maxWords: 3),
      client: HTTPClient(), environment: { _ in nil })
    let found = try await captioner.caption(CaptionRequest(Stand.item, image: []))
    #expect(found == CaptionResult(text: "A teapot on a table", outcome: .overLength))
    var other = Stand.item
    other.fileName = "images/other.jpg"
    let missing = try await captioner.caption(CaptionRequest(other, image: []))
    #expect(missing.outcome == .failed && missing.reason?.contains("has no caption for this image") == true)
  }

  @Test("a file that cannot be read is told before the run")
  func unreadable() async throws {
    let candidate = Candidate(label: "old", source: .captions(path: "/nowhere/old.jsonl"))
    let client = try HTTPClient()
    #expect(throws: CaptionerProblem.self) {
      try Captioner(candidate, settings: RunSettings(), checks: .init(), client: client, environment: { _ in nil })
    }
    let findings = await readiness(of: candidate, environment: { _ in nil }, client: nil)
    #expect(findings.map(\.weight) == [.problem] && findings[0].message.contains("/nowhere/old.jsonl"))
  }
}
