import Foundation
import Roster
import Testing

@testable import Reports

/// What services said of themselves and of their tokens, in documents.
@Suite struct ServiceSectionTests {
  static var dossier: Dossier {
    var dossier = FrontierTests.dossier
    for index in dossier.arms.indices where dossier.arms[index].arm == Fixture.flash {
      var facts = dossier.arms[index]
      var calls = CallFacts(calls: 38, cost: facts.cost, inputTokens: 30_412, outputTokens: 1_116)
      calls.speed = TokenSpeed(median: 54.25, p5: 31.5, calls: 35)
      calls.cachedTokens = 512
      calls.imageTokens = 20_000
      calls.reasoningTokens = 40
      calls.partialAnswers = 2
      calls.imagesSent = ["data": 36]
      facts.calls = [calls]
      facts.served = [
        "": ServedSightings(
          captions: 36,
          models: [.init(name: "cap-1", captions: 12, first: 1), .init(name: "cap-2", captions: 24, first: 13)],
          fingerprints: [
            .init(name: "fp-a", captions: 19, first: 1), .init(name: "fp-b", captions: 16, first: 20),
            .init(name: "fp-c", captions: 1, first: 36),
          ], others: .init(captions: 24, first: 13, afterFallback: 3, requested: "cap-1"))
      ]
      dossier.arms[index] = facts
    }
    var candidate = dossier.unblinding.names[Fixture.flash]
    candidate?.price = Price(
      input: 2.5, output: 10, cached: 1.25,
      source: .init(file: "prices.json", sha256: String(repeating: "a", count: 64), entry: "x"))
    dossier.unblinding.names[Fixture.flash] = candidate
    return dossier
  }

  private func rendered(_ name: String, _ dossier: Dossier) throws -> String {
    try #require(ReportWriter.render(dossier).first { $0.name == name }).text
  }

  @Test("captions by another model are counted from the first on, with fallbacks, and so is a changed fingerprint")
  func mixtures() throws {
    let text = try rendered("decision.md", Self.dossier)
    #expect(text.contains("24 captions of 36 by another model than asked for (`cap-1`)"), "\(text)")
    #expect(text.contains("from caption 13 of the run on, 3 of them after a fallback at a proxy."))
    #expect(
      text.contains(
        "from caption 20 of the run on the service had the fingerprint `fp-b`, before `fp-a`; 1 further name came later."
      ))
    // The change of model is told once, as what it is.
    #expect(!text.contains("the service answered as"))
    #expect(try rendered("report.html", Self.dossier).contains("by another model than asked for"))
  }

  @Test("a model of another name that is still the one asked for is told as a change of name")
  func renamed() throws {
    var dossier = Self.dossier
    for index in dossier.arms.indices where dossier.arms[index].arm == Fixture.flash {
      dossier.arms[index].served[""]?.others = nil
    }
    let text = try rendered("decision.md", dossier)
    #expect(text.contains("from caption 13 of the run on the service answered as `cap-2`, before `cap-1`."), "\(text)")
    #expect(!text.contains("by another model than asked for"))
  }

  @Test("tokens by kind, prices by kind, speed, what was sent and what broke off stand in a table and in results.json")
  func table() throws {
    let text = try rendered("decision.md", Self.dossier)
    #expect(text.contains("### Tokens and prices"))
    #expect(
      text.contains(
        "| 2.50 in, 10.00 out, 1.25 cached (`prices.json`) | 38 | 0.0095 USD | 30,412 (512 cached, 20,000 of images) "
          + "| 1,116 (40 of reasoning) | 54.3 / 31.5 (35 calls) | scaled down in 36 calls | 2 |"), "\(text)")
    let results = try #require(
      JSONSerialization.jsonObject(with: Data(rendered("results.json", Self.dossier).utf8)) as? [String: Any])
    let services = try #require(results["services"] as? [[String: Any]])
    func model(_ service: [String: Any]) throws -> [String: Any] {
      try #require((service["models"] as? [[String: Any]])?.first)
    }
    let service = try #require(services.first { $0["candidate"] as? String == "flash" })
    let flash = try model(service)
    #expect((flash["price_usd_per_million_tokens"] as? [String: Any])?["cached"] as? Double == 1.25)
    #expect((flash["tokens_per_second"] as? [String: Any])?["median"] as? Double == 54.25)
    let served = try #require((service["served"] as? [[String: Any]])?.first)
    #expect((served["other_model"] as? [String: Any])?["first"] as? Int == 13 && served["captions"] as? Int == 36)
    let other = try model(#require(services.first { $0["candidate"] as? String == "big" }))
    #expect(other["cached_tokens"] is NSNull && other["tokens_per_second"] is NSNull)
  }

  @Test("it is there where a price is known or a model was asked, and not where captions are all ready-made")
  func nothing() throws {
    var dossier = FrontierTests.dossier
    for index in dossier.arms.indices { dossier.arms[index].calls = [] }
    #expect(try rendered("decision.md", dossier).contains("| 0.27 in, 1.10 out | 0 | 0.00 USD | 0 | 0 |"))
    for arm in dossier.unblinding.names.keys { dossier.unblinding.names[arm]?.price = nil }
    #expect(try !rendered("decision.md", dossier).contains("Tokens and prices"))
    #expect(try !rendered("results.json", dossier).contains("\"services\""))
  }

  /// `flash` as a router: charts are taken from `big`, the rest goes to a chain of its own.
  static func policy() throws -> Dossier {
    var dossier = FrontierTests.dossier
    let flaky = Fixture.model("flaky", price: nil)
    let steady = Fixture.model("steady", price: Price(input: 0.15, output: 0.6))
    let chain = Candidate(
      label: "safe",
      source: .policy(
        try #require(
          CaptionPolicy(
            .fallback(try FallbackChain(["flaky", "steady"])), parts: ["flaky": flaky, "steady": steady]))))
    let router = try RouterRules([.init(when: try Condition("is_chart"), use: "big"), .init(use: "safe")])
    let big = try #require(Fixture.names[Fixture.big])
    dossier.unblinding.names[Fixture.flash] = Candidate(
      label: "flash",
      source: .policy(
        try #require(CaptionPolicy(.router(router), parts: ["big": big, "safe": chain], shared: ["big"]))))
    for index in dossier.arms.indices where dossier.arms[index].arm == Fixture.flash {
      dossier.arms[index].calls = [
        CallFacts(part: "flaky", calls: 5, cost: RunCost(dollars: nil, unknownCalls: 5)),
        CallFacts(part: "steady", calls: 12, cost: RunCost(dollars: 0.0021), inputTokens: 12_000, outputTokens: 500),
      ]
    }
    return dossier
  }

  @Test("of a policy every part has its price, the calls are its own, and what is taken was paid for elsewhere")
  func parts() throws {
    let text = try rendered("decision.md", Self.policy())
    for row in [
      "| `flash`, part `big` | 2.50 in, 10.00 out | none of its own | 0.00 USD | 0 | 0 | not measured | – | 0 |",
      "| `flash`, part `flaky` | not stated | 5 | unknown | unknown | unknown | not measured | its file | 0 |",
      "| `flash`, part `steady` | 0.15 in, 0.60 out | 12 | 0.0021 USD | 12,000 | 500 | not measured | its file | 0 |",
    ] { #expect(text.contains(row), "\(row)\n\(text)") }
    let results = try #require(
      JSONSerialization.jsonObject(with: Data(rendered("results.json", Self.policy()).utf8)) as? [String: Any])
    let services = try #require(results["services"] as? [[String: Any]])
    let flash = try #require(services.first { $0["candidate"] as? String == "flash" })
    let models = try #require(flash["models"] as? [[String: Any]])
    #expect(models.map { $0["part"] as? String } == ["big", "flaky", "steady"])
    #expect(models.map { $0["taken"] as? Bool } == [true, false, false])
    #expect(models.map { $0["calls"] as? Int } == [0, 5, 12])
    #expect(models[1]["cost_usd"] is NSNull && models[1]["calls_of_unknown_cost"] as? Int == 5)
    #expect(models[2]["cost_usd"] as? Double == 0.0021 && models[0]["cost_usd"] as? Double == 0)
  }

  @Test("compare says in which study not one model answered, and since when")
  func compare() throws {
    var later = CompareFixture.later
    for index in later.arms.indices where later.arms[index].arm == Fixture.flash {
      later.arms[index].served = Self.dossier.arms.first { $0.arm == Fixture.flash }?.served ?? [:]
    }
    let comparison = try CompareFixture.comparison(CompareFixture.earlier, later)
    let news = comparison.series.first { $0.label == "flash" }?.steps.flatMap(\.news) ?? []
    #expect(
      news.contains(
        "in the later study not one model answered: 24 of 36 captions by another model than asked for, from caption 13 on; "
          + "another model name from caption 13 on; another fingerprint from caption 20 on"), "\(news)")
  }
}
