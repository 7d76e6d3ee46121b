internal import StudyModel
internal import Terminal

/// Moving about. What belongs to one item (its picture, whether it was seen) is forgotten with the item.
extension Update {
  mutating func goTo(_ focus: ReviewState.Focus) {
    guard state.presentations.indices.contains(focus.item) else { return }
    if focus.item != state.focus.item {
      state.isSeen = false
      state.isSecondSeen = false
      state.pictureProblem = nil
      state.picture = PixelSize(width: 0, height: 0)
      state.isOpenOutside = false
      state.zoom = .whole
      state.part = .whole
      state.partPicture = PixelSize(width: 0, height: 0)
      state.offer = nil
    }
    moveFocus(to: focus)
  }

  mutating func moveFocus(to focus: ReviewState.Focus) {
    // Keys typed for one caption must not rate another that takes its place on the screen.
    if state.showsOneCaption && focus.slot != state.focus.slot { state.isSeen = false }
    state.focus = focus
    state.scroll = 0
  }

  mutating func moveCaption(_ step: Int) {
    guard let count = state.presentation?.slots.count, count > 0 else { return }
    let next = state.focus.slot + step
    guard (0..<count).contains(next), maySee(next) else { return }
    var focus = state.focus
    focus.slot = next
    moveFocus(to: focus)
  }

  /// Over the last question the focus goes on to the next caption, over the first back to the one before.
  mutating func moveQuestion(_ step: Int) {
    let count = state.rubric.questions.count
    guard count > 0, let slots = state.presentation?.slots.count else { return }
    if state.comparesPairs {
      var focus = state.focus
      focus.question = max(0, min(count - 1, focus.question + step))
      return moveFocus(to: focus)
    }
    let place = state.focus.slot * count + state.focus.question + step
    guard (0..<slots * count).contains(place), maySee(place / count) else { return }
    moveFocus(to: ReviewState.Focus(item: state.focus.item, slot: place / count, question: place % count))
  }

  /// Goes to one of the items shown; `end` is what the item in focus is where there is none.
  mutating func goToShown(_ end: String, _ choose: ([Int], Int) -> Int?) {
    let shown = shownItems()
    guard !shown.isEmpty else { return sayNothingShown() }
    guard let next = choose(shown, state.focus.item) else { return say("This is the \(end) \(state.unit)\(ofFilter).") }
    goTo(state.focus(on: next))
  }

  mutating func goToEnd(_ end: ([Int]) -> Int?) {
    guard let item = end(shownItems()) else { return sayNothingShown() }
    goTo(state.focus(on: item))
  }

  /// The next item in order, and from the beginning after the last, that is neither rated nor skipped.
  ///
  /// Where one caption is shown at a time, the item's own next caption comes first.
  mutating func goToNextUnrated() {
    if state.showsOneCaption, state.missingAnswers(slot: state.focus.slot) == 0,
      let next = state.missing(in: state.focus.item, after: nil)
    {
      return moveFocus(to: next)
    }
    goToNextUnratedItem()
  }

  /// The next item that is neither rated nor skipped, whatever the one in focus lacks.
  mutating func goToNextUnratedItem() {
    let count = state.presentations.count
    let here = state.focus.item
    let missing = state.presentations.indices.contains(here) && !state.isDone(here) ? state.missingAnswers(here) : 0
    let others = (1..<max(2, count)).map { (here + $0) % max(1, count) }
    guard let next = others.first(where: { $0 != here && !state.isDone($0) }) else {
      guard missing == 0 else {
        goTo(state.focus(on: here))
        return say("The only \(state.unit) left: \(answersMissing(missing)).")
      }
      return openGuess() ? () : sayAllDone()
    }
    goTo(state.focus(on: next))
    if missing > 0 {
      say("\(state.comparesPairs ? "Pair" : "Item") \(here + 1) stays open: \(answersMissing(missing)).", warning: true)
    }
  }

  mutating func show(_ filter: Filter) {
    let before = state.filter
    state.filter = filter
    let shown = shownItems()
    guard !shown.isEmpty else {
      state.filter = before
      return say("No \(state.unit) is \(filter.rawValue).", warning: true)
    }
    if !state.passes(state.focus.item), let next = shown.first(where: { $0 >= state.focus.item }) ?? shown.first {
      goTo(state.focus(on: next))
    }
    say(
      filter == .all ? "All \(state.unit)s are shown." : "\(shown.count) \(filter.rawValue); [ and ] move among them.")
  }

  mutating func sayAllDone() {
    guard !state.isGuessing else { return }
    if state.isPractice { return say("PRACTICE complete: Enter shows what the conductor would have said.") }
    let next = state.isReadyToGuess ? "n asks one last question, as you like; " : ""
    say("All \(state.unit)s are done. \(next)q saves and quits; every answer can still be changed.")
  }

  /// Whether a caption of the item may be gone to; says why where it may not.
  private mutating func maySee(_ slot: Int) -> Bool {
    if state.mayShow(slot: slot) { return true }
    let missing = (0..<slot).reduce(0) { $0 + state.missingAnswers(slot: $1) }
    say("The next caption comes once this one is complete: \(answersMissing(missing)).", warning: true)
    return false
  }

  private func shownItems() -> [Int] { state.presentations.indices.filter { state.passes($0) } }

  private mutating func sayNothingShown() {
    say("No \(state.unit) is \(state.filter.rawValue) any more: / shows others.", warning: true)
  }

  private var ofFilter: String { state.filter == .all ? "" : " that is \(state.filter.rawValue)" }

  private func answersMissing(_ count: Int) -> String {
    count == 1 ? "1 answer is missing" : "\(count) answers are missing"
  }
}
