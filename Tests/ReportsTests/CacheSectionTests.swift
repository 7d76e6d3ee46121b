import Foundation
import StudyModel
import Testing

@testable import Analysis
@testable import Reports

/// What caches gave, in documents.
@Suite struct CacheSectionTests {
  private static func day(_ day: Int) -> Date { Date(timeIntervalSince1970: 1_793_491_200 + Double(day) * 86_400) }

  static let facts = CacheFacts(
    arm: Fixture.flash,
    parts: [
      .init(
        source: .exact, images: 28, score: Fixture.scopes(4.1, 0.2, 0.3), paid: RunCost(dollars: 0),
        hadCost: RunCost(dollars: 0.0074), finding: Latency(median: 0.0002, p95: 0.0004, calls: 28),
        asking: Latency(median: 0.9, p95: 1.4, calls: 28), oldest: day(0), youngest: day(20)),
      .init(
        source: .near, images: 2, mostBits: 4, score: Fixture.scopes(2.5, 0.9, 1.2), paid: RunCost(dollars: 0),
        hadCost: RunCost(dollars: 0.0005), finding: Latency(median: 0.02, p95: 0.03, calls: 2),
        asking: Latency(median: 1.1, p95: 1.2, calls: 2), oldest: day(3), youngest: day(3)),
      .init(
        source: .asked, images: 6, score: Fixture.scopes(4, 0.3, 0.5), paid: RunCost(dollars: 0.0016),
        asking: Latency(median: 0.8, p95: 1.3, calls: 6)),
    ])

  static var dossier: Dossier {
    var dossier = FrontierTests.dossier
    dossier.caches = [facts]
    return dossier
  }

  private func rendered(_ name: String, _ dossier: Dossier) throws -> String {
    try #require(ReportWriter.render(dossier).first { $0.name == name }).text
  }

  @Test("say how many were found, for which image, what they had cost and taken, and near hits' score apart")
  func section() throws {
    let text = try rendered("decision.md", Self.dossier)
    #expect(text.contains("### What caches gave"))
    #expect(text.contains("Of 36 images `flash` found 30 in its cache, 2 of them the caption of another picture"))
    #expect(text.contains("They had cost 0.0079 USD when they were asked for, which was not paid again."), "\(text)")
    #expect(
      text.contains("| `flash` | the cache, near picture (at most 4 bits of 64 apart) | 2 of 36 | 2.50 (1.30 to 3.70)"))
    #expect(text.contains("2026-11-01 to 2026-11-21 |") && text.contains("| 2026-11-04 |"))
    #expect(try rendered("report.html", Self.dossier).contains("What caches gave"))
  }

  @Test("what other work had paid for is said in the verdict line, of either candidate, and in results.json")
  func beforeRun() throws {
    var dossier = Self.dossier
    #expect(try !rendered("decision.md", dossier).contains("filled before this run"))
    dossier.caches[0].beforeRun = 24
    let text = try rendered("decision.md", dossier)
    #expect(
      text.contains(
        "ratings an image), at 11 % of its cost (24 of 36 captions from a cache filled before this run)."), "\(text)")
    #expect(
      text.contains("it comes at 11 % of the cost (24 of 36 captions from a cache filled before this run): 0.26 USD"))
    #expect(try rendered("results.json", dossier).contains("\"before_run\": 24"))
    var incumbents = Self.facts
    (incumbents.arm, incumbents.beforeRun) = (Fixture.big, 12)
    dossier.caches.append(incumbents)
    let both = try rendered("decision.md", dossier)
    #expect(
      both.contains("(24 of 36 captions, 12 of 36 captions of `big` from a cache filled before this run)"), "\(both)")
  }

  @Test("times below a tenth of a second are told in milliseconds")
  func milliseconds() throws {
    let text = try rendered("decision.md", Self.dossier)
    #expect(text.contains("The same image is found in 0.2 ms at the median; asking had taken 0.90 s."), "\(text)")
    #expect(text.contains("| 20 ms / 30 ms |"), "\(text)")
  }

  @Test("say that nothing was found, and that a cost is unknown")
  func without() throws {
    var dossier = Self.dossier
    dossier.caches = [CacheFacts(arm: Fixture.flash, parts: [Self.facts.parts[2]])]
    #expect(try rendered("decision.md", dossier).contains("`flash` found none of its 6 images in its cache"))
    var part = Self.facts.parts[0]
    part.hadCost = RunCost(dollars: 0.001, unknownCalls: 3)
    dossier.caches = [CacheFacts(arm: Fixture.flash, parts: [part])]
    let text = try rendered("decision.md", dossier)
    #expect(text.contains("What 3 captions of them had cost is unknown."))
    #expect(try rendered("results.json", dossier).contains("\"had_cost_usd\": null"))
  }

  @Test("are in no document of a study without a cache")
  func absent() throws {
    #expect(try !rendered("decision.md", FrontierTests.dossier).contains("caches"))
    #expect(try !rendered("results.json", FrontierTests.dossier).contains("\"caches\""))
  }

  @Test("have a part of what is saved, beside the model's")
  func saving() throws {
    var dossier = Self.dossier
    var saving = FrontierTests.saving(Fixture.flash, 2111)
    saving.model = FrontierTests.money(10_000, 800)
    saving.cache = FrontierTests.money(7244, 300)
    dossier.costQuality?.savings = [saving]
    let text = try rendered("decision.md", dossier)
    #expect(
      text.contains(
        "by the model 10,000 USD (9,200 to 10,800); no router; by the cache 7,244 USD (6,944 to 7,544)"))
    let results =
      try JSONSerialization.jsonObject(with: Data(try rendered("results.json", dossier).utf8)) as? [String: Any]
    let savings = (results?["cost_quality"] as? [String: Any])?["savings"] as? [String: Any]
    let candidate = (savings?["candidates"] as? [[String: Any]])?.first
    #expect((candidate?["by_cache_usd"] as? [String: Any])?["value"] as? Double == 7244)
    #expect((candidate?["by_model_usd"] as? [String: Any])?["value"] as? Double == 10_000)
  }
}
