internal import Analysis
internal import Blinding
internal import CSV
internal import Reports
internal import StudyModel

/// `ratings.csv` of a report read back, arms under their candidates' labels.
struct ReportedRows {
  let rows: RecountedResults.Rows

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
    var (cells, pairs): ([RatingCell], [Preference]) = ([], [])
    while try Self.next(&reader) {
      guard reader.count == columns.count else {
        throw Fault(line: reader.line, fact: "\(counted(reader.count, "cell")) where the header has \(columns.count)")
      }
      let texts = places.map { FormulaGuard.removed(from: reader.text($0)) }
      guard let item = ItemID(hex: texts[0]) else {
        throw Fault(line: reader.line, fact: "'\(texts[0])' is no image's hash")
      }
      if isPairs {
        guard let outcome = PairTable.Outcome(rawValue: texts[5]), let basis = Preference.Basis(rawValue: texts[6])
        else {
          throw Fault(line: reader.line, fact: "'\(texts[5])', '\(texts[6])' is no outcome of a pair")
        }
        pairs.append(
          Preference(
            item: item, category: texts[1], rater: texts[2], first: ArmCode(rawValue: texts[3]),
            second: ArmCode(rawValue: texts[4]), outcome: outcome, basis: basis))
      } else {
        guard let value = reader.number(places[5]), let isFailure = Bool(texts[6]) else {
          throw Fault(line: reader.line, fact: "'\(texts[5])', '\(texts[6])' is no value and whether it is a failure")
        }
        cells.append(
          RatingCell(
            item: item, category: texts[1], rater: texts[2], arm: ArmCode(rawValue: texts[3]), criterion: texts[4],
            value: value, isFailure: isFailure))
      }
    }
    rows = isPairs ? .pairs(pairs) : .ratings(cells)
  }

  private static func next(_ reader: inout CSVReader) throws -> Bool {
    do throws(CSVReader.Fault) {
      return try reader.next()
    } catch {
      throw Fault(line: error.line, fact: error.fact)
    }
  }
}
