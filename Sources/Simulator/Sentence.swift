/// Putting phrases together as a sentence.
enum Sentence {
  /// Joins phrases by spaces, begins with a capital and ends with a full stop.
  static func write(_ phrases: [String], opening: String? = nil) -> String {
    var words = phrases.joined(separator: " ").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for mark in [",", ";", ".", ":"] { words = replace(" " + mark, by: mark, in: words) }
    while let last = words.last, ",;:. ".contains(last) { words.removeLast() }
    if let opening { words = opening + " " + lowerFirst(words) }
    return upperFirst(words) + (words.last.map { "!?".contains($0) } == true ? "" : ".")
  }

  /// Replaces a phrase where it stands as whole words.
  static func replace(word phrase: String, by other: String, in text: String) -> String {
    let padded = " " + text + " "
    let replaced = replace(" " + phrase + " ", by: " " + other + " ", in: padded)
    return String(replaced.dropFirst().dropLast())
  }

  /// Lower-cases a leading article or numeral; anything else may be a name.
  static func lowerFirst(_ text: String) -> String {
    let starters: Set = [
      "A", "An", "The", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Several", "Some",
    ]
    guard let first = text.split(separator: " ").first, starters.contains(String(first)) else { return text }
    return text.prefix(1).lowercased() + text.dropFirst()
  }

  static func upperFirst(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  private static func replace(_ piece: String, by other: String, in text: String) -> String {
    var result = ""
    var rest = text[...]
    while let found = rest.range(of: piece) {
      result += rest[..<found.lowerBound] + other
      rest = rest[found.upperBound...]
    }
    return result + rest
  }
}

extension Substring {
  /// The first place where a piece stands.
  fileprivate func range(of piece: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(piece) { return start..<index(start, offsetBy: piece.count) }
      start = index(after: start)
    }
    return nil
  }
}
