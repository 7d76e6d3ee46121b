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
    let places = positions.map { $0.map { numbers[$0] ?? 0 } }
    var counts = [Double](repeating: 0, count: known.count)
    for place in places.joined() { counts[place] += 1 }
    func spread(_ left: [[Double]]) -> Double {
      var sums = [Double](repeating: 0, count: known.count)
      // By index: this runs thousands of times.
      for cell in left.indices {
        for slot in left[cell].indices { sums[places[cell][slot]] += left[cell][slot] }
      }
      return zip(sums, counts).reduce(0) { $0 + $1.0 * $1.0 / $1.1 }
    }
    let found = spread(left)
    // Spreads that are equal but for rounding are ties, and ties count.
    let limit = found - 1e-9 * (found + left.joined().reduce(0) { max($0, $1 * $1) })
    var generator = SeededGenerator(seed: seed)
    var left = left
    var hits = 0
    for _ in 0..<shuffles {
      for cell in left.indices { left[cell].shuffle(using: &generator) }
      if spread(left) >= limit { hits += 1 }
    }
    return Double(hits + 1) / Double(shuffles + 1)
  }
}
