import CaptionClient
import Digest
import Foundation
import Roster
import StudyModel
import Testing
import WireStand

@testable import Captioning

@Suite("Lines of a batch")
struct BatchResultTests {
  private func word(_ line: String) throws -> String {
    switch try BatchReply(Array(line.utf8)).result {
    case .answered(let reading, let outcome): "\(outcome.rawValue) \(reading.text ?? "–")"
    case .failed(let kind, _, let isRetryable, let stops):
      "\(kind)\(isRetryable ? ", retryable" : "")\(stops ? ", stops" : "")"
    }
  }

  @Test("usage, model and request are read as in any other answer")
  func details() throws {
    let line = String(decoding: Fixture.bytes("batch-output.jsonl"), as: UTF8.self).split(separator: "\n")[1]
    let reply = try BatchReply(Array(line.utf8))
    guard case .answered(let first, _) = reply.result else {
      Issue.record("img-001 is not answered")
      return
    }
    #expect(first.usage == TokenUsage(input: 812, output: 9) && first.servedModel == "cap-1")
    #expect(first.requestID == "rimg-001" && reply.id == "img-001")
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
      (#""response":null,"error":{"code":"batch_expired","message":"too late"}"#, "batch_expired, retryable"),
      (#""response":null,"error":{"code":"batch_cancelled","message":"cancelled"}"#, "batch_cancelled, retryable"),
      (#""response":null,"error":null"#, "not_chat, retryable"),
      (#""response":{"status_code":200,"body":{}}"#, "not_chat, retryable"),
    ])
  func shapes(_ rest: String, _ comesTo: String) throws {
    #expect(try word(#"{"id":"x","custom_id":"a",\#(rest)}"#) == comesTo)
  }

  @Test("a key that a service repeats is in no text, and a caption that repeats it is none")
  func key() throws {
    let key = try #require(Secret("sk-canary-0123456789abcdef"))
    let line =
      #"{"custom_id":"a","response":{"status_code":200,"body":{"choices":[{"message":{"content":"sk-canary-0123456789abcdef"},"finish_reason":"stop"}]}}}"#
    let reply = try BatchReply(Array(line.utf8), keys: [key])
    #expect(!reply.result.isAnswer && !"\(reply.result)".contains("canary"))
  }

  @Test("nothing of a batch was timed, and what was not carried out cost nothing")
  func record() throws {
    let start = AttemptStart(number: 1, startedAt: 5, requestedModel: "m")
    let price = Price(input: 1, output: 1)
    let expired = try BatchReply(
      Array(#"{"custom_id":"a","response":null,"error":{"code":"batch_expired","message":"late"}}"#.utf8)
    ).record(start, endedAt: 9)
    #expect(expired.happened == "batch_expired" && expired.status == nil && expired.cost(at: price) == 0)
    let line = String(decoding: Fixture.bytes("batch-output.jsonl"), as: UTF8.self).split(separator: "\n")[1]
    let good = try BatchReply(Array(line.utf8)).record(start, endedAt: 9)
    #expect(good.happened == "captioned" && good.firstByteSeconds == nil && good.connectSeconds == nil)
    #expect(good.inputTokens == 812 && good.flags == ["model_echo_mismatch"])
  }

  @Test("a line asks what a run would ask, without a stream")
  func asked() throws {
    var call = ModelCall(model: "m", declared: "m", system: "Be terse.", user: "A {{category}}?", maxTokens: 60)
    call = call.streaming
    let image = Array("not really a picture".utf8)
    let item = SetItem(
      id: try #require(ItemID(hex: SHA256.hex(image))), path: "a.png", fileName: "a.png", format: .png, category: "x")
    let line = try BatchQuestions(call, label: "one").line(CaptionRequest(item, image: image), id: "id-1")
    let text = String(decoding: line.segments.flatMap { $0 }, as: UTF8.self)
    let base64 = Data(image).base64EncodedString()
    #expect(
      text == #"{"custom_id":"id-1","method":"POST","url":"/v1/chat/completions","body":{"model":"m","messages":["#
        + #"{"role":"system","content":"Be terse."},{"role":"user","content":[{"type":"text","text":"A x?"},"#
        + #"{"type":"image_url","image_url":{"url":"data:image/png;base64,\#(base64)"}}]}],"max_tokens":60}}"# + "\n")
    #expect(line.count == text.utf8.count && line.model == "m" && line.imageSent == nil)
  }

  @Test("a batch's price is taken only where it covers every kind of token")
  func prices() {
    var price = Price(input: 2, output: 8, batch: Price.Batch(input: 1, output: 4))
    #expect(price.inBatch == Price(input: 1, output: 4))
    price.cached = 0.5
    #expect(price.inBatch == Price(input: 1, output: 4))
    price.image = 3
    #expect(price.inBatch == nil)
    #expect(Price(input: 2, output: 8).inBatch == nil)
  }

  @Test("a batch that is completed without a file of answers is one whose requests all failed")
  func allFailed() async throws {
    let server = try WireServer { request in
      request.line == "GET /v1/batches/b HTTP/1.1"
        ? .answer(Fixture.bytes("batch-completed-no-output.json")) : .fault(404, "no such batch")
    }
    let service = try BatchService(address: ServiceAddress(server.address), key: nil, client: HTTPClient())
    let state = try await service.batch("b")
    #expect(state.stage == .allFailed(errorFile: "file-fx2") && state.counts?.failed == 9)
    #expect(state.inputFile == "file-fx1" && state.metadata.isEmpty)
    func stage(_ members: String) -> BatchState.Stage? {
      BatchState(Array(#"{"object":"batch","id":"b",\#(members)}"#.utf8))?.stage
    }
    #expect(stage(#""status":"completed","output_file_id":"","error_file_id":"""#) == .allFailed(errorFile: nil))
    for status in ["completed", "expired", "cancelled", "failed"] {
      #expect(stage(#""status":"\#(status)","output_file_id":"f""#) == .hasAnswers)
    }
    for status in ["validating", "in_progress", "finalizing", "cancelling"] {
      #expect(stage(#""status":"\#(status)""#) == .underWay)
    }
    #expect(BatchState(Array("{}".utf8)) == nil)
    let failed = BatchState(
      Array(#"{"object":"batch","id":"b","status":"failed","errors":{"data":[{"message":"bad","line":3}]}}"#.utf8))
    #expect(failed?.failure == "line 3: bad")
  }
}
