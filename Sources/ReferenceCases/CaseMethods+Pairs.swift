extension CaseMethods {
  /// Pairwise comparisons, agreement, sequences, guesses.
  static let pairs: [String: Method] = [
    "bt": bradleyTerryCase,
    "bt_ties": tiedComparisonsCase,
    "bt_cluster": clusteredBradleyTerryCase,
    "bt_status": comparisonStatusCase,
    "position_bias": positionBiasCase,
    "plackett_luce": plackettLuceCase,
    "best_worst": bestWorstCase,
    "kripp": krippendorffCase,
    "kappa": kappaCase,
    "fleiss": fleissCase,
    "icc": intraclassCase,
    "gwet": gwetCase,
    "confseq": confidenceSequenceCase,
    "ppi": predictionPoweredCase,
    "blinding": blindingCase,
    "distinguish": distinguishabilityCase,
    "thumb_formula": thumbTotalCase,
  ]
}

extension CaseAnswer {
  /// States a number, or the reason why there is none.
  mutating func set(_ key: String, reasonless reason: String, _ number: Double?) {
    if let number { set(key, number) } else { undefined(key, reason) }
  }

  /// States several values that come from one estimate, or for each the reason why there is none.
  mutating func state<Failure: Error>(_ keys: [String], _ numbers: () throws(Failure) -> [Double]) {
    do throws(Failure) {
      for (key, number) in zip(keys, try numbers()) { set(key, number) }
    } catch {
      for key in keys { undefined(key, "\(error)") }
    }
  }
}
