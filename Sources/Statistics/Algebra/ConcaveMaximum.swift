/// What Newton's method needs to know about a function at a point.
struct NewtonPoint {
  var value: Double
  var gradient: [Double]
  /// The negative second derivatives, row by row: positive definite for a strictly concave function.
  var information: [Double]

  /// No observation yet.
  init(size: Int) {
    value = 0
    gradient = Array(repeating: 0, count: size)
    information = Array(repeating: 0, count: size * size)
  }
}

/// Where a concave function is largest: Newton's method, each step at most 2 in any direction, and halved until
/// the function does not fall.
///
/// - Parameters:
///   - start: a point where the function is finite.
///   - function: value, gradient and information; a value that is not finite stands for "outside".
/// - Returns: nil where the information is not positive definite or 200 steps were not enough.
func concaveMaximum(
  from start: [Double], _ function: ([Double]) -> NewtonPoint
) -> (place: [Double], point: NewtonPoint)? {
  var place = start
  var point = function(start)
  for _ in 0..<200 {
    guard let factor = CholeskyFactor(point.information, size: start.count) else { return nil }
    let step = factor.solve(point.gradient)
    let gain = zip(step, point.gradient).reduce(0) { $0 + $1.0 * $1.1 }
    guard gain.isFinite else { return nil }
    // A step too far can end where the function is flat to working precision.
    var scale = min(1, 2 / max(1e-300, step.reduce(0) { max($0, abs($1)) }))
    var next = place
    var nextPoint = point
    let slack = 1e-13 * max(1, abs(point.value))
    repeat {
      for index in place.indices { next[index] = place[index] + scale * step[index] }
      nextPoint = function(next)
      scale /= 2
    } while !(nextPoint.value >= point.value - slack) && scale > 1e-12
    guard nextPoint.value >= point.value - slack else { return nil }
    place = next
    point = nextPoint
    // Newton's error squares with each step: after one this small nothing is left to gain.
    if step.allSatisfy({ abs($0) < 1e-7 }) { return (place, point) }
  }
  return nil
}
