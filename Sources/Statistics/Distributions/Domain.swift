/// Refuses what is not a probability strictly between 0 and 1.
func requireProbability(_ p: Double) throws(EstimationError) {
  guard p > 0, p < 1 else { throw .outOfDomain(parameter: "probability", value: p) }
}

/// Refuses degrees of freedom that are not a finite number above 0.
func requireDegreesOfFreedom(_ df: Double) throws(EstimationError) {
  guard df > 0, df.isFinite else { throw .outOfDomain(parameter: "degrees of freedom", value: df) }
}

/// Refuses a confidence level that is not strictly between 0 and 1, or so low (under a millionth) that an interval would have
/// no width.
func requireConfidence(_ confidence: Double) throws(EstimationError) {
  guard confidence >= 1e-6, confidence < 1 else { throw .outOfDomain(parameter: "confidence", value: confidence) }
}
