public import StudyModel
internal import Terminal

/// One thing that was said, as the packet has it.
public struct HistoryEntry: Hashable, Sendable {
  /// Milliseconds since 1970, by the rater's clock.
  public var madeAt: Int64
  /// What it is about.
  public var key: AnswerKey
  /// What was said; nil: what was said before was taken back.
  public var answer: Answer?
  /// What had been said before.
  public var before: Answer?
}

extension ReviewState {
  /// What was said of an item in all sittings, newest first.
  public func history(item index: Int) -> [HistoryEntry] {
    guard presentations.indices.contains(index) else { return [] }
    return history.reversed().filter { $0.key.presentation == presentations[index].id }
  }

  /// An entry in words: when, what about, and what.
  func words(_ entry: HistoryEntry) -> (when: String, about: String, said: String) {
    let question = rubric.question(entry.key.question)
    let slots = presentations.first { $0.id == entry.key.presentation }?.slots ?? []
    let slot = entry.key.slot.flatMap { id in slots.firstIndex { $0.id == id } }
    let name = question?.title ?? Self.reservedNames[entry.key.question] ?? entry.key.question
    let about = slot.map { "\(captionName($0)), \(name)" } ?? name
    func inWords(_ answer: Answer?) -> String {
      guard entry.key.question == Judgement.Reserved.guess else {
        return AnswerWords.text(answer, of: question, caption: slot.map { slots[$0].caption })
      }
      let named = slots.firstIndex { GuessQuestion.answer($0.id) == answer }
      return named.map(captionName) ?? (answer == nil ? "taken back" : "don't know")
    }
    let said = inWords(entry.answer)
    let change =
      switch (entry.before, entry.answer) {
      case (let before?, _?): "\(said), changed from: \(inWords(before))"
      case (let before?, nil): "taken back; it was: \(inWords(before))"
      case (nil, _): said
      }
    return (CalendarText.minute(entry.madeAt, secondsFromUTC: facts.secondsFromUTC), about, change)
  }

  private static let reservedNames = [
    Judgement.Reserved.flag: "Flag", Judgement.Reserved.skip: "Skip", Judgement.Reserved.comment: "Comment",
    Judgement.Reserved.guess: "Last question",
  ]
}

/// Answers in words, for history, lines and examples.
enum AnswerWords {
  /// What was said, word for word where the rater wrote it.
  ///
  /// - Parameter caption: the caption that it is about, for an edit.
  static func text(_ answer: Answer?, of question: Question?, caption: String?) -> String {
    switch answer {
    case nil: return "taken back"
    case .number, .option: return question?.choices.first { $0.answer == answer }?.short ?? "set"
    case .tags(let tags): return tags.isEmpty ? "none" : SafeText.onOneLine(tags.joined(separator: ", "))
    case .text(let text):
      if question?.kind == .edit, text == caption { return "no edit needed" }
      return SafeText.onOneLine(text)
    }
  }
}

/// Dates as the screen writes them, worked out here so that they are the same on any machine.
enum CalendarText {
  /// For example "2026-11-27 20:31".
  ///
  /// - Parameter milliseconds: since 1970, of which days have 86,400 seconds.
  static func minute(_ milliseconds: Int64, secondsFromUTC: Int) -> String {
    let seconds = Int(milliseconds / 1000) + secondsFromUTC
    let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    let (year, month, day) = date(daysSince1970: days)
    let minutes = (seconds - days * 86_400) / 60
    return "\(year)-\(two(month))-\(two(day)) \(two(minutes / 60)):\(two(minutes % 60))"
  }

  /// The proleptic Gregorian date of a day (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days).
  private static func date(daysSince1970 days: Int) -> (Int, Int, Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let isLate = month < 10
    return (
      yearOfEra + era * 400 + (isLate ? 0 : 1), isLate ? month + 3 : month - 9, dayOfYear - (153 * month + 2) / 5 + 1
    )
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
