public import Blinding
internal import StudyModel

/// How often each candidate stood in each place on the screen: as planned, and where it was judged.
///
/// Orders are dealt so that every arm stands in each place equally often within one (``OrderDeck``), or, of a pair, is
/// shown first and second equally often within one. What was judged departs from the plan where an arm has no caption (the
/// others move up), shares its caption with another, or an item stayed unrated.
///
/// Counts are by arm: a caption that two arms gave is shown once and counts for both, so the counts of a place can add up to
/// more than its captions. They are of packets with a judgement; what was dealt to a rater who never judged counts for
/// ``Deck/dealt`` and ``Deck/isEven`` alone.
public struct PlaceBalance: Hashable, Sendable, Codable {
  /// One arm, or one pair of arms.
  public struct Row: Hashable, Sendable, Codable {
    /// The arm; of a pair both, the counts being those of the first.
    public var arms: [ArmCode]
    /// By place, from the first: how often it was planned there.
    public var planned: [Int]
    /// By place: how often it was judged there.
    public var judged: [Int]

    /// The same pair named from its other arm.
    public var turned: Row { Row(arms: arms.reversed(), planned: planned.reversed(), judged: judged.reversed()) }
  }

  /// Presentations that were balanced together.
  public struct Deck: Hashable, Sendable, Codable {
    /// Whether a low anchor stands among the captions: there is one place more.
    public var isAnchored: Bool
    /// Presentations planned in packets with a judgement: what the rows count.
    public var presentations: Int
    /// Presentations dealt, to whoever.
    public var dealt: Int
    /// Whether all that was dealt is as even as it can be: no row's counts differ by more than one.
    public var isEven: Bool
    /// By arms' codes.
    public var rows: [Row]

    /// How often each arm should stand in each place, were the presentations divisible.
    public func expected(_ row: Row) -> Double {
      row.planned.isEmpty ? 0 : Double(row.planned.reduce(0, +)) / Double(row.planned.count)
    }

    fileprivate static func isEven(_ rows: some Collection<[Int]>) -> Bool {
      rows.allSatisfy { ($0.max() ?? 0) - ($0.min() ?? 0) <= 1 }
    }
  }

  /// Whether captions were compared, two at a time.
  public var areCompared: Bool
  /// Presentations without an anchor, then those with one; empty where nothing was planned.
  public var decks: [Deck]
  /// Presentations, of those counted, of a plan that kept no orders: what was shown stands in for what was planned.
  public var withoutOrder: Int

  /// Counts places.
  ///
  /// - Parameters:
  ///   - plan: every packet, with the orders as planned. Hidden repeats of ratings are part of what was dealt and are
  ///     planned like any other; those of pairs are not.
  ///   - cells: the judged cells, where captions were rated; on any criterion they tell who judged.
  ///   - preferences: the judged pairs, where they were compared.
  ///   - criterion: whose cells count.
  ///   - areCompared: whether captions were compared.
  /// - Complexity: O(slots + cells).
  public init(
    plan: PresentationPlan, cells: [RatingCell], preferences: [Preference], criterion: String, areCompared: Bool
  ) {
    self.areCompared = areCompared
    withoutOrder = 0
    decks = []
    if areCompared {
      countPairs(plan, preferences)
    } else {
      countPlaces(
        plan, cells.filter { $0.criterion == criterion },
        judging: Set(cells.lazy.filter { !$0.isFailure }.map(\.rater)))
    }
  }

  private struct Spot: Hashable {
    let rater: String
    let item: ItemID
  }

  private mutating func countPlaces(_ plan: PresentationPlan, _ cells: [RatingCell], judging raters: Set<String>) {
    typealias Counts = [Bool: [ArmCode: [Int]]]
    var (dealt, planned, judged): (Counts, Counts, Counts) = ([:], [:], [:])
    var (allPresentations, presentations): ([Bool: Int], [Bool: Int]) = ([:], [:])
    var anchored: Set<Spot> = []
    func add(_ arm: ArmCode, _ place: Int, _ counts: inout [ArmCode: [Int]]) {
      let missing = max(0, place + 1 - (counts[arm]?.count ?? 0))
      counts[arm, default: []] += [Int](repeating: 0, count: missing)
      counts[arm]?[place] += 1
    }
    for packet in plan.packets {
      let isJudged = raters.contains(packet.rater)
      for presentation in packet.presentations {
        let isAnchored = presentation.slots.contains { plan.hidden.anchors[$0.id] != nil }
        if isAnchored { anchored.insert(Spot(rater: packet.rater, item: presentation.item)) }
        allPresentations[isAnchored, default: 0] += 1
        let order = plan.orders[presentation.id]
        let places = order.map { $0.map { $0.map { [$0] } ?? [] } } ?? presentation.slots.map { plan.arms[$0.id] ?? [] }
        for (place, arms) in places.enumerated() {
          for arm in arms { add(arm, place, &dealt[isAnchored, default: [:]]) }
        }
        guard isJudged else { continue }
        presentations[isAnchored, default: 0] += 1
        if order == nil { withoutOrder += 1 }
        for (place, arms) in places.enumerated() {
          for arm in arms { add(arm, place, &planned[isAnchored, default: [:]]) }
        }
      }
    }
    for cell in cells {
      guard let position = cell.showing?.position, position > 0 else { continue }
      let isAnchored = anchored.contains(Spot(rater: cell.rater, item: cell.item))
      add(cell.arm, position - 1, &judged[isAnchored, default: [:]])
    }
    for isAnchored in [false, true] {
      let (all, found) = (dealt[isAnchored] ?? [:], judged[isAnchored] ?? [:])
      let places = (Array(all.values) + Array(found.values)).map(\.count).max() ?? 0
      guard places > 0 else { continue }
      func padded(_ counts: [Int]?) -> [Int] {
        (counts ?? []) + [Int](repeating: 0, count: places - (counts?.count ?? 0))
      }
      decks.append(
        Deck(
          isAnchored: isAnchored, presentations: presentations[isAnchored] ?? 0,
          dealt: allPresentations[isAnchored] ?? 0, isEven: Deck.isEven(all.values.map { padded($0) }),
          rows: Set(all.keys).union(found.keys).sorted().map {
            Row(arms: [$0], planned: padded(planned[isAnchored]?[$0]), judged: padded(found[$0]))
          }))
    }
  }

  private mutating func countPairs(_ plan: PresentationPlan, _ preferences: [Preference]) {
    let found = preferences.filter { $0.basis == .judged }
    let raters = Set(found.map(\.rater))
    var rows: [[ArmCode]: Row] = [:]
    var dealt: [[ArmCode]: [Int]] = [:]
    func place(_ first: ArmCode, _ second: ArmCode) -> (arms: [ArmCode], index: Int) {
      let arms = [first, second].sorted()
      return (arms, first == arms[0] ? 0 : 1)
    }
    func row(_ arms: [ArmCode]) -> Row { rows[arms] ?? Row(arms: arms, planned: [0, 0], judged: [0, 0]) }
    var (presentations, allPresentations) = (0, 0)
    for packet in plan.packets {
      for presentation in packet.presentations where plan.hidden.repeats[presentation.id] == nil {
        guard let pair = plan.armsShown(in: presentation) else { continue }
        let (arms, index) = place(pair.first, pair.second)
        allPresentations += 1
        dealt[arms, default: [0, 0]][index] += 1
        var row = row(arms)
        if raters.contains(packet.rater) {
          presentations += 1
          row.planned[index] += 1
        }
        rows[arms] = row
      }
    }
    for preference in found {
      let (arms, index) = place(preference.first, preference.second)
      var row = row(arms)
      row.judged[index] += 1
      rows[arms] = row
    }
    guard !rows.isEmpty else { return }
    decks = [
      Deck(
        isAnchored: false, presentations: presentations, dealt: allPresentations, isEven: Deck.isEven(dealt.values),
        rows: rows.values.sorted { $0.arms.lexicographicallyPrecedes($1.arms) })
    ]
  }
}
