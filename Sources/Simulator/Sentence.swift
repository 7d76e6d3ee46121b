/// Putting phrases together as a sentence.
enum Sentence {
  /// Joins phrases by spaces, begins with a capital and ends with a full stop.
  static func write(_ phrases: [String], opening: String? = nil) -> String {
    var caption = ""
    for word in phrases.flatMap({ $0.split(whereSeparator: \.isWhitespace) }) {
      if !caption.isEmpty, ![",", ";", ".", ":"].contains(word) { caption += " " }
      caption += word
    }
    while let last = caption.last, ",;:. ".contains(last) { caption.removeLast() }
    if let opening { caption = opening + " " + lowerFirst(caption) }
    return upperFirst(caption) + (caption.last.map { "!?".contains($0) } == true ? "" : ".")
  }

  /// Replaces a phrase where it first stands as whole words between spaces.
  ///
  /// - Returns: nil where it does not stand.
  static func replace(_ phrase: String, by other: String, in text: Substring) -> String? {
    var words = text.split(separator: " ", omittingEmptySubsequences: false)
    let wanted = phrase.split(separator: " ")
    guard let last = wanted.last, words.contains(last), words.count >= wanted.count else { return nil }
    for start in 0...(words.count - wanted.count) where words[start..<start + wanted.count].elementsEqual(wanted) {
      words.replaceSubrange(start..<start + wanted.count, with: [other[...]])
      return words.joined(separator: " ")
    }
    return nil
  }

  /// Lower-cases a leading article or numeral; anything else may be a name.
  static func lowerFirst(_ text: String) -> String {
    let starters: Set = [
      "A", "An", "The", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Several",
      "Some",
    ]
    guard let first = text.split(separator: " ").first, starters.contains(String(first)) else { return text }
    return text.prefix(1).lowercased() + text.dropFirst()
  }

  static func upperFirst(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
