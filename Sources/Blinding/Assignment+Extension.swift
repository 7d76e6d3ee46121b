public import StudyModel

extension Assignment {
  /// Deals further items while people rate already: to new raters, or to raters who come back for more.
  ///
  /// Each rater gets items of every category in proportion to the set, within one as long as enough are left that this
  /// rater has not had. Within a category the items with the fewest ratings go first, and nobody gets an item twice. It
  /// is drawn from the study's public seed, a stream of its own for each extension; every arm of an item is judged by
  /// the same raters, so this cannot favour one.
  ///
  /// ``items`` then holds what is new only.
  ///
  /// - Parameters:
  ///   - before: rater → the items this rater has had, for all raters whose ratings count.
  ///   - items: the study's items, each with its category.
  ///   - ratings: item → ratings made or awaited; one that is missing has none.
  ///   - wanted: rater → how many items to deal; a rater for whom fewer are left gets those.
  ///   - seed: the study's public seed.
  ///   - number: 1 for the study's first extension.
  /// - Complexity: O(dealt items × items of a category).
  public init(
    extending before: [String: [ItemID]], items: [(id: ItemID, category: String)], ratings: [ItemID: Int],
    wanted: [String: Int], seed: UInt64, number: Int
  ) {
    let round = Round(before: before.mapValues(Set.init), items: items, ratings: ratings, wanted: wanted)
    // One draw nearly always connects the new raters with those before; where nothing is shared, none can.
    self.items = [:]
    for draw in 0..<20 {
      var generator = HashGenerator(publicSeed: seed, purpose: "extension \(number), assignment \(draw)")
      let dealt = round.deal(using: &generator)
      if draw == 0 { self.items = dealt }
      guard Self.isConnected(before.merging(dealt) { $0 + $1 }) else { continue }
      self.items = dealt
      return
    }
  }

  /// One extension's deal.
  private struct Round {
    let before: [String: Set<ItemID>]
    let items: [(id: ItemID, category: String)]
    let ratings: [ItemID: Int]
    let wanted: [String: Int]

    func deal(using generator: inout HashGenerator) -> [String: [ItemID]] {
      let raters = wanted.keys.sorted().shuffled(using: &generator)
      let byCategory = Dictionary(grouping: items, by: \.category).mapValues { $0.map(\.id).sorted() }
      var left = shares(of: byCategory, for: raters)
      var load = ratings
      var taken = before
      var dealt = wanted.mapValues { _ in [ItemID]() }
      for category in byCategory.keys.sorted() {
        let ids = (byCategory[category] ?? []).shuffled(using: &generator)
        // In turns, so that nobody is left with what the others would not have.
        while raters.contains(where: { left[$0, default: [:]][category, default: 0] > 0 }) {
          for rater in raters where left[rater, default: [:]][category, default: 0] > 0 {
            left[rater, default: [:]][category, default: 0] -= 1
            let free = ids.filter { !taken[rater, default: []].contains($0) }
            guard let item = free.min(by: { load[$0, default: 0] < load[$1, default: 0] }) else { continue }
            dealt[rater, default: []].append(item)
            taken[rater, default: []].insert(item)
            load[item, default: 0] += 1
          }
        }
      }
      return dealt
    }

    /// How many items of each category a rater gets: in proportion to the set, what rounding takes from a category with
    /// one rater given back with the next.
    private func shares(of byCategory: [String: [ItemID]], for raters: [String]) -> [String: [String: Int]] {
      var owed: [String: Double] = [:]
      var shares: [String: [String: Int]] = [:]
      for rater in raters {
        let free = byCategory.mapValues { $0.count { !before[rater, default: []].contains($0) } }
        let count = min(wanted[rater] ?? 0, free.values.reduce(0, +))
        var share: [String: Int] = [:]
        for (category, ids) in byCategory {
          let fair = Double(count * ids.count) / Double(items.count)
          share[category] = min(free[category] ?? 0, Int(fair))
          owed[category, default: 0] += fair - Double(share[category] ?? 0)
        }
        var rest = count - share.values.reduce(0, +)
        var raised: Set<String> = []
        while rest > 0 {
          let open = byCategory.keys.sorted().filter { share[$0, default: 0] < free[$0, default: 0] }
          let next = open.filter { !raised.contains($0) }.max { owed[$0, default: 0] < owed[$1, default: 0] }
          guard let category = next else {
            // Every category with items left has been raised once: the rest goes beyond the fair share.
            if open.isEmpty { break }
            raised = []
            continue
          }
          raised.insert(category)
          share[category, default: 0] += 1
          owed[category, default: 0] -= 1
          rest -= 1
        }
        shares[rater] = share
      }
      return shares
    }
  }
}
