internal import Testing
internal import WireStand

@testable internal import CaptionClient

/// An error answer as a service gave it, and what it comes to: the fault's class, or `filtered`.
struct RefusedAnswer: Sendable, CustomTestStringConvertible {
  var status: Int
  var error: String
  var comesTo: String
  var stops = false
  var testDescription: String { "\(status) \(error.prefix(60))" }

  /// - Parameter error: the error object's members.
  init(_ status: Int, _ error: String, _ comesTo: String, stops: Bool = false) {
    self.status = status
    self.error = error
    self.comesTo = comesTo
    self.stops = stops
  }

  var answer: [WireServer.Step] { .answer(status: status, Array("{\"error\":{\(error)}}".utf8)) }
}

@Suite("Which fault an error answer is, by status and words", .timeLimit(.minutes(30)))
struct FaultRulesTests {
  private func ask(_ steps: [WireServer.Step], stream: Bool = false) async throws -> ChatReading {
    let server = try WireServer { _ in steps }
    let service = try ChatService(
      address: ServiceAddress(server.address), key: nil, client: HTTPClient(), limits: .init(total: .seconds(60)))
    return try await service.ask(ChatRequest(model: "m", prompt: "p", stream: stream)).reading
  }

  private func expect(_ given: RefusedAnswer) async throws {
    let reading = try await ask(given.answer)
    #expect(reading.fault?.kind.rawValue ?? reading.ending.word == given.comesTo)
    #expect(reading.fault?.stopsCandidate ?? false == given.stops)
  }

  private static let filters = [
    RefusedAnswer(
      401,
      #""message":"key not allowed to access model. This key can only access models=['gpt-4o-mini', 'omni-moderation-latest']. Tried to access gpt-4o","type":"key_model_access_denied","param":"model","code":"401""#,
      "bad_key", stops: true),
    RefusedAnswer(
      403,
      #""message":"team not allowed to access model. This team can only access models=['omni-moderation-latest']","type":"team_model_access_denied""#,
      "forbidden", stops: true),
    RefusedAnswer(401, #""message":"no access to content_policy","code":"content_policy""#, "bad_key", stops: true),
    RefusedAnswer(
      429,
      #""message":"Rate limit reached for omni-moderation-latest on requests per min","code":"rate_limit_exceeded""#,
      "rate_limit"),
    RefusedAnswer(
      404, #""message":"The model `omni-moderation-latest` does not exist""#, "model_not_found", stops: true),
    RefusedAnswer(500, #""message":"content_filter is down""#, "server"),
    // What filters say.
    RefusedAnswer(400, #""message":"x","code":"content_filter""#, "filtered"),
    RefusedAnswer(400, #""message":"Blocked by our moderation system.","code":"moderation_blocked""#, "filtered"),
    RefusedAnswer(
      403, #""message":"This model requires moderation and your input was flagged","code":403"#, "filtered"),
    RefusedAnswer(422, #""message":"x","type":"content_policy_violation""#, "filtered"),
    RefusedAnswer(451, #""message":"not in line with the content management policy""#, "filtered"),
    RefusedAnswer(200, #""message":"x","code":"content_filter""#, "filtered"),
    RefusedAnswer(200, #""message":"flagged by moderation","code":429"#, "rate_limit"),
  ]

  @Test(
    "words about filters count for 400, 403, 422, 451 and inside a 200, and a model's name is no such word",
    arguments: filters)
  func filter(_ given: RefusedAnswer) async throws { try await expect(given) }

  private static let quotas = [
    RefusedAnswer(400, #""message":"Image of category 'billing form' could not be decoded""#, "bad_request"),
    RefusedAnswer(500, #""message":"the billing service does not answer""#, "server"),
    RefusedAnswer(
      429, #""message":"Insufficient balance or no resource package. Please recharge.","code":"1113""#, "quota",
      stops: true),
    RefusedAnswer(402, #""message":"pay first""#, "quota", stops: true),
    RefusedAnswer(403, #""message":"This method requires billing to be enabled""#, "quota", stops: true),
    RefusedAnswer(200, #""message":"x","code":"insufficient_quota""#, "quota", stops: true),
    RefusedAnswer(
      400, #""message":"Your credit balance is too low to access the API.","type":"invalid_request_error""#, "quota",
      stops: true),
    RefusedAnswer(
      429, #""message":"Your account has been deactivated, contact us""#, "forbidden", stops: true),
    RefusedAnswer(
      429, #""message":"You exceeded your current quota, check your plan and billing. Please try again in 6h0m0s.""#,
      "quota", stops: true),
  ]

  @Test("words about quotas count for 402, 403, 429 and inside a 200", arguments: quotas)
  func quota(_ given: RefusedAnswer) async throws { try await expect(given) }

  private static let forGood = [
    RefusedAnswer(
      400, #""message":"Error while downloading https://images.example/model-3.jpg: 404 Not Found.""#, "bad_request"),
    RefusedAnswer(400, #""message":"the car model in the picture was not found""#, "bad_request"),
    RefusedAnswer(400, #""message":"model 'cap-9' not found, try pulling it first""#, "model_not_found", stops: true),
    RefusedAnswer(400, #""message":"x","code":"model_not_found""#, "model_not_found", stops: true),
    RefusedAnswer(
      404, #""message":"models/cap-9 is not found for API version v1beta""#, "model_not_found", stops: true),
    RefusedAnswer(
      400, #""message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT""#, "bad_key",
      stops: true),
    RefusedAnswer(
      400, #""message":"Unrecognized request argument supplied: seed","type":"invalid_request_error""#,
      "unsupported_setting", stops: true),
    RefusedAnswer(400, #""message":"Could not decode the image""#, "bad_request"),
  ]

  @Test("one image's failure stops nothing; a model, key or setting that is refused does", arguments: forGood)
  func image(_ given: RefusedAnswer) async throws { try await expect(given) }

  @Test(
    "a 429 that tells a short wait, in words or in a field, is a rate limit with that wait, whatever it says of quotas",
    arguments: [
      (
        #""message":"You exceeded your current quota, check your plan and billing details. Please retry in 2.07s.""#,
        2070
      ),
      (#""message":"You exceeded your current quota","details":[{"@type":"h"},{"retryDelay":"2s"}]"#, 2000),
      (#""message":"Provider","metadata":{"raw":"{\"message\": \"current quota\", \"retryDelay\": \"3s\"}"}"#, 3000),
      (#""message":"Rate limit reached. Please try again in 120ms.""#, 120),
      (#""message":"token rate limit. Please retry after 33 seconds.""#, 33_000),
      (#""message":"Limit 10. Please try again in 1m2.5s. Visit us.""#, 62_500),
    ])
  func toldWait(error: String, milliseconds: Int64) async throws {
    let fault = try await ask(RefusedAnswer(429, error, "").answer).fault
    #expect(fault?.kind == .rateLimit && fault?.stopsCandidate == false && fault?.isRetryable == true)
    #expect(fault?.retryAfter == .milliseconds(milliseconds))
  }

  @Test("a header's wait goes before the words', and words about other statuses or longer waits tell none")
  func otherWaits() async throws {
    let words = "Please try again in 5s."
    let both = try await ask(.fault(429, words, headers: ["Retry-After": "7"])).fault
    #expect(both?.retryAfter == .seconds(7))
    #expect(try await ask(.fault(500, words)).fault?.retryAfter == nil)
    let long = try await ask(.fault(429, "slow down, try again in 3h")).fault
    #expect(long?.retryAfter == nil && long?.isRetryable == true)
  }

  @Test("what a stream reports in its midst is read alike")
  func streamed() async throws {
    let event = #"data: {"error":{"message":"You exceeded your current quota. Retry in 2s.","code":429}}"# + "\n\n"
    let steps: [WireServer.Step] = .answer(
      headers: ["Content-Type": "text/event-stream"], Array(event.utf8), framing: .chunked)
    let fault = try await ask(steps, stream: true).fault
    #expect(fault?.kind == .rateLimit && fault?.retryAfter == .seconds(2))
  }
}
