import StudyModel
import Testing

@testable import Analysis
@testable import Reports

/// What served a policy's captions, in documents.
@Suite struct PolicySectionTests {
  static let facts = PolicyFacts(
    arm: Fixture.flash, kind: "router",
    tiers: [
      .init(
        label: "large", when: "is_chart", images: 9, taken: 9, score: Fixture.scopes(4.1, 0.2, 0.3),
        cost: RunCost(dollars: 0.018), weightedCost: 3.25, latency: Latency(median: 0.9, p95: 1.4, calls: 9)),
      .init(
        label: "safe", images: 26, score: Fixture.scopes(3.5, 0.1, 0.2), cost: RunCost(dollars: 0.01, unknownCalls: 2),
        latency: Latency(median: 0.4, p95: 0.8, calls: 26)),
    ], passed: [.init(label: "flaky", why: "rate_limited", times: 7)], fellThrough: 7, unserved: 1)

  static var dossier: Dossier {
    var dossier = FrontierTests.dossier
    dossier.policies = [facts]
    return dossier
  }

  private func rendered(_ name: String, _ dossier: Dossier) throws -> String {
    try #require(ReportWriter.render(dossier).first { $0.name == name }).text
  }

  @Test("say by rule how many images, their share, score, cost and latency, and what was passed over and why")
  func section() throws {
    let text = try rendered("decision.md", Self.dossier)
    #expect(text.contains("### What served"))
    #expect(text.contains("9 captions of its 36 are what another candidate of the study had given"), "\(text)")
    #expect(text.contains("What was passed over, over all passes: `flaky` rate limited 7 times."))
    #expect(text.contains("1 image got no caption from anything and count as failed."))
    // 0.018 USD for 9 images are 2 USD a thousand, and 3.25 as the scores are weighted. Of the other tier two calls' cost is unknown, and so the whole.
    #expect(
      text.contains("| `flash` | `large`, if `is_chart` | 9 of 36 | 25 % | 4.10 (3.80 to 4.40) | 3.25 USD |"), "\(text)"
    )
    #expect(
      text.contains("| `flash` | `safe`, otherwise | 26 of 36 | 72 % | 3.50 (3.30 to 3.70) | unknown |"), "\(text)")
    #expect(text.contains("never pooled under the candidate that it asks first"))
    #expect(try rendered("report.html", Self.dossier).contains("What served"))
  }

  @Test("a study without policies says nothing of them, in no document")
  func without() throws {
    for document in try ReportWriter.render(FrontierTests.dossier) {
      #expect(!document.text.contains("What served") && !document.text.contains("\"policies\""), "\(document.name)")
    }
  }

  @Test("a chain says for how many images it went past its first")
  func chain() throws {
    var dossier = Self.dossier
    dossier.policies[0].kind = "fallback"
    let text = try rendered("decision.md", dossier)
    #expect(text.contains("`flash` went past its first candidate for 7 of 36 images."))
    #expect(text.contains("| `flash` | `safe` | 26 of 36 |"))
    #expect(try rendered("results.json", dossier).contains("\"fell_through\": 7"))
  }
}
