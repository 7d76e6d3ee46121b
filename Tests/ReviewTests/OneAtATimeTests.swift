import StudyModel
import Terminal
import Testing

@testable import Review

@Suite("One caption at a time")
struct OneAtATimeTests {
  private func desk(items: Int = 2, columns: Int = 80, rows: Int = 24) throws -> Desk {
    var desk = Desk(try Scratch.state(items: items, layout: .oneAtATime, columns: columns, rows: rows))
    desk.press(.enter)
    return desk
  }

  private func shows(_ desk: Desk, _ words: String) -> Bool { view(desk.state).text.joined().contains(words) }

  @Test("shows one caption and its number, and the next only once it is complete")
  func next() throws {
    var desk = try desk()
    #expect(shows(desk, "Caption 1 of 3") && shows(desk, "A red boat"))
    #expect(!shows(desk, "Boat on a beach") && !shows(desk, "The image shows"))
    desk.press("j")
    #expect(desk.state.focus.slot == 0)
    #expect(desk.state.message?.text == "The next caption comes once this one is complete: 3 answers are missing.")
    desk.press("411")
    #expect(desk.state.focus.slot == 0, "it stays: tags and texts can still be given")
    #expect(shows(desk, "✓ complete") && shows(desk, "next caption"))
    desk.press(.enter)
    #expect(desk.state.focus == ReviewState.Focus(item: 0, slot: 1, question: 0))
    #expect(shows(desk, "Caption 2 of 3") && shows(desk, "Boat on a beach") && !shows(desk, "A red boat"))
  }

  @Test("goes back at will, and h and l do not step over the end of an incomplete caption")
  func back() throws {
    var desk = try desk()
    desk.press("411j")
    #expect(desk.state.focus.slot == 1)
    desk.press("lllll")
    #expect(desk.state.focus == ReviewState.Focus(item: 0, slot: 1, question: 4))
    desk.press("k")
    #expect(desk.state.focus.slot == 0 && shows(desk, "A red boat"))
    desk.press("jkh")
    #expect(desk.state.focus.slot == 0)
    desk.state.focus.question = 0
    desk.press(.backspace)
    desk.press("j")
    #expect(desk.state.focus.slot == 0, "an answer that was taken back is asked for again")
  }

  @Test("an answer given out of order brings the focus back to what the caption lacks, not on to the next")
  func order() throws {
    var desk = try desk()
    desk.press("l11")
    #expect(desk.state.focus == ReviewState.Focus(item: 0, slot: 0, question: 0))
    desk.press("5")
    #expect(desk.state.missingAnswers(slot: 0) == 0)
  }

  @Test("a key that was typed for one caption never rates the one that takes its place")
  func typeAhead() throws {
    var desk = try desk()
    desk.press("411")
    let before = desk.stored.count
    var (state, _) = update(desk.state, .key(.enter), at: 0)
    #expect(!state.isSeen)
    let effects: [Effect]
    (state, effects) = update(state, .key(.character("5")), at: 0)
    #expect(effects.isEmpty && desk.stored.count == before)
  }

  @Test("the last caption leads on to the next item, and the order shown is the packet's")
  func items() throws {
    var desk = try desk()
    for _ in 0..<3 {
      desk.press("411")
      desk.press(.enter)
    }
    #expect(desk.state.rated == [0])
    #expect(desk.state.focus == ReviewState.Focus(item: 1, slot: 0, question: 0))
    let slots = desk.stored.compactMap(\.slot)
    #expect(stride(from: 0, to: 9, by: 3).map { slots[$0] } == desk.state.presentations[0].slots.map(\.id))
    let again = try Scratch.state(items: 2, ratings: desk.ratings, layout: .oneAtATime)
    #expect(again.focus == desk.state.focus)
  }

  @Test("a skip goes on to the next item, also from a caption that is complete")
  func skip() throws {
    var desk = try desk()
    desk.press("411s1")
    #expect(desk.state.isSkipped(0))
    #expect(desk.state.focus == ReviewState.Focus(item: 1, slot: 0, question: 0))
  }

  @Test("the last question shows every caption: by then each was seen")
  func guess() throws {
    var desk = Desk(try Scratch.state(items: 1, asksForGuess: true, layout: .oneAtATime))
    desk.press(.enter)
    for _ in 0..<3 {
      desk.press("411")
      desk.press(.enter)
    }
    #expect(desk.state.isGuessing)
    #expect(shows(desk, "A red boat") && shows(desk, "Boat on a beach"))
  }
}
