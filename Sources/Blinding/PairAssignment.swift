public import StudyModel

/// Which rater judges which pairs of which items.
///
/// A rater who sees a caption of an item in two pairs can tell that it is the incumbent's. So the items are dealt first,
/// to as many raters as an item has judgements (``Assignment``, from the public seed), and only then the pairs of an item
/// to the raters who have it: from the secret seed, since whoever could work out which items show the same pair would know
/// which captions share an arm. Each pair of each item gets its number of different raters; each rater gets each pair
/// about equally often, in each category too.
public struct PairAssignment: Sendable, Equatable {
  /// A pair of an item.
  public struct Unit: Sendable, Hashable {
    /// The item.
    public var item: ItemID
    /// The arms that are compared.
    public var pair: ArmPair

    /// A pair of an item.
    public init(item: ItemID, pair: ArmPair) {
      self.item = item
      self.pair = pair
    }
  }

  /// Rater → pairs, in the order in which they were dealt.
  public var units: [String: [Unit]]

  /// How often a rater sees an item at most: once wherever there are as many raters as an item has judgements.
  public var mostPairsOfAnItem: Int {
    units.values.map { $0.reduce(into: [:]) { $0[$1.item, default: 0] += 1 }.values.max() ?? 0 }.max() ?? 0
  }

  /// Deals pairs to raters.
  ///
  /// - Parameters:
  ///   - items: each with its category.
  ///   - raters: pseudonyms, without repeats.
  ///   - guests: further raters, each with as many pairs as the busiest of the others.
  ///   - pairs: the pairs of every item.
  ///   - judgements: of each pair of each item; 1 to the number of raters.
  ///   - seed: the study's public seed.
  ///   - secretSeed: 32 bytes that stay in the key database.
  /// - Complexity: O(items × (raters × pairs + judgements of an item²)).
  public init(
    items: [(id: ItemID, category: String)], raters: [String], guests: [String] = [], pairs: [ArmPair],
    judgements: Int, seed: UInt64, secretSeed: [UInt8]
  ) throws(Assignment.Impossible) {
    guard judgements <= raters.count else {
      throw Assignment.Impossible.tooFewRaters(wanted: judgements, raters: raters.count)
    }
    // Everybody sees every item so many times; what is left over is dealt like items that are rated.
    let (rounds, rest) = (pairs.count * judgements).quotientAndRemainder(dividingBy: max(1, raters.count))
    var once: [String: Set<ItemID>] = [:]
    if rest > 0 {
      once = try Assignment(items: items, raters: raters, guests: guests, ratingsPerItem: rest, seed: seed).items
        .mapValues(Set.init)
    }
    var generator = HashGenerator(seed: secretSeed, purpose: "pairs")
    let names = raters.sorted() + guests.sorted()
    let categories = Set(items.map(\.category)).sorted()
    // By their names first: the draw must not depend on the order in which items come.
    let order = items.sorted { $0.id < $1.id }.shuffled(using: &generator)
    var deal = PairDeal(raters: names.count, categories: categories.count, pairs: pairs.count)
    for (index, item) in order.enumerated() {
      let category = categories.firstIndex(of: item.category) ?? 0
      let turns = names.indices.map { rater in
        (rater: rater, count: rounds + (once[names[rater]]?.contains(item.id) == true ? 1 : 0))
      }
      deal.add(
        index, category: category, turns: Array(turns.prefix(raters.count)), judgements: judgements, using: &generator)
      for guest in turns.dropFirst(raters.count) {
        deal.add(index, category: category, guest: guest.rater, turns: guest.count, using: &generator)
      }
    }
    deal.even()
    units = Dictionary(uniqueKeysWithValues: names.map { ($0, []) })
    for place in deal.places {
      units[names[place.rater], default: []].append(Unit(item: order[place.item].id, pair: pairs[place.pair]))
    }
  }
}
