/// Reads judgements of pairs made elsewhere: a CSV file with one row a judgement.
///
///     image_id,rater_id,model_a,model_b,outcome
///     img-001,ana,large,mini,a
///
/// `model_a` is the one that was shown first. `outcome` is `a`, `first`, `left`, `model_a` or the name of the first model;
/// `b`, `second`, `right`, `model_b` or the name of the second; `tie` or `no difference`; `neither` or `neither usable`
/// (no preference, and counted apart). Case, `_` and `-` make no difference but in names. Columns stand in any order, others
/// are passed over.
public enum PairsFile {
  /// What a row says.
  public enum Outcome: String, Hashable, Sendable {
    /// The first is better.
    case first
    /// The second is better.
    case second
    /// No difference.
    case tie
    /// Neither is usable.
    case neither
  }

  /// One judgement as written.
  public struct Row: Hashable, Sendable {
    /// `image_id`
    public var image: String
    /// `rater_id`
    public var rater: String
    /// `model_a`
    public var first: String
    /// `model_b`
    public var second: String
    /// `outcome`
    public var outcome: Outcome

    /// One judgement as written.
    public init(image: String, rater: String, first: String, second: String, outcome: Outcome) {
      self.image = image
      self.rater = rater
      self.first = first
      self.second = second
      self.outcome = outcome
    }
  }

  /// The columns a file of pairs must have.
  public static let columns = ["image_id", "rater_id", "model_a", "model_b", "outcome"]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: its name, for messages.
  /// - Returns: the judgements in the order of the file.
  /// - Throws: ``StudyFileError`` with up to twenty complaints, each with its line and column.
  /// - Complexity: O(bytes).
  public static func rows(_ bytes: [UInt8], file: String) throws -> [Row] {
    let complaints = Complaints()
    guard let table = CSVTable(bytes, file: file, complaints: complaints) else {
      try complaints.throwIfAny()
      return []
    }
    for column in columns where !table.columns.contains(column) {
      let near = nearest(to: column, among: table.columns.filter { !columns.contains($0) })
      complaints.add(
        Place(file: file, line: 1, column: 1), "there is no column '\(column)'.", "Nothing was computed.",
        near.map { "Rename '\($0)' to '\(column)'." }
          ?? "Write the header `image_id,rater_id,model_a,model_b,outcome`.")
    }
    try complaints.throwIfAny()
    var rows: [Row] = []
    rows.reserveCapacity(table.rows.count)
    for row in table.rows {
      do throws(CellFault) {
        rows.append(try Self.row(row.cells))
      } catch {
        let place = cellPlace(of: table.columns.firstIndex(of: error.column) ?? 0, row.place, bytes)
        complaints.add(place, error.fact, error.consequence, error.next)
      }
      if complaints.count > StudyFileError.limit { break }
    }
    try complaints.throwIfAny()
    return rows
  }

  private struct CellFault: Error {
    var column: String
    var fact: String
    var consequence: String
    var next: String
  }

  private static func row(_ cells: [String: String]) throws(CellFault) -> Row {
    func text(_ column: String) throws(CellFault) -> String {
      let text = trimmed(cells[column] ?? "")
      guard !text.isEmpty else {
        throw CellFault(
          column: column, fact: "'\(column)' is empty.", consequence: "The judgement could not be counted.",
          next: "Fill it in, or remove the row.")
      }
      return text
    }
    let (image, rater) = (try text("image_id"), try text("rater_id"))
    let (first, second) = (try text("model_a"), try text("model_b"))
    guard first != second else {
      throw CellFault(
        column: "model_b", fact: "\(quoted(second)) is judged against itself.",
        consequence: "That says nothing about any two models.", next: "Remove the row, or correct one of the names.")
    }
    let outcome = try outcome(try text("outcome"), first: first, second: second)
    return Row(image: image, rater: rater, first: first, second: second, outcome: outcome)
  }

  private static let words: [String: Outcome] = [
    "a": .first, "first": .first, "left": .first, "model a": .first,
    "b": .second, "second": .second, "right": .second, "model b": .second,
    "tie": .tie, "no difference": .tie, "neither": .neither, "neither usable": .neither,
  ]

  private static func outcome(_ text: String, first: String, second: String) throws(CellFault) -> Outcome {
    let word = String(text.lowercased().map { $0 == "_" || $0 == "-" ? " " : $0 })
    let byWord = words[word]
    let byName: Outcome? = text == first ? .first : text == second ? .second : nil
    if let byWord, let byName, byWord != byName {
      throw CellFault(
        column: "outcome", fact: "\(quoted(text)) is the name of a model and means '\(byWord.rawValue)' as well.",
        consequence: "Which of the two is meant could only be guessed.", next: "Write 'first', 'second' or 'tie'.")
    }
    guard let outcome = byWord ?? byName else {
      throw CellFault(
        column: "outcome", fact: "\(quoted(text)) is no outcome.",
        consequence: "Who won could only be guessed.",
        next: "Write a, b, tie, neither, or the name of one of the two models.")
    }
    return outcome
  }

  /// Where a cell of a record begins; worked out only where something is wrong.
  private static func cellPlace(of cell: Int, _ record: Place, _ bytes: [UInt8]) -> Place {
    var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var line = 1
    while line < record.line, position < bytes.endIndex {
      if bytes[position] == 10 { line += 1 }
      position += 1
    }
    var start = position
    var commas = 0
    var isQuoted = false
    while commas < cell, position < bytes.endIndex {
      switch bytes[position] {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: ",") where !isQuoted: commas += 1
      case 10:
        line += 1
        start = position + 1
      default: break
      }
      position += 1
    }
    let column = String(decoding: bytes[start..<position], as: UTF8.self).count + 1
    return Place(file: record.file, line: line, column: column)
  }
}
