internal import CSV

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
    var reader = CSVReader(bytes, trimsSpaces: true)
    var rows: [Row] = []
    do throws(CSVReader.Fault) {
      if let layout = try layout(&reader, file: file, complaints) {
        var names = NameTable()
        while try reader.next() {
          do throws(CellFault) {
            rows.append(try row(reader, layout, &names))
          } catch {
            let place: (line: Int, column: Int) = error.cell.map(reader.place) ?? (line: reader.line, column: 1)
            complaints.add(
              Place(file: file, line: place.line, column: place.column), error.fact, error.consequence, error.next)
          }
          if complaints.count > StudyFileError.limit { break }
        }
      }
    } catch {
      complaints.add(
        Place(file: file, line: error.line, column: error.column), error.fact,
        "What follows could not be told apart.", "Close the quote, and double every quote inside a quoted cell.")
    }
    try complaints.throwIfAny()
    return rows
  }

  /// Which cell is what, and how many there are.
  private struct Layout {
    var places: [Int]
    var columns: Int
  }

  /// - Returns: nil, after a complaint, for a header that does not say which cell is what.
  private static func layout(
    _ reader: inout CSVReader, file: String, _ complaints: Complaints
  ) throws(CSVReader.Fault) -> Layout? {
    let header = "`image_id,rater_id,model_a,model_b,outcome`"
    guard try reader.next() else {
      complaints.add(
        Place(file: file, line: 1, column: 1), "this file is empty.", "Nothing was computed.",
        "Write the header \(header), and one row a judgement.")
      return nil
    }
    let found = reader.texts.map(trimmed)
    let place = Place(file: file, line: reader.line, column: 1)
    for (index, column) in found.enumerated() where !column.isEmpty && found[..<index].contains(column) {
      complaints.add(
        place, "two columns are named '\(column)'.", "Its cells could not be told from the other's.",
        "Give every column a name of its own.")
    }
    for column in columns where !found.contains(column) {
      let near = nearest(to: column, among: found.filter { !columns.contains($0) })
      complaints.add(
        place, "there is no column '\(column)'.", "Nothing was computed.",
        near.map { "Rename '\($0)' to '\(column)'." } ?? "Write the header \(header).")
    }
    guard complaints.isEmpty else { return nil }
    return Layout(places: columns.compactMap(found.firstIndex), columns: found.count)
  }

  private struct CellFault: Error {
    /// Nil: the whole row.
    var cell: Int?
    var fact: String
    var consequence: String
    var next: String
  }

  private static func row(
    _ reader: CSVReader, _ layout: Layout, _ names: inout NameTable
  ) throws(CellFault) -> Row {
    guard reader.count == layout.columns else {
      throw CellFault(
        fact: "this record has \(counted(reader.count, "cell")), the header \(layout.columns).",
        consequence: "Which cell belongs to which column could only be guessed.",
        next: "Add the missing commas, or quote a cell that holds one.")
    }
    var texts: [String] = []
    texts.reserveCapacity(columns.count)
    for (column, cell) in zip(columns, layout.places) {
      // One text a name, however many rows have it.
      guard let number = names.number(of: cell, in: reader) else {
        throw CellFault(
          cell: cell, fact: "'\(column)' is not UTF-8 text.", consequence: "Names would come out wrong.",
          next: "Save the file as UTF-8.")
      }
      let text = names.names[Int(number)]
      guard !text.utf8.allSatisfy({ $0 == 32 || $0 == 9 }) else {
        throw CellFault(
          cell: cell, fact: "'\(column)' is empty.", consequence: "The judgement could not be counted.",
          next: "Fill it in, or remove the row.")
      }
      texts.append(text)
    }
    guard texts[2] != texts[3] else {
      throw CellFault(
        cell: layout.places[3], fact: "\(quoted(texts[3])) is judged against itself.",
        consequence: "That says nothing about any two models.", next: "Remove the row, or correct one of the names.")
    }
    let outcome = try outcome(texts[4], first: texts[2], second: texts[3], cell: layout.places[4])
    return Row(image: texts[0], rater: texts[1], first: texts[2], second: texts[3], outcome: outcome)
  }

  private static let words: [String: Outcome] = [
    "a": .first, "first": .first, "left": .first, "model a": .first,
    "b": .second, "second": .second, "right": .second, "model b": .second,
    "tie": .tie, "no difference": .tie, "neither": .neither, "neither usable": .neither,
  ]

  private static func outcome(
    _ text: String, first: String, second: String, cell: Int
  ) throws(CellFault) -> Outcome {
    let byWord = words[text] ?? words[trimmed(String(text.lowercased().map { $0 == "_" || $0 == "-" ? " " : $0 }))]
    let byName: Outcome? = text == first ? .first : text == second ? .second : nil
    if let byWord, let byName, byWord != byName {
      throw CellFault(
        cell: cell, fact: "\(quoted(text)) is the name of a model and means '\(byWord.rawValue)' as well.",
        consequence: "Which of the two is meant could only be guessed.", next: "Write 'first', 'second' or 'tie'.")
    }
    guard let outcome = byWord ?? byName else {
      throw CellFault(
        cell: cell, fact: "\(quoted(text)) is no outcome.",
        consequence: "Who won could only be guessed.",
        next: "Write a, b, tie, neither, or the name of one of the two models.")
    }
    return outcome
  }
}
