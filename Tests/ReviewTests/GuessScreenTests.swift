import Packet
import StudyModel
import Terminal
import Testing

@testable import Review

@Suite("The last question")
struct GuessScreenTests {
  /// A review of which every item is rated, at rest on the last one.
  static func desk(items: Int = 3, asks: Bool = true, columns: Int = 80, rows: Int = 24) throws -> Desk {
    var desk = Desk(try Scratch.state(items: items, asksForGuess: asks, columns: columns, rows: rows))
    desk.press(.enter)
    // Overall, words in the picture and padding, for three captions.
    for index in 0..<items { desk.press("411411411" + (index < items - 1 ? "n" : "")) }
    return desk
  }

  private func guesses(_ desk: Desk) -> [Answer?] {
    desk.stored.filter { $0.question == Judgement.Reserved.guess }.map(\.answer)
  }

  @Test("is offered when everything is done, opened by n, and never where the study does not ask")
  func offered() throws {
    var desk = try Self.desk()
    #expect(desk.state.screen == .rating)
    #expect(desk.state.message?.text.contains("n asks one last question") == true)
    desk.press("n")
    #expect(desk.state.screen == .guess)
    var silent = try Self.desk(asks: false)
    #expect(silent.state.message?.text.contains("last question") == false)
    silent.press("n")
    #expect(silent.state.screen == .rating)
  }

  @Test("is not asked while an item is open; a skipped item is not asked about")
  func open() throws {
    var desk = Desk(try Scratch.state(items: 2, asksForGuess: true))
    desk.press(.enter)
    desk.press("411411411n")
    #expect(!desk.state.isReadyToGuess)
    desk.press("s1")
    #expect(desk.state.isReadyToGuess && desk.state.guessItems == [0])
  }

  @Test("a number names a caption, d says don't know; each is stored at once about the item and goes on to the next")
  func answers() throws {
    var desk = try Self.desk()
    desk.press("n2")
    #expect(desk.state.focus.item == 1)
    desk.press("d1")
    let slots = desk.state.presentations.map(\.slots)
    #expect(
      guesses(desk) == [
        GuessQuestion.answer(slots[0][1].id), GuessQuestion.unknown, GuessQuestion.answer(slots[2][0].id),
      ])
    #expect(desk.state.message?.text.contains("Thank you") == true)
    let stored = try #require(desk.stored.last)
    #expect(stored.slot == nil && stored.presentation == desk.state.presentations[2].id)
    #expect(desk.state.openGuesses == 0)
  }

  @Test("keys that name no caption store nothing, and ratings cannot be given here")
  func otherKeys() throws {
    var desk = try Self.desk()
    desk.press("n")
    let before = desk.stored.count
    desk.press("4fsct")
    #expect(desk.stored.count == before && desk.state.screen == .guess)
  }

  @Test("an answer can be changed, taken back, undone and redone; leaving keeps what was said")
  func changing() throws {
    var desk = try Self.desk()
    desk.press("n1p3")
    let slots = desk.state.presentations[0].slots
    #expect(guesses(desk) == [GuessQuestion.answer(slots[0].id), GuessQuestion.answer(slots[2].id)])
    desk.press("u")
    #expect(desk.state.guess(item: 0) == GuessQuestion.answer(slots[0].id))
    desk.press(.control("r"))
    #expect(desk.state.guess(item: 0) == GuessQuestion.answer(slots[2].id))
    desk.press(.backspace)
    #expect(desk.state.guess(item: 0) == nil)
    desk.press(.escape)
    #expect(desk.state.screen == .rating && desk.state.doneCount == 3)
  }

  @Test("undoing what was said before the question leaves it, and no key counts there before the item is drawn")
  func undoneBefore() throws {
    var desk = try Self.desk()
    desk.press("n")
    #expect(desk.state.screen == .guess)
    var (state, effects) = update(desk.state, .key(.character("u")), at: 0)
    #expect(effects.count == 1)
    (state, _) = update(state, .stored, at: 0)
    #expect(state.screen == .rating && state.focus == ReviewState.Focus(item: 2, slot: 2, question: 2))
    (state, effects) = update(state, .key(.character("1")), at: 0)
    #expect(effects.isEmpty && state.message?.isWarning == true)
    desk.press("u")
    desk.press(.control("r"))
    #expect(desk.state.screen == .rating && desk.state.isReadyToGuess)
    desk.press("n1")
    desk.press("u")
    #expect(desk.state.screen == .guess && desk.state.openGuesses == 3)
  }

  @Test("a key typed before the question was on the screen names nothing")
  func typedAhead() throws {
    let desk = try Self.desk()
    var state = desk.state
    for key in ["n", "1"] as [Character] { (state, _) = update(state, .key(.character(key)), at: 0) }
    #expect(state.pending == nil)
    #expect(state.message?.isWarning == true)
  }

  @Test("a resumed sitting finds its answers and asks for the rest")
  func resumed() throws {
    var desk = try Self.desk()
    desk.press("nd")
    var again = Desk(try Scratch.state(ratings: desk.ratings, asksForGuess: true))
    #expect(again.state.openGuesses == 2)
    again.press(.enter)
    #expect(view(again.state).text.joined().contains("n one last question"))
    again.press("n")
    #expect(again.state.screen == .guess && again.state.focus.item == 1)
  }

  @Test("it is asked about five items at most, spread over the packet, none twice and none with one caption")
  func items() throws {
    func presentations(_ count: Int, captions: [String] = Scratch.captions) throws -> [Presentation] {
      try Scratch.contents(items: count, captions: captions).presentations
    }
    #expect(GuessQuestion.items(among: try presentations(3)) == [0, 1, 2])
    #expect(GuessQuestion.items(among: try presentations(20)) == [2, 6, 10, 14, 18])
    #expect(GuessQuestion.items(among: try presentations(3, captions: ["one"])).isEmpty)
    let twice = try presentations(2) + presentations(2)
    #expect(GuessQuestion.items(among: twice) == [0, 1])
  }

  @Test("what was answered before is not on the screen of the question")
  func unprimed() throws {
    var desk = try Self.desk()
    desk.press("n")
    let screen = view(desk.state).text.joined(separator: "\n")
    #expect(screen.contains(GuessQuestion.text))
    #expect(!screen.contains("Overall 4") && !screen.contains("✓"))
  }

  @Test("in lines: the same question, the same answers")
  func plain() throws {
    var lines = (Array(repeating: ["4", "1", "1"], count: 6).flatMap { $0 } + ["n", "9", "2", "d", "q"])[...]
    var said = ""
    var stored: [Judgement] = []
    let desk = ReviewDesk(
      store: { stored.append($0) }, image: { _ in try Scratch.png(seed: 1) }, open: { _ in .failed("no display") },
      file: { _ in "/tmp/x.png" }, now: { 0 })
    var review = PlainReview(
      state: try Scratch.state(items: 2, asksForGuess: true, columns: 0, rows: 0), desk: desk,
      read: { lines.popFirst() }, print: { said += $0 }, beginItem: {})
    #expect(review.run() == nil)
    let guesses = stored.filter { $0.question == Judgement.Reserved.guess }.map(\.answer)
    let slots = try Scratch.contents(items: 2).presentations[0].slots
    #expect(guesses == [GuessQuestion.answer(slots[1].id), GuessQuestion.unknown])
    #expect(said.contains("n asks one last question"))
    #expect(said.contains(GuessQuestion.text) && said.contains("Last question, 2 of 2, about item 2. Optional."))
    #expect(said.contains("1 caption A, 2 caption B, 3 caption C, d don't know"))
    #expect(said.contains("'9' is no caption's number"))
    #expect(said.contains("Saved: last question, item 1: caption B."))
    #expect(said.contains("Saved: last question, item 2: don't know."))
    #expect(lines.isEmpty)
  }
}
