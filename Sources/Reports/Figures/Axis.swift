/// A stretch of numbers laid onto a stretch of paper, with round ticks.
struct Axis {
  let domain: ClosedRange<Double>
  /// Left and right edge in picture units.
  let left: Double
  let right: Double

  /// Where a number lies; outside the domain, at its edge.
  func x(_ number: Double) -> Double {
    let clipped = min(max(number, domain.lowerBound), domain.upperBound)
    return left + (clipped - domain.lowerBound) / (domain.upperBound - domain.lowerBound) * (right - left)
  }

  /// Three to eight round numbers inside the domain: multiples of 1, 2 or 5 times a power of ten.
  var ticks: [Double] {
    let width = domain.upperBound - domain.lowerBound
    var unit = 1e-6
    while true {
      for step in [unit, 2 * unit, 5 * unit] where width / step <= 8 {
        let first = (domain.lowerBound / step).rounded(.up)
        let last = (domain.upperBound / step).rounded(.down)
        return first > last ? [] : stride(from: first, through: last, by: 1).map { $0 * step }
      }
      unit *= 10
    }
  }
}
