public import Statistics

/// Edit rates before and after the day of a swap.
public struct SwapComparison: Hashable, Sendable {
  /// One category before and after.
  public struct Category: Hashable, Sendable {
    /// Empty: events that name none.
    public var name: String
    /// Days before the swap.
    public var before: RateCounts
    /// The day of the swap and later ones.
    public var after: RateCounts
    /// After less before; nil where one side has no event.
    public var difference: ProportionDifference?
  }

  /// The first day of what was swapped in.
  public var day: Day
  /// By name.
  public var categories: [Category]
  /// Everything, whatever the mix of categories was.
  public var all: Category
  /// After less before with every category counting as much as it does after the swap; nil where no category has both sides.
  public var standardized: ProportionDifference?
  /// Categories that have events on one side only: they are not in ``standardized``.
  public var leftOut: [String]

  init(
    day: Day, _ categories: [(name: String, before: RateCounts, after: RateCounts)], confidence: Double
  ) throws(EstimationError) {
    self.day = day
    self.categories = []
    var (before, after) = (RateCounts(), RateCounts())
    for category in categories {
      before += category.before
      after += category.after
      self.categories.append(
        try Self.compared(category.name, before: category.before, after: category.after, confidence))
    }
    all = try Self.compared("", before: before, after: after, confidence)
    let both = categories.filter { $0.before.trials > 0 && $0.after.trials > 0 }
    leftOut = categories.filter { $0.before.trials == 0 || $0.after.trials == 0 }.map(\.name)
    standardized =
      both.isEmpty
      ? nil
      : try standardizedDifference(
        both.map { RateStratum(weight: Double($0.after.trials), first: $0.after, second: $0.before) },
        confidence: confidence)
  }

  private static func compared(
    _ name: String, before: RateCounts, after: RateCounts, _ confidence: Double
  ) throws(EstimationError) -> Category {
    guard before.trials > 0, after.trials > 0 else {
      return Category(name: name, before: before, after: after, difference: nil)
    }
    return Category(
      name: name, before: before, after: after,
      difference: try newcombeDifference(
        (after.successes, after.trials), minus: (before.successes, before.trials), confidence: confidence))
  }
}
