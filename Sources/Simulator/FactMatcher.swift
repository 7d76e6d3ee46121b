internal import Roster

/// One image's facts, made ready for comparing captions with them quickly.
///
/// Words are numbered; a phrase is found where its numbers follow each other in a caption's. Words that no phrase has
/// get the number −1 and match nothing.
struct FactMatcher: Sendable {
  let facts: [Fact]
  let subject: Int
  private var vocabulary: [String: Int] = [:]
  private var terms: [[[Int]]] = []
  private var wrong: [[[Int]]] = []
  private var vague: [[Int]] = []
  private let texts: Int

  /// - Parameter facts: with exactly one subject, each phrase with at least one word.
  init(facts: [Fact]) {
    self.facts = facts
    subject = facts.firstIndex { $0.kind == .subject } ?? 0
    texts = facts.count { $0.kind == .text }
    for fact in facts {
      terms.append(fact.terms.map { phrase($0) })
      wrong.append(fact.wrong.map { phrase($0) })
      if fact.kind == .subject { vague = fact.vague.map { phrase($0) } }
    }
  }

  private mutating func phrase(_ text: String) -> [Int] {
    Words.list(text).map { word in
      if let number = vocabulary[word] { return number }
      vocabulary[word] = vocabulary.count
      return vocabulary.count - 1
    }
  }

  /// A text's words as numbers.
  func numbers(_ text: String) -> [Int] { Words.list(text).map { vocabulary[$0] ?? -1 } }

  /// Whether a text mentions nothing that any fact, true, false or invented, is about.
  func isSilent(_ text: String) -> Bool {
    let caption = Caption(numbers(text), size: vocabulary.count)
    return !(terms + wrong + [vague]).contains(where: caption.hasAny)
  }

  /// What is wrong with a caption.
  func defects(of caption: String, checks: CaptionChecks) -> Defects {
    let opening = caption.drop { $0.isWhitespace }.lowercased()
    return defects(
      numbers: numbers(caption), length: Words.count(caption), checks: checks,
      opening: checks.bannedOpenings.contains { opening.hasPrefix($0.lowercased()) })
  }

  /// What is wrong with a caption of which the words' numbers, the length and the opening are known.
  func defects(numbers: [Int], length: Int, checks: CaptionChecks, opening: Bool) -> Defects {
    let caption = Caption(numbers, size: vocabulary.count)
    var found = Defects(
      subject: .missing, missing: [], wrong: [], invented: [], textsGiven: 0, texts: texts,
      isTooLong: checks.maxWords.map { length > $0 } ?? false, hasBannedOpening: opening)
    for (index, fact) in facts.enumerated() {
      let isWrong = caption.hasAny(wrong[index])
      let isNamed = caption.hasAny(terms[index])
      switch fact.kind {
      case .subject:
        found.subject = isWrong ? .wrong : isNamed ? .right : caption.hasAny(vague) ? .vague : .missing
      case .absent:
        if isNamed { found.invented.append(fact) }
      default:
        if isWrong {
          found.wrong.append(fact)
        } else if !isNamed {
          found.missing.append(fact)
        } else if fact.kind == .text {
          found.textsGiven += 1
        }
      }
    }
    return found
  }

  /// A caption's words as numbers, with a note of which occur at all.
  private struct Caption {
    let words: [Int]
    var occurs: [Bool]

    init(_ words: [Int], size: Int) {
      self.words = words
      occurs = [Bool](repeating: false, count: size)
      for word in words where word >= 0 { occurs[word] = true }
    }

    /// Plain loops: this is where enumerating all captions spends its time.
    func has(_ phrase: [Int]) -> Bool {
      for word in phrase where !occurs[word] { return false }
      if phrase.count < 2 { return !phrase.isEmpty }
      var start = 0
      while start + phrase.count <= words.count {
        var matched = 0
        while matched < phrase.count, words[start + matched] == phrase[matched] { matched += 1 }
        if matched == phrase.count { return true }
        start += 1
      }
      return false
    }

    func hasAny(_ phrases: [[Int]]) -> Bool {
      for phrase in phrases where has(phrase) { return true }
      return false
    }
  }
}
