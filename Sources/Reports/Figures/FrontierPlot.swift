internal import Analysis
internal import Glibc
internal import Statistics
internal import StudyModel

/// Cost against quality: one numbered point a candidate, its ellipse, both of its intervals, and the frontier as steps.
///
/// It stands alone and reads in black and white (disc and box), like the forest plot.
struct FrontierPlot {
  /// Path within the report's folder.
  static let file = "figures/frontier.svg"

  let reading: Reading

  private var claim: Claim { reading.claim }
  private var points: [CostQuality.Point] { reading.costQuality?.points ?? [] }
  private var apart: [CostQuality.Apart] { reading.costQuality?.apart ?? [] }
  private var words: CostText { CostText(label: reading.label) }

  private static let width = 800.0
  private static let (left, right) = (84.0, 520.0)
  private static let (top, bottom) = (84.0, 424.0)
  private static let listLeft = 536.0
  private static let rowHeight = 60.0

  private var listBottom: Double { Self.top + Double(points.count) * Self.rowHeight }
  private var legendTop: Double { max(Self.bottom + 62, listBottom + 20) }

  /// What the figure shows, in words, for `alt` and `desc`.
  var description: String {
    let mark = reading.mark.map { "[\($0)] " } ?? ""
    let facts = points.map { point in
      let difference = point.difference.map {
        reading.difference($0, for: claim.scope)
      }
      return "\(reading.label(of: point.arm)): \(CostText.money(point.cost)), "
        + "\(difference ?? "the incumbent, 0 by definition"), \(frontierWords(point))"
    }
    let without = apart.isEmpty ? "" : " Without a place: \(apart.map(apartWords).joined(separator: "; "))."
    return "\(mark)Cost per 1,000 images in US dollars against the difference from \(reading.incumbent.label) on "
      + "\(claim.criterion) in \(reading.unitOnScale), with \(Numbers.confidence(claim.confidence)) intervals for "
      + "\(claim.scope.rawValue), margin \(Numbers.margin(-claim.margin)). "
      + "\(facts.isEmpty ? "No cost is known" : facts.joined(separator: "; ")).\(without)"
      + reading.costCaption(besideDifferences: true).words
  }

  private func frontierWords(_ point: CostQuality.Point) -> String {
    let chance = point.chance.map {
      ", chance \(Numbers.chance($0, draws: reading.costQuality?.draws ?? 1))"
    }
    return (point.isOnFrontier ? "on the frontier" : "beaten") + (chance ?? "")
  }

  private func apartWords(_ entry: CostQuality.Apart) -> String {
    let reason = entry.unknown.map { "cost unknown, \(words.why($0, named: false))" } ?? "nothing to compare"
    return "\(reading.label(of: entry.arm)): \(reason)"
  }

  /// The whole picture.
  var svg: String {
    var picture = SVG()
    let costs = CostAxis(points.flatMap(Self.costs), left: Self.left, right: Self.right)
    let qualities = qualityAxis
    frame(&picture, costs, qualities)
    for point in points { outline(point, costs, qualities, &picture) }
    steps(costs, qualities, &picture)
    for point in points { intervals(point, costs, qualities, &picture) }
    for (index, point) in points.enumerated() { marker(index + 1, point, costs, qualities, &picture) }
    list(&picture)
    let end = legend(&picture)
    return picture.document(
      "frontier", size: (Self.width, end + 8), title: title, description: description,
      sheet: FrontierStyle.sheet)
  }

  private var title: String { "Cost against quality on \(Escaping.shortened(claim.criterion, to: 24))" }

  private static func costs(_ point: CostQuality.Point) -> [Double] {
    [point.cost.dollars] + (point.cost.interval.estimate.map { [$0.lower, $0.upper] } ?? [])
      + (point.region?.outline(24).map(\.cost) ?? [])
  }

  /// Wide enough for every interval and ellipse that does not lie far out.
  private var qualityAxis: Axis {
    let differences = points.compactMap(\.difference)
    let ends = differences.flatMap { difference in
      difference[claim.scope].estimate.map { [$0.lower, $0.upper] } ?? []
    }
    let edges = points.flatMap { $0.region?.outline(24).map(\.quality) ?? [] }
    return .holding(
      ends + edges, values: differences.map(\.value) + [-1.25 * claim.margin, 0.5 * claim.margin],
      limit: 4 * claim.margin, from: Self.bottom, to: Self.top)
  }

  private func frame(_ picture: inout SVG, _ costs: CostAxis, _ qualities: Axis) {
    let level = Numbers.confidence(claim.confidence)
    let incumbent = Escaping.shortened(reading.incumbent.label, to: 24)
    picture.head(
      title, "difference from \(incumbent) in \(reading.unitOnScale); \(level) intervals; \(reading.sample)",
      mark: reading.mark, width: Self.width)
    let margin = qualities.x(-claim.margin)
    picture.rectangle(
      "loss", x: Self.left, y: margin, width: Self.right - Self.left, height: Self.bottom - margin)
    picture.line("zero", from: (Self.left, qualities.x(0)), to: (Self.right, qualities.x(0)))
    picture.line("margin", from: (Self.left, margin), to: (Self.right, margin))
    picture.line("axis", from: (Self.left, Self.top), to: (Self.left, Self.bottom))
    picture.line("axis", from: (Self.left, Self.bottom), to: (Self.right, Self.bottom))
    for (tick, text) in qualities.labelledTicks {
      let y = qualities.x(tick)
      picture.line("axis", from: (Self.left - 5, y), to: (Self.left, y))
      picture.text("tick", text, at: (Self.left - 10, y + 5), anchor: .end)
    }
    for tick in costs.ticks {
      let x = costs.x(tick)
      picture.line("axis", from: (x, Self.bottom), to: (x, Self.bottom + 5))
      picture.text("tick", CostText.plain(tick), at: (x, Self.bottom + 20), anchor: .middle)
    }
    let scale = costs.isLogarithmic ? ", logarithmic" : ""
    picture.text(
      "soft", "USD per 1,000 images\(scale)", at: ((Self.left + Self.right) / 2, Self.bottom + 42), anchor: .middle)
    picture.text("soft", "← cheaper", at: (Self.left, Self.bottom + 42))
    picture.text("soft", "↑ better", at: (Self.left + 8, Self.top + 12))
  }

  private func place(_ point: CostQuality.Point, _ costs: CostAxis, _ qualities: Axis) -> (Double, Double) {
    (costs.x(point.cost.dollars), qualities.x(point.difference?.value ?? 0))
  }

  private func outline(_ point: CostQuality.Point, _ costs: CostAxis, _ qualities: Axis, _ picture: inout SVG) {
    guard let region = point.region else { return }
    picture.polygon("region", region.outline(72).map { (costs.x($0.cost), qualities.x($0.quality)) })
  }

  /// From each frontier point to the next dearer one: along its quality, then up.
  private func steps(_ costs: CostAxis, _ qualities: Axis, _ picture: inout SVG) {
    let path = points.filter(\.isOnFrontier).map { place($0, costs, qualities) }
    for (from, to) in zip(path, path.dropFirst()) {
      picture.line("step", from: from, to: (to.0, from.1))
      picture.line("step", from: (to.0, from.1), to: to)
    }
    if let last = path.last { picture.line("step", from: last, to: (Self.right, last.1)) }
  }

  private func intervals(_ point: CostQuality.Point, _ costs: CostAxis, _ qualities: Axis, _ picture: inout SVG) {
    let (x, y) = place(point, costs, qualities)
    if let cost = point.cost.interval.estimate {
      picture.span("thin", (costs.x(cost.lower), costs.x(cost.upper)), at: y, cap: 4)
    }
    if let quality = point.difference?[claim.scope].estimate {
      picture.interval(quality, on: qualities, at: x, style: "thin", cap: 4, isUpright: true)
    }
  }

  private func marker(
    _ number: Int, _ point: CostQuality.Point, _ costs: CostAxis, _ qualities: Axis, _ picture: inout SVG
  ) {
    numbered(number, point.isOnFrontier, at: place(point, costs, qualities), &picture)
  }

  private func numbered(_ number: Int, _ isFilled: Bool, at point: (Double, Double), _ picture: inout SVG) {
    mark(isFilled, at: point, size: 10, &picture)
    picture.text(isFilled ? "inside" : "digit", "\(number)", at: (point.0, point.1 + 4.5), anchor: .middle)
  }

  /// A disc on the frontier, a box off it: the ring means a verdict that is open, here as elsewhere.
  private func mark(_ isOnFrontier: Bool, at point: (Double, Double), size: Double, _ picture: inout SVG) {
    if isOnFrontier {
      picture.circle("best", at: point, radius: size)
    } else {
      picture.rectangle(
        "beaten", x: point.0 - size + 1, y: point.1 - size + 1, width: 2 * size - 2, height: 2 * size - 2)
    }
  }

  private func list(_ picture: inout SVG) {
    for (index, point) in points.enumerated() {
      let y = Self.top + Double(index) * Self.rowHeight + 14
      let left = Self.listLeft + 28
      numbered(index + 1, point.isOnFrontier, at: (Self.listLeft + 8, y - 5), &picture)
      let label = TextWidth.fitted(reading.label(of: point.arm), to: Self.width - 20 - left, size: 15, isBold: true)
      picture.text("name", label, at: (left, y))
      picture.text("soft", "\(Numbers.dollars(point.cost.dollars)), \(differenceWords(point))", at: (left, y + 18))
      picture.text("soft", listWords(point), at: (left, y + 35))
    }
    if points.isEmpty { picture.text("name", "No cost is known.", at: (Self.listLeft, Self.top + 20)) }
  }

  private func differenceWords(_ point: CostQuality.Point) -> String {
    guard let difference = point.difference else { return "incumbent" }
    let range = difference[claim.scope].estimate.map {
      " (\(IntervalText.bound($0.lower, margin: claim.margin)) to \(IntervalText.bound($0.upper, margin: claim.margin)))"
    }
    return Numbers.points(difference.value) + (range ?? ", no interval")
  }

  private func listWords(_ point: CostQuality.Point) -> String {
    guard let chance = point.chance else { return point.isOnFrontier ? "on the frontier" : "beaten" }
    return "frontier: \(Numbers.chance(chance, draws: reading.costQuality?.draws ?? 1)) of draws"
  }

  private func legend(_ picture: inout SVG) -> Double {
    let level = Numbers.confidence(claim.confidence)
    func place(_ isOnFrontier: Bool, _ words: String) -> FigureLegend.Entry {
      FigureLegend.Entry(
        marks: [isOnFrontier ? "circle.best" : "rect.beaten"], words: words, width: 16
      ) { picture, x, y in mark(isOnFrontier, at: (x + 8, y), size: 7, &picture) }
    }
    let region = FigureLegend.Entry(
      marks: ["polygon.region"],
      words: "holds cost and difference together, \(level); \(claim.scope.rawValue), over new images", width: 20
    ) { picture, x, y in
      picture.polygon(
        "region",
        (0..<24).map { (x + 10 + 10 * cos(Double($0) * .pi / 12), y + 6 * sin(Double($0) * .pi / 12)) })
    }
    let legend = FigureLegend(
      groups: [
        [
          place(true, "on the frontier: no other is cheaper and at least as good"), place(false, "beaten by another"),
          .line("step", "the frontier"),
        ],
        [region, .interval("thin", cap: 4, "either alone, \(level)"), .arrow],
        [
          .line("zero", "0 = like \(Escaping.shortened(reading.incumbent.label, to: 24))"),
          .line("margin", "margin \(Numbers.margin(-claim.margin))"), .area("loss", "a loss beyond the margin"),
        ],
      ])
    let end = legend.draw(top: legendTop + 4, &picture)
    let notes =
      apart.map { "No place for \(apartWords($0))" }
      + reading.drawnTrials.map { "\($0.label): cost \($0.basis); difference over drawn hits" }
    for (index, note) in notes.enumerated() {
      let line = TextWidth.fitted(note, to: Self.width - 48, size: 13)
      picture.text("soft", line, at: (24, end + 4 + Double(index) * 20))
    }
    return end + Double(notes.count) * 20
  }
}
