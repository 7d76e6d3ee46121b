/// Ranks from 1, smallest first; equal values share the mean of the ranks they would take.
///
/// Values that differ by less than 1e-12 of the largest are taken for equal.
///
/// - Returns: the ranks in the order of the values, and the sizes of all groups of equal values (1 for a value alone).
/// - Complexity: O(n log n).
func midranks(_ values: [Double]) -> (ranks: [Double], groups: [Int]) {
  let ascending = values.indices.sorted { values[$0] < values[$1] }
  let slack = roundingShare * values.reduce(0) { max($0, abs($1)) }
  var ranks = values
  var groups: [Int] = []
  var start = 0
  while start < ascending.count {
    var end = start + 1
    while end < ascending.count, values[ascending[end]] - values[ascending[end - 1]] <= slack { end += 1 }
    // Ranks start + 1 … end.
    for place in start..<end { ranks[ascending[place]] = Double(start + 1 + end) / 2 }
    groups.append(end - start)
    start = end
  }
  return (ranks, groups)
}
