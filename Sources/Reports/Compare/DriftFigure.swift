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
  private var height: Double { bottom + 110 }

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
    legend(&picture)
    return picture.document(
      "drift", size: (Self.width, height), title: title, description: description,
      sheet: FigureStyle.sheet("drift"))
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
      picture.line("gain", from: (axis.x(tick), top + 26), to: (axis.x(tick), top + group.height - 6))
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
      let (low, high) = (axis.x(estimate.lower), axis.x(estimate.upper))
      picture.line(style, from: (low, y), to: (high, y))
      for x in [low, high] { picture.line(style, from: (x, y - 5), to: (x, y + 5)) }
    }
    picture.circle(record.simulated == nil ? "solid" : "hollow", at: (axis.x(number.value), middle - 4), radius: 6)
    picture.text("fact", numbers(number), at: (Self.numbersLeft, middle))
    if index > 0, let step = group.series.steps.first(where: { $0.to == study }) {
      picture.text("soft", change(step, group.isScore), at: (Self.numbersLeft, middle + 17))
    }
  }

  private func numbers(_ number: TwoScopes) -> String {
    let range = number.ratersLikeThese.estimate.map {
      "\(Numbers.points($0.lower)) to \(Numbers.points($0.upper))"
    }
    return "\(Numbers.points(number.value)) (\(range ?? "no interval"))"
  }

  private func change(_ step: SeriesStep, _ isScore: Bool) -> String {
    guard case .stated(let number)? = isScore ? step.score : step.difference else { return "not comparable" }
    let hasInterval = number.ratersLikeThese.estimate != nil
    return "from \(step.from + 1): "
      + (hasInterval ? ComparisonWords.interval(number, .ratersLikeThese) : "change without an interval")
  }

  private func legend(_ picture: inout SVG) {
    let y = bottom + 30
    picture.line("rule", from: (24, y - 20), to: (Self.width - 24, y - 20))
    picture.line("thick", from: (24, y), to: (64, y))
    picture.text("fact", "raters like these; under each number its change from an earlier study", at: (74, y + 4))
    picture.line("thin", from: (24, y + 22), to: (64, y + 22))
    picture.text("fact", "these raters", at: (74, y + 26))
    picture.line("zero", from: (190, y + 12), to: (190, y + 30))
    picture.text("fact", "as in its first study", at: (200, y + 26))
    picture.circle("solid", at: (372, y + 22), radius: 6)
    picture.text("fact", "people and models", at: (386, y + 26))
    picture.circle("hollow", at: (540, y + 22), radius: 6)
    picture.text("fact", "something simulated", at: (554, y + 26))
    picture.text(
      "soft", "Other images and other raters move a score too. Each candidate has its own scale.", at: (24, y + 52))
  }
}

extension StudyComparison {
  /// The figure as SVG, which stands alone.
  public var figure: String { DriftFigure(comparison: self).svg }
}
