public import Statistics

/// What is watched: one category, one tier, both, or everything.
public struct MonitorRow: Hashable, Sendable {
  /// Nil: all of them. Empty: events that name none.
  public let category: String?
  /// Likewise.
  public let tier: String?
  /// All events of the log.
  public let total: EventTally
  /// Those of the window.
  public let window: EventTally
  /// Of the window's edit rate: Wilson's, for this one look; nil without an event.
  public let interval: ClosedRange<Double>?
  /// What the edit rate is above, however often one looks; nil where one looks once.
  public let atLeast: Double?
  /// When the flag was up by the events' own dates, the oldest first. Where one looks once: the log's last day, or never.
  public let flags: [FlagSpell]
  /// Where the rate of the window is compared with all before; nil where one of them has too few events.
  public let trend: RateTrend?
  /// What part of the chance of a false flag the row has: ``RowShares``.
  public let share: Double
  /// By the report's ``MonitorReport/outcomes``.
  public let outcomes: [OutcomeEstimate?]
  /// Rates over time, the oldest first; a stretch without events is left out.
  public let points: [RatePoint]

  /// Since when a flag has been up; nil where none is.
  public var flaggedSince: Day? { flags.last.flatMap { $0.last == nil ? $0.first : nil } }
}

/// A stretch of days on which a flag was up.
public struct FlagSpell: Hashable, Sendable {
  /// The day at whose end it went up.
  public var first: Day
  /// The last day at whose end it was up; nil where it still is.
  public var last: Day?
}

/// The rate of the window beside that of all days before it.
public struct RateTrend: Hashable, Sendable {
  /// Which way it went.
  public enum Direction: String, Hashable, Sendable {
    case rising
    case falling
    case notShown = "no change shown"
  }

  /// All days before the window.
  public var before: RateCounts
  /// Read off two anytime-valid bounds.
  public var direction: Direction
}

/// Some days' edits.
public struct RatePoint: Hashable, Sendable {
  /// The first of them.
  public var first: Day
  /// How many days.
  public var days: Int
  /// Of these days.
  public var edits: RateCounts
}

/// An outcome column's mean over the window.
public struct OutcomeEstimate: Hashable, Sendable {
  /// How many events have one.
  public var count: Int
  /// The mean; for an outcome of 0 and 1 a rate.
  public var mean: Double
  /// Wilson's for a rate, Student's for a mean; nil where the numbers do not differ or there is one only.
  public var interval: ClosedRange<Double>?
}
