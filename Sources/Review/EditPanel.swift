internal import StudyModel
internal import Terminal

/// The editor of a caption, under the captions.
enum EditPanel {
  /// Columns of a line of text in a panel of so many columns.
  static func textColumns(panel columns: Int) -> Int { max(2, columns - 2) }

  /// The editor's lines; of a long text, those around the cursor.
  static func lines(
    _ editor: TextEditor, _ title: String, _ state: ReviewState, columns: Int, rows: Int
  ) -> [[Span]] {
    let palette = state.facts.palette
    let width = textColumns(panel: columns)
    let lines = editor.lines(columns: width)
    let here = editor.cursorLine(lines)
    let room = max(1, rows - 1)
    let top = max(0, min(here - room / 2, lines.count - room))
    var facts = [editor.isUnchanged ? "unchanged: no edit needed" : "edited"]
    if lines.count > room { facts.append("line \(here + 1) of \(lines.count)") }
    if SafeText.isRightToLeft(String(editor.text)) { facts.append("right to left") }
    let status = "  (\(facts.joined(separator: ", ")))"
    let name = SafeText.onOneLine(title).fitted(to: max(8, columns - DisplayWidth.of(status)))
    let shown = lines.indices[top..<min(lines.count, top + room)].map { index in
      index == here ? withCursor(lines[index], editor, palette) : [Span("  "), Span(text(lines[index], editor))]
    }
    return [[Span(name, palette.strong), Span(status, palette.quiet)]] + shown
  }

  private static func text(_ range: Range<Int>, _ editor: TextEditor) -> String {
    editor.text[range].map(TextEditor.shown).joined()
  }

  private static func withCursor(_ line: Range<Int>, _ editor: TextEditor, _ palette: Palette) -> [Span] {
    let cursor = editor.cursor
    let isAtEnd = cursor == line.upperBound
    return [
      Span("› ", palette.title), Span(text(line.lowerBound..<cursor, editor)),
      Span(isAtEnd ? " " : TextEditor.shown(editor.text[cursor]), Style(reversed: true)),
      Span(isAtEnd ? "" : text(cursor + 1..<line.upperBound, editor)),
    ]
  }
}
