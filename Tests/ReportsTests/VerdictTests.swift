import Analysis
import Roster
import Statistics
import StudyModel
import Testing

@testable import Reports

@Suite struct VerdictTests {
  private func markdown(_ dossier: Dossier) throws -> String {
    try #require(ReportWriter.render(dossier).first { $0.name == "decision.md" }).text
  }

  private func sentence(_ dossier: Dossier, about label: String) throws -> String {
    let reading = try Reading(dossier)
    let candidate = try #require(reading.challengers.first { $0.label == label })
    let comparison = try #require(candidate.comparison)
    return VerdictSentence(reading: reading, candidate: candidate, comparison: comparison).line.sentence.words
  }

  @Test("names the fact against the margin, then the direction, then the numbers and the cost")
  func wording() throws {
    #expect(
      try sentence(Fixture.decided, about: "flash")
        == "flash may replace big for product alt text: equivalent within 0.30 points either way; no difference shown "
        + "(−0.04, 95 % −0.19 to 0.11, raters like these; 12 raters, 36 images, 6 ratings an image), at 11 % of its cost."
    )
    #expect(
      try sentence(Fixture.decided, about: "tiny").contains(
        "tiny may not replace big for product alt text: worse by more than 0.30 points; measurably lower (−0.71"))
  }

  @Test("says of an undecided comparison why, what is excluded, and that the incumbent stays")
  func undecided() throws {
    let text = try sentence(Fixture.decided, about: "local")
    #expect(
      text
        == "Whether local may replace big for product alt text is undecided at a margin of 0.30 points, because 12 raters "
        + "disagree too much on the difference to speak for others; no difference shown (−0.13, 95 % −0.51 to 0.25, raters "
        + "like these; 12 raters, 36 images, 6 ratings an image); its cost is unknown. big stays.")
    let document = try markdown(Fixture.decided)
    for line in [
      "**`local` is undecided, so `big` stays.**",
      "- **Why:** 12 raters disagree too much on the difference to speak for others.",
      "- **Excluded:** a loss of more than 0.51 points and a gain of more than 0.25 points (95 % interval, raters like these).",
      "- **What staying costs:** unknown: a price, or the cost of some calls, is not known.",
      "- **Next step:** 9 more raters × 36 images each. That takes 3.6 hours in all, and",
    ] { #expect(document.contains("\n" + line), "\(line)") }
  }

  @Test("rests on the declared scope, never on the other", arguments: Scope.allCases)
  func declaredScope(_ scope: Scope) throws {
    var dossier = Fixture.decided
    dossier.estimates.claim.scope = scope
    let text = try sentence(dossier, about: "local")
    let (narrow, wide) = ("−0.29 to 0.03, these raters", "−0.51 to 0.25, raters like these")
    #expect(text.contains(scope == .theseRaters ? narrow : wide))
    #expect(!text.contains(scope == .theseRaters ? "−0.51" : "−0.29"))
    #expect(text.hasPrefix(scope == .theseRaters ? "local may replace big for" : "Whether local may replace"))
    #expect(try verdictTable(dossier).contains(scope == .theseRaters ? "(−0.29 to 0.03)" : "(−0.51 to 0.25)"))
  }

  @Test("never falls back on the other scope where the declared one has no interval")
  func noFallback() throws {
    let text = try sentence(Fixture.oneRater, about: "flash")
    #expect(text.contains("is undecided at a margin"))
    #expect(text.contains("this rater only"))
    #expect(!text.contains("−0.15"), "the bound for these raters has no place in the sentence")
    let reading = try Reading(Fixture.oneRater)
    #expect(DecisionDocument(reading: reading).eligible.isEmpty)
  }

  @Test("says in plain words what keeps a verdict open")
  func causes() throws {
    func because(_ narrow: Double, _ wide: Double, raters: Double) -> String? {
      let open = Verdict(margin: .undecided, direction: .noDifferenceShown)
      var comparison = Fixture.comparison(Fixture.local, -0.2, narrow, wide, these: open, like: open)
      comparison.difference?.variance = VarianceParts(image: 0.01, rater: raters, cell: 0)
      return Undecided(comparison, claim: Fixture.claim)?.because
    }
    #expect(because(0.1, 0.5, raters: 0.02) == "12 raters disagree too much on the difference to speak for others")
    #expect(because(0.1, 0.5, raters: 0.005) == "12 raters are too few to speak for others")
    #expect(because(0.45, 0.5, raters: 0.005) == "36 images are too few for so small a margin")
    #expect(because(0.1, 0.2, raters: 0.02) == "the difference lies too near the margin to tell on which side")
  }

  @Test("names the cheapest next step, its hours and its chances, or says plainly that none within reason does")
  func nextStep() throws {
    let comparison = try #require(Fixture.estimates.comparisons.first { $0.arm == Fixture.local })
    let undecided = try #require(Undecided(comparison, claim: Fixture.claim))
    var step = try Fixture.nextStep
    func words(_ step: NextStep?) -> String { undecided.nextStep(step).map(\.words).joined(separator: " ") }
    #expect(
      words(step).hasPrefix(
        "9 more raters × 36 images each. That takes 3.6 hours in all, and the interval is then about ±0.15. Of studies "
          + "drawn by computer, 82 % come to a verdict if the difference stays as it is estimated, and 94 % if the models "
          + "are equal. Nothing cheaper reaches 80 % in both cases."))
    #expect(words(step).hasSuffix("blindfold extend STUDY --raters NAME… --images-each 36."))
    (step.stepIfEqual, step.step) = (step.step, nil)
    #expect(
      words(step).hasPrefix("nothing within reason, if the true difference is the estimated −0.13. Up to 60 more"))
    #expect(undecided.nextStep(step).count == 2 && words(step).contains("if the models are in truth equal, 9 more"))
    step.stepIfEqual = nil
    #expect(
      words(step).hasPrefix("nothing within reason, be the true difference the estimated −0.13 or none. Up to 60"))
    #expect(words(nil).contains("cannot be told from these ratings"))
  }

  @Test("says what is not excluded in captions: the lower bound of the publishable share, per 1,000")
  func unusable() throws {
    var comparison = try #require(Fixture.estimates.comparisons.first { $0.arm == Fixture.local })
    comparison.publishableDifference = Fixture.scopes(-0.04, 0.03, 0.1)
    // −0.04 − 0.10 = −0.14: 140 of 1,000.
    #expect(
      Undecided(comparison, claim: Fixture.claim)?.unusable
        == "that up to 140 more of 1,000 captions would be unusable (below 4) than now (95 % interval, raters like these)"
    )
    comparison.publishableDifference = Fixture.scopes(0.2, 0.03, 0.1)
    #expect(Undecided(comparison, claim: Fixture.claim)?.unusable == nil)
    comparison.publishableDifference = nil
    #expect(Undecided(comparison, claim: Fixture.claim)?.unusable == nil)
  }

  @Test("puts an early unblinding on the first line, with its reason, or that none was given")
  func early() throws {
    var dossier = Fixture.rehearsal
    let first = try #require(try markdown(dossier).split(separator: "\n").first)
    #expect(first.hasPrefix("> **Unblinded early** with 144 of 216 planned ratings in"))
    #expect(first.contains("the contract ends on Friday"))
    dossier.unblinding.earlyReason = nil
    #expect(try markdown(dossier).hasPrefix("> **Unblinded early** with 144 of 216 planned ratings in; no reason"))
    #expect(try !markdown(Fixture.decided).contains("Unblinded early"))
  }

  @Test("marks simulated ratings and models beside every sentence, table, figure and cost")
  func simulated() throws {
    let mark = "simulated ratings of simulated models"
    let text = try markdown(Fixture.rehearsal)
    let lines = text.split(separator: "\n").map(String.init)
    for line in lines where line.hasPrefix("**Table") || line.hasPrefix("**Figure") || line.hasPrefix("![") {
      // One table holds hashes and dates, nothing that was measured.
      #expect(line.contains(mark) || line.contains("Where this comes from."), "unmarked: \(line)")
    }
    for line in lines where line.contains("raters like these;") || line.contains("images a month") {
      #expect(line.contains(mark), "unmarked: \(line)")
    }
    for file in try ReportWriter.render(Fixture.rehearsal) where !file.name.hasSuffix(".csv") {
      #expect(file.text.lowercased().contains(mark), "\(file.name)")
    }
    #expect(try verdictTable(Fixture.rehearsal).contains(mark.uppercased()))
    for file in try ReportWriter.render(Fixture.decided) where !file.name.hasSuffix(".json") {
      #expect(!file.text.lowercased().contains("simulated"), "\(file.name)")
    }
  }

  @Test("says of a candidate without ratings that nothing can be decided")
  func unrated() throws {
    var dossier = Fixture.decided
    dossier.estimates.comparisons.removeAll { $0.arm == Fixture.tiny }
    dossier.estimates.arms.removeAll { $0.arm == Fixture.tiny }
    #expect(
      try markdown(dossier).contains(
        "**Whether `tiny` may replace `big` is undecided**: it has no ratings. `big` stays."))
  }

  @Test("refuses an arm that the key does not name, one without a run, and two of one name")
  func refusals() {
    var dossier = Fixture.decided
    dossier.unblinding.names[Fixture.tiny] = nil
    #expect(throws: ReportError.unnamedArm(Fixture.tiny)) { try ReportWriter.render(dossier) }
    dossier = Fixture.decided
    dossier.arms.removeAll { $0.arm == Fixture.tiny }
    #expect(throws: ReportError.armWithoutFacts(label: "tiny")) { try ReportWriter.render(dossier) }
    dossier = Fixture.decided
    dossier.unblinding.names[Fixture.tiny]?.label = "flash"
    #expect(throws: ReportError.sameLabel("flash")) { try ReportWriter.render(dossier) }
  }
}
