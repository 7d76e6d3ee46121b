import StudyModel
import Terminal
import Testing

@testable import Review

@Suite("Examples and practice")
struct PracticeTests {
  private func desk(columns: Int = 80, rows: Int = 24) throws -> Desk {
    Desk(try Scratch.state(guide: Scratch.guide(), columns: columns, rows: rows))
  }

  private func text(_ desk: Desk) -> String { view(desk.state).text.joined(separator: "\n") }

  /// The practice item is on the screen before the next key.
  private func drawn(_ desk: inout Desk) {
    if let id = desk.state.stage.presentation?.id { desk.send(.drawn(id, picture: PixelSize(width: 60, height: 40))) }
  }

  @Test("the briefing has the examples and offers the practice item first")
  func briefing() throws {
    var desk = try desk()
    #expect(text(desk).contains("“Image of some food”"))
    #expect(text(desk).contains("Enter practice (does not count)"))
    desk.press("s")
    #expect(desk.state.screen == .rating && desk.state.practice == nil)
    #expect(desk.stored.map(\.question) == ["@practice"] && desk.stored[0].answer == .text("skipped"))
    #expect(desk.stored[0].presentation == nil && desk.stored[0].onTask == 0)
    let again = try Scratch.state(ratings: desk.ratings, guide: Scratch.guide())
    #expect(!again.offersPractice)
  }

  @Test("everything fits one screen of 80 by 24 with the rubric's questions in short")
  func oneScreen() throws {
    let desk = try desk()
    #expect(!text(desk).contains("▼ more"))
    for question in Scratch.rubric.questions { #expect(text(desk).contains(question.title)) }
  }

  @Test("is rated by the same keys, marked on every line that matters, and stores nothing but that it was done")
  func practice() throws {
    var desk = try desk()
    desk.press(.enter)
    drawn(&desk)
    let lines = view(desk.state).text
    #expect(lines[0].contains("PRACTICE · nothing you answer here is stored or counted"))
    #expect(lines[1].contains("PRACTICE"))
    #expect(lines.count { $0.contains("PRACTICE Caption") } == 3, "both captions and the question")
    desk.press("411111")
    #expect(desk.stored.isEmpty)
    #expect(view(desk.state).text.last?.contains("PRACTICE complete: Enter shows") == true)
    #expect(text(desk).contains("[Padding 0]"), "the answers are on the screen as always")
    desk.press(.enter)
    #expect(desk.stored.isEmpty)
    let told = text(desk)
    #expect(told.contains("PRACTICE · what the conductor would have said"))
    #expect(told.contains("≠ Overall: 3 = The main thing comes across"))
    #expect(told.contains("You said 4."))
    #expect(told.contains("✓ Text in image: none = No meaningful words in the picture. So did you."))
    #expect(told.contains("Why: The second one pads and says nothing of the stripes."))
    desk.press(.enter)
    #expect(desk.stored.map(\.answer) == [.text("done")])
    #expect(desk.state.practice == nil && desk.state.answers.keys.allSatisfy { $0.question == "@practice" })
    #expect(text(desk).contains("Item 1/3") && !text(desk).contains("PRACTICE"))
    #expect(desk.state.clock.total == 0)
    #expect(desk.state.doneCount == 0)
  }

  @Test("q leaves it for the items that count; P offers it again and notes nothing twice")
  func leaving() throws {
    var desk = try desk()
    desk.press(.enter)
    drawn(&desk)
    desk.press("4q")
    #expect(desk.state.practice == nil && !desk.effects.contains(.quit))
    #expect(desk.stored.map(\.answer) == [.text("skipped")])
    desk.press("P")
    drawn(&desk)
    desk.press("f")
    desk.press("c")
    desk.press("x")
    desk.press(.enter)
    desk.press(.escape)
    #expect(desk.stored.count == 1)
    desk.press("?P")
    #expect(desk.state.practice != nil)
  }

  @Test(
    "a key that closes the notice of an offered picture does nothing else in practice", arguments: [Key.escape, .enter])
  func offered(key: Key) throws {
    var desk = try desk()
    desk.press(.enter)
    drawn(&desk)
    desk.press("411111")
    let id = PresentationID(rawValue: "practice-1")
    desk.send(.opened(id, .offered(PictureOffer(address: "http://127.0.0.1:1/00", tunnel: nil, minutes: 5))))
    desk.press(key)
    let practice = try #require(desk.state.practice)
    #expect(practice.told == nil && practice.review.offer == nil)
  }

  @Test("nothing of the practice item can be undone or seen in the history afterwards")
  func apart() throws {
    var desk = try desk()
    desk.press(.enter)
    drawn(&desk)
    desk.press("41111")
    desk.press(.escape)
    let count = desk.stored.count
    desk.press("u")
    #expect(desk.stored.count == count)
    #expect(desk.state.message?.text == "Nothing to undo in this sitting.")
    desk.press("H")
    #expect(text(desk).contains("Nothing was said of this item yet."))
  }

  @Test("time in practice is nobody's: the first item's begins when it is on the screen")
  func time() throws {
    var desk = try desk()
    desk.press(.enter)
    drawn(&desk)
    desk.now = 20_000
    desk.press("4")
    desk.now = 30_000
    desk.press(.escape)
    desk.now = 35_000
    desk.press("4")
    #expect(desk.stored.last?.onTask == 5_000)
  }

  @Test("x shows the examples one by one, with the picture of those that have one")
  func examples() throws {
    var desk = try desk(columns: 120, rows: 36)
    desk.press("x")
    #expect(desk.state.shownImage == nil)
    #expect(text(desk).contains("Example 1 of 2") && text(desk).contains("Nobody could order it by that."))
    desk.press(.enter)
    #expect(view(desk.state).request?.name == "example-2")
    #expect(desk.state.shownImage?.item == (try Scratch.guide().examples[1].image))
    desk.press(.enter)
    #expect(desk.state.screen == .briefing(scroll: 0))
  }

  @Test("a practice picture that cannot be shown says so, and says nothing of the first item's")
  func broken() throws {
    var desk = try desk()
    desk.press(.enter)
    desk.send(.pictureFailed(PresentationID(rawValue: "practice-1"), "broken"))
    #expect(text(desk).contains("This picture cannot be shown:"))
    desk.press(.escape)
    #expect(desk.state.pictureProblem == nil)
  }
}

@Suite("History")
struct HistoryTests {
  @Test(
    "lists what was said of the item, newest first, in this sitting and earlier ones, with what it was changed from")
  func lists() throws {
    var first = try Desk.rating()
    first.now = 1_764_275_460_000
    first.press("4h5f")
    first.press("]3")
    var desk = Desk(try Scratch.state(ratings: first.ratings))
    desk.press(.enter)
    desk.now = 1_764_275_520_000
    desk.press("gh")
    desk.press(.backspace)
    desk.press("uc")
    desk.press("too dark")
    desk.press(.enter)
    desk.press("tj ")
    desk.press(.enter)
    desk.press("H")
    let lines = view(desk.state).text.map { $0.trimmed }
    #expect(lines[1] == "History of item 1, newest first  (7 entries)")
    #expect(
      Array(lines[3...9]) == [
        "2025-11-27 20:32  Caption A, Flags: wrong-count",
        "2025-11-27 20:32  Comment: too dark",
        "2025-11-27 20:32  Caption A, Overall: 5",
        "2025-11-27 20:32  Caption A, Overall: taken back; it was: 5",
        "2025-11-27 20:31  Flag: flagged",
        "2025-11-27 20:31  Caption A, Overall: 5, changed from: 4",
        "2025-11-27 20:31  Caption A, Overall: 4",
      ])
    desk.press("q")
    #expect(desk.state.screen == .rating)
  }

  @Test("scrolls to its end and no further")
  func scrolls() throws {
    var desk = try Desk.rating()
    for _ in 0..<40 { desk.press("f") }
    desk.press("H")
    #expect(view(desk.state).text.contains { $0.contains("▼ more") })
    desk.press("G")
    let end = desk.state.screen
    desk.press("j")
    #expect(desk.state.screen == end)
    #expect(view(desk.state).text.contains { $0.contains("Flag: flagged") })
  }

  @Test("writes dates as the calendar has them")
  func dates() {
    // date -u -d @N '+%F %H:%M' of GNU coreutils 9.1.
    #expect(CalendarText.minute(0, secondsFromUTC: 0) == "1970-01-01 00:00")
    #expect(CalendarText.minute(951_782_399_000, secondsFromUTC: 0) == "2000-02-28 23:59")
    #expect(CalendarText.minute(951_782_400_000, secondsFromUTC: 0) == "2000-02-29 00:00")
    #expect(CalendarText.minute(4_102_444_800_000, secondsFromUTC: 0) == "2100-01-01 00:00")
    #expect(CalendarText.minute(1_764_275_460_000, secondsFromUTC: 3_600) == "2025-11-27 21:31")
    #expect(CalendarText.minute(-1_000, secondsFromUTC: 0) == "1969-12-31 23:59")
  }
}

extension String {
  fileprivate var trimmed: String {
    String(reversed().drop { $0 == " " }.reversed().drop { $0 == " " })
  }
}
