internal import Analysis
internal import ArgumentParser
internal import Blinding
internal import RatingFiles
internal import StudyModel

/// What was asked of a table of ratings.
struct AnalyzeOptions {
  var incumbent: String?
  var margin: Double?
  var scope: Scope
  var confidence: Double
  var traffic: [String: Double]
  /// As typed: `1...5` or `tone=1...5`.
  var scales: [String]
  var criterion: String?
  var seed: UInt64

  /// Reads files as one table and analyses it.
  func analysis(
    of contents: [(file: String, bytes: [UInt8])]
  ) throws -> (table: RatingFileTable, analysis: TableAnalysis) {
    let table = try table(contents)
    let claimed = try claimed(table)
    if let incumbent, !claimed.arms.contains(incumbent) {
      throw Refusal(
        .wrongInput,
        "--incumbent \(incumbent): no rating of this model. Nothing was computed. The files rate: "
          + "\(claimed.arms.joined(separator: ", ")).")
    }
    if !traffic.isEmpty, claimed.categories.isEmpty {
      throw Refusal(
        .wrongInput,
        "--traffic: the files have no column 'category'. Nothing was computed. Add the column, or leave --traffic out.")
    }
    let terms = ComparisonTerms(
      incumbent: incumbent.map(ArmCode.init(rawValue:)), scope: scope, margin: margin, confidence: confidence,
      traffic: traffic)
    let others = table.criteria.filter { $0.criterion != claimed.criterion }
    return (table, try TableAnalysis(claimed, others: others, terms: terms, seed: seed))
  }

  private func table(_ contents: [(file: String, bytes: [UInt8])]) throws -> RatingFileTable {
    var scales = RatingColumnsReader.Scales(criterion: criterion)
    for text in self.scales {
      let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard parts.count <= 2, let range = Self.range(parts[parts.count - 1]) else {
        throw Refusal(
          .wrongInput,
          "--scale \(text): not a scale. Nothing was computed. Write 1...5, or tone=1...5 for one criterion.")
      }
      if parts.count == 2 { scales.byCriterion[parts[0]] = range } else { scales.scale = range }
    }
    var reader = RatingColumnsReader(scales: scales)
    for (file, bytes) in contents { try reader.read(bytes, file: file) }
    return try reader.table()
  }

  private func claimed(_ table: RatingFileTable) throws -> RatingColumns {
    let names = table.criteria.map(\.criterion)
    if let criterion {
      if let found = table.criteria.first(where: { $0.criterion == criterion }) { return found }
      throw Refusal(
        .wrongInput,
        "--criterion \(criterion): no rating on it. Nothing was computed. The files rate: \(names.joined(separator: ", "))."
      )
    }
    guard names.count == 1 else {
      throw Refusal(
        .wrongInput,
        "the files rate \(names.count) criteria: \(names.joined(separator: ", ")). Which one a claim is about decides what "
          + "the others are: exploration. Nothing was computed. Add --criterion \(names[0]), for example.")
    }
    return table.criteria[0]
  }

  /// `1...5`, also `1-5` and `1..5`.
  private static func range(_ text: String) -> ClosedRange<Double>? {
    for mark in ["...", "..", "–", "-"] {
      guard let found = text.dropFirst().firstRange(of: mark) else { continue }
      guard let low = Double(text[..<found.lowerBound]), let high = Double(text[found.upperBound...]),
        low.isFinite, high.isFinite, low < high
      else { return nil }
      return low...high
    }
    return nil
  }

  static func scope(_ text: String) throws -> Scope {
    let words = text.split { $0 == "-" || $0 == "_" || $0 == " " }.joined(separator: " ")
    guard let scope = Scope(rawValue: words) else {
      throw ValidationError("'\(text)' is no scope. Write these-raters or raters-like-these.")
    }
    return scope
  }

  static func traffic(_ text: String) throws -> [String: Double] {
    var traffic: [String: Double] = [:]
    for part in text.split(separator: ",") {
      let pair = part.split(separator: "=").map(String.init)
      guard pair.count == 2, let weight = Double(pair[1]), traffic.updateValue(weight, forKey: pair[0]) == nil else {
        throw ValidationError("'\(part)' is no share of traffic. Write photo=0.7,chart=0.3, each category once.")
      }
    }
    return traffic
  }
}
