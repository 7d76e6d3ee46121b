internal import Blinding

/// The last column of the files with rows of judgements, in a study in which anything is simulated: what of a rater's
/// judgement of what these arms wrote is, or nothing where neither is. There is no such column in any other study.
struct RowMarks {
  private let isNeeded: Bool
  private let standIns: Set<String>
  private let simulated: Set<ArmCode>

  init(_ reading: Reading) {
    isNeeded = reading.mark != nil
    standIns = Set(reading.dossier.raters.filter(\.isSimulated).map(\.pseudonym))
    simulated = Set(reading.dossier.arms.filter(\.isSimulated).map(\.arm))
  }

  /// The column's title.
  var title: [String] { isNeeded ? ["simulated"] : [] }

  /// The column's cell.
  func column(rater: String, arms: [ArmCode]) -> [String] {
    guard isNeeded else { return [] }
    return [simulationMark(ratings: standIns.contains(rater), models: arms.contains(where: simulated.contains)) ?? ""]
  }
}
