internal import Monitoring
internal import Statistics

/// How large a share of captions was edited, over time: a panel a row, the threshold, the day of a swap, and when a flag was
/// up. It stands alone and reads in black and white, like a report's figures.
struct RatesFigure {
  let report: MonitorReport

  private static let width = 800.0
  private static let (left, right, between) = (72.0, 776.0, 56.0)
  private static let top = 92.0
  private static let (head, plot, foot) = (30.0, 130.0, 44.0)
  /// More would not be looked at.
  private static let mostPanels = 8

  private var panelWidth: Double { (Self.right - Self.left - Self.between) / 2 }
  private var lines: Int { (rows.count + 1) / 2 }
  private var bottom: Double { Self.top + Double(lines) * (Self.head + Self.plot + Self.foot) }

  /// Everything, then what is flagged, then what has the most events; in the table's order.
  private var rows: [MonitorRow] {
    let order = report.rows.indices.dropFirst().sorted { one, other in
      let (a, b) = (report.rows[one], report.rows[other])
      if (a.flaggedSince != nil) != (b.flaggedSince != nil) { return a.flaggedSince != nil }
      return (b.window.events, one) < (a.window.events, other)
    }
    return ([0] + order.prefix(Self.mostPanels - 1)).sorted().map { report.rows[$0] }
  }

  private var words: MonitorWords { MonitorWords(report: report) }
  private var title: String { "Captions edited by users" }

  /// What the figure shows, in words, for `alt` and `desc`.
  var description: String {
    let facts = rows.map { row in
      let flag = row.flaggedSince.map { report.terms.looks == .daily ? ", flag up since \($0)" : ", flag up" } ?? ""
      return
        "\(MonitorWords.row(row.category, row.tier)): \(row.window.edits.rate.map(MonitorWords.share) ?? Numbers.unknown)"
        + flag
    }
    let swap = report.swap.map { ", swap on \($0.day)" } ?? ""
    return "Share of captions edited, \(report.span.lowerBound) to \(report.span.upperBound), threshold "
      + "\(words.threshold)\(swap), with \(words.level) intervals. In the newest "
      + "\(Numbers.counted(report.terms.window, "day")): \(facts.joined(separator: "; "))."
  }

  /// The whole picture.
  var svg: String {
    var picture = SVG()
    let days = report.rows[0].points.first?.days ?? 1
    picture.head(
      title,
      "share of captions of which a word was changed, \(days == 1 ? "by day" : "in stretches of \(days) days"); "
        + "\(words.level) intervals, each by itself", mark: nil, width: Self.width)
    for (index, row) in rows.enumerated() {
      let x = Self.left + Double(index % 2) * (panelWidth + Self.between)
      let y = Self.top + Double(index / 2) * (Self.head + Self.plot + Self.foot)
      draw(row, left: x, top: y + Self.head, &picture)
    }
    let end = legend(&picture)
    return picture.document(
      "rates", size: (Self.width, end + 8), title: title, description: description, sheet: Self.sheet)
  }

  /// One scale for all panels: they are there to be compared. An interval that reaches far beyond all rates is cut.
  private var highest: Double {
    let rates = rows.flatMap(\.points).compactMap(\.edits.rate)
    return min(1, max(1.5 * report.terms.threshold, 1.15 * (rates.max() ?? 0)))
  }

  private func draw(_ row: MonitorRow, left: Double, top: Double, _ picture: inout SVG) {
    let (right, floor) = (left + panelWidth, top + Self.plot)
    let up = Axis(domain: 0...highest, left: floor, right: top)
    let (first, last) = (report.span.lowerBound.number, report.span.upperBound.number)
    let across = Axis(domain: Double(first)...Double(last + 1), left: left, right: right)
    name(row, left: left, right: right, top: top, &picture)
    for spell in row.flags {
      let (from, to) = (Double(spell.first.number), Double((spell.last?.number ?? last) + 1))
      picture.rectangle("loss", x: across.x(from), y: top, width: across.x(to) - across.x(from), height: Self.plot)
    }
    for (tick, text) in ticks(up) {
      picture.line("axis", from: (left - 5, up.x(tick)), to: (left, up.x(tick)))
      picture.text("tick", text, at: (left - 9, up.x(tick) + 4), anchor: .end)
    }
    picture.line("axis", from: (left, top), to: (left, floor))
    picture.line("axis", from: (left, floor), to: (right, floor))
    picture.line(
      "margin", from: (left, up.x(report.terms.threshold)), to: (right, up.x(report.terms.threshold)))
    if let swap = report.swap?.day.number, swap > first, swap <= last {
      picture.line("swap", from: (across.x(Double(swap)), top), to: (across.x(Double(swap)), floor + 5))
    }
    picture.text("tick", "\(report.span.lowerBound)", at: (left, floor + 19))
    picture.text("tick", "\(report.span.upperBound)", at: (right, floor + 19), anchor: .end)
    draw(row.points, across, up, &picture)
  }

  private func draw(_ points: [RatePoint], _ across: Axis, _ up: Axis, _ picture: inout SVG) {
    var before: (place: (Double, Double), end: Int)?
    for point in points {
      guard let rate = point.edits.rate,
        let interval = try? wilsonInterval(
          successes: point.edits.successes, of: point.edits.trials, confidence: report.terms.confidence)
      else { continue }
      // The middle of those of its days that the log covers.
      let from = max(point.first.number, report.span.lowerBound.number)
      let to = min(point.first.number + point.days, report.span.upperBound.number + 1)
      let place = (across.x(Double(from + to) / 2), up.x(rate))
      if let before, before.end == point.first.number { picture.line("path", from: before.place, to: place) }
      before = (place, point.first.number + point.days)
      picture.interval(
        (interval.lowerBound, interval.upperBound), on: up, at: place.0, style: "thin", cap: 3, isUpright: true)
      picture.circle("point", at: place, radius: 3)
    }
  }

  private func ticks(_ axis: Axis) -> [(Double, String)] {
    axis.ticks.enumerated().filter { $0.offset.isMultiple(of: axis.ticks.count > 5 ? 2 : 1) }.map {
      ($0.element, Numbers.percent($0.element))
    }
  }

  private func name(_ row: MonitorRow, left: Double, right: Double, top: Double, _ picture: inout SVG) {
    let edits = row.window.edits
    let fact =
      edits.rate.map { "\(MonitorWords.share($0)) of \(Numbers.count(edits.trials))" } ?? "no events in the window"
    let mark = row.flaggedSince == nil ? "" : "FLAG "
    let width = TextWidth.of(fact, size: 13)
    picture.text(
      "name",
      TextWidth.fitted(
        mark + MonitorWords.row(row.category, row.tier), to: right - left - width - 14, size: 15, isBold: true),
      at: (left, top - 10))
    picture.text("small", fact, at: (right, top - 10), anchor: .end)
  }

  private func legend(_ picture: inout SVG) -> Double {
    let others = report.rows.count - rows.count
    picture.text(
      "soft",
      "Beside each name: the newest \(Numbers.counted(report.terms.window, "day"))."
        + (others > 0 ? " Not shown: \(Numbers.counted(others, "further row"))." : ""),
      at: (24, bottom + 4))
    let swap = report.swap.map { "swap, \($0.day)" } ?? ""
    return FigureLegend(groups: [
      [
        .upright("thin", cap: 3, point: true, "share edited, with its interval"),
        .line("margin", "threshold, \(words.threshold)"), .line("swap", swap), .area("loss", "flag up"), .arrow,
      ]
    ]).draw(top: bottom + 18, &picture)
  }

  private static let sheet = FigureStyle.sheet(
    "rates",
    light: """
      & .path { stroke: #8b949e; stroke-width: 1; }
      & .swap { stroke: #1f2328; stroke-width: 2; stroke-dasharray: 2 3; }
      """,
    dark: """
      & .swap { stroke: #e6edf3; }
      """)
}
