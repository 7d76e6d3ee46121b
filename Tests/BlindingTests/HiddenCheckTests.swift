import StudyModel
import Testing

@testable import Blinding

@Suite("hidden repeats and anchors")
struct HiddenCheckTests {
  static let arms = ArmCode.random(count: 5)
  static let set = items(18, category: "product") + items(18, category: "everyday", from: 18)
  static let categories = Dictionary(uniqueKeysWithValues: set.map { ($0.id, $0.category) })

  static func outputs(
    _ text: (Int, ItemID) -> String? = { "caption \($0) written for \($1.hex.prefix(8))" }
  ) -> [Output] {
    set.flatMap { item in
      arms.enumerated().map { number, arm in
        let text = text(number, item.id)
        return Output(arm: arm, item: item.id, text: text, outcome: text == nil ? .refused : .captioned)
      }
    }
  }

  static func plan(
    _ checks: RaterChecks = RaterChecks(repeats: 0.1, lowAnchors: 0.2), outputs: [Output] = outputs(), seed: UInt8 = 1,
    raters: Int = 12, perItem: Int = 6
  ) throws -> PresentationPlan {
    let assignment = try Assignment(
      items: set, raters: (1...raters).map { "r\($0)" }, ratingsPerItem: perItem, seed: 1)
    let secret = [UInt8](repeating: seed, count: 32)
    var plan = PresentationPlan(assignment: assignment, outputs: outputs, secretSeed: secret)
    try plan.hide(checks, outputs: outputs, categories: categories, secretSeed: secret)
    return plan
  }

  @Test("declaring nothing changes nothing")
  func nothing() throws {
    let assignment = try Assignment(items: Self.set, raters: ["a", "b"], ratingsPerItem: 1, seed: 1)
    let plan = PresentationPlan(assignment: assignment, outputs: Self.outputs(), secretSeed: [1])
    var same = plan
    try same.hide(RaterChecks(asksForGuess: true), outputs: Self.outputs(), categories: [:], secretSeed: [1])
    #expect(same == plan)
  }

  @Test("of 18 items a tenth is 2 shown again, later, the stated distance apart, same captions in another order")
  func repeats() throws {
    let plan = try Self.plan(RaterChecks(repeats: 0.1))
    #expect(plan.hidden.repeats.count == 2 * 12)
    for packet in plan.packets {
      #expect(packet.presentations.count == 20)
      for (place, again) in packet.presentations.enumerated() {
        guard let first = plan.hidden.repeats[again.id] else { continue }
        let before = try #require(packet.presentations.firstIndex { $0.id == first })
        // 18 items: half of them, 9, is fewer than the usual 10.
        #expect(place - before - 1 >= 9)
        let shown = packet.presentations[before]
        #expect(shown.item == again.item && shown.id != again.id)
        #expect(Set(shown.slots.map(\.caption)) == Set(again.slots.map(\.caption)))
        #expect(shown.slots.map(\.caption) != again.slots.map(\.caption))
        for slot in again.slots {
          let same = try #require(shown.slots.first { $0.caption == slot.caption })
          #expect(same.id != slot.id && plan.arms[same.id] == plan.arms[slot.id])
        }
      }
    }
  }

  @Test("a packet too short to keep two showings apart has no repeats; in one of four items two lie between")
  func shortPackets() throws {
    func plan(_ count: Int) throws -> PresentationPlan {
      let few = Array(Self.set.prefix(count))
      let assignment = try Assignment(items: few, raters: ["a"], ratingsPerItem: 1, seed: 1)
      let outputs = Self.outputs().filter { output in few.contains { $0.id == output.item } }
      var plan = PresentationPlan(assignment: assignment, outputs: outputs, secretSeed: [1])
      try plan.hide(RaterChecks(repeats: 0.5), outputs: outputs, categories: [:], secretSeed: [1])
      return plan
    }
    #expect(try plan(1).hidden.repeats.isEmpty)
    let four = try plan(4)
    #expect(four.hidden.repeats.count == 2)
    for (again, first) in four.hidden.repeats {
      let places = four.packets[0].presentations.indices.filter {
        [again, first].contains(four.packets[0].presentations[$0].id)
      }
      #expect(places[1] - places[0] - 1 >= 2)
    }
  }

  @Test("an anchor is one slot more, with a caption of an image outside the packet, of another category, of no arm")
  func anchors() throws {
    let plan = try Self.plan(RaterChecks(lowAnchors: 0.2))
    // A fifth of 18 presentations, rounded up.
    #expect(plan.hidden.anchors.count == 4 * 12)
    for packet in plan.packets {
      let inside = Set(packet.presentations.map(\.item))
      for presentation in packet.presentations {
        let anchors = presentation.slots.filter { plan.hidden.anchors[$0.id] != nil }
        #expect(presentation.slots.count == 5 + anchors.count && anchors.count <= 1)
        for slot in anchors {
          let anchor = try #require(plan.hidden.anchors[slot.id])
          #expect(plan.arms[slot.id] == nil)
          #expect(!inside.contains(anchor.item))
          #expect(Self.categories[anchor.item] != Self.categories[presentation.item])
          let source = try #require(Self.outputs().first { $0.item == anchor.item && $0.arm == anchor.arm })
          #expect(source.text == slot.caption)
        }
      }
    }
  }

  @Test("an anchor never says what a caption beside it says, and long captions that share few words are preferred")
  func plainlyWrong() throws {
    let outputs = Self.outputs { number, item in
      switch number {
      case 0: "the same everywhere, always"
      case 1: item.hex < "8" ? "boat" : "a cup"
      default: "a long caption by number \(number) for \(item.hex.prefix(6))"
      }
    }
    let plan = try Self.plan(RaterChecks(lowAnchors: 0.5), outputs: outputs)
    for presentation in plan.packets.flatMap(\.presentations) {
      let captions = presentation.slots.map(\.caption)
      #expect(Set(captions).count == captions.count)
      for slot in presentation.slots where plan.hidden.anchors[slot.id] != nil {
        #expect(!["boat", "a cup"].contains(slot.caption))
      }
    }
  }

  @Test("refuses anchors where a rater sees every image")
  func noneOutside() {
    #expect(throws: HiddenCheckError.noCaptionOutside(rater: "r1")) {
      try Self.plan(RaterChecks(lowAnchors: 0.2), raters: 2, perItem: 2)
    }
  }

  @Test("no anchor comes from an image of the rater's other packets")
  func otherPackets() throws {
    let assignment = try Assignment(items: Self.set, raters: ["a", "b", "c"], ratingsPerItem: 1, seed: 1)
    let outputs = Self.outputs()
    let others = Dictionary(
      uniqueKeysWithValues: assignment.items.map { rater, items in
        (rater, Self.set.map(\.id).filter { !items.contains($0) }.dropFirst(3).map { $0 })
      })
    var plan = PresentationPlan(assignment: assignment, outputs: outputs, secretSeed: [1])
    try plan.hide(
      RaterChecks(lowAnchors: 0.5), outputs: outputs, categories: [:], secretSeed: [1], seen: others)
    for packet in plan.packets {
      for slot in packet.presentations.flatMap(\.slots) {
        guard let anchor = plan.hidden.anchors[slot.id] else { continue }
        #expect(others[packet.rater]?.contains(anchor.item) == false)
      }
    }
  }

  @Test("each arm stands in each position equally often within one, over plain slots and over slots beside an anchor")
  func balance() throws {
    let plan = try Self.plan(RaterChecks(repeats: 0.2, lowAnchors: 0.3))
    for anchored in [false, true] {
      var counts: [ArmCode: [Int: Int]] = [:]
      for presentation in plan.packets.flatMap(\.presentations) {
        guard presentation.slots.contains(where: { plan.hidden.anchors[$0.id] != nil }) == anchored else { continue }
        for (position, slot) in presentation.slots.enumerated() {
          for arm in plan.arms[slot.id] ?? [] { counts[arm, default: [:]][position, default: 0] += 1 }
        }
      }
      for position in 0..<(anchored ? 6 : 5) {
        let column = Self.arms.map { counts[$0]?[position] ?? 0 }
        #expect((column.max() ?? 0) - (column.min() ?? 0) <= 1, "position \(position): \(column)")
      }
    }
  }

  /// Over 20 seeds and 48 anchors each, a place that tells would lie outside five standard deviations.
  @Test("neither the place of an anchor nor the place or id of a repeat tells which it is")
  func places() throws {
    var positions = [Int](repeating: 0, count: 6)
    var lastPlaces = 0
    var ids: Set<String> = []
    var total = 0
    for seed in 1...20 {
      let plan = try Self.plan(seed: UInt8(seed))
      for packet in plan.packets {
        if let last = packet.presentations.last, plan.hidden.repeats[last.id] != nil { lastPlaces += 1 }
        for presentation in packet.presentations {
          for name in [presentation.id.rawValue] + presentation.slots.map(\.id.rawValue) {
            #expect(name.wholeMatch(of: /[0-9a-f]{32}/) != nil)
            ids.insert(name)
            total += 1
          }
          for (place, slot) in presentation.slots.enumerated() where plan.hidden.anchors[slot.id] != nil {
            positions[place] += 1
          }
        }
      }
    }
    #expect(ids.count == total)
    let expected = Double(positions.reduce(0, +)) / 6
    for count in positions { #expect(abs(Double(count) - expected) < 5 * expected.squareRoot(), "\(positions)") }
    // Two repeats in 20: the packet's end must not be where repeats are found.
    #expect(lastPlaces < 20 * 12 / 2)
  }

  @Test("the commitment covers what is hidden: an anchor's source or a repeat told otherwise gives another hash")
  func committed() throws {
    let plan = try Self.plan()
    func hash(_ plan: PresentationPlan) -> String {
      Commitment(
        Commitment.Contents(
          nonce: "n", protocolHash: "p", definitions: [:], outputs: Self.outputs(), plan: plan)
      ).hash
    }
    var other = plan
    let slot = try #require(plan.hidden.anchors.keys.first)
    other.hidden.anchors[slot]?.arm = ArmCode(rawValue: "arm-other")
    #expect(hash(other) != hash(plan))
    other = plan
    other.hidden.repeats.removeValue(forKey: try #require(plan.hidden.repeats.keys.first))
    #expect(hash(other) != hash(plan))
  }

  @Test("another secret seed hides other presentations")
  func secret() throws {
    let (first, second) = (try Self.plan(seed: 1), try Self.plan(seed: 2))
    func again(_ plan: PresentationPlan) -> [[ItemID]] {
      plan.packets.map { $0.presentations.filter { plan.hidden.repeats[$0.id] != nil }.map(\.item) }
    }
    #expect(again(first) != again(second))
    #expect(again(first) == again(try Self.plan(seed: 1)))
  }
}
