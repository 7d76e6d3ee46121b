/// Evaluates a continued fraction b₀ + a₁/(b₁ + a₂/(b₂ + …)) until a step changes nothing.
///
/// Source: the modified Lentz method, Thompson and Barnett (1986), "Coulomb and Bessel functions of complex arguments
/// and order", Journal of Computational Physics 64. About √a steps for the fractions used here.
///
/// - Parameters:
///   - start: b₀.
///   - term: aₖ and bₖ for k = 1, 2, …
func continuedFraction(start: Double, term: (_ k: Double) -> (a: Double, b: Double)) -> Double {
  let tiny = 1e-300
  func awayFromZero(_ x: Double) -> Double { abs(x) < tiny ? tiny : x }
  var value = awayFromZero(start)
  var c = value
  var d = 0.0
  for k in 1...1_000_000 {
    let (a, b) = term(Double(k))
    d = 1 / awayFromZero(b + a * d)
    c = awayFromZero(b + a / c)
    let step = c * d
    value *= step
    if abs(step - 1) < 4e-16 { break }
  }
  return value
}
