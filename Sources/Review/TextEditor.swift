internal import StudyModel
internal import Terminal

/// A text of several lines being edited: a caption, as the rater would have it.
///
/// What is edited is the caption itself, character by character, without white space at its ends; only its picture on the
/// screen is made harmless.
public struct TextEditor: Hashable, Sendable {
  /// What the editor began with.
  public let original: String
  /// The text as it is now.
  public private(set) var text: [Character]
  /// Characters before the cursor.
  public private(set) var cursor: Int
  private let limit: Int

  /// Begins with a text, the cursor at its end.
  ///
  /// - Parameters:
  ///   - caption: what ``original`` is, and what Ctrl-R puts back.
  ///   - text: the text so far; nil: the caption.
  init(_ caption: String, text: String? = nil) {
    original = caption
    self.text = Array(CaptionText.trimmed(text ?? caption))
    cursor = self.text.count
    limit = max(self.text.count, caption.count) + 2000
  }

  /// The text as it would be stored: the caption itself where nothing but space at its ends was changed.
  public var written: String { Self.normalised(String(text), of: original) }

  /// Whether the text is the caption.
  var isUnchanged: Bool { written == original }

  /// An edit as it is stored: without white space at its ends, and the caption itself where that is all that differs.
  static func normalised(_ text: String, of caption: String) -> String {
    let trimmed = CaptionText.trimmed(text)
    return trimmed == CaptionText.trimmed(caption) ? caption : trimmed
  }

  /// Takes a key.
  ///
  /// - Parameter columns: the width of a line, for the keys that move by lines.
  mutating func take(_ key: Key, columns: Int) {
    switch key {
    case .character(let character): insert(character)
    case .paste(let pasted): for character in pasted { insert(character.isNewline ? " " : character) }
    case .backspace where cursor > 0: remove(cursor - 1..<cursor)
    case .delete where cursor < text.count: text.remove(at: cursor)
    case .left, .control("b"): cursor = max(0, cursor - 1)
    case .right, .control("f"): cursor = min(text.count, cursor + 1)
    case .up: move(by: -1, columns: columns)
    case .down: move(by: 1, columns: columns)
    case .home, .control("a"): cursor = line(columns).lowerBound
    case .end, .control("e"): cursor = end(of: line(columns))
    case .pageUp: cursor = 0
    case .pageDown: cursor = text.count
    case .control("u"): remove(line(columns).lowerBound..<cursor)
    case .control("k"): text.removeSubrange(cursor..<end(of: line(columns)))
    case .control("w"):
      let word = text[..<cursor].lastIndex { $0 != " " }.map { text[...$0].lastIndex(of: " ").map { $0 + 1 } ?? 0 }
      remove((word ?? 0)..<cursor)
    case .control("r"):
      text = Array(CaptionText.trimmed(original))
      cursor = text.count
    default: break
    }
  }

  /// The text broken into lines that fit, as ranges of characters: at spaces where there are any. There is always a
  /// last line for the cursor to stand on.
  ///
  /// - Parameter columns: the width of a line; its last column is kept for the cursor and for a space at the end.
  func lines(columns: Int) -> [Range<Int>] {
    let room = max(2, columns - 1)
    var lines: [Range<Int>] = []
    var start = 0
    var width = 0
    var afterSpace = 0
    for (index, character) in text.enumerated() {
      let own = Self.width(character)
      if width + own > room && index > start && !(character == " " && width <= room) {
        let cut = afterSpace > start ? afterSpace : index
        lines.append(start..<cut)
        start = cut
        width = text[cut..<index].reduce(0) { $0 + Self.width($1) }
      }
      width += own
      if character == " " { afterSpace = index + 1 }
      if character.isNewline {
        lines.append(start..<index + 1)
        start = index + 1
        width = 0
      }
    }
    return lines + [start..<text.count]
  }

  /// Which of the lines the cursor is on.
  func cursorLine(_ lines: [Range<Int>]) -> Int { lines.lastIndex { $0.lowerBound <= cursor } ?? 0 }

  /// A character as it may be shown.
  static func shown(_ character: Character) -> String {
    character.isNewline ? "⏎" : SafeText.shown(String(character))
  }

  private static func width(_ character: Character) -> Int { DisplayWidth.of(shown(character)) }

  private func line(_ columns: Int) -> Range<Int> {
    let lines = lines(columns: columns)
    return lines[cursorLine(lines)]
  }

  /// The last place of a line; that of a line followed by another is before the character that ends it.
  private func end(of line: Range<Int>) -> Int {
    line.upperBound < text.count || text.last?.isNewline == true && !line.isEmpty
      ? line.upperBound - 1 : line.upperBound
  }

  private mutating func move(by step: Int, columns: Int) {
    let lines = lines(columns: columns)
    let here = cursorLine(lines)
    guard lines.indices.contains(here + step) else { return }
    let wanted = text[lines[here].lowerBound..<cursor].reduce(0) { $0 + Self.width($1) }
    let line = lines[here + step]
    cursor = line.lowerBound
    var width = 0
    while cursor < end(of: line), width + Self.width(text[cursor]) <= wanted {
      width += Self.width(text[cursor])
      cursor += 1
    }
  }

  private mutating func insert(_ character: Character) {
    guard text.count < limit else { return }
    text.insert(character, at: cursor)
    cursor += 1
  }

  private mutating func remove(_ range: Range<Int>) {
    text.removeSubrange(range)
    cursor = range.lowerBound
  }
}
