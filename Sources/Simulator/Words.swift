/// How a caption is cut into words, everywhere in the simulator.
enum Words {
  /// The words of a text in lower case: runs of letters and digits, so that `Tea-Time!` is `tea`, `time`.
  static func list(_ text: String) -> [String] {
    var words: [String] = []
    var word = String.UnicodeScalarView()
    for scalar in text.lowercased().unicodeScalars {
      if isWord(scalar) {
        word.append(scalar)
      } else if !word.isEmpty {
        words.append(String(word))
        word = String.UnicodeScalarView()
      }
    }
    if !word.isEmpty { words.append(String(word)) }
    return words
  }

  /// The length of a text as a limit on words counts it: runs without white space that hold a letter or a digit.
  static func count(_ text: String) -> Int {
    var count = 0
    var isCounted = false
    for scalar in text.unicodeScalars {
      if scalar.properties.isWhitespace {
        isCounted = false
      } else if !isCounted, isWord(scalar) {
        isCounted = true
        count += 1
      }
    }
    return count
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      return ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
    }
    return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      || scalar.properties.generalCategory == .nonspacingMark
  }
}
