import Blinding
import Roster
import StudyModel
import Testing

@testable import StudyStore

@Suite("what services say of themselves, caption by caption")
struct SightingsTests {
  private func answer(
    _ model: String?, _ fingerprint: String? = nil, isOther: Bool? = false, fellBack: Bool = false
  ) -> ServedSightings.Answer {
    .init(requested: "a", model: model, fingerprint: fingerprint, isOther: isOther, fellBack: fellBack)
  }

  @Test("a change is told once, at the caption that is the first to show it")
  func changes() {
    var seen = ServedSightings()
    #expect(seen.add(answer("a", "f1")).isEmpty && seen.isUniform)
    #expect(seen.add(answer("a", "f1")).isEmpty)
    #expect(seen.add(answer("a-2026", "f1")) == [.model("a-2026", before: "a")])
    #expect(seen.add(answer("a", "f2")) == [.fingerprint("f2", before: "f1")])
    let other = answer("b", "f2", isOther: true)
    #expect(seen.add(other) == [.other(other)])
    #expect(seen.add(answer("b", "f2", isOther: true)).isEmpty)
    #expect(seen.add(answer(nil)).isEmpty, "an answer that names nothing tells nothing")
    #expect(!seen.isUniform && seen.captions == 7 && seen.unchecked == 0)
    #expect(
      seen.models == [
        .init(name: "a", captions: 3, first: 1), .init(name: "a-2026", captions: 1, first: 3),
        .init(name: "b", captions: 2, first: 5),
      ])
    #expect(seen.fingerprints == [.init(name: "f1", captions: 3, first: 1), .init(name: "f2", captions: 3, first: 4)])
    #expect(seen.others == .init(captions: 2, first: 5, afterFallback: 0, requested: "a"))
  }

  @Test("a fallback at a proxy counts though the model keeps its name; what nobody looked at is no other model")
  func fallbacks() {
    var seen = ServedSightings()
    let fallback = answer("a", fellBack: true)
    #expect(seen.add(fallback) == [.other(fallback)])
    #expect(seen.add(answer("x", isOther: nil)) == [.model("x", before: "a")])
    #expect(seen.others == .init(captions: 1, first: 1, afterFallback: 1, requested: "a") && seen.unchecked == 1)
  }

  @Test("of a caption's attempts the one that brought it counts, of each part apart; failures and copies do not")
  func stored() async throws {
    let scratch = try ScratchStudy()
    let plan = scratch.plan(items: 4)
    let store = try StudyStore(folder: scratch.folder, create: true)
    let arm = try #require(try store.begin(plan, at: 1)["big"])
    func ask(_ item: Int, _ part: String?, _ model: String, _ flags: [String]? = [], reason: String? = nil) async throws
    {
      let start = LedgerStart(number: 1, part: part, requestedModel: "a")
      var attempt = LedgerAttempt(reason: reason, servedModel: model)
      attempt.flags = flags
      try await store.didEnd(try await store.willSend(start, arm: arm, item: plan.items[item].id, at: 5), attempt)
    }
    try await ask(0, nil, "x", reason: "server")
    try await ask(0, nil, "x")
    try await ask(0, nil, "a")
    try await ask(1, "p", "b", ["model_echo_mismatch"])
    try await ask(2, nil, "c", ["model_echo_mismatch", "no_done"])
    try await ask(3, nil, "d")
    for item in 0..<3 {
      try await store.store(
        Output(arm: arm, item: plan.items[item].id, text: "t", outcome: .captioned), breaches: [])
    }
    let seen = try #require(try store.sightings()[arm])
    #expect(seen["p"]?.others == .init(captions: 1, first: 1, afterFallback: 0, requested: "a"))
    #expect(seen[""]?.models.map(\.name) == ["a", "c"] && seen[""]?.captions == 2)
    #expect(seen[""]?.others == .init(captions: 1, first: 2, afterFallback: 0, requested: "a"))
    #expect(try store.facts()[arm]?.served == seen)
  }

  @Test("captions out of a cache count by the model that gave them: after the others, the oldest first")
  func cached() async throws {
    let scratch = try ScratchStudy()
    var plan = scratch.plan(items: 4)
    plan.candidates = [
      Candidate(
        label: "big",
        source: .model(
          ModelCall(
            model: "a", declared: "a", baseURL: "http://x/v1", keyVariable: nil, keyRequired: false, user: "?")))
    ]
    plan.incumbent = "big"
    let store = try StudyStore(folder: scratch.folder, create: true)
    let arm = try #require(try store.begin(plan, at: 1)["big"])
    let origins: [(at: Int64, model: String?)] = [(30, "b"), (10, "a"), (20, "b"), (40, nil)]
    for (item, origin) in zip(plan.items, origins) {
      let hit = CacheHit(originAt: origin.at, originModel: origin.model, originFingerprint: "f")
      try await store.store(
        Output(arm: arm, item: item.id, text: "t", outcome: .captioned), breaches: [],
        served: ServedRow(part: "big", hit: hit))
    }
    let seen = try #require(try store.facts(isOther: { $0 != $1 })[arm]?.served["big"])
    #expect(seen.captions == 4 && seen.unchecked == 0)
    #expect(seen.models == [.init(name: "a", captions: 1, first: 1), .init(name: "b", captions: 2, first: 2)])
    #expect(seen.others == .init(captions: 2, first: 2, afterFallback: 0, requested: "a"))
    // What is asked now is watched without them: they are no change of the service.
    #expect(try store.sightings()[arm] == nil)
  }

  @Test("a caption of over 1,000 tokens of text ran away, by its words where nobody counted them; a copy counts too")
  func runaways() async throws {
    let scratch = try ScratchStudy()
    let plan = scratch.plan(items: 4)
    let store = try StudyStore(folder: scratch.folder, create: true)
    let arms = try store.begin(plan, at: 1)
    let (big, small) = (try #require(arms["big"]), try #require(arms["small"]))
    func keep(_ item: Int, _ text: String, output: Int?, reasoning: Int? = nil) async throws {
      var attempt = LedgerAttempt(outputTokens: output)
      attempt.reasoningTokens = reasoning
      let id = plan.items[item].id
      try await store.didEnd(try await store.willSend(LedgerStart(number: 1), arm: big, item: id, at: 5), attempt)
      try await store.store(Output(arm: big, item: id, text: text, outcome: .captioned), breaches: [])
    }
    let words = { String(repeating: "word ", count: $0) }
    try await keep(0, "short", output: 4000)
    try await keep(1, words(1001), output: 1000)
    try await keep(2, "short", output: 4000, reasoning: 3000)
    try await keep(3, words(1001), output: nil)
    try await store.store(
      Output(arm: small, item: plan.items[0].id, text: "short", outcome: .captioned), breaches: [],
      served: ServedRow(part: "big", fromArm: big))
    #expect(try store.runawayCaptions() == [big: 2, small: 1])
    #expect(!RunawayCaption.isOne(words(1000), textTokens: nil) && !RunawayCaption.isOne(nil, textTokens: 4000))
  }

  @Test(
    "speed is of the text behind its first token, hidden reasoning left out; kinds of tokens are added up where told")
  func speed() async throws {
    let scratch = try ScratchStudy()
    let plan = scratch.plan()
    let store = try StudyStore(folder: scratch.folder, create: true)
    let arm = try #require(try store.begin(plan, at: 1)["big"])
    func ask(_ sent: String?, reason: String? = nil, _ change: (inout LedgerAttempt) -> Void) async throws {
      var attempt = LedgerAttempt(reason: reason, outputTokens: 21, firstToken: 0.5)
      change(&attempt)
      let start = LedgerStart(number: 1, imageSent: sent)
      try await store.didEnd(try await store.willSend(start, arm: arm, item: plan.items[0].id, at: 5), attempt)
    }
    // 21 tokens: 20 behind the first in 2 s are 10 a second.
    try await ask("data 640×480 jpeg 9000 abc") { $0.lastToken = 2.5 }
    // 5 of them hidden: 15 behind the first in 0.5 s are 30 a second.
    try await ask("url") {
      $0.lastToken = 1
      $0.reasoningTokens = 5
      $0.cachedTokens = 100
    }
    try await ask(nil) { $0.lastToken = 0.5 }  // one piece: no time to measure
    try await ask(nil) { $0.cachedTokens = 20 }  // no last token
    try await ask(nil, reason: "incomplete_stream") {
      $0.lastToken = 1
      $0.partial = "half"
    }
    let facts = try #require(try store.facts()[arm])
    #expect(facts.tokensPerSecond == [10, 30])
    #expect(facts.cachedTokens == 120 && facts.reasoningTokens == 5 && facts.imageTokens == nil)
    #expect(facts.partials == 1 && facts.imagesSent == ["data": 1, "url": 1])
  }
}
