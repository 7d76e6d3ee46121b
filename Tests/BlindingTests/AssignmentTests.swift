import Digest
import StudyModel
import Testing

@testable import Blinding

/// Items that differ by their number only.
func items(_ count: Int, category: String = "all", from first: Int = 0) -> [(id: ItemID, category: String)] {
  (first..<first + count).compactMap { number in ItemID(hex: SHA256.hex("item \(number)")).map { ($0, category) } }
}

@Suite("assignment")
struct AssignmentTests {
  static let raters = (1...12).map { "rater-\($0)" }

  @Test("every item gets its number of different raters")
  func everyItem() throws {
    let set = items(36)
    let plan = try Assignment(items: set, raters: Self.raters, ratingsPerItem: 6, seed: 1)
    for item in set {
      #expect(plan.items.values.filter { $0.contains(item.id) }.count == 6)
    }
    #expect(plan.items.values.allSatisfy { Set($0).count == $0.count })
  }

  @Test("raters get as many items of each category within one, and connect", arguments: 1...20 as ClosedRange<UInt64>)
  func balance(seed: UInt64) throws {
    let set =
      items(18, category: "product") + items(9, category: "everyday", from: 18) + items(9, category: "hard", from: 27)
    let plan = try Assignment(items: set, raters: Self.raters, ratingsPerItem: 6, seed: seed)
    for category in ["product", "everyday", "hard"] {
      let ids = Set(set.filter { $0.category == category }.map(\.id))
      let loads = plan.items.values.map { $0.filter(ids.contains).count }
      #expect((loads.max() ?? 0) - (loads.min() ?? 0) <= 1)
    }
    #expect(plan.isConnected)
  }

  @Test("whatever the sizes: every image its raters, every rater of each category within one, and all connected")
  func shapes() throws {
    var generator = HashGenerator(publicSeed: 1, purpose: "shapes")
    for seed in 0..<200 {
      let raters = Int.random(in: 2...15, using: &generator)
      let perItem = Int.random(in: 2...raters, using: &generator)
      var set: [(id: ItemID, category: String)] = []
      for category in 0..<Int.random(in: 1...4, using: &generator) {
        set += items(Int.random(in: 1...25, using: &generator), category: "c\(category)", from: set.count)
      }
      let plan = try Assignment(
        items: set, raters: (1...raters).map { "r\($0)" }, ratingsPerItem: perItem, seed: UInt64(seed))
      for item in set { #expect(plan.items.values.count { $0.contains(item.id) } == perItem) }
      for (category, members) in Dictionary(grouping: set, by: \.category) {
        let ids = Set(members.map(\.id))
        let loads = plan.items.values.map { $0.count(where: ids.contains) }
        #expect((loads.max() ?? 0) - (loads.min() ?? 0) <= 1, "seed \(seed), \(category): \(loads)")
      }
      // So many images link at most so many raters.
      if set.count * (perItem - 1) >= 2 * raters { #expect(plan.isConnected, "seed \(seed)") }
    }
  }

  @Test("the same seed gives the same plan, another seed another")
  func seeded() throws {
    func plan(_ seed: UInt64) throws -> Assignment {
      try Assignment(items: items(20), raters: Self.raters, ratingsPerItem: 3, seed: seed)
    }
    #expect(try plan(7) == plan(7))
    #expect(try plan(7) != plan(8))
  }

  @Test("a guest gets a fair share of each category and changes nobody else's")
  func guests() throws {
    let set = items(18, category: "product") + items(18, category: "other", from: 18)
    let alone = try Assignment(items: set, raters: Self.raters, ratingsPerItem: 6, seed: 1)
    let visited = try Assignment(items: set, raters: Self.raters, guests: ["you"], ratingsPerItem: 6, seed: 1)
    let products = Set(set.prefix(18).map(\.id))
    let share = visited.items["you"] ?? []
    #expect(share.count == 18 && Set(share).count == 18 && share.filter(products.contains).count == 9)
    #expect(visited.items.filter { $0.key != "you" } == alone.items)
  }

  @Test("refuses more ratings an item than there are raters")
  func tooFew() {
    #expect(throws: Assignment.Impossible.tooFewRaters(wanted: 3, raters: 2)) {
      try Assignment(items: items(4), raters: ["ana", "bo"], ratingsPerItem: 3, seed: 1)
    }
  }
}

@Suite("Williams designs")
struct WilliamsTests {
  @Test("each arm stands in each position equally often", arguments: 1...9)
  func positions(count: Int) {
    let rows = WilliamsDesign(count: count).rows
    for position in 0..<count {
      let counts = Dictionary(grouping: rows, by: { $0[position] }).mapValues(\.count)
      #expect(counts.count == count && Set(counts.values).count == 1)
    }
  }

  @Test("each arm follows each other arm equally often", arguments: 2...9)
  func carryOver(count: Int) {
    var follows: [[Int]: Int] = [:]
    for row in WilliamsDesign(count: count).rows {
      for (left, right) in zip(row, row.dropFirst()) { follows[[left, right], default: 0] += 1 }
    }
    #expect(follows.count == count * (count - 1) && Set(follows.values).count == 1)
  }
}
