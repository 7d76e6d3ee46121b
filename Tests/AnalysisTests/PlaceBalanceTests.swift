import Blinding
import StudyModel
import Testing

@testable import Analysis

/// How often each candidate stood in each place, and what each rater gave.
@Suite struct PlaceBalanceTests {
  private static let third = ArmCode(rawValue: "arm-third")

  private func presentation(_ name: String, _ image: Int, slots: [(String, String)]) throws -> Presentation {
    Presentation(
      id: PresentationID(rawValue: name), item: try item(image),
      slots: slots.map { Slot(id: SlotID(rawValue: $0.0), caption: $0.1) })
  }

  private func judged(_ image: Int, _ arm: ArmCode, _ place: Int) throws -> RatingCell {
    RatingCell(
      item: try item(image), category: "photo", rater: "ana", arm: arm, criterion: "accuracy", value: 3,
      showing: Showing(position: place, order: image, words: 1))
  }

  // Image 1 as planned: old, new. Image 2 planned new, old, but new has no caption: old moves up to the first place.
  @Test("by hand: planned counts are of the planned order, judged ones of where a caption stood")
  func byHand() throws {
    var plan = PresentationPlan(
      packets: [
        .init(
          id: "k", rater: "ana",
          presentations: [
            try presentation("p1", 1, slots: [("a", "x"), ("b", "y")]), try presentation("p2", 2, slots: [("c", "z")]),
          ])
      ],
      arms: [
        SlotID(rawValue: "a"): [incumbent], SlotID(rawValue: "b"): [challenger], SlotID(rawValue: "c"): [incumbent],
      ])
    plan.orders = [
      PresentationID(rawValue: "p1"): [incumbent, challenger], PresentationID(rawValue: "p2"): [challenger, incumbent],
    ]
    let cells = try [judged(1, incumbent, 1), judged(1, challenger, 2), judged(2, incumbent, 1)]
    let balance = PlaceBalance(
      plan: plan, cells: cells, preferences: [], criterion: "accuracy", areCompared: false)
    let deck = try #require(balance.decks.first)
    #expect(balance.decks.count == 1 && deck.isEven && deck.presentations == 2 && balance.withoutOrder == 0)
    let rows = Dictionary(uniqueKeysWithValues: deck.rows.map { ($0.arms, $0) })
    #expect(rows[[incumbent]]?.planned == [1, 1] && rows[[incumbent]]?.judged == [2, 0])
    #expect(rows[[challenger]]?.planned == [1, 1] && rows[[challenger]]?.judged == [0, 1])
    #expect(deck.expected(try #require(rows[[incumbent]])) == 1)
  }

  @Test("without a kept order what was shown stands in for the plan, and is counted as such")
  func withoutOrder() throws {
    let plan = PresentationPlan(
      packets: [
        .init(id: "k", rater: "ana", presentations: [try presentation("p", 1, slots: [("a", "x"), ("b", "y")])])
      ], arms: [SlotID(rawValue: "a"): [incumbent], SlotID(rawValue: "b"): [challenger, Self.third]])
    let cells = [try judged(1, incumbent, 1)]
    let balance = PlaceBalance(plan: plan, cells: cells, preferences: [], criterion: "tone", areCompared: false)
    #expect(balance.withoutOrder == 1)
    #expect(
      balance.decks.first?.rows.map(\.planned).sorted { $0.lexicographicallyPrecedes($1) } == [
        [0, 1], [0, 1], [1, 0],
      ])
    #expect(balance.decks.first?.rows.allSatisfy { $0.judged == [0, 0] } == true)
  }

  @Test("a real plan is even within one, with and without anchors and repeats, and an uneven one is called so")
  func even() throws {
    let items = try (0..<17).map { (id: try item($0), category: "photo") }
    let outputs = items.flatMap { item in
      [incumbent, challenger, Self.third].map {
        Output(arm: $0, item: item.id, text: "\($0) \(item.id)", outcome: .captioned)
      }
    }
    let raters = ["ana", "bo", "chi", "dee"]
    var plan = PresentationPlan(
      assignment: try Assignment(items: items, raters: raters, ratingsPerItem: 3, seed: 3), outputs: outputs,
      secretSeed: [UInt8](repeating: 1, count: 32))
    func balance(_ plan: PresentationPlan) -> PlaceBalance {
      PlaceBalance(plan: plan, cells: [], preferences: [], criterion: "accuracy", areCompared: false)
    }
    #expect(balance(plan).decks.map(\.isEven) == [true])
    #expect(balance(plan).decks.first?.dealt == 51 && balance(plan).decks.first?.presentations == 0)
    try plan.hide(
      RaterChecks(repeats: 0.2, lowAnchors: 0.2), outputs: outputs,
      categories: Dictionary(uniqueKeysWithValues: items.map { ($0.id, $0.category) }),
      secretSeed: [UInt8](repeating: 1, count: 32))
    let hidden = balance(plan)
    #expect(hidden.decks.map(\.isAnchored) == [false, true] && hidden.decks.allSatisfy(\.isEven))
    #expect(hidden.decks.map { $0.rows.first?.planned.count } == [3, 4])
    let first = try #require(plan.packets.first?.presentations.first { plan.orders[$0.id]?.count == 3 })
    for packet in plan.packets {
      for presentation in packet.presentations where plan.orders[presentation.id]?.count == 3 {
        plan.orders[presentation.id] = plan.orders[first.id]
      }
    }
    #expect(balance(plan).decks.first?.isEven == false)
  }

  // Two packets of one image each; bo's stayed unrated. The incumbent and the challenger gave one caption, the third its
  // own: shown are two captions, counted three arms.
  @Test("by hand: counts are of packets with a judgement, and a caption that two arms gave counts for both")
  func onlyJudged() throws {
    let arms = [incumbent, challenger, Self.third]
    var plan = PresentationPlan(
      packets: try [("ana", 1), ("bo", 2)].map { rater, image in
        .init(
          id: rater, rater: rater,
          presentations: [try presentation(rater, image, slots: [("\(rater)-a", "x"), ("\(rater)-b", "y")])])
      },
      arms: Dictionary(
        uniqueKeysWithValues: ["ana", "bo"].flatMap {
          [(SlotID(rawValue: "\($0)-a"), Array(arms.prefix(2))), (SlotID(rawValue: "\($0)-b"), [Self.third])]
        }))
    plan.orders = [PresentationID(rawValue: "ana"): arms, PresentationID(rawValue: "bo"): arms.reversed()]
    let cells = try [judged(1, incumbent, 1), judged(1, challenger, 1), judged(1, Self.third, 2)]
    let balance = PlaceBalance(plan: plan, cells: cells, preferences: [], criterion: "accuracy", areCompared: false)
    let deck = try #require(balance.decks.first)
    #expect(deck.presentations == 1 && deck.dealt == 2 && deck.rows.count == 3)
    let rows = Dictionary(uniqueKeysWithValues: deck.rows.map { ($0.arms, $0) })
    #expect(rows[[incumbent]]?.planned == [1, 0, 0] && rows[[incumbent]]?.judged == [1, 0, 0])
    #expect(rows[[challenger]]?.planned == [0, 1, 0] && rows[[challenger]]?.judged == [1, 0, 0])
    #expect(rows[[Self.third]]?.planned == [0, 0, 1] && rows[[Self.third]]?.judged == [0, 1, 0])
    #expect(table(cells).raterProfiles.map(\.judgements) == [2], "but a rater judged it once")
    // Of what was dealt: the challenger stood in the middle twice.
    #expect(!deck.isEven)
  }

  @Test("of a pair both orders are counted, whichever was named first; the same pair can be named from either side")
  func pairs() throws {
    let plan = PresentationPlan(
      packets: [
        .init(
          id: "k", rater: "ana",
          presentations: [
            try presentation("p1", 1, slots: [("a", "x"), ("b", "y")]),
            try presentation("p2", 2, slots: [("c", "x"), ("d", "y")]),
          ])
      ],
      arms: [
        SlotID(rawValue: "a"): [incumbent], SlotID(rawValue: "b"): [challenger], SlotID(rawValue: "c"): [challenger],
        SlotID(rawValue: "d"): [incumbent],
      ])
    let preferences = try [
      Preference(
        item: item(1), category: "photo", rater: "ana", first: incumbent, second: challenger, outcome: .first),
      Preference(
        item: item(3), category: "photo", rater: "ana", first: incumbent, second: challenger, outcome: .tie,
        basis: .sameCaption),
    ]
    let balance = PlaceBalance(
      plan: plan, cells: [], preferences: preferences, criterion: "accuracy", areCompared: true)
    let row = try #require(balance.decks.first?.rows.first)
    #expect(balance.decks.first?.rows.count == 1 && row.arms == [challenger, incumbent].sorted())
    let own = row.arms.first == incumbent ? row : row.turned
    #expect(own.planned == [1, 1] && own.judged == [1, 0])
    #expect(own.turned.judged == [0, 1] && own.turned.arms == [challenger, incumbent])
  }

  // Points 3, 3, 5 on items of 10, 10 and 40 seconds: two items, the median between 10 and 40.
  @Test(
    "by hand: a rater's points are counted once a caption, times once an item; failures and other criteria do not count"
  )
  func profile() throws {
    func cell(_ image: Int, _ arm: ArmCode, _ value: Double, seconds: Double?, criterion: String = "accuracy") throws
      -> RatingCell
    {
      RatingCell(
        item: try item(image), category: "photo", rater: "ana", arm: arm, criterion: criterion, value: value,
        showing: Showing(position: arm == incumbent ? 1 : 2, order: image, seconds: seconds, words: 1))
    }
    var cells = try [
      cell(1, incumbent, 3, seconds: 10), cell(1, challenger, 3, seconds: 10), cell(2, incumbent, 5, seconds: 40),
      cell(2, incumbent, 1, seconds: 40, criterion: "tone"),
    ]
    cells.append(
      RatingCell(
        item: try item(2), category: "photo", rater: "ana", arm: challenger, criterion: "accuracy", value: 1,
        isFailure: true))
    let profiles = table(cells).raterProfiles
    #expect(profiles.count == 1)
    let own = try #require(profiles.first)
    #expect(own.judgements == 3 && own.points.map(\.value) == [3, 5] && own.points.map(\.count) == [2, 1])
    #expect(own.timed == 2 && own.medianSeconds == 25 && own.outcomes == nil)
  }

  // Two images, two raters, both arms; of the first image both arms gave one caption, which was shown once.
  @Test("a rater's profile counts what the table of raters counts: a caption that two arms gave once")
  func agreesWithTable() throws {
    let cells = try ["ana", "bo"].flatMap { rater in
      try [(1, incumbent, 1), (1, challenger, 1), (2, incumbent, 1), (2, challenger, 2)].map { image, arm, place in
        RatingCell(
          item: try item(image), category: "photo", rater: rater, arm: arm, criterion: "accuracy",
          value: Double(image + 1), showing: Showing(position: place, order: image, words: 1))
      }
    }
    let table = table(cells)
    let habits = try table.robustness(try table.estimates(), seed: 1).reliability.raters
    #expect(habits.map(\.ratings) == [3, 3])
    #expect(table.raterProfiles.map(\.judgements) == [3, 3])
    #expect(table.raterProfiles.first?.points.map(\.count) == [1, 2])
  }

  @Test("raters whom the claim leaves out have a profile too, and without times there is none of the pace")
  func leftOut() throws {
    let grids = try cells(incumbent, "35 45 35") + cells(challenger, "35 45 35")
    let anchors = try (0..<4).map {
      AnchorScore(rater: "r1", item: try item($0), criterion: "accuracy", value: 5)
    }
    var hidden = HiddenRatings()
    hidden.anchors = anchors
    let (kept, trust) = try table(grids).claimed(
      RaterChecks(lowAnchors: 0.2, screening: ScreeningRule(maxAnchor: 2, excludes: true)), hidden)
    #expect(Set(kept.cells.map(\.rater)) == ["r0"])
    #expect(trust.profiles.map(\.rater) == ["r0", "r1"])
    #expect(trust.profiles.allSatisfy { $0.timed == 0 && $0.medianSeconds == nil })
  }

  @Test("of pairs only the judged count, by outcome")
  func pairProfile() throws {
    var preferences: [Preference] = []
    for (image, outcome) in [PairTable.Outcome.first, .first, .second, .tie, .neither].enumerated() {
      preferences.append(
        Preference(
          item: try item(image), category: "photo", rater: "ana", first: incumbent, second: challenger,
          outcome: outcome, showings: [1, 2].map { Showing(position: $0, order: image, seconds: 8, words: 1) }))
    }
    preferences.append(
      Preference(
        item: try item(9), category: "photo", rater: "ana", first: incumbent, second: challenger, outcome: .first,
        basis: .noCaption))
    var table = table([])
    table.preferences = preferences
    let own = try #require(table.raterProfiles.first)
    #expect(own.judgements == 5 && own.points.isEmpty && own.timed == 5 && own.medianSeconds == 8)
    #expect(own.outcomes == RaterProfile.Outcomes(first: 2, tie: 1, neither: 1, second: 1))
  }

  @Test("a comparison knows its images by category")
  func images() throws {
    let grids = try ["33 4. 55 x1", "34 44 .. 12"].enumerated().flatMap { number, text in
      try cells(number == 0 ? incumbent : challenger, text) { $0 < 3 ? "photo" : "chart" }
    }
    #expect(try table(grids).estimates().comparison?.itemsByCategory == ["photo": 2, "chart": 1])
  }
}
