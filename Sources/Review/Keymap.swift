internal import StudyModel
public import Terminal

/// Which key asks for what while rating. ``table`` says the same in words.
public enum Keymap {
  /// What a key asks for; nil where it means nothing.
  public static func action(for key: Key) -> Action? {
    switch key {
    case .character(let character): action(for: character)
    case .down: .caption(by: 1)
    case .up: .caption(by: -1)
    case .right, .tab: .question(by: 1)
    case .left, .backTab: .question(by: -1)
    case .enter: .nextUnrated
    case .backspace, .delete: .clear
    case .pageDown: .scroll(by: 5)
    case .pageUp: .scroll(by: -5)
    case .home: .firstItem
    case .end: .lastItem
    case .control("r"): .redo
    case .control("l"): .redraw
    case .control("z"): .suspend
    case .control("c"), .control("d"): .quit
    case .control, .escape, .paste: nil
    }
  }

  private static func action(for character: Character) -> Action? {
    switch character {
    case let key where Question.numbered.contains(key): .answer(key)
    case "j": .caption(by: 1)
    case "k": .caption(by: -1)
    case "l": .question(by: 1)
    case "h": .question(by: -1)
    case "n": .nextUnrated
    case "p", "[": .previousItem
    case "]": .nextItem
    case "g": .firstItem
    case "G": .lastItem
    case "u": .undo
    case "f": .flag
    case "s": .open(.skip)
    case "c": .open(.comment)
    case "t": .open(.tags)
    case "e": .open(.text)
    case "/": .open(.filter)
    case "z": .open(.zoom)
    case "o": .openPicture
    case "?": .open(.help)
    case "H": .open(.history)
    case "P": .open(.practice)
    case " ": .scroll(by: 5)
    case "q": .quit
    default: nil
    }
  }

  /// The keys and what they do where two captions are compared.
  public static let pairTable: [(keys: String, does: String)] = table.map { keys, does in
    switch keys {
    case "1–9": ("1 2 3 4", "first, second, tie, neither")
    case "j k ↓ ↑": (keys, "scroll to the other caption")
    case "n Enter": (keys, "next unrated pair")
    case "p [ ]": (keys, "previous pair; one back, one on")
    case "g G": (keys, "first, last pair")
    case "t": (keys, "mark what decided it")
    case "c": (keys, "comment on the pair")
    default: (keys, does)
    }
  }

  /// The keys and what they do, as help shows them.
  public static let table: [(keys: String, does: String)] = [
    ("1–9", "score, and move on"), ("Backspace", "take the answer back"),
    ("j k ↓ ↑", "next, previous caption"), ("h l ← → Tab", "previous, next question"),
    ("n Enter", "next unrated item"), ("p [ ]", "previous item; one back, one on"),
    ("g G", "first, last item"), ("u Ctrl-R", "undo, redo"),
    ("t", "mark tags from a list"), ("e", "edit the caption or write a text"),
    ("f", "flag for a second look"), ("s", "skip, with a reason"),
    ("c", "comment on the item"), ("/", "show unrated, flagged, skipped"),
    ("z", "picture alone: + − size, hjkl"), ("o", "open the picture outside"),
    ("Space PgDn PgUp", "scroll long captions"), ("Ctrl-L", "draw the screen anew"),
    ("H", "history of this item"), ("P", "the practice item again"),
    ("?", "this help"), ("q", "save and quit"),
  ]
}
