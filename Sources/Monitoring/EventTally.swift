public import Statistics

/// What users did to the captions of some events.
public struct EventTally: Hashable, Sendable {
  /// How many captions an edit left how much of.
  public private(set) var classes: [Int] = [0, 0, 0, 0]
  /// How many captions were taken away altogether: they count as replaced.
  public private(set) var emptied = 0
  private var distances = 0.0

  /// No event yet.
  public init() {}

  /// How many captions were shown.
  public var events: Int { classes[0] + classes[1] + classes[2] + classes[3] }
  /// Captions of which a word was changed, and all of them.
  public var edits: RateCounts { RateCounts(successes: events - classes[0], trials: events) }
  /// The mean word edit distance, between 0 and 1; nil without an event.
  public var meanDistance: Double? { events > 0 ? distances / Double(events) : nil }

  /// How many captions are of a class.
  public subscript(kind: EditClass) -> Int { classes[Self.place(kind)] }

  private static func place(_ kind: EditClass) -> Int {
    switch kind {
    case .unchanged: 0
    case .touchUp: 1
    case .rewrite: 2
    case .replaced: 3
    }
  }

  mutating func add(distance: Double, isEmptied: Bool) {
    classes[Self.place(EditClass(distance: distance))] += 1
    if isEmptied { emptied += 1 }
    distances += distance
  }

  mutating func add(_ other: EventTally) {
    for place in classes.indices { classes[place] += other.classes[place] }
    emptied += other.emptied
    distances += other.distances
  }
}
