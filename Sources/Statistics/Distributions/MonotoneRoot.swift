/// Where an increasing function of one variable reaches zero: Newton's method inside a shrinking bracket, so that a bad
/// step costs a halving and never an answer.
///
/// - Parameters:
///   - start: anywhere.
///   - function: value and slope; increasing over the whole line.
/// - Returns: the root, to the last few bits.
func rootOfIncreasing(from start: Double, _ function: (Double) -> (value: Double, slope: Double)) -> Double {
  var below = start
  var above = start
  var reach = 1.0
  while function(below).value > 0, reach < 1e6 {
    below -= reach
    reach *= 2
  }
  reach = 1
  while function(above).value < 0, reach < 1e6 {
    above += reach
    reach *= 2
  }
  var x = start
  for _ in 0..<200 {
    let (value, slope) = function(x)
    if value == 0 { return x }
    if value > 0 { above = min(above, x) } else { below = max(below, x) }
    var next = x - value / slope
    if !(next > below && next < above) { next = below + (above - below) / 2 }
    if abs(next - x) <= 4e-16 * max(1, abs(x)) { return next }
    x = next
  }
  return x
}
