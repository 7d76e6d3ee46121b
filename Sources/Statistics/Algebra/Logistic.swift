internal import Glibc

/// The natural logarithm, where a file needs nothing else of the C library.
func logarithm(_ x: Double) -> Double { log(x) }

/// 1 / (1 + e⁻ˣ), without overflow.
func logistic(_ x: Double) -> Double {
  if x >= 0 { return 1 / (1 + exp(-x)) }
  let e = exp(x)
  return e / (1 + e)
}

/// log(1 / (1 + e⁻ˣ)), without overflow and without losing small values.
func logLogistic(_ x: Double) -> Double {
  x >= 0 ? -log1p(exp(-x)) : x - log1p(exp(x))
}
