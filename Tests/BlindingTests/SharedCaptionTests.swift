import Digest
import Foundation
import StudyModel
import Testing

@testable import Blinding

@Suite("a caption that several arms gave")
struct SharedCaptionTests {
  /// How often the caption that two of three arms gave stands above the third arm's, over many items.
  private func aboveTheOther(items: Int, repeats: Double) throws -> (above: Int, of: Int) {
    let codes = ArmCode.random(count: 3)
    let ids = (0..<items).compactMap { ItemID(hex: SHA256.hex("item \($0)")) }
    let outputs = ids.enumerated().flatMap { number, item in
      codes.enumerated().map { place, code in
        // Each pair of arms agrees on a third of the items.
        Output(arm: code, item: item, text: place == number % 3 ? "alone" : "shared", outcome: .captioned)
      }
    }
    let seed = Array(randomSecret().utf8)
    var plan = PresentationPlan(
      assignment: try Assignment(items: ids.map { ($0, "all") }, raters: ["ana", "bo"], ratingsPerItem: 1, seed: 1),
      outputs: outputs, secretSeed: seed)
    if repeats > 0 {
      try plan.hide(
        RaterChecks(repeats: repeats), outputs: outputs,
        categories: Dictionary(uniqueKeysWithValues: ids.map { ($0, "all") }), secretSeed: seed)
    }
    let presentations = plan.packets.flatMap(\.presentations).filter { plan.hidden.repeats[$0.id] == nil }
    for presentation in presentations {
      #expect(presentation.slots.count == 2)
      #expect(presentation.slots.map { plan.arms[$0.id]?.count ?? 0 }.sorted() == [1, 2])
    }
    return (presentations.count { $0.slots[0].caption == "shared" }, presentations.count)
  }

  /// By chance half, with a standard deviation of √(n/4): 12 of 600. Six of them leave a false alarm to one run in 500
  /// million. In the place of the first of the two it would stand above two times in three: eight of them away.
  @Test("stands above a lone one as often as below it", arguments: [0, 0.2])
  func place(repeats: Double) throws {
    let (above, all) = try aboveTheOther(items: 600, repeats: repeats)
    #expect(all == 600)
    #expect(abs(above - 300) < 73, "\(above) of \(all)")
  }
}
