internal import Captioning
internal import Roster
internal import StudyModel
internal import Testing
internal import WireStand

@Suite("Every recorded answer, when a caption is asked for", .timeLimit(.minutes(30)))
struct RecordedAnswerTests {
  private static func stand(_ fixture: Fixture, _ script: @escaping WireServer.Script) throws -> Stand {
    var stand = try Stand(script)
    stand.call = ModelCall(
      model: fixture.expected.otherThan ?? "cap-1", declared: "openai-api/x/cap-1", baseURL: stand.server.address,
      user: "What is this?", streams: fixture.isStreamed)
    return stand
  }

  @Test(
    "is asked for once, or twice where it is empty, or as often as may help; a fault for good stops the candidate",
    arguments: Fixture.all)
  func forEver(_ fixture: Fixture) async throws {
    let expected = fixture.expected
    let stand = try Self.stand(fixture) { _ in fixture.answer }
    let result: CaptionResult
    do {
      result = try await stand.ask()
    } catch let stop as PermanentFailure {
      // A service that says 429 for ever is left alone when the patience is over, with nothing else said.
      let isRateLimit = expected.kind == "rate_limit" && expected.retryable == true
      #expect(stop.kind == expected.kind && (expected.stops == true || isRateLimit))
      #expect(stand.server.requests.count == (isRateLimit ? stop.attempts.count : 1))
      #expect(stop.attempts.allSatisfy { $0.happened == expected.kind })
      return
    }
    #expect(result.outcome.rawValue == expected.ending && expected.stops != true)
    #expect(result.attempts.count == stand.server.requests.count)
    switch expected.ending {
    case "failed":
      #expect(stand.server.requests.count == (expected.retryable == true ? stand.settings.attempts : 1))
      #expect(result.attempts.allSatisfy { $0.happened == expected.kind })
    case "empty":
      #expect(stand.server.requests.count == 2)
    default:
      #expect(stand.server.requests.count == 1 && stand.clock.sleeps.isEmpty)
      if let text = expected.text { #expect(result.text == text) }
      let isAnothers = result.attempts.first?.flags.contains("model_echo_mismatch") ?? false
      #expect(expected.otherThan == nil || isAnothers)
    }
    if !["captioned", "truncated"].contains(expected.ending) { #expect((result.text ?? "").isEmpty) }
  }

  @Test(
    "a fault that may pass costs one more request, no sooner than asked, and nothing of it is in the caption",
    arguments: Fixture.all.filter { $0.expected.retryable == true })
  func once(_ fixture: Fixture) async throws {
    let stand = try Self.stand(fixture) { $0.number == 1 ? fixture.answer : .caption("A teapot.") }
    let result = try await stand.ask()
    #expect(result.text == "A teapot." && result.outcome == .captioned && result.reason == nil)
    #expect(result.attempts.map(\.happened) == [fixture.expected.kind, "captioned"])
    #expect(stand.server.requests.count == 2)
    let asked = Duration.milliseconds(Int64(((fixture.expected.retryAfter ?? 0) * 1000).rounded()))
    #expect(stand.clock.sleeps.reduce(.zero, +) >= asked)
  }
}
