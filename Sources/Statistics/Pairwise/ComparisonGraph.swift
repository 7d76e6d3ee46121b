/// Who was compared with whom, and who beat whom: whether worths on one scale exist at all.
///
/// The largest Bradley–Terry likelihood is at a finite place exactly where the graph "beat or tied with" is strongly
/// connected: however the models are split in two, each side beat the other at least once. Source: Ford (1957),
/// "Solution of a ranking problem from binary comparisons", American Mathematical Monthly 64.
public struct ComparisonGraph: Hashable, Sendable {
  /// What the graph allows.
  public enum Status: String, Hashable, Sendable, Codable {
    /// Finite worths exist.
    case connected
    /// Some group never lost to the rest: a distance without an upper limit.
    case separated
    /// Some group was never compared with the rest.
    case disconnected
  }

  /// Groups of models with comparisons between them, each sorted, by their smallest model.
  public let weakComponents: [[Int]]
  /// Groups in which every model beat every other over some chain, from the group that never lost down to the one that
  /// never won; sorted inside.
  public let strongComponents: [[Int]]

  /// A tie counts as half a win for either side.
  ///
  /// - Complexity: O(models³).
  public init(_ counts: PairwiseCounts) {
    self.init(models: counts.models) { counts.wins(of: $0, over: $1) + counts.ties($0, $1) > 0 }
  }

  /// - Parameter beat: whether the first model has beaten the second at least once.
  init(models: Int, beat: (Int, Int) -> Bool) {
    func closure(_ edge: (Int, Int) -> Bool) -> [[Bool]] {
      var reach = (0..<models).map { i in (0..<models).map { j in i == j || edge(i, j) } }
      for k in 0..<models {
        for i in 0..<models where reach[i][k] {
          for j in 0..<models where reach[k][j] { reach[i][j] = true }
        }
      }
      return reach
    }
    func groups(_ together: (Int, Int) -> Bool) -> [[Int]] {
      var groups: [[Int]] = []
      for model in 0..<models {
        if let place = groups.firstIndex(where: { together($0[0], model) }) {
          groups[place].append(model)
        } else {
          groups.append([model])
        }
      }
      return groups
    }
    let weak = closure { beat($0, $1) || beat($1, $0) }
    let strong = closure(beat)
    weakComponents = groups { weak[$0][$1] }
    // A group above another reaches more models.
    strongComponents = groups { strong[$0][$1] && strong[$1][$0] }
      .sorted { first, second in
        let a = strong[first[0]].count { $0 }
        let b = strong[second[0]].count { $0 }
        return a == b ? first[0] < second[0] : a > b
      }
  }

  /// What the graph allows.
  public var status: Status {
    if weakComponents.count > 1 { return .disconnected }
    return strongComponents.count > 1 ? .separated : .connected
  }

  /// Refuses what has no finite worths.
  func requireConnected() throws(PairwiseError) {
    switch status {
    case .connected: return
    case .separated: throw .separated(groups: strongComponents)
    case .disconnected: throw .disconnected(groups: weakComponents)
    }
  }
}
