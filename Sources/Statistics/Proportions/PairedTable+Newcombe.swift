extension PairedTable {
  /// The interval for the difference of two proportions on the same images, from both Wilson intervals and their
  /// correlation φ.
  ///
  ///     lower = d − √(a² − 2 φ a b + b²)   a = p₁ − l₁, b = u₂ − p₂        upper likewise with u₁ − p₁ and p₂ − l₂
  ///     φ = max(0, ad − bc − n/2) / √(product of margins) where ad > bc, (ad − bc)/√… below, 0 where a margin is 0
  ///
  /// Source: Newcombe (1998), "Improved confidence intervals for the difference between binomial proportions based on
  /// paired data", Statistics in Medicine 17:2635, method 10.
  ///
  /// - Parameter confidence: above 0 and below 1.
  /// - Throws: `outOfDomain` for a confidence that cannot be.
  public func newcombeInterval(confidence: Double = 0.95) throws(EstimationError) -> ProportionDifference {
    let first = both + onlyFirst
    let second = both + onlySecond
    let n = Double(images)
    let one = try wilsonInterval(successes: first, of: images, confidence: confidence)
    let two = try wilsonInterval(successes: second, of: images, confidence: confidence)
    let p1 = Double(first) / n
    let p2 = Double(second) / n
    let phi = continuityCorrectedPhi
    func length(_ a: Double, _ b: Double) -> Double { max(0, a * a - 2 * phi * a * b + b * b).squareRoot() }
    return ProportionDifference(
      value: difference, lower: difference - length(p1 - one.lowerBound, two.upperBound - p2),
      upper: difference + length(one.upperBound - p1, p2 - two.lowerBound))
  }

  /// φ, drawn towards 0 where it is positive.
  private var continuityCorrectedPhi: Double {
    let margins = [both + onlyFirst, onlySecond + neither, both + onlySecond, onlyFirst + neither].map(Double.init)
    let under = margins.reduce(1) { $0 * $1.squareRoot() }
    guard under > 0 else { return 0 }
    let cross = Double(both) * Double(neither) - Double(onlyFirst) * Double(onlySecond)
    return (cross > 0 ? max(0, cross - Double(images) / 2) : cross) / under
  }
}
