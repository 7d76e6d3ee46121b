import StudyModel
import Testing

@testable import Blinding

/// Studies of pairs made for tests.
struct PairStudy {
  let arms: [ArmCode]
  let items: [(id: ItemID, category: String)]
  let pairs: [ArmPair]
  let assignment: PairAssignment
  let outputs: [Output]
  var plan: PresentationPlan

  static let mixed =
    BlindingTests.items(18, category: "product") + BlindingTests.items(9, category: "everyday", from: 18)
    + BlindingTests.items(9, category: "hard", from: 27)

  init(
    arms count: Int, design: PairDesign = .incumbentVsEach, raters: Int, judgements: Int, seed: UInt64,
    items: [(id: ItemID, category: String)] = mixed, guests: [String] = [],
    text: (Int, ItemID) -> String? = { "caption \($0) of \($1.hex.prefix(8))" }
  ) throws {
    arms = ArmCode.random(count: count)
    self.items = items
    pairs = design.pairs(of: arms, incumbent: arms[0])
    let secret = (0..<32).map { UInt8(truncatingIfNeeded: Int(seed) &* 31 &+ $0) }
    assignment = try PairAssignment(
      items: items, raters: (1...raters).map { "r\($0)" }, guests: guests, pairs: pairs, judgements: judgements,
      seed: seed, secretSeed: secret)
    let arms = arms
    outputs = items.flatMap { item in
      arms.enumerated().map { number, arm in
        let text = text(number, item.id)
        return Output(arm: arm, item: item.id, text: text, outcome: text == nil ? .refused : .captioned)
      }
    }
    plan = PresentationPlan(pairs: assignment, outputs: outputs, secretSeed: secret)
  }

  /// The arms of a presentation in shown order.
  func shown(_ presentation: Presentation) -> ArmPair {
    let codes = presentation.slots.compactMap { plan.arms[$0.id]?.first }
    return ArmPair(codes[0], codes[1])
  }

  /// First less second, for every pair by its first arm and for every arm.
  func leads(_ presentations: [Presentation]) -> (pairs: [ArmPair: Int], arms: [ArmCode: Int]) {
    var (byPair, byArm): ([ArmPair: Int], [ArmCode: Int]) = ([:], [:])
    for presentation in presentations {
      let order = shown(presentation)
      if pairs.contains(order) {
        byPair[order, default: 0] += 1
      } else {
        byPair[ArmPair(order.second, order.first), default: 0] -= 1
      }
      byArm[order.first, default: 0] += 1
      byArm[order.second, default: 0] -= 1
    }
    return (byPair, byArm)
  }
}

@Suite("pairs")
struct PairTests {
  @Test("a design names each pair once, the incumbent's first")
  func designs() {
    let arms = ArmCode.random(count: 5)
    let each = PairDesign.incumbentVsEach.pairs(of: arms, incumbent: arms[2])
    #expect(each.count == 4 && each.allSatisfy { $0.first == arms[2] })
    let all = PairDesign.all.pairs(of: arms, incumbent: arms[2])
    #expect(all.count == 10 && Set(all.map { Set([$0.first, $0.second]) }).count == 10)
    #expect(Array(all.prefix(4)) == each)
    for design in PairDesign.allCases {
      #expect(design.count(candidates: 5) == design.pairs(of: arms, incumbent: arms[2]).count)
      #expect(design.count(candidates: 1) == 0 && design.count(candidates: 2) == 1)
    }
  }

  @Test("each pair of each item gets its number of different raters", arguments: 1...20 as ClosedRange<UInt64>)
  func everyPair(seed: UInt64) throws {
    for (count, design, raters, judgements) in [
      (4, PairDesign.incumbentVsEach, 12, 3), (3, .all, 9, 3), (4, .all, 5, 2), (2, .incumbentVsEach, 6, 2),
      (5, .all, 4, 4),
    ] {
      let study = try PairStudy(arms: count, design: design, raters: raters, judgements: judgements, seed: seed)
      let units = study.assignment.units.values.map { Set($0) }
      #expect(study.assignment.units.values.allSatisfy { Set($0).count == $0.count })
      for item in study.items {
        for pair in study.pairs {
          let unit = PairAssignment.Unit(item: item.id, pair: pair)
          #expect(units.count { $0.contains(unit) } == judgements)
        }
      }
    }
  }

  @Test("a rater sees an item once where there are raters enough", arguments: 1...20 as ClosedRange<UInt64>)
  func once(seed: UInt64) throws {
    for (count, raters, judgements) in [(4, 12, 3), (4, 9, 3), (3, 20, 3), (2, 3, 3)] {
      let study = try PairStudy(arms: count, raters: raters, judgements: judgements, seed: seed)
      #expect(study.assignment.mostPairsOfAnItem == 1 && study.plan.mostShowingsOfAnItem == 1)
    }
  }

  @Test(
    "with too few raters an item is seen as few times as can be, far apart", arguments: 1...20 as ClosedRange<UInt64>)
  func again(seed: UInt64) throws {
    // 3 pairs × 3 judgements of each item over 5 raters: at most 2 each.
    let study = try PairStudy(arms: 4, raters: 5, judgements: 3, seed: seed)
    #expect(study.assignment.mostPairsOfAnItem == 2 && study.plan.mostShowingsOfAnItem == 2)
    for packet in study.plan.packets {
      let places = Dictionary(grouping: packet.presentations.indices, by: { packet.presentations[$0].item })
      for (_, both) in places where both.count == 2 {
        // Half the packet apart, but for what rounding moves.
        #expect(both[1] - both[0] >= packet.presentations.count / 3)
      }
    }
  }

  @Test(
    "raters get as many pairs, and as many of each pair, in each category", arguments: 1...20 as ClosedRange<UInt64>)
  func loads(seed: UInt64) throws {
    func spread(_ counts: [Int]) -> Int { (counts.max() ?? 0) - (counts.min() ?? 0) }
    for (count, design, raters, judgements) in [
      (4, PairDesign.incumbentVsEach, 12, 3), (3, .all, 10, 3), (4, .incumbentVsEach, 5, 3), (5, .all, 12, 2),
    ] {
      let study = try PairStudy(arms: count, design: design, raters: raters, judgements: judgements, seed: seed)
      let units = study.assignment.units
      #expect(spread(units.values.map(\.count)) <= 1, "\(units.values.map(\.count))")
      for category in ["product", "everyday", "hard"] {
        let ids = Set(study.items.filter { $0.category == category }.map(\.id))
        #expect(spread(units.values.map { $0.count { ids.contains($0.item) } }) <= 1)
      }
      for pair in study.pairs {
        let own = units.values.map { $0.count { $0.pair == pair } }
        #expect(spread(own) <= 2, "\(own)")
      }
      #expect(Assignment.isConnected(units.mapValues { $0.map(\.item) }))
    }
  }

  @Test("both orders of a pair, and both places of an arm, within one", arguments: 1...40 as ClosedRange<UInt64>)
  func sides(seed: UInt64) throws {
    for (count, design, raters, judgements) in [
      (4, PairDesign.incumbentVsEach, 12, 3), (3, .all, 10, 3), (4, .incumbentVsEach, 5, 3), (5, .all, 12, 1),
      (2, .incumbentVsEach, 7, 1), (6, .incumbentVsEach, 5, 1),
    ] {
      let study = try PairStudy(
        arms: count, design: design, raters: raters, judgements: judgements, seed: seed, items: items(7 + Int(seed)))
      let leads = study.leads(study.plan.packets.flatMap(\.presentations))
      #expect(leads.pairs.values.allSatisfy { abs($0) <= 1 }, "\(leads.pairs.values)")
      #expect(leads.arms.values.allSatisfy { abs($0) <= 1 }, "\(leads.arms.values)")
      for packet in study.plan.packets {
        let own = study.leads(packet.presentations)
        #expect(own.pairs.values.allSatisfy { abs($0) <= 1 })
        if design == .incumbentVsEach { #expect(abs(own.arms[study.arms[0]] ?? 0) <= 2) }
      }
    }
  }

  @Test("the pairs that a rater gets are not drawn from the public seed, and the items are")
  func seeds() throws {
    let raters = (1...12).map { "r\($0)" }
    let arms = ArmCode.random(count: 4)
    let pairs = PairDesign.incumbentVsEach.pairs(of: arms, incumbent: arms[0])
    func deal(_ secret: UInt8) throws -> PairAssignment {
      try PairAssignment(
        items: PairStudy.mixed, raters: raters, pairs: pairs, judgements: 3, seed: 1,
        secretSeed: Array(repeating: secret, count: 32))
    }
    let (one, other) = (try deal(1), try deal(2))
    #expect(try one == deal(1))
    #expect(one.units != other.units)
    #expect(one.units.mapValues { Set($0.map(\.item)) } == other.units.mapValues { Set($0.map(\.item)) })
  }

  @Test("a guest gets as many pairs, about as many of each, and changes nobody else's number")
  func guests() throws {
    let study = try PairStudy(arms: 4, raters: 12, judgements: 3, seed: 3, guests: ["you"])
    let own = study.assignment.units["you"] ?? []
    #expect(own.count == 27 && Set(own.map(\.item)).count == 27)
    #expect(study.pairs.allSatisfy { pair in own.count { $0.pair == pair } == 9 })
    for item in study.items {
      for pair in study.pairs {
        let unit = PairAssignment.Unit(item: item.id, pair: pair)
        #expect(study.assignment.units.count { $0.key != "you" && $0.value.contains(unit) } == 3)
      }
    }
  }

  @Test("what need not be asked is noted and not shown: the same caption, one caption, none")
  func unasked() throws {
    let lost = items(3).map(\.id)
    let study = try PairStudy(
      arms: 3, raters: 6, judgements: 2, seed: 1, items: items(12),
      text: { number, item in
        if item == lost[0] && number < 2 { return "the same" }
        if item == lost[1] && number == 0 || item == lost[2] { return nil }
        return "caption \(number)"
      })
    let shown = study.plan.packets.flatMap(\.presentations)
    let unasked = study.plan.packets.flatMap(\.unasked)
    #expect(shown.count + unasked.count == 12 * 2 * 2)
    #expect(shown.allSatisfy { $0.slots.count == 2 && $0.slots[0].caption != $0.slots[1].caption })
    #expect(shown.allSatisfy { $0.slots.allSatisfy { study.plan.arms[$0.id]?.count == 1 } })
    #expect(Dictionary(grouping: unasked, by: \.item).mapValues(\.count) == [lost[0]: 2, lost[1]: 4, lost[2]: 4])
    #expect(unasked.allSatisfy { $0.first == study.arms[0] && $0.second != study.arms[0] })
    #expect(study.plan.itemsByRater.values.reduce(0) { $0 + $1.count } == 12 * 4)
    let leads = study.leads(shown)
    #expect(leads.pairs.values.allSatisfy { abs($0) <= 1 } && leads.arms.values.allSatisfy { abs($0) <= 1 })
  }

  @Test(
    "a repeat is the pair the other way round, later, and leaves the sides even",
    arguments: 1...20 as ClosedRange<UInt64>)
  func repeats(seed: UInt64) throws {
    var study = try PairStudy(arms: 4, raters: 12, judgements: 3, seed: seed)
    let before = study.plan.packets
    study.plan.hideRepeats(ofPairs: 0.1, secretSeed: [1, UInt8(seed)])
    for (packet, original) in zip(study.plan.packets, before) {
      let copies = packet.presentations.filter { study.plan.hidden.repeats[$0.id] != nil }
      #expect(copies.count == RaterChecks.count(0.1, of: original.presentations.count))
      #expect(packet.presentations.filter { study.plan.hidden.repeats[$0.id] == nil } == original.presentations)
      for copy in copies {
        let first = try #require(packet.presentations.first { $0.id == study.plan.hidden.repeats[copy.id] })
        #expect(copy.item == first.item && copy.slots.map(\.caption) == first.slots.reversed().map(\.caption))
        #expect(study.shown(copy) == ArmPair(study.shown(first).second, study.shown(first).first))
        let places = [first, copy].compactMap { packet.presentations.firstIndex(of: $0) }
        #expect(places[1] - places[0] > PresentationPlan.leastBetweenRepeats)
      }
    }
    let leads = study.leads(study.plan.packets.flatMap(\.presentations))
    #expect(leads.pairs.values.allSatisfy { abs($0) <= 1 }, "\(leads.pairs.values)")
    #expect(leads.arms.values.allSatisfy { abs($0) <= 1 }, "\(leads.arms.values)")
  }

  @Test(
    "an extension deals the pairs with the fewest judgements, to raters who have not had the item, sides even in all",
    arguments: 1...20 as ClosedRange<UInt64>)
  func extended(seed: UInt64) throws {
    var study = try PairStudy(arms: 4, raters: 12, judgements: 3, seed: seed, guests: ["you"])
    let before = study.plan
    let wanted = ["kim": 20, "lee": 20, "r1": 5]
    let had = before.itemsByRater
    let dealt = Assignment(
      extending: had.filter { $0.key != "you" }, items: study.items, ratings: [:], wanted: wanted, seed: seed, number: 1
    )
    // Of the first item one judgement is skipped: its pair is the one that lacks most.
    let item = try #require(dealt.items["kim"]?.first)
    let skipper = try #require(
      study.assignment.units.first { $0.key != "you" && $0.value.contains { $0.item == item } }?.key)
    let open = try #require(study.assignment.units[skipper]?.first { $0.item == item })
    let secret = PresentationPlan.seed(ofExtension: 1, secretSeed: [UInt8(seed)])
    let more = PairAssignment(
      extending: before, dealt: dealt.items, items: study.items, pairs: study.pairs,
      leaving: ["you": Set(had["you"] ?? []), skipper: [item]], secretSeed: secret)
    for (rater, units) in more.units {
      #expect(
        units.map(\.item).sorted() == dealt.items[rater]?.sorted()
          && Set(had[rater] ?? []).isDisjoint(with: units.map(\.item)))
    }
    #expect(more.units.values.joined().contains(open))
    // Every pair of every item had three judgements; three raters more give no pair two before each has one.
    let added: [PairAssignment.Unit: Int] = more.units.values.joined().reduce(into: [:]) { $0[$1, default: 0] += 1 }
    for (unit, count) in added where unit.item != item { #expect(count == 1) }
    study.plan = PresentationPlan(pairs: more, outputs: study.outputs, secretSeed: secret, after: before)
    study.plan.hideRepeats(ofPairs: 0.1, secretSeed: secret, after: before)
    let plan = study.plan
    #expect(plan.packets.map(\.rater) == ["kim", "lee", "r1"])
    study.plan = PresentationPlan(packets: before.packets + plan.packets, arms: before.arms.merging(plan.arms) { $1 })
    let shown = study.plan.packets.flatMap(\.presentations)
    let leads = study.leads(shown.filter { plan.hidden.repeats[$0.id] == nil })
    #expect(leads.pairs.values.allSatisfy { abs($0) <= 1 } && leads.arms.values.allSatisfy { abs($0) <= 1 })
    // Of six repeats there is not always one that keeps the arms even too.
    let all = study.leads(shown)
    #expect(all.pairs.values.allSatisfy { abs($0) <= 1 } && all.arms.values.allSatisfy { abs($0) <= 2 })
  }

  @Test("refuses more judgements of a pair than there are raters")
  func tooFew() {
    #expect(throws: Assignment.Impossible.tooFewRaters(wanted: 3, raters: 2)) {
      try PairStudy(arms: 3, raters: 2, judgements: 3, seed: 1)
    }
  }

  @Test("what nobody is asked about is committed to, and a plan without it hashes as it always did")
  func committed() throws {
    let study = try PairStudy(
      arms: 2, raters: 2, judgements: 1, seed: 1, items: items(4), text: { _, _ in "the same" })
    var contents = Commitment.Contents(
      nonce: "n", protocolHash: "p", definitions: [:], outputs: [], plan: study.plan)
    let unit = try #require(study.plan.packets.flatMap(\.unasked).first)
    let text = Commitment(contents).text
    #expect(text.split(separator: "\n").count { $0.hasPrefix("unasked r") } == 4)
    #expect(text.contains(" \(unit.item) \(study.arms[0]) \(study.arms[1])\n"))
    for index in contents.plan.packets.indices { contents.plan.packets[index].unasked = [] }
    #expect(Commitment(contents).text == "blindfold commitment 1\nnonce n\nprotocol p\n")
  }
}
