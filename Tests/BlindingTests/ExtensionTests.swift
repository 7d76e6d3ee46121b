import Digest
import StudyModel
import Testing

@testable import Blinding

/// The demo's shape: 18, 9 and 9 items, twelve raters, six ratings an item.
private struct Study {
  static let set =
    items(18, category: "product") + items(9, category: "everyday", from: 18) + items(9, category: "hard", from: 27)
  let before: [String: [ItemID]]

  init(seed: UInt64 = 1) throws {
    before = try Assignment(items: Self.set, raters: (1...12).map { "r\($0)" }, ratingsPerItem: 6, seed: seed).items
  }

  var ratings: [ItemID: Int] {
    before.values.joined().reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  func extend(_ wanted: [String: Int], seed: UInt64 = 1, number: Int = 1, ratings: [ItemID: Int]? = nil) -> Assignment {
    Assignment(
      extending: before, items: Self.set, ratings: ratings ?? self.ratings, wanted: wanted, seed: seed, number: number)
  }
}

@Suite("who judges what in an extension")
struct ExtensionAssignmentTests {
  @Test("new raters get the number asked for, of every category in proportion within one", arguments: [6, 10, 13, 36])
  func proportion(each: Int) throws {
    let dealt = try Study().extend(["kim": each, "lee": each, "mo": each]).items
    let sizes = ["product": 0.5, "everyday": 0.25, "hard": 0.25]
    for rater in ["kim", "lee", "mo"] {
      let items = try #require(dealt[rater])
      #expect(items.count == each && Set(items).count == each)
      for (category, share) in sizes {
        let ids = Set(Study.set.filter { $0.category == category }.map(\.id))
        let got = Double(items.filter(ids.contains).count)
        #expect(abs(got - share * Double(each)) < 1, "\(category): \(got)")
      }
    }
  }

  @Test("items with the fewest ratings go first", arguments: 1...10 as ClosedRange<UInt64>)
  func fewestFirst(seed: UInt64) throws {
    let study = try Study(seed: seed)
    // Six everyday items have lost two of their six ratings each.
    let poor = Array(Study.set.filter { $0.category == "everyday" }.map(\.id).sorted().prefix(6))
    var ratings = study.ratings
    for item in poor { ratings[item] = 4 }
    let dealt = study.extend(["kim": 12, "lee": 12], seed: seed, ratings: ratings).items
    // A quarter of twelve is three everyday items each: all of them poor ones, and no poor one twice.
    let everyday = Set(Study.set.filter { $0.category == "everyday" }.map(\.id))
    let got = dealt.values.joined().filter(everyday.contains)
    #expect(Set(got) == Set(poor) && got.count == 6)
  }

  @Test("with equal ratings before, an extension leaves items of a category equal within one")
  func levels() throws {
    let study = try Study()
    let dealt = study.extend(["kim": 20, "lee": 20, "mo": 20, "noa": 20]).items
    let added = dealt.values.joined().reduce(into: [ItemID: Int]()) { $0[$1, default: 0] += 1 }
    for category in ["product", "everyday", "hard"] {
      let counts = Study.set.filter { $0.category == category }.map { added[$0.id, default: 0] }
      #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1, "\(category): \(counts)")
    }
  }

  @Test("a rater who comes back is shown no item twice, and gets what is left where that is less")
  func notTwice() throws {
    let study = try Study()
    let had = try #require(study.before["r1"])
    let dealt = study.extend(["r1": 10, "kim": 10]).items
    #expect(Set(dealt["r1"] ?? []).isDisjoint(with: had) && dealt["r1"]?.count == 10)
    let all = study.extend(["r1": 36]).items
    #expect(all["r1"]?.count == 36 - had.count)
    #expect(Set(all["r1"] ?? []).union(had) == Set(Study.set.map(\.id)))
  }

  @Test("new raters share items with those before", arguments: 1...20 as ClosedRange<UInt64>)
  func connected(seed: UInt64) throws {
    let study = try Study(seed: seed)
    let dealt = study.extend(["kim": 1, "lee": 2], seed: seed).items
    #expect(Assignment.isConnected(study.before.merging(dealt) { $0 + $1 }))
    let rated = Set(study.before.values.joined())
    #expect(dealt.values.allSatisfy { !rated.isDisjoint(with: $0) })
  }

  @Test("the same request deals the same; another seed or a further extension deals otherwise")
  func determinism() throws {
    let study = try Study()
    let wanted = ["kim": 12, "lee": 12]
    #expect(study.extend(wanted) == study.extend(wanted))
    #expect(study.extend(wanted) != study.extend(wanted, seed: 2))
    #expect(study.extend(wanted) != study.extend(wanted, number: 2))
  }
}

@Suite("presentations of an extension")
struct ExtensionPresentationTests {
  private let arms = ["a", "b", "c", "d", "e"].map { ArmCode(rawValue: "arm-\($0)") }

  private func plan(number: Int, seed: UInt8 = 7) throws -> PresentationPlan {
    let outputs = arms.flatMap { arm in
      Study.set.map { Output(arm: arm, item: $0.id, text: "\(arm) says", outcome: .captioned) }
    }
    return PresentationPlan(
      assignment: try Study().extend(["kim": 20, "lee": 20], number: 1), outputs: outputs,
      secretSeed: PresentationPlan.seed(
        ofExtension: number, secretSeed: [UInt8](repeating: seed, count: 32)))
  }

  @Test("each arm stands in each place, and behind each other arm, equally often within a block")
  func balance() throws {
    let plan = try plan(number: 1)
    var places: [ArmCode: [Int: Int]] = [:]
    var follows: [[ArmCode]: Int] = [:]
    for presentation in plan.packets.flatMap(\.presentations) {
      let order = presentation.slots.compactMap { plan.arms[$0.id]?.first }
      for (place, arm) in order.enumerated() { places[arm, default: [:]][place, default: 0] += 1 }
      for pair in zip(order, order.dropFirst()) { follows[[pair.0, pair.1], default: 0] += 1 }
    }
    // 40 presentations are four blocks of the ten rows for five arms: 8 in each place, and 8 after each other arm.
    #expect(places.count == 5 && places.values.allSatisfy { Set($0.values) == [8] && $0.count == 5 })
    #expect(follows.count == 20 && Set(follows.values) == [8])
  }

  @Test("orders come from the secret seed, by another stream in every extension")
  func streams() throws {
    func orders(_ plan: PresentationPlan) -> [[ItemID]] { plan.packets.map { $0.presentations.map(\.item) } }
    let first = try plan(number: 1)
    #expect(try orders(first) == orders(plan(number: 1)))
    #expect(try orders(first) != orders(plan(number: 2)))
    #expect(try orders(first) != orders(plan(number: 1, seed: 8)))
    let slots = try [first, plan(number: 1)].flatMap { $0.packets.flatMap(\.presentations).flatMap(\.slots).map(\.id) }
    #expect(Set(slots).count == slots.count)
  }

  @Test("packets of one rater are numbered in the order of the plan, and their items are that rater's")
  func numbered() throws {
    let first = try plan(number: 1)
    let both = PresentationPlan(packets: first.packets + first.packets, arms: first.arms)
    #expect(both.numbered.map(\.number) == [1, 1, 2, 2])
    #expect(both.raters == first.raters)
    #expect(both.itemsByRater == first.itemsByRater)
  }
}

@Suite("commitments of extensions")
struct ExtensionCommitmentTests {
  private func addition(nonce: String = "n", previous: String = "h1", number: Int = 1) -> Commitment.Addition {
    let slot = Slot(id: SlotID(rawValue: "s1"), caption: "a")
    let presentation = Presentation(id: PresentationID(rawValue: "p1"), item: Study.set[0].id, slots: [slot])
    return Commitment.Addition(
      nonce: nonce, previous: previous, number: number, protocolHash: "p",
      plan: PresentationPlan(
        packets: [.init(id: "k1", rater: "kim", presentations: [presentation])],
        arms: [slot.id: [ArmCode(rawValue: "arm-a")]]))
  }

  @Test("nonce, number, the commitment before and every slot count")
  func everythingCounts() {
    let first = Commitment(addition())
    #expect(first == Commitment(addition()))
    #expect(first.hash != Commitment(addition(nonce: "m")).hash)
    #expect(first.hash != Commitment(addition(previous: "h2")).hash)
    #expect(first.hash != Commitment(addition(number: 2)).hash)
    var moved = addition()
    moved.plan.arms[SlotID(rawValue: "s1")] = [ArmCode(rawValue: "arm-b")]
    #expect(first.hash != Commitment(moved).hash)
    #expect(first.text.contains("\nprevious h1\n") && first.hash == SHA256.hex(first.text))
  }
}
