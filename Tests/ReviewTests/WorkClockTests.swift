import StudyModel
import Terminal
import Testing

@testable import Review

@Suite("Time on task")
struct WorkClockTests {
  @Test("stands still while the program is stopped by Ctrl-Z, however long, and goes on when it does")
  func suspended() throws {
    var desk = try Desk.rating()
    desk.now = 4_000
    desk.press(.control("z"))
    #expect(desk.effects == [.suspend])
    #expect(desk.state.clock.isAway)
    desk.now = 604_000
    desk.send(.resumed)
    desk.send(.resized(columns: 80, rows: 24))
    #expect(!desk.state.clock.isAway)
    desk.now = 607_000
    desk.press("4")
    #expect(desk.stored.map(\.onTask) == [7_000])
  }

  @Test("does not count what hides the item: briefing, help, history")
  func pages() throws {
    var desk = Desk(try Scratch.state())
    desk.now = 30_000
    desk.press(.enter)
    desk.now = 31_000
    desk.press("?")
    desk.now = 51_000
    desk.press("q")
    desk.press("H")
    desk.now = 71_000
    desk.press("q")
    desk.now = 73_000
    desk.press("4")
    #expect(desk.stored.map(\.onTask) == [3_000])
  }

  @Test("counts writing a comment or an edit, and a picture looked at alone")
  func writing() throws {
    var desk = try Desk.rating()
    desk.press("c")
    desk.now = 5_000
    desk.press("dark")
    desk.press(.enter)
    desk.press("z")
    desk.now = 9_000
    desk.press("z4")
    #expect(desk.stored.map(\.onTask) == [5_000, 4_000])
  }

  @Test("the screen says that the time is paused a minute after the last key")
  func paused() throws {
    var desk = try Desk.rating()
    desk.now = 59_000
    desk.send(.tick)
    #expect(!view(desk.state).text[0].contains("paused"))
    desk.now = 61_000
    desk.send(.tick)
    #expect(view(desk.state).text[0].contains("paused 1m00s"))
    desk.press("j")
    #expect(!view(desk.state).text[0].contains("paused"))
  }

  @Test("a clock set back counts nothing twice and does not stop")
  func setBack() throws {
    var desk = try Desk.rating()
    desk.now = 10_000
    desk.press("j")
    desk.now = 5_000
    desk.press("k")
    desk.now = 8_000
    desk.press("4")
    #expect(desk.stored.map(\.onTask) == [13_000])
  }

  @Test("the break is suggested by whatever key passes 45 minutes, and is still there after that key")
  func breakByKey() throws {
    var desk = try Desk.rating()
    for minute in 1...46 {
      desk.now = Int64(minute) * 60_000
      desk.press("j")
      if desk.state.message != nil { break }
    }
    #expect(desk.now == 45 * 60_000)
    #expect(desk.state.message?.text.hasPrefix("45 minutes") == true)
    desk.press("k")
    #expect(desk.state.message == nil)
  }

  @Test("a warning is not overwritten by it: it waits for the next key")
  func breakAfterWarning() throws {
    var desk = try Desk.rating()
    for minute in 1...44 {
      desk.now = Int64(minute) * 60_000
      desk.press("j")
    }
    desk.now = 45 * 60_000
    desk.press("9")
    #expect(desk.state.message?.text == "Overall takes 1 2 3 4 5. Not scored.")
    desk.press("j")
    #expect(desk.state.message?.text.hasPrefix("45 minutes") == true)
  }
}
