import Blinding
import Digest
import Statistics
import StudyModel

@testable import Analysis
@testable import Reports

extension Fixture {
  /// A study that checked its raters: three of them, one of whom did not look.
  static let checked = checked(excluding: false)

  /// The same, with or without having declared that the claim leaves screened raters out.
  static func checked(excluding: Bool) -> Dossier {
    var dossier = decided
    dossier.trust = (try? trust(excluding: excluding)) ?? TrustResults()
    dossier.places = FixturePlan.anchoredPlaces
    dossier.leaks = LeakScan(captions, incumbent: big, words: LeakWords(labels: ["flash"]))
    return dossier
  }

  /// The incumbent writes plainly, `flash` in Markdown and once of itself, `tiny` at length.
  private static var captions: [Output] {
    (0..<8).compactMap { ItemID(hex: SHA256.hex("checked \($0)")) }.enumerated().flatMap { number, item in
      let plain = "Thing\(number) stands on a table"
      let texts = [
        big: plain, flash: number == 0 ? "As an AI, I see **nothing**" : "**\(plain)**",
        tiny: plain + " " + Array(repeating: "beside another", count: 8).joined(separator: " "),
      ]
      return texts.map { Output(arm: $0.key, item: item, text: $0.value, outcome: .captioned) }
    }
  }

  private static func trust(excluding: Bool) throws -> TrustResults {
    let items = (0..<8).compactMap { ItemID(hex: SHA256.hex("checked \($0)")) }
    var cells: [RatingCell] = []
    var hidden = HiddenRatings()
    for (rater, name) in ["ana", "bo", "chi"].enumerated() {
      for (number, item) in items.enumerated() {
        for (offset, arm) in [big, flash, local, tiny].enumerated() {
          // The last rater gives everything a 5.
          let defect = offset == 3 ? number % 3 : number % 2 * (offset % 2)
          let value = rater == 2 ? 5 : 4 - (number + rater) % 2 - defect
          cells.append(
            RatingCell(
              item: item, category: "product", rater: name, arm: arm, criterion: "overall", value: Double(value)))
        }
        hidden.repeats.append(
          RepeatedScore(
            rater: name, item: item, criterion: "overall", first: Double(number % 4 + 1),
            second: Double(number % 4 + 1 + (number + rater) % 2)))
        hidden.guesses.append(
          BlindGuess(
            rater: name, item: item, choices: [[flash], [big], [local, tiny]],
            named: (number + rater) % 4 == 3 ? nil : (number * (rater + 1)) % 3))
      }
      hidden.anchors += items.prefix(4).enumerated().map { number, item in
        AnchorScore(rater: name, item: item, criterion: "overall", value: rater == 2 ? 5 : Double(number % 2 + 1))
      }
    }
    let table = RatingTable(
      cells: cells, traffic: [:], incumbent: big, claim: claim, ranges: ["overall": 1...5])
    let checks = RaterChecks(
      repeats: 0.1, lowAnchors: 0.2, screening: ScreeningRule(maxAnchor: 2, excludes: excluding), asksForGuess: true)
    return try table.claimed(checks, hidden).trust
  }
}
