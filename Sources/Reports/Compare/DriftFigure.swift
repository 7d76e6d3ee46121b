internal import Analysis
internal import Statistics
internal import StudyModel

/// What each shared candidate scored in study after study, with both intervals, from the oldest down.
///
/// Where captions were compared in pairs there is no score: the net preference over the incumbent stands in its place. It
/// stands alone and reads in black and white, like the forest plot.
struct DriftFigure {
  let comparison: StudyComparison

  private static let width = 800.0
  private static let (plotLeft, plotRight) = (190.0, 520.0)
  private static let numbersLeft = 540.0
  private static let rowHeight = 46.0
  private static let headHeight = 34.0
  private static let top = 76.0

  /// One candidate's rows.
  private struct Group {
    let series: CandidateSeries
    let isScore: Bool
    /// Study and number; a study without one has none.
    let rows: [(study: Int, number: TwoScopes?)]
    var height: Double { DriftFigure.headHeight + Double(rows.count) * DriftFigure.rowHeight }
  }

  private var groups: [Group] {
    comparison.series.map { series in
      let candidates = series.places.map { ($0, comparison.studies[$0].candidate(series.label)) }
      let isScore = candidates.contains { $0.1?.score != nil }
      return Group(
        series: series, isScore: isScore,
        rows: candidates.map { ($0.0, isScore ? $0.1?.score : $0.1?.difference) })
    }.filter { $0.rows.contains { $0.number != nil } }
  }

  private var bottom: Double { Self.top + max(groups.reduce(0) { $0 + $1.height }, 40) }

  private var title: String { "Candidates over \(comparison.studies.count) studies" }

  /// What the figure shows, in words, for `alt` and `desc`.
  var description: String {
    let facts = groups.map { group in
      let rows = group.rows.map { study, number in
        "\(comparison.studies[study].day) \(IntervalText.points(number, scope: .ratersLikeThese))"
      }
      return "\(group.series.label), \(group.isScore ? "score" : "net preference"): \(rows.joined(separator: ", "))"
    }
    let marks = mark.map { "[\($0)] " } ?? ""
    return "\(marks)\(title), with intervals for raters like these. "
      + (facts.isEmpty ? "No candidate has numbers in two of them." : facts.joined(separator: ". ") + ".")
  }

  /// Which studies are simulated.
  private var mark: String? {
    let numbers = comparison.studies.indices.filter { comparison.studies[$0].simulated != nil }.map { "\($0 + 1)" }
    if numbers.isEmpty { return nil }
    return numbers.count == comparison.studies.count ? "simulated" : "simulated: \(numbers.joined(separator: ", "))"
  }

  /// The whole picture.
  var svg: String {
    var picture = SVG()
    picture.text("title", title, at: (24, 34))
    picture.text("soft", "each candidate's score, or net preference over the incumbent; points", at: (24, 54))
    if let mark { picture.text("mark", mark.uppercased(), at: (Self.width - 24, 34), anchor: .end) }
    var y = Self.top
    for group in groups {
      draw(group, from: y, &picture)
      y += group.height
    }
    if groups.isEmpty {
      picture.text("name", "No candidate has numbers in two of these studies.", at: (24, Self.top + 24))
    }
    let end = legend.draw(top: bottom + 10, &picture)
    picture.text(
      "soft", "Other images and other raters move a score too. Each candidate has its own scale.", at: (24, end + 4))
    return picture.document(
      "drift", size: (Self.width, end + 20), title: title, description: description,
      sheet: Self.sheet)
  }

  /// Each candidate has a scale of its own: a shift of a tenth must be seen beside a gap of a point.
  private func axis(_ group: Group) -> Axis {
    let ends = group.rows.compactMap(\.number).flatMap { number in
      [number.value] + Scope.allCases.compactMap { number[$0].estimate }.flatMap { [$0.lower, $0.upper] }
    }
    let (low, high) = (ends.min() ?? 0, ends.max() ?? 1)
    let pad = max((high - low) * 0.06, 0.02)
    return Axis(domain: low - pad...high + pad, left: Self.plotLeft, right: Self.plotRight)
  }

  private func draw(_ group: Group, from top: Double, _ picture: inout SVG) {
    let axis = axis(group)
    picture.line("rule", from: (24, top), to: (Self.width - 24, top))
    let role = group.series.incumbencies == group.series.places.count ? ", incumbent" : ""
    picture.text(
      "name", Escaping.shortened(group.series.label, to: 22) + role, at: (24, top + 22))
    let ticks = axis.ticks
    let decimals = ticks.contains { abs($0 * 10 - ($0 * 10).rounded()) > 1e-6 } ? 2 : 1
    for tick in ticks {
      picture.line("rule", from: (axis.x(tick), top + 26), to: (axis.x(tick), top + group.height - 6))
      picture.text("tick", Numbers.fixed(tick, decimals: decimals), at: (axis.x(tick), top + 20), anchor: .middle)
    }
    if let first = group.rows.first?.number {
      let x = axis.x(first.value)
      picture.line("zero", from: (x, top + 26), to: (x, top + group.height - 6))
    }
    for (index, row) in group.rows.enumerated() {
      let middle = top + Self.headHeight + (Double(index) + 0.5) * Self.rowHeight - 4
      draw(row.study, row.number, group, index, at: middle, axis, &picture)
    }
  }

  private func draw(
    _ study: Int, _ number: TwoScopes?, _ group: Group, _ index: Int, at middle: Double, _ axis: Axis,
    _ picture: inout SVG
  ) {
    let record = comparison.studies[study]
    picture.text("fact", "\(study + 1), \(record.day)", at: (24, middle))
    let name = comparison.name(study)
    picture.text("soft", Escaping.shortened(name.folder ?? name.study, to: 22), at: (24, middle + 17))
    guard let number else {
      let isPairs = group.isScore && record.isPairs
      picture.text("fact", isPairs ? "compared in pairs: no score" : "no number", at: (Self.numbersLeft, middle))
      return
    }
    for (scope, style, y) in [(Scope.theseRaters, "thin", middle + 8), (.ratersLikeThese, "thick", middle - 4)] {
      guard let estimate = number[scope].estimate else { continue }
      picture.interval(estimate, on: axis, at: y, style: style, cap: 5)
    }
    Self.mark(record.simulated != nil, at: (axis.x(number.value), middle - 4), &picture)
    picture.text("fact", numbers(number, group.isScore), at: (Self.numbersLeft, middle))
    if index > 0, let step = group.series.steps.first(where: { $0.to == study }) {
      picture.text("soft", change(step, group.isScore), at: (Self.numbersLeft, middle + 17))
    }
  }

  private func numbers(_ number: TwoScopes, _ isScore: Bool) -> String {
    let range = number.ratersLikeThese.estimate.map {
      "\(Numbers.points($0.lower)) to \(Numbers.points($0.upper))"
    }
    let value = isScore ? Numbers.points(number.value) : ComparisonWords.signed(number.value)
    return "\(value) (\(range ?? "no interval"))"
  }

  private func change(_ step: SeriesStep, _ isScore: Bool) -> String {
    guard case .stated(let number)? = isScore ? step.score : step.difference else { return "not comparable" }
    let hasInterval = number.ratersLikeThese.estimate != nil
    return "from \(step.from + 1): "
      + (hasInterval ? ComparisonWords.interval(number, .ratersLikeThese) : "change without an interval")
  }

  /// A disc for people and models, a diamond where anything is simulated: a ring would be an open verdict.
  private static func mark(_ isSimulated: Bool, at point: (Double, Double), _ picture: inout SVG) {
    let (x, y) = point
    if isSimulated {
      picture.polygon("simulated", [(x, y - 8), (x + 8, y), (x, y + 8), (x - 8, y)])
    } else {
      picture.circle("people", at: point, radius: 6)
    }
  }

  private var legend: FigureLegend {
    func mark(_ isSimulated: Bool, _ words: String) -> FigureLegend.Entry {
      FigureLegend.Entry(
        marks: [isSimulated ? "polygon.simulated" : "circle.people"], words: words, width: 16
      ) { picture, x, y in Self.mark(isSimulated, at: (x + 8, y), &picture) }
    }
    return FigureLegend(groups: [
      [
        .interval("thick", cap: 5, "raters like these; under each number its change from an earlier study"),
        .interval("thin", cap: 5, "these raters"), .line("zero", "as in its first study"),
      ],
      [mark(false, "people and models"), mark(true, "something simulated")],
    ])
  }

  private static let sheet = FigureStyle.sheet(
    "drift",
    light: """
      & .people { fill: #1f2328; }
      & .simulated { fill: #ffffff; stroke: #1f2328; stroke-width: 2; }
      """,
    dark: """
      & .people { fill: #e6edf3; }
      & .simulated { fill: #0d1117; stroke: #e6edf3; }
      """)
}

extension StudyComparison {
  /// The figure as SVG, which stands alone.
  public var figure: String { DriftFigure(comparison: self).svg }
}
