internal import Terminal

/// A caption as raters meet it. What is stored, counted and reported stays as the model wrote it.
enum CaptionText {
  /// Harmless and honest as `SafeText` makes it, without white space at its ends: some models begin every caption with blank
  /// lines, and would be known by them.
  static func shown(_ caption: String) -> String { SafeText.shown(trimmed(caption)) }

  /// Without white space at its ends.
  static func trimmed(_ text: String) -> String {
    let start = text.firstIndex { !$0.isWhitespace } ?? text.endIndex
    let end = text.lastIndex { !$0.isWhitespace }.map { text.index(after: $0) } ?? start
    return String(text[start..<end])
  }
}
