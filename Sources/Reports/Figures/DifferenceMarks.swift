internal import Analysis
internal import Statistics
internal import StudyModel

/// What figures of differences have in common: the axis, the interval, the mark of a verdict, the head.
extension Axis {
  /// A stretch wide enough for every number and interval and for the margin. Only where that is more than half as wide
  /// again as several margins around the numbers is an interval cut, which gets an arrow, rather than squeezing the others.
  ///
  /// - Parameters:
  ///   - scopes: whose intervals are drawn.
  ///   - alone: further numbers, whose intervals may be cut.
  ///   - start: the edge of the smallest number, in picture units.
  ///   - end: that of the largest; smaller than `start` where numbers grow upwards.
  static func differences(
    _ numbers: [TwoScopes], alone: [Double] = [], scopes: [Scope], margin: Double, from start: Double, to end: Double
  ) -> Axis {
    let ends = numbers.flatMap { number in scopes.compactMap { number[$0].estimate }.flatMap { [$0.lower, $0.upper] } }
    return holding(
      ends, values: numbers.map(\.value) + alone + [-1.5 * margin, 1.25 * margin], limit: 4 * margin, from: start,
      to: end)
  }

  /// A stretch that holds all values, and the ends of intervals too unless they lie far out.
  ///
  /// - Parameter limit: how far from nought an end is never far out.
  static func holding(
    _ ends: [Double], values: [Double], limit: Double, from start: Double, to end: Double
  ) -> Axis {
    func stretch(_ numbers: [Double]) -> (low: Double, high: Double) { (numbers.min() ?? -1, numbers.max() ?? 1) }
    let limit = max(limit, 1.3 * (values.map(abs).max() ?? 0))
    let all = stretch(values + ends)
    let cut = stretch(values + ends.map { min(max($0, -limit), limit) })
    let (low, high) = all.high - all.low <= 1.5 * (cut.high - cut.low) ? all : cut
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
    interval((estimate.lower, estimate.upper), on: axis, at: cross, style: style, cap: cap, isUpright: isUpright)
  }

  /// The same of two bounds.
  mutating func interval(
    _ bounds: (Double, Double), on axis: Axis, at cross: Double, style: String, cap: Double, isUpright: Bool = false
  ) {
    func point(_ along: Double, _ aside: Double) -> (Double, Double) {
      isUpright ? (cross + aside, along) : (along, cross + aside)
    }
    let ends = [bounds.0, bounds.1].map { (bound: $0, at: axis.x($0)) }
    line(style, from: point(ends[0].at, 0), to: point(ends[1].at, 0))
    let inwards = axis.right > axis.left ? 8.0 : -8
    for (end, step) in zip(ends, [inwards, -inwards]) {
      if axis.domain.contains(end.bound) {
        if cap > 0 { line(style, from: point(end.at, -cap), to: point(end.at, cap)) }
      } else {
        arrow(at: point(end.at, 0), pointing: isUpright ? (0, -step) : (-step, 0))
      }
    }
  }

  /// A stretch with caps at both ends.
  ///
  /// - Parameters:
  ///   - ends: along its own direction.
  ///   - cross: where it lies on the other.
  ///   - cap: half of a cap's length.
  ///   - isUpright: whether it runs upwards.
  mutating func span(
    _ style: String, _ ends: (Double, Double), at cross: Double, cap: Double, isUpright: Bool = false
  ) {
    func point(_ along: Double, _ aside: Double) -> (Double, Double) {
      isUpright ? (cross + aside, along) : (along, cross + aside)
    }
    line(style, from: point(ends.0, 0), to: point(ends.1, 0))
    for end in [ends.0, ends.1] { line(style, from: point(end, -cap), to: point(end, cap)) }
  }

  /// The head of an arrow.
  ///
  /// - Parameters:
  ///   - tip: where it ends.
  ///   - direction: along one axis; only its sign counts.
  mutating func arrow(at tip: (Double, Double), pointing direction: (Double, Double)) {
    func sign(_ step: Double) -> Double { step == 0 ? 0 : step > 0 ? 1 : -1 }
    let (dx, dy) = (sign(direction.0), sign(direction.1))
    let base = (tip.0 - 8 * dx, tip.1 - 8 * dy)
    polygon("arrow", [tip, (base.0 - 5 * dy, base.1 - 5 * dx), (base.0 + 5 * dy, base.1 + 5 * dx)])
  }

  /// The ground that differences lie on: the loss beyond the margin, both margins, nought and the axis with its ticks.
  ///
  /// - Parameters:
  ///   - top: of the ground.
  ///   - bottom: of the ground, where the axis is.
  ///   - likeWidth: how wide the incumbent's name may be.
  mutating func ground(_ reading: Reading, _ axis: Axis, top: Double, bottom: Double, likeWidth: Double) {
    let margin = reading.claim.margin
    let (loss, zero, gain) = (axis.x(-margin), axis.x(0), axis.x(margin))
    rectangle("loss", x: axis.left, y: top, width: loss - axis.left, height: bottom - top)
    line("margin", from: (loss, top - 8), to: (loss, bottom))
    line("gain", from: (gain, top), to: (gain, bottom))
    line("zero", from: (zero, top - 8), to: (zero, bottom))
    text("soft", "margin \(Numbers.margin(-margin))", at: (loss + 2, top - 14), anchor: .end)
    let like = TextWidth.fitted(reading.incumbent.label, to: likeWidth, size: 13)
    text("soft", "0 = like \(like)", at: (zero - 2, top - 14))
    line("axis", from: (axis.left, bottom), to: (axis.right, bottom))
    for (tick, words) in axis.labelledTicks {
      line("axis", from: (axis.x(tick), bottom), to: (axis.x(tick), bottom + 5))
      text("tick", words, at: (axis.x(tick), bottom + 20), anchor: .middle)
    }
    text("soft", "← worse", at: (axis.left, bottom + 40))
    text("soft", "better →", at: (axis.right, bottom + 40), anchor: .end)
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
