/// Why agreement cannot be measured on these ratings. Never a 1 or a 0 in its place.
public enum AgreementError: Error, Hashable, Sendable, Codable, CustomStringConvertible {
  /// There is no rating, or no unit with two.
  case nothingToCompare
  /// Every value is the same: chance alone would agree as well.
  case noVariation
  /// Chance agreement is complete, so there is nothing above it to measure.
  case chanceIsComplete
  /// A value that is none of the declared levels.
  case undeclaredLevel(value: Double)
  /// Units with different numbers of ratings, where all need the same.
  case unequalRatings
  /// Fewer units than the method needs.
  case tooFewUnits(found: Int)
  /// Fewer raters than the method needs.
  case tooFewRaters(found: Int)
  /// Whichever units are drawn or left out, the coefficient is the same: how much it would vary is unknown.
  case noSpread(value: Double)
  /// Neither units nor raters differ in their means, and the table is so small that nothing is left to compare with.
  case meansAlike
  /// A parameter outside its domain.
  case outOfDomain(parameter: String, value: Double)

  /// The reason in a sentence without a full stop, as documents quote it.
  public var description: String {
    switch self {
    case .nothingToCompare: "no unit has two ratings"
    case .noVariation: "every rating is the same, so agreement cannot be told from chance"
    case .chanceIsComplete: "agreement by chance is already complete, so there is none above it to measure"
    case .undeclaredLevel(let value): "\(value) is none of the declared levels"
    case .unequalRatings: "every unit needs one rating from each rater"
    case .tooFewUnits(let found): "needs at least two units, found \(found)"
    case .tooFewRaters(let found): "needs at least two raters, found \(found)"
    case .noSpread: "agreement is the same whichever units are drawn, so its spread is unknown"
    case .meansAlike: "neither units nor raters differ in their means, so agreement cannot be told from chance"
    case .outOfDomain(let parameter, let value): "\(parameter) cannot be \(value)"
    }
  }
}

/// Refuses ratings that are not finite or whose squares could not be added up.
func requireRatings(_ ratings: some Sequence<Double>) throws(AgreementError) {
  for rating in ratings where !(abs(rating) < 1e100) { throw .outOfDomain(parameter: "a rating", value: rating) }
}
