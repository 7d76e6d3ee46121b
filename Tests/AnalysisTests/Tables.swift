internal import Analysis
internal import Blinding
internal import StudyModel
internal import Testing

let incumbent = ArmCode(rawValue: "arm-old")
let challenger = ArmCode(rawValue: "arm-new")

/// The n-th item: 64 digits that end in n.
func item(_ number: Int) throws -> ItemID {
  let digits = String(number, radix: 16)
  return try #require(ItemID(hex: String(repeating: "0", count: 64 - digits.count) + digits))
}

/// Cells written as a grid: a word for each image, in it a digit for each rater; `.` for no cell, `x` for a failure.
func cells(
  _ arm: ArmCode, _ text: String, criterion: String = "accuracy", category: (Int) -> String = { _ in "photo" }
) throws -> [RatingCell] {
  var cells: [RatingCell] = []
  for (image, word) in text.split(whereSeparator: \.isWhitespace).enumerated() {
    for (rater, character) in word.enumerated() where character != "." {
      let value = try #require(character == "x" ? 1 : character.wholeNumberValue)
      cells.append(
        RatingCell(
          item: try item(image), category: category(image), rater: "r\(rater)", arm: arm, criterion: criterion,
          value: Double(value), isFailure: character == "x"))
    }
  }
  return cells
}

func table(
  _ cells: [RatingCell], traffic: [String: Double] = [:], margin: Double = 0.3, confidence: Double = 0.95,
  ranges: [String: ClosedRange<Double>] = ["accuracy": 1...5]
) -> RatingTable {
  RatingTable(
    cells: cells, traffic: traffic, incumbent: incumbent,
    claim: Claim(
      criterion: "accuracy", scope: .ratersLikeThese, margin: margin, because: "half a point is noticed",
      confidence: confidence),
    ranges: ranges)
}

extension StudyEstimates {
  /// The challenger's comparison.
  var comparison: Comparison? { comparisons.first { $0.arm == challenger } }
}

extension IntervalOutcome {
  /// The reason why there is none.
  var reason: String? {
    if case .unavailable(let reason) = self { reason } else { nil }
  }
  /// What a reader must know of it.
  var caution: String? {
    if case .stated(_, let caution) = self { caution } else { nil }
  }
}

/// 30 images × 4 raters with cells missing: the tables that R's numbers were computed from.
enum Sparse {
  static let incumbent = """
    .323 2.22 4334 421. .312 5454 4324 2322 443. 4313 3334 5455 3222 2212 4223 3323 3122 3212 4344 4422 322. 3223
    .111 4334 3222 3433 3.33 22.2 3434 554.
    """
  static let challenger = """
    54.5 2224 54.3 3323 4323 4442 34.5 2412 .332 ...3 3133 44.5 4332 32.. 4443 ..23 4434 .223 333. 53.4 ..23 4235
    2..2 .333 3222 433. .224 .333 5.33 5444
    """
  /// Images 0–13, 14–23, 24–29.
  static func category(_ image: Int) -> String { image < 14 ? "photo" : image < 24 ? "chart" : "meme" }
  static let traffic = ["photo": 0.5, "chart": 0.3, "meme": 0.2]

  static func cells() throws -> [RatingCell] {
    try AnalysisTests.cells(AnalysisTests.incumbent, incumbent, category: category)
      + AnalysisTests.cells(AnalysisTests.challenger, challenger, category: category)
  }
}

extension RatingTable {
  /// Estimates, and how far they carry.
  func robustness(seed: UInt64) throws -> StudyRobustness { try robustness(estimates(), seed: seed) }
}
