internal import Analysis
internal import Blinding
internal import CSV
internal import Reports
internal import StudyModel

/// `ratings.csv` of a report read back, arms under their candidates' labels.
struct ReportedRows {
  let rows: RecountedResults.Rows
  /// What the last column says is simulated, row by row; nil where there is no such column.
  let marks: [MarkedRow]?

  /// What is wrong with a row.
  struct Fault: Error, CustomStringConvertible {
    let line: Int
    let fact: String
    var description: String { "line \(line): \(fact)" }
  }

  init(_ bytes: [UInt8]) throws {
    var reader = CSVReader(bytes)
    do throws(CSVReader.Fault) {
      guard try reader.next() else { throw CSVReader.Fault(line: 1, column: 1, fact: "empty") }
    } catch {
      throw Fault(line: error.line, fact: error.fact)
    }
    let columns = Dictionary(reader.texts.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let isPairs = columns["outcome"] != nil
    let wanted =
      ["image_id", "category", "rater_id"]
      + (isPairs ? ["model_a", "model_b", "outcome", "basis"] : ["candidate", "criterion", "value", "is_failure"])
    let places = try wanted.map { name in
      guard let place = columns[name] else { throw Fault(line: 1, fact: "no column '\(name)'") }
      return place
    }
    let shown = ["order", "seconds"] + (isPairs ? ["words_a", "words_b"] : ["words", "position"])
    let markPlace = columns["simulated"]
    var (cells, pairs): ([RatingCell], [Preference]) = ([], [])
    var marks: [MarkedRow] = []
    while try Self.next(&reader) {
      guard reader.count == columns.count else {
        throw Fault(line: reader.line, fact: "\(counted(reader.count, "cell")) where the header has \(columns.count)")
      }
      let texts = places.map { FormulaGuard.removed(from: reader.text($0)) }
      guard let item = ItemID(hex: texts[0]) else {
        throw Fault(line: reader.line, fact: "'\(texts[0])' is no image's hash")
      }
      if let markPlace {
        marks.append(
          MarkedRow(
            line: reader.line, rater: texts[2], candidates: isPairs ? [texts[3], texts[4]] : [texts[3]],
            mark: reader.text(markPlace)))
      }
      // Where nothing was shown these are empty, and an older file lacks some.
      let numbers = shown.map { columns[$0].flatMap(reader.number) }
      func showing(words: Int, position: Double?) -> Showing? {
        guard let order = numbers[0].flatMap(Int.init(exactly:)),
          let words = numbers[words].flatMap(Int.init(exactly:)),
          let position = position.flatMap(Int.init(exactly:))
        else { return nil }
        return Showing(position: position, order: order, seconds: numbers[1], words: words)
      }
      if isPairs {
        guard let outcome = PairTable.Outcome(rawValue: texts[5]), let basis = Preference.Basis(rawValue: texts[6])
        else {
          throw Fault(line: reader.line, fact: "'\(texts[5])', '\(texts[6])' is no outcome of a pair")
        }
        pairs.append(
          Preference(
            item: item, category: texts[1], rater: texts[2], first: ArmCode(rawValue: texts[3]),
            second: ArmCode(rawValue: texts[4]), outcome: outcome, basis: basis,
            showings: [showing(words: 2, position: 1), showing(words: 3, position: 2)].compactMap(\.self)))
      } else {
        guard let value = reader.number(places[5]), let isFailure = Bool(texts[6]) else {
          throw Fault(line: reader.line, fact: "'\(texts[5])', '\(texts[6])' is no value and whether it is a failure")
        }
        cells.append(
          RatingCell(
            item: item, category: texts[1], rater: texts[2], arm: ArmCode(rawValue: texts[3]), criterion: texts[4],
            value: value, isFailure: isFailure, showing: showing(words: 2, position: numbers[3])))
      }
    }
    rows = isPairs ? .pairs(pairs) : .ratings(cells)
    self.marks = markPlace == nil ? nil : marks
  }

  private static func next(_ reader: inout CSVReader) throws -> Bool {
    do throws(CSVReader.Fault) {
      return try reader.next()
    } catch {
      throw Fault(line: error.line, fact: error.fact)
    }
  }
}
