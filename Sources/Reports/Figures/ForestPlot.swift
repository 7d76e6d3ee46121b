internal import Analysis
internal import Statistics
internal import StudyModel

/// The paired differences with both of their intervals against the margin: one row a candidate.
///
/// It stands alone (title, legend, margin, unit), reads in black and white (thick and thin, filled and hollow, shapes),
/// and in a page of either colour scheme.
struct ForestPlot {
  let reading: Reading

  private var claim: Claim { reading.claim }
  private var rows: [CandidateReading] { reading.challengers.filter { $0.comparison != nil } }

  private static let width = 800.0
  private static let plotLeft = 210.0
  private static let plotRight = 580.0
  private static let numbersLeft = 604.0
  private static let rowHeight = 58.0
  private static let top = 104.0

  private var bottom: Double { Self.top + Double(max(rows.count, 1)) * Self.rowHeight }
  private var height: Double { bottom + 128 }

  /// What the figure shows, in words, for `alt` and `desc`.
  var description: String {
    let mark = reading.mark.map { "[\($0)] " } ?? ""
    let facts = rows.map { row in
      let text = reading.difference(row.comparison?.difference, for: claim.scope)
      return "\(row.label): \(text), \(verdict(row).0)"
    }
    return "\(mark)Difference from \(reading.incumbent.label) on \(claim.criterion) in \(reading.unitOnScale) with "
      + "\(Numbers.confidence(claim.confidence)) intervals for \(claim.scope.rawValue), margin "
      + "\(Numbers.margin(-claim.margin)). \(facts.isEmpty ? "Nothing was compared" : facts.joined(separator: "; "))."
  }

  /// The whole picture.
  var svg: String {
    var picture = SVG()
    let axis = axis
    frame(&picture, axis)
    for (index, row) in rows.enumerated() {
      draw(row, at: Self.top + (Double(index) + 0.5) * Self.rowHeight, axis, &picture)
    }
    if rows.isEmpty { picture.text("name", "Nothing was compared.", at: (24, Self.top + 34)) }
    legend(&picture)
    return picture.document(
      "forest", size: (Self.width, height), title: title, description: description,
      sheet: ForestStyle.sheet)
  }

  private var title: String {
    let incumbent = Escaping.shortened(reading.incumbent.label, to: 24)
    if reading.areCompared { return "Net preference over \(incumbent)" }
    return "Difference from \(incumbent) on \(Escaping.shortened(claim.criterion, to: 24))"
  }

  /// Wide enough for every interval, but an interval of many margins is cut and gets an arrow rather than squeezing
  /// the others.
  private var axis: Axis {
    let differences = rows.compactMap { $0.comparison?.difference }
    let limit = max(4 * claim.margin, 1.3 * (differences.map { abs($0.value) }.max() ?? 0))
    let ends = differences.flatMap { difference in
      Scope.allCases.compactMap { difference[$0].estimate }.flatMap { [$0.lower, $0.upper] } + [difference.value]
    }
    let reach = ends.map { min(max($0, -limit), limit) } + [-1.5 * claim.margin, 1.25 * claim.margin]
    let (low, high) = (reach.min() ?? -1, reach.max() ?? 1)
    let pad = (high - low) * 0.04
    return Axis(domain: low - pad...high + pad, left: Self.plotLeft, right: Self.plotRight)
  }

  private func frame(_ picture: inout SVG, _ axis: Axis) {
    picture.text("title", title, at: (24, 34))
    let level = Numbers.confidence(claim.confidence)
    let unit =
      reading.areCompared
      ? "share preferring the candidate less share preferring the incumbent"
      : "rubric points, candidate minus incumbent"
    picture.text("soft", "\(unit); \(level) intervals", at: (24, 54))
    if let mark = reading.mark {
      picture.text("mark", mark.uppercased(), at: (Self.width - 24, 34), anchor: .end)
    }
    let (margin, zero) = (axis.x(-claim.margin), axis.x(0))
    let lines = (Self.top - 6, bottom)
    picture.rectangle(
      "loss", x: axis.left, y: lines.0, width: margin - axis.left, height: lines.1 - lines.0)
    picture.line("margin", from: (margin, lines.0 - 8), to: (margin, lines.1))
    picture.line("gain", from: (axis.x(claim.margin), lines.0), to: (axis.x(claim.margin), lines.1))
    picture.line("zero", from: (zero, lines.0 - 8), to: (zero, lines.1))
    picture.text("soft", "margin \(Numbers.margin(-claim.margin))", at: (margin + 2, lines.0 - 14), anchor: .end)
    picture.text(
      "soft", "0 = like \(Escaping.shortened(reading.incumbent.label, to: 18))", at: (zero - 2, lines.0 - 14))
    picture.line("axis", from: (axis.left, bottom), to: (axis.right, bottom))
    let decimals = axis.ticks.contains { abs($0 * 10 - ($0 * 10).rounded()) > 1e-6 } ? 2 : 1
    for tick in axis.ticks {
      picture.line("axis", from: (axis.x(tick), bottom), to: (axis.x(tick), bottom + 5))
      picture.text("tick", Numbers.fixed(tick, decimals: decimals), at: (axis.x(tick), bottom + 20), anchor: .middle)
    }
    picture.text("soft", "← worse", at: (axis.left, bottom + 40))
    picture.text("soft", "better →", at: (axis.right, bottom + 40), anchor: .end)
  }

  private func draw(_ row: CandidateReading, at middle: Double, _ axis: Axis, _ picture: inout SVG) {
    if middle > Self.top + Self.rowHeight {
      let y = middle - Self.rowHeight / 2
      picture.line("rule", from: (24, y), to: (Self.width - 24, y))
    }
    let (first, second) = verdict(row)
    picture.text("name", Escaping.shortened(row.label, to: 20), at: (24, middle - 3))
    picture.text("fact", first, at: (24, middle + 16))
    guard let difference = row.comparison?.difference else { return }
    interval(difference[claim.scope.other], at: middle + 12, "thin", axis, &picture)
    interval(difference[claim.scope], at: middle - 6, "thick", axis, &picture)
    marker(row, at: (axis.x(difference.value), middle - 6), &picture)
    picture.text("number", reading.difference(difference.value), at: (Self.numbersLeft, middle - 3))
    let range = difference[claim.scope].estimate.map {
      "\(IntervalText.bound($0.lower, margin: claim.margin)) to \(IntervalText.bound($0.upper, margin: claim.margin))"
    }
    picture.text("fact", range ?? "no interval", at: (Self.numbersLeft + 52, middle - 3))
    picture.text("fact", Escaping.shortened(second, to: 25), at: (Self.numbersLeft, middle + 16))
  }

  private func interval(
    _ outcome: IntervalOutcome, at y: Double, _ style: String, _ axis: Axis, _ picture: inout SVG
  ) {
    guard let estimate = outcome.estimate else { return }
    let (low, high) = (axis.x(estimate.lower), axis.x(estimate.upper))
    picture.line(style, from: (low, y), to: (high, y))
    let half = style == "thick" ? 7.0 : 4.0
    for (bound, x, inwards) in [(estimate.lower, low, 8.0), (estimate.upper, high, -8.0)] {
      if axis.domain.contains(bound) {
        picture.line(style, from: (x, y - half), to: (x, y + half))
      } else {
        picture.polygon("solid", [(x, y), (x + inwards, y - 5), (x + inwards, y + 5)])
      }
    }
  }

  /// Filled where it is decided, hollow where it is not: circle not worse, square equivalent, triangle worse.
  private func marker(_ row: CandidateReading, at point: (Double, Double), _ picture: inout SVG) {
    let (x, y) = point
    switch row.comparison?.verdicts[claim.scope]?.margin {
    case .notWorse: picture.circle("solid", at: point, radius: 7)
    case .equivalent: picture.rectangle("solid", x: x - 6.5, y: y - 6.5, width: 13, height: 13)
    case .worseBeyondMargin: picture.polygon("solid", [(x - 8, y - 7), (x + 8, y - 7), (x, y + 8)])
    case .undecided, nil: picture.circle("hollow", at: point, radius: 7)
    }
  }

  private func verdict(_ row: CandidateReading) -> (String, String) {
    guard let verdict = row.comparison?.verdicts[claim.scope] else {
      return ("undecided", row.comparison?.withoutVerdict[claim.scope] ?? "")
    }
    return (verdict.margin.rawValue, verdict.direction.rawValue)
  }

  private func legend(_ picture: inout SVG) {
    let y = bottom + 68
    picture.line("rule", from: (24, y - 14), to: (Self.width - 24, y - 14))
    picture.line("thick", from: (24, y + 8), to: (64, y + 8))
    picture.text("fact", "\(claim.scope.rawValue): the declared scope, the claim", at: (74, y + 12))
    picture.line("thin", from: (24, y + 30), to: (64, y + 30))
    picture.text("fact", "\(claim.scope.other.rawValue): shown, not the claim", at: (74, y + 34))
    let shapes = 470.0
    picture.circle("solid", at: (shapes, y + 8), radius: 6)
    picture.text("fact", "not worse", at: (shapes + 14, y + 12))
    picture.rectangle("solid", x: shapes + 102, y: y + 2, width: 12, height: 12)
    picture.text("fact", "equivalent", at: (shapes + 122, y + 12))
    picture.circle("hollow", at: (shapes + 222, y + 8), radius: 6)
    picture.text("fact", "undecided", at: (shapes + 236, y + 12))
    picture.polygon("solid", [(shapes - 7, y + 24), (shapes + 7, y + 24), (shapes, y + 37)])
    picture.text("fact", "worse beyond the margin", at: (shapes + 14, y + 34))
  }
}

/// Colours and weights of the forest plot: its own, since it also stands alone on a page of either colour scheme.
enum ForestStyle {
  static let sheet = """
    .forest .paper { fill: #ffffff; }
    .forest text { fill: #1f2328; font-size: 14px; }
    .forest .title { font-size: 18px; font-weight: 600; }
    .forest .name { font-size: 15px; font-weight: 600; }
    .forest .number { font-size: 15px; font-weight: 600; }
    .forest .mark { font-size: 13px; font-weight: 700; letter-spacing: .04em; }
    .forest .soft, .forest .tick { fill: #59636e; font-size: 13px; }
    .forest .loss { fill: #eceff2; }
    .forest .thick { stroke: #1f2328; stroke-width: 4; }
    .forest .thin { stroke: #59636e; stroke-width: 1.5; }
    .forest .zero { stroke: #1f2328; stroke-width: 1.25; }
    .forest .margin { stroke: #1f2328; stroke-width: 1.5; stroke-dasharray: 6 4; }
    .forest .gain { stroke: #8b949e; stroke-width: 1; stroke-dasharray: 2 4; }
    .forest .axis { stroke: #59636e; stroke-width: 1; }
    .forest .rule { stroke: #d1d9e0; stroke-width: 1; }
    .forest .solid { fill: #1f2328; }
    .forest .hollow { fill: #ffffff; stroke: #1f2328; stroke-width: 2.5; }
    @media screen and (prefers-color-scheme: dark) {
    .forest .paper { fill: #0d1117; }
    .forest text { fill: #e6edf3; }
    .forest .soft, .forest .tick { fill: #9aa5b1; }
    .forest .loss { fill: #1c232c; }
    .forest .thick, .forest .zero, .forest .margin { stroke: #e6edf3; }
    .forest .thin, .forest .axis { stroke: #9aa5b1; }
    .forest .rule { stroke: #30363d; }
    .forest .solid { fill: #e6edf3; }
    .forest .hollow { fill: #0d1117; stroke: #e6edf3; }
    }
    """
}
