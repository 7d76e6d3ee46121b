public import StudyModel
internal import Terminal

extension ReviewState {
  /// The item in focus; nil in a packet without items.
  public var presentation: Presentation? {
    presentations.indices.contains(focus.item) ? presentations[focus.item] : nil
  }

  /// The caption in focus.
  public var slot: Slot? {
    presentation.flatMap { $0.slots.indices.contains(focus.slot) ? $0.slots[focus.slot] : nil }
  }

  /// The question in focus.
  public var question: Question? {
    rubric.questions.indices.contains(focus.question) ? rubric.questions[focus.question] : nil
  }

  /// The question that `e` writes the answer to: the one in focus, or the rubric's first edit or text; nil: none.
  var writtenQuestion: Question? {
    let isWritten = { (question: Question) in question.kind == .text || question.kind == .edit }
    return question.flatMap { isWritten($0) ? $0 : nil } ?? rubric.questions.first(where: isWritten)
  }

  /// The answer to a question about a slot of the item in focus.
  public func answer(_ question: Question, _ slot: Slot) -> Answer? {
    presentation.flatMap { answers[AnswerKey(presentation: $0.id, slot: slot.id, question: question.id)] }
  }

  /// What was said of a whole item: one of the reserved names.
  public func answer(_ reserved: String, item index: Int) -> Answer? {
    answers[AnswerKey(presentation: presentations[index].id, slot: nil, question: reserved)]
  }

  /// The text said of a whole item under a reserved name.
  public func words(_ reserved: String, item index: Int) -> String? {
    guard case .text(let text)? = answer(reserved, item: index) else { return nil }
    return text
  }

  /// Required answers that an item still lacks.
  public func missingAnswers(_ index: Int) -> Int {
    let presentation = presentations[index]
    let required = rubric.questions.filter(\.isRequired)
    // A rubric of optional questions alone: any answer makes an item rated.
    guard !required.isEmpty else {
      return answers.keys.contains { $0.presentation == presentation.id && $0.slot != nil } ? 0 : 1
    }
    if comparesPairs {
      return required.count { answers[AnswerKey(presentation: presentation.id, slot: nil, question: $0.id)] == nil }
    }
    return presentation.slots.reduce(0) { count, slot in
      count
        + required.count { answers[AnswerKey(presentation: presentation.id, slot: slot.id, question: $0.id)] == nil }
    }
  }

  /// Whether an item was skipped.
  public func isSkipped(_ index: Int) -> Bool { answer(Judgement.Reserved.skip, item: index) != nil }

  /// Whether an item has a flag.
  public func isFlagged(_ index: Int) -> Bool { answer(Judgement.Reserved.flag, item: index) != nil }

  /// Whether an item asks for nothing more: rated or skipped.
  public func isDone(_ index: Int) -> Bool { rated.contains(index) || isSkipped(index) }

  /// Items rated or skipped.
  public var doneCount: Int { presentations.indices.count(where: isDone) }

  /// Whether an item passes the filter.
  public func passes(_ index: Int) -> Bool {
    switch filter {
    case .all: true
    case .unrated: !isDone(index)
    case .flagged: isFlagged(index)
    case .skipped: isSkipped(index)
    }
  }

  /// Where the focus goes on an item: to the first required answer that is missing, or to the beginning.
  func focus(on index: Int) -> Focus {
    let start = Focus(item: index, slot: 0, question: rubric.questions.firstIndex(where: \.isRequired) ?? 0)
    return missing(in: index, after: nil) ?? start
  }

  /// The next place, in reading order after `place` and then from the beginning, where a required answer is missing.
  func missing(in index: Int, after place: Focus?) -> Focus? {
    guard presentations.indices.contains(index) else { return nil }
    let presentation = presentations[index]
    // A pair is asked about once, whichever caption scrolls.
    let slots = comparesPairs ? [place?.slot ?? 0] : Array(presentation.slots.indices)
    let places = slots.flatMap { slot in
      rubric.questions.indices.map { Focus(item: index, slot: slot, question: $0) }
    }
    let start = place.flatMap { places.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
    return (places[start...] + places[..<start]).first { place in
      let question = rubric.questions[place.question]
      return question.isRequired
        && answers[
          AnswerKey(
            presentation: presentation.id, slot: comparesPairs ? nil : presentation.slots[place.slot].id,
            question: question.id)] == nil
    }
  }

  /// Milliseconds of work an item took on average; nil before the first is done.
  public var millisecondsPerItem: Int64? { doneCount > 0 ? clock.total / Int64(doneCount) : nil }

  /// Milliseconds the remaining items will take, by the pace so far, or by what the study expects.
  public var millisecondsLeft: Int64 {
    Int64(presentations.count - doneCount) * (millisecondsPerItem ?? Int64(facts.secondsPerItem) * 1000)
  }

  /// How the picture is shown, as it is stored with a judgement: the largest size this sitting has shown of it;
  /// `+zoomed` where only parts of it were shown at that scale, `+opened` where it was opened outside, at a size nobody
  /// here knows.
  var display: Display {
    let isInParts = partPicture.width > picture.width
    let best = isInParts ? partPicture : picture
    let mode = facts.displayMode + (isInParts ? "+zoomed" : "") + (isOpenOutside ? "+opened" : "")
    return Display(
      mode: mode, columns: size.columns, rows: size.rows, pixelWidth: best.width, pixelHeight: best.height)
  }
}
