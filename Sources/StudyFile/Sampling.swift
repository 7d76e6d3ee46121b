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

  /// How many images of each category are drawn.
  func allocation(available: [String: Int]) -> [String: Int] {
    Allocation(count: count, fixed: fixed, weights: traffic).shares(available: available)
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
