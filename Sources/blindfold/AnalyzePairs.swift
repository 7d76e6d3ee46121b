internal import Analysis
internal import StudyFile

/// What was asked of a table of judgements of pairs.
struct PairsOptions {
  /// The model that the others are measured against; nil: the average model.
  var incumbent: String?
  /// For example 0.95.
  var confidence = 0.95
  /// Of the bootstrap.
  var seed: UInt64 = 1
  /// Whether JSON is wanted.
  var json = false
}

/// Reads files of pairs as one table and analyses it.
///
/// - Returns: a table for people, or JSON.
/// - Throws: ``StudyFileError`` with line and column, ``PairTableError``.
func analyzePairs(_ contents: [(file: String, bytes: [UInt8])], _ options: PairsOptions) throws -> String {
  var judgements: [PairTable.Judgement] = []
  for (file, bytes) in contents {
    for row in try PairsFile.rows(bytes, file: file) {
      judgements.append(
        PairTable.Judgement(
          image: row.image, rater: row.rater, first: row.first, second: row.second, outcome: outcome(row.outcome)))
    }
  }
  guard !judgements.isEmpty else {
    throw Refusal(
      .wrongInput,
      "\(contents.first?.file ?? ""):1:1: no judgement after the header. Nothing was computed. "
        + "Add one row a judgement.")
  }
  let analysis = try PairAnalysis(
    try PairTable(judgements), incumbent: options.incumbent, confidence: options.confidence, seed: options.seed)
  return options.json ? try PairsJSON(analysis).text : PairsText(analysis).text
}

private func outcome(_ outcome: PairsFile.Outcome) -> PairTable.Outcome {
  switch outcome {
  case .first: .first
  case .second: .second
  case .tie: .tie
  case .neither: .neither
  }
}
