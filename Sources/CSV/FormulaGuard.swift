/// The apostrophe before a cell that a spreadsheet would run as a formula.
///
/// A report's tables put one before a text whose first character that is no space is one of `= + - @` or their wide forms,
/// before one that began with a control character, and before one that begins with an apostrophe itself. So whatever begins
/// with an apostrophe there has one too many, and nothing else has.
public enum FormulaGuard {
  /// The text of a report's cell.
  public static func removed(from cell: String) -> String {
    cell.first == "'" ? String(cell.dropFirst()) : cell
  }

  /// A text as it stands in a cell.
  ///
  /// - Parameter beganWithControl: whether a control character stood before what is left of the text.
  public static func added(to text: String, beganWithControl: Bool = false) -> String {
    let first = text.first { $0 != " " }
    let isGuarded = beganWithControl || text.first == "'" || first.map { "=+-@＝＋－＠".contains($0) } ?? false
    return isGuarded ? "'" + text : text
  }
}
