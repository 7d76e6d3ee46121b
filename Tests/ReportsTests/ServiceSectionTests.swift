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
      facts.speed = TokenSpeed(median: 54.25, p5: 31.5, calls: 35)
      facts.cachedTokens = 512
      facts.imageTokens = 20_000
      facts.reasoningTokens = 40
      facts.partialAnswers = 2
      facts.imagesSent = ["data": 36]
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
        "| 2.50 in, 10.00 out, 1.25 cached (`prices.json`) | 54.3 / 31.5 (35 calls) | 30,412 (512 cached, 20,000 of images) "
          + "| 1,116 (40 of reasoning) | scaled down in 36 calls | 2 |"), "\(text)")
    let results = try #require(
      JSONSerialization.jsonObject(with: Data(rendered("results.json", Self.dossier).utf8)) as? [String: Any])
    let services = try #require(results["services"] as? [[String: Any]])
    let flash = try #require(services.first { $0["candidate"] as? String == "flash" })
    #expect((flash["price_usd_per_million_tokens"] as? [String: Any])?["cached"] as? Double == 1.25)
    #expect((flash["tokens_per_second"] as? [String: Any])?["median"] as? Double == 54.25)
    let served = try #require((flash["served"] as? [[String: Any]])?.first)
    #expect((served["other_model"] as? [String: Any])?["first"] as? Int == 13 && served["captions"] as? Int == 36)
    let other = try #require(services.first { $0["candidate"] as? String == "big" })
    #expect(other["cached_tokens"] is NSNull && other["tokens_per_second"] is NSNull)
  }

  @Test("a study whose services said nothing of the kind says nothing of it")
  func nothing() throws {
    #expect(try !rendered("decision.md", FrontierTests.dossier).contains("Tokens and prices"))
    #expect(try !rendered("results.json", FrontierTests.dossier).contains("\"services\""))
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
