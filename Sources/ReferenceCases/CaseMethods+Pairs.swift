extension CaseMethods {
  /// Pairwise comparisons, agreement, sequences, guesses.
  static let pairs: [String: Method] = [:]
}
