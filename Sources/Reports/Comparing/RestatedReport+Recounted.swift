internal import StudyModel

/// How far verdicts carry, and preferences, as far as `ratings.csv` tells.
extension RestatedReport {
  /// What `results.json` has under `robustness` and `preferences` and does not follow from the ratings.
  ///
  /// Numbers may be off by what rounding a score to six decimals comes to, with what a family of tests makes of a chance.
  func recounted(_ results: JSONValue) -> [DocumentDifference] {
    func parts(_ value: (String) -> JSONValue?) -> String {
      let names = ["robustness", "preferences"]
      return JSONValue.object(
        names.map { .init(key: $0, value: value($0)?.leavingOut(notRecounted) ?? .null) }
      ).document
    }
    let expected = ResultsFile(reading: reading).value
    let comparison = try? JSONComparison(
      parts { results[$0] }, parts { expected[$0] }, .rounded(tolerance: 2e-5))
    return comparison?.differences ?? []
  }

  /// The progress of estimates goes by the time of each answer, repeats and reasons by answers: no row has them. Of scores
  /// that a formula gives, and a file rounds, whether two are the same cannot be told: what ranks them is passed over.
  private var notRecounted: Set<String> {
    let always: Set = ["progress", "repeats", "reasons"]
    return reading.dossier.rubric.composite == nil
      ? always : always.union(["permutation_p", "wilcoxon_p", "agreement", "position", "fragility"])
  }
}
