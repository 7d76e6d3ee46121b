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
    let end = legend.draw(top: bottom + 56, &picture)
    return picture.document(
      "forest", size: (Self.width, end + 8), title: title, description: description,
      sheet: Self.sheet)
  }

  static let sheet = FigureStyle.sheet("forest")

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
    picture.ground(reading, axis, top: Self.top - 6, bottom: bottom, likeWidth: 140)
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

  private var legend: FigureLegend {
    FigureLegend(
      groups: [
        [
          .interval("thick", cap: 7, "\(claim.scope.rawValue): the declared scope, the claim"),
          .interval("thin", cap: 4, "\(claim.scope.other.rawValue): shown, not the claim"), .arrow,
        ],
        FigureLegend.Entry.verdicts, FigureLegend.Entry.margin(claim.margin),
      ])
  }
}
