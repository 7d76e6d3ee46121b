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
    lines += state.rubric.questions.map { question in
      let name = question.ask.isEmpty ? question.title : "\(question.title): \(SafeText.onOneLine(question.ask))"
      return "Question \(name)\(question.isRequired ? "" : " (optional)")"
    }
    lines += optional(state)
    return lines + examples(state) + ["Type ? for the commands and every point of every question, q to quit."]
  }

  /// How to give what is optional: the last required answer leads on, and a tag typed after it would be the next one's.
  private static func optional(_ state: ReviewState) -> [String] {
    let questions = state.rubric.questions.filter { !$0.isRequired }
    if questions.isEmpty || questions.count == state.rubric.questions.count { return [] }
    let unit = state.showsOneCaption ? "caption" : state.unit
    return [
      "The last required answer leads on to the next \(unit). Give what is optional before it, with t or e; or later: "
        + "\(state.showsOneCaption ? "k" : "p") goes back."
    ]
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
    var lines = [line + ". \(state.doneCount) done, \(Clock.about(state.millisecondsLeft)) left."]
    if let comment = state.words(Judgement.Reserved.comment, item: index) {
      lines.append("Your comment: \(SafeText.onOneLine(comment))")
    }
    return lines
  }

  static func captions(_ state: ReviewState) -> [String] {
    let shown = (state.presentation?.slots ?? []).indices.filter { !state.showsOneCaption || $0 == state.focus.slot }
    return shown.flatMap { caption(state, $0) }
  }

  /// One caption under its name.
  static func caption(_ state: ReviewState, _ index: Int) -> [String] {
    guard let slots = state.presentation?.slots, slots.indices.contains(index) else { return [] }
    let text = CaptionText.shown(slots[index].caption)
    let turned = SafeText.isRightToLeft(text) ? " (right to left)" : ""
    let name = "\(state.captionName(index))\(turned):"
    if text.isEmpty { return ["\(name) (empty)"] }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return lines.count == 1 && turned.isEmpty ? ["\(name) \(text)"] : [name] + lines
  }

  /// The question in focus with its anchors, and last what is expected.
  static func prompt(_ state: ReviewState) -> [String] {
    if state.pending != nil { return ["Enter tries again:"] }
    guard let question = state.question, let slot = state.slot else { return [">"] }
    if !state.isPractice, state.rated.contains(state.focus.item), state.doneCount == state.presentations.count {
      let last = state.isReadyToGuess ? "n asks one last question, " : ""
      return ["All \(state.unit)s are done. \(last)q quits, p goes back, g and a number goes to that \(state.unit):"]
    }
    let choices = question.choices
    var lines = ["\(subject(state))\(question.title). \(SafeText.onOneLine(question.ask))"]
    lines += anchors(question)
    let now = state.answer(question).map { ", now \(AnswerWords.text($0, of: question, caption: slot.caption))" } ?? ""
    let keys = choices.map { String($0.key) }.joined(separator: " ")
    let expected = choices.isEmpty ? expectedOfWords(question) : keys
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
    let question = state.rubric.question(judgement.question)
    let caption = slot.map { state.presentations[index].slots[$0].caption }
    let answer = AnswerWords.text(judgement.answer, of: question, caption: caption)
    let name = question?.title ?? String(judgement.question.drop { $0 == "@" })
    if state.isPractice { return "Not stored: \(slot.map { state.captionName($0) + ", " } ?? "")\(name): \(answer)." }
    if judgement.presentation == nil { return "Saved: \(name) \(answer)." }
    let about = slot.map { "\(state.captionName($0).lowercasedFirst), " } ?? ""
    return "Saved: \(state.unit) \(index + 1), \(about)\(name): \(answer)."
  }

  private static func expectedOfWords(_ question: Question) -> String {
    switch question.kind {
    case .tags: "t marks tags, l goes on"
    case .edit: "e edits, e = no edit needed, l goes on"
    default: "e writes a text, l goes on"
    }
  }

  static func help(_ state: ReviewState) -> [String] {
    [
      "A number answers the question asked.", "x takes the answer back.", "u undoes, r redoes.",
      state.comparesPairs
        ? "l, h: next, previous question about the pair."
        : "j, k: next, previous caption. l, h: next, previous question.",
      "n: next unrated \(state.unit). p: previous \(state.unit). ]: next \(state.unit).",
      "g and a number: that \(state.unit). g: first \(state.unit). G: last \(state.unit).",
      "a: say the \(state.unit) again.",
      "t: tags.", "e and words: text answer, or the caption as you would have it.", "e =: the caption needs no edit.",
      "f: flag, or take the flag off.", "s and a reason: skip, or no longer skip.", "c and words: comment.",
      "/: show unrated, flagged or skipped items only.", "H: what you said of this item so far.",
      "P: the practice item, which does not count.", "o: open the picture.", "q: save and quit.",
    ] + questions(state)
  }
}

extension String {
  /// "caption B" for "Caption B": as it stands within a sentence.
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
