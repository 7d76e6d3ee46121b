import Foundation
import Roster
import StudyModel
import Testing

@testable import Analysis
@testable import Blinding
@testable import Reports

/// What is quoted of a report, written again from its ratings and results.json.
@Suite("documents restated from ratings.csv and results.json")
struct RestatedTests {
  private func ratings(_ dossier: Dossier) -> RecountedResults.Rows {
    let labels = dossier.unblinding.names.mapValues { ArmCode(rawValue: $0.label) }
    if let preferences = dossier.preferences?.preferences {
      return .pairs(
        preferences.map { pair in
          var pair = pair
          (pair.first, pair.second) = (labels[pair.first] ?? pair.first, labels[pair.second] ?? pair.second)
          return pair
        })
    }
    return .ratings(
      dossier.ratings.map { cell in
        var cell = cell
        cell.arm = labels[cell.arm] ?? cell.arm
        // As the file has it.
        cell.value = (cell.value * 1e6).rounded() / 1e6
        return cell
      })
  }

  private func files(_ dossier: Dossier) throws -> [String: String] {
    Dictionary(try ReportWriter.render(dossier).map { ($0.name, $0.text) }, uniquingKeysWith: { first, _ in first })
  }

  private func findings(_ dossier: Dossier, _ files: [String: String]) throws -> [RestatedReport.Finding] {
    let results = try #require(files["results.json"])
    let recounted = try RecountedResults(results, ratings(dossier))
    #expect(recounted.differences.isEmpty, "\(recounted.differences)")
    return try RestatedReport(results, recounted).findings(in: files)
  }

  /// A random study with what is computed of its ratings in the place of what the fixture made up.
  private func study(_ seed: UInt64) throws -> Dossier {
    var dossier = try IndependentTests.study(seed: seed)
    let table = RatingTable(
      cells: dossier.ratings, traffic: dossier.images.traffic, incumbent: Fixture.big, claim: dossier.claim,
      ranges: ["overall": 1...5])
    dossier.robustness = try table.robustness(dossier.estimates, seed: seed)
    dossier.provenance.seeds = ["study": seed]
    return dossier
  }

  private func pairs(_ seed: UInt64) throws -> Dossier {
    var dossier = try IndependentTests.studyOfPairs(seed: seed)
    // Of what was shown, points can be moved.
    let preferences = try #require(dossier.preferences).preferences.enumerated().map { number, pair in
      var pair = pair
      if pair.basis == .judged {
        pair.showings = [1, 2].map { Showing(position: $0, order: number + 1, seconds: 20, words: 6 + $0) }
      }
      return pair
    }
    var table = Fixture.pairsTable(preferences, claim: dossier.claim)
    table.traffic = dossier.images.traffic
    dossier.preferences = try table.preferenceResults(rubric: Fixture.pairsRubric, repeats: nil, seed: seed)
    dossier.robustness = try table.robustness(dossier.estimates, seed: seed)
    dossier.provenance.seeds = ["study": seed]
    return dossier
  }

  @Test("of random studies every quoted word comes out again", arguments: 1...8)
  func ratings(seed: UInt64) throws {
    let dossier = try study(seed)
    let found = try findings(dossier, files(dossier))
    #expect(found.isEmpty, "\(found)")
  }

  @Test("fragility and agreement on a scale of other than five points come out again", arguments: 11...16)
  func shortScale(seed: UInt64) throws {
    var dossier = try study(seed)
    let claimed = try #require(dossier.rubric.questions.firstIndex { $0.id == "overall" })
    dossier.rubric.questions[claimed].kind = .scale([0, 1, 2].map { ScalePoint(value: $0, anchor: "") })
    for index in dossier.ratings.indices {
      dossier.ratings[index].value = dossier.ratings[index].value < 2 ? 0 : dossier.ratings[index].value < 4 ? 1 : 2
    }
    let table = RatingTable(
      cells: dossier.ratings, traffic: dossier.images.traffic, incumbent: Fixture.big, claim: dossier.claim,
      ranges: ["overall": 0...2])
    dossier.estimates = try table.estimates()
    dossier.robustness = try table.robustness(dossier.estimates, seed: seed)
    let found = try findings(dossier, files(dossier))
    #expect(found.isEmpty, "\(found)")
  }

  @Test("of random studies of pairs too", arguments: 1...12)
  func pairs(seed: UInt64) throws {
    let dossier = try pairs(seed)
    let found = try findings(dossier, files(dossier))
    #expect(found.isEmpty, "\(found)")
  }

  @Test("what the cost of a cache on trial is counted with comes out again, and an edit of it is named")
  func drawnTrial() throws {
    var dossier = try study(3)
    dossier.hitAudits = [HitAuditSectionTests.audit]
    let files = try files(dossier)
    #expect(
      try #require(files["decision.md"]).contains("(with hits for 7.9 % of images, as where its set was drawn from)"))
    let found = try findings(dossier, files)
    #expect(found.isEmpty, "\(found)")
    for name in ["decision.md", "report.html", "junit.xml"] {
      var edited = files
      edited[name] = files[name]?.replacing("for 7.9", with: "for 6.9")
      #expect(try findings(dossier, edited).contains { $0.file == name }, "\(name)")
    }
  }

  @Test("calls that are in no cost come out again where a verdict cites it, and an edit of their count is named")
  func unanswered() throws {
    var dossier = try study(3)
    for index in dossier.arms.indices where dossier.arms[index].cost.dollars != nil {
      dossier.arms[index].cost.unanswered = UnansweredCalls(cutOff: 1, failed: 2, calls: 41)
    }
    let files = try files(dossier)
    let words = "without 3 calls of 41, 7 %, whose cost is unknown"
    #expect(try #require(files["decision.md"]).contains(words))
    let found = try findings(dossier, files)
    #expect(found.isEmpty, "\(found)")
    for name in ["decision.md", "report.html", "junit.xml"] {
      var edited = files
      edited[name] = files[name]?.replacing("without 3 calls", with: "without 2 calls")
      #expect(try findings(dossier, edited).contains { $0.file == name }, "\(name)")
    }
  }

  @Test("warnings and marks of an early unblinding and of stand-ins come out again")
  func warnings() throws {
    var early = try study(4)
    (early.unblinding.ratingsIn, early.unblinding.earlyReason) = (1, "the contract \"ends\"")
    for index in early.raters.indices { early.raters[index].isSimulated = true }
    let page = try #require(files(early)["decision.md"])
    #expect(page.hasPrefix("> **Unblinded early**") && page.contains("**Simulated ratings**"))
    #expect(try findings(early, files(early)).isEmpty)
  }

  @Test(
    "a total of several questions comes out again, whatever its weights",
    arguments: [["overall": 2.0], ["overall": 1.0 / 3], ["overall": 0.1 + 0.2]])
  func total(weights: [String: Double]) throws {
    var total = try study(5)
    let composite = Composite(constant: 0.1, weights: weights, formula: "0.1 + … * overall")
    total.rubric.composite = composite
    total.estimates.claim.criterion = "score"
    for index in total.ratings.indices {
      total.ratings[index].criterion = "score"
      total.ratings[index].value = try #require(composite.total(of: ["overall": total.ratings[index].value]))
    }
    let table = RatingTable(
      cells: total.ratings, traffic: total.images.traffic, incumbent: Fixture.big, claim: total.claim,
      ranges: Tabulation.ranges(of: total.rubric))
    total.estimates = try table.estimates()
    total.robustness = try table.robustness(total.estimates, seed: 5)
    let found = try findings(total, files(total))
    #expect(found.isEmpty, "\(found)")
  }

  @Test("a line put in, a figure exchanged and a description of another figure are named")
  func edits() throws {
    let dossier = try study(5)
    let files = try files(dossier)
    func found(_ name: String, _ change: (String) -> String) throws -> [RestatedReport.Finding] {
      var edited = files
      edited[name] = change(files[name] ?? "")
      #expect(edited[name] != files[name])
      return try findings(dossier, edited)
    }
    let status = try #require(
      files["decision.md"]?.components(separatedBy: "\n").firstIndex { $0.hasPrefix("Status: ") })
    let added = try found("decision.md") { $0.replacing("\nStatus: ", with: "\nAll agree.\n\nStatus: ") }
    #expect(
      added.map(\.file) == ["decision.md"] && added.first?.difference.place == "lines \(status + 1) to \(status + 2)",
      "\(added)")
    let raters = try found("figures/raters.svg") {
      $0.replacing("<desc id=\"raters-desc\">", with: "<desc id=\"raters-desc\">Not ")
    }
    #expect(Set(raters.map(\.file)) == ["decision.md", "report.html"], "\(raters)")
    let may = try found("results.json") { text in
      text.replacing(/"may_replace": (true|false|null)/, maxReplacements: 1) {
        "\"may_replace\": \($0.1 == "true" ? "null" : "true")"
      }
    }
    #expect(
      may.allSatisfy { $0.file == "results.json" && $0.difference.place.hasSuffix(".may_replace") } && !may.isEmpty,
      "\(may)")
  }
}
