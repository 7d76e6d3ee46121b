import StudyModel
import Testing

@testable import Blinding

/// How often each arm stands in each position, and how far that is from equal.
private struct Positions {
  private var counts: [Int: [String: Int]] = [:]
  private let names: [String]

  init(_ orders: [[ArmCode?]], arms: [ArmCode]) {
    names = arms.map(\.rawValue)
    for order in orders {
      for (position, arm) in order.enumerated() {
        counts[position, default: [:]][arm?.rawValue ?? "anchor", default: 0] += 1
      }
    }
  }

  /// Over all positions, the most that two arms (and the anchor, where there is one) differ by.
  var spread: Int {
    counts.values.map { column in
      let all = names.map { column[$0] ?? 0 } + (column["anchor"].map { [$0] } ?? [])
      return (all.max() ?? 0) - (all.min() ?? 0)
    }.max() ?? 0
  }
}

/// A study of so many arms, of a size that no square divides.
private struct Study {
  let arms: [ArmCode]
  let set: [(id: ItemID, category: String)]
  let outputs: [Output]
  let seed: UInt8
  let raters: Int
  let perItem: Int

  /// - Parameter isCaptioned: arm's number and item's → whether there is a caption.
  init(arms count: Int, seed: Int, isCaptioned: (Int, Int) -> Bool = { _, _ in true }) {
    arms = ArmCode.random(count: count)
    let (first, second) = (9 + seed % 5, 7 + seed % 3)
    set = items(first, category: "product") + items(second, category: "hard", from: first)
    raters = 3 + seed % 4
    perItem = 2 + seed % 2
    self.seed = UInt8(seed)
    outputs = set.enumerated().flatMap { [arms] place, item in
      arms.enumerated().map { number, arm in
        let text = isCaptioned(number, place) ? "caption \(number) of \(item.id.hex.prefix(8))" : nil
        return Output(arm: arm, item: item.id, text: text, outcome: text == nil ? .refused : .captioned)
      }
    }
  }

  var secret: [UInt8] { [UInt8](repeating: seed, count: 32) }
  var categories: [ItemID: String] { Dictionary(uniqueKeysWithValues: set.map { ($0.id, $0.category) }) }

  func plan(_ checks: RaterChecks? = nil) throws -> PresentationPlan {
    let assignment = try Assignment(
      items: set, raters: (1...raters).map { "r\($0)" }, ratingsPerItem: perItem, seed: UInt64(seed))
    var plan = PresentationPlan(assignment: assignment, outputs: outputs, secretSeed: secret)
    if let checks { try plan.hide(checks, outputs: outputs, categories: categories, secretSeed: secret) }
    return plan
  }

  /// Further packets for new raters, and what all packets together are.
  func extend(
    _ before: PresentationPlan, number: Int, _ wanted: [String: Int], _ checks: RaterChecks? = nil
  ) throws -> (added: PresentationPlan, all: PresentationPlan) {
    let assignment = Assignment(
      extending: before.itemsByRater, items: set, ratings: [:], wanted: wanted, seed: UInt64(seed), number: number)
    let secret = PresentationPlan.seed(ofExtension: number, secretSeed: secret)
    var added = PresentationPlan(assignment: assignment, outputs: outputs, secretSeed: secret, after: before)
    if let checks {
      try added.hide(
        checks, outputs: outputs, categories: categories, secretSeed: secret, seen: before.itemsByRater, after: before)
    }
    var all = PresentationPlan(
      packets: before.packets + added.packets, arms: before.arms.merging(added.arms) { first, _ in first })
    all.orders = before.orders.merging(added.orders) { first, _ in first }
    all.hidden.anchors = before.hidden.anchors.merging(added.hidden.anchors) { first, _ in first }
    all.hidden.repeats = before.hidden.repeats.merging(added.hidden.repeats) { first, _ in first }
    return (added, all)
  }
}

extension PresentationPlan {
  /// Planned orders by packet, those beside an anchor apart.
  fileprivate func plannedOrders(anchored: Bool, arms: Int) -> [[[ArmCode?]]] {
    packets.map { packet in
      packet.presentations.compactMap { orders[$0.id] }.filter { ($0.count == arms + 1) == anchored }
    }
  }

  /// The most that two arms differ by in any position, over everything and over the packet where it is worst.
  fileprivate func spreads(_ arms: [ArmCode], anchored: Bool) -> (all: Int, packet: Int) {
    let packets = plannedOrders(anchored: anchored, arms: arms.count)
    return (
      Positions(Array(packets.joined()), arms: arms).spread,
      packets.map { Positions($0, arms: arms).spread }.max() ?? 0
    )
  }
}

@Suite("each arm stands in each position equally often within one")
struct PositionBalanceTests {
  static let seeds = 1...40

  @Test("over all planned slots and over each packet's, and what is shown is what was planned", arguments: 2...8)
  func plain(count: Int) throws {
    for seed in Self.seeds {
      let study = Study(arms: count, seed: seed)
      let plan = try study.plan()
      let (all, packet) = plan.spreads(study.arms, anchored: false)
      #expect(all <= 1 && packet <= 1, "\(count) arms, seed \(seed): \(all), \(packet)")
      for presentation in plan.packets.flatMap(\.presentations) {
        let order = try #require(plan.orders[presentation.id])
        #expect(Set(order).count == count)
        #expect(presentation.slots.flatMap { plan.arms[$0.id] ?? [] } == order.compactMap(\.self))
      }
    }
  }

  @Test("also among presentations with an anchor and among those without, repeats counted", arguments: 2...8)
  func checked(count: Int) throws {
    for seed in Self.seeds {
      let study = Study(arms: count, seed: seed)
      let plan = try study.plan(RaterChecks(repeats: 0.2, lowAnchors: 0.3))
      for anchored in [false, true] {
        let (all, packet) = plan.spreads(study.arms, anchored: anchored)
        #expect(all <= 1 && packet <= 1, "\(count) arms, seed \(seed), anchored \(anchored): \(all), \(packet)")
      }
      let shown = Dictionary(
        uniqueKeysWithValues: plan.packets.flatMap(\.presentations).map { ($0.id, $0.slots.map(\.caption)) })
      #expect(!plan.hidden.repeats.isEmpty)
      for (again, first) in plan.hidden.repeats { #expect(shown[again] != shown[first]) }
    }
  }

  @Test("together with what was planned before, at every extension", arguments: 2...8)
  func extended(count: Int) throws {
    for checks in [nil, RaterChecks(repeats: 0.2, lowAnchors: 0.2)] {
      for seed in Self.seeds {
        let study = Study(arms: count, seed: seed)
        var plan = try study.plan(checks)
        for number in 1...3 {
          let wanted = ["k\(number)": 3 + seed % 7, "l\(number)": 5]
          let (added, all) = try study.extend(plan, number: number, wanted, checks)
          plan = all
          for anchored in [false, true] {
            let (together, _) = all.spreads(study.arms, anchored: anchored)
            let (_, packet) = added.spreads(study.arms, anchored: anchored)
            #expect(
              together <= 1 && packet <= 1, "\(count) arms, seed \(seed), extension \(number): \(together), \(packet)")
          }
        }
      }
    }
  }

  /// Dealt square by square, the first and second item, the third and fourth and so on would never show the same of two
  /// arms first. Shuffled, of an even number n they do with chance (n/2 − 1)/(n − 1): .45 of 12. Over some 900 pairs of
  /// items the share is within .05 of that.
  @Test("neighbours on the screen are no nearer to balance than any two items of a packet, checks or not")
  func neighbours() throws {
    for checks in [nil, RaterChecks(repeats: 0.1)] {
      var (same, all) = (0, 0)
      for seed in Self.seeds {
        for packet in try Study(arms: 2, seed: seed).plan(checks).packets {
          let first = packet.presentations.compactMap { $0.slots.first?.caption.split(separator: " ")[1] }
          for place in stride(from: 1, to: first.count, by: 2) {
            all += 1
            same += first[place] == first[place - 1] ? 1 : 0
          }
        }
      }
      #expect(Double(same) / Double(all) > 0.35, "\(same) of \(all)")
    }
  }

  @Test("planned places count, also of an arm without a caption or with another's", arguments: 2...8)
  func missing(count: Int) throws {
    for seed in Self.seeds {
      let study = Study(arms: count, seed: seed) { arm, item in (arm + item * 7) % 4 != 0 }
      let plan = try study.plan()
      let (all, packet) = plan.spreads(study.arms, anchored: false)
      #expect(all <= 1 && packet <= 1)
      let (_, together) = try study.extend(plan, number: 1, ["kim": 5])
      #expect(together.spreads(study.arms, anchored: false).all <= 1)
    }
  }

  @Test("what was planned before orders were kept is read off what is shown, and evened out", arguments: 2...8)
  func older(count: Int) throws {
    for seed in Self.seeds {
      let study = Study(arms: count, seed: seed)
      var plan = try study.plan()
      // The old way of dealing could leave two between arms: every packet's last presentation is taken out.
      plan.orders = [:]
      for index in plan.packets.indices { plan.packets[index].presentations.removeLast() }
      let rows = plan.rows(numbering: study.arms, anchored: false)
      #expect(rows.count == plan.packets.reduce(0) { $0 + $1.presentations.count })
      var generator = HashGenerator(seed: [UInt8(seed)], purpose: "test")
      var deck = OrderDeck(count: count, before: rows, using: &generator)
      // However uneven it was: there is a moment at which every arm has stood in every place equally often.
      var dealt = rows
      func spread() -> Int { Positions(dealt.map { $0.map { study.arms[$0] } }, arms: study.arms).spread }
      for _ in 0..<rows.count * count where spread() > 0 { dealt += deck.deal(1, using: &generator) }
      #expect(spread() == 0)
    }
  }

  @Test(
    "orders come from the secret seed: in one place of one packet every arm is seen over many seeds", arguments: [3, 4])
  func secret(count: Int) throws {
    var first: Set<Int> = []
    for seed in Self.seeds {
      let study = Study(arms: count, seed: seed)
      let plan = try study.plan()
      let order = try #require(plan.packets.first?.presentations.first.flatMap { plan.orders[$0.id] })
      if let arm = order.first ?? nil, let number = study.arms.sorted().firstIndex(of: arm) { first.insert(number) }
    }
    #expect(first.count == count)
  }
}
