import Blinding
import Foundation
import Roster
import Statistics
import StudyModel
import Testing

@testable import Analysis
@testable import Reports

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Cost against quality in documents, and replays. The pictures are golden files, re-recorded like the documents.
@Suite struct FrontierTests {
  static func money(_ dollars: Double, _ half: Double?) -> Money {
    Money(
      dollars: dollars,
      interval: half.map {
        .stated(
          Estimate(
            value: dollars, standardError: $0 / 2, degreesOfFreedom: 35, lower: dollars - $0, upper: dollars + $0,
            confidence: 0.95), caution: nil)
      } ?? .unavailable(reason: "it is the same for every image, so its spread is unknown"))
  }

  static func region(_ cost: Double, _ quality: Double, _ costError: Double, _ qualityError: Double) -> JointRegion {
    JointRegion(
      centre: [cost, quality], costVariance: costError * costError, qualityVariance: qualityError * qualityError,
      covariance: 0.4 * costError * qualityError, radiusSquared: 6.5)
  }

  static func saving(_ arm: ArmCode, _ bill: Double) -> Saving {
    Saving(
      arm: arm, incumbentBill: money(19_355, 900), bill: money(bill, 40), saved: money(19_355 - bill, 880),
      model: money(19_355 - bill, 880), withoutRouter: "no router")
  }

  /// On the frontier, beaten, without an ellipse, and two apart.
  static let costQuality = CostQuality(
    scope: .ratersLikeThese,
    points: [
      .init(
        arm: Fixture.tiny, cost: money(0.05, nil), difference: Fixture.scopes(-0.71, 0.15, 0.22),
        withoutRegion: "cost: it is the same for every image, so its spread is unknown", isOnFrontier: true, chance: 1),
      .init(
        arm: Fixture.flash, cost: money(0.264, 0.02), difference: Fixture.scopes(-0.04, 0.11, 0.15),
        region: region(0.264, -0.04, 0.01, 0.075), isOnFrontier: true, chance: 0.993),
      .init(
        arm: Fixture.human, cost: money(1.4, 0.2), difference: Fixture.scopes(-0.2, 0.1, 0.14),
        region: region(1.4, -0.2, 0.1, 0.07), isOnFrontier: false, chance: 0.04),
      .init(arm: Fixture.big, cost: money(2.42, 0.1), isOnFrontier: true, chance: 0.7),
    ],
    apart: [
      .init(
        arm: Fixture.local, difference: Fixture.scopes(-0.13, 0.16, 0.38),
        unknown: UnknownCosts(parts: [.init(arm: Fixture.local, isReadyMade: false, calls: 38, images: 36)]))
    ], draws: 2000, savingsPer: 8_000_000, isMonthly: true,
    savings: [saving(Fixture.tiny, 400), saving(Fixture.flash, 2111)])

  static var dossier: Dossier {
    var dossier = Fixture.decided
    dossier.costQuality = costQuality
    return dossier
  }

  private func rendered(_ name: String, _ dossier: Dossier = dossier) throws -> String {
    try #require(ReportWriter.render(dossier).first { $0.name == name }).text
  }

  @Test("the picture is what it was", arguments: ["people", "simulated"])
  func golden(_ name: String) throws {
    var dossier = Self.dossier
    if name == "simulated" { dossier.raters[0].isSimulated = true }
    let text = try rendered("figures/frontier.svg", dossier)
    let golden = GoldenTests.folder.appending(path: "frontier/\(name).svg")
    if GoldenTests.recording {
      try FileManager.default.createDirectory(at: golden.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: golden)
    }
    #expect(try text == String(contentsOf: golden, encoding: .utf8))
    #expect(text.contains("SIMULATED") == (name == "simulated"))
  }

  @Test("the picture is well-formed, has words for those who do not see it, and asks the network for nothing")
  func picture() throws {
    let text = try rendered("figures/frontier.svg")
    #expect(XMLParser(data: Data(text.utf8)).parse())
    #expect(text.contains("<title id=\"frontier-title\">") && text.contains("<desc id=\"frontier-desc\">"))
    #expect(text.contains("local: cost unknown, cost of 38 calls unknown"))
    #expect(!text.replacing("xmlns=\"http://www.w3.org/2000/svg\"", with: "").contains("http"))
  }

  @Test("decision.md links the picture, report.html holds it, and both have the table and the saving")
  func documents() throws {
    let markdown = try rendered("decision.md")
    #expect(markdown.contains("](figures/frontier.svg)"))
    #expect(markdown.contains("| `flash` | 0.26 USD (0.24 to 0.28) | −0.04 (−0.19 to 0.11) | yes | 99 % |"))
    #expect(markdown.contains("| `local` | unknown (cost of 38 calls unknown) | −0.13 (−0.51 to 0.25) | apart | – |"))
    #expect(
      markdown.contains(
        " | **17,244 USD (16,364 to 18,124)** | all of it by the model; no router; cache: not measured |"))
    #expect(
      markdown.contains(" A month at 8,000,000 images.** Weighted to traffic, with 95 % intervals over 36 images."))
    #expect(try rendered("report.html").contains("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"frontier\""))
  }

  @Test("a label that tries to break out stays a label")
  func hostile() throws {
    var dossier = Fixture.hostile
    dossier.costQuality = Self.costQuality
    let text = try rendered("figures/frontier.svg", dossier)
    #expect(!text.contains("<script>") && XMLParser(data: Data(text.utf8)).parse())
  }

  private func replay() throws -> ReplayReport {
    let arm = ArmCode(rawValue: "replay-1")
    var comparison = try #require(Fixture.estimates.comparisons.first)
    comparison.arm = arm
    var estimate = try #require(Fixture.estimates.estimate(of: Fixture.flash))
    estimate.arm = arm
    let tiers = [
      TierReplay(
        tier: 0, arm: Fixture.big, images: 6, share: 0.1, score: Fixture.scopes(4.3, 0.2, 0.3), scorePart: 0.43,
        differencePart: 0, cost: .known(Self.money(3, 0.2))),
      TierReplay(
        tier: 1, arm: Fixture.local, images: 30, share: 0.9, score: Fixture.scopes(4, 0.2, 0.3),
        difference: Fixture.scopes(-0.04, 0.1, 0.2), scorePart: 3.59, differencePart: -0.04,
        cost: .unknown(UnknownCosts(parts: [.init(arm: Fixture.local, isReadyMade: false, calls: 30, images: 30)]))),
    ]
    return ReplayReport(
      study: "demo", claim: Fixture.claim, labels: Fixture.names.mapValues(\.label), incumbent: Fixture.big,
      policies: [
        .init(
          label: "tiered",
          router: try RouterRules([.init(when: try Condition("is_chart"), use: "big"), .init(use: "local")]),
          replay: PolicyReplay(
            arm: arm, estimate: estimate, comparison: comparison, isIncumbent: false, unchangedCategories: [],
            cost: tiers[1].cost, tiers: tiers), latency: Latency(median: 1, p95: 2, calls: 36))
      ], costQuality: Self.costQuality, rulesTried: 3, rulesHash: "0", mark: nil)
  }

  @Test("a replay says that it is exploratory, how many rules were tried, and leaves unknown what is unknown")
  func replayText() throws {
    let text = try replay().text
    #expect(text.hasPrefix("REPLAYED AFTER UNBLINDING: CONFIRM IN A NEW STUDY\n"))
    #expect(text.contains("file number 3 of rules"))
    #expect(text.contains("selection"))
    #expect(text.contains("Cost per 1,000 images: unknown (local: cost of 30 calls unknown)."))
    #expect(text.contains("what it saves is unknown"))
    for line in text.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
  }

  @Test("a replay's JSON is JSON, with the status beside the verdict")
  func replayJSON() throws {
    let object = try JSONSerialization.jsonObject(with: Data(try replay().json.utf8)) as? [String: Any]
    let policy = try #require((object?["policies"] as? [[String: Any]])?.first)
    #expect(policy["status"] as? String == "replayed after unblinding: confirm in a new study")
    #expect(policy["cost_usd_per_1000_images"] is NSNull)
    #expect((policy["tiers"] as? [[String: Any]])?.count == 2)
  }
}
