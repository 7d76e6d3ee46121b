internal import Digest

/// Draws images from a log in one pass, by category and, where wanted, by whether users edited the caption.
///
/// An event's random number is SHA-256 of seed, category and the event itself: the order of the log and the files it comes in
/// change nothing, and anyone can draw the sample again. Memory is that of the sample, not of the log.
public struct LogDraw: Sendable {
  /// A stratum: a category, or those of its events that were edited, or were not.
  public struct Stratum: Hashable, Sendable, Comparable {
    /// The category.
    public var category: String
    /// Nil where edited and unedited ones are drawn alike.
    public var isEdited: Bool?

    /// As the data set and the study file name it.
    public var name: String { category + (isEdited == true ? " (edited)" : "") }

    /// By category; edited ones last.
    public static func < (left: Stratum, right: Stratum) -> Bool {
      (left.category, left.isEdited == true ? 1 : 0) < (right.category, right.isEdited == true ? 1 : 0)
    }

    /// A stratum.
    public init(category: String, isEdited: Bool? = nil) {
      self.category = category
      self.isEdited = isEdited
    }
  }

  /// What went by of a stratum.
  public struct Seen: Sendable {
    /// Events, all of them.
    public var events = 0
    /// The images whose turn comes first.
    public var reservoir: Reservoir
  }

  /// Why a log cannot be drawn from.
  public enum Fault: Error, Hashable, Sendable {
    /// More categories than are strata.
    case tooManyCategories(limit: Int)
  }

  /// Most categories: a column with more is no stratum.
  public static let mostCategories = 1000

  /// Repeats the draw.
  public let seed: UInt64
  /// Images that are wanted in all.
  public let count: Int
  /// How many times as often an edited event is drawn as another of its category; nil: alike.
  public let editedRate: Double?
  /// By stratum.
  public private(set) var strata: [Stratum: Seen] = [:]
  /// Events that were left out because the log does not say whether they were edited.
  public private(set) var withoutOutcome = 0

  /// Nothing went by yet.
  public init(count: Int, seed: UInt64, editedRate: Double? = nil) {
    self.count = count
    self.seed = seed
    self.editedRate = editedRate
  }

  /// Images that are held of a stratum: twice what it can need, since some turn out to be unusable or to look alike.
  public var capacity: Int { 2 * count + 64 }

  /// Events that count.
  public var events: Int { strata.values.reduce(0) { $0 + $1.events } }

  /// An event goes by.
  ///
  /// - Throws: ``Fault/tooManyCategories(limit:)``.
  public mutating func add(_ event: LogEvent) throws(Fault) {
    var stratum = Stratum(category: event.category)
    if editedRate != nil {
      guard let isEdited = event.isEdited else {
        withoutOutcome += 1
        return
      }
      stratum.isEdited = isEdited
    }
    if strata[stratum] == nil {
      guard strata.count < Self.mostCategories else { throw .tooManyCategories(limit: Self.mostCategories) }
      strata[stratum] = Seen(reservoir: Reservoir(capacity: capacity))
    }
    let turn = turn(event)
    strata[stratum]?.events += 1
    strata[stratum]?.reservoir.add(event, turn: turn)
  }

  private func turn(_ event: LogEvent) -> UInt64 {
    SHA256.hash(Array("\(seed)\n\(event.category)\n".utf8) + event.digest).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}
