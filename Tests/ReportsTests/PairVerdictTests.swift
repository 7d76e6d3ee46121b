import StudyModel
import Testing

@testable import Analysis
@testable import Reports

/// What a study of pairs says in words.
@Suite("verdicts in pairs")
struct PairVerdictTests {
  /// The fixture with a margin that leaves `flash` open, and a step that would settle it.
  private func open(newImages: Int = 0, onlyFlash: Bool = false) throws -> Dossier {
    var dossier = Fixture.pairs
    var claim = Fixture.pairsClaim
    claim.margin = 0.10
    let preferences = Fixture.pairsPreferences.filter { preference in
      !onlyFlash || preference.other(than: Fixture.big) == Fixture.flash
    }
    let table = Fixture.pairsTable(preferences, claim: claim)
    dossier.estimates = try table.estimates()
    dossier.preferences = try table.preferenceResults(rubric: Fixture.pairsRubric, repeats: nil, seed: 1)
    dossier.robustness = nil
    var step = try Fixture.nextStep
    step.step?.newImages = newImages
    dossier.nextSteps = [Fixture.flash: step]
    return dossier
  }

  private func document(_ dossier: Dossier) throws -> String {
    try #require(try ReportWriter.render(dossier).first { $0.name == "decision.md" }?.text)
  }

  @Test("an open verdict says so in net preference, with what is excluded and what would settle this pair")
  func undecided() throws {
    let text = try document(open())
    #expect(text.contains("**is undecided** at a margin of 0.10 net preference, because"))
    #expect(text.contains("**Excluded:** a loss of more than 0.23 net preference and a gain of more than 0.36 net"))
    #expect(text.contains("9 more raters × 36 judgements of this pair each. That takes 3.6 hours in all, and the"))
    // Three pairs an image: a rater's image brings one of them, so a number of images would be the wrong number.
    #expect(text.contains("would have added raters, each of whose images brings one of its 3 pairs"))
    #expect(!text.contains("--images-each") && !text.contains("points"))
  }

  @Test("with one pair an image a rater's images are its judgements, and the command says how many")
  func onePair() throws {
    let text = try document(open(onlyFlash: true))
    #expect(text.contains("blindfold extend STUDY --raters NAME… --images-each 36"))
    #expect(!(try document(open(newImages: 24, onlyFlash: true))).contains("blindfold extend"))
  }

  @Test("the incumbent is the reference and no estimate; sections that do not apply are absent")
  func reference() throws {
    let text = try document(Fixture.pairs)
    #expect(
      text.contains("| `big`, incumbent | the others are compared with it | 50 by definition | 0 by definition |"))
    for words in ["Publishable", "Leniency", "ICC", "Places on the screen", "Other criteria", "Unpaired"] {
      #expect(!text.contains(words), "\(words)")
    }
    #expect(!text.contains("no ratings"))
  }

  @Test("a candidate without a judgement is not passed over, and the terminal's table has no number for it")
  func unjudged() throws {
    var dossier = Fixture.pairs
    let table = Fixture.pairsTable([])
    dossier.estimates = try table.estimates()
    dossier.preferences = try table.preferenceResults(rubric: Fixture.pairsRubric, repeats: nil, seed: 1)
    dossier.robustness = try table.robustness(dossier.estimates, seed: 1)
    let text = try document(dossier)
    #expect(text.contains("**Whether `flash` may replace `big` is undecided**: it has no judgements."))
    #expect(text.contains("There is no common scale: no judgements."))
    #expect(try verdictTable(dossier).contains("none (no interval)"))
  }
}
