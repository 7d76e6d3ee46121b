/// How much agreement two levels count for: 1 on the same level, less the farther apart.
public enum AgreementWeights: String, Hashable, Sendable, CaseIterable {
  /// 0 for any two levels that differ.
  case identity
  /// 1 − |a − b| / range.
  case linear
  /// 1 − (a − b)² / range².
  case quadratic

  /// Row by row, for levels in ascending order.
  func matrix(_ levels: [Double]) -> [Double] {
    let range = (levels.last ?? 0) - (levels.first ?? 0)
    return levels.flatMap { a in
      levels.map { b in
        if a == b { return 1 }
        let share = abs(a - b) / range
        return switch self {
        case .identity: 0
        case .linear: 1 - share
        case .quadratic: 1 - share * share
        }
      }
    }
  }
}
