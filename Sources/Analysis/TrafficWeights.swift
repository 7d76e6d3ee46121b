/// How much each category counts: its share of production, declared in advance.
struct TrafficWeights: Sendable {
  /// Sorted by category; empty where every rating counts the same.
  let shares: [(category: String, weight: Double)]

  /// Every rating counts the same.
  init() { shares = [] }

  /// - Parameters:
  ///   - traffic: category → weight; empty for no weighting.
  ///   - rated: category of each rated image.
  /// - Throws: `weightOutOfDomain`, `weightsDoNotAddUp`, and `categoryWithoutWeight` for the first rated category that
  ///   is not in a non-empty `traffic`.
  init(_ traffic: [String: Double], rated: [String]) throws(AnalysisError) {
    let sorted = traffic.sorted { $0.key < $1.key }
    for (category, weight) in sorted where !(weight >= 0 && weight <= 1) {
      throw .weightOutOfDomain(category: category, weight: weight)
    }
    let sum = sorted.reduce(0) { $0 + $1.value }
    guard sorted.isEmpty || abs(sum - 1) <= 1e-6 else { throw .weightsDoNotAddUp(sum: sum) }
    if !sorted.isEmpty, let missing = rated.filter({ traffic[$0] == nil }).min() {
      throw .categoryWithoutWeight(category: missing, items: rated.count { $0 == missing })
    }
    shares = sorted.map { (category: $0.key, weight: $0.value) }
  }
}
