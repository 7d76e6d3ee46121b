internal import Blinding
internal import Statistics
internal import StudyModel
internal import Testing

@testable internal import Analysis

/// Policies on ratings that are there.
@Suite struct ReplayTests {
  private static let policy = ArmCode(rawValue: "replay-1")

  private func categories() throws -> [ItemID: String] {
    var categories: [ItemID: String] = [:]
    for image in 0..<30 { categories[try item(image)] = Sparse.category(image) }
    return categories
  }

  /// Every image costs something else; the challenger a tenth.
  private func costs() throws -> ImageCosts {
    var dear: [ItemID: Double] = [:]
    for image in 0..<30 { dear[try item(image)] = 0.001 * Double(image + 1) }
    return ImageCosts(dollars: [incumbent: dear, challenger: dear.mapValues { $0 / 10 }])
  }

  private func routing(_ tiers: [ArmCode], _ choose: (Int) -> Int) throws -> Routing {
    var choice: [ItemID: Int] = [:]
    for image in 0..<30 { choice[try item(image)] = choose(image) }
    return Routing(arm: Self.policy, tiers: tiers, choice: choice)
  }

  private func replay(_ routing: Routing, traffic: [String: Double] = Sparse.traffic) throws -> PolicyReplay {
    let (policies, _) = try table(Sparse.cells(), traffic: traffic).replay(
      [routing], costs: costs(), categories: categories())
    return try #require(policies.first)
  }

  @Test("always the same candidate is that candidate, to the last digit", arguments: [Sparse.traffic, [:]])
  func always(_ traffic: [String: Double]) throws {
    let own = try table(Sparse.cells(), traffic: traffic).estimates()
    let replay = try replay(routing([challenger]) { _ in 0 }, traffic: traffic)
    var estimate = try #require(replay.estimate)
    estimate.arm = challenger
    #expect(estimate == own.estimate(of: challenger))
    var comparison = replay.comparison
    comparison.arm = challenger
    #expect(comparison == own.comparison)
    #expect(replay.tiers.count == 1 && replay.tiers[0].share == 1)
    #expect(replay.tiers[0].score?.value == estimate.mean?.value)
  }

  @Test("the incumbent everywhere is a difference of zero with a reason, never an interval without width")
  func theIncumbent() throws {
    let replay = try replay(routing([incumbent, incumbent]) { $0 % 2 })
    #expect(replay.isIncumbent)
    #expect(replay.comparison.difference?.value == 0)
    #expect(replay.comparison.verdicts.isEmpty)
    for scope in Scope.allCases {
      #expect(
        replay.comparison.difference?[scope].reason
          == "the incumbent serves every one of these images: there is nothing to compare")
      #expect(replay.comparison.withoutVerdict[scope] != nil)
    }
  }

  @Test("tiers' parts add up to the policy's score and difference", arguments: [Sparse.traffic, [:]])
  func partsAddUp(_ traffic: [String: Double]) throws {
    let replay = try replay(
      routing([challenger, incumbent, challenger]) { $0 % 5 == 0 ? 1 : $0 % 3 == 0 ? 2 : 0 }, traffic: traffic)
    let score = try #require(replay.estimate?.mean?.value)
    let difference = try #require(replay.comparison.difference?.value)
    #expect(abs(replay.tiers.reduce(0) { $0 + $1.scorePart } - score) < 1e-12)
    #expect(abs(replay.tiers.reduce(0) { $0 + $1.differencePart } - difference) < 1e-12)
    #expect(abs(replay.tiers.reduce(0) { $0 + $1.share } - 1) < 1e-12)
    #expect(replay.tiers.map(\.images).reduce(0, +) == 30)
    #expect(replay.tiers[1].differencePart == 0)
  }

  // Two images by one rater in the challenger's tier (4, 2 against 3, 3), two in the incumbent's (5, 5). Score
  // (4 + 2 + 5 + 5) / 4 = 4, parts 6/4 and 10/4; difference (1 − 1 + 0 + 0) / 4 = 0, parts 0 and 0.
  @Test("a policy by hand")
  func byHand() throws {
    let cells =
      try cells(incumbent, "33 33 55 55") + cells(challenger, "44 22 11 11")
    var choice: [ItemID: Int] = [:]
    var categories: [ItemID: String] = [:]
    for image in 0..<4 {
      choice[try item(image)] = image < 2 ? 0 : 1
      categories[try item(image)] = "photo"
    }
    let routing = Routing(arm: Self.policy, tiers: [challenger, incumbent], choice: choice)
    let (policies, _) = try table(cells).replay(
      [routing], costs: ImageCosts(dollars: [:], readyMade: [challenger]), categories: categories)
    let replay = try #require(policies.first)
    #expect(replay.estimate?.mean?.value == 4)
    #expect(replay.tiers.map(\.scorePart) == [1.5, 2.5])
    #expect(replay.tiers.map(\.share) == [0.5, 0.5])
    #expect(replay.comparison.difference?.value == 0)
    // The challenger's captions are ready-made, and what the incumbent costs was not handed over.
    guard case .unknown(let reason) = replay.cost else {
      Issue.record("an unknown cost became \(replay.cost)")
      return
    }
    #expect(Set(reason.parts.map(\.isReadyMade)) == [true, false])
  }

  @Test("an image that the chosen candidate failed to caption counts as a failure")
  func failures() throws {
    let cells = try cells(incumbent, "33 44 55") + cells(challenger, "xx 44 33")
    var choice: [ItemID: Int] = [:]
    var categories: [ItemID: String] = [:]
    for image in 0..<3 {
      choice[try item(image)] = image == 2 ? 1 : 0
      categories[try item(image)] = "photo"
    }
    let routing = Routing(arm: Self.policy, tiers: [challenger, incumbent], choice: choice)
    let (policies, _) = try table(cells).replay(
      [routing], costs: ImageCosts(dollars: [:]), categories: categories)
    #expect(policies.first?.estimate?.failures == 2)
    #expect(policies.first?.comparison.difference?.value == -2.0 / 3)
  }

  @Test("a category that the rules leave to the incumbent is no lack of spread")
  func unchanged() throws {
    let replay = try replay(routing([challenger, incumbent]) { Sparse.category($0) == "meme" ? 1 : 0 })
    #expect(replay.unchangedCategories == ["meme"])
    for scope in Scope.allCases {
      #expect(replay.comparison.difference?[scope].estimate != nil)
      #expect(replay.comparison.difference?[scope].caution == nil)
    }
  }

  @Test("cost follows the route, and unknown stays unknown where it is used")
  func cost() throws {
    var costs = try costs()
    // Image 29's challenger call is of unknown cost: a policy that does not use it there knows its cost.
    costs.dollars[challenger]?[try item(29)] = nil
    costs.unknownCalls = [challenger: [try item(29): 1]]
    let table = try table(Sparse.cells())
    func money(_ routing: Routing) throws -> Money? {
      try table.replay([routing], costs: costs, categories: categories()).policies.first?.cost.money
    }
    // By hand: images 0–28 cost 0.0001 (i + 1), in all 0.0001 · 435 = 0.0435, image 29 costs 0.03: 0.0735 for 30.
    let known = try #require(try money(routing([challenger, incumbent]) { $0 == 29 ? 1 : 0 }))
    #expect(abs(known.dollars - 0.0735 / 30 * 1000) < 1e-12)
    #expect(try money(routing([challenger]) { _ in 0 }) == nil)
  }

  @Test("holding out: what one half chooses is judged on the other; one policy is no choice")
  func split() throws {
    let policies = [
      try routing([challenger]) { _ in 0 },
      Routing(
        arm: ArmCode(rawValue: "replay-2"), tiers: [incumbent], choice: try routing([incumbent]) { _ in 0 }.choice),
    ]
    let table = try table(Sparse.cells(), traffic: Sparse.traffic)
    let split = try #require(
      try table.split(policies, costs: costs(), categories: categories(), seed: 5))
    #expect(split.images == [15, 15])
    #expect(split.differences[Self.policy]?.count == 2)
    #expect(try split == table.split(policies, costs: costs(), categories: categories(), seed: 5))
    // Both policies stay above a margin of 10 points, so both halves take the cheaper: the whole is the challenger.
    var wide = table
    wide.claim.margin = 10
    let cheap = try #require(try wide.split(policies, costs: costs(), categories: categories(), seed: 5))
    #expect(cheap.chosen == [Self.policy, Self.policy])
    #expect(cheap.comparison.difference == (try wide.estimates().comparison?.difference))
    #expect(try table.split([policies[0]], costs: costs(), categories: categories(), seed: 5) == nil)
  }
}
