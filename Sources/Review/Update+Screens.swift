internal import StudyModel
internal import Terminal

/// Keys of everything but plain rating.
extension Update {
  mutating func open(_ kind: Screen.Kind) {
    switch kind {
    case .help: state.screen = .help(scroll: 0)
    case .zoom: state.screen = .zoom
    case .filter: state.screen = .filter
    case .tags: openTags()
    case .skip:
      guard state.presentation != nil else { return }
      if state.isSkipped(state.focus.item) { return skip("") }
      state.screen = .skip(LineEditor())
    case .comment:
      guard state.presentation != nil else { return }
      state.screen = .comment(LineEditor(state.words(Judgement.Reserved.comment, item: state.focus.item) ?? ""))
    case .text: openText()
    case .history: if state.presentation != nil { state.screen = .history(scroll: 0) }
    case .practice: practise()
    }
  }

  private mutating func openTags() {
    let all = state.rubric.questions.indices.filter { tags(state.rubric.questions[$0]) != nil }
    guard let index = all.contains(state.focus.question) ? state.focus.question : all.first else {
      return say("This rubric has no tags.")
    }
    openTags(index)
  }

  private mutating func openTags(_ index: Int) {
    let question = state.rubric.questions[index]
    guard state.slot != nil, let all = tags(question) else { return }
    var chosen: Set<String> = []
    if case .tags(let before)? = state.answer(question) { chosen = Set(before) }
    state.screen = .tags(TagList(question: question.id, tags: all, chosen: chosen, cursor: 0))
  }

  private mutating func openText() {
    guard let question = state.writtenQuestion, let slot = state.slot else {
      return say("This rubric asks for no text. c comments on the item.")
    }
    var before: String?
    if case .text(let text)? = state.answer(question) { before = text }
    if question.kind == .edit {
      return state.screen = .edit(question: question.id, TextEditor(slot.caption, text: before))
    }
    state.screen = .text(question: question.id, LineEditor(before ?? ""))
  }

  private func tags(_ question: Question) -> [String]? {
    if case .tags(let tags) = question.kind { tags } else { nil }
  }

  mutating func takeBriefing(_ key: Key, _ scroll: Int) {
    switch key {
    case .enter where state.offersPractice, .character("P"): practise()
    case .character("x") where !state.facts.guide.examples.isEmpty: state.screen = .example(0)
    case .character("s") where state.offersPractice:
      state.screen = .rating
      notePractice("skipped")
    case .enter, .character("n"):
      state.screen = .rating
      if state.presentation == nil { say("This packet has no items. q quits.", warning: true) }
    case .character("q"), .control("c"), .control("d"): effects.append(.quit)
    default: if let lines = page(key) { state.screen = .briefing(scroll: clampPage(scroll + lines)) }
    }
  }

  mutating func takeHelp(_ key: Key, _ scroll: Int) {
    if let lines = page(key) {
      state.screen = .help(scroll: clampPage(scroll + lines))
    } else if key == .character("P") {
      practise()
    } else if closes(key) || key == .character("?") || key == .enter {
      state.screen = .rating
    }
  }

  mutating func takeHistory(_ key: Key, _ scroll: Int) {
    if let lines = page(key) {
      state.screen = .history(scroll: clampPage(scroll + lines))
    } else if closes(key) || key == .character("H") || key == .enter {
      state.screen = .rating
    }
  }

  mutating func takeTags(_ key: Key, _ list: TagList) {
    var list = list
    switch key {
    case .down, .character("j"): list.cursor = min(list.tags.count - 1, list.cursor + 1)
    case .up, .character("k"): list.cursor = max(0, list.cursor - 1)
    case .character(" ") where list.tags.indices.contains(list.cursor):
      list.chosen.formSymmetricDifference([list.tags[list.cursor]])
    case .character(let digit) where list.tags.indices.contains((digit.wholeNumberValue ?? 0) - 1):
      list.cursor = (digit.wholeNumberValue ?? 0) - 1
      list.chosen.formSymmetricDifference([list.tags[list.cursor]])
    case .tab: return nextTags(after: list)
    case .enter, .character("t"):
      state.screen = .rating
      return tag(list.question, list.answer)
    default:
      if closes(key) { return state.screen = .rating }
    }
    state.screen = .tags(list)
  }

  /// Tab keeps what was marked and opens the rubric's next list of tags.
  private mutating func nextTags(after list: TagList) {
    let all = state.rubric.questions.indices.filter { tags(state.rubric.questions[$0]) != nil }
    guard all.count > 1, let here = all.firstIndex(where: { state.rubric.questions[$0].id == list.question }) else {
      return
    }
    tag(list.question, list.answer)
    openTags(all[(here + 1) % all.count])
  }

  mutating func takeSkip(_ key: Key, _ editor: LineEditor) {
    if case .character(let digit) = key, editor.text.isEmpty, let number = digit.wholeNumberValue,
      Screen.reasons.indices.contains(number - 1)
    {
      state.screen = .rating
      return skip(Screen.reasons[number - 1])
    }
    write(key, editor, again: { .skip($0) }) { update, text in
      text.isEmpty ? update.say("Not skipped: a reason is needed.", warning: true) : update.skip(text)
    }
  }

  mutating func takeComment(_ key: Key, _ editor: LineEditor) {
    write(key, editor, again: { .comment($0) }) { $0.comment($1) }
  }

  mutating func takeText(_ key: Key, _ question: String, _ editor: LineEditor) {
    write(key, editor, again: { .text(question: question, $0) }) { $0.write($1, answering: question) }
  }

  mutating func takeEdit(_ key: Key, _ question: String, _ editor: TextEditor) {
    switch key {
    case .enter:
      state.screen = .rating
      write(editor.written, answering: question)
    case .escape, .control("c"), .control("g"): state.screen = .rating
    default:
      var editor = editor
      editor.take(key, columns: EditPanel.textColumns(panel: RatingLayout(state).panel.width))
      state.screen = .edit(question: question, editor)
    }
  }

  mutating func takeFilter(_ key: Key) {
    guard case .character(let character) = key,
      let filter = Filter.allCases.first(where: { $0.rawValue.first == character })
        ?? character.wholeNumberValue.flatMap({
          Filter.allCases.indices.contains($0 - 1) ? Filter.allCases[$0 - 1] : nil
        })
    else {
      if closes(key) || key == .enter { state.screen = .rating }
      return
    }
    state.screen = .rating
    show(filter)
  }

  private mutating func write(
    _ key: Key, _ editor: LineEditor, again: (LineEditor) -> Screen, save: (inout Update, String) -> Void
  ) {
    var editor = editor
    switch key {
    case .enter:
      state.screen = .rating
      save(&self, editor.written)
    case .escape, .control("c"), .control("g"): state.screen = .rating
    default:
      _ = editor.take(key)
      state.screen = again(editor)
    }
  }

  func closes(_ key: Key) -> Bool {
    [.escape, .character("q"), .control("c"), .control("d")].contains(key)
  }

  /// Lines that a key scrolls a page of text by.
  func page(_ key: Key) -> Int? {
    switch key {
    case .down, .character("j"): 1
    case .up, .character("k"): -1
    case .pageDown, .character(" "): max(1, state.size.rows - 4)
    case .pageUp: -max(1, state.size.rows - 4)
    case .home, .character("g"): -100_000
    case .end, .character("G"): 100_000
    default: nil
    }
  }

  private func clampPage(_ scroll: Int) -> Int { max(0, min(scroll, TextPage.largestScroll(of: state))) }
}
