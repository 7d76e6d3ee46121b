import Blinding
import Roster
import StudyModel
import StudyStore
import Synchronization
import Testing

@testable import Runner

@Suite("the order of a run")
struct RunOrderTests {
  @Test("who takes from others comes after them, step by step")
  func steps() {
    let order = RunOrder(takes: ["a": ["c"], "b": [], "c": ["b", "d"], "d": []])
    #expect(order.steps(["a", "b", "c", "d", "a"]) { $0 } == [["b", "d"], ["c"], ["a", "a"]])
  }

  @Test("a taken caption is the stored one, with what served it; while there is none, the taker has none either")
  func taken() async throws {
    let scratch = try ScratchRun(items: 4, labels: ["big", "tiered"])
    let isDown = Mutex(true)
    let big = CaptionSource { item, _ in
      if item.fileName == "2.jpg", isDown.withLock({ $0 }) { throw Unanswered("not now") }
      return Caption(text: "big of \(item.fileName)", outcome: .overLength)
    }
    let tiered = CaptionSource(takes: ["big"]) { _, ledger in
      guard let answer = try await ledger.answer("big") else { throw Unanswered("'big' has no caption of it yet") }
      return Caption(
        text: answer.text, outcome: answer.outcome, served: ServedRow(part: "big", rule: 0, fromArm: answer.arm))
    }
    let sources = ["big": big, "tiered": tiered]
    let first = try await scratch.run(sources).run { _ in }
    #expect(first.progress.done == 6 && first.progress.missing == 2)
    #expect(first.unanswered["tiered"] == ["2.jpg: 'big' has no caption of it yet"])
    isDown.withLock { $0 = false }
    let second = try await scratch.run(sources).run { _ in }
    #expect(second.isComplete && second.progress.doneBefore == 6)
    let served = try #require(scratch.arms["tiered"].flatMap { try? scratch.store.served()[$0] })
    #expect(served.count == 4 && served.values.allSatisfy { $0.fromArm == scratch.arms["big"] })
    for output in try scratch.store.outputs() { #expect(output.text?.hasPrefix("big of") == true) }
  }
}
