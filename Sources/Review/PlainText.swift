internal import StudyModel
internal import Terminal

/// What the review in lines says. Short lines, one fact each, nothing that only a layout tells.
enum PlainText {
  /// "Caption B, " before what is asked about the caption in focus; nothing before what is asked about a pair.
  static func subject(_ state: ReviewState) -> String {
    state.comparesPairs ? "" : "\(state.captionName(state.focus.slot)), "
  }

  /// What a rater should know before the first item.
  static func briefing(_ state: ReviewState) -> [String] {
    let count = state.presentations.count
    let minutes = max(1, (count * state.facts.secondsPerItem + 30) / 60)
    var lines = [
      "Study \(SafeText.onOneLine(state.facts.study)), rater \(SafeText.onOneLine(state.facts.rater)).",
      "\(Amount.text(count, state.unit)), about \(Amount.text(minutes, "minute")). Done so far: \(state.doneCount).",
      state.comparesPairs
        ? "Each pair is two captions of one picture, first and second as chance had it. Nobody who wrote them is named."
        : "Each item is one picture with several captions in shuffled order. Nobody who wrote them is named.",
      "Every answer is saved as you give it. Stop whenever you like; you go on where you stopped.",
    ]
    if state.facts.canReadKey {
      lines.append(
        "Warning: this account can read the key that says who wrote what. Please do not open it. It is noted with "
          + "your ratings, and the report will count it.")
    }
    return lines + questions(state) + ["Type ? for the commands, q to quit."]
  }

  static func questions(_ state: ReviewState) -> [String] {
    state.rubric.questions.flatMap { question -> [String] in
      let name = question.ask.isEmpty ? question.title : "\(question.title): \(SafeText.onOneLine(question.ask))"
      var lines = ["Question \(name)\(question.isRequired ? "" : " (optional)")"]
      lines += anchors(question)
      if case .tags(let tags) = question.kind {
        lines.append("Tags: \(SafeText.onOneLine(tags.joined(separator: ", ")))")
      }
      return lines
    }
  }

  static func anchors(_ question: Question) -> [String] {
    question.choices.map { "\($0.key): \(SafeText.onOneLine($0.meaning))" }
  }

  static func item(_ state: ReviewState) -> [String] {
    let index = state.focus.item
    var line = "\(state.comparesPairs ? "Pair" : "Item") \(index + 1) of \(state.presentations.count), "
    if let reason = state.words(Judgement.Reserved.skip, item: index) {
      line += "skipped: \(SafeText.onOneLine(reason))"
    } else {
      line += state.rated.contains(index) ? "rated" : "open"
    }
    if state.isFlagged(index) { line += ", flagged" }
    var lines = [line + ". \(state.doneCount) done, about \(Clock.rough(state.millisecondsLeft)) left."]
    if let comment = state.words(Judgement.Reserved.comment, item: index) {
      lines.append("Your comment: \(SafeText.onOneLine(comment))")
    }
    return lines
  }

  static func captions(_ state: ReviewState) -> [String] {
    (state.presentation?.slots ?? []).enumerated().flatMap { index, slot -> [String] in
      let text = SafeText.shown(slot.caption)
      let turned = SafeText.isRightToLeft(text) ? " (right to left)" : ""
      let name = "\(state.captionName(index))\(turned):"
      if text.allSatisfy(\.isWhitespace) { return ["\(name) (empty)"] }
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      return lines.count == 1 && turned.isEmpty ? ["\(name) \(text)"] : [name] + lines
    }
  }

  /// The question in focus with its anchors, and last what is expected.
  static func prompt(_ state: ReviewState) -> [String] {
    if state.pending != nil { return ["Enter tries again:"] }
    guard let question = state.question, state.slot != nil else { return [">"] }
    if state.rated.contains(state.focus.item) && state.doneCount == state.presentations.count {
      let last = state.isReadyToGuess ? "n asks one last question, " : ""
      return ["All \(state.unit)s are done. \(last)q quits, p goes back, g and a number goes to that \(state.unit):"]
    }
    let choices = question.choices
    var lines = ["\(subject(state))\(question.title). \(SafeText.onOneLine(question.ask))"]
    lines += anchors(question)
    let now = state.answer(question).map { ", now \(CaptionPane.short($0, of: question))" } ?? ""
    let keys = choices.map { String($0.key) }.joined(separator: " ")
    let expected = choices.isEmpty ? "t marks tags, e writes a text, l goes on" : keys
    return lines + ["\(subject(state))\(question.title)\(now) [\(expected)]:"]
  }

  /// What was stored, in words: printed only once it is on disk.
  static func acknowledgement(_ judgement: Judgement, _ state: ReviewState) -> String {
    let index = state.presentations.firstIndex { $0.id == judgement.presentation } ?? state.focus.item
    if judgement.question == Judgement.Reserved.guess {
      let named = state.presentations[index].slots.firstIndex { GuessQuestion.answer($0.id) == judgement.answer }
      let answer = named.map { state.captionName($0).lowercasedFirst } ?? "don't know"
      return "Saved: last question, \(state.unit) \(index + 1): \(judgement.answer == nil ? "taken back" : answer)."
    }
    let slot = judgement.slot.flatMap { slot in state.presentations[index].slots.firstIndex { $0.id == slot } }
    let about = slot.map { "\(state.captionName($0).lowercasedFirst), " } ?? ""
    let answer = words(judgement.answer, of: state.rubric.question(judgement.question))
    let name = state.rubric.question(judgement.question)?.title ?? String(judgement.question.drop { $0 == "@" })
    return "Saved: \(state.unit) \(index + 1), \(about)\(name): \(answer)."
  }

  private static func words(_ answer: Answer?, of question: Question?) -> String {
    switch answer {
    case nil: "taken back"
    case .number, .option: question.map { CaptionPane.short(answer, of: $0) } ?? "set"
    case .tags(let tags): tags.isEmpty ? "none" : SafeText.onOneLine(tags.joined(separator: ", "))
    case .text(let text): SafeText.onOneLine(text)
    }
  }

  static func help(_ state: ReviewState) -> [String] {
    [
      "A number answers the question asked.", "x takes the answer back.", "u undoes, r redoes.",
      state.comparesPairs
        ? "l, h: next, previous question about the pair."
        : "j, k: next, previous caption. l, h: next, previous question.",
      "n: next unrated \(state.unit). p: previous \(state.unit). ]: next \(state.unit).",
      "g and a number: that \(state.unit).", "a: say the \(state.unit) again.", "t: tags. e and words: text answer.",
      "f: flag, or take the flag off.", "s and a reason: skip, or no longer skip.", "c and words: comment.",
      "o: open the picture.", "q: save and quit.",
    ] + questions(state)
  }
}

extension String {
  /// "caption B" for "Caption B": as it stands within a sentence.
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
