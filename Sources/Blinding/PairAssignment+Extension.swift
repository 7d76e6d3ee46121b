public import StudyModel

extension PairAssignment {
  /// Deals pairs of further items while people rate already: one pair of each item that a rater was dealt.
  ///
  /// Of an item the pairs with the fewest judgements go first, then those that the rater has had least. Drawn from a
  /// stream of the secret seed that is the extension's own.
  ///
  /// ``units`` then holds what is new only.
  ///
  /// - Parameters:
  ///   - dealt: rater → items that are new to this rater.
  ///   - before: what was planned until then.
  ///   - items: the study's items, each with its category.
  ///   - pairs: the pairs of every item.
  ///   - leaving: rater → items whose pairs are not awaited: skipped ones, and everything that a guest has.
  ///   - secretSeed: ``PresentationPlan/seed(ofExtension:secretSeed:)``.
  /// - Complexity: O(dealt items × pairs + presentations).
  public init(
    extending before: PresentationPlan, dealt: [String: [ItemID]], items: [(id: ItemID, category: String)],
    pairs: [ArmPair], leaving: [String: Set<ItemID>], secretSeed: [UInt8]
  ) {
    var generator = HashGenerator(seed: secretSeed, purpose: "pairs")
    let names = dealt.keys.sorted()
    let categories = Set(items.map(\.category)).sorted()
    let places = Dictionary(
      items.map { ($0.id, categories.firstIndex(of: $0.category) ?? 0) }, uniquingKeysWith: { first, _ in first })
    var deal = PairDeal(raters: names.count, categories: categories.count, pairs: pairs.count)
    var judged: [ItemID: [Int]] = [:]
    for (rater, unit) in before.pairUnits {
      guard
        let pair = pairs.firstIndex(of: unit.pair) ?? pairs.firstIndex(of: ArmPair(unit.pair.second, unit.pair.first))
      else { continue }
      if let rater = names.firstIndex(of: rater) {
        deal.note(rater: rater, category: places[unit.item] ?? 0, pair: pair)
      }
      if leaving[rater]?.contains(unit.item) != true {
        judged[unit.item, default: Array(repeating: 0, count: pairs.count)][pair] += 1
      }
    }
    let order = items.map(\.id).sorted().shuffled(using: &generator)
    for (index, item) in order.enumerated() {
      let raters = names.indices.filter { dealt[names[$0]]?.contains(item) == true }
      deal.add(
        index, category: places[item] ?? 0, raters: raters,
        judged: judged[item] ?? Array(repeating: 0, count: pairs.count), using: &generator)
    }
    deal.even()
    units = Dictionary(uniqueKeysWithValues: names.map { ($0, []) })
    for place in deal.places {
      units[names[place.rater], default: []].append(Unit(item: order[place.item], pair: pairs[place.pair]))
    }
  }
}

extension PresentationPlan {
  /// Every pair that was dealt to a rater, asked or not, repeats not counted.
  fileprivate var pairUnits: [(rater: String, unit: PairAssignment.Unit)] {
    packets.flatMap { packet in
      packet.presentations.filter { hidden.repeats[$0.id] == nil }.compactMap { presentation in
        armsShown(in: presentation).map { (packet.rater, PairAssignment.Unit(item: presentation.item, pair: $0)) }
      }
        + packet.unasked.map {
          (packet.rater, PairAssignment.Unit(item: $0.item, pair: ArmPair($0.first, $0.second)))
        }
    }
  }
}
