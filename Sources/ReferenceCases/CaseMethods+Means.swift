extension CaseMethods {
  /// Means, differences, tests, shares, planning and screening.
  static let means: [String: Method] = [:]
}
