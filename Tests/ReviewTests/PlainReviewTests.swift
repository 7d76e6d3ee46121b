import Foundation
import Packet
import StudyModel
import Testing

@testable import Review

@Suite("Lines")
struct PlainReviewTests {
  /// Runs a dialogue in memory; `store` may refuse.
  private func talk(_ lines: [String], items: Int = 2, store: @escaping (Judgement) throws -> Void) throws -> (
    String, String?
  ) {
    var left = lines[...]
    var said = ""
    let desk = ReviewDesk(
      store: store, image: { _ in try Scratch.png(seed: 1) }, open: { _ in .failed("no display") },
      file: { _ in "/tmp/x.png" }, now: { 0 })
    var review = PlainReview(
      state: try Scratch.state(items: items, captions: GoldenTests.wide, columns: 0, rows: 0), desk: desk,
      read: { left.popFirst() }, print: { said += $0 }, beginItem: {})
    let problem = review.run()
    return (said, problem)
  }

  private struct Full: Error, CustomStringConvertible { let description = "disk full" }

  @Test("says NOT SAVED, tries again with Enter, and acknowledges only then")
  func notSaved() throws {
    var stored: [Judgement] = []
    var refusals = 2
    let (said, problem) = try talk(["4", "", "", "q"]) { judgement in
      if refusals > 0 {
        refusals -= 1
        throw Full()
      }
      stored.append(judgement)
    }
    #expect(stored.map(\.answer) == [.number(4)])
    #expect(problem == nil)
    let parts = said.components(separatedBy: "NOT SAVED: disk full")
    #expect(parts.count == 3)
    #expect(!parts[0].contains("Saved:") && !parts[1].contains("Saved:") && parts[2].contains("Saved: item 1"))
  }

  @Test("tells who leaves without an answer that it was not saved", arguments: [["4", "q", "q"], ["4"]])
  func leaving(lines: [String]) throws {
    let (_, problem) = try talk(lines) { _ in throw Full() }
    #expect(problem == "disk full")
  }

  @Test("says right-to-left captions are, and every anchor of every question asked")
  func captions() throws {
    let (said, _) = try talk(["4", "o", "?", "q"]) { _ in }
    #expect(said.contains("Caption C (right to left):\nסירה"))
    for question in Scratch.rubric.questions.prefix(2) {
      for choice in question.choices { #expect(said.contains("\(choice.key): \(choice.meaning)\n")) }
    }
    #expect(said.contains("no display"))
    #expect(said.contains("g and a number: that item."))
    #expect(!said.contains("\u{1B}"))
  }

  @Test("goes where it is told: items, captions, questions")
  func moving() throws {
    var stored: [Judgement] = []
    _ = try talk(["g 3", "j", "l", "2", "p", "h", "k", "x", "4", "g 9", "u", "r"], items: 4) { stored.append($0) }
    let contents = try Scratch.contents(items: 4, captions: GoldenTests.wide)
    #expect(stored.map(\.presentation) == [2, 1, 1, 1].map { contents.presentations[$0].id })
    #expect(stored.first?.slot == contents.presentations[2].slots[1].id)
    #expect(stored.map(\.answer) == [.option("given"), .number(4), nil, .number(4)])
  }
}
