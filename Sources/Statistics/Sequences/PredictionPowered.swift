/// A mean of human ratings sharpened by a judge's scores on many more images.
public struct PredictionPowered: Hashable, Sendable {
  /// In rating points.
  public let value: Double
  /// Same unit.
  public let standardError: Double
  /// value ± normal quantile × standard error.
  public let interval: ClosedRange<Double>
  /// How much the judge counts: 0 not at all, 1 fully.
  public let weight: Double
}

/// How much the judge counts in ``predictionPoweredMean(human:judge:unlabelled:weight:confidence:)``.
public enum JudgeWeight: Hashable, Sendable {
  /// The human ratings alone.
  case none
  /// Prediction-powered inference as first proposed: the weight 1.
  case full
  /// PPI++: the weight with the smallest variance, kept from 0 to 1.
  case tuned
}

/// The mean human rating over all images, from humans on some and a judge on all.
///
///     λ mean(judge on the others) + mean(human − λ judge),
///     SE² = λ² var(judge on the others) / N + var(human − λ judge) / n
///
/// tuned: λ = cov(human, judge) / ((1 + n/N) var(all judge scores)). Variances divide by the count, except that of all
/// judge scores. The images with human ratings must be a random sample of all; one human value an image: average its
/// raters first. Source: Angelopoulos et al. (2023), "Prediction-powered inference", Science 382; Angelopoulos, Duchi
/// and Zrnic (2023), "PPI++: efficient prediction-powered inference", arXiv 2311.01453.
///
/// By hand, human (1, 3), judge (1, 3), others (2, 4), full weight: 3 + 0 = 3, SE² = 1/2.
///
/// - Parameters:
///   - human: one value an image.
///   - judge: on the same images, in the same order.
///   - unlabelled: the judge on the other images.
/// - Throws: `tooFewImages` with fewer than two images on either side; `constantObservations` where nothing varies;
///   `outOfDomain` for a confidence or a value that is not finite and below 1e100 in size.
public func predictionPoweredMean(
  human: [Double], judge: [Double], unlabelled: [Double], weight: JudgeWeight = .tuned, confidence: Double = 0.95
) throws(EstimationError) -> PredictionPowered {
  precondition(human.count == judge.count, "one judge score for each human value")
  try requireConfidence(confidence)
  guard human.count >= 2 else { throw .tooFewImages(found: human.count) }
  guard weight == .none || unlabelled.count >= 2 else { throw .tooFewImages(found: unlabelled.count) }
  var scale = 0.0
  for value in [human, judge, unlabelled].joined() {
    guard abs(value) < 1e100 else { throw .outOfDomain(parameter: "a value", value: value) }
    scale = max(scale, abs(value))
  }
  func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
  func squares(_ values: [Double]) -> Double {
    let centre = mean(values)
    return values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
  }
  let (n, others) = (Double(human.count), Double(unlabelled.count))
  var lambda = 0.0
  switch weight {
  case .none: break
  case .full: lambda = 1
  case .tuned:
    let (humanMean, judgeMean) = (mean(human), mean(judge))
    let covariance = zip(human, judge).reduce(0) { $0 + ($1.0 - humanMean) * ($1.1 - judgeMean) } / n
    let variance = squares(judge + unlabelled) / (n + others - 1)
    // A judge who always says the same cannot help.
    lambda = variance > 0 ? min(1, max(0, covariance / ((1 + n / others) * variance))) : 0
  }
  let residuals = zip(human, judge).map { $0 - lambda * $1 }
  var value = mean(residuals)
  var error = squares(residuals) / n / n
  if lambda > 0 {
    value += lambda * mean(unlabelled)
    error += lambda * lambda * squares(unlabelled) / others / others
  }
  let standardError = error.squareRoot()
  guard standardError > roundingShare * scale else { throw .constantObservations(value: value) }
  let half = (try Normal.quantile(0.5 + confidence / 2)) * standardError
  return PredictionPowered(
    value: value, standardError: standardError, interval: value - half...value + half, weight: lambda)
}
