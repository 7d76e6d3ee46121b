/// Which of several choices are worth a look when less of one thing and more of another is wanted: those that no other
/// beats, by costing no more and being no worse, and being strictly better in one of the two.
///
/// Also called the Pareto set. Two choices that are equal in both are both on it.
///
/// - Parameters:
///   - costs: the less the better, in any unit.
///   - qualities: the more the better, in any unit; as long as `costs`.
/// - Returns: for each choice whether it is on the frontier.
/// - Complexity: O(n²).
public func frontier(costs: [Double], qualities: [Double]) -> [Bool] {
  precondition(costs.count == qualities.count, "a cost and a quality for each")
  return costs.indices.map { one in
    !costs.indices.contains { other in
      costs[other] <= costs[one] && qualities[other] >= qualities[one]
        && (costs[other] < costs[one] || qualities[other] > qualities[one])
    }
  }
}
