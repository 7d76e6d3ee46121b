internal import StudyModel
internal import Terminal

/// The practice item. It is rated as any other, and nothing of it is stored but that it was done or skipped.
extension Update {
  /// Begins the first practice item.
  mutating func practise() {
    guard !state.facts.guide.practice.isEmpty else { return say("This study has no practice item.") }
    begin(0)
  }

  /// Notes that the practice item was done or skipped, once in a packet.
  mutating func notePractice(_ word: String) {
    guard state.offersPractice else { return }
    let key = AnswerKey(presentation: nil, slot: nil, question: Judgement.Reserved.practice)
    store(
      ReviewState.Change(key: key, before: nil, after: .text(word), focus: state.focus), answer: .text(word), .record)
  }

  /// Hands an event to the practice item. Only what concerns the window or the world outside gets through.
  mutating func takePractice(_ event: Event, _ practice: Practice) {
    var practice = practice
    if case .key(let key) = event {
      if let scroll = practice.told { return takeTold(key, scroll, practice) }
      let review = practice.review
      if review.screen == .rating && review.offer == nil {
        if Keymap.action(for: key) == .quit || key == .escape { return endPractice() }
        if review.doneCount == 1, Keymap.action(for: key) == .nextUnrated {
          practice.told = 0
          state.practice = practice
          return
        }
        if [.open(.practice), .open(.history)].contains(Keymap.action(for: key)) { return }
      }
    }
    if case .resized(let columns, let rows) = event { state.size = (columns, rows) }
    var waiting = [event]
    while !waiting.isEmpty {
      let (next, wanted) = update(practice.review, waiting.removeFirst(), at: now)
      practice.review = next
      for effect in wanted {
        switch effect {
        case .store: waiting.append(.stored)
        case .quit: return endPractice()
        case .openPicture, .redraw, .suspend: effects.append(effect)
        }
      }
    }
    state.practice = practice
  }

  mutating func takeExample(_ key: Key, _ index: Int) {
    switch key {
    case .enter, .right, .down, .character("n"), .character("j"), .character(" "):
      let isLast = !state.facts.guide.examples.indices.contains(index + 1)
      state.screen = isLast ? .briefing(scroll: 0) : .example(index + 1)
    case .left, .up, .character("p"), .character("k"): state.screen = .example(max(0, index - 1))
    default: if closes(key) { state.screen = .briefing(scroll: 0) }
    }
    if state.screen != .example(index) { state.pictureProblem = nil }
  }

  private mutating func begin(_ index: Int) {
    state.screen = .rating
    state.practice = Practice(index, state.rehearsal(index, now: now))
  }

  private mutating func takeTold(_ key: Key, _ scroll: Int, _ practice: Practice) {
    switch key {
    case .enter, .character("n"):
      let next = practice.index + 1
      if state.facts.guide.practice.indices.contains(next) { begin(next) } else { endPractice() }
    case .escape, .character("q"), .control("c"), .control("d"): endPractice()
    default:
      guard let lines = page(key) else { return }
      var practice = practice
      practice.told = max(0, min(scroll + lines, TextPage.largestScroll(of: state)))
      state.practice = practice
    }
  }

  /// Back to the packet. Whoever saw the conductor's answers has done it; whoever left before has skipped it.
  private mutating func endPractice() {
    let isDone = state.practice?.told != nil || (state.practice?.index ?? 0) > 0
    state.practice = nil
    state.screen = .rating
    // The item has not been on the screen since.
    state.isSeen = false
    say(isDone ? "Practice is over: from here on everything counts." : "Practice left: from here on everything counts.")
    notePractice(isDone ? "done" : "skipped")
  }
}
