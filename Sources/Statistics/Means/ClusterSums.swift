/// Numbers labels from 0 in the order of their first appearance, so that sums do not depend on hashing.
struct DenseIndex<Label: Hashable> {
  private var numbers: [Label: Int] = [:]

  /// Labels seen.
  var count: Int { numbers.count }

  /// The label's number; a new label gets the next one.
  mutating func number(of label: Label) -> Int {
    if let known = numbers[label] { return known }
    let next = numbers.count
    numbers[label] = next
    return next
  }
}

/// Adds up numbers by cluster.
struct ClusterSums<Label: Hashable> {
  private var index = DenseIndex<Label>()
  private var sums: [Double] = []

  /// Clusters seen.
  var count: Int { sums.count }

  mutating func add(_ number: Double, to label: Label) {
    let cluster = index.number(of: label)
    if cluster == sums.count { sums.append(0) }
    sums[cluster] += number
  }

  /// G/(G−1) · Σ sum²; nil with one cluster.
  var variance: Double? { clusterVariance(of: sums) }
}

/// G/(G−1) · Σ sum² for sums that add up to zero; nil with fewer than two.
func clusterVariance(of sums: [Double]) -> Double? {
  guard sums.count >= 2 else { return nil }
  let clusters = Double(sums.count)
  return clusters / (clusters - 1) * sums.reduce(0) { $0 + $1 * $1 }
}
