internal import Glibc

// Gamma-function ratios without the cancellation of large logarithms.
//
// exp(lgamma(a + b) - lgamma(a) - ...) loses one digit for every digit of a; these forms keep close to full accuracy.
// Source: Loader (2000), "Fast and accurate computation of binomial probabilities", as used by R's dbinom and dpois.

/// log(n!) minus Stirling's approximation (n + 1/2) log n − n + log √(2π), for real n > 0.
func stirlingError(_ n: Double) -> Double {
  if n <= 15 {
    let halfLogTwoPi = 0.918938533204672741780329736406
    var sign: Int32 = 0
    return lgamma_r(n + 1, &sign) - (n + 0.5) * log(n) + n - halfLogTwoPi
  }
  let square = n * n
  let series = [1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360_360, 1.0 / 156]
  return series.reversed().reduce(0) { $0 / square + $1 } / n
}

/// x log(x / m) + m − x for x, m > 0: how far x is from the mean m, without cancellation where they are close.
func deviance(_ x: Double, mean m: Double) -> Double {
  guard abs(x - m) < 0.1 * (x + m) else { return x * log(x / m) + m - x }
  let v = (x - m) / (x + m)
  var sum = (x - m) * v
  var term = 2 * x * v
  for odd in 1..<1000 {
    term *= v * v
    let next = sum + term / Double(2 * odd + 1)
    if next == sum { break }
    sum = next
  }
  return sum
}

/// xᵃ e⁻ˣ / Γ(a + 1) for a, x > 0.
func poissonTerm(_ a: Double, at x: Double) -> Double {
  exp(-stirlingError(a) - deviance(a, mean: x)) / (2 * Double.pi * a).squareRoot()
}

/// xᵃ (1 − x)ᵇ / B(a, b) for a, b > 0 and 0 < x < 1; y is 1 − x, given apart so that neither has to be a difference.
func betaTerm(_ a: Double, _ b: Double, at x: Double, complement y: Double) -> Double {
  let n = a + b
  let exponent =
    stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance(a, mean: n * x) - deviance(b, mean: n * y)
  // The binomial probability times a b / (a + b).
  return exp(exponent) * (a * (b / n) / (2 * Double.pi)).squareRoot()
}
