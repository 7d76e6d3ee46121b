public import Blinding
public import Statistics
public import StudyModel

/// Why a table of ratings cannot be analysed at all. What only lacks data is not an error: it is a reason in the place
/// of an interval.
public enum AnalysisError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Traffic weights are declared, but not for a category that has ratings.
  case categoryWithoutWeight(category: String, items: Int)
  /// A traffic weight below 0, above 1 or not a number.
  case weightOutOfDomain(category: String, weight: Double)
  /// Traffic weights that do not add up to 1.
  case weightsDoNotAddUp(sum: Double)
  /// One image in two strata.
  case itemInTwoCategories(item: ItemID, first: String, second: String)
  /// Two cells where there may be one.
  case repeatedCell(item: ItemID, rater: String, arm: ArmCode, criterion: String)
  /// A value that the criterion cannot have.
  case valueOutOfRange(item: ItemID, rater: String, arm: ArmCode, criterion: String, value: Double)
  /// A margin that is not above zero.
  case marginNotPositive(Double)
  /// A confidence level that is not strictly between 0 and 1.
  case confidenceOutOfDomain(Double)
  /// An estimator refused numbers that passed the table's own checks.
  case notEstimable(arm: ArmCode, criterion: String, EstimationError)

  /// Place, fact, consequence, next step.
  public var description: String {
    switch self {
    case .categoryWithoutWeight(let category, let items):
      """
      traffic: category '\(category)' has \(items) rated \(items == 1 ? "image" : "images") and no weight.
      Its share of production is unknown, so no weighted number can be had.
      Give it a weight in "traffic" (0 leaves it out), or remove "traffic" to count every rating the same.
      """
    case .weightOutOfDomain(let category, let weight):
      """
      traffic: the weight of '\(category)' is \(weight).
      A share of production lies between 0 and 1.
      Correct the weight.
      """
    case .weightsDoNotAddUp(let sum):
      """
      traffic: the weights add up to \(sum), not to 1.
      It is not clear what share each category has.
      Correct the weights.
      """
    case .itemInTwoCategories(let item, let first, let second):
      """
      item \(item): in category '\(first)' and in category '\(second)'.
      An image counts in one stratum only.
      Give the item one category.
      """
    case .repeatedCell(let item, let rater, let arm, let criterion):
      """
      item \(item), rater \(rater), \(arm), criterion '\(criterion)': two ratings.
      It is not clear which of them counts.
      Hand over the last one only.
      """
    case .valueOutOfRange(let item, let rater, let arm, let criterion, let value):
      """
      item \(item), rater \(rater), \(arm), criterion '\(criterion)': the value \(value) is not on the scale.
      A mean with it would mean nothing.
      Check the packet it came from against the rubric.
      """
    case .marginNotPositive(let margin):
      """
      claim: the margin is \(margin).
      Without a margin above 0 there is no verdict.
      Set the smallest loss that would matter, in rubric points.
      """
    case .confidenceOutOfDomain(let confidence):
      """
      claim: the confidence is \(confidence).
      A confidence level lies strictly between 0 and 1.
      Write 0.95 for 95 %.
      """
    case .notEstimable(let arm, let criterion, let error):
      """
      \(arm), criterion '\(criterion)': \(error).
      The numbers cannot be averaged.
      Check the ratings it came from.
      """
    }
  }
}
