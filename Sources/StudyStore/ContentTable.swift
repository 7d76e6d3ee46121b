internal import Foundation
internal import GRDB

/// A table whose rows enter a digest: which columns, in which order and form.
///
/// The columns of a part never change, or studies that were reported before would seem to have been edited. A column that a
/// table gets later is a part of its own: a report that was made before it does not speak of that part.
struct ContentTable {
  private enum Kind { case number, text, caption }

  /// The part's name, which is the table's unless another is given.
  let name: String
  private let table: String
  /// The table that has the hashes of captions that were removed from this one.
  private let kept: String?
  private let columns: [(name: String, kind: Kind)]
  private let keys: Int
  private let condition: String

  /// - Parameters:
  ///   - columns: those that name a row, `|`, the others; `#` marks a number and `~` a caption.
  ///   - table: where the part has another name than its table.
  ///   - condition: which rows, in SQL.
  ///   - kept: the table that has the hashes of removed captions, by arm and item.
  init(
    _ name: String, _ columns: String, of table: String? = nil, where condition: String = "TRUE", kept: String? = nil
  ) {
    self.name = name
    self.table = table ?? name
    self.kept = kept
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
      ContentTable("output", "arm item | outcome text~ breaches", kept: "kept_caption"),
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
      ContentTable(
        "attempt_details",
        "id# | part requested_model image_sent happened ended# cached_tokens# reasoning_tokens# image_tokens# "
          + "fallbacks# flags retry_after# resends# tls# last_token#", of: "attempt", where: "id <= \(attempts)"),
      // Apart from the rest, since a purge takes these texts.
      ContentTable("partial", "id# | partial~", of: "attempt", where: "id <= \(attempts) AND partial IS NOT NULL"),
      ContentTable("answer", "arm item | outcome text~ breaches", kept: "kept_answer"),
      ContentTable(
        "served",
        "arm item | part rule# passed from_arm cache distance# origin_at# origin_model origin_fingerprint "
          + "origin_cost# origin_total# origin_first_token# own_total#"),
      ContentTable("extension", "number# | commitment record"),
      ContentTable("anchor", "slot | item arm"),
      ContentTable("repeat", "presentation | first"),
      ContentTable("planned_order", "presentation | arms"),
    ]
  }

  /// Whose captions a cache on trial would have given: there only where one was.
  static let lent = ContentTable("served_from", "arm item | from_item", of: "served", where: "from_item IS NOT NULL")

  /// What a purge kept of what it removed, and every rating as it stands since: links alone vouch no more for a judgement
  /// that comes before one whose text is gone.
  static let afterPurge = [
    ContentTable("kept_caption", "arm item | sha256 words#"),
    ContentTable("removed_text", "packet sequence# | distance#"),
    ContentTable("rating_entry", "packet sequence# | judgement chain", of: "rating"),
  ]

  /// The rows, ordered by what names them.
  func rows(_ db: Database) throws -> [ContentRow] {
    // Read as text, a value would end at its first NUL.
    var selected = columns.map { $0.kind == .number ? "\"\($0.name)\"" : "CAST(\"\($0.name)\" AS BLOB)" }
    if let kept {
      selected.append("(SELECT k.sha256 FROM \"\(kept)\" k WHERE k.arm = t.arm AND k.item = t.item)")
    }
    let order = columns.prefix(keys).map { "\"\($0.name)\"" }
    let sql = """
      SELECT \(selected.joined(separator: ", ")) FROM "\(table)" t WHERE \(condition) ORDER BY \(order.joined(separator: ", "))
      """
    return try Row.fetchAll(db, sql: sql).map { row in
      let sha256: String? = kept == nil ? nil : row[columns.count]
      return ContentRow(
        columns.enumerated().map { index, column in
          let value = Self.value(row[index], column.kind)
          guard column.kind == .caption, case .null = value, let sha256 else { return (column.name, value) }
          return (column.name, .keptCaption(sha256))
        }, named: keys)
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
