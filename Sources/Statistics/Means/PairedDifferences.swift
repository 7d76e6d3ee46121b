/// The differences of two sets of observations in the cells where both have one.
///
/// A comparison rests on these and never on two separate intervals: what an image or a rater does to both sides
/// cancels out.
public struct PairedDifferences: Hashable, Sendable {
  /// One for each complete pair, in the order of the first set.
  public let observations: [Observation]
  /// Observations of either set without a partner, left out.
  public let unpaired: Int

  /// First minus second, cell by cell. A difference of size below 1e-12 of its terms is rounding and becomes 0.
  ///
  /// - Parameters:
  ///   - first: at most one observation for an image and rater.
  ///   - second: likewise.
  /// - Throws: `repeatedCell` for a second observation of a cell; `nothingShared` where no cell is in both.
  /// - Complexity: O(n).
  public init(of first: [Observation], minus second: [Observation]) throws(EstimationError) {
    let taken = try Self.byCell(second)
    _ = try Self.byCell(first)
    var differences: [Observation] = []
    for observation in first {
      guard let other = taken[Key(observation)] else { continue }
      let difference = observation.value - other
      let isRounding = abs(difference) <= roundingShare * max(abs(observation.value), abs(other))
      differences.append(
        Observation(image: observation.image, rater: observation.rater, value: isRounding ? 0 : difference))
    }
    guard !differences.isEmpty else { throw .nothingShared }
    observations = differences
    unpaired = first.count + second.count - 2 * differences.count
  }

  private struct Key: Hashable {
    let image: Int
    let rater: Int
    init(_ observation: Observation) {
      image = observation.image
      rater = observation.rater
    }
  }

  private static func byCell(_ observations: [Observation]) throws(EstimationError) -> [Key: Double] {
    var values: [Key: Double] = [:]
    for observation in observations {
      guard values.updateValue(observation.value, forKey: Key(observation)) == nil else {
        throw .repeatedCell(image: observation.image, rater: observation.rater)
      }
    }
    return values
  }
}
