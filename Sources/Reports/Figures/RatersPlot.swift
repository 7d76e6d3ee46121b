internal import Analysis
internal import Statistics
internal import StudyModel

/// A row a rater: which points were used, how mild, how it drifted, how long an item took, and what the checks found.
///
/// Of pairs: what was preferred, how often the one shown first, how often as most of the others did.
struct RatersPlot {
  /// Path within the report's folder.
  static let file = "figures/raters.svg"

  let reading: Reading
  private let profiles: [RaterReading]

  init(reading: Reading) {
    self.reading = reading
    profiles = RaterReading.all(reading)
  }

  private static let width = 800.0
  private static let (names, judged) = (24.0, 172.0)
  private static let distribution = (left: 190.0, right: 290.0)
  private static let (again, anchors) = (702.0, 776.0)
  private static let (top, row, noted) = (116.0, 34.0, 52.0)

  /// Without columns on the right there is more room for the others.
  private var room: Double { hasRepeats || trust.anchors != nil ? 100 : 150 }
  private var first: (left: Double, right: Double) { (324, 324 + room) }
  private var second: (left: Double, right: Double) { (356 + room, 356 + 2 * room) }
  private var pace: Double { 384 + 2 * room }

  private var heights: [Double] { profiles.map { $0.notes.isEmpty ? Self.row : Self.noted } }
  private var bottom: Double { Self.top + heights.reduce(0, +) }
  private var claim: Claim { reading.claim }
  private var trust: TrustResults { reading.dossier.trust }
  private var hasRepeats: Bool { trust.selfAgreement != nil || reading.dossier.preferences?.repeats != nil }

  /// What the figure shows, in words, for `alt` and `desc`: the table beside it holds each rater's numbers.
  var description: String {
    let mark = reading.mark.map { "[\($0)] " } ?? ""
    let counts = profiles.map(\.profile.judgements)
    let times = profiles.compactMap(\.profile.medianSeconds)
    var facts = ["\(Numbers.counted(profiles.count, "rater")), a row each"]
    if let low = counts.min(), let high = counts.max() {
      let range = low == high ? "" : "\(Numbers.count(low)) to "
      facts.append("\(range)\(Numbers.counted(high, reading.areCompared ? "pair" : "caption")) judged by each")
    }
    if let low = times.min(), let high = times.max() {
      facts.append("median time for an item \(Numbers.seconds(low)) to \(Numbers.seconds(high))")
    }
    func ends(_ what: String, _ value: (RaterReading) -> Double?, _ text: (Double) -> String) {
      let known = profiles.compactMap { rater in value(rater).map { (rater.profile.rater, $0) } }
      guard known.count > 1, let low = known.min(by: { $0.1 < $1.1 }), let high = known.max(by: { $0.1 < $1.1 }) else {
        return
      }
      facts.append("\(what) from \(text(low.1)) (\(low.0)) to \(text(high.1)) (\(high.0))")
    }
    if reading.areCompared {
      ends("the one shown first preferred in", \.firstShare?.value, Numbers.percent)
      ends("with the majority in", \.withMajority?.value, Numbers.percent)
    } else {
      ends("leniency", \.leniency, Numbers.points)
    }
    let noted = profiles.filter { !$0.notes.isEmpty }.map { "\($0.profile.rater) \($0.notes.joined(separator: ", "))" }
    if !noted.isEmpty { facts.append("marked: \(noted.joined(separator: "; "))") }
    return "\(mark)How each rater judged \(claim.criterion). \(facts.joined(separator: "; "))."
  }

  /// The whole picture.
  var svg: String {
    var picture = SVG()
    let order =
      reading.areCompared || !profiles.contains { $0.leniency != nil } ? "in the order of names" : "the mildest first"
    picture.head(
      title,
      "\(order); on \(Escaping.shortened(claim.criterion, to: 24)); "
        + "\(reading.areCompared ? "" : "a caption counts once; drift with ")"
        + "\(Numbers.confidence(claim.confidence)) intervals", mark: reading.mark, width: Self.width)
    heads(&picture)
    let (leaning, moving) = (firstPanel, secondPanel)
    panel(leaning, &picture)
    panel(moving, &picture)
    bins(&picture)
    var y = Self.top
    for (rater, height) in zip(profiles, heights) {
      draw(rater, top: y, height: height, leaning, moving, &picture)
      y += height
    }
    picture.line("axis", from: (24, bottom), to: (Self.width - 24, bottom))
    let end = legend.draw(top: bottom + 30, &picture)
    return picture.document(
      "raters", size: (Self.width, end + 8), title: title, description: description, sheet: Self.sheet)
  }

  private var title: String { reading.areCompared ? "How each rater judged" : "How each rater used the scale" }

  private func heads(_ picture: inout SVG) {
    func head(_ first: String, _ second: String, at x: Double, anchor: SVG.Anchor = .start) {
      picture.text("strong", first, at: (x, Self.top - 28), anchor: anchor)
      picture.text("soft", second, at: (x, Self.top - 12), anchor: anchor)
    }
    head("Rater", "", at: Self.names)
    head("Judged", reading.areCompared ? "pairs" : "captions", at: Self.judged, anchor: .end)
    head(reading.areCompared ? "Outcomes" : "Points used", "share of own", at: Self.distribution.left)
    if reading.areCompared {
      head("First shown", "of decided, %", at: first.left)
      head("As most others", "of compared, %", at: second.left)
    } else {
      head("Leniency", "points", at: first.left)
      head("Drift", "points, ten items", at: second.left)
    }
    head("Pace", "median, s", at: pace)
    if hasRepeats { head("Same", "again", at: Self.again, anchor: .end) }
    if trust.anchors != nil { head("Anchors", "too high", at: Self.anchors, anchor: .end) }
    picture.line("axis", from: (24, Self.top), to: (Self.width - 24, Self.top))
  }

  // MARK: - Numbers with intervals

  /// A column of numbers on one scale.
  private struct Panel {
    var axis: Axis
    /// Where nothing leans to either side.
    var zero: Double
    var ticks: [(value: Double, text: String)]
  }

  private var firstPanel: Panel {
    reading.areCompared
      ? shares(first) : points(profiles.compactMap(\.leniency).map { ($0, $0) }, first)
  }

  private var secondPanel: Panel {
    reading.areCompared
      ? shares(second)
      : points(profiles.compactMap { $0.drift?.estimate }.map { ($0.lower, $0.upper) }, second)
  }

  private func shares(_ place: (left: Double, right: Double)) -> Panel {
    Panel(
      axis: Axis(domain: 0...1, left: place.left, right: place.right), zero: 0.5,
      ticks: [(0, "0"), (0.5, "50"), (1, "100")])
  }

  /// Around nought. An interval of many times what most raters have is cut and gets an arrow.
  private func points(_ ends: [(Double, Double)], _ place: (left: Double, right: Double)) -> Panel {
    let sizes = ends.map { max(abs($0.0), abs($0.1)) }.sorted()
    let usual = sizes.isEmpty ? claim.margin : sizes[sizes.count / 2]
    let reach = max(min(sizes.last ?? 0, 3 * usual), claim.margin / 2) * 1.06
    let end = reach >= 0.1 ? (reach * 10).rounded(.down) / 10 : (reach * 100).rounded(.down) / 100
    return Panel(
      axis: Axis(domain: -reach...reach, left: place.left, right: place.right), zero: 0,
      ticks: [-end, 0, end].map { ($0, $0 == 0 ? "0" : Numbers.fixed($0, decimals: end >= 0.1 ? 1 : 2)) })
  }

  private func panel(_ panel: Panel, _ picture: inout SVG) {
    for (value, text) in panel.ticks {
      let x = panel.axis.x(value)
      picture.line(value == panel.zero ? "zero" : "rule", from: (x, Self.top), to: (x, bottom))
      picture.text("tick", text, at: (x, bottom + 17), anchor: .middle)
    }
  }

  private func place(_ estimate: Estimate, _ panel: Panel, _ y: Double, _ picture: inout SVG) {
    picture.interval(estimate, on: panel.axis, at: y, style: "thin", cap: 4)
    if panel.axis.domain.contains(estimate.value) {
      picture.circle("point", at: (panel.axis.x(estimate.value), y), radius: 4)
    }
  }

  // MARK: - Rows

  private func bins(_ picture: inout SVG) {
    let labels = RaterReading.bins(reading)
    let step = (Self.distribution.right - Self.distribution.left) / Double(max(1, labels.count))
    for (index, label) in labels.enumerated() where labels.count <= 7 || index == 0 || index == labels.count - 1 {
      let x = Self.distribution.left + (Double(index) + 0.5) * step
      picture.text("tick", label, at: (x, bottom + 17), anchor: .middle)
    }
  }

  private func draw(
    _ rater: RaterReading, top: Double, height: Double, _ first: Panel, _ second: Panel, _ picture: inout SVG
  ) {
    if rater.isScreened {
      picture.rectangle("aside", x: 24, y: top + 1, width: Self.width - 48, height: height - 2)
    }
    if top > Self.top { picture.line("rule", from: (24, top), to: (Self.width - 24, top)) }
    let y = top + Self.row / 2
    var left = Self.names
    if rater.isScreened {
      picture.polygon("screened", Self.triangle(left + 9, y))
      left += 20
    }
    picture.text(
      "strong", TextWidth.fitted(rater.profile.rater, to: Self.judged - left - 32, size: 13, isBold: true),
      at: (left, y + 4))
    if !rater.notes.isEmpty {
      picture.text(
        "soft", TextWidth.fitted(rater.notes.joined(separator: "; "), to: first.axis.left - left - 8, size: 13),
        at: (left, top + Self.row + 12))
    }
    picture.text("small", Numbers.count(rater.profile.judgements), at: (Self.judged, y + 4), anchor: .end)
    columns(rater, floor: top + Self.row - 3, &picture)
    if reading.areCompared {
      share(rater.firstShare, first, y, &picture)
      share(rater.withMajority, second, y, &picture)
    } else {
      if let leniency = rater.leniency {
        picture.line("stem", from: (first.axis.x(0), y), to: (first.axis.x(leniency), y))
        picture.circle("point", at: (first.axis.x(leniency), y), radius: 4)
      } else {
        picture.text("soft", "–", at: (first.axis.x(0), y + 4), anchor: .middle)
      }
      if let estimate = rater.drift?.estimate {
        place(estimate, second, y, &picture)
      } else {
        picture.text("soft", "–", at: (second.axis.x(0), y + 4), anchor: .middle)
      }
    }
    let seconds = rater.profile.medianSeconds.map { Numbers.fixed($0, decimals: $0 < 10 ? 1 : 0) }
    picture.text("small", seconds ?? "–", at: (pace + 50, y + 4), anchor: .end)
    if hasRepeats { picture.text("small", rater.repeats ?? "–", at: (Self.again, y + 4), anchor: .end) }
    if trust.anchors != nil {
      let text = rater.anchors.map { "\(Numbers.count($0.above)) of \(Numbers.count($0.anchors))" }
      picture.text("small", text ?? "–", at: (Self.anchors, y + 4), anchor: .end)
    }
  }

  private func share(_ number: StatedNumber?, _ panel: Panel, _ y: Double, _ picture: inout SVG) {
    guard let number, let value = number.value, let lower = number.lower, let upper = number.upper else {
      picture.text("soft", "–", at: (panel.axis.x(panel.zero), y + 4), anchor: .middle)
      return
    }
    picture.span("thin", (panel.axis.x(lower), panel.axis.x(upper)), at: y, cap: 4)
    picture.circle("point", at: (panel.axis.x(value), y), radius: 4)
  }

  /// Shares of the points, or of the outcomes, as small columns. Each row's tallest fills it: one rater who gave everything
  /// the same point would flatten all others.
  private func columns(_ rater: RaterReading, floor: Double, _ picture: inout SVG) {
    let step = (Self.distribution.right - Self.distribution.left) / Double(max(1, rater.shares.count))
    let most = rater.shares.max() ?? 1
    for (index, share) in rater.shares.enumerated() where share > 0 {
      let tall = max(1, share / max(most, 1e-9) * (Self.row - 7))
      picture.rectangle(
        "column", x: Self.distribution.left + Double(index) * step + 1.5, y: floor - tall, width: step - 3, height: tall
      )
    }
    picture.line("rule", from: (Self.distribution.left, floor), to: (Self.distribution.right, floor))
  }

  private static func triangle(_ x: Double, _ y: Double) -> [(Double, Double)] {
    [(x - 5, y - 5), (x + 5, y - 5), (x, y + 4)]
  }

  private var legend: FigureLegend {
    let screened = FigureLegend.Entry(
      marks: ["polygon.screened"], words: "screened by the rule fixed in advance", width: 40
    ) { picture, x, y in
      picture.rectangle("aside", x: x, y: y - 8, width: 40, height: 16)
      picture.polygon("screened", Self.triangle(x + 9, y))
    }
    let leniency = FigureLegend.Entry(
      marks: ["line.stem"], words: "leniency: points above the average rater for the same captions (no interval)",
      width: 40
    ) { picture, x, y in
      picture.line("zero", from: (x + 1, y - 7), to: (x + 1, y + 7))
      picture.line("stem", from: (x + 1, y), to: (x + 36, y))
      picture.circle("point", at: (x + 36, y), radius: 4)
    }
    let columns =
      reading.areCompared
      ? "outcomes: 1st = the one shown first preferred, = no difference, 0 neither usable, 2nd; the largest fills the row"
      : "points used: shares of a rater’s own; the largest fills the row"
    let interval =
      reading.areCompared
      ? "first shown: exact interval; as most others: interval over images"
      : "drift: points gained over ten items, against what others gave the same captions; interval over items"
    return FigureLegend(
      groups: [[.area("column", columns)], [leniency], [.estimate(of: "line.thin", interval), .arrow], [screened]])
  }

  static let sheet = FigureStyle.sheet(
    "raters",
    light: """
      & .column { fill: #59636e; }
      & .stem { stroke: #59636e; stroke-width: 1.5; }
      & .aside { fill: #eceff2; }
      & .screened { fill: #1f2328; }
      """,
    dark: """
      & .column { fill: #9aa5b1; }
      & .stem { stroke: #9aa5b1; }
      & .aside { fill: #1c232c; }
      & .screened { fill: #e6edf3; }
      """)
}
