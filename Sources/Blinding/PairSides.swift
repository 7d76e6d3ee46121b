/// Which arm of each pair is shown first.
///
/// Over all presentations each pair is shown in both orders, and each arm in both places, equally often within one; each
/// rater gets each pair in both orders equally often within one, and each arm in both places about equally often. All else
/// is left to chance.
struct PairSides {
  /// One presentation, before it has an order.
  struct Place: Hashable {
    let rater: String
    let pair: ArmPair
  }

  /// For each presentation whether the pair's first arm is shown first.
  private(set) var isStraight: [Bool]

  /// - Parameters:
  ///   - places: the presentations.
  ///   - before: pair → by how much more often its first arm was shown first than second until now; all is balanced
  ///     together with it.
  init(_ places: [Place], after before: [ArmPair: Int] = [:], using generator: inout HashGenerator) {
    isStraight = Array(repeating: true, count: places.count)
    let cells = Dictionary(grouping: places.indices, by: { places[$0] })
    let pairs = Dictionary(grouping: cells.keys, by: \.pair).mapValues { $0.map(\.rater).sorted() }
    let totals = Dictionary(uniqueKeysWithValues: pairs.keys.map { ($0, before[$0, default: 0]) })
      .merging(Dictionary(grouping: places, by: \.pair).mapValues(\.count)) { $0 + $1 }
    var extra = Self.extras(totals, using: &generator)
    // A pair that every rater gets an even number of times stays as uneven as it was.
    let fixed = before.filter { pair, lead in
      extra[pair] != nil && !lead.isMultiple(of: 2)
        && (pairs[pair] ?? []).allSatisfy { cells[Place(rater: $0, pair: pair)]?.count.isMultiple(of: 2) == true }
    }
    if !fixed.isEmpty { Self.settle(&extra, fixed.mapValues { $0 > 0 }) }
    var lead: [String: [ArmCode: Int]] = [:]
    for pair in pairs.keys.sorted().shuffled(using: &generator) {
      // Raters with an odd number of this pair see one order once more than the other: half of them the one, half the
      // other, so that whoever saw an arm in one place more often now sees it in the other.
      let odd = (pairs[pair] ?? []).filter { cells[Place(rater: $0, pair: pair)]?.count.isMultiple(of: 2) == false }
        .shuffled(using: &generator)
        .map { rater in (rater, (lead[rater]?[pair.first] ?? 0) - (lead[rater]?[pair.second] ?? 0)) }
        .sorted { $0.1 < $1.1 }.map(\.0)
      let wanted = extra[pair].map { $0 ? 1 : -1 } ?? 0
      let more = min(max(0, (odd.count + wanted - before[pair, default: 0]) / 2), odd.count)
      let favoured = Set(odd.prefix(more))
      for rater in pairs[pair] ?? [] {
        let cell = (cells[Place(rater: rater, pair: pair)] ?? []).sorted().shuffled(using: &generator)
        let straight = cell.count / 2 + (favoured.contains(rater) ? 1 : 0)
        for index in cell.dropFirst(straight) { isStraight[index] = false }
        lead[rater, default: [:]][pair.first, default: 0] += 2 * straight - cell.count
        lead[rater, default: [:]][pair.second, default: 0] -= 2 * straight - cell.count
      }
    }
  }

  /// Turns pairs that are not fixed as long as that makes places of arms more even.
  private static func settle(_ extras: inout [ArmPair: Bool], _ fixed: [ArmPair: Bool]) {
    extras.merge(fixed) { $1 }
    var leads: [ArmCode: Int] = [:]
    func add(_ pair: ArmPair, _ isStraight: Bool, _ times: Int) {
      leads[pair.first, default: 0] += isStraight ? times : -times
      leads[pair.second, default: 0] -= isStraight ? times : -times
    }
    for (pair, isStraight) in extras { add(pair, isStraight, 1) }
    let free = extras.keys.filter { fixed[$0] == nil }.sorted()
    while let pair = free.first(where: { pair in
      let apart = leads[pair.first, default: 0] - leads[pair.second, default: 0]
      return extras[pair] == true ? apart > 2 : apart < -2
    }) {
      let isStraight = extras[pair] == true
      add(pair, isStraight, -2)
      extras[pair] = !isStraight
    }
  }

  /// For each pair with an odd number of presentations in all whether its first arm is shown first once more than its second.
  ///
  /// These pairs are the edges of a graph on the arms. Walked along in closed tours, where arms with an odd number of
  /// edges have one more to a point outside, each arm is left as often as it is reached: it is shown first as often as
  /// second, within the one edge that is not there.
  private static func extras(_ counts: [ArmPair: Int], using generator: inout HashGenerator) -> [ArmPair: Bool] {
    struct Edge {
      let ends: [ArmCode?]
      let pair: ArmPair?
    }
    var edges = counts.filter { !$0.value.isMultiple(of: 2) }.keys.sorted().map {
      Edge(ends: [$0.first, $0.second], pair: $0)
    }
    let arms = Set(edges.flatMap(\.ends)).compactMap(\.self).sorted()
    edges += arms.filter { arm in !edges.count { $0.ends.contains(arm) }.isMultiple(of: 2) }.map {
      Edge(ends: [$0, nil], pair: nil)
    }
    edges.shuffle(using: &generator)
    var extras: [ArmPair: Bool] = [:]
    while let start = edges.first?.ends.shuffled(using: &generator).first {
      // Every point has an even number of edges left but the one where a tour begins: it can only end there.
      var here = start
      while let next = edges.firstIndex(where: { $0.ends.contains(here) }) {
        let edge = edges.remove(at: next)
        if let pair = edge.pair { extras[pair] = pair.first == here }
        here = edge.ends[0] == here ? edge.ends[1] : edge.ends[0]
      }
    }
    return extras
  }
}
