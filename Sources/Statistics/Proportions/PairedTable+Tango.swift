extension PairedTable {
  /// The score interval for the difference of two proportions on the same images: every Δ that a score test would not
  /// reject.
  ///
  ///     z(Δ) = (b − c − nΔ) / √(n (2q + Δ(1 − Δ)))      q = (√(B² − 8 n C) − B) / 4n: the likeliest share of "only second"
  ///     B = (2n − b + c) Δ − b − c                      C = −c Δ (1 − Δ)
  ///
  /// b and c count the images that only the first and only the second passes. z falls with Δ; the bounds are where it
  /// crosses ±z(1 − α/2). Source: Tango (1998), "Equivalence test and confidence interval for the difference in
  /// proportions for the paired-sample design", Statistics in Medicine 17:891.
  ///
  /// By hand: with b = c = 0 the bounds solve n Δ² = z² Δ (1 − Δ), so they are ± z² / (n + z²): n = 4, z = 2 gives ±½.
  ///
  /// - Parameter confidence: above 0 and below 1.
  /// - Throws: `outOfDomain` for a confidence that cannot be.
  public func tangoInterval(confidence: Double = 0.95) throws(EstimationError) -> ProportionDifference {
    try requireConfidence(confidence)
    let z = try Normal.quantile(0.5 + confidence / 2)
    return ProportionDifference(
      value: difference, lower: crossing(of: z, between: -1, and: difference),
      upper: crossing(of: -z, between: difference, and: 1))
  }

  private func crossing(of level: Double, between low: Double, and high: Double) -> Double {
    var low = low
    var high = high
    for _ in 0..<100 {
      let middle = low + (high - low) / 2
      if score(middle) > level { low = middle } else { high = middle }
    }
    return low + (high - low) / 2
  }

  private func score(_ delta: Double) -> Double {
    let n = Double(images)
    let b = Double(onlyFirst)
    let c = Double(onlySecond)
    let linear = (2 * n - b + c) * delta - b - c
    let constant = -c * delta * (1 - delta)
    let q = (max(0, linear * linear - 8 * n * constant).squareRoot() - linear) / (4 * n)
    let over = b - c - n * delta
    let variance = n * (2 * q + delta * (1 - delta))
    if variance > 0 { return over / variance.squareRoot() }
    return over == 0 ? 0 : (over > 0 ? .infinity : -.infinity)
  }
}
