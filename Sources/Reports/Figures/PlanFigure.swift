public import Analysis

/// How wide the interval will be for so many raters and images, against the margin: a line for each number of images.
///
/// It stands alone (title, legend, margin, unit) and reads in black and white: lines differ by their dashes and marks.
public struct PlanFigure: Sendable {
  private let study: String
  private let curves: [PrecisionCurve]
  private let margin: Double
  private let declared: (raters: Int, images: Int, halfWidth: Double)?
  private let basis: String
  private let unit: String

  private static let left = 86.0
  private static let right = 590.0
  private static let top = 96.0
  private static let bottom = 410.0
  private static let size = (800.0, 500.0)

  /// - Parameters:
  ///   - study: the study's name.
  ///   - curves: by number of images, the floor last.
  ///   - margin: in rubric points.
  ///   - declared: what the study file declares, and what it comes to; nil where it comes to no interval.
  ///   - basis: what the components rest on, in a phrase.
  ///   - unit: of the margin: `rubric points`, or `net preference`.
  public init(
    study: String, curves: [PrecisionCurve], margin: Double, declared: (raters: Int, images: Int, halfWidth: Double)?,
    basis: String, unit: String = "rubric points"
  ) {
    self.unit = unit
    self.study = study
    self.curves = curves
    self.margin = margin
    self.declared = declared
    self.basis = basis
  }

  /// What the figure shows, in words, for `alt` and `desc`.
  public var description: String {
    let lines = curves.map { curve in
      let ends = [curve.points.first, curve.points.last].compactMap(\.self).map {
        "\(Numbers.counted($0.raters, "rater")) ±\(Numbers.points($0.halfWidth))"
      }
      return "\(name(curve)): \(ends.joined(separator: ", "))"
    }
    let own = declared.map {
      " Declared: \(Numbers.counted($0.raters, "rater")) on \(Numbers.counted($0.images, "image")), "
        + "±\(Numbers.points($0.halfWidth))."
    }
    return "Expected half-width of the interval in \(unit) against the number of raters, margin "
      + "\(Numbers.margin(margin)). \(lines.joined(separator: "; ")).\(own ?? "") From \(basis)."
  }

  /// The whole picture.
  public var svg: String {
    var picture = SVG()
    frame(&picture)
    for (index, curve) in curves.enumerated() { draw(curve, style: index, &picture) }
    own(&picture)
    return picture.document(
      "plan", size: Self.size, title: "How many raters does \(study) need?", description: description,
      sheet: PlanStyle.sheet)
  }

  /// Raters on a logarithm-like scale would be harder to read: one rater more is one step, up to the most.
  private var across: Axis {
    let most = curves.flatMap(\.points).map(\.raters).max() ?? 30
    return Axis(domain: 0...Double(most) * 1.03, left: Self.left, right: Self.right)
  }

  /// From zero, so that half the height is half the width; very wide intervals are cut.
  private var up: Axis {
    let widest = curves.flatMap(\.points).map(\.halfWidth).max() ?? margin
    return Axis(domain: 0...max(1.4 * margin, min(1.08 * widest, 5 * margin)), left: Self.bottom, right: Self.top)
  }

  private func frame(_ picture: inout SVG) {
    let (across, up) = (across, up)
    picture.text("title", "How many raters does \(Escaping.shortened(study, to: 40)) need?", at: (24, 34))
    picture.text(
      "soft", "expected half-width of the interval, in \(unit); \(basis)", at: (24, 56))
    picture.rectangle(
      "within", x: Self.left, y: up.x(margin), width: Self.right - Self.left, height: Self.bottom - up.x(margin))
    for (tick, text) in up.labelledTicks {
      picture.line("rule", from: (Self.left, up.x(tick)), to: (Self.right, up.x(tick)))
      picture.text(
        "tick", "±" + text, at: (Self.left - 8, up.x(tick) + 4), anchor: .end)
    }
    for tick in across.ticks {
      picture.line("axis", from: (across.x(tick), Self.bottom), to: (across.x(tick), Self.bottom + 5))
      picture.text("tick", Numbers.count(Int(tick)), at: (across.x(tick), Self.bottom + 21), anchor: .middle)
    }
    picture.line("axis", from: (Self.left, Self.bottom), to: (Self.right, Self.bottom))
    picture.text("soft", "raters", at: ((Self.left + Self.right) / 2, Self.bottom + 42), anchor: .middle)
    picture.line("margin", from: (Self.left, up.x(margin)), to: (Self.right, up.x(margin)))
    picture.text("fact", "margin \(Numbers.margin(margin))", at: (Self.right - 6, up.x(margin) - 7), anchor: .end)
    picture.text(
      "soft", "Above the dashed line equal models stay undecided more often than not; well below it they seldom do.",
      at: (24, Self.size.1 - 18))
  }

  private func draw(_ curve: PrecisionCurve, style: Int, _ picture: inout SVG) {
    let isFloor = curve.images == nil
    let points = curve.points.map { (across.x(Double($0.raters)), up.x($0.halfWidth)) }
    let line = isFloor ? "floor" : "line\(min(style, 2))"
    for (from, to) in zip(points, points.dropFirst()) { picture.line(line, from: from, to: to) }
    if !isFloor {
      for point in points { mark(style, at: point, &picture) }
    }
    // The legend stands in the order of the lines' right ends.
    let y = Self.top + 18 + Double(style) * 30
    let x = Self.right + 22
    picture.line(line, from: (x, y - 4), to: (x + 34, y - 4))
    if !isFloor { mark(style, at: (x + 17, y - 4), &picture) }
    picture.text("fact", name(curve), at: (x + 44, y))
  }

  /// Circle, square, triangle.
  private func mark(_ style: Int, at point: (Double, Double), _ picture: inout SVG) {
    let (x, y) = point
    switch style {
    case 0: picture.circle("solid", at: point, radius: 3.5)
    case 1: picture.rectangle("solid", x: x - 3.5, y: y - 3.5, width: 7, height: 7)
    default: picture.polygon("solid", [(x - 4.5, y + 4), (x + 4.5, y + 4), (x, y - 4.5)])
    }
  }

  private func own(_ picture: inout SVG) {
    guard let declared else { return }
    let point = (across.x(Double(declared.raters)), up.x(declared.halfWidth))
    frame(around: point, &picture)
    let y = Self.top + 18 + Double(curves.count) * 30
    frame(around: (Self.right + 39, y - 4), &picture)
    picture.text("fact", "as declared", at: (Self.right + 66, y))
  }

  private func frame(around point: (Double, Double), _ picture: inout SVG) {
    picture.rectangle("declared", x: point.0 - 9, y: point.1 - 9, width: 18, height: 18)
  }

  private func name(_ curve: PrecisionCurve) -> String {
    curve.images.map { Numbers.counted($0, "image") } ?? "endless images"
  }
}

/// What the plan's figure has beside the shared style.
enum PlanStyle {
  static let sheet = FigureStyle.sheet(
    "plan",
    light: """
      & .within { fill: #eef2ee; }
      & .line0 { stroke: #1f2328; stroke-width: 1.5; stroke-dasharray: 2 3; }
      & .line1 { stroke: #1f2328; stroke-width: 2.5; }
      & .line2 { stroke: #1f2328; stroke-width: 1.75; stroke-dasharray: 9 4; }
      & .floor { stroke: #8b949e; stroke-width: 5; }
      & .declared { fill: none; stroke: #1f2328; stroke-width: 2; }
      """,
    dark: """
      & .within { fill: #16201a; }
      & .line0, & .line1, & .line2, & .declared { stroke: #e6edf3; }
      """)
}
