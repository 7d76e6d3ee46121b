internal import Analysis
internal import StudyModel

/// What the paired differences would have been at earlier moments: a panel a candidate, an interval a checkpoint, the
/// last one marked with the verdict that rests on it.
struct ProgressPlot {
  /// Path within the report's folder.
  static let file = "figures/progress.svg"

  let reading: Reading
  let progress: EstimateProgress

  private static let width = 800.0
  private static let (left, right, between) = (72.0, 776.0, 64.0)
  private static let top = 92.0
  private static let (head, plot, foot) = (34.0, 150.0, 42.0)

  private var claim: Claim { reading.claim }
  private var challengers: [CandidateReading] { reading.challengers.filter { $0.comparison != nil } }
  private var panelWidth: Double { (Self.right - Self.left - Self.between) / 2 }
  private var lines: Int { max(1, (challengers.count + 1) / 2) }
  private var bottom: Double { Self.top + Double(lines) * (Self.head + Self.plot + Self.foot) }
  private var height: Double { bottom + (hasGaps ? 126 : 106) }
  private var hasGaps: Bool {
    challengers.contains { points($0).contains { $0.number?[claim.scope].estimate == nil } }
  }

  private func points(_ candidate: CandidateReading) -> [(taken: Int, number: TwoScopes?)] {
    progress.checkpoints.map { ($0.presentations, $0.differences[candidate.facts.arm]) }
  }

  /// What the figure shows, in words, for `alt` and `desc`: the first interval, the middle and the last.
  var description: String {
    let mark = reading.mark.map { "[\($0)] " } ?? ""
    let facts = challengers.map { candidate in
      let known = points(candidate).compactMap { point in
        point.number.flatMap { $0[claim.scope].estimate == nil ? nil : (point.taken, $0) }
      }
      guard let first = known.first, let last = known.last else {
        return "\(candidate.label): no interval at any point"
      }
      let middle = known.first { 2 * $0.0 >= progress.presentations } ?? last
      var places = [first]
      if middle.0 != first.0 { places.append(middle) }
      if last.0 != places.last?.0 { places.append(last) }
      let texts = places.map { "\(reading.difference($0.1, for: claim.scope)) at \(share($0.0))" }
      return "\(candidate.label): \(texts.joined(separator: ", "))"
    }
    return
      "\(mark)Difference from \(reading.incumbent.label) on \(claim.criterion) in \(reading.unitOnScale) as ratings "
      + "came in, with \(Numbers.confidence(claim.confidence)) intervals for \(claim.scope.rawValue), margin "
      + "\(Numbers.margin(-claim.margin)), after shares of \(Numbers.counted(progress.presentations, "presentation")) "
      + "ordered by \(progress.order.rawValue). \(facts.joined(separator: "; "))."
  }

  private func share(_ taken: Int) -> String {
    Numbers.percent(Double(taken) / Double(max(1, progress.presentations)))
  }

  /// The whole picture.
  var svg: String {
    var picture = SVG()
    let level = Numbers.confidence(claim.confidence)
    picture.head(
      title, "\(subject); \(level) intervals for \(claim.scope.rawValue); \(reading.sample)", mark: reading.mark,
      width: Self.width)
    for (index, candidate) in challengers.enumerated() {
      let x = Self.left + Double(index % 2) * (panelWidth + Self.between)
      let y = Self.top + Double(index / 2) * (Self.head + Self.plot + Self.foot)
      draw(candidate, left: x, top: y + Self.head, &picture)
    }
    legend(&picture)
    return picture.document(
      "progress", size: (Self.width, height), title: title, description: description, sheet: Self.sheet)
  }

  private var title: String { "The estimate as \(reading.judgement)s came in" }

  private var subject: String {
    let incumbent = Escaping.shortened(reading.incumbent.label, to: 24)
    return reading.areCompared
      ? "net preference over \(incumbent)"
      : "difference from \(incumbent) on \(Escaping.shortened(claim.criterion, to: 24)), rubric points"
  }

  /// A scale for each panel: what matters is the interval against the margin, and one bad candidate would squeeze the
  /// others. The first, very wide intervals are cut.
  private func axis(_ candidate: CandidateReading, top: Double) -> Axis {
    let half = points(candidate).filter { 2 * $0.taken >= progress.presentations }
    return .differences(
      half.compactMap(\.number), scopes: [claim.scope], margin: claim.margin, from: top + Self.plot, to: top)
  }

  private func draw(_ candidate: CandidateReading, left: Double, top: Double, _ picture: inout SVG) {
    let (axis, right, floor) = (axis(candidate, top: top), left + panelWidth, top + Self.plot)
    // The last point's mark needs room.
    let across = Axis(domain: 0...1, left: left, right: right - 12)
    let margin = axis.x(-claim.margin)
    picture.rectangle("loss", x: left, y: margin, width: panelWidth, height: floor - margin)
    picture.line("gain", from: (left, axis.x(claim.margin)), to: (right, axis.x(claim.margin)))
    picture.line("zero", from: (left, axis.x(0)), to: (right, axis.x(0)))
    picture.line("margin", from: (left, margin), to: (right, margin))
    for (tick, text) in axis.labelledTicks {
      picture.line("axis", from: (left - 5, axis.x(tick)), to: (left, axis.x(tick)))
      picture.text("tick", text, at: (left - 9, axis.x(tick) + 4), anchor: .end)
    }
    picture.line("axis", from: (left, top), to: (left, floor))
    picture.line("axis", from: (left, floor), to: (right, floor))
    for part in [0.0, 0.25, 0.5, 0.75, 1] {
      picture.line("axis", from: (across.x(part), floor), to: (across.x(part), floor + 5))
      picture.text("tick", Numbers.percent(part), at: (across.x(part), floor + 19), anchor: .middle)
    }
    let points = points(candidate)
    var before: (Double, Double)?
    for (number, point) in points.enumerated() {
      guard let difference = point.number, let estimate = difference[claim.scope].estimate else {
        before = nil
        let start = number == 0 ? 0 : points[number - 1].taken
        let ends = [start, point.taken].map { across.x(Double($0) / Double(progress.presentations)) }
        picture.rectangle("blank", x: ends[0], y: floor - 5, width: ends[1] - ends[0], height: 5)
        continue
      }
      let place = (across.x(Double(point.taken) / Double(progress.presentations)), axis.x(difference.value))
      if let before { picture.line("path", from: before, to: place) }
      before = place
      let isLast = number == points.count - 1
      picture.interval(
        estimate, on: axis, at: place.0, style: isLast ? "thick" : "thin", cap: isLast ? 6 : 3, isUpright: true)
      if isLast {
        picture.verdict(candidate.comparison?.verdicts[claim.scope]?.margin, at: place)
      } else if axis.domain.contains(difference.value) {
        picture.circle("point", at: place, radius: 3)
      }
    }
    name(candidate, points, left: left, right: right, top: top, &picture)
  }

  private func name(
    _ candidate: CandidateReading, _ points: [(taken: Int, number: TwoScopes?)], left: Double, right: Double,
    top: Double, _ picture: inout SVG
  ) {
    let last = points.last?.number.map { number in
      let text = reading.figureText(number)
      return "\(text.value) (\(text.range))"
    }
    let width = TextWidth.of(last ?? "", size: 13)
    picture.text(
      "name", TextWidth.fitted(candidate.label, to: right - left - width - 14, size: 15, isBold: true),
      at: (left, top - 12))
    picture.text("small", last ?? "nothing to compare", at: (right, top - 12), anchor: .end)
  }

  private func legend(_ picture: inout SVG) {
    let presentations = Numbers.counted(progress.presentations, "presentation")
    picture.text(
      "soft", "Across: share of \(presentations), ordered by \(progress.order.rawValue).", at: (24, bottom + 4))
    picture.text(
      "soft", "Dashed: the margin, \(Numbers.margin(-claim.margin)). Solid: 0. Each panel has a scale of its own.",
      at: (24, bottom + 22))
    picture.line("rule", from: (24, bottom + 36), to: (Self.width - 24, bottom + 36))
    let y = bottom + 60
    picture.line("thick", from: (30, y - 12), to: (30, y + 4))
    picture.text("small", "the last point: the report’s estimate; the verdict rests on it alone", at: (48, y))
    picture.line("thin", from: (30, y + 10), to: (30, y + 26))
    picture.circle("point", at: (30, y + 18), radius: 3)
    picture.text(
      "small", "looking back; nobody saw this while rating, and no rule to stop early can be read off it",
      at: (48, y + 22))
    if hasGaps {
      picture.rectangle("blank", x: 24, y: y + 35, width: 14, height: 5)
      picture.text("small", "no interval yet", at: (48, y + 42))
    }
  }

  private static let sheet = FigureStyle.sheet(
    "progress",
    light: """
      & .path { stroke: #8b949e; stroke-width: 1; }
      & .blank { fill: #8b949e; }
      & .point { fill: #ffffff; stroke: #59636e; stroke-width: 1.5; }
      """,
    dark: """
      & .point { fill: #0d1117; stroke: #9aa5b1; }
      """)
}
