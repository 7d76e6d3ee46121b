import StudyModel
import Terminal
import Testing

@testable import Review

/// A review at work in memory: judgements are stored at once, or not at all.
struct Desk {
  var state: ReviewState
  var stored: [Judgement] = []
  var effects: [Effect] = []
  var isFull = false
  var now: Int64 = 0

  init(_ state: ReviewState) { self.state = state }

  mutating func send(_ event: Event) {
    var waiting = [event]
    while !waiting.isEmpty {
      let (next, effects) = update(state, waiting.removeFirst(), at: now)
      state = next
      for effect in effects {
        self.effects.append(effect)
        guard case .store(let judgement) = effect else { continue }
        if isFull {
          waiting.append(.notSaved("disk full"))
        } else {
          stored.append(judgement)
          waiting.append(.stored)
        }
      }
    }
    // The item is on the screen before the next key.
    if let id = state.presentation?.id, [.rating, .guess].contains(state.screen), !state.isSeen {
      (state, _) = update(state, .drawn(id, picture: PixelSize(width: 60, height: 40)), at: now)
    }
  }

  mutating func press(_ keys: String) { for key in keys { send(.key(.character(key))) } }
  mutating func press(_ key: Key) { send(.key(key)) }

  /// What a packet would hold now.
  var ratings: [Rating] {
    stored.enumerated().map { Rating(sequence: $0.offset + 1, judgement: $0.element, chain: "") }
  }

  static func rating(items: Int = 3, rubric: Rubric = Scratch.rubric) throws -> Desk {
    var desk = Desk(try Scratch.state(items: items, rubric: rubric))
    desk.press(.enter)
    return desk
  }
}

@Suite("Keys")
struct UpdateTests {
  typealias Focus = ReviewState.Focus

  private func answer(_ desk: Desk, item: Int = 0, slot: Int, _ question: String) -> Answer? {
    let presentation = desk.state.presentations[item]
    return desk.state.answers[
      AnswerKey(presentation: presentation.id, slot: presentation.slots[slot].id, question: question)]
  }

  @Test("a digit scores the question in focus and goes on to the next that is missing")
  func score() throws {
    var desk = try Desk.rating()
    desk.press("4")
    #expect(answer(desk, slot: 0, "overall") == .number(4))
    #expect(desk.state.focus == Focus(item: 0, slot: 0, question: 1))
    desk.press("2")
    #expect(answer(desk, slot: 0, "text_in_image") == .option("given"))
    desk.press("2")
    #expect(answer(desk, slot: 0, "padding") == .number(-0.5))
    // Tags and notes are optional: on to the next caption.
    #expect(desk.state.focus == Focus(item: 0, slot: 1, question: 0))
    #expect(desk.stored.count == 3)
  }

  @Test("one key makes one rating, and a complete item waits for Enter")
  func completion() throws {
    var desk = try Desk.rating()
    desk.press("411411411")
    #expect(desk.stored.count == 9)
    #expect(desk.state.rated == [0])
    #expect(desk.state.focus == Focus(item: 0, slot: 2, question: 2))
    desk.press(.enter)
    #expect(desk.state.focus == Focus(item: 1, slot: 0, question: 0))
  }

  @Test("a digit without an answer scores nothing and says what there is")
  func unknownDigit() throws {
    var desk = try Desk.rating()
    desk.press("9")
    #expect(desk.stored.isEmpty)
    #expect(desk.state.message?.text == "Overall takes 1 2 3 4 5. Not scored.")
  }

  @Test("a key that came before the item was drawn scores nothing")
  func typeAhead() throws {
    var (state, _) = update(try Scratch.state(), .key(.enter), at: 0)
    var effects: [Effect] = []
    (state, effects) = update(state, .key(.character("5")), at: 0)
    #expect(effects.isEmpty && state.answers.isEmpty)
    #expect(state.message?.isWarning == true)
    (state, _) = update(state, .drawn(state.presentations[1].id, picture: PixelSize(width: 9, height: 9)), at: 0)
    #expect(!state.isSeen, "another item was drawn")
    (state, _) = update(state, .drawn(state.presentations[0].id, picture: PixelSize(width: 9, height: 9)), at: 0)
    (_, effects) = update(state, .key(.character("5")), at: 0)
    #expect(effects.count == 1)
  }

  @Test("a paste rates nothing")
  func paste() throws {
    var desk = try Desk.rating()
    desk.press(.paste("4444"))
    #expect(desk.stored.isEmpty)
  }

  @Test("Backspace takes the answer in focus back, as a further judgement without an answer")
  func clear() throws {
    var desk = try Desk.rating()
    desk.press("4h")
    desk.press(.backspace)
    #expect(desk.stored.map(\.answer) == [.number(4), nil])
    #expect(answer(desk, slot: 0, "overall") == nil)
    desk.press(.backspace)
    #expect(desk.stored.count == 2)
  }

  @Test("j and k go through captions, h, l and Tab through questions, over the ends of a caption")
  func moving() throws {
    var desk = try Desk.rating()
    desk.press("jj")
    #expect(desk.state.focus.slot == 2)
    desk.press("j")
    #expect(desk.state.focus.slot == 2)
    desk.press("k")
    desk.press(.up)
    desk.press("k")
    #expect(desk.state.focus.slot == 0)
    desk.press("hl")
    desk.press(.tab)
    #expect(desk.state.focus.question == 2)
    desk.press("lll")
    #expect(desk.state.focus == Focus(item: 0, slot: 1, question: 0))
    desk.press(.backTab)
    #expect(desk.state.focus == Focus(item: 0, slot: 0, question: 4))
  }

  @Test("p, [ and ] move by one item, g and G to the ends, n to what is open")
  func items() throws {
    var desk = try Desk.rating(items: 5)
    desk.press("]]")
    #expect(desk.state.focus.item == 2)
    desk.press("[")
    #expect(desk.state.focus.item == 1)
    desk.press("p")
    #expect(desk.state.focus.item == 0)
    desk.press("pG")
    #expect(desk.state.focus.item == 4)
    desk.press("n")
    #expect(desk.state.focus.item == 0, "after the last comes the first")
    #expect(desk.state.message?.text == "Item 5 stays open: 9 answers are missing.")
    desk.press("Gg")
    #expect(desk.state.focus.item == 0)
  }

  @Test("undo stores the former answer again and brings the focus back; redo does the reverse")
  func undo() throws {
    var desk = try Desk.rating()
    desk.press("4h5")
    #expect(answer(desk, slot: 0, "overall") == .number(5))
    desk.press("G")
    desk.press("u")
    #expect(answer(desk, slot: 0, "overall") == .number(4))
    #expect(desk.state.focus == Focus(item: 0, slot: 0, question: 0))
    desk.press("u")
    #expect(answer(desk, slot: 0, "overall") == nil)
    desk.press("u")
    #expect(desk.stored.map(\.answer) == [.number(4), .number(5), .number(4), nil])
    desk.press(.control("r"))
    desk.press(.control("r"))
    #expect(answer(desk, slot: 0, "overall") == .number(5))
    desk.press(.control("r"))
    #expect(desk.stored.count == 6)
  }

  @Test("as many undos as changes give the answers of before, whatever was changed")
  func undoIdentity() throws {
    var desk = try Desk.rating()
    desk.press("412")
    let before = desk.state.answers
    let count = desk.stored.count
    desk.press("3kfs1")
    desk.press("tj jj ")
    desk.press(.enter)
    desk.press("c")
    desk.press("hm")
    desk.press(.enter)
    desk.press("5")
    let after = desk.state.answers
    let changes = desk.stored.count - count
    #expect(changes == 6)
    for _ in 0..<changes { desk.press("u") }
    #expect(desk.state.answers == before)
    for _ in 0..<changes { desk.press(.control("r")) }
    #expect(desk.state.answers == after)
    #expect(desk.state.rated.isEmpty)
  }

  @Test("f flags and takes the flag off")
  func flag() throws {
    var desk = try Desk.rating()
    desk.press("f")
    #expect(desk.state.isFlagged(0))
    desk.press("f")
    #expect(!desk.state.isFlagged(0))
    #expect(desk.stored.map(\.question) == ["@flag", "@flag"])
    #expect(desk.stored.allSatisfy { $0.slot == nil })
  }

  @Test("s skips with a reason, by number or in words, and goes on; again it takes the skip back")
  func skip() throws {
    var desk = try Desk.rating()
    desk.press("s1")
    #expect(desk.state.words("@skip", item: 0) == Screen.reasons[0])
    #expect(desk.state.focus.item == 1)
    desk.press("s")
    desk.press("too dark")
    desk.press(.enter)
    #expect(desk.state.words("@skip", item: 1) == "too dark")
    desk.press("s")
    desk.press(.enter)
    #expect(!desk.state.isSkipped(2), "a skip needs a reason")
    desk.press("ps")
    #expect(!desk.state.isSkipped(1))
    #expect(desk.state.doneCount == 1)
  }

  @Test("c writes a comment, Esc leaves the old one, pasting is writing")
  func comment() throws {
    var desk = try Desk.rating()
    desk.press("c")
    desk.press("a 4x")
    desk.press(.backspace)
    desk.press(.paste("\u{1B}[31m\nred"))
    desk.press(.enter)
    #expect(desk.state.words("@comment", item: 0) == "a 4␛[31m red")
    desk.press("czzz")
    desk.press(.escape)
    #expect(desk.stored.count == 1)
    #expect(desk.state.screen == .rating)
  }

  @Test("t marks tags with j, k and Space, and Enter stores them in rubric order")
  func tags() throws {
    var desk = try Desk.rating()
    desk.press("tj k ")
    #expect(desk.stored.isEmpty)
    desk.press(.enter)
    #expect(desk.stored.map(\.answer) == [.tags(["invented-object", "wrong-count"])])
    desk.press("t ")
    desk.press(.escape)
    #expect(desk.stored.count == 1)
    #expect(desk.state.focus == Focus(item: 0, slot: 0, question: 0), "tags do not move the focus")
  }

  @Test("in the list of tags a digit marks and unmarks; one without a tag does nothing")
  func tagDigits() throws {
    var desk = try Desk.rating()
    desk.press("t2120")
    desk.press(.enter)
    #expect(desk.stored.map(\.answer) == [.tags(["invented-object"])])
    #expect(answer(desk, slot: 0, "overall") == nil, "a digit there scores nothing")
  }

  @Test("e writes a text answer for the caption in focus")
  func text() throws {
    var desk = try Desk.rating()
    desk.press("je")
    desk.press("Boat on sand")
    desk.press(.enter)
    #expect(answer(desk, slot: 1, "note") == .text("Boat on sand"))
  }

  @Test("/ shows some items only, and refuses a filter that leaves none")
  func filter() throws {
    var desk = try Desk.rating(items: 5)
    desk.press("]f]]fg/f")
    #expect(desk.state.filter == .flagged)
    #expect(desk.state.focus.item == 1)
    desk.press("]")
    #expect(desk.state.focus.item == 3)
    desk.press("]")
    #expect(desk.state.focus.item == 3)
    desk.press("/4")
    #expect(desk.state.filter == .flagged)
    #expect(desk.state.message?.text == "No item is skipped.")
    desk.press("/a")
    #expect(desk.state.filter == .all)
  }

  @Test("z, ? and their like open and close without rating")
  func screens() throws {
    var desk = try Desk.rating()
    desk.press("z4")
    #expect(desk.state.screen == .zoom)
    desk.press("z?4")
    #expect(desk.state.screen == .help(scroll: 0))
    desk.press("q")
    #expect(desk.state.screen == .rating)
    #expect(desk.stored.isEmpty && desk.effects.isEmpty)
    desk.press("o")
    desk.press(.control("l"))
    desk.press(.control("z"))
    desk.press("q")
    #expect(desk.effects == [.openPicture(desk.state.presentations[0]), .redraw, .suspend, .quit])
  }

  @Test("nothing is rated while the window is too small to show it")
  func tooSmall() throws {
    var desk = try Desk.rating()
    desk.send(.resized(columns: 59, rows: 24))
    desk.press("4f")
    #expect(desk.stored.isEmpty)
    desk.press("q")
    #expect(desk.effects == [.quit])
  }

  @Test("an answer that was not saved is not shown as one, and any key tries again")
  func notSaved() throws {
    var desk = try Desk.rating()
    desk.isFull = true
    desk.press("4")
    #expect(desk.state.answers.isEmpty)
    #expect(desk.state.pending?.problem == "disk full")
    #expect(view(desk.state).text.last?.contains("NOT SAVED") == true)
    desk.press("5")
    #expect(desk.state.answers.isEmpty)
    desk.isFull = false
    desk.press("5")
    #expect(answer(desk, slot: 0, "overall") == .number(4), "the key only tries again")
    #expect(desk.stored.count == 1)
    #expect(desk.state.pending == nil)
  }

  @Test("leaving with an unsaved answer takes q twice; saved at last, once is enough")
  func leavingUnsaved() throws {
    var desk = try Desk.rating()
    desk.isFull = true
    desk.press("4q")
    #expect(!desk.effects.contains(.quit))
    desk.press("q")
    #expect(desk.effects.last == .quit)
    var lucky = try Desk.rating()
    lucky.isFull = true
    lucky.press("4")
    lucky.isFull = false
    lucky.press("q")
    #expect(lucky.stored.count == 1)
    #expect(lucky.effects.last == .quit)
  }

  @Test("the last judgement of each slot and question counts after a restart, in the same order of items")
  func resume() throws {
    var desk = try Desk.rating()
    desk.press("411411411")
    desk.press(.enter)
    desk.press("3h2fu")
    let again = try Scratch.state(ratings: desk.ratings)
    #expect(again.answers == desk.state.answers)
    #expect(again.rated == [0])
    #expect(again.focus == Focus(item: 1, slot: 0, question: 1))
    #expect(again.presentations == desk.state.presentations)
  }

  @Test("time on task stops a minute after the last key, and each millisecond is told once")
  func time() throws {
    var desk = try Desk.rating()
    desk.now = 10_000
    desk.press("4")
    desk.now = 15_000
    desk.press("1")
    desk.now = 15_000 + 3_600_000
    desk.press("1")
    #expect(desk.stored.map(\.onTask) == [10_000, 5_000, 60_000])
    #expect(desk.state.clock.total == 75_000)
    #expect(desk.stored.map(\.madeAt) == [10_000, 15_000, 3_615_000])
    let again = try Scratch.state(ratings: desk.ratings)
    #expect(again.clock.total == 75_000)
  }

  @Test("time spent reading an item before going away comes back with it")
  func timeOfItem() throws {
    var desk = try Desk.rating()
    desk.now = 7_000
    desk.press("]")
    desk.now = 9_000
    desk.press("4[")
    desk.now = 10_000
    desk.press("4")
    #expect(desk.stored.map(\.onTask) == [2_000, 8_000])
  }

  @Test("a break is suggested once, after 45 minutes of work")
  func breakHint() throws {
    var desk = try Desk.rating()
    for minute in 1...44 {
      desk.now = Int64(minute) * 60_000
      desk.press("jk")
    }
    #expect(desk.state.message == nil)
    desk.now = 45 * 60_000
    desk.send(.tick)
    #expect(desk.state.message?.text.hasPrefix("45 minutes") == true)
    desk.press("j")
    desk.now += 60_000
    desk.send(.tick)
    #expect(desk.state.message == nil)
  }

  @Test("records how the picture was shown: its largest size for this item, and whether it was opened outside")
  func display() throws {
    var desk = try Desk.rating()
    let id = desk.state.presentations[0].id
    desk.send(.drawn(id, picture: PixelSize(width: 160, height: 90)))
    desk.send(.drawn(id, picture: PixelSize(width: 60, height: 40)))
    desk.press("4")
    desk.send(.opened(id, .done("open")))
    desk.press("1")
    desk.press("]4")
    #expect(
      desk.stored.map(\.display) == [
        Display(mode: "symbols-256", columns: 80, rows: 24, pixelWidth: 160, pixelHeight: 90),
        Display(mode: "symbols-256+opened", columns: 80, rows: 24, pixelWidth: 160, pixelHeight: 90),
        Display(mode: "symbols-256", columns: 80, rows: 24, pixelWidth: 60, pixelHeight: 40),
      ])
  }

  @Test("gives every point of a scale its own key")
  func keys() {
    func keys(_ values: ClosedRange<Int>) -> String {
      let question = Question(id: "x", ask: "", kind: .scale(values.map { ScalePoint(value: $0, anchor: "a") }))
      return String(question.choices.map(\.key))
    }
    #expect(keys(1...5) == "12345")
    #expect(keys(0...4) == "01234")
    #expect(keys(1...10) == "1234567890")
    #expect(keys(0...10) == "0123456789-")
    #expect(keys(-2...2) == "12345")
    #expect(Question(id: "text_in_image", ask: "", kind: .text).title == "Text in image")
  }

  @Test("a rubric of optional questions alone counts an item as rated with any answer")
  func optionalOnly() throws {
    let rubric = Rubric(
      name: "tags", version: 1, mode: .absolute, sources: [], questions: [Scratch.rubric.questions[3]])
    var desk = try Desk.rating(rubric: rubric)
    #expect(desk.state.rated.isEmpty)
    desk.press("t ")
    desk.press(.enter)
    #expect(desk.state.rated == [0])
  }

  @Test("says when all items are done, and any key is still safe then")
  func allDone() throws {
    var desk = try Desk.rating(items: 1)
    desk.press("411411411")
    #expect(desk.state.message?.text.hasPrefix("All items are done") == true)
    desk.press("n")
    desk.press("]")
    #expect(desk.state.focus.item == 0)
    #expect(desk.stored.count == 9)
  }
}
