import StudyModel
import Testing

@testable import Review

/// Screens of pairs as text, recorded like the others.
@Suite("Golden screens of pairs")
struct PairGoldenTests {
  @Test("a pair, one rated before, with a preference given", arguments: GoldenTests.sizes)
  func pair(columns: Int, rows: Int) throws {
    var desk = try Scratch.pairs(items: 12, columns: columns, rows: rows)
    desk.now = 21_000
    desk.press("1n")
    desk.now = 40_000
    desk.press("2")
    try GoldenTests().compare(desk.state, "pair")
  }

  @Test("the reasons of a pair being marked", arguments: GoldenTests.sizes)
  func pairTags(columns: Int, rows: Int) throws {
    var desk = try Scratch.pairs(items: 12, columns: columns, rows: rows)
    desk.press("1t j ")
    try GoldenTests().compare(desk.state, "pair-tags")
  }

  @Test("a pair that tries to act, and one in wide and right-to-left writing", arguments: GoldenTests.sizes)
  func pairHostile(columns: Int, rows: Int) throws {
    try GoldenTests().compare(
      Scratch.pairs(items: 12, captions: Array(GoldenTests.hostile.prefix(2)), columns: columns, rows: rows).state,
      "pair-hostile")
    var desk = try Scratch.pairs(
      items: 12, captions: [GoldenTests.wide[0], GoldenTests.wide[2]], columns: columns, rows: rows)
    desk.press("j3")
    try GoldenTests().compare(desk.state, "pair-wide")
  }

  @Test("the briefing and the help of pairs", arguments: GoldenTests.sizes)
  func pairBriefing(columns: Int, rows: Int) throws {
    let state = try Scratch.state(
      items: 40, rubric: Scratch.pairRubric, captions: Scratch.pair, columns: columns, rows: rows)
    try GoldenTests().compare(state, "pair-briefing")
    var desk = try Scratch.pairs(items: 12, columns: columns, rows: rows)
    desk.press("?")
    try GoldenTests().compare(desk.state, "pair-help")
  }

  @Test("the last question about a pair", arguments: GoldenTests.sizes)
  func pairGuess(columns: Int, rows: Int) throws {
    var desk = try Scratch.pairs(asksForGuess: true, columns: columns, rows: rows)
    desk.press("1n1n1n2p")
    try GoldenTests().compare(desk.state, "pair-guess")
  }
}
