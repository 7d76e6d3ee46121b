internal import Terminal

/// A line of text being written.
public struct LineEditor: Hashable, Sendable {
  /// What has been written.
  public private(set) var text: [Character]
  /// Characters before the cursor.
  public private(set) var cursor: Int

  /// Begins with a text, the cursor after it.
  init(_ text: String = "") {
    self.text = Array(text)
    cursor = self.text.count
  }

  /// What has been written, without spaces around it.
  public var written: String {
    String(text).split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
  }

  /// Takes a key.
  ///
  /// - Returns: whether it meant something here.
  mutating func take(_ key: Key) -> Bool {
    switch key {
    case .character(let character): insert(character)
    case .paste(let pasted): for character in SafeText.shown(pasted) { insert(character.isNewline ? " " : character) }
    case .backspace where cursor > 0:
      cursor -= 1
      text.remove(at: cursor)
    case .delete where cursor < text.count: text.remove(at: cursor)
    case .left, .control("b"): cursor = max(0, cursor - 1)
    case .right, .control("f"): cursor = min(text.count, cursor + 1)
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = text.count
    case .control("u"):
      text.removeFirst(cursor)
      cursor = 0
    case .control("w"):
      while cursor > 0 && text[cursor - 1] == " " { removeBefore() }
      while cursor > 0 && text[cursor - 1] != " " { removeBefore() }
    default: return false
    }
    return true
  }

  private mutating func insert(_ character: Character) {
    guard text.count < 2000 else { return }
    text.insert(character, at: cursor)
    cursor += 1
  }

  private mutating func removeBefore() {
    cursor -= 1
    text.remove(at: cursor)
  }
}
