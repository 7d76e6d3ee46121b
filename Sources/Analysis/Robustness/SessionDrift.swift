internal import Statistics

/// Whether raters grew stricter or milder, and faster, as they went on.
public struct SessionDrift: Hashable, Sendable, Codable {
  /// One rater's drift.
  public struct Entry: Hashable, Sendable, Codable {
    /// The pseudonym.
    public var rater: String
    /// Points gained over ten items, against what the others gave the same captions.
    public var slope: IntervalOutcome

    /// One rater's drift.
    public init(rater: String, slope: IntervalOutcome) {
      self.rater = rater
      self.slope = slope
    }
  }

  /// How long raters took for an item.
  public struct Pace: Hashable, Sendable, Codable {
    /// Seconds for an item in the first third of a rater's work: the mean over raters of each one's median.
    public var first: Double
    /// The same in the last third.
    public var last: Double
    /// Last minus first, in seconds, for raters like these.
    public var change: IntervalOutcome
    /// Raters with at least six timed items.
    public var raters: Int

    /// How long raters took for an item.
    public init(first: Double, last: Double, change: IntervalOutcome, raters: Int) {
      self.first = first
      self.last = last
      self.change = change
      self.raters = raters
    }
  }

  /// Points gained over ten items, all raters together, for raters like these.
  public var pooled: IntervalOutcome
  /// By pseudonym.
  public var byRater: [Entry]
  /// How long an item took.
  public var pace: Finding<Pace>

  /// What the order of the work did.
  public init(pooled: IntervalOutcome, byRater: [Entry], pace: Finding<Pace>) {
    self.pooled = pooled
    self.byRater = byRater
    self.pace = pace
  }
}

extension SessionDrift {
  /// Drift on one criterion, over all arms.
  ///
  /// Pooled: the slope of value on order, both with raters and captions (image × arm) taken out by an additive model, so
  /// that neither a lenient rater nor a good caption that came late counts as drift; cluster-robust over raters, with
  /// R − 1 degrees of freedom. One rater: the slope of (value − mean of the others for the same caption) on order,
  /// cluster-robust over items.
  ///
  /// - Parameters:
  ///   - cells: of the criterion, by image, rater and arm; those without a place in the session are left out.
  ///   - names: pseudonym by rater number.
  init(_ cells: [NumberedTable.Cell], names: [String], confidence: Double) {
    let shown = cells.compactMap { cell in cell.showing.map { Shown(cell, $0) } }.filter { !$0.isFailure }
    pooled = Self.pooled(shown, confidence: confidence)
    let groups = Dictionary(grouping: shown, by: \.rater)
    let others = CaptionMeans(shown)
    byRater = groups.keys.sorted().map { rater in
      Entry(rater: names[rater], slope: Self.slope(groups[rater] ?? [], others: others, confidence: confidence))
    }.sorted { $0.rater < $1.rater }
    pace = Self.pace(shown, confidence: confidence)
  }

  /// Pace only: a preference has no level that could drift.
  init(ofPairs cells: [NumberedTable.Cell], confidence: Double) {
    let shown = cells.compactMap { cell in cell.showing.map { Shown(cell, $0) } }
    self.init(
      pooled: .unavailable(reason: "a preference has no level that could drift"), byRater: [],
      pace: Self.pace(shown, confidence: confidence))
  }

  private static func pooled(_ shown: [Shown], confidence: Double) -> IntervalOutcome {
    let captions = CaptionNumbers(shown)
    let places = shown.map { Observation(image: captions.number(of: $0), rater: $0.rater, value: 0) }
    do {
      let values = try residuals(of: shown.map(\.value), at: places)
      let orders = try residuals(of: shown.map { $0.order / 10 }, at: places)
      let spread = orders.reduce(0) { $0 + $1 * $1 }
      guard spread > 1e-9 else {
        return .unavailable(reason: "no caption was judged by two raters at different places in their work")
      }
      let slope = zip(orders, values).reduce(0) { $0 + $1.0 * $1.1 } / spread
      let pulls = zip(orders, values).map { $0 * ($1 - slope * $0) / spread }
      return try stated(slope, pulls: pulls, clusters: shown.map(\.rater), confidence: confidence)
    } catch EstimationError.inseparable {
      return .unavailable(reason: "raters share too few images to tell drift from captions")
    } catch EstimationError.tooFewImages(let found) {
      return .unavailable(reason: EstimationError.tooFewRaters(found: found).description)
    } catch {
      return .unavailable(reason: "\(error)")
    }
  }

  private static func slope(_ own: [Shown], others: CaptionMeans, confidence: Double) -> IntervalOutcome {
    let known = own.compactMap { shown in others.withoutOne(shown).map { (shown, shown.value - $0) } }
    guard Set(known.map(\.0.image)).count >= 3 else {
      return .unavailable(reason: "fewer than three items that others judged too")
    }
    guard let line = FittedLine(known.map { FittedLine.Point(x: $0.0.order / 10, y: $0.1) }) else {
      return .unavailable(reason: "fewer than three items that others judged too")
    }
    do {
      return try stated(line.slope, pulls: line.slopePulls, clusters: known.map(\.0.image), confidence: confidence)
    } catch {
      return .unavailable(reason: "\(error)")
    }
  }

  /// A mean over clusters has the interval that a sum of pulls by cluster has.
  static func stated(
    _ value: Double, pulls: [Double], clusters: [Int], confidence: Double
  ) throws(EstimationError) -> IntervalOutcome {
    let count = Double(pulls.count)
    let mean = try CrossedMean(
      zip(pulls, clusters).map { Observation(image: $1, rater: 0, value: value + count * $0) })
    return .stated(try mean.overNewImages(confidence: confidence), caution: nil)
  }

  private static func pace(_ shown: [Shown], confidence: Double) -> Finding<Pace> {
    var items: [Int: [Double: Double]] = [:]
    for entry in shown { if let seconds = entry.seconds { items[entry.rater, default: [:]][entry.order] = seconds } }
    guard !items.isEmpty else { return .unavailable(reason: "no time was stored") }
    let thirds = items.sorted { $0.key < $1.key }.compactMap { rater, byOrder -> (rater: Int, Double, Double)? in
      let seconds = byOrder.sorted { $0.key < $1.key }.map(\.value)
      guard seconds.count >= 6 else { return nil }
      return (rater, median(Array(seconds.prefix(seconds.count / 3))), median(Array(seconds.suffix(seconds.count / 3))))
    }
    guard !thirds.isEmpty else { return .unavailable(reason: "no rater has six timed items") }
    let count = Double(thirds.count)
    func outcome() -> IntervalOutcome {
      do {
        let mean = try CrossedMean(thirds.map { Observation(image: $0.rater, rater: 0, value: $0.2 - $0.1) })
        return .stated(try mean.overNewImages(confidence: confidence), caution: nil)
      } catch EstimationError.tooFewImages(let found) {
        return .unavailable(reason: EstimationError.tooFewRaters(found: found).description)
      } catch {
        return .unavailable(reason: "\(error)")
      }
    }
    return .stated(
      Pace(
        first: thirds.reduce(0) { $0 + $1.1 } / count, last: thirds.reduce(0) { $0 + $1.2 } / count, change: outcome(),
        raters: thirds.count))
  }

  /// - Parameter values: at least one.
  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}
