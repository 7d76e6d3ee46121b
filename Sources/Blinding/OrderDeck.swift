internal import StudyModel

/// Orders of *n* arms, dealt in whole Latin squares, so that every arm stands in every position equally often within
/// one: over everything that was dealt so far, at any moment, and over each hand.
///
/// A hand (one packet's orders) is dealt as many squares of its own as fit. What remains of it, fewer than n orders, is
/// dealt from a square that it shares with the next hands. Where that square ends inside a hand, it is dealt once more,
/// the rows that this hand does not hold yet first. Squares are those of the Williams design, for odd n its rows and
/// their reverses in turn, so that arms also follow each other about equally often.
struct OrderDeck {
  private let squares: [[[Int]]]
  /// Which square comes next.
  private var turn: Int
  /// The square that hands share; none before the first of them, or where what was dealt before is not balanced.
  private var shared: [[Int]] = []
  /// Its rows that are still to be dealt.
  private var left: [[Int]] = []

  /// - Parameters:
  ///   - count: how many arms, 1 or more.
  ///   - before: rows that were dealt before by another deck of as many arms: what they leave open is dealt first.
  ///   - generator: the secret stream.
  init(count: Int, before: [[Int]] = [], using generator: inout HashGenerator) {
    squares = WilliamsDesign(count: count).squares
    turn = Int.random(in: squares.indices, using: &generator)
    var times = [[Int]](repeating: [Int](repeating: 0, count: count), count: count)
    for row in before { for (position, arm) in row.enumerated() { times[position][arm] += 1 } }
    let most = times.joined().max() ?? 0
    let open = times.map { $0.map { most - $0 } }
    left = Self.rows(adding: open, using: &generator)
    // Balanced within one, what is open is part of a square; the rest of that square is what was dealt of it.
    guard !left.isEmpty, open.joined().allSatisfy({ $0 <= 1 }) else { return }
    shared = left + Self.rows(adding: open.map { $0.map { 1 - $0 } }, using: &generator)
  }

  /// One packet's orders, shuffled: dealt square by square, neighbours would never have the same arm in the same place,
  /// and with two arms each caption would tell whose the next ones are.
  mutating func deal(_ count: Int, using generator: inout HashGenerator) -> [[Int]] {
    let size = squares[0].count
    var whole: [[Int]] = []
    for _ in 0..<count / size { whole += next() }
    var rest: [[Int]] = []
    while rest.count < count % size {
      if left.isEmpty {
        if rest.isEmpty || shared.isEmpty { shared = next() }
        left =
          shared.filter { !rest.contains($0) }.shuffled(using: &generator)
          + shared.filter(rest.contains).shuffled(using: &generator)
      }
      rest.append(left.removeFirst())
    }
    return (whole + rest).shuffled(using: &generator)
  }

  private mutating func next() -> [[Int]] {
    defer { turn += 1 }
    return squares[turn % squares.count]
  }

  /// Rows that together put each arm into each position as often as told. Where every position and every arm is told
  /// the same number in all, such rows exist (D. König, 1916: a regular bipartite graph is a union of perfect matchings).
  ///
  /// - Parameter times: position → arm → how often.
  private static func rows(adding times: [[Int]], using generator: inout HashGenerator) -> [[Int]] {
    var times = times
    return (0..<(times.first?.reduce(0, +) ?? 0)).map { _ in
      let row = matching(times, using: &generator)
      for (position, arm) in row.enumerated() { times[position][arm] -= 1 }
      return row
    }
  }

  /// An arm for each position, no arm twice, of those that are open there; by augmenting paths, tried in random order.
  private static func matching(_ open: [[Int]], using generator: inout HashGenerator) -> [Int] {
    var position = [Int?](repeating: nil, count: open.count)
    func place(_ wanted: Int, _ tried: inout Set<Int>, _ generator: inout HashGenerator) {
      for arm in open.indices.shuffled(using: &generator) where open[wanted][arm] > 0 && tried.insert(arm).inserted {
        if let other = position[arm] {
          position[arm] = nil
          place(other, &tried, &generator)
          if position.contains(other) {
            position[arm] = wanted
            return
          }
          position[arm] = other
        } else {
          position[arm] = wanted
          return
        }
      }
    }
    for wanted in open.indices {
      var tried: Set<Int> = []
      place(wanted, &tried, &generator)
    }
    var row = [Int](repeating: 0, count: open.count)
    for (arm, position) in position.enumerated() { if let position { row[position] = arm } }
    return row
  }
}

extension PresentationPlan {
  /// Every planned order of a kind, arms by their numbers in `codes`, the anchor by the number after the last.
  ///
  /// Presentations that were planned before orders were kept count where all arms have a caption of their own.
  func rows(numbering codes: [ArmCode], anchored: Bool) -> [[Int]] {
    packets.flatMap(\.presentations).compactMap { presentation in
      let order = orders[presentation.id] ?? shownOrder(presentation)
      guard order.count == codes.count + (anchored ? 1 : 0) else { return nil }
      let row = order.compactMap { arm in arm.map { codes.firstIndex(of: $0) } ?? codes.count }
      return Set(row).count == order.count ? row : nil
    }
  }

  /// Empty where an arm shares its slot with another.
  private func shownOrder(_ presentation: Presentation) -> [ArmCode?] {
    let shown = presentation.slots.map { slot in hidden.anchors[slot.id] == nil ? arms[slot.id] ?? [] : [] }
    return shown.contains { $0.count > 1 } ? [] : shown.map(\.first)
  }
}
