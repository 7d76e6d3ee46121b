import Analysis
import Blinding
import Digest
import StudyModel

/// Places on the screen as a real plan deals them: 36 images, twelve raters, six ratings an image, five candidates.
enum FixturePlan {
  static let secret = [UInt8](repeating: 7, count: 32)

  static let items: [(id: ItemID, category: String)] = (0..<36).compactMap { number in
    ItemID(hex: SHA256.hex("image \(number)")).map { ($0, ["everyday", "product", "screenshot-or-chart"][number % 3]) }
  }

  /// `tiny` wrote nothing for two images.
  static let outputs: [Output] = items.enumerated().flatMap { number, item in
    FixtureScrutiny.arms.map { arm in
      let isMissing = arm == Fixture.tiny && number < 2
      return Output(
        arm: arm, item: item.id, text: isMissing ? nil : "\(arm) of \(number)",
        outcome: isMissing ? .refused : .captioned)
    }
  }

  static let places: PlaceBalance? = try? balance(RaterChecks())
  static let anchoredPlaces: PlaceBalance? = try? balance(RaterChecks(repeats: 0.1, lowAnchors: 0.2))

  private static func balance(_ checks: RaterChecks) throws -> PlaceBalance {
    let assignment = try Assignment(items: items, raters: Fixture.pseudonyms, ratingsPerItem: 6, seed: 1)
    var plan = PresentationPlan(assignment: assignment, outputs: outputs, secretSeed: secret)
    let categories = Dictionary(uniqueKeysWithValues: items.map { ($0.id, $0.category) })
    try plan.hide(checks, outputs: outputs, categories: categories, secretSeed: secret)
    return PlaceBalance(
      plan: plan, cells: judged(plan, categories), preferences: [], criterion: "overall", areCompared: false)
  }

  /// A cell for every caption that is shown for the first time; the last rater stopped after half of the packet.
  static func judged(_ plan: PresentationPlan, _ categories: [ItemID: String]) -> [RatingCell] {
    plan.packets.flatMap { packet in
      let rated = packet.rater == "lu" ? packet.presentations.prefix(9) : packet.presentations[...]
      return rated.enumerated().filter { plan.hidden.repeats[$0.element.id] == nil }.flatMap { order, presentation in
        presentation.slots.enumerated().flatMap { place, slot in
          (plan.hidden.anchors[slot.id] == nil ? plan.arms[slot.id] ?? [] : []).map { arm in
            RatingCell(
              item: presentation.item, category: categories[presentation.item] ?? "", rater: packet.rater, arm: arm,
              criterion: "overall", value: 4,
              showing: Showing(position: place + 1, order: order + 1, words: Showing.words(in: slot.caption)))
          }
        }
      }
    }
  }

  /// A plan of as many pairs as were judged, sides dealt anew, beside the sides on which they were judged.
  static func pairPlaces(_ preferences: [Preference]) -> PlaceBalance? {
    let arms = [Fixture.big, Fixture.flash, Fixture.tiny]
    let pairs = [ArmPair(arms[0], arms[1]), ArmPair(arms[0], arms[2]), ArmPair(arms[1], arms[2])]
    guard
      let assignment = try? PairAssignment(
        items: Array(items.prefix(24)), raters: Array(Fixture.pseudonyms.prefix(6)), pairs: pairs, judgements: 2,
        seed: 1,
        secretSeed: secret)
    else { return nil }
    let plan = PresentationPlan(
      pairs: assignment, outputs: outputs.filter { arms.contains($0.arm) }, secretSeed: secret)
    return PlaceBalance(plan: plan, cells: [], preferences: preferences, criterion: "preference", areCompared: true)
  }
}
