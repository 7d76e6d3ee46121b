import CaptionClient
import Foundation
import StudyModel
import Testing
import WireStand

@testable import Captioning

@Suite("Results of a batch")
struct BatchResultTests {
  private func fixture(_ name: String) -> [UInt8] { Fixture.bytes(name) }

  private static let asked = (1...6).map { "img-00\($0)" }

  private func word(_ result: BatchResult?) -> String {
    switch result {
    case .answered(let reading, let outcome): "\(outcome.rawValue) \(reading.text ?? "–")"
    case .failed(let kind, _, let isRetryable, let stops):
      "\(kind)\(isRetryable ? ", retryable" : "")\(stops ? ", stops" : "")"
    case .missing: "missing"
    case nil: "not asked"
    }
  }

  @Test("out of order, twice, unknown, failed and cut: each asked id ends in one state, and what is odd is told")
  func output() throws {
    var reader = BatchResultReader(asked: Self.asked)
    reader.read(fixture("batch-output.jsonl"), file: "output")
    reader.read(fixture("batch-errors.jsonl"), file: "errors")
    let joined = reader.joined()
    #expect(
      Self.asked.map { word(joined.results[$0]) } == [
        "captioned First.", "batch_expired, retryable", "captioned Third.", "rate_limit, retryable", "missing",
        "truncated Cut",
      ])
    #expect(
      joined.anomalies.map(\.description) == [
        "output:3: 'img-001' is answered again; the better line counts, and of two alike the first.",
        "output:6: 'zzz-unknown' was not asked; the line is left out.",
        "'img-005' has no line; it can be asked again.",
      ])
    #expect(joined.toAskAgain == ["img-002", "img-004", "img-005"])
    guard case .answered(let first, _) = joined.results["img-001"] else {
      Issue.record("img-001 is not answered")
      return
    }
    #expect(first.usage == TokenUsage(input: 812, output: 9) && first.servedModel == "cap-1")
    #expect(first.requestID == "rimg-001")
  }

  @Test("whichever file comes first, and wherever it is cut into lines, the same comes of it")
  func anyOrder() throws {
    let output = fixture("batch-output.jsonl")
    let errors = fixture("batch-errors.jsonl")
    var one = BatchResultReader(asked: Self.asked)
    one.read(output, file: "a")
    one.read(errors, file: "b")
    var other = BatchResultReader(asked: Self.asked)
    other.read(errors, file: "b")
    for line in output.split(separator: 10).reversed() { other.read(Array(line) + [13, 10], file: "a") }
    // The two lines of img-001 are both answers: the first met counts.
    var (left, right) = (one.joined().results, other.joined().results)
    #expect(word(left.removeValue(forKey: "img-001")) == "captioned First.")
    #expect(word(right.removeValue(forKey: "img-001")) == "captioned First again.")
    #expect(left == right)
  }

  @Test("an answer stands before a failure, whichever comes first")
  func answerFirst() {
    let good =
      #"{"custom_id":"a","response":{"status_code":200,"body":{"choices":[{"message":{"content":"A cat."},"finish_reason":"stop"}]}},"error":null}"#
    let bad = #"{"custom_id":"a","response":{"status_code":500,"body":{"error":{"message":"down"}}},"error":null}"#
    for lines in [[good, bad], [bad, good]] {
      var reader = BatchResultReader(asked: ["a"])
      reader.read(Array(lines.joined(separator: "\n").utf8), file: "f")
      let joined = reader.joined()
      #expect(word(joined.results["a"]) == "captioned A cat." && joined.anomalies.map(\.kind) == [.duplicate("a")])
      #expect(joined.toAskAgain.isEmpty)
    }
  }

  @Test(
    "both shapes of an answer, and errors however they are told",
    arguments: [
      // vLLM's run-batch, as it once was: the completion itself.
      (
        #""response":{"id":"c","object":"chat.completion","model":"m","choices":[{"message":{"content":"A dog."},"finish_reason":"stop"}]},"error":null"#,
        "captioned A dog."
      ),
      (
        #""response":{"status_code":200,"request_id":"r","body":{"choices":[{"message":{"content":"A dog."},"finish_reason":"stop"}]}}"#,
        "captioned A dog."
      ),
      (
        #""response":{"status_code":200,"body":{"choices":[{"message":{"content":null,"refusal":"No."},"finish_reason":"stop"}]}}"#,
        "refused –"
      ),
      (
        #""response":{"status_code":200,"body":{"choices":[{"message":{"content":""},"finish_reason":"stop"}]}}"#,
        "empty "
      ),
      (
        #""response":{"status_code":200,"body":{"choices":[{"message":{"content":"\ud800"},"finish_reason":"stop"}]}}"#,
        "captioned \u{FFFD}"
      ),
      (#""response":{"status_code":200,"body":{"error":{"message":"upstream","code":502}}}"#, "server, retryable"),
      (#""response":{"status_code":401,"body":{"error":{"message":"bad key"}}}"#, "bad_key, stops"),
      (
        #""response":{"status_code":400,"body":{"error":{"message":"bad image","type":"invalid_request_error"}}}"#,
        "bad_request"
      ),
      (
        #""response":{"status_code":400,"body":null},"error":{"message":"bad image","type":"invalid_request_error"}"#,
        "bad_request"
      ),
      (#""response":{"status_code":400,"body":{"error":{"message":"x","code":"content_filter"}}}"#, "filtered –"),
      (#""response":null,"error":{"code":"batch_cancelled","message":"cancelled"}"#, "batch_cancelled, retryable"),
      (#""response":null,"error":null"#, "not_chat, retryable"),
      (#""response":{"status_code":200,"body":{}}"#, "not_chat, retryable"),
    ])
  func shapes(_ rest: String, _ comesTo: String) {
    var reader = BatchResultReader(asked: ["a"])
    reader.read(Array(#"{"id":"x","custom_id":"a",\#(rest)}"#.utf8), file: "f")
    #expect(word(reader.joined().results["a"]) == comesTo)
  }

  @Test("lines that are none are told and left out; blank ones are nothing")
  func odd() {
    var reader = BatchResultReader(asked: ["a"])
    reader.read(Array("\u{FEFF}\n  \r\nnot json\n[]\n{\"custom_id\":\"\"}\n{\"custom_id\":\"a\"".utf8), file: "f")
    #expect(
      reader.joined().anomalies.map(\.description) == [
        "f:3: no JSON object; the line is left out.", "f:4: no JSON object; the line is left out.",
        "f:5: no custom_id; the line is left out.", "f:6: no JSON object; the line is left out.",
        "'a' has no line; it can be asked again.",
      ])
  }

  @Test("a batch that is completed without a file of answers is one whose requests all failed")
  func allFailed() throws {
    let state = try #require(BatchState(fixture("batch-completed-no-output.json")))
    #expect(state.stage == .allFailed(errorFile: "file-fx2") && state.counts?.failed == 9)
    func stage(_ members: String) -> BatchState.Stage? {
      BatchState(Array(#"{"object":"batch","id":"b",\#(members)}"#.utf8))?.stage
    }
    #expect(stage(#""status":"completed","output_file_id":"","error_file_id":"""#) == .allFailed(errorFile: nil))
    #expect(stage(#""status":"completed","output_file_id":"f""#) == .hasAnswers)
    #expect(stage(#""status":"expired","output_file_id":"f""#) == .hasAnswers)
    #expect(stage(#""status":"in_progress""#) == .underWay)
    #expect(BatchState(Array("{}".utf8)) == nil)
  }
}
