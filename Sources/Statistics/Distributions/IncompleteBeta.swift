/// The regularised incomplete beta function Iₓ(a, b) = ∫₀ˣ tᵃ⁻¹ (1 − t)ᵇ⁻¹ dt / B(a, b).
///
/// Source: continued fraction of DLMF 8.17.22 (https://dlmf.nist.gov/8.17.E22) on the side of the mean where it
/// converges fast, with 8.17.4, Iₓ(a, b) = 1 − I₁₋ₓ(b, a), for the other side.
///
/// - Parameters:
///   - a: above 0.
///   - b: above 0.
///   - x: between 0 and 1.
///   - y: 1 − x, given apart so that an x near 1 loses nothing.
/// - Returns: a number between 0 and 1.
func regularizedBeta(_ a: Double, _ b: Double, at x: Double, complement y: Double) -> Double {
  if x <= 0 { return 0 }
  if y <= 0 { return 1 }
  return x <= (a + 1) / (a + b + 2)
    ? betaBelowMean(a, b, at: x, complement: y)
    : 1 - betaBelowMean(b, a, at: y, complement: x)
}

private func betaBelowMean(_ a: Double, _ b: Double, at x: Double, complement y: Double) -> Double {
  let fraction = continuedFraction(start: 1) { k in
    let m = (k / 2).rounded(.down)
    let isEven = k == 2 * m
    let numerator =
      isEven
      ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    return (numerator, 1)
  }
  return betaTerm(a, b, at: x, complement: y) / (a * fraction)
}
