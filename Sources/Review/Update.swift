internal import StudyModel
internal import Terminal

/// What follows from an event: the next state, and what is to be done in the world.
///
/// - Parameters:
///   - state: the state before.
///   - event: what happened.
///   - now: milliseconds since 1970.
public func update(_ state: ReviewState, _ event: Event, at now: Int64) -> (ReviewState, [Effect]) {
  var update = Update(state: state, now: now)
  update.take(event)
  return (update.state, update.effects)
}

/// One step from state to state. Its parts live in files of their own: items, answers, and what is opened by a key.
struct Update {
  var state: ReviewState
  var effects: [Effect] = []
  let now: Int64

  init(state: ReviewState, now: Int64) {
    self.state = state
    self.now = now
  }

  mutating func take(_ event: Event) {
    if state.comparesPairs, state.isSeen, !state.isSecondSeen { state.isSecondSeen = state.showsSecond }
    state.clock.advance(to: now, on: isWorking ? state.presentation?.id : nil)
    if let practice = state.practice {
      if case .key = event { state.clock.touch(at: now) }
      state.message = nil
      return takePractice(event, practice)
    }
    switch event {
    case .key(let key):
      touch()
      if retryPending(asking: Keymap.action(for: key) == .quit) { return }
      state.message = nil
      take(key)
      suggestBreak()
    case .action(let action):
      touch()
      if retryPending(asking: action == .quit) { return }
      state.message = nil
      perform(action)
      suggestBreak()
    case .resized(let columns, let rows): state.size = (columns, rows)
    case .tick: suggestBreak()
    case .resumed: touch()
    case .drawn(let id, let picture):
      guard id == state.presentation?.id else { return }
      state.isSeen = true
      if picture.width > state.picture.width { state.picture = picture }
    case .zoomed(let id, let part, let picture): if id == state.presentation?.id { noteZoomed(part, picture) }
    case .pictureFailed(let id, let problem):
      if id.rawValue == state.shownImage?.name { state.pictureProblem = problem }
    case .stored: settlePending()
    case .notSaved(let problem): state.pending?.problem = problem
    case .opened(let id, let result): noteOpened(id, result)
    }
  }

  /// Whether the rater is at work on the item: not where a page of text hides it.
  private var isWorking: Bool {
    switch state.screen {
    case .briefing, .example, .help, .history: false
    default: state.practice == nil
    }
  }

  private mutating func touch() { state.clock.touch(at: now) }

  mutating func say(_ text: String, warning: Bool = false) {
    state.message = ReviewState.Message(text: text, isWarning: warning)
  }

  /// Once, and not over a warning: it waits for the next key, or for a second without one.
  private mutating func suggestBreak() {
    guard state.message == nil, state.clock.sitting >= WorkClock.breakAfter, !state.hasSuggestedBreak else { return }
    state.hasSuggestedBreak = true
    say("45 minutes at a stretch: a break helps. q saves and quits; you go on where you stopped.")
  }

  private mutating func noteOpened(_ id: PresentationID, _ result: Event.Result) {
    switch result {
    case .done(let place):
      if id == state.presentation?.id { state.isOpenOutside = true }
      say(place)
    case .offered(let offer):
      if id == state.presentation?.id { state.offer = offer }
      say(offer.sentence)
    case .failed(let reason): say(reason, warning: true)
    }
  }

  /// Hands a key to whatever has the screen.
  private mutating func take(_ key: Key) {
    switch key {
    case .control("z"): return suspend()
    case .control("l"): return effects.append(.redraw)
    default: break
    }
    guard state.offer == nil else { return state.offer = nil }
    guard state.fits else {
      // Nothing of the item is on the screen: no key may judge it.
      if Keymap.action(for: key) == .quit { effects.append(.quit) }
      return
    }
    switch state.screen {
    case .rating:
      if case .paste = key { return say("Pasted text rates nothing. c opens a comment.", warning: true) }
      if let action = Keymap.action(for: key) { perform(action) }
    case .briefing(let scroll): takeBriefing(key, scroll)
    case .example(let index): takeExample(key, index)
    case .help(let scroll): takeHelp(key, scroll)
    case .zoom: takeZoom(key)
    case .tags(let list): takeTags(key, list)
    case .skip(let editor): takeSkip(key, editor)
    case .comment(let editor): takeComment(key, editor)
    case .text(let question, let editor): takeText(key, question, editor)
    case .edit(let question, let editor): takeEdit(key, question, editor)
    case .history(let scroll): takeHistory(key, scroll)
    case .filter: takeFilter(key)
    case .guess: takeGuess(key)
    }
  }

  /// Does what was asked for, whatever has the screen.
  mutating func perform(_ action: Action) {
    switch action {
    case .answer(let key): answer(key)
    case .clear: clear()
    case .caption(let step): moveCaption(step)
    case .question(let step): moveQuestion(step)
    case .nextUnrated: goToNextUnrated()
    case .nextItem: goToShown("last") { shown, here in shown.first { $0 > here } }
    case .previousItem: goToShown("first") { shown, here in shown.last { $0 < here } }
    case .item(let index): if state.presentations.indices.contains(index) { goTo(state.focus(on: index)) }
    case .firstItem: goToEnd { $0.first }
    case .lastItem: goToEnd { $0.last }
    case .undo: undo()
    case .redo: redo()
    case .flag: flag()
    case .skip(let reason): skip(reason)
    case .comment(let text): comment(text)
    case .tags(let question, let tags): tag(question, tags)
    case .text(let question, let text): write(text, answering: question)
    case .filter(let filter): show(filter)
    case .guess(let key): guess(key)
    case .clearGuess: clearGuess()
    case .nextGuess: stepGuess(1)
    case .previousGuess: stepGuess(-1)
    case .closeGuess: state.screen = .rating
    case .scroll(let lines): state.scroll = CaptionPane.clamped(scroll: state.scroll + lines, of: state)
    case .open(let kind): open(kind)
    case .openPicture:
      if let presentation = state.presentation { effects.append(.openPicture(presentation)) }
    case .notePractice(let word): notePractice(word)
    case .redraw: effects.append(.redraw)
    case .suspend: suspend()
    case .quit: effects.append(.quit)
    }
  }

  /// Whoever stops the program is away until it goes on.
  private mutating func suspend() {
    state.clock.pause(at: now)
    effects.append(.suspend)
  }
}
