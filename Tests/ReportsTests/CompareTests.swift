import Analysis
import Foundation
import FoundationXML
import Statistics
import StudyModel
import Testing

@testable import Reports

@Suite("studies side by side")
struct CompareTests {
  private func step(_ comparison: StudyComparison, _ label: String) throws -> SeriesStep {
    try #require(comparison.series.first { $0.label == label }?.steps.first)
  }

  private func number(_ change: Change?) throws -> TwoScopes {
    guard case .stated(let number)? = change else { throw Refused(change: change) }
    return number
  }

  struct Refused: Error { var change: Change? }

  private func reasons(_ change: Change?) -> [String] {
    if case .refused(let reasons)? = change { reasons } else { [] }
  }

  @Test("documents are what they were", arguments: ["text", "markdown", "json", "svg", "pairs", "simulated"])
  func golden(_ form: String) throws {
    let comparison =
      switch form {
      case "pairs": try CompareFixture.comparison(Fixture.pairs, CompareFixture.laterPairs)
      case "simulated": try CompareFixture.comparison(Fixture.rehearsal, CompareFixture.later)
      default: try CompareFixture.comparison(CompareFixture.earlier, CompareFixture.later)
      }
    let (name, text) =
      switch form {
      case "markdown": ("ratings.md", comparison.markdown(figure: "drift.svg"))
      case "json": ("ratings.json", comparison.json)
      case "svg": ("ratings.svg", comparison.figure)
      default: ("\(form == "text" ? "ratings" : form).txt", comparison.text)
      }
    try GoldenTests().compare(text, with: "compare/\(name)")
    if name.hasSuffix(".txt") {
      for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }
  }

  @Test("studies of one name are told apart by their folders, in the table and in the figure")
  func oneName() throws {
    var later = CompareFixture.later
    later.study = CompareFixture.earlier.study
    let comparison = try StudyComparison([
      CompareFixture.record(CompareFixture.earlier, folder: "first/alt-text"),
      CompareFixture.record(later, folder: "second/alt-text"),
    ])
    for folder in ["first/alt-text", "second/alt-text"] {
      #expect(comparison.markdown().contains("| `2026-11-alt-text` in `\(folder)` |"))
      #expect(comparison.figure.contains(">\(folder)</text>"))
    }
    let named = try CompareFixture.comparison(CompareFixture.earlier, CompareFixture.later)
    #expect(!named.markdown().contains("` in `") && !named.figure.contains("results/"))
  }

  /// Scores 4.06 and 3.80, standard error 0.085 on 19.4 degrees of freedom each. R 4.2.2:
  /// -.26 + c(-1, 1) * qt(.975, 38.8) * sqrt(2) * .085
  @Test("the incumbent's drift is the difference of two independent scores, with R's interval, oldest study first")
  func drift() throws {
    let comparison = try CompareFixture.comparison(CompareFixture.earlier, CompareFixture.later)
    #expect(comparison.studies.map(\.study) == ["2026-11-alt-text", "2027-02-alt-text"])
    #expect(comparison.series.map(\.label) == ["big", "flash"])
    let step = try step(comparison, "big")
    let estimate = try #require(try number(step.score).ratersLikeThese.estimate)
    #expect(abs(estimate.value + 0.26) < 1e-9)
    #expect(abs(estimate.lower + 0.503184) < 2e-6 && abs(estimate.upper + 0.016816) < 2e-6)
    #expect(step.difference == nil, "an incumbent has no difference from itself")
    #expect(step.news.contains("the service answered as served-big-2027-01, before as served-big-2026-10"))
    #expect(
      step.news.contains("its prompts were other ones") && step.news.contains { $0.contains("not the same thing") })
    #expect(comparison.text.contains("went down"))
    let flash = try self.step(comparison, "flash")
    #expect(flash.news.isEmpty, "\(flash.news)")
  }

  @Test("a challenger moves against its incumbent, and is unchanged by itself")
  func challenger() throws {
    let step = try step(CompareFixture.comparison(CompareFixture.earlier, CompareFixture.later), "flash")
    let (score, difference) = (try number(step.score), try number(step.difference))
    #expect(abs(score.value) < 1e-9 && abs(difference.value - 0.26) < 1e-9)
    #expect(Change.reading(score.ratersLikeThese) == "no change shown")
    #expect(Change.reading(difference.ratersLikeThese) == "went up")
  }

  @Test("what images and raters two studies share is said, and what that does to an interval")
  func shared() throws {
    let pair = try #require(CompareFixture.comparison(CompareFixture.earlier, CompareFixture.later).pairs.first)
    #expect(pair.obstacles.isEmpty)
    #expect(
      pair.cautions.contains { $0.hasPrefix("the same 2 images;") && $0.contains("too wide rather than too narrow") })
    #expect(pair.cautions.contains { $0.hasPrefix("6 raters in common, by pseudonym, of 12 and 12") })
  }

  static let obstacles: [(String, @Sendable (inout Dossier) -> Void)] = [
    ("the criterion was overall, then detail", { $0.estimates.claim.criterion = "detail" }),
    ("the rubrics differ, so a point may not mean the same", { $0.provenance.rubric = "other" }),
    ("a report does not say which rubric its raters had", { $0.provenance.rubric = nil }),
    (
      "the weights of traffic differ",
      { $0.images.traffic = ["everyday": 0.4, "product": 0.5, "screenshot-or-chart": 0.1] }
    ),
    ("one is weighted to traffic, the other is not", { $0.images.traffic = [:] }),
  ]

  @Test("where numbers do not mean the same they are not subtracted, and why is said", arguments: obstacles.indices)
  func notComparable(_ index: Int) throws {
    let (reason, change) = Self.obstacles[index]
    var later = CompareFixture.later
    change(&later)
    let comparison = try CompareFixture.comparison(CompareFixture.earlier, later)
    let step = try step(comparison, "big")
    #expect(reasons(step.score) == [reason])
    #expect(comparison.text.replacing(/\s+/, with: " ").contains("Between 1 and 2: not comparable: \(reason)"))
    #expect(!comparison.text.contains("change −"), "\(comparison.text)")
  }

  @Test("without traffic the mix of images must be the same within five points")
  func mix() throws {
    func comparison(_ product: Int) throws -> StudyComparison {
      var (earlier, later) = (Fixture.decided, CompareFixture.later)
      earlier.images = ImageFacts(byCategory: ["everyday": 50, "product": 50])
      later.images = ImageFacts(byCategory: ["everyday": 100 - product, "product": product])
      return try CompareFixture.comparison(earlier, later)
    }
    #expect(try comparison(54).pairs.first?.obstacles == [])
    #expect(
      try comparison(57).pairs.first?.obstacles
        == ["no traffic is declared and the mix of images differs (everyday, product)"])
  }

  @Test("a score is not set against a net preference; pairs are compared by their differences")
  func pairs() throws {
    let mixed = try CompareFixture.comparison(CompareFixture.earlier, CompareFixture.laterPairs)
    #expect(reasons(try step(mixed, "flash").score) == ["captions were rated, then compared in pairs"])
    let same = try CompareFixture.comparison(Fixture.pairs, CompareFixture.laterPairs)
    let flash = try step(same, "flash")
    #expect(try number(flash.difference).value == 0)
    #expect(flash.score == nil, "in pairs no candidate has a score of its own")
    #expect(!same.figure.contains(">big, incumbent<"), "the incumbent has no number of its own there")
  }

  @Test("a study is set against the last one before it whose numbers mean the same")
  func passedOver() throws {
    var last = CompareFixture.later
    last.study = "2027-09-alt-text"
    last.runFinished = Fixture.date(1_815_000_000)
    last.provenance.commitments = ["another"]
    let comparison = try StudyComparison(
      [Fixture.decided, CompareFixture.laterPairs, CompareFixture.later, last].map { try CompareFixture.record($0) })
    #expect(
      comparison.studies.map(\.study) == ["2026-11-alt-text", "2027-02-alt-text", "2027-03-pairs", "2027-09-alt-text"])
    let steps = try #require(comparison.series.first { $0.label == "big" }).steps.map { [$0.from, $0.to] }
    #expect(steps == [[0, 1], [1, 2], [1, 3], [0, 3]])
  }

  @Test("the first report that there ever was is read, and what it lacks is unknown")
  func old() throws {
    let folder = GoldenTests.folder.appending(path: "compare/first-report").path
    let old = try StudyRecord(
      folder: folder, results: Array(Data(contentsOf: URL(filePath: folder + "/results.json"))), manifest: nil,
      judgedImages: nil)
    #expect(old.study == "demo" && old.incumbent == "large" && old.candidates.count == 5)
    #expect(old.candidate("large")?.definition == nil && old.candidate("large")?.score != nil)
    let comparison = try StudyComparison([old, CompareFixture.record(CompareFixture.later)])
    #expect(comparison.warnings.contains("Nothing vouches for the numbers of study 1: manifest.json is not there"))
    #expect(comparison.text.contains("no decision can rest"))
    #expect(try step(comparison, "flash").news.contains { $0.contains("an older report does not say") })
  }

  @Test("unblinded early and simulated stand first, by study")
  func warnings() throws {
    let text = try CompareFixture.comparison(Fixture.rehearsal, CompareFixture.later).text
    #expect(text.hasPrefix("Study 1, 2026-11-alt-text, was UNBLINDED EARLY, with 144 of 216 planned"))
    #expect(text.contains("the contract ends on Friday"))
    #expect(text.contains("SIMULATED RATINGS OF SIMULATED MODELS in study 1"))
  }

  @Test("what cannot be read is refused with its place, and nothing is compared")
  func refusals() throws {
    let good = try CompareFixture.record(Fixture.decided)
    func error(_ change: @escaping (String) -> String) -> String {
      do {
        _ = try CompareFixture.record(CompareFixture.later, folder: "results/b", change: change)
        return "read"
      } catch { return "\(error)" }
    }
    #expect(throws: CompareError.tooFewStudies(found: 1)) { try StudyComparison([good]) }
    #expect(throws: CompareError.sameStudy(first: "results/a", second: "results/a")) {
      try StudyComparison([good, good])
    }
    #expect(error { String($0.dropLast(9)) }.hasPrefix("results/b/results.json: not JSON"))
    #expect(error { _ in "[]" }.hasPrefix("results/b/results.json: not a report's results.json"))
    #expect(error { $0.replacing("blindfold-results/1", with: "blindfold-results/2") }.contains("does not know"))
    #expect(
      error { $0.replacing("\"margin\": 0.3,", with: "\"margin\": \"wide\",") }.contains(
        "'claim.margin' is not a number"))
    #expect(
      error { $0.replacing("\"served_models\": [", with: "\"served\": [") }.contains(
        "'candidates[0].served_models' is not"))
    #expect(
      error { $0.replacing("\"incumbent\": \"big\"", with: "\"incumbent\": \"bigger\"") }.contains("'incumbent' is not")
    )
    // What no count and no rubric holds: neither a trap nor an axis without end.
    #expect(error { $0.replacing("\"everyday\": 12,", with: "\"everyday\": 1e300,") }.contains("is not a count"))
    for bound in ["-1e308", "7"] {
      #expect(
        error { $0.replacing(/"lower": [^,]*,/, with: "\"lower\": \(bound),") }.contains("is not an interval"),
        "\(bound)")
    }
    for text in [error { _ in "[]" }, error { $0.replacing("\"margin\": 0.3,", with: "") }] {
      #expect(text.contains("Nothing was compared."))
    }
    let files = try ReportWriter.render(Fixture.decided)
    func bytes(_ name: String) -> [UInt8] { Array((files.first { $0.name == name }?.text ?? "").utf8) }
    #expect(throws: CompareError.notTheManifests(path: "x/results.json")) {
      try StudyRecord(
        folder: "x",
        results: Array(String(decoding: bytes("results.json"), as: UTF8.self).replacing("4.06", with: "4.36").utf8),
        manifest: bytes("manifest.json"), judgedImages: nil)
    }
  }

  @Test("text from outside stays text in every form")
  func hostile() throws {
    var later = Fixture.hostile
    later.provenance.commitments = ["other"]
    later.study = "<b>x</b> | `y` \u{1B}[31m"
    later.arms[0].servedModels = ["<script>alert(2)</script>|\u{202E}"]
    let comparison = try CompareFixture.comparison(Fixture.hostile, later)
    let (text, markdown, figure) = (comparison.text, comparison.markdown(figure: "drift.svg"), comparison.figure)
    for form in [text, markdown, figure, comparison.json] {
      #expect(!form.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E }, "\(form)")
    }
    #expect(!markdown.contains("<script>") && !figure.contains("<script>") && !markdown.contains("<b>"))
    #expect(XMLParser(data: Data(figure.utf8)).parse())
    let rows = markdown.split(separator: "\n").filter { $0.hasPrefix("| 1 |") || $0.hasPrefix("| 2 |") }
    #expect(rows.count == 10)
    for row in rows { #expect(row.replacing("\\|", with: "").count { $0 == "|" } == 14, "\(row)") }
    #expect(try JSONSerialization.jsonObject(with: Data(comparison.json.utf8)) is [String: Any])
  }

  @Test("what a foreign results file says of a verdict or its format sends no control code to a terminal")
  func control() throws {
    let edited = try CompareFixture.record(CompareFixture.later, folder: "results/b") {
      $0.replacing("\"margin\": \"not worse\"", with: "\"margin\": \"not \\u001b[31mworse\"")
    }
    let text = try StudyComparison([CompareFixture.record(Fixture.decided), edited]).text
    #expect(text.contains("[31mworse") && !text.contains("\u{1B}"))
    let newer = CompareError.newer(path: "x", format: "blindfold-results/\u{1B}[31m2").description
    #expect(newer.contains("[31m2") && !newer.contains("\u{1B}"))
  }
}
