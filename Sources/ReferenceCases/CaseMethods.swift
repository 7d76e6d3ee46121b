/// Every method that a case can name. Each entry is one function from a case to its answer.
public enum CaseMethods {
  /// Computes one method's answer.
  typealias Method = @Sendable (CaseFolder) throws -> CaseAnswer

  /// By the name that `case.json` gives.
  static let all: [String: Method] = means.merging(pairs) { first, _ in first }

  /// The names, sorted.
  public static var names: [String] { all.keys.sorted() }

  /// Answers a case.
  ///
  /// - Throws: ``CaseError`` for a method that is not known, or inputs that do not fit it.
  public static func answer(_ folder: CaseFolder) throws -> CaseAnswer {
    guard let method = all[folder.method] else {
      throw CaseError(
        "method '\(folder.method)' is not known. Nothing was computed. Known are: \(names.joined(separator: ", ")).")
    }
    return try method(folder)
  }
}
