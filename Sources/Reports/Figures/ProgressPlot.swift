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

  /// Why a candidate has no interval at any point; nil where it has one.
  private func withoutInterval(_ candidate: CandidateReading) -> String? {
    let points = points(candidate)
    if points.contains(where: { $0.number?[claim.scope].estimate != nil }) { return nil }
    guard case .unavailable(let reason)? = points.last?.number?[claim.scope] else {
      return "no pair with the incumbent"
    }
    return reason
  }

  /// Why the figure would be empty, candidate by candidate; nil where it shows something.
  var emptiness: String? {
    let reasons = challengers.compactMap { candidate in withoutInterval(candidate).map { (candidate.label, $0) } }
    guard reasons.count == challengers.count else { return nil }
    let distinct = Set(reasons.map(\.1))
    let words =
      distinct.count == 1
      ? distinct.joined() : reasons.map { "\($0.0): \($0.1)" }.joined(separator: "; ")
    return "no interval for \(claim.scope.rawValue) at any point" + (words.isEmpty ? "" : ": \(words)")
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
        return "\(candidate.label): no interval at any point, \(withoutInterval(candidate) ?? Numbers.unknown)"
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
    let end = legend(&picture)
    return picture.document(
      "progress", size: (Self.width, end + 8), title: title, description: description, sheet: Self.sheet)
  }

  private var title: String { "The estimate as \(reading.judgement)s came in" }

  private var subject: String {
    let incumbent = Escaping.shortened(reading.incumbent.label, to: 24)
    return reading.areCompared
      ? "net preference over \(incumbent)"
      : "difference from \(incumbent) on \(Escaping.shortened(claim.criterion, to: 24)), rubric points"
  }

  /// A scale for each panel: what matters is the interval against the margin, and one bad candidate would squeeze the
  /// others. The first, very wide intervals are cut; every point lies within.
  private func axis(_ candidate: CandidateReading, top: Double) -> Axis {
    let half = points(candidate).filter { 2 * $0.taken >= progress.presentations }
    return .differences(
      half.compactMap(\.number), alone: points(candidate).compactMap(\.number?.value), scopes: [claim.scope],
      margin: claim.margin, from: top + Self.plot, to: top)
  }

  private func draw(_ candidate: CandidateReading, left: Double, top: Double, _ picture: inout SVG) {
    let (axis, right, floor) = (axis(candidate, top: top), left + panelWidth, top + Self.plot)
    let points = points(candidate)
    name(candidate, points, left: left, right: right, top: top, &picture)
    if let reason = withoutInterval(candidate) {
      picture.text("small", "No interval at any point:", at: (left, top + 14))
      picture.text("soft", TextWidth.fitted(reason, to: panelWidth, size: 13), at: (left, top + 33))
      return
    }
    // The last point's mark and the words below it need room.
    let across = Axis(domain: 0...1, left: left, right: right - 20)
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
      } else {
        picture.circle("point", at: place, radius: 3)
      }
    }
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

  private func legend(_ picture: inout SVG) -> Double {
    let presentations = Numbers.counted(progress.presentations, "presentation")
    picture.text(
      "soft",
      "Across: share of \(presentations), ordered by \(progress.order.rawValue). Each panel has a scale of its own.",
      at: (24, bottom + 4))
    let legend = FigureLegend(
      groups: [
        [.line("margin", "margin \(Numbers.margin(-claim.margin))"), .line("zero", "0 = like the incumbent")],
        FigureLegend.Entry.margin(claim.margin),
        [.upright("thick", cap: 6, "the last point: the report’s estimate; the verdict rests on it alone")],
        FigureLegend.Entry.verdicts,
        [
          .upright(
            "thin", cap: 3, point: true,
            "looking back; nobody saw this while rating, and no rule to stop early can be read off it")
        ],
        [.arrow, .area("blank", "no interval yet")],
      ])
    return legend.draw(top: bottom + 18, &picture)
  }

  static let sheet = FigureStyle.sheet(
    "progress",
    light: """
      & .path { stroke: #8b949e; stroke-width: 1; }
      & .blank { fill: #8b949e; }
      """)
}
