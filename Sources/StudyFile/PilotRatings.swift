internal import CSV

/// Ratings made before or elsewhere, from which a plan learns how much images and raters differ.
///
/// Comma-separated values with the columns `image_id`, `rater_id`, `model` (or `candidate`) and `score` (or `value`);
/// `category` and `criterion` are read where they are there. A report's own `ratings.csv` is such a file.
public struct PilotRating: Hashable, Sendable {
  /// The image.
  public var image: String
  /// Its stratum; empty where the file has none.
  public var category: String
  /// The rater.
  public var rater: String
  /// The model or candidate.
  public var model: String
  /// The question; nil where the file has none.
  public var criterion: String?
  /// In points.
  public var score: Double

  /// Reads a file.
  ///
  /// - Throws: ``StudyFileError`` with the place of everything that is wrong.
  public static func read(_ path: String) throws -> [PilotRating] {
    let file = Paths.shown(path)
    let start = Place(file: file, line: 1, column: 1)
    let complaints = Complaints()
    guard let bytes = Paths.bytes(path) else {
      complaints.add(start, "there is no such file of ratings.", "Nothing can be learned from it.", "Check the path.")
      try complaints.throwIfAny()
      return []
    }
    guard let table = CSVTable(bytes, file: file, complaints: complaints) else {
      try complaints.throwIfAny()
      return []
    }
    func column(_ names: [String]) -> String? { names.first(where: table.columns.contains) }
    for names in [["image_id"], ["rater_id"], ["model", "candidate"], ["score", "value"]] where column(names) == nil {
      complaints.add(
        start, "no column '\(names[0])'.", "A rating needs its image, rater, model and score.",
        "Write a header such as `image_id,rater_id,model,score`.")
    }
    guard complaints.isEmpty, let model = column(["model", "candidate"]), let score = column(["score", "value"]) else {
      try complaints.throwIfAny()
      return []
    }
    // Only a report's own table has names with an apostrophe before them that is not theirs.
    let isGuarded = table.columns.contains("is_failure")
    func text(_ cell: String?) -> String { isGuarded ? FormulaGuard.removed(from: cell ?? "") : cell ?? "" }
    var ratings: [PilotRating] = []
    var seen: [PilotRating: Place] = [:]
    for row in table.rows {
      guard let number = Double(row.cells[score] ?? ""), number.isFinite else {
        complaints.add(
          row.place, "the \(score) \(shown(row.cells[score] ?? "")) is not a number.", "It cannot be averaged.",
          "Write a number, or leave the line out.")
        continue
      }
      var rating = PilotRating(
        image: text(row.cells["image_id"]), category: text(row.cells["category"]), rater: text(row.cells["rater_id"]),
        model: text(row.cells[model]), criterion: row.cells["criterion"].map(text), score: 0)
      if let first = seen[rating] {
        complaints.add(
          row.place, "this image, rater and model have a score twice: here and at line \(first.line).",
          "Nobody could tell which was meant.", "Remove one of the two lines.")
        continue
      }
      seen[rating] = row.place
      rating.score = number
      ratings.append(rating)
    }
    try complaints.throwIfAny()
    return ratings
  }
}
