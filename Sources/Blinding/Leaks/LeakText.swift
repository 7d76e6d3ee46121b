/// A caption as words that can be compared in any script.
///
/// Letters are lower-cased. A word ends where letters become digits or another script begins, so `GPT-4o`, `GPT 4o` and
/// `gpt4o` are the same words, and so is a Latin name within Chinese text. In scripts written without spaces every
/// character is a word. Invisible format characters are left out.
struct LeakText: Hashable, Sendable {
  /// In order.
  let words: [String]

  init(_ text: some StringProtocol) {
    words = text.utf8.allSatisfy { $0 < 0x80 } ? Self.words(ofASCII: text.utf8) : Self.words(of: text)
  }

  /// Most captions are of ASCII's characters only, where bytes tell all.
  private static func words(ofASCII text: some Sequence<UInt8>) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    var last: Kind?
    func end() {
      if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
      word.removeAll(keepingCapacity: true)
    }
    for byte in text {
      let kind: Kind? =
        switch byte {
        case 0x30...0x39: .digit
        case 0x41...0x5A, 0x61...0x7A: .latin
        default: nil
        }
      if kind != last { end() }
      if kind != nil { word.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte) }
      last = kind
    }
    end()
    return words
  }

  /// Words of a text in any script.
  static func words(of text: some StringProtocol) -> [String] {
    var words: [String] = []
    var last: Kind?
    let seen = String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.properties.generalCategory != .format }))
    for character in seen.lowercased() {
      let kind = Kind(character)
      if let kind, kind == last, kind != .unspaced {
        words[words.count - 1].append(character)
      } else if kind != nil {
        words.append(String(character))
      }
      last = kind
    }
    return words
  }

  /// Whether some words stand at a place.
  func has(_ phrase: [String], at place: Int) -> Bool {
    place >= 0 && place + phrase.count <= words.count && words[place..<place + phrase.count].elementsEqual(phrase)
  }

  /// Whether the text begins with some words.
  func begins(with phrase: [String]) -> Bool { has(phrase, at: 0) }

  /// The words a caption opens with, as one text: two words, or four characters of a script without spaces.
  ///
  /// - Returns: nil where the text is shorter.
  var opening: String? {
    guard let first = words.first?.first else { return nil }
    let isUnspaced = Kind(first) == .unspaced
    let count = isUnspaced ? 4 : 2
    return words.count < count ? nil : words.prefix(count).joined(separator: isUnspaced ? "" : " ")
  }

  /// The length of a caption in words; a character of a script written without spaces counts as one.
  static func length(of text: String) -> Int {
    if text.isASCII { return text.utf8.split { $0 == 0x20 || (0x09...0x0D).contains($0) }.count }
    return text.split(whereSeparator: \.isWhitespace).reduce(0) { sum, chunk in
      let unspaced = chunk.count { Kind($0) == .unspaced }
      let others = chunk.contains { Kind($0).map { $0 != .unspaced } ?? false }
      return sum + max(1, unspaced + (others ? 1 : 0))
    }
  }

  /// What may stand together in a word.
  private enum Kind {
    case latin, digit, other, unspaced

    init?(_ character: Character) {
      guard let scalar = character.unicodeScalars.first else { return nil }
      switch scalar.value {
      // Thai, Lao, Myanmar, Khmer; Han with its radicals and marks, Kana; further Han.
      case 0x0E01...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x2E80...0x2FDF, 0x3005...0x3007, 0x3041...0x30FF,
        0x3400...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF:
        guard character.isLetter || character.isNumber || scalar.properties.isAlphabetic else { return nil }
        self = .unspaced
      default:
        if character.isNumber {
          self = .digit
        } else if character.isLetter {
          self = scalar.value < 0x250 || (0x1E00...0x1EFF).contains(scalar.value) ? .latin : .other
        } else {
          return nil
        }
      }
    }
  }
}
