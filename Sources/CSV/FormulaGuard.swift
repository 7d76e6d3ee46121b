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
}
