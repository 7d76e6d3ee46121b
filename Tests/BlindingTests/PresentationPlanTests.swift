import StudyModel
import Testing

@testable import Blinding

@Suite("presentations")
struct PresentationPlanTests {
  let arms = ArmCode.random(count: 5)
  let set = items(36)

  private func outputs(_ text: (Int, ItemID) -> String? = { "caption \($0) of \($1.hex.prefix(8))" }) -> [Output] {
    set.flatMap { item in
      arms.enumerated().map { number, arm in
        let text = text(number, item.id)
        return Output(arm: arm, item: item.id, text: text, outcome: text == nil ? .refused : .captioned)
      }
    }
  }

  private func plan(_ outputs: [Output], seed: UInt8 = 1) throws -> PresentationPlan {
    let assignment = try Assignment(
      items: set, raters: (1...12).map { "r\($0)" }, ratingsPerItem: 6, seed: 1)
    return PresentationPlan(
      assignment: assignment, outputs: outputs, secretSeed: [UInt8](repeating: seed, count: 32))
  }

  @Test("each arm stands in each position equally often within one over planned slots")
  func positionBalance() throws {
    let plan = try plan(outputs())
    var counts: [ArmCode: [Int: Int]] = [:]
    for presentation in plan.packets.flatMap(\.presentations) {
      for (position, slot) in presentation.slots.enumerated() {
        for arm in plan.arms[slot.id] ?? [] { counts[arm, default: [:]][position, default: 0] += 1 }
      }
    }
    // 216 presentations of five arms: 43 or 44 in each place.
    for position in 0..<5 {
      let column = arms.map { counts[$0]?[position] ?? 0 }
      #expect((column.max() ?? 0) - (column.min() ?? 0) <= 1)
    }
  }

  @Test("identical captions of different arms are shown once and credited to each")
  func identical() throws {
    let plan = try plan(outputs { number, item in number < 2 ? "the same" : "caption \(number)" })
    for presentation in plan.packets.flatMap(\.presentations) {
      #expect(presentation.slots.count == 4)
      let shared = presentation.slots.filter { $0.caption == "the same" }
      #expect(shared.count == 1)
      #expect(Set(plan.arms[shared[0].id] ?? []) == Set(arms.prefix(2)))
    }
  }

  @Test("what an arm failed to caption takes no slot, and an item without any caption no presentation")
  func failures() throws {
    let lost = set[0].id
    let plan = try plan(outputs { number, item in item == lost || number == 0 ? nil : "caption \(number)" })
    let shown = plan.packets.flatMap(\.presentations)
    #expect(shown.allSatisfy { $0.slots.count == 4 && $0.item != lost })
    #expect(shown.count == 35 * 6)
  }

  @Test("slot and presentation names never repeat and are not drawn from any seed")
  func names() throws {
    let (first, second) = (try plan(outputs()), try plan(outputs()))
    let ids = (first.packets + second.packets).flatMap(\.presentations).flatMap { $0.slots.map(\.id) }
    #expect(Set(ids).count == ids.count)
    #expect(first.packets.map { $0.presentations.map(\.item) } == second.packets.map { $0.presentations.map(\.item) })
  }

  @Test("a slot of another arm is found without learning which arm is which: arms that all change names are the same")
  func slotsArmsApart() throws {
    let plan = try plan(outputs())
    let commitment = Commitment(
      Commitment.Contents(nonce: "n", protocolHash: "p", definitions: [:], outputs: [], plan: plan))
    let next = Dictionary(uniqueKeysWithValues: arms.enumerated().map { ($1, arms[($0 + 1) % arms.count]) })
    var renamed = plan
    renamed.arms = plan.arms.mapValues { $0.map { next[$0] ?? $0 } }
    #expect(Commitment.firstDifferentSlot(plan, from: [commitment]) == nil)
    #expect(Commitment.firstDifferentSlot(renamed, from: [commitment]) == nil)
    for base in [plan, renamed] {
      for slot in base.arms.keys.sorted(by: { $0.rawValue < $1.rawValue }).prefix(4) {
        let shown = try #require(base.arms[slot])
        for other in [next[shown[0]] ?? shown[0], ArmCode(rawValue: "arm-new"), nil] {
          var changed = base
          changed.arms[slot] = other.map { [$0] } ?? []
          #expect(Commitment.firstDifferentSlot(changed, from: [commitment]) == "slot \(slot)")
        }
      }
    }
  }

  @Test("another secret seed gives another order")
  func secretSeed() throws {
    let (first, second) = (try plan(outputs(), seed: 1), try plan(outputs(), seed: 2))
    #expect(first.packets.map { $0.presentations.map(\.item) } != second.packets.map { $0.presentations.map(\.item) })
  }
}

@Suite("commitments")
struct CommitmentTests {
  private func contents(nonce: String = "n", outcome: Outcome = .captioned) -> Commitment.Contents {
    let arm = ArmCode(rawValue: "arm-22222")
    let outputs = items(2).map { Output(arm: arm, item: $0.id, text: "a", outcome: outcome) }
    let slot = Slot(id: SlotID(rawValue: "s1"), caption: "a")
    let presentation = Presentation(id: PresentationID(rawValue: "p1"), item: outputs[0].item, slots: [slot])
    let plan = PresentationPlan(
      packets: [.init(id: "k1", rater: "ana", presentations: [presentation])], arms: [slot.id: [arm]])
    return Commitment.Contents(
      nonce: nonce, protocolHash: "p", definitions: [arm: "{}"], outputs: outputs, plan: plan)
  }

  @Test("the same key gives the same hash; nonce, outcome and slots all count")
  func everythingCounts() {
    let first = Commitment(contents())
    #expect(first == Commitment(contents()))
    #expect(first.hash != Commitment(contents(nonce: "m")).hash)
    #expect(first.hash != Commitment(contents(outcome: .overLength)).hash)
    var moved = contents()
    moved.plan.arms[SlotID(rawValue: "s1")] = []
    #expect(first.hash != Commitment(moved).hash)
    #expect(Commitment(text: first.text) == first)
  }
}
