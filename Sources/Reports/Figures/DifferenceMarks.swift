internal import Analysis
internal import Statistics
internal import StudyModel

/// What figures of differences have in common: the axis, the interval, the mark of a verdict, the head.
extension Axis {
  /// A stretch wide enough for every number and interval and for the margin, though never for more than several margins
  /// around the numbers: one very wide interval is cut and gets an arrow rather than squeezing the others.
  ///
  /// - Parameters:
  ///   - scopes: whose intervals are drawn.
  ///   - start: the edge of the smallest number, in picture units.
  ///   - end: that of the largest; smaller than `start` where numbers grow upwards.
  static func differences(
    _ numbers: [TwoScopes], scopes: [Scope], margin: Double, from start: Double, to end: Double
  ) -> Axis {
    let limit = max(4 * margin, 1.3 * (numbers.map { abs($0.value) }.max() ?? 0))
    let ends = numbers.flatMap { number in
      scopes.compactMap { number[$0].estimate }.flatMap { [$0.lower, $0.upper] } + [number.value]
    }
    let reach = ends.map { min(max($0, -limit), limit) } + [-1.5 * margin, 1.25 * margin]
    let (low, high) = (reach.min() ?? -1, reach.max() ?? 1)
    let pad = (high - low) * 0.04
    return Axis(domain: low - pad...high + pad, left: start, right: end)
  }

  /// ``ticks`` with their texts: one decimal where that says it, else two.
  var labelledTicks: [(value: Double, text: String)] {
    let ticks = ticks
    let decimals = ticks.contains { abs($0 * 10 - ($0 * 10).rounded()) > 1e-6 } ? 2 : 1
    return ticks.map { ($0, Numbers.fixed($0, decimals: decimals)) }
  }
}

extension SVG {
  /// Title and subtitle on the left, the mark of a simulation on the right: the title gives way.
  mutating func head(_ title: String, _ subtitle: String, mark: String?, width: Double) {
    // Capitals, set a little apart.
    let markWidth = mark.map { TextWidth.of($0.uppercased(), size: 13.6, isBold: true) + 20 } ?? 0
    text("title", TextWidth.fitted(title, to: width - 48 - markWidth, size: 18, isBold: true), at: (24, 34))
    text("soft", TextWidth.fitted(subtitle, to: width - 48, size: 13), at: (24, 54))
    if let mark { text("mark", mark.uppercased(), at: (width - 24, 34), anchor: .end) }
  }

  /// An interval with caps at its ends, and an arrow where the axis ends before it does.
  ///
  /// - Parameters:
  ///   - cross: where it lies on the other axis.
  ///   - cap: half of a cap's length.
  ///   - isUpright: whether the axis runs upwards.
  mutating func interval(
    _ estimate: Estimate, on axis: Axis, at cross: Double, style: String, cap: Double, isUpright: Bool = false
  ) {
    func point(_ along: Double, _ aside: Double) -> (Double, Double) {
      isUpright ? (cross + aside, along) : (along, cross + aside)
    }
    let ends = [estimate.lower, estimate.upper].map { (bound: $0, at: axis.x($0)) }
    line(style, from: point(ends[0].at, 0), to: point(ends[1].at, 0))
    let inwards = axis.right > axis.left ? 8.0 : -8
    for (end, step) in zip(ends, [inwards, -inwards]) {
      if axis.domain.contains(end.bound) {
        line(style, from: point(end.at, -cap), to: point(end.at, cap))
      } else {
        polygon("solid", [point(end.at, 0), point(end.at + step, -5), point(end.at + step, 5)])
      }
    }
  }

  /// Filled where it is decided, hollow where it is not: circle not worse, square equivalent, triangle worse.
  mutating func verdict(_ fact: MarginFact?, at point: (Double, Double)) {
    let (x, y) = point
    switch fact {
    case .notWorse: circle("solid", at: point, radius: 7)
    case .equivalent: rectangle("solid", x: x - 6.5, y: y - 6.5, width: 13, height: 13)
    case .worseBeyondMargin: polygon("solid", [(x - 8, y - 7), (x + 8, y - 7), (x, y + 8)])
    case .undecided, nil: circle("hollow", at: point, radius: 7)
    }
  }
}

extension Reading {
  /// "36 images, 12 raters": what the comparisons rest on, with a range where they differ.
  var sample: String {
    func range(_ counts: [Int], _ noun: String) -> String {
      guard let low = counts.min(), let high = counts.max() else { return "no \(noun)s" }
      return low == high ? Numbers.counted(low, noun) : "\(Numbers.count(low)) to \(Numbers.counted(high, noun))"
    }
    let comparisons = challengers.compactMap(\.comparison)
    return "\(range(comparisons.map(\.items), "image")), \(range(comparisons.map(\.raters), "rater"))"
  }

  /// A difference and its interval for the declared scope, as figures write them: "−0.04", "−0.19 to 0.11".
  func figureText(_ number: TwoScopes) -> (value: String, range: String) {
    let range = number[claim.scope].estimate.map {
      "\(IntervalText.bound($0.lower, margin: claim.margin)) to \(IntervalText.bound($0.upper, margin: claim.margin))"
    }
    return (difference(number.value), range ?? "no interval")
  }
}
