import Digest
import Foundation
import StudyModel
import Testing

@testable import Analysis
@testable import Reports

/// What near hits would do, in documents.
@Suite struct HitAuditSectionTests {
  private static func threshold(
    _ bits: Int, hits: Int, judged: Int, wrong: Int, share: Double, rate: StatedNumber, families: Int? = nil,
    uncovered: [Int] = []
  ) -> HitAudit.Threshold {
    HitAudit.Threshold(
      bits: bits, hits: hits, judged: judged, wrong: wrong, families: families ?? judged, effective: Double(judged),
      share: share, rate: rate, uncovered: uncovered)
  }

  private static func hit(_ name: String, bits: Int, raters: Int, difference: Double, isWrong: Bool) -> [HitAudit
    .JudgedHit]
  {
    [ItemID(hex: SHA256.hex(name))].compactMap(\.self).map {
      HitAudit.JudgedHit(
        item: $0, bits: bits, raters: raters, difference: difference, share: nil, isWrong: isWrong)
    }
  }

  static let audit = HitAudit(
    arm: Fixture.flash, fresh: Fixture.big,
    terms: AuditTerms(
      near: 12, wrong: .below(points: 1, criterion: "overall"), limit: 0.1,
      population: AuditTerms.Population(images: 50_000, hits: [0: 120, 3: 410, 7: 800, 12: 2600])),
    judged: hit("one", bits: 0, raters: 3, difference: -1.0 / 3, isWrong: false)
      + hit("two", bits: 7, raters: 2, difference: -2, isWrong: true), unjudged: 2,
    thresholds: [
      threshold(0, hits: 45, judged: 44, wrong: 0, share: 0.0024, rate: StatedNumber(0, 0...0.0804)),
      threshold(
        3, hits: 90, judged: 88, wrong: 2, share: 0.0106, rate: StatedNumber(0.0232, 0.0029...0.0805), families: 80),
      threshold(7, hits: 135, judged: 132, wrong: 14, share: 0.0266, rate: StatedNumber(0.1162, 0.0632...0.1905)),
      threshold(
        12, hits: 180, judged: 132, wrong: 14, share: 0.0786, rate: StatedNumber(0.1162, 0.0632...0.1905),
        uncovered: [12]),
    ], choice: .shown(bits: 3))

  static var dossier: Dossier {
    var dossier = FrontierTests.dossier
    dossier.hitAudits = [audit]
    return dossier
  }

  private func rendered(_ name: String, _ dossier: Dossier) throws -> String {
    try #require(ReportWriter.render(dossier).first { $0.name == name }).text
  }

  @Test("say what was put on trial, what counts as wrong, and what each threshold would do")
  func section() throws {
    let text = try rendered("decision.md", Self.dossier)
    #expect(text.contains("### What near hits would do"))
    #expect(text.contains("`flash` puts on trial what a cache in front of `big` would give"), "\(text)")
    #expect(text.contains("that one’s caption, for 180 images"))
    #expect(text.contains("lower than the fresh one’s by 1.00 point or more"))
    #expect(text.contains("2 hits that raters were to see got no judgement and are left out."))
    #expect(text.contains("| `flash` | 0 bits | 45 | 44 | 0 | 0 % (0 % to 8.0 %) | 0.24 % |"), "\(text)")
    #expect(
      text.contains("| `flash` | 3 bits | 90 | 88, 80 families | 2 | 2.3 % (0.29 % to 8.1 %) | 1.1 % |"), "\(text)")
    #expect(text.contains("12 % (6.3 % to 19 %); without hits at 12 bits, none judged"), "\(text)")
    #expect(try rendered("report.html", Self.dossier).contains("What near hits would do"))
  }

  @Test("a threshold that keeps to the limit is proposed with what it saves")
  func shown() throws {
    let text = try rendered("decision.md", Self.dossier)
    #expect(
      text.contains("**3 bits** is the largest threshold shown to keep wrong hits below the declared limit of 10 %"))
    #expect(text.contains("1.1 % of images would be hits, which saves "), "\(text)")
  }

  @Test("without a limit no threshold is proposed; with one that nothing keeps to it is said why")
  func choices() throws {
    var dossier = Self.dossier
    dossier.hitAudits[0].choice = .noLimit
    #expect(
      try rendered("decision.md", dossier).contains("No limit for wrong hits was declared, so no threshold is proposed")
    )
    dossier.hitAudits[0].choice = .none(first: 3, needed: 36)
    #expect(
      try rendered("decision.md", dossier).contains(
        "**No threshold** was shown to keep wrong hits below the declared limit of 10 %: 3 bits, the first with enough judged hits, was not shown to."
      ))
    dossier.hitAudits[0].choice = .none(first: nil, needed: 36)
    #expect(
      try rendered("decision.md", dossier).contains("too few hits were judged: it takes 36 of equal weight without one")
    )
    dossier.hitAudits[0].thresholds = []
    #expect(try rendered("decision.md", dossier).contains("The set has none: nothing can be said of near hits."))
    #expect(try ReportWriter.render(dossier).allSatisfy { $0.name != HarmPlot.file }, "there is nothing to draw")
  }

  @Test("what asking costs unknown, so is what hits would save")
  func unknownCost() throws {
    var dossier = Self.dossier
    dossier.costQuality = nil
    for index in dossier.arms.indices where dossier.arms[index].arm == Fixture.big {
      dossier.arms[index].cost.unknownCalls = 1
    }
    #expect(try rendered("decision.md", dossier).contains("1.1 % of images would be hits, whose saving is unknown"))
  }

  /// 3,930 of 50,000 images are hits within 12 bits.
  private static let basis = "with hits for 7.9 % of images, as where its set was drawn from"

  @Test("of a drawn set the rate of hits that a cost is counted with stands wherever the cost is cited")
  func basis() throws {
    let text = try rendered("decision.md", Self.dossier)
    let cited = [
      "at 11 % of its cost (\(Self.basis)).", "it comes at 11 % of the cost (\(Self.basis)): ",
      "no intervals. The cost of `flash` is \(Self.basis), and not as in the set.",
      "A bill that is not known is not zero. The cost of `flash` is \(Self.basis), and not as in the set.",
      "unknown is not zero. The cost of `flash` is \(Self.basis), and not as in the set; its difference is over the images "
        + "that raters saw, which were drawn for their hits.",
      "boxes are beaten by another in both. The cost of `flash` is \(Self.basis)",
    ]
    for part in cited { #expect(text.contains(part), "\(part)\n\(text)") }
    #expect(
      try rendered(FrontierPlot.file, Self.dossier).contains("flash: cost \(Self.basis); difference over drawn hits"))
    #expect(try rendered("junit.xml", Self.dossier).contains(Self.basis))
    let terminal = try verdictTable(Self.dossier)
    #expect(
      terminal.replacing(#/\n +/#, with: " ").contains("what flash costs is \(Self.basis)"), "\(terminal)")
    #expect(try jobSummary(Self.dossier, folder: "r").components(separatedBy: Self.basis).count == 3)
    let results = try rendered("results.json", Self.dossier)
    #expect(results.contains("\"share_of_hits_in_cost\": 0.0786") && results.contains("its cost (\(Self.basis))."))
  }

  @Test("where the set stands for production, or the cost is unknown, nothing is said of such a rate")
  func withoutBasis() throws {
    var dossier = Self.dossier
    dossier.hitAudits[0].terms.population = nil
    #expect(try ReportWriter.render(dossier).allSatisfy { !$0.text.contains("with hits for") })
    #expect(try rendered("results.json", dossier).contains("\"share_of_hits_in_cost\": null"))
    dossier = Self.dossier
    dossier.costQuality = nil
    for index in dossier.arms.indices where dossier.arms[index].arm == Fixture.flash {
      dossier.arms[index].cost.unknownCalls = 1
    }
    #expect(try ReportWriter.render(dossier).allSatisfy { !$0.text.contains("with hits for") })
  }

  @Test("the figure draws each threshold once, the limit, and what was chosen; its words name every number")
  func figure() throws {
    let svg = try rendered(HarmPlot.file, Self.dossier)
    #expect(svg.components(separatedBy: "<circle class=\"point\"").count - 1 == 4 + 1, "one more in the legend")
    #expect(svg.contains("class=\"chosen\"") && svg.contains("the declared limit"))
    #expect(svg.contains("3 bits: 2.3 % (0.29 % to 8.1 %) wrong, 1.1 % of images"), "\(svg)")
    var dossier = Self.dossier
    dossier.hitAudits[0].terms.limit = nil
    dossier.hitAudits[0].choice = .noLimit
    let plain = try rendered(HarmPlot.file, dossier)
    #expect(!plain.contains("the declared limit") && !plain.contains("largest threshold shown"))
  }

  @Test("images that only lend their captions are not among those that raters judged, and the flow says where they are")
  func captionedAlone() throws {
    var dossier = Self.dossier
    dossier.captionedAlone = 6
    let text = try rendered("decision.md", dossier)
    #expect(
      text.contains(
        "say of the same 30 images, without being told who wrote a caption. 6 further images lent captions"), "\(text)")
    #expect(text.contains("or only withdrawn ones; among them 6 images that raters were not to see."))
    #expect(try !rendered("decision.md", Self.dossier).contains("not to see"))
  }

  @Test("a study without a cache on trial says nothing of them, in no document")
  func without() throws {
    for document in try ReportWriter.render(FrontierTests.dossier) {
      #expect(!document.text.contains("near hits") && !document.text.contains("hit_audits"), "\(document.name)")
    }
  }
}
