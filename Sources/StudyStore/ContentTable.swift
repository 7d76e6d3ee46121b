internal import Foundation
internal import GRDB

/// A table whose rows enter a digest: which columns, in which order and form.
///
/// The columns of a part never change, or studies that were reported before would seem to have been edited. A column that a
/// table gets later is a part of its own: a report that was made before it does not speak of that part.
struct ContentTable {
  private enum Kind { case number, text, caption }

  /// The part's name.
  let name: String
  private let table: String
  private let columns: [(name: String, kind: Kind)]
  private let keys: Int
  private let condition: String

  /// - Parameters:
  ///   - columns: those that name a row, `|`, the others; `#` marks a number and `~` a caption.
  ///   - table: where the part has another name than its table.
  ///   - condition: which rows, in SQL.
  init(_ name: String, _ columns: String, of table: String? = nil, where condition: String = "TRUE") {
    self.name = name
    self.table = table ?? name
    self.condition = condition
    let parts = columns.split(separator: "|", omittingEmptySubsequences: false).map { $0.split(separator: " ") }
    keys = parts[0].count
    self.columns = parts.joined().map { column in
      switch column.last {
      case "#": (String(column.dropLast()), .number)
      case "~": (String(column.dropLast()), .caption)
      default: (String(column), .text)
      }
    }
  }

  /// What is known of the study while people rate.
  ///
  /// - Parameter log: the log's last entry that is meant.
  static func study(log: Int64) -> [ContentTable] {
    [
      // The plan is a part of its own.
      ContentTable("fact", "name | value", where: "name IN ('protocol', 'unblinding')"),
      ContentTable("item", "id | category"),
      ContentTable("output", "arm item | outcome text~ breaches"),
      ContentTable("packet", "id | rater commitment"),
      ContentTable("presentation", "id | packet position# item"),
      ContentTable("extension", "number# | record"),
      ContentTable("withdrawal", "rater | at# record"),
      ContentTable("log", "id# | at# who event detail", where: "id <= \(log)"),
    ]
  }

  /// What names candidates.
  ///
  /// - Parameter attempts: the ledger's last attempt that is meant.
  static func key(attempts: Int64) -> [ContentTable] {
    [
      ContentTable("secret", "name | value"),
      ContentTable("arm", "code | label definition"),
      ContentTable("slot", "id arm |"),
      ContentTable("commitment", "number# | hash at# text"),
      ContentTable(
        "attempt",
        "id# | arm item number# started# state status# reason served_model fingerprint request_id input_tokens# "
          + "output_tokens# cost# connect# first_byte# total#", where: "id <= \(attempts)"),
      ContentTable(
        "first_token", "id# | first_token#", of: "attempt", where: "id <= \(attempts) AND first_token IS NOT NULL"),
      ContentTable("answer", "arm item | outcome text~ breaches"),
      ContentTable("extension", "number# | commitment record"),
      ContentTable("anchor", "slot | item arm"),
      ContentTable("repeat", "presentation | first"),
      ContentTable("planned_order", "presentation | arms"),
    ]
  }

  /// The rows, ordered by what names them.
  func rows(_ db: Database) throws -> [ContentRow] {
    // Read as text, a value would end at its first NUL.
    let selected = columns.map { $0.kind == .number ? "\"\($0.name)\"" : "CAST(\"\($0.name)\" AS BLOB)" }
    let order = columns.prefix(keys).map { "\"\($0.name)\"" }
    let sql = """
      SELECT \(selected.joined(separator: ", ")) FROM "\(table)" WHERE \(condition) ORDER BY \(order.joined(separator: ", "))
      """
    return try Row.fetchAll(db, sql: sql).map { row in
      ContentRow(
        columns.enumerated().map { index, column in (column.name, Self.value(row[index], column.kind)) }, named: keys)
    }
  }

  private static func value(_ value: DatabaseValue, _ kind: Kind) -> ContentRow.Value {
    switch value.storage {
    case .null: .null
    case .int64(let number): .integer(number)
    case .double(let number): .real(number)
    case .string(let text): .text(text)
    case .blob(let data): kind == .caption ? .caption([UInt8](data)) : .text([UInt8](data))
    }
  }
}
