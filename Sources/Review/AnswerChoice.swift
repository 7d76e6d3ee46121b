public import StudyModel

/// One answer to a question and the key that gives it.
public struct AnswerChoice: Hashable, Sendable {
  /// The key.
  public var key: Character
  /// What is stored.
  public var answer: Answer
  /// The answer in a word, beside the question's name.
  public var short: String
  /// The anchor text, word for word.
  public var meaning: String
}

extension Question {
  /// The question's name as the screen writes it: `text_in_image` is "Text in image".
  public var title: String {
    let words = id.map { $0 == "_" || $0 == "-" ? " " : $0 }
    return words.prefix(1).map { $0.uppercased() }.joined() + String(words.dropFirst())
  }

  /// What is asked, or the question's name where the rubric says no more.
  public var asking: String { ask.isEmpty ? title : ask }

  /// The answers that a single key gives, in rubric order; none for tags and texts.
  ///
  /// A scale's points 0…9 have their own digit and a 10 the next free key; everything else is numbered from 1.
  public var choices: [AnswerChoice] {
    switch kind {
    case .scale(let points):
      let keys = Self.keys(for: points.map(\.value))
      return zip(points, keys).map { point, key in
        AnswerChoice(
          key: key, answer: .number(Double(point.value)), short: "\(point.value)", meaning: point.anchor)
      }
    case .deduction(let steps):
      return zip(steps, Self.numbered).map { step, key in
        let points = Self.points(step.points)
        return AnswerChoice(
          key: key, answer: .number(step.points), short: points, meaning: "\(points)  \(step.label)")
      }
    case .choice(let options):
      return zip(options, Self.numbered).map { option, key in
        AnswerChoice(key: key, answer: .option(option.id), short: option.id, meaning: option.label)
      }
    case .preference(let options): return options.compactMap(Self.preference)
    case .tags, .text, .edit: return []
    }
  }

  /// How many of the question's answers have no key; a rubric with such a question cannot be rated here.
  public var unreachableChoices: Int {
    let all: Int
    switch kind {
    case .scale(let points): all = points.count
    case .deduction(let steps): all = steps.count
    case .choice(let options), .preference(let options): all = options.count
    case .tags, .text, .edit: all = 0
    }
    return all - choices.count
  }

  /// 1 first, 2 second, 3 no difference, 4 neither usable, whichever of them a rubric has.
  private static func preference(_ option: AnswerOption) -> AnswerChoice? {
    let known: [(id: String, key: Character, short: String)] = [
      ("A", "1", "first"), ("B", "2", "second"), ("tie", "3", "tie"), ("both_bad", "4", "neither"),
    ]
    return known.first { $0.id == option.id }.map {
      AnswerChoice(key: $0.key, answer: .option(option.id), short: $0.short, meaning: option.label)
    }
  }

  /// Keys that give an answer, in the order in which they are given out.
  static let numbered: [Character] = Array("1234567890-=")

  private static func keys(for values: [Int]) -> [Character] {
    guard values.allSatisfy({ $0 >= 0 }) else { return numbered }
    var free = Array("0-=").filter { key in !values.contains { "\($0)" == String(key) } }
    return values.compactMap { value in
      value <= 9 ? "\(value)".first : free.isEmpty ? nil : free.removeFirst()
    }
  }

  /// Points as a reader writes them: "0", "−0.5".
  static func points(_ value: Double) -> String {
    let size = abs(value)
    let digits = size == size.rounded() && size < 1e6 ? "\(Int(size))" : "\(size)"
    return value < 0 ? "−\(digits)" : digits
  }
}

/// What a judgement is about, and so which earlier judgement it takes the place of.
public struct AnswerKey: Hashable, Sendable {
  /// The presentation; nil for what concerns the whole packet.
  public var presentation: PresentationID?
  /// The slot; nil for what concerns the whole item.
  public var slot: SlotID?
  /// The question's id, or one of the reserved ones.
  public var question: String
}
