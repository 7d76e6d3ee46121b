public import Roster
public import StudyModel

/// A rule that a caption broke. Counted per arm, never mended.
public enum CaptionBreach: Hashable, Sendable, Codable, CustomStringConvertible {
  /// More words than declared.
  case overLength(words: Int, limit: Int)
  /// So many words that it ran away.
  case runaway(words: Int, limit: Int)
  /// It opens with filler.
  case bannedOpening(String)
  /// It repeats the image file's name, which a model can only have from metadata or the prompt.
  case fileNameEcho(String)

  /// In a few words.
  public var description: String {
    switch self {
    case .overLength(let words, let limit): "\(words) words, \(limit) allowed"
    case .runaway(let words, let limit): "\(words) words: it ran away, as \(limit) words or more do"
    case .bannedOpening(let opening): "opens with '\(opening)'"
    case .fileNameEcho(let name): "repeats the file name '\(name)'"
    }
  }
}

extension CaptionChecks {
  /// The rules that a caption breaks, in the order of the cases of ``CaptionBreach``.
  ///
  /// - Parameters:
  ///   - caption: as it came.
  ///   - fileName: the image's, with or without folders.
  public func breaches(of caption: String, fileName: String) -> [CaptionBreach] {
    var found: [CaptionBreach] = []
    let words = CaptionChecks.words(in: caption).count
    if let maxWords, words > maxWords { found.append(.overLength(words: words, limit: maxWords)) }
    if let runawayWords, words >= runawayWords { found.append(.runaway(words: words, limit: runawayWords)) }
    let opening = CaptionChecks.words(in: caption.drop { !$0.isLetter && !$0.isNumber })
    for banned in bannedOpenings where CaptionChecks.begins(opening, with: banned) {
      found.append(.bannedOpening(banned))
    }
    if let echo = CaptionChecks.echo(of: fileName, in: caption) { found.append(.fileNameEcho(echo)) }
    return found
  }

  /// How a whole caption counts: *failed* without a text, *empty* without a word, *over-length* with more words than
  /// declared, else *captioned*.
  public func outcome(of caption: String?) -> Outcome {
    guard let caption else { return .failed }
    let words = CaptionChecks.words(in: caption).count
    if words == 0 { return .empty }
    return words > maxWords ?? .max ? .overLength : .captioned
  }

  /// Words: what white space separates. A language written without spaces counts few of them.
  public static func words(in text: some StringProtocol) -> [String] {
    // Looking up what a character is takes longer than all else here, and most captions are of ASCII alone.
    guard text.utf8.allSatisfy({ $0 < 0x80 }) else {
      return text.unicodeScalars.split { $0.properties.isWhitespace }.map { String(String.UnicodeScalarView($0)) }
    }
    return text.utf8.split { $0 == 0x20 || (0x09...0x0D).contains($0) }.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Whether the words begin with those of an opening, without regard to case and to punctuation behind the last one:
  /// "Image of" is the beginning of "Image of: a cat" and not of "Image offers".
  private static func begins(_ caption: [String], with opening: String) -> Bool {
    let wanted = words(in: opening).map { $0.lowercased() }
    guard let last = wanted.last, caption.count >= wanted.count else { return false }
    let head = caption.prefix(wanted.count).map { $0.lowercased() }
    guard head.dropLast().elementsEqual(wanted.dropLast()), let end = head.last, end.hasPrefix(last) else {
      return false
    }
    return end.dropFirst(last.count).allSatisfy { !$0.isLetter && !$0.isNumber }
  }

  /// The file name found in a caption as a word of its own: with its extension, or without it if it looks like a file
  /// name (5 characters or more, letters among them, and a digit, `-` or `_`). `teapot.jpg` may well show a teapot.
  private static func echo(of fileName: String, in caption: String) -> String? {
    let name = fileName.split(separator: "/").last.map(String.init) ?? fileName
    let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    let telling =
      stem.count >= 5 && stem.contains(where: \.isLetter)
      && stem.contains { $0.isNumber || $0 == "-" || $0 == "_" }
    let text = caption.lowercased()
    return [name == stem ? nil : name, telling ? stem : nil].compactMap(\.self).first { candidate in
      let candidate = candidate.lowercased()
      return mayHold(text, candidate)
        && text.ranges(of: candidate).contains { range in
          let before = range.lowerBound > text.startIndex ? text[text.index(before: range.lowerBound)] : " "
          let after = range.upperBound < text.endIndex ? text[range.upperBound] : " "
          return [before, after].allSatisfy { !$0.isLetter && !$0.isNumber }
        }
    }
  }

  /// False where a text cannot hold a part: told at once for parts of ASCII alone, which are alike in bytes or not at all.
  private static func mayHold(_ text: String, _ part: String) -> Bool {
    let part = Array(part.utf8)
    guard part.allSatisfy({ $0 < 0x80 }) else { return true }
    let text = Array(text.utf8)
    guard let first = part.first, text.count >= part.count else { return part.isEmpty }
    return (0...(text.count - part.count)).contains { start in
      text[start] == first && text[start..<start + part.count].elementsEqual(part)
    }
  }
}
