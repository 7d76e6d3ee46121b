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
      sheet: FigureStyle.sheet("forest"))
  }

  private var title: String {
    let incumbent = Escaping.shortened(reading.incumbent.label, to: 24)
    if reading.areCompared { return "Net preference over \(incumbent)" }
    return "Difference from \(incumbent) on \(Escaping.shortened(claim.criterion, to: 24))"
  }

  private var axis: Axis {
    Axis.differences(
      rows.compactMap { $0.comparison?.difference }, scopes: Scope.allCases, margin: claim.margin, from: Self.plotLeft,
      to: Self.plotRight)
  }

  private func frame(_ picture: inout SVG, _ axis: Axis) {
    let level = Numbers.confidence(claim.confidence)
    let unit =
      reading.areCompared
      ? "share preferring the candidate less share preferring the incumbent"
      : "rubric points, candidate minus incumbent"
    picture.head(
      title, "\(unit); \(level) intervals; \(reading.sample)", mark: reading.mark, width: Self.width)
    let (margin, zero) = (axis.x(-claim.margin), axis.x(0))
    let lines = (Self.top - 6, bottom)
    picture.rectangle(
      "loss", x: axis.left, y: lines.0, width: margin - axis.left, height: lines.1 - lines.0)
    picture.line("margin", from: (margin, lines.0 - 8), to: (margin, lines.1))
    picture.line("gain", from: (axis.x(claim.margin), lines.0), to: (axis.x(claim.margin), lines.1))
    picture.line("zero", from: (zero, lines.0 - 8), to: (zero, lines.1))
    picture.text("soft", "margin \(Numbers.margin(-claim.margin))", at: (margin + 2, lines.0 - 14), anchor: .end)
    let like = TextWidth.fitted(reading.incumbent.label, to: 140, size: 13)
    picture.text("soft", "0 = like \(like)", at: (zero - 2, lines.0 - 14))
    picture.line("axis", from: (axis.left, bottom), to: (axis.right, bottom))
    for (tick, text) in axis.labelledTicks {
      picture.line("axis", from: (axis.x(tick), bottom), to: (axis.x(tick), bottom + 5))
      picture.text("tick", text, at: (axis.x(tick), bottom + 20), anchor: .middle)
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
    picture.text(
      "name", TextWidth.fitted(row.label, to: Self.plotLeft - 30, size: 15, isBold: true), at: (24, middle - 3))
    picture.text("fact", first, at: (24, middle + 16))
    guard let difference = row.comparison?.difference else { return }
    for (scope, y, style, cap) in [
      (claim.scope.other, middle + 12, "thin", 4.0), (claim.scope, middle - 6, "thick", 7),
    ] {
      guard let estimate = difference[scope].estimate else { continue }
      picture.interval(estimate, on: axis, at: y, style: style, cap: cap)
    }
    picture.verdict(
      row.comparison?.verdicts[claim.scope]?.margin, at: (axis.x(difference.value), middle - 6))
    let (value, range) = reading.figureText(difference)
    picture.text("number", value, at: (Self.numbersLeft, middle - 3))
    picture.text("fact", range, at: (Self.numbersLeft + 52, middle - 3))
    picture.text(
      "fact", TextWidth.fitted(second, to: Self.width - 20 - Self.numbersLeft, size: 14),
      at: (Self.numbersLeft, middle + 16))
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
