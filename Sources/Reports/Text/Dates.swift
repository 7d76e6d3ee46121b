internal import FoundationEssentials

/// Dates are written in UTC, so that a document does not depend on where it was made.
enum Dates {
  /// For example `2026-11-22`.
  static func day(_ date: Date) -> String { String(moment(date).prefix(10)) }

  /// For example `2026-11-22T10:15:00Z`.
  static func moment(_ date: Date) -> String { date.formatted(.iso8601) }

  /// For example `2026-11-22 10:15 UTC`.
  static func minute(_ date: Date) -> String {
    let text = moment(date)
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC"
  }
}
