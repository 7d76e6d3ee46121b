import Blinding
import Digest
import StudyModel

@testable import Analysis
@testable import Reports

extension Fixture {
  /// A study of all pairs of three candidates: 24 images, six raters, two judgements of every pair; computed, not made up.
  ///
  /// `flash` is nearly as good as the incumbent, `tiny` is worse and refused two images; two captions of `flash` are the
  /// incumbent's very words.
  static let pairs: Dossier = (try? pairsDossier) ?? decided

  static let pairsRubric = Rubric(
    name: "pairwise", version: 1, mode: .pairwise, sources: ["CapArena arXiv:2503.12329"],
    questions: [
      Question(
        id: "preference", ask: "Which caption would you rather ship for this picture?",
        kind: .preference([
          AnswerOption(id: "A", label: "First"), AnswerOption(id: "B", label: "Second"),
          AnswerOption(id: "tie", label: "No difference that matters"),
          AnswerOption(id: "both_bad", label: "Neither is usable"),
        ]), isPrimary: true),
      Question(
        id: "why", ask: "Main reason", kind: .tags(["more-accurate", "shorter", "other-had-an-error"]), isOptional: true
      ),
    ])

  static let pairsClaim = Claim(
    criterion: "preference", scope: .ratersLikeThese, margin: 0.25,
    because: "Ten in forty more who would rather keep the old caption is what editors complain of.")

  private static let pairArms = [big, flash, tiny]

  /// Which pair each of six raters judges of each image.
  static var pairsPreferences: [Preference] {
    var preferences: [Preference] = []
    for image in 0..<24 {
      guard let item = ItemID(hex: SHA256.hex("image \(image)")) else { continue }
      for rater in 0..<6 {
        let duel = [(big, flash), (big, tiny), (flash, tiny)][(image + rater) % 3]
        let isStraight = (image / 3 + rater).isMultiple(of: 2)
        let (first, second) = isStraight ? duel : (duel.1, duel.0)
        let category = ["everyday", "product", "screenshot-or-chart"][image % 3]
        func add(_ outcome: PairTable.Outcome, _ basis: Preference.Basis) {
          let showings = [1, 2].map { place in
            Showing(
              position: place, order: (image * 5 + rater * 7) % 24 + 1, seconds: Double(30 - (image + rater) % 9),
              words: 9 + (image * place + (place == 1 ? first : second == tiny ? first : second).rawValue.utf8.count)
                % 8)
          }
          let why = (image + 2 * rater) % 4
          preferences.append(
            Preference(
              item: item, category: category, rater: pseudonyms[rater], first: first, second: second, outcome: outcome,
              basis: basis, showings: basis == .judged ? showings : [],
              said: basis == .judged && why < 3 && outcome != .tie
                ? ["why": .tags([["more-accurate", "shorter", "other-had-an-error"][why]])] : [:]))
        }
        if duel.1 == tiny, image < 2 {
          add(first == tiny ? .second : .first, .noCaption)
        } else if duel == (big, flash), image > 21 {
          add(.tie, .sameCaption)
        } else {
          let worth = [big: 11, flash: 11, tiny: 7]
          let noise = (image * 7 + rater * 5 + image * rater * 3) % 13 - 6
          let lead = worth[first, default: 0] - worth[second, default: 0] + noise + (isStraight ? 1 : 0)
          add(noise == 5 ? .neither : lead > 1 ? .first : lead < -1 ? .second : .tie, .judged)
        }
      }
    }
    return preferences
  }

  /// The table of the fixture, as a study makes it.
  static func pairsTable(_ preferences: [Preference], claim: Claim = pairsClaim) -> RatingTable {
    var table = RatingTable(
      cells: preferences.cells(against: big, on: "preference"), traffic: decided.images.traffic, incumbent: big,
      claim: claim, ranges: Tabulation.ranges(of: pairsRubric))
    table.preferences = preferences
    return table
  }

  private static var pairsDossier: Dossier {
    get throws {
      let table = pairsTable(pairsPreferences)
      var dossier = decided
      dossier.study = "2026-12-pairs"
      dossier.estimates = try table.estimates()
      dossier.robustness = try table.robustness(dossier.estimates, seed: 20_261_122)
      let repeats = pairsPreferences.filter { $0.basis == .judged }.prefix(24).enumerated().map { number, preference in
        RepeatedPreference(
          rater: preference.rater, item: preference.item, before: preference.outcome,
          after: number % 5 == 0 ? preference.outcome.turned : number % 7 == 0 ? .tie : preference.outcome,
          isTurned: true)
      }
      dossier.preferences = try table.preferenceResults(rubric: pairsRubric, repeats: repeats, seed: 20_261_122)
      dossier.trust = TrustResults()
      dossier.trust.profiles = table.raterProfiles
      dossier.places = FixturePlan.pairPlaces(pairsPreferences)
      dossier.trust.checks.repeats = 0.2
      dossier.rubric = pairsRubric
      dossier.ratings = []
      dossier.items = pairItems
      dossier.answers = GivenAnswers(answers: [], judged: [:])
      dossier.arms.removeAll { !pairArms.contains($0.arm) }
      dossier.images.byCategory = ["everyday": 8, "product": 8, "screenshot-or-chart": 8]
      dossier.raters = pseudonyms.prefix(6).map(rater)
      dossier.nextSteps = [:]
      dossier.unblinding.ratingsIn = 138
      dossier.unblinding.ratingsPlanned = 138
      return dossier
    }
  }
}
