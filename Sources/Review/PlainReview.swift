internal import StudyModel
internal import Terminal

/// The review as a dialogue in lines, for screen readers, plain terminals and pipes: the same answers, stored the
/// same way, by the same ``update(_:_:at:)``.
public struct PlainReview {
  var state: ReviewState
  let desk: ReviewDesk
  let read: () -> String?
  let print: (String) -> Void
  let beginItem: () -> Void
  var isOver = false
  /// Whether there was no more input.
  private(set) var hasEnded = false

  /// - Parameters:
  ///   - state: where to begin.
  ///   - desk: the world.
  ///   - read: the next line without its end; nil when there is none.
  ///   - print: writes a text, as it is, at once.
  ///   - beginItem: drops what was typed for the item before.
  public init(
    state: ReviewState, desk: ReviewDesk, read: @escaping () -> String?, print: @escaping (String) -> Void,
    beginItem: @escaping () -> Void
  ) {
    self.state = state
    self.desk = desk
    self.read = read
    self.print = print
    self.beginItem = beginItem
  }

  /// Runs until the rater quits or there is no more input.
  ///
  /// - Returns: why the last answer was not stored, where the rater left without it.
  public mutating func run() -> String? {
    if !state.isPractice { begin() }
    var shown: (item: Int, slot: Int, isGuess: Bool)?
    while !isOver {
      guard state.presentation != nil else { break }
      if state.isPractice && state.doneCount == 1 { break }
      let now = (state.focus.item, state.showsOneCaption ? state.focus.slot : 0, state.isGuessing)
      if let news = desk.news() { act(news) }
      if let shown, shown.item != now.0 { desk.leave() }
      if shown.map({ $0 != now }) ?? true {
        beginItem()
        if state.isGuessing {
          showGuess()
        } else if shown?.item == now.0, shown?.isGuess == false {
          showCaptions()
        } else {
          showItem()
        }
        shown = now
      }
      let asked = state.isGuessing ? [PlainText.guessPrompt(state)] : PlainText.prompt(state)
      asked.dropLast().forEach(say)
      print((asked.last ?? "") + " ")
      guard let line = read() else {
        hasEnded = true
        break
      }
      if state.isGuessing { takeGuess(line) } else { take(line) }
    }
    return state.pending?.problem
  }

  func say(_ line: String) { print(line + "\n") }

  private mutating func begin() {
    PlainText.briefing(state).forEach(say)
    for (index, example) in state.facts.guide.examples.enumerated() {
      guard let image = example.image else { continue }
      let id = PresentationID(rawValue: "example-\(index + 1)")
      if let file = try? desk.file(Presentation(id: id, item: image, slots: [])) {
        say("Picture of example \(index + 1). File: \(file)")
      }
    }
    state.screen = .rating
    offerPractice()
  }

  private mutating func showItem() {
    guard let presentation = state.presentation else { return }
    say("")
    PlainText.item(state).forEach(say)
    do {
      let size = try ImageMeasure.size(of: desk.image(presentation.item))
      say("Picture: \(size.width) by \(size.height) pixels. File: \(try desk.file(presentation))")
    } catch {
      say("Picture: \(error)")
    }
    showCaptions()
  }

  private mutating func showCaptions() {
    PlainText.captions(state).forEach(say)
    if let id = state.presentation?.id { feed(.drawn(id, picture: PixelSize(width: 0, height: 0))) }
  }

  mutating func feed(_ event: Event) {
    var waiting = [event]
    while !waiting.isEmpty && !isOver {
      let (next, effects) = update(state, waiting.removeFirst(), at: desk.now())
      state = next
      for effect in effects {
        switch effect {
        case .store(let judgement):
          let answer = desk.answer(to: judgement)
          if answer == .stored { say(PlainText.acknowledgement(judgement, state)) }
          waiting.append(answer)
        case .openPicture(let presentation): waiting.append(.opened(presentation.id, desk.open(presentation)))
        case .quit: isOver = true
        case .redraw, .suspend: break
        }
      }
    }
  }

  mutating func act(_ action: Action) { act(.action(action)) }

  private mutating func act(_ event: Event) {
    feed(event)
    if let problem = state.pending?.problem {
      say("NOT SAVED: \(problem)")
      say("Press Enter to try again, or type q twice to leave without that answer.")
    } else if let message = state.message {
      say(message.text)
    }
  }

  private mutating func take(_ line: String) {
    let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
    let command = words.first.map(String.init) ?? ""
    let rest = words.count > 1 ? String(words[1]) : ""
    switch command {
    case "q": act(.quit)
    case "" where state.pending != nil: actAndLeadOn(.undo)  // whatever is asked for, the pending answer is tried first
    case "": break
    case "s": skip(rest)
    case "c": comment(rest)
    case "t": tags()
    case "e": text(rest)
    case "f": act(.flag)
    case "u": act(.undo)
    case "r": act(.redo)
    case "n": act(.nextUnrated)
    case "p", "[": act(.previousItem)
    case "]": act(.nextItem)
    case "j" where state.comparesPairs, "k" where state.comparesPairs:
      say("Both captions are judged together: l and h go from question to question.")
    case "G": act(.lastItem)
    case "/": filter(rest)
    case "H": sayHistory()
    case "P" where !state.isPractice:
      practise()
      if !isOver { showItem() }  // what was read last is the practice item's
    case "j": act(.caption(by: 1))
    case "k": act(.caption(by: -1))
    case "l": act(.question(by: 1))
    case "h": act(.question(by: -1))
    case "x": act(.clear)
    case "o": act(.openPicture)
    case "g": go(to: rest)
    case "a": showItem()
    case "?": PlainText.help(state).forEach(say)
    default: answer(command)
    }
  }

  private mutating func answer(_ word: String) {
    guard word.count == 1, let key = word.first, Question.numbered.contains(key) else {
      return say("'\(SafeText.onOneLine(word))' is no answer and no command. ? lists them. Nothing was scored.")
    }
    actAndLeadOn(.answer(key))
  }

  /// Does what may complete an item, and goes on to the next one where it did.
  private mutating func actAndLeadOn(_ action: Action) {
    let before = state.focus
    let wasRated = state.rated.contains(before.item)
    act(action)
    guard state.pending == nil else { return }
    if state.showsOneCaption, state.focus == before, state.missingAnswers(slot: before.slot) == 0,
      state.missing(in: before.item, after: nil) != nil
    {
      say("\(state.captionName) is complete.")
      return act(.nextUnrated)
    }
    guard state.rated.contains(before.item), !wasRated else { return }
    if state.isPractice { return }
    say(
      "\(state.comparesPairs ? "Pair" : "Item") \(before.item + 1) is complete. \(state.doneCount) of \(state.presentations.count) are done."
    )
    if state.doneCount < state.presentations.count { act(.nextUnrated) }
  }

  /// Asks for one line. Where there is no more input the sitting is over, and nothing is taken off by an empty answer
  /// that nobody gave.
  mutating func ask(_ question: String) -> String? {
    print(question + " ")
    guard let line = read() else {
      isOver = true
      hasEnded = true
      return nil
    }
    return SafeText.onOneLine(line)
  }

  private mutating func comment(_ words: String) {
    let text = words.isEmpty ? ask("Comment (empty takes it off):") : SafeText.onOneLine(words)
    if let text { act(.comment(text)) }
  }

  private mutating func skip(_ words: String) {
    if state.isSkipped(state.focus.item) { return act(.skip("")) }
    var reason = words
    if reason.isEmpty {
      for (index, reason) in Screen.reasons.enumerated() { say("\(index + 1): \(reason)") }
      reason = ask("Reason, a number or your words (empty: not skipped):") ?? ""
    }
    if let number = Int(reason), Screen.reasons.indices.contains(number - 1) { reason = Screen.reasons[number - 1] }
    if reason.isEmpty { say("Not skipped.") } else { act(.skip(SafeText.onOneLine(reason))) }
  }

  private mutating func go(to word: String) {
    if word.isEmpty { return act(.firstItem) }
    guard let number = Int(word), state.presentations.indices.contains(number - 1) else {
      return say(
        "Type g and the number of \(state.comparesPairs ? "a pair" : "an item"), 1 to \(state.presentations.count).")
    }
    if number - 1 != state.focus.item { act(.item(at: number - 1)) }
  }

  private mutating func tags() {
    let isTags = { (question: Question) in if case .tags = question.kind { true } else { false } }
    let questions = state.rubric.questions.filter(isTags)
    if questions.isEmpty { return say("This rubric has no tags.") }
    for question in questions {
      guard case .tags(let all) = question.kind, state.slot != nil else { continue }
      var marked: [String] = []
      if case .tags(let before)? = state.answer(question) { marked = before }
      say("\(PlainText.subject(state))\(SafeText.onOneLine(question.asking)):")
      for (index, tag) in all.enumerated() {
        say("\(index + 1): \(SafeText.onOneLine(tag))\(marked.contains(tag) ? " (marked)" : "")")
      }
      guard let line = ask("Numbers of all that apply, 0 for none (empty leaves it as it is):") else { return }
      let numbers = line.split { " ,".contains($0) }.map { Int($0) }
      if numbers.isEmpty { continue }
      guard numbers.allSatisfy({ $0.map { $0 == 0 || all.indices.contains($0 - 1) } == true }) else {
        say("Numbers 0 to \(all.count) only. Nothing was marked.")
        continue
      }
      act(.tags(question: question.id, all.indices.filter { numbers.contains($0 + 1) }.map { all[$0] }))
    }
  }

  private mutating func text(_ words: String) {
    guard let question = state.writtenQuestion else {
      return say("This rubric asks for no text. c comments on the item.")
    }
    if question.kind == .edit { return edit(question, words) }
    let text =
      words.isEmpty ? ask("\(SafeText.onOneLine(question.asking)) (empty takes it off):") : SafeText.onOneLine(words)
    if let text { act(.text(question: question.id, text)) }
  }
}
