/// What makes a flag, fixed before a log is looked at.
public struct MonitorTerms: Hashable, Sendable {
  /// How often one looks.
  public enum Looks: String, Hashable, Sendable, CaseIterable {
    /// As often as one likes: a false flag is rare over a quarter, whatever the number of looks, over all rows there will be.
    case daily
    /// This one time: Wilson's interval of each row by itself.
    case once
  }

  /// A share of captions edited: what is above it is flagged.
  public var threshold: Double
  /// A row with fewer events in the window is not flagged.
  public var minimum: Int
  /// In days: the newest days that a rate is taken over, and in which a rise has to show.
  public var window: Int
  /// Of every interval; 1 less it is the chance of a false flag, and of a false trend, in ``period`` days.
  public var confidence: Double
  /// How often one looks.
  public var looks: Looks
  /// The first day of what was swapped in.
  public var swap: Day?

  /// In days: a quarter, for which the chance of a false flag is stated.
  public static let period = 91
  /// What `blindfold monitor` goes by unless it is told otherwise; documents name these.
  public static let standard = MonitorTerms()

  private init() {
    (threshold, minimum, window, confidence, looks) = (0.30, 100, 28, 0.95, .daily)
  }

  /// - Parameters:
  ///   - threshold: above 0 and below 1.
  ///   - minimum: of events, 1 or more.
  ///   - window: 1 to 366 days.
  ///   - confidence: 0.5 to 0.9999.
  ///   - looks: how often one looks.
  ///   - swap: the first day of what was swapped in.
  /// - Throws: ``Fault``.
  public init(
    threshold: Double = standard.threshold, minimum: Int = standard.minimum, window: Int = standard.window,
    confidence: Double = standard.confidence, looks: Looks = standard.looks, swap: Day? = nil
  ) throws(Fault) {
    guard threshold > 0, threshold < 1 else {
      throw Fault(
        "--threshold \(threshold): give a share of captions between 0 and 1, for example 0.3 for 30 %.")
    }
    guard minimum >= 1 else { throw Fault("--minimum \(minimum): give a number of events, 1 or more.") }
    guard (1...366).contains(window) else { throw Fault("--window \(window): give 1 to 366 days.") }
    guard confidence >= 0.5, confidence <= 0.9999 else {
      throw Fault("--confidence \(confidence): give a level between 0.5 and 0.9999, for example 0.95.")
    }
    self.threshold = threshold
    self.minimum = minimum
    self.window = window
    self.confidence = confidence
    self.looks = looks
    self.swap = swap
  }

  /// A term that cannot be.
  public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The fact and what to give instead.
    public let description: String
    init(_ description: String) { self.description = description }
  }

  /// The command that watches by these terms, with every term that makes a flag spelled out.
  ///
  /// - Parameters:
  ///   - log: a file's name, or a word for one.
  ///   - swap: a day, or a word for one.
  public func command(log: String, swap: String) -> String {
    "blindfold monitor \(log) --swap \(swap) --threshold \(threshold) --minimum \(minimum) --window \(window) "
      + "--confidence \(confidence)"
  }
}
