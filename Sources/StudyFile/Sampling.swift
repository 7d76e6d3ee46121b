internal import Digest

/// Draws a seeded sample, stratified by category.
///
/// Within a category images stand in the order of SHA-256(seed, category, name), which is a random order that everyone
/// can work out again, and which an image added to the set later does not disturb. The first of each are drawn.
struct Sampling {
  var count: Int
  var seed: UInt64
  /// Category → how many of it, fixed.
  var fixed: [String: Int] = [:]
  /// Category → weight; empty: the other categories share by how many images they have.
  var traffic: [String: Double] = [:]

  /// Fewest images of a category that is not fixed, where it has as many: one alone has no spread.
  private static let fewest = 2

  /// How many images of each category are drawn.
  ///
  /// The fixed ones as declared; the rest of `count` goes to the other categories, image by image to whichever is
  /// furthest below its share. Whoever runs out of images leaves the rest to the others.
  func allocation(available: [String: Int]) -> [String: Int] {
    var drawn = fixed
    let others = available.keys.filter { fixed[$0] == nil }.sorted()
    let left = max(0, count - fixed.values.reduce(0, +))
    func weight(_ category: String) -> Double { traffic[category] ?? Double(available[category] ?? 0) }
    let total = others.map(weight).reduce(0, +)
    for category in others { drawn[category] = 0 }
    for _ in 0..<left {
      let open = others.filter { drawn[$0, default: 0] < available[$0, default: 0] }
      let missing = { (category: String) -> Double in
        let share = total > 0 ? Double(left) * weight(category) / total : 0
        let urgency = drawn[category, default: 0] < Self.fewest ? Double(count) : 0
        return urgency + share - Double(drawn[category, default: 0])
      }
      guard let next = open.max(by: { (missing($0), $1) < (missing($1), $0) }) else { break }
      drawn[next, default: 0] += 1
    }
    return drawn
  }

  /// The sample, in the data set's order.
  func draw(_ rows: [DataRow]) -> [DataRow] {
    let strata = Dictionary(grouping: rows.indices) { rows[$0].category }
    let allocation = allocation(available: strata.mapValues(\.count))
    var chosen: [Int] = []
    for (category, indices) in strata {
      let ordered = indices.map { (rank: rank(rows[$0]), index: $0) }.sorted { $0.rank < $1.rank }
      chosen += ordered.prefix(allocation[category] ?? 0).map(\.index)
    }
    return chosen.sorted().map { rows[$0] }
  }

  private func rank(_ row: DataRow) -> String { SHA256.hex("\(seed)\n\(row.category)\n\(row.fileName)") }
}
