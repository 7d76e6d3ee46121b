/// Texts as cells of a table (RFC 4180) that a spreadsheet opens and a terminal prints, and neither runs.
public enum CSVCell {
  /// A cell: one line, with ``FormulaGuard``'s apostrophe where a spreadsheet would take the text for a formula, and quoted
  /// where it has to be. Line breaks become spaces; what would act on a terminal becomes U+FFFD.
  public static func written(_ text: String) -> String {
    var cell = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch (scalar.value, scalar.properties.generalCategory) {
      case (0x09...0x0D, _), (0x85, _), (0x2028...0x2029, _): cell.append(" ")
      case (_, .control), (0x200E...0x200F, _), (0x202A...0x202E, _), (0x2066...0x2069, _): cell.append("\u{FFFD}")
      default: cell.append(scalar)
      }
    }
    let guarded = FormulaGuard.added(to: String(cell), beganWithControl: (text.unicodeScalars.first?.value ?? 32) < 32)
    guard guarded.contains(where: { ",\"".contains($0) }) else { return guarded }
    return "\"" + guarded.replacing("\"", with: "\"\"") + "\""
  }
}
