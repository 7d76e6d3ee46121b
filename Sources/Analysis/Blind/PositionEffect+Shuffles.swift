internal import Statistics

extension PositionEffect {
  /// The values of each image × rater that has two or more, in an order that does not depend on the table's.
  static func cells(_ values: [PositionedValue]) -> [[PositionedValue]] {
    struct Cell: Hashable {
      let image: String
      let rater: String
    }
    return Dictionary(grouping: values) { Cell(image: $0.image, rater: $0.rater) }
      .sorted { ($0.key.image, $0.key.rater) < ($1.key.image, $1.key.rater) }
      .map { $0.value.sorted { ($0.position, $0.arm, $0.value) < ($1.position, $1.arm, $1.value) } }
      .filter { $0.count >= 2 }
  }

  /// Numbers from 0 for names, in the names' order.
  static func numbers(_ names: [String]) -> [String: Int] {
    let sorted = Set(names).sorted()
    return Dictionary(uniqueKeysWithValues: zip(sorted, sorted.indices))
  }

  /// Less their mean.
  static func centred(_ values: [Double]) -> [Double] {
    let mean = values.reduce(0, +) / Double(values.count)
    return values.map { $0 - mean }
  }

  /// P(a spread between places at least as large) when each cell's values are dealt anew to its places.
  ///
  /// - Parameters:
  ///   - left: by cell, adding up to 0 in each.
  ///   - positions: the same shape.
  static func shuffled(_ left: [[Double]], positions: [[Int]], shuffles: Int, seed: UInt64) -> Double {
    let known = Set(positions.joined()).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: zip(known, known.indices))
    let places = positions.joined().map { numbers[$0] ?? 0 }
    var counts = [Double](repeating: 0, count: known.count)
    for place in places { counts[place] += 1 }
    // In one row, cell after cell: this runs thousands of times.
    var dealt = Array(left.joined())
    let ends = left.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    func spread(_ dealt: [Double]) -> Double {
      var sums = [Double](repeating: 0, count: known.count)
      for slot in dealt.indices { sums[places[slot]] += dealt[slot] }
      return zip(sums, counts).reduce(0) { $0 + $1.0 * $1.0 / $1.1 }
    }
    let found = spread(dealt)
    // Spreads that are equal but for rounding are ties, and ties count.
    let limit = found - 1e-9 * (found + dealt.reduce(0) { max($0, $1 * $1) })
    var generator = SeededGenerator(seed: seed)
    var hits = 0
    for _ in 0..<shuffles {
      dealt.withUnsafeMutableBufferPointer { all in
        for (start, end) in zip(ends, ends.dropFirst()) {
          var cell = UnsafeMutableBufferPointer(rebasing: all[start..<end])
          cell.shuffle(using: &generator)
        }
      }
      if spread(dealt) >= limit { hits += 1 }
    }
    return Double(hits + 1) / Double(shuffles + 1)
  }
}
