import Roster
import StudyModel
import Testing
import WireStand

@testable import Captioning

@Suite("a fallback chain", .timeLimit(.minutes(30)))
struct FallbackTests {
  @Test("asks the first, and nobody else where it gives a caption")
  func first() async throws {
    let stand = try PolicyStand { model, _ in .caption("A teapot by \(model).") }
    let chain = try stand.captioner(PolicyStand.chain([stand.model("a"), stand.model("b")]))
    let caption = try await stand.ask(chain)
    #expect(caption.result.text == "A teapot by a." && caption.isFinal)
    #expect(caption.served == Served(part: "a"))
    #expect(stand.asked == ["a"] && stand.log.entries == ["a send 1", "a end 1 captioned"])
  }

  private static func trouble(_ reason: FallThrough) -> [WireServer.Step] {
    switch reason {
    case .rateLimited: .fault(429, "slow down")
    case .serverError: .fault(500, "oops")
    case .timeout: [.hold]
    case .connection: [.reset]
    case .refused:
      .answer(
        Array(
          #"{"model":"a","choices":[{"message":{"role":"assistant","content":null,"refusal":"No."},"finish_reason":"stop"}]}"#
            .utf8))
    case .filtered:
      .answer(
        Array(
          #"{"model":"a","choices":[{"message":{"role":"assistant","content":""},"finish_reason":"content_filter"}]}"#
            .utf8
        ))
    case .empty: .caption(" ")
    case .truncated:
      .answer(
        Array(
          #"{"model":"a","choices":[{"message":{"role":"assistant","content":"A tea"},"finish_reason":"length"}]}"#.utf8
        ))
    }
  }

  @Test("goes on to the next for each reason that it names, without a wait", arguments: FallThrough.allCases)
  func goesOn(_ reason: FallThrough) async throws {
    let stand = try PolicyStand { model, _ in model == "a" ? Self.trouble(reason) : .caption("A teapot.") }
    let chain = try stand.captioner(PolicyStand.chain([stand.model("a"), stand.model("b")], on: [reason]))
    let caption = try await stand.ask(chain)
    #expect(caption.result.text == "A teapot." && caption.result.outcome == .captioned)
    #expect(caption.served == Served(part: "b", passed: [Passed(part: "a", why: reason.rawValue)]))
    #expect(stand.asked == ["a", "b"] && stand.clock.sleeps.isEmpty)
    #expect(caption.result.attempts.count == 2)
  }

  @Test("an answer that it does not go on for stands", arguments: FallThrough.allCases.filter(\.isAnswer))
  func stands(_ reason: FallThrough) async throws {
    let stand = try PolicyStand { model, _ in model == "a" ? Self.trouble(reason) : .caption("A teapot.") }
    let chain = try stand.captioner(PolicyStand.chain([stand.model("a"), stand.model("b")]))
    let caption = try await stand.ask(chain)
    #expect(caption.result.outcome.rawValue == reason.rawValue && caption.isFinal)
    #expect(caption.served == Served(part: "a") && stand.asked == ["a"])
  }

  @Test("a fault that it does not go on for begins the chain anew after a wait")
  func anew() async throws {
    let stand = try PolicyStand { model, count in count == 1 ? .fault(500, "oops") : .caption("By \(model).") }
    let chain = try stand.captioner(PolicyStand.chain([stand.model("a"), stand.model("b")], on: [.rateLimited]))
    let caption = try await stand.ask(chain)
    #expect(caption.result.text == "By a." && stand.asked == ["a", "a"] && stand.clock.sleeps.count == 1)
  }

  @Test("when all are troubled, each is asked once a pass, until the requests are used up; then there is no answer")
  func deadLegs() async throws {
    let stand = try PolicyStand { _, _ in .fault(503, "out of order") }
    let legs = ["a", "b", "c"].map { stand.model($0) }
    let chain = try stand.captioner(PolicyStand.chain(legs, attempts: 7))
    let caption = try await stand.ask(chain)
    #expect(!caption.isFinal && caption.result.outcome == .failed && caption.result.text == nil)
    #expect(stand.asked == ["a", "b", "c", "a", "b", "c", "a"])
    #expect(stand.clock.sleeps.count == 2)
    #expect(caption.served.passed.count == 7)
    let reason = try #require(caption.result.reason)
    #expect(reason.contains("'a' server_error 3 times, 'b' server_error 2 times, 'c' server_error 2 times"))
    #expect(
      stand.log.entries.filter { $0.contains("send") }.map { $0.split(separator: " ").last } == (1...7).map { "\($0)" })
  }

  @Test("the wait between passes is the shortest that a service asked for, and at least the chain's own")
  func shortestWait() async throws {
    let stand = try PolicyStand { model, count in
      count > 1
        ? .caption("By \(model).") : .fault(429, "slow", headers: ["Retry-After": model == "a" ? "90" : "20"])
    }
    // Two services, so that one's wait does not hold the other back.
    let other = try WireServer { _ in .fault(429, "slow", headers: ["Retry-After": "90"]) }
    let chain = try stand.captioner(
      PolicyStand.chain([stand.model("slow", address: other.address), stand.model("b")]))
    let caption = try await stand.ask(chain)
    #expect(caption.result.text == "By b." && stand.clock.sleeps == [.seconds(20)])
    // The second pass did not ask the one that wants to be left alone for longer.
    #expect(other.requests.count == 1)
    #expect(caption.served.passed.map(\.part) == ["slow", "b", "slow"])
  }

  @Test("a service that wants to be left alone is passed over without a request by the next image")
  func held() async throws {
    let other = try WireServer { _ in .fault(429, "slow", headers: ["Retry-After": "90"]) }
    let stand = try PolicyStand { _, _ in .caption("A teapot.") }
    let chain = try stand.captioner(
      PolicyStand.chain([stand.model("limited", address: other.address), stand.model("b")]))
    for image in 1...3 {
      let caption = try await stand.ask(chain)
      let why = image == 1 ? "rate_limited" : "on_hold"
      #expect(caption.served == Served(part: "b", passed: [Passed(part: "limited", why: why)]))
    }
    #expect(other.requests.count == 1 && stand.asked == ["b", "b", "b"] && stand.clock.sleeps.isEmpty)
  }

  @Test("a model that is being loaded is waited for and asked once more before the next leg is", arguments: [1, 9])
  func loading(count: Int) async throws {
    let stand = try PolicyStand { model, number in
      model == "a" && number <= count ? .fault(503, "Loading model") : .caption("By \(model).")
    }
    let chain = try stand.captioner(PolicyStand.chain([stand.model("a"), stand.model("b")]))
    let caption = try await stand.ask(chain)
    #expect(stand.asked == (count == 1 ? ["a", "a"] : ["a", "a", "b"]) && stand.clock.sleeps == [.seconds(5)])
    let passed = count == 1 ? [] : [Passed(part: "a", why: "server_error")]
    #expect(caption.served == Served(part: count == 1 ? "a" : "b", passed: passed))
    // The next image finds it loading without a request, and waits for it too.
    let next = try await stand.ask(chain)
    #expect(next.result.text == (count == 1 ? "By a." : "By b."))
    #expect(stand.asked == (count == 1 ? ["a", "a", "a"] : ["a", "a", "b", "a", "a", "b"]))
    #expect(stand.clock.sleeps == Array(repeating: .seconds(5), count: count == 1 ? 1 : 3))
  }

  @Test("the wait for a model that is being loaded is within the budget of requests")
  func loadingBudget() async throws {
    let stand = try PolicyStand { _, _ in .fault(503, "Loading model") }
    let chain = try stand.captioner(PolicyStand.chain([stand.model("a"), stand.model("b")], attempts: 3))
    let caption = try await stand.ask(chain)
    #expect(!caption.isFinal && stand.asked == ["a", "a", "b"])
  }

  @Test("a leg is not stopped for faults of its own: each image goes by it, as it would in production")
  func faultyLeg() async throws {
    let stand = try PolicyStand { model, _ in model == "a" ? .fault(500, "out of memory") : .caption("A teapot.") }
    let chain = try stand.captioner(PolicyStand.chain([stand.model("a"), stand.model("b")]))
    for _ in 1...8 { #expect(try await stand.ask(chain).served.part == "b") }
    #expect(stand.asked.count { $0 == "a" } == 8)
  }

  @Test("one model that is told to wait says nothing of another at the same address")
  func sameAddress() async throws {
    let stand = try PolicyStand { model, _ in
      model == "limited" ? .fault(429, "slow", headers: ["Retry-After": "90"]) : .caption("A teapot.")
    }
    let chain = try stand.captioner(PolicyStand.chain([stand.model("limited"), stand.model("b")]))
    for _ in 1...3 { #expect(try await stand.ask(chain).served.part == "b") }
    #expect(stand.asked == ["limited", "b", "b", "b"] && stand.clock.sleeps.isEmpty)
  }

  @Test("what no wait cures costs one request, and the chain goes on without it, whatever it goes on for")
  func stoppedLeg() async throws {
    let stand = try PolicyStand { model, _ in model == "a" ? .fault(401, "no such key") : .caption("A teapot.") }
    let chain = try stand.captioner(PolicyStand.chain([stand.model("a"), stand.model("b")], on: [.refused]))
    for _ in 1...3 {
      let caption = try await stand.ask(chain)
      #expect(caption.served == Served(part: "b", passed: [Passed(part: "a", why: "stopped")]))
    }
    #expect(stand.asked == ["a", "b", "b", "b"])
  }

  @Test("when all are stopped, so is the chain, and it says why of each")
  func allStopped() async throws {
    let stand = try PolicyStand { model, _ in .fault(401, "no key for \(model)") }
    let chain = try stand.captioner(PolicyStand.chain([stand.model("a"), stand.model("b")]))
    let failure = await #expect(throws: PermanentFailure.self) { try await stand.ask(chain) }
    #expect(failure?.message.contains("no key for a") == true && failure?.message.contains("no key for b") == true)
    await #expect(throws: PermanentFailure.self) { try await stand.ask(chain) }
    #expect(stand.asked == ["a", "b"])
  }

  @Test("where nobody gives a caption and nobody's fault may pass, the last resort's answer stands, asked once")
  func lastResort() async throws {
    let stand = try PolicyStand { _, _ in Self.trouble(.refused) }
    let chain = try stand.captioner(PolicyStand.chain([stand.model("a"), stand.model("b")], on: [.refused, .timeout]))
    let caption = try await stand.ask(chain)
    #expect(caption.isFinal && caption.result.outcome == .refused)
    #expect(caption.served == Served(part: "b", passed: [Passed(part: "a", why: "refused")]))
    #expect(stand.asked == ["a", "b"] && stand.clock.sleeps.isEmpty)
  }

  @Test("what has refused is not asked again about the image while another's fault passes")
  func answeredOnce() async throws {
    let stand = try PolicyStand { model, count in
      model == "a" ? Self.trouble(.refused) : count < 3 ? .fault(500, "oops") : .caption("A teapot.")
    }
    let chain = try stand.captioner(
      PolicyStand.chain([stand.model("a"), stand.model("b")], on: [.refused, .serverError]))
    let caption = try await stand.ask(chain)
    #expect(caption.result.text == "A teapot." && stand.asked == ["a", "b", "b", "b"])
  }

  @Test("a file of captions that has none of the image is passed over; where it has one, nothing is sent")
  func readyMade() async throws {
    let stand = try PolicyStand { _, _ in .caption("A teapot.") }
    let human = Candidate(label: "human", source: .captions(CaptionFile(path: "h", sha256: "0")))
    let candidate = try PolicyStand.chain([human, stand.model("b")])
    let without = try await stand.ask(try stand.captioner(candidate))
    #expect(without.served == Served(part: "b", passed: [Passed(part: "human", why: "no_caption")]))
    let with = try await stand.ask(
      try stand.captioner(candidate, readyMade: [Stand.item.id: ReadyMadeCaption("By hand.")]))
    #expect(with.result.text == "By hand." && with.served == Served(part: "human") && stand.asked == ["b"])
  }

  @Test("a chain inside a chain is one pass of it, and its requests count among the outer one's")
  func nested() async throws {
    let stand = try PolicyStand { _, _ in .fault(500, "oops") }
    let inner = try PolicyStand.chain([stand.model("a"), stand.model("b")], label: "inner")
    let outer = try stand.captioner(PolicyStand.chain([inner, stand.model("c")], label: "outer", attempts: 5))
    let caption = try await stand.ask(outer)
    #expect(!caption.isFinal && stand.asked == ["a", "b", "c", "a", "b"])
  }
}
