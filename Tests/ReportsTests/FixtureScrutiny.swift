import Analysis
import Blinding
import Digest
import StudyModel

/// How far made-up verdicts carry: worked out from made-up ratings, as the rest of ``Fixture`` is not.
enum FixtureScrutiny {
  static let arms = [Fixture.big, Fixture.flash, Fixture.local, Fixture.tiny, Fixture.human]

  /// 24 images × 4 raters × 5 arms, with places, lengths and times; twelve ratings have no partner.
  static func table(raters: Int, arms: [ArmCode]) -> RatingTable {
    var cells: [RatingCell] = []
    for image in 0..<24 {
      guard let item = ItemID(hex: SHA256.hex("image \(image)")) else { continue }
      for rater in 0..<raters {
        for (number, arm) in arms.enumerated() where !(rater == 3 && number == 2 && image.isMultiple(of: 2)) {
          let noise = (image * 7 + rater * 5 + number * 3 + image * rater * number) % 5 - 2
          let level = [4, 4, 4, 3, 4][number] + (noise == 2 ? 1 : noise == -2 ? -1 : 0)
          for (criterion, value) in [("overall", min(5, level)), ("detail", level > 3 ? 2 : 1)] {
            cells.append(
              RatingCell(
                item: item, category: ["everyday", "product", "screenshot-or-chart"][image % 3],
                rater: Fixture.pseudonyms[rater], arm: arm, criterion: criterion, value: Double(value),
                showing: Showing(
                  position: (number + image + rater) % arms.count + 1, order: (image * 5 + rater * 7) % 24 + 1,
                  seconds: Double(40 - (image * 5 + rater * 7) % 24), words: 9 + (image * (number + 2) + number) % 8)))
          }
        }
      }
    }
    return RatingTable(
      cells: cells, traffic: ["everyday": 0.3, "product": 0.6, "screenshot-or-chart": 0.1], incumbent: Fixture.big,
      claim: Fixture.claim, ranges: ["overall": 1...5, "detail": 1...2])
  }

  private static func scrutiny(_ table: RatingTable) -> StudyRobustness? {
    (try? table.estimates()).flatMap { try? table.robustness($0, seed: 20_261_122) }
  }

  static let robustness = scrutiny(table(raters: 4, arms: arms))

  /// One rater and two candidates.
  static let alone = scrutiny(table(raters: 1, arms: [Fixture.big, Fixture.flash]))

  /// A note on one caption, and what was said of an item.
  static let answers: GivenAnswers? = ItemID(hex: SHA256.hex("teapot")).map { item in
    GivenAnswers(
      answers: [
        GivenAnswer(
          item: item, category: "product", rater: "bo", arms: [Fixture.flash], question: "note",
          answer: .text("The lid, \"missing\"")),
        GivenAnswer(
          item: item, category: "product", rater: "ana", arms: [], question: "comment", answer: .text("Blurred.")),
        GivenAnswer(
          item: item, category: "product", rater: "ana", arms: [Fixture.big, Fixture.tiny], question: "marks",
          answer: .tags(["wrong-count", "too-long"])),
      ], judged: Dictionary(uniqueKeysWithValues: arms.map { ($0, 216) }))
  }
}
