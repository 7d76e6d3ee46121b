import Analysis
import Testing

@testable import Reports

/// What the document says beside the verdicts.
@Suite struct ScrutinyTests {
  private func markdown(_ dossier: Dossier) throws -> String {
    try #require(ReportWriter.render(dossier).first { $0.name == "decision.md" }).text
  }

  @Test("tables are numbered as they stand, whatever number they bring")
  func numbering() {
    func table(_ title: String) -> Block {
      .table(Table(caption: "\(strong: Prose(stringLiteral: title)) rest", columns: [], rows: []))
    }
    let captions = DecisionDocument.numbered([table("Scores."), .paragraph("x"), table("Table 9. Cost.")]).compactMap {
      if case .table(let table) = $0 { table.caption.words } else { nil }
    }
    #expect(captions == ["Table 1. Scores. rest", "Table 2. Cost. rest"])
  }

  @Test("a verdict that the reading of all candidates together changes is named, in the limits too")
  func together() throws {
    var dossier = Fixture.decided
    let index = try #require(dossier.robustness?.tests.claimed.firstIndex { $0.arm == Fixture.flash })
    dossier.robustness?.tests.claimed[index].simultaneousVerdict = Verdict(
      margin: .undecided, direction: .noDifferenceShown)
    let text = try markdown(dossier)
    #expect(text.components(of: "`flash` would be undecided instead of equivalent") == 2)
    #expect(!text.contains("not widened for having looked"))
  }

  @Test("one candidate has nothing to be adjusted for, and one rater nothing to agree with")
  func alone() throws {
    let text = try markdown(Fixture.oneRater)
    #expect(text.contains("One candidate was compared: there is nothing to adjust for."))
    #expect(text.contains("How well raters agree cannot be said: no unit has two ratings."))
    #expect(text.contains("There is no verdict for raters like these, so there is none to flip."))
    #expect(!text.contains("Agreement on"))
  }

  @Test("without a scrutiny the document says so and gives no number")
  func missing() throws {
    var dossier = Fixture.decided
    (dossier.robustness, dossier.answers) = (nil, nil)
    let text = try markdown(dossier)
    #expect(text.contains("How well raters agree was not worked out."))
    #expect(!text.contains("What would flip a verdict"))
    #expect(text.contains("the intervals are not widened for having looked at several"))
  }

  @Test("answers.csv has a row for each tag and for each candidate of a shared caption; whole items have no candidate")
  func answers() throws {
    let text = try #require(ReportWriter.render(Fixture.decided).first { $0.name == "answers.csv" }).text
    let rows = text.split(separator: "\n").map { $0.split(separator: ",", maxSplits: 2)[2] }
    #expect(
      rows == [
        "rater_id,candidate,question,answer", "ana,,comment,Blurred.", "ana,big,marks,too-long",
        "ana,big,marks,wrong-count", "ana,tiny,marks,too-long", "ana,tiny,marks,wrong-count",
        "bo,flash,note,\"The lid, \"\"missing\"\"\"",
      ])
  }

  @Test("ratings.csv leaves what is not known of a showing empty")
  func showings() throws {
    var dossier = Fixture.decided
    dossier.ratings = Array(dossier.ratings.prefix(2))
    dossier.ratings[0].showing = Showing(position: 2, order: 7, words: 12)
    let text = try #require(ReportWriter.render(dossier).first { $0.name == "ratings.csv" }).text
    let ends = Set(text.split(separator: "\n").dropFirst().map { $0.split(separator: "false")[1] })
    #expect(ends == [",2,7,12,", ",,,,"])
  }

  @Test("a p has three decimals where it is small, and is never 0")
  func chances() {
    #expect(
      [0.5, 0.0304, 0.00099, 0, 1].map(Numbers.chance) == ["0.50", "0.030", "below 0.001", "below 0.001", "1.00"])
  }
}

extension String {
  /// How often a text stands in this one.
  fileprivate func components(of text: String) -> Int { ranges(of: text).count }

  @Test("failures that no comparison counts are not said to leave nothing; failures that all count are")
  func uncountedFailures() throws {
    var dossier = Fixture.decided
    #expect(dossier.arms.contains { $0.failures > 0 })
    for index in dossier.estimates.comparisons.indices {
      dossier.estimates.comparisons[index].differenceWithoutFailures = nil
    }
    let counted = try #require(try ReportWriter.render(dossier).first { $0.name == "decision.md" }).text
    #expect(counted.contains("left out, they leave nothing to compare") && counted.contains("| nothing left |"))
    for index in dossier.estimates.arms.indices { dossier.estimates.arms[index].failures = 0 }
    let uncounted = try #require(try ReportWriter.render(dossier).first { $0.name == "decision.md" }).text
    #expect(
      uncounted.contains("No comparison counts an image without a caption") && uncounted.contains("| no failures |"))
    #expect(!uncounted.contains("nothing left") && !uncounted.contains("leave nothing to compare"))
  }
}
