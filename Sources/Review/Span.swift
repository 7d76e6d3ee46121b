internal import Terminal

/// A piece of a line with its look.
struct Span: Hashable {
  var text: String
  var style: Style

  init(_ text: String, _ style: Style = .plain) {
    self.text = text
    self.style = style
  }
}

extension Frame {
  /// Puts spans one after the other, cut at `columns`.
  mutating func put(_ spans: [Span], column: Int, row: Int, columns: Int) {
    var at = column
    for span in spans {
      let left = column + columns - at
      if left <= 0 { return }
      at = put(span.text, column: at, row: row, style: span.style, columns: left)
    }
  }
}

/// Times as the screen writes them.
enum Clock {
  /// For example "12m04s", "1h02m".
  static func text(_ milliseconds: Int64) -> String {
    let seconds = max(0, milliseconds / 1000)
    if seconds >= 3600 { return "\(seconds / 3600)h\(two(seconds % 3600 / 60))m" }
    return "\(seconds / 60)m\(two(seconds % 60))s"
  }

  /// For example "21m", "1h10m", "under 1m".
  static func rough(_ milliseconds: Int64) -> String {
    let minutes = (max(0, milliseconds) + 30_000) / 60_000
    return minutes == 0 ? "under 1m" : minutes >= 60 ? "\(minutes / 60)h\(two(minutes % 60))m" : "\(minutes)m"
  }

  /// The same within a sentence, for example "about 21m", "under 1m".
  static func about(_ milliseconds: Int64) -> String {
    let time = rough(milliseconds)
    return time.hasPrefix("under") ? time : "about \(time)"
  }

  private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// Numbers of things as the screen writes them.
enum Amount {
  /// For example "1 item", "12 items".
  static func text(_ count: Int, _ thing: String, many: String? = nil) -> String {
    "\(count) \(count == 1 ? thing : many ?? thing + "s")"
  }
}
