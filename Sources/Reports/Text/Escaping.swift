/// Labels, reasons and names come from outside; here they lose the power to act.
enum Escaping {
  /// One line without control characters: line breaks and tabs become spaces; other controls and the marks that
  /// reorder text become U+FFFD, so that a reader sees that something was there.
  static func line(_ text: String) -> String {
    if isPlain(text, but: []) { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09...0x0D, 0x85, 0x2028, 0x2029:
        if result.last != " " { result.append(" ") }
      case 0...0x1F, 0x7F...0x9F, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFFFE, 0xFFFF:
        result.append("\u{FFFD}")
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  private static let markupBytes = Array("&<>\"'".utf8)
  private static let csvBytes = Array(",\"".utf8)
  /// What a formula may start with, or hide behind, and the apostrophe that keeps it from running.
  private static let formulaBytes = Array("=+-@' ".utf8)

  /// Whether a text is printable ASCII without these characters, so that there is nothing to escape in it: most of what a
  /// large study writes.
  private static func isPlain(_ text: String, but special: [UInt8]) -> Bool {
    text.utf8.allSatisfy { (0x20...0x7E).contains($0) && !special.contains($0) }
  }

  /// Text for HTML, XML and their attributes.
  static func markup(_ text: String) -> String {
    if isPlain(text, but: markupBytes) { return text }
    var result = ""
    for character in line(text).unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  /// The text behind ``markup(_:)``.
  static func unescaped(_ markup: String) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")].reduce(markup) {
      $0.replacing($1.0, with: $1.1)
    }
  }

  /// Text for a Markdown paragraph or table cell.
  ///
  /// Angle brackets and ampersands become entities, since some renderers let `\<` through; everything else that could
  /// mean something (emphasis, code, links, tables, formulas) gets a backslash.
  static func markdown(_ text: String) -> String {
    var result = ""
    for character in line(text).unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\\", "`", "*", "_", "[", "]", "|", "~", "$": result += "\\\(character)"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  /// A Markdown line that starts a paragraph: it must not turn into a heading, a list, a rule or a quotation.
  static func markdownStart(_ line: String) -> String {
    let head = line.drop { $0 == " " }
    guard let first = head.first else { return line }
    if "#+-=:".contains(first) { return "\\" + head }
    let digits = head.prefix { $0.isASCII && $0.isNumber }
    let rest = head.dropFirst(digits.count)
    if !digits.isEmpty, let mark = rest.first, mark == "." || mark == ")" { return "\(digits)\\\(rest)" }
    return String(head)
  }

  /// Code in Markdown, where no escape works: text that holds anything a careless renderer could act on is written as
  /// escaped words instead.
  static func markdownCode(_ text: String) -> String { isTame(text) ? "`\(text)`" : markdown(text) }

  /// Whether a text is one line without anything that means something in Markdown's code spans, tables or HTML.
  static func isTame(_ text: String) -> Bool {
    !text.isEmpty && line(text) == text && text.first != " " && text.last != " "
      && !text.contains { "`<>&|\\".contains($0) }
  }

  /// A text cell of a CSV file (RFC 4180): one line, and what a spreadsheet would run as a formula gets an apostrophe in
  /// front. So does what begins with one, so that it can be taken off again where it was put, and only there.
  static func csv(_ text: String) -> String {
    if isPlain(text, but: csvBytes), text.utf8.first.map({ !formulaBytes.contains($0) }) ?? true { return text }
    var cell = line(text)
    let isIndented = text.unicodeScalars.first.map { $0.value < 0x20 } ?? false
    // The wide forms too: some spreadsheets take them for the narrow ones.
    if isIndented || cell.first(where: { $0 != " " }).map({ "=+-@＝＋－＠".contains($0) }) ?? false
      || cell.first == "'"
    {
      cell = "'" + cell
    }
    guard cell.contains(where: { ",\"".contains($0) }) else { return cell }
    return "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  /// At most so many characters, the middle left out, so that two names that start alike still differ.
  static func shortened(_ text: String, to limit: Int) -> String {
    let clean = line(text)
    guard clean.count > limit, limit >= 3 else { return clean }
    let tail = (limit - 1) / 2
    return "\(clean.prefix(limit - 1 - tail))…\(clean.suffix(tail))"
  }
}
