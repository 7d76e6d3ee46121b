import Roster
import StudyModel
import Synchronization
import Testing
import WireStand

@testable import Captioning

@Suite("a router asked for a caption", .timeLimit(.minutes(30)))
struct RouterCaptionTests {
  @Test("asks the one that the first rule that applies names, and says which rule that was")
  func rules() async throws {
    let stand = try PolicyStand { model, _ in .caption("By \(model).") }
    let router = try stand.captioner(
      PolicyStand.router([
        ("category == \"chart\"", stand.model("big")), ("exists(title)", stand.model("cheap")),
        (nil, stand.model("big")),
      ]))
    let caption = try await stand.ask(router)
    #expect(caption.result.text == "By cheap." && caption.served == Served(part: "cheap", rule: 1))
    #expect(stand.asked == ["cheap"])
  }

  @Test("takes what a candidate of the study has, sends nothing for it, and has no answer while that one has none")
  func taken() async throws {
    let stand = try PolicyStand { _, _ in .caption("never") }
    let router = try stand.captioner(PolicyStand.router([(nil, stand.model("big"))], shared: ["big"]))
    let missing = try await stand.ask(router)
    #expect(!missing.isFinal && missing.result.reason == "'big' has no caption of it yet")
    let caption = try await stand.ask(router) { _ in TakenCaption(text: "Stored.", outcome: .overLength) }
    #expect(caption.result.text == "Stored." && caption.result.outcome == .overLength && caption.isFinal)
    #expect(caption.served == Served(part: "big", rule: 0, takenFrom: "big") && stand.asked.isEmpty)
  }

  @Test("over a chain: the rule is the router's, what served and what was passed are the chain's")
  func overChain() async throws {
    let stand = try PolicyStand { model, _ in model == "a" ? .fault(500, "oops") : .caption("A teapot.") }
    let chain = try PolicyStand.chain([stand.model("a"), stand.model("b")], label: "safe")
    let caption = try await stand.ask(
      try stand.captioner(PolicyStand.router([("category == \"chart\"", stand.model("c")), (nil, chain)])))
    #expect(caption.served == Served(part: "b", rule: 1, passed: [Passed(part: "a", why: "server_error")]))
  }

  @Test("under a chain it asks for itself, also what is a candidate of the study")
  func underChain() async throws {
    let stand = try PolicyStand { model, _ in .caption("By \(model).") }
    let router = try PolicyStand.router([(nil, stand.model("big"))], label: "inner", shared: ["big"])
    let chain = try stand.captioner(PolicyStand.chain([router, stand.model("b")]))
    let caption = try await stand.ask(chain) { _ in TakenCaption(text: "Stored.", outcome: .captioned) }
    #expect(caption.result.text == "By big." && caption.served == Served(part: "big"))
  }

  @Test("a rule that is neither true nor false leaves the image without an answer, says which, and sends nothing")
  func undecided() async throws {
    let stand = try PolicyStand { _, _ in .caption("never") }
    let candidate = try PolicyStand.router([("object_count > 3", stand.model("a")), (nil, stand.model("b"))])
    let caption = try await stand.ask(try stand.captioner(candidate))
    #expect(!caption.isFinal && caption.result.outcome == .failed)
    #expect(
      caption.result.reason
        == "rule 1 of its router is neither true nor false, since 'object_count' is missing or of another kind")
    #expect(stand.asked.isEmpty)
  }

  @Test("behind a cache a chain's caption is kept with the part that gave it, and given again without a request")
  func cachedChain() async throws {
    var stand = try PolicyStand { model, _ in model == "a" ? .fault(500, "oops") : .caption("By \(model).") }
    let kept = Guarded<[CacheKey: CachedCaption]>([:])
    stand.cache = CaptionCache(
      find: { key, _ in kept.change { $0[key] } }, near: { _, _, _, _ in nil },
      keep: { key, caption, _ in kept.change { $0[key] = caption } })
    let chain = try PolicyStand.chain([stand.model("a"), stand.model("b")], label: "safe")
    let cached = try stand.captioner(PolicyStand.policy("cached", .cache(CacheRule(of: "safe")), [chain]))
    let first = try await stand.ask(cached)
    #expect(first.served == Served(part: "b", passed: [Passed(part: "a", why: "server_error")]))
    let second = try await stand.ask(cached)
    #expect(second.result.text == "By b." && second.served.part == "b" && second.isFinal)
    // 800 + 9 tokens at a dollar a million; what the failed request cost is unknown, so the whole is.
    #expect(second.served.hit?.originCost == nil && second.served.hit?.originTotal != nil)
    #expect(stand.asked == ["a", "b"])
  }

  @Test("what is no whole caption never enters a cache")
  func notKept() async throws {
    var stand = try PolicyStand { _, count in count < 4 ? .fault(500, "oops") : .caption("A teapot.") }
    let kept = Guarded<Int>(0)
    stand.cache = CaptionCache(
      find: { _, _ in nil }, near: { _, _, _, _ in nil }, keep: { _, _, _ in kept.change { $0 += 1 } })
    let cached = try stand.captioner(PolicyStand.policy("cached", .cache(CacheRule(of: "a")), [stand.model("a")]))
    #expect(try await !stand.ask(cached).isFinal)
    #expect(kept.change { $0 } == 0)
    #expect(try await stand.ask(cached).isFinal)
    #expect(kept.change { $0 } == 1)
  }
}
