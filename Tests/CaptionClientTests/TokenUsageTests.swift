internal import Testing
internal import WireStand

@testable internal import CaptionClient

@Suite("Tokens that only the total tells of", .timeLimit(.minutes(30)))
struct TokenUsageTests {
  @Test(
    "what a total has beyond question and answer is hidden reasoning, part of the answer; any other total changes nothing",
    arguments: [
      // xAI: reasoning beside the answer's tokens.
      (
        #"{"prompt_tokens":800,"completion_tokens":9,"total_tokens":1009,"completion_tokens_details":{"reasoning_tokens":200}}"#,
        TokenUsage(input: 800, output: 209, reasoning: 200)
      ),
      // Gemini: in the total alone.
      (
        #"{"prompt_tokens":800,"completion_tokens":9,"total_tokens":1109}"#,
        TokenUsage(input: 800, output: 309, reasoning: 300)
      ),
      // OpenAI: among the answer's.
      (
        #"{"prompt_tokens":800,"completion_tokens":209,"total_tokens":1009,"completion_tokens_details":{"reasoning_tokens":200}}"#,
        TokenUsage(input: 800, output: 209, reasoning: 200)
      ),
      (#"{"prompt_tokens":800,"completion_tokens":9,"total_tokens":700}"#, TokenUsage(input: 800, output: 9)),
      (#"{"prompt_tokens":800,"completion_tokens":9,"total_tokens":0}"#, TokenUsage(input: 800, output: 9)),
      (#"{"prompt_tokens":800,"total_tokens":900}"#, TokenUsage(input: 800)),
      (#"{"completion_tokens":9,"total_tokens":900}"#, TokenUsage(output: 9)),
      // A question whose cached part is counted beside it.
      (
        #"{"prompt_tokens":100,"completion_tokens":9,"total_tokens":809,"cache_read_input_tokens":700}"#,
        TokenUsage(input: 100, output: 9, cached: 700)
      ),
    ])
  func hidden(usage: String, counted: TokenUsage) async throws {
    let body =
      #"{"model":"m","choices":[{"message":{"content":"A cup."},"finish_reason":"stop"}],"usage":\#(usage)}"#
    let server = try WireServer { _ in .answer(Array(body.utf8)) }
    let service = try ChatService(
      address: ServiceAddress(server.address), key: nil, client: HTTPClient(), limits: .init(total: .seconds(60)))
    #expect(try await service.ask(ChatRequest(model: "m", prompt: "p")).reading.usage == counted)
  }
}
