/// What the person at the terminal did.
public enum Key: Hashable, Sendable {
  /// A letter, digit or sign.
  case character(Character)
  /// A control key, by its small letter: Ctrl-R is `control("r")`.
  case control(Character)
  /// An arrow.
  case up, down, left, right
  /// To the beginning or the end.
  case home, end
  /// A screenful up or down.
  case pageUp, pageDown
  /// The tabulator, alone or with Shift.
  case tab, backTab
  /// Enter.
  case enter
  /// Backspace.
  case backspace
  /// Delete.
  case delete
  /// Escape, alone.
  case escape
  /// Text that was pasted, or came faster than hands type. It is one event, never keys.
  case paste(String)
}
