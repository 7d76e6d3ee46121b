import Foundation
import Roster
import Testing

/// Policies as values: what is committed for them.
struct CaptionPolicyTests {
  private let call = Candidate(
    label: "big",
    source: .model(
      ModelCall(
        model: "gpt-4o", declared: "openai/gpt-4o", baseURL: "https://api.openai.com/v1", keyVariable: "OPENAI_API_KEY",
        keyRequired: true, user: "Describe.", temperature: 0.2, maxTokens: 60)),
    price: Price(input: 2.5, output: 10))
  private let human = Candidate(
    label: "human", source: .captions(CaptionFile(path: "human.jsonl", sha256: "00", from: nil)))

  private func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  private func model(_ label: String) -> Candidate {
    Candidate(label: label, source: .model(ModelCall(model: label, declared: label, user: "Describe.")))
  }

  private func router(_ label: String, _ uses: [Candidate], shared: Set<String> = []) throws -> Candidate {
    let rules = try uses.enumerated().map { index, part in
      RouterRules.Rule(when: index == uses.count - 1 ? nil : try Condition("exists(a) and  b > 1"), use: part.label)
    }
    let policy = CaptionPolicy(
      .router(try RouterRules(rules)), parts: Dictionary(uses.map { ($0.label, $0) }) { first, _ in first },
      shared: shared)
    return Candidate(label: label, source: .policy(try #require(policy)))
  }

  private func chain(_ label: String, _ legs: [Candidate], shared: Set<String> = []) throws -> Candidate {
    let policy = CaptionPolicy(
      .fallback(try FallbackChain(legs.map(\.label))),
      parts: Dictionary(legs.map { ($0.label, $0) }) { first, _ in first },
      shared: shared)
    return Candidate(label: label, source: .policy(try #require(policy)))
  }

  @Test("what was committed for a model and for a file of captions stays the same, byte for byte")
  func olderDefinitions() throws {
    #expect(
      try text(call) == """
        {"label":"big","price":{"input":2.5,"output":10},"source":{"model":{"_0":{"baseURL":"https://api.openai.com/v1",\
        "declared":"openai/gpt-4o","keyRequired":true,"keyVariable":"OPENAI_API_KEY","maxTokens":60,"model":"gpt-4o",\
        "temperature":0.2,"user":"Describe."}}}}
        """)
    #expect(
      try text(human) == """
        {"label":"human","source":{"captions":{"_0":{"path":"human.jsonl","sha256":"00"}}}}
        """)
  }

  @Test("a policy's definition holds its rules as written and every candidate that it can reach")
  func definition() throws {
    let router = try router("tiered", [human, try chain("safe", [model("a"), model("b")])], shared: ["human"])
    let text = try text(router)
    #expect(text.contains(#""rules":[{"use":"human","when":"exists(a) and  b > 1"},{"use":"safe"}]"#))
    #expect(text.contains(#""on":["rate_limited","server_error","timeout","connection"],"order":["a","b"]"#))
    #expect(text.contains(#""model":"b""#))
    #expect(text.contains(#""shared":["human"]"#))
    let back = try JSONDecoder().decode(Candidate.self, from: Data(text.utf8))
    #expect(back == router)
    #expect(back.reached.map(\.label) == ["tiered", "human", "safe", "a", "b"])
  }

  @Test("a router takes what an arm has; a chain, and whatever is under one, asks for itself")
  func whatIsTaken() throws {
    let inner = try router("inner", [model("x"), call], shared: ["big"])
    let outer = try router("outer", [inner, human], shared: ["human"])
    #expect(outer.takes == ["big", "human"])
    #expect(outer.asks.map(\.label) == ["x"])
    let safe = try chain("safe", [inner, human], shared: ["human"])
    #expect(safe.takes == [])
    #expect(safe.asks.map(\.label) == ["x", "big", "human"])
  }

  @Test(
    "what is no chain is refused, written or read",
    arguments: [
      (["a"], 4, FallbackChain.Fault.tooShort), (["a", "b", "a"], 6, .doubled(2)),
      (["a", "b", "c"], 2, .tooFewAttempts),
    ])
  func noChain(order: [String], attempts: Int, fault: FallbackChain.Fault) throws {
    #expect(throws: fault) { try FallbackChain(order, attempts: attempts) }
    let written = #"{"order":\#(try text(order)),"on":["timeout"],"attempts":\#(attempts)}"#
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(FallbackChain.self, from: Data(written.utf8)) }
  }

  @Test("a chain that nothing makes go on is none, and a router without a last rule is none, whoever wrote it")
  func damaged() throws {
    #expect(throws: FallbackChain.Fault.neverFalls) { try FallbackChain(["a", "b"], on: []) }
    for written in [#"{"rules":[]}"#, #"{"rules":[{"use":"a","when":"b"}]}"#, #"{"rules":[{"use":"a","when":"b &"}]}"#]
    {
      #expect(throws: DecodingError.self) { try JSONDecoder().decode(RouterRules.self, from: Data(written.utf8)) }
    }
    #expect(CaptionPolicy(.cache(CacheRule(of: "gone")), parts: [:]) == nil)
  }
}
