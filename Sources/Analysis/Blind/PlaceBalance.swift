public import Blinding
internal import StudyModel

/// How often each candidate stood in each place on the screen: as planned, and where it was judged.
///
/// Orders are dealt so that every arm stands in each place equally often within one (``OrderDeck``), or, of a pair, is
/// shown first and second equally often within one. What was judged departs from the plan where an arm has no caption (the
/// others move up), shares its caption with another, or an item stayed unrated.
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
    /// Presentations planned.
    public var presentations: Int
    /// By arms' codes.
    public var rows: [Row]

    /// How often each arm should stand in each place, were the presentations divisible.
    public func expected(_ row: Row) -> Double {
      row.planned.isEmpty ? 0 : Double(row.planned.reduce(0, +)) / Double(row.planned.count)
    }

    /// Whether the plan is as even as it can be: no row's counts differ by more than one.
    public var isEven: Bool {
      rows.allSatisfy { ($0.planned.max() ?? 0) - ($0.planned.min() ?? 0) <= 1 }
    }
  }

  /// Whether captions were compared, two at a time.
  public var areCompared: Bool
  /// Presentations without an anchor, then those with one; empty where nothing was planned.
  public var decks: [Deck]
  /// Presentations of a plan that kept no orders: what was shown stands in for what was planned.
  public var withoutOrder: Int

  /// Counts places.
  ///
  /// - Parameters:
  ///   - plan: every packet, with the orders as planned. Hidden repeats of ratings are part of what was dealt and are
  ///     planned like any other; those of pairs are not.
  ///   - cells: the judged cells, where captions were rated.
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
      countPlaces(plan, cells.filter { $0.criterion == criterion })
    }
  }

  private struct Spot: Hashable {
    let rater: String
    let item: ItemID
  }

  private mutating func countPlaces(_ plan: PresentationPlan, _ cells: [RatingCell]) {
    var planned: [Bool: [ArmCode: [Int]]] = [:]
    var judged: [Bool: [ArmCode: [Int]]] = [:]
    var presentations: [Bool: Int] = [:]
    var anchored: Set<Spot> = []
    func add(_ arm: ArmCode, _ place: Int, _ counts: inout [ArmCode: [Int]]) {
      let missing = max(0, place + 1 - (counts[arm]?.count ?? 0))
      counts[arm, default: []] += [Int](repeating: 0, count: missing)
      counts[arm]?[place] += 1
    }
    for packet in plan.packets {
      for presentation in packet.presentations {
        let isAnchored = presentation.slots.contains { plan.hidden.anchors[$0.id] != nil }
        if isAnchored { anchored.insert(Spot(rater: packet.rater, item: presentation.item)) }
        presentations[isAnchored, default: 0] += 1
        if let order = plan.orders[presentation.id] {
          for (place, arm) in order.enumerated() { if let arm { add(arm, place, &planned[isAnchored, default: [:]]) } }
        } else {
          withoutOrder += 1
          for (place, slot) in presentation.slots.enumerated() {
            for arm in plan.arms[slot.id] ?? [] { add(arm, place, &planned[isAnchored, default: [:]]) }
          }
        }
      }
    }
    for cell in cells {
      guard let position = cell.showing?.position, position > 0 else { continue }
      let isAnchored = anchored.contains(Spot(rater: cell.rater, item: cell.item))
      add(cell.arm, position - 1, &judged[isAnchored, default: [:]])
    }
    for isAnchored in [false, true] {
      let (plan, found) = (planned[isAnchored] ?? [:], judged[isAnchored] ?? [:])
      let places = (Array(plan.values) + Array(found.values)).map(\.count).max() ?? 0
      guard places > 0 else { continue }
      func padded(_ counts: [Int]?) -> [Int] {
        (counts ?? []) + [Int](repeating: 0, count: places - (counts?.count ?? 0))
      }
      decks.append(
        Deck(
          isAnchored: isAnchored, presentations: presentations[isAnchored] ?? 0,
          rows: Set(plan.keys).union(found.keys).sorted().map {
            Row(arms: [$0], planned: padded(plan[$0]), judged: padded(found[$0]))
          }))
    }
  }

  private mutating func countPairs(_ plan: PresentationPlan, _ preferences: [Preference]) {
    var rows: [[ArmCode]: Row] = [:]
    func add(_ first: ArmCode, _ second: ArmCode, to counts: WritableKeyPath<Row, [Int]>) {
      let arms = [first, second].sorted()
      rows[arms, default: Row(arms: arms, planned: [0, 0], judged: [0, 0])][keyPath: counts][
        first == arms[0] ? 0 : 1] += 1
    }
    var presentations = 0
    for presentation in plan.packets.flatMap(\.presentations) where plan.hidden.repeats[presentation.id] == nil {
      guard let pair = plan.armsShown(in: presentation) else { continue }
      presentations += 1
      add(pair.first, pair.second, to: \.planned)
    }
    for preference in preferences where preference.basis == .judged {
      add(preference.first, preference.second, to: \.judged)
    }
    guard !rows.isEmpty else { return }
    decks = [
      Deck(
        isAnchored: false, presentations: presentations,
        rows: rows.values.sorted { $0.arms.lexicographicallyPrecedes($1.arms) })
    ]
  }
}
