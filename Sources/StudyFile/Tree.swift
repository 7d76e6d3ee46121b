/// A YAML value with its place: what the readers here see of a file.
///
/// Scalars stay as written (`no` is a text, not a false), so that what a word means is decided where it is read.
struct Tree {
  var place: Place
  var content: Content

  indirect enum Content {
    /// `~`, `null`, or nothing at all.
    case nothing
    /// A text; `isPlain` where it stands without quotes, and so may be a number.
    case scalar(String, isPlain: Bool)
    case list([Tree])
    case mapping([Entry])
  }

  /// One `key: value` of a mapping.
  struct Entry {
    var key: String
    /// Where the key stands.
    var place: Place
    var value: Tree
  }

  /// What kind of value it is, for a message.
  var kind: String {
    switch content {
    case .nothing: "empty"
    case .scalar(let text, let isPlain): shown(text) + (!isPlain && Double(text) != nil ? " in quotes" : "")
    case .list: "a list"
    case .mapping: "a mapping"
    }
  }

  /// A scalar's text; nil for anything else.
  var text: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }

  /// A finite number written without quotes.
  var number: Double? {
    guard case .scalar(let text, true) = content, let value = Double(text), value.isFinite,
      text.allSatisfy({ $0.isNumber || "+-.eE".contains($0) })
    else { return nil }
    return value
  }

  /// A whole number written without quotes.
  var integer: Int? {
    if case .scalar(let text, true) = content { Int(text) } else { nil }
  }

  /// Where a formula or a template inside the text begins.
  var textPlace: Place {
    if case .scalar(_, let isPlain) = content { place.advanced(by: isPlain ? 0 : 1) } else { place }
  }

  var isNothing: Bool {
    if case .nothing = content { true } else { false }
  }
}
