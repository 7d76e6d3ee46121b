public import StudyModel

/// Which rater judges which items.
///
/// Every item gets the same number of raters; every rater gets the same number of items within a few, and of each
/// category within one; raters are connected through the items they share. Every arm of an item is judged by the same
/// raters, so this plan cannot favour one, and it is drawn from the study's public seed.
public struct Assignment: Sendable, Equatable {
  /// Rater → items, in the order in which they were dealt.
  public var items: [String: [ItemID]]

  /// Who gets which items, where that is decided already.
  public init(items: [String: [ItemID]]) { self.items = items }

  /// Why a plan cannot be drawn up.
  public enum Impossible: Error, Equatable, CustomStringConvertible {
    /// More ratings an item than there are raters.
    case tooFewRaters(wanted: Int, raters: Int)

    /// The fact in a sentence.
    public var description: String {
      switch self {
      case .tooFewRaters(let wanted, let raters): "\(wanted) ratings an item need \(wanted) raters; there are \(raters)"
      }
    }
  }

  /// Deals items to raters.
  ///
  /// - Parameters:
  ///   - items: each with its category.
  ///   - raters: pseudonyms, without repeats.
  ///   - guests: further raters, each with as many items as the busiest of the others.
  ///   - ratingsPerItem: 1 to the number of raters.
  ///   - seed: the study's public seed.
  /// - Complexity: O(items × raters).
  public init(
    items: [(id: ItemID, category: String)], raters: [String], guests: [String] = [], ratingsPerItem: Int,
    seed: UInt64
  ) throws(Impossible) {
    guard ratingsPerItem <= raters.count else {
      throw Impossible.tooFewRaters(wanted: ratingsPerItem, raters: raters.count)
    }
    // One draw nearly always connects everyone; where k = 1 none can, and paired comparisons do not need it.
    var best = Self.deal(items, raters, ratingsPerItem, seed: seed, draw: 0)
    for draw in 1..<20 where ratingsPerItem > 1 && !Self.isConnected(best) {
      best = Self.deal(items, raters, ratingsPerItem, seed: seed, draw: draw)
    }
    // A guest is dealt the same way, in a game of one: a balanced share of every category.
    let share = best.values.map(\.count).max() ?? 0
    for guest in guests {
      var generator = HashGenerator(publicSeed: seed, purpose: "guest \(guest)")
      best[guest] = Self.share(of: items, count: share, using: &generator)
    }
    self.items = best
  }

  /// Whether every two raters are linked by a chain of shared items.
  public var isConnected: Bool { Self.isConnected(items) }

  private static func deal(
    _ items: [(id: ItemID, category: String)], _ raters: [String], _ ratingsPerItem: Int, seed: UInt64, draw: Int
  ) -> [String: [ItemID]] {
    var generator = HashGenerator(publicSeed: seed, purpose: "assignment \(draw)")
    var dealt = Dictionary(uniqueKeysWithValues: raters.map { ($0, [ItemID]()) })
    let byCategory = Dictionary(grouping: items, by: \.category)
    for category in byCategory.keys.sorted() {
      var load: [String: Int] = [:]
      let ids = (byCategory[category] ?? []).map(\.id).sorted()
      for item in ids.shuffled(using: &generator) {
        let order = raters.sorted().shuffled(using: &generator).sorted { left, right in
          (load[left, default: 0], dealt[left, default: []].count)
            < (load[right, default: 0], dealt[right, default: []].count)
        }
        for rater in order.prefix(ratingsPerItem) {
          dealt[rater, default: []].append(item)
          load[rater, default: 0] += 1
        }
      }
    }
    return dealt
  }

  /// A draw of items in which each category has its share within one.
  private static func share(
    of items: [(id: ItemID, category: String)], count: Int, using generator: inout HashGenerator
  ) -> [ItemID] {
    let byCategory = Dictionary(grouping: items.sorted { $0.id < $1.id }, by: \.category)
    // Each category's items are spread evenly over the unit interval; the first `count` of all then hold fair shares.
    let placed = byCategory.keys.sorted().flatMap { category in
      let ids = (byCategory[category] ?? []).map(\.id).shuffled(using: &generator)
      return ids.enumerated().map { (id: $0.element, place: (Double($0.offset) + 0.5) / Double(ids.count)) }
    }
    return placed.sorted { ($0.place, $0.id) < ($1.place, $1.id) }.prefix(count).map(\.id)
  }

  static func isConnected(_ dealt: [String: [ItemID]]) -> Bool {
    let busy = dealt.filter { !$0.value.isEmpty }
    guard let first = busy.keys.min() else { return true }
    var reached: Set<String> = [first]
    var seen = Set(busy[first] ?? [])
    var grew = true
    while grew {
      grew = false
      for (rater, items) in busy where !reached.contains(rater) && items.contains(where: seen.contains) {
        reached.insert(rater)
        seen.formUnion(items)
        grew = true
      }
    }
    return reached.count == busy.count
  }
}
