/// Yes-or-no answers to two models on the same images, counted.
public struct PairedTable: Hashable, Sendable {
  /// Both pass.
  public let both: Int
  /// Only the first passes.
  public let onlyFirst: Int
  /// Only the second passes.
  public let onlySecond: Int
  /// Neither passes.
  public let neither: Int

  /// - Throws: `outOfDomain` for a negative count; `noObservations` where all are 0.
  public init(both: Int, onlyFirst: Int, onlySecond: Int, neither: Int) throws(EstimationError) {
    for count in [both, onlyFirst, onlySecond, neither] where count < 0 {
      throw .outOfDomain(parameter: "a count", value: Double(count))
    }
    guard both + onlyFirst + onlySecond + neither > 0 else { throw .noObservations }
    self.both = both
    self.onlyFirst = onlyFirst
    self.onlySecond = onlySecond
    self.neither = neither
  }

  /// Images.
  public var images: Int { both + onlyFirst + onlySecond + neither }
  /// Share of the first less share of the second.
  public var difference: Double { Double(onlyFirst - onlySecond) / Double(images) }
}
