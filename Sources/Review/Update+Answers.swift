internal import StudyModel

/// Answers: each becomes a judgement to be stored, and counts only once it is.
extension Update {
  mutating func answer(_ key: Character) {
    guard let question = state.question, let place = state.place(of: question.id), isSeen(), isSecondSeen() else {
      return
    }
    let choices = question.choices
    guard !choices.isEmpty else {
      return say(
        "\(question.title) has no number: \(isTags(question) ? "t opens its tags" : "e opens it").", warning: true)
    }
    guard let choice = choices.first(where: { $0.key == key }) else {
      let keys = choices.map { String($0.key) }
      return say("\(question.title) takes \(keys.joined(separator: " ")). Not scored.", warning: true)
    }
    if state.answers[place] == choice.answer { return moveOn() }
    change(place, to: choice.answer)
  }

  mutating func clear() {
    guard let question = state.question, let place = state.place(of: question.id) else { return }
    guard state.answers[place] != nil else { return say("\(question.title) has no answer to take back.") }
    change(place, to: nil)
  }

  mutating func tag(_ question: String, _ tags: [String]) {
    guard let place = state.place(of: question), isSeen() else { return }
    let answer: Answer? = tags.isEmpty && state.answers[place] == nil ? nil : .tags(tags)
    if state.answers[place] != answer { change(place, to: answer) }
  }

  /// A text that answers a question.
  mutating func write(_ text: String, answering question: String) {
    guard let place = state.place(of: question), isSeen() else { return }
    note(text, at: place)
  }

  /// A comment on the item.
  mutating func comment(_ text: String) {
    guard let presentation = state.presentation else { return }
    note(text, at: AnswerKey(presentation: presentation.id, slot: nil, question: Judgement.Reserved.comment))
  }

  private mutating func note(_ text: String, at place: AnswerKey) {
    var answer: Answer? = text.isEmpty ? nil : .text(text)
    if state.rubric.question(place.question)?.kind == .edit, let caption = state.slot?.caption {
      let edited = TextEditor.normalised(text, of: caption)
      answer = edited.isEmpty && edited != caption ? nil : .text(edited)
    }
    if state.answers[place] != answer { change(place, to: answer) }
  }

  mutating func flag() {
    guard let presentation = state.presentation else { return }
    let place = AnswerKey(presentation: presentation.id, slot: nil, question: Judgement.Reserved.flag)
    change(place, to: state.answers[place] == nil ? .text("flagged") : nil)
  }

  mutating func skip(_ reason: String) {
    guard let presentation = state.presentation else { return }
    let place = AnswerKey(presentation: presentation.id, slot: nil, question: Judgement.Reserved.skip)
    let answer: Answer? = reason.isEmpty ? nil : .text(reason)
    if state.answers[place] != answer { change(place, to: answer) }
  }

  mutating func undo() {
    guard let last = state.changes.last else { return say("Nothing to undo in this sitting.") }
    store(last, answer: last.before, .undo)
  }

  mutating func redo() {
    guard let last = state.undone.last else { return say("Nothing to redo.") }
    store(last, answer: last.after, .redo)
  }

  /// Tries a judgement again that could not be stored. Any key does that, and means nothing else.
  ///
  /// - Returns: whether there was one.
  mutating func retryPending(asking toQuit: Bool) -> Bool {
    guard let pending = state.pending else { return false }
    if toQuit && pending.isLeaving {
      effects.append(.quit)
    } else {
      state.pending?.isLeaving = toQuit
      effects.append(.store(pending.judgement))
    }
    return true
  }

  /// The pending judgement is on disk: now it counts and is shown.
  mutating func settlePending() {
    guard let pending = state.pending else { return }
    state.pending = nil
    state.take(pending.judgement)
    switch pending.kind {
    case .change:
      state.changes.append(pending.change)
      state.undone = []
      afterChange(pending.change)
    case .undo:
      state.undone.append(pending.change)
      if !state.changes.isEmpty { state.changes.removeLast() }
      goBack(to: pending.change)
      say("Undone: \(describe(pending.change)).")
    case .redo:
      state.changes.append(pending.change)
      if !state.undone.isEmpty { state.undone.removeLast() }
      goBack(to: pending.change)
      say("Done again: \(describe(pending.change)).")
    case .record: break
    }
    if pending.isLeaving { effects.append(.quit) }
  }

  /// Where a change was made. The last question gives way to what was said before it.
  private mutating func goBack(to change: ReviewState.Change) {
    if state.isGuessing && change.key.question != Judgement.Reserved.guess {
      state.screen = .rating
      state.isSeen = false
    }
    goTo(change.focus)
  }

  mutating func change(_ key: AnswerKey, to answer: Answer?) {
    store(
      ReviewState.Change(key: key, before: state.answers[key], after: answer, focus: state.focus), answer: answer,
      .change)
  }

  mutating func store(_ change: ReviewState.Change, answer: Answer?, _ kind: ReviewState.Pending.Kind) {
    let judgement = Judgement(
      presentation: change.key.presentation, slot: change.key.slot, question: change.key.question, answer: answer,
      madeAt: now, onTask: change.key.presentation.map { state.clock.spend(on: $0) } ?? 0, display: state.display)
    state.pending = ReviewState.Pending(judgement: judgement, change: change, kind: kind)
    effects.append(.store(judgement))
  }

  private mutating func afterChange(_ change: ReviewState.Change) {
    switch change.key.question {
    case Judgement.Reserved.skip where change.after != nil: goToNextUnratedItem()
    case Judgement.Reserved.skip: say("No longer skipped.")
    case Judgement.Reserved.flag: say(change.after == nil ? "Flag taken off." : "Flagged. / shows flagged items only.")
    case Judgement.Reserved.comment: say(change.after == nil ? "Comment taken off." : "Comment saved.")
    case Judgement.Reserved.guess: return change.after == nil ? say("Answer taken back.") : afterGuess()
    default:
      guard let question = state.rubric.question(change.key.question), change.after != nil else { break }
      if question.kind == .edit { sayEdited(change) }
      if !question.choices.isEmpty || (question.isRequired && question == state.question) { moveOn() }
    }
    if state.doneCount == state.presentations.count, change.after != nil {
      sayAllDone()
    }
  }

  /// After a score the focus goes to the next required answer that the item lacks; a complete item keeps it.
  ///
  /// Where one caption is shown at a time, a complete caption keeps it too: what is optional can still be said of it.
  private mutating func moveOn() {
    guard let next = state.missing(in: state.focus.item, after: state.focus) else { return }
    if state.showsOneCaption && next.slot != state.focus.slot {
      if state.missingAnswers(slot: state.focus.slot) > 0 { moveFocus(to: state.focus(on: state.focus.item)) }
      return
    }
    moveFocus(to: next)
  }

  private mutating func sayEdited(_ change: ReviewState.Change) {
    let slot = state.slot.flatMap { $0.id == change.key.slot ? $0 : nil }
    say(change.after == slot.map { .text($0.caption) } ? "Noted: no edit needed." : "Your edited version is saved.")
  }

  /// Before an item was on the screen in full, keys were typed for another one.
  mutating func isSeen() -> Bool {
    if !state.isSeen { say("That key came before the \(state.unit) was on the screen. Not scored.", warning: true) }
    return state.isSeen
  }

  /// Two captions cannot be compared before both were on the screen.
  private mutating func isSecondSeen() -> Bool {
    guard state.comparesPairs, !state.isSecondSeen else { return true }
    say("The second caption is further down: Space or j shows it. Not scored.", warning: true)
    return false
  }

  private func isTags(_ question: Question) -> Bool {
    if case .tags = question.kind { true } else { false }
  }

  private func describe(_ change: ReviewState.Change) -> String {
    switch change.key.question {
    case Judgement.Reserved.skip: "skip"
    case Judgement.Reserved.flag: "flag"
    case Judgement.Reserved.comment: "comment"
    case Judgement.Reserved.guess: "answer to the last question"
    default: state.rubric.question(change.key.question)?.title ?? change.key.question
    }
  }
}
