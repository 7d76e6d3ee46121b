/// How far a text was edited, counted in words.
public enum WordEdits {
  /// The share of words that had to be put in, taken out or replaced to make one text of the other.
  ///
  ///     d(a, b) = L(a, b) / max(|a|, |b|)
  ///
  /// where L is the Levenshtein distance over the texts' ``words(of:)``, each operation costing 1
  /// (V. I. Levenshtein, Soviet Physics Doklady 10(8), 1966), and |a| their number. Two texts without words have distance 0.
  ///
  /// - Returns: a number between 0 (the same words in the same order) and 1 (no word stayed); the same for (a, b) and (b, a).
  /// - Complexity: O(|a| · |b|) time, O(|b|) space.
  public static func distance(_ first: String, _ second: String) -> Double {
    let (a, b) = (words(of: first), words(of: second))
    let longest = max(a.count, b.count)
    return longest == 0 ? 0 : Double(levenshtein(a, b)) / Double(longest)
  }

  /// The words of a text: what white space parts. In scripts that are written without spaces between words (Han, kana,
  /// Thai, Lao, Khmer, Myanmar) every character counts as a word.
  ///
  /// Two words are the same where Unicode's canonical equivalence says so: an "é" is an "é" in either of its spellings.
  /// Case and punctuation make a difference, as they do on a page.
  public static func words(of text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).flatMap { run -> [String] in
      var words: [String] = []
      var isOpen = false
      for character in run {
        let standsAlone = isUnspaced(character)
        if isOpen && !standsAlone, let last = words.popLast() {
          words.append(last + String(character))
        } else {
          words.append(String(character))
        }
        isOpen = !standsAlone
      }
      return words
    }
  }

  /// The fewest insertions, deletions and replacements that make one list of the other.
  ///
  /// - Complexity: O(|a| · |b|) time, O(|b|) space.
  static func levenshtein<Element: Equatable>(_ a: [Element], _ b: [Element]) -> Int {
    var row = Array(0...b.count)
    for (i, left) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, right) in b.enumerated() {
        let replaced = diagonal + (left == right ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }

  private static func isUnspaced(_ character: Character) -> Bool {
    guard let scalar = character.unicodeScalars.first else { return false }
    switch scalar.value {
    case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF, 0x31F0...0x31FF: return true
    default: return scalar.properties.isIdeographic
    }
  }
}

/// How much of a caption an edit left.
public enum EditClass: String, Hashable, Sendable, Codable, CaseIterable {
  /// The very words, in their order.
  case unchanged
  /// At most a quarter of the words changed.
  case touchUp = "touch-up"
  /// More than a quarter and at most three quarters.
  case rewrite
  /// More than three quarters.
  case replaced

  /// The largest distance that is still a touch-up, and a rewrite.
  public static let limits = (touchUp: 0.25, rewrite: 0.75)

  /// The class of a distance between 0 and 1. A limit itself belongs to the class below it.
  public init(distance: Double) {
    switch distance {
    case ...0: self = .unchanged
    case ...Self.limits.touchUp: self = .touchUp
    case ...Self.limits.rewrite: self = .rewrite
    default: self = .replaced
    }
  }
}

/// As a key in JSON, a class stands under its name.
extension EditClass: CodingKeyRepresentable {}
