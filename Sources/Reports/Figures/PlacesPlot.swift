internal import Analysis
internal import Blinding
internal import Statistics
internal import StudyModel

/// How often each candidate stood in each place, as planned and as judged, and below, in the same columns, what the place
/// did to the ratings. Of pairs: how often either was shown first, and how often the one shown first was preferred.
struct PlacesPlot {
  /// Path within the report's folder.
  static let file = "figures/positions.svg"

  let reading: Reading
  let places: PlaceBalance

  private static let width = 800.0
  private static let (left, right) = (190.0, 652.0)
  private static let (deckHead, row, deckGap) = (42.0, 46.0, 20.0)
  private static let top = 76.0

  private var claim: Claim { reading.claim }
  private var columns: Int { places.decks.flatMap(\.rows).map(\.planned.count).max() ?? 1 }
  private var step: Double { (Self.right - Self.left) / Double(columns) }
  private var decksBottom: Double {
    places.decks.reduce(Self.top) { $0 + Self.deckHead + Double($1.rows.count) * Self.row + Self.deckGap }
  }
  private var effectsBottom: Double { decksBottom + 44 + effect + 54 }
  /// One lying interval needs less than one standing at each place.
  private var effect: Double { side == nil ? 150 : 82 }
  private var position: PositionEffect? { reading.dossier.robustness?.position }
  private var side: PositionBias? { reading.dossier.preferences?.headToHead.position }

  /// Rows in the order of candidates; a pair is named from its earlier candidate.
  func rows(_ deck: PlaceBalance.Deck) -> [PlaceBalance.Row] {
    let order = Dictionary(
      reading.candidates.enumerated().map { ($1.facts.arm, $0) }, uniquingKeysWith: { first, _ in first })
    func place(_ arm: ArmCode) -> Int { order[arm] ?? .max }
    let turned = deck.rows.map { row in
      row.arms.count == 2 && place(row.arms[1]) < place(row.arms[0]) ? row.turned : row
    }
    return turned.sorted { $0.arms.map(place).lexicographicallyPrecedes($1.arms.map(place)) }
  }

  private func label(_ row: PlaceBalance.Row) -> String { row.arms.map(reading.label).joined(separator: " before ") }

  private func range(_ counts: [Int]) -> String {
    let (low, high) = (counts.min() ?? 0, counts.max() ?? 0)
    return low == high ? Numbers.count(low) : "\(Numbers.count(low)) to \(Numbers.count(high))"
  }

  /// What the figure shows, in words, for `alt` and `desc`.
  var description: String {
    let mark = reading.mark.map { "[\($0)] " } ?? ""
    let decks = places.decks.map { deck in
      let rows = rows(deck).map { row in
        "\(label(row)) planned \(range(row.planned)), judged \(range(row.judged)), "
          + "\(Numbers.count(row.judged.reduce(0, +))) of \(Numbers.count(row.planned.reduce(0, +))) in all"
      }
      return "\(head(deck)): \(rows.joined(separator: "; "))"
    }
    let counts = decks.isEmpty ? "Nothing was planned" : decks.joined(separator: ". ")
    let what =
      places.areCompared
      ? "How often each candidate was shown first and second" : "How often each candidate stood in each place"
    return "\(mark)\(what), \(counted), smallest to largest count. \(counts). \(effectInWords)."
  }

  private var effectInWords: String {
    if let side, let share = side.clustered {
      return "The one shown first was preferred in \(IntervalText.share(share, scope: claim.scope)) of "
        + "\(Numbers.counted(side.decided, "judgement")) with a preference"
    }
    guard let position, !position.places.isEmpty else {
      return "What the place did is not known: \(position?.reason ?? side?.share.reason ?? "not worked out")"
    }
    let effects = position.places.map {
      "place \(Numbers.count($0.position)) \(IntervalText.points($0.effect, scope: claim.scope))"
    }
    return "Points above the average place: \(effects.joined(separator: ", "))"
  }

  private func head(_ deck: PlaceBalance.Deck) -> String {
    let count =
      Numbers.counted(deck.presentations, "presentation") + (deck.isAnchored ? " with a low anchor" : "")
    guard deck.dealt > deck.presentations else {
      return "\(count), \(deck.isEven ? "" : "not ")dealt evenly within one"
    }
    return "\(count), of \(Numbers.count(deck.dealt)) dealt\(deck.isEven ? "" : ", not") evenly within one"
  }

  /// What a count counts.
  private var counted: String {
    places.areCompared
      ? "pairs in packets with ratings"
      : "by candidate, in packets with ratings; a caption of two counts for both"
  }

  /// The whole picture.
  var svg: String {
    var picture = SVG()
    picture.head(
      title, "\(counted); \(reading.sample)", mark: reading.mark,
      width: Self.width)
    var y = Self.top
    for deck in places.decks {
      draw(deck, top: y, &picture)
      y += Self.deckHead + Double(deck.rows.count) * Self.row + Self.deckGap
    }
    if places.decks.isEmpty { picture.text("small", "Nothing was planned.", at: (24, Self.top)) }
    effects(&picture)
    let end = legend.draw(top: effectsBottom, &picture)
    return picture.document(
      "positions", size: (Self.width, end + 8), title: title, description: description, sheet: Self.sheet)
  }

  private var title: String { places.areCompared ? "Who was shown first" : "Who stood in which place" }

  private func columnName(_ place: Int) -> String {
    guard places.areCompared else { return "place \(Numbers.count(place + 1))" }
    return place == 0 ? "in this order" : "the other way about"
  }

  private func draw(_ deck: PlaceBalance.Deck, top: Double, _ picture: inout SVG) {
    picture.line("rule", from: (24, top), to: (Self.width - 24, top))
    picture.text("strong", head(deck), at: (24, top + 20))
    let count = deck.rows.map(\.planned.count).max() ?? 0
    for place in 0..<count {
      picture.text("soft", columnName(place), at: (Self.left + step * Double(place) + 4, top + 37))
    }
    picture.text("soft", "planned", at: (Self.right + 60, top + 37), anchor: .end)
    picture.text("soft", "judged", at: (Self.width - 24, top + 37), anchor: .end)
    let most = deck.rows.flatMap { $0.planned + $0.judged }.max() ?? 1
    for (index, row) in rows(deck).enumerated() {
      let floor = top + Self.deckHead + Double(index + 1) * Self.row
      draw(row, most: Double(max(1, most)), floor: floor, &picture)
    }
  }

  private func draw(_ row: PlaceBalance.Row, most: Double, floor: Double, _ picture: inout SVG) {
    let full = Self.row - 12
    func top(_ count: Double) -> Double { floor - full * count / most }
    picture.text("small", TextWidth.fitted(label(row), to: Self.left - 40, size: 13), at: (24, floor - full / 2 + 5))
    let bar = min(26, step * 0.3)
    let isWide = step >= 84
    for place in row.planned.indices {
      let x = Self.left + step * Double(place) + 4
      let (planned, judged) = (top(Double(row.planned[place])), top(Double(row.judged[place])))
      picture.rectangle("judged", x: x, y: judged, width: bar, height: floor - judged)
      picture.rectangle("planned", x: x, y: planned, width: bar, height: floor - planned)
      picture.text("strong", Numbers.count(row.judged[place]), at: (x + bar + 6, floor - full / 2 + (isWide ? -1 : 5)))
      if isWide {
        picture.text("soft", "plan \(Numbers.count(row.planned[place]))", at: (x + bar + 6, floor - full / 2 + 13))
      }
    }
    picture.line("axis", from: (Self.left, floor), to: (Self.right, floor))
    for (counts, x) in [(row.planned, Self.right + 60), (row.judged, Self.width - 24)] {
      picture.text("small", Numbers.count(counts.reduce(0, +)), at: (x, floor - full / 2 + 5), anchor: .end)
    }
  }

  private func effects(_ picture: inout SVG) {
    let top = decksBottom
    picture.line("rule", from: (24, top), to: (Self.width - 24, top))
    let level = Numbers.confidence(claim.confidence)
    let words =
      places.areCompared
      ? "Share of judgements with a preference that went to the one shown first; \(level) interval for \(claim.scope.rawValue)"
      : "What the place did: points above the average place, each caption once; \(level) intervals for "
        + claim.scope.rawValue
    picture.text("strong", words, at: (24, top + 20))
    let (high, low) = (top + 40, top + 40 + effect - 20)
    if let side { return sideEffect(side, high, low, &picture) }
    guard let position, !position.places.isEmpty else {
      picture.text("small", "Not known: \(position?.reason ?? "it was not worked out").", at: (24, top + 44))
      return
    }
    let axis = axis(position.places.map(\.effect), from: low, to: high)
    scale(axis, &picture)
    for place in position.places where place.position <= columns {
      let x = Self.left + step * (Double(place.position) - 0.5)
      if let estimate = place.effect[claim.scope].estimate {
        picture.interval(estimate, on: axis, at: x, style: "thin", cap: 5, isUpright: true)
        picture.circle("point", at: (x, axis.x(place.effect.value)), radius: 4.5)
      }
      picture.text("tick", "place \(Numbers.count(place.position))", at: (x, low + 20), anchor: .middle)
      picture.text("tick", Numbers.points(place.effect.value), at: (x, low + 36), anchor: .middle)
      picture.text("tick", "n = \(Numbers.count(place.values))", at: (x, low + 52), anchor: .middle)
    }
  }

  /// Around nought, and at least as tall as the margin: an effect that does not matter should look small.
  private func axis(_ numbers: [TwoScopes], from low: Double, to high: Double) -> Axis {
    let ends = numbers.flatMap { number in
      [number.value] + (number[claim.scope].estimate.map { [$0.lower, $0.upper] } ?? [])
    }
    let reach = max(claim.margin, ends.map(abs).max() ?? 0) * 1.08
    return Axis(domain: -reach...reach, left: low, right: high)
  }

  private func scale(_ axis: Axis, _ picture: inout SVG) {
    for (tick, text) in axis.labelledTicks {
      picture.line("rule", from: (Self.left, axis.x(tick)), to: (Self.right, axis.x(tick)))
      picture.text("tick", text, at: (Self.left - 9, axis.x(tick) + 4), anchor: .end)
    }
    picture.line("zero", from: (Self.left, axis.x(0)), to: (Self.right, axis.x(0)))
    for bound in [-claim.margin, claim.margin] {
      picture.line("gain", from: (Self.left, axis.x(bound)), to: (Self.right, axis.x(bound)))
      picture.text("soft", "margin \(Numbers.margin(bound))", at: (Self.right + 8, axis.x(bound) + 4))
    }
  }

  /// One interval, lying, from 0 to 100 %.
  private func sideEffect(_ side: PositionBias, _ high: Double, _ low: Double, _ picture: inout SVG) {
    let axis = Axis(domain: 0...1, left: Self.left, right: Self.right)
    let floor = high + 56
    picture.line("axis", from: (axis.left, floor), to: (axis.right, floor))
    for part in [0.0, 0.25, 0.5, 0.75, 1] {
      picture.line("axis", from: (axis.x(part), floor), to: (axis.x(part), floor + 5))
      picture.text("tick", Numbers.percent(part), at: (axis.x(part), floor + 20), anchor: .middle)
    }
    picture.line("expected", from: (axis.x(0.5), high - 6), to: (axis.x(0.5), floor))
    let text =
      side.clustered.map { IntervalText.share($0, scope: claim.scope) } ?? "not known: \(side.share.reason ?? "")"
    if let share = side.clustered {
      if let estimate = share[claim.scope].estimate {
        picture.interval(estimate, on: axis, at: high + 26, style: "thin", cap: 6)
        picture.circle("point", at: (axis.x(share.value), high + 26), radius: 5)
      }
    }
    picture.text("strong", TextWidth.fitted(text, to: 400, size: 13, isBold: true), at: (Self.left, floor + 42))
    picture.text("soft", "n = \(Numbers.count(side.decided))", at: (Self.right, floor + 42), anchor: .end)
  }

  private var legend: FigureLegend {
    FigureLegend(groups: [
      [
        .area("judged", "judged on \(Escaping.shortened(claim.criterion, to: 24))"), .area("planned", "planned"),
        .line("expected", "an even half"), .estimate("what the place did"), .arrow,
        .line("zero", "0 = as the average place"),
      ]
    ])
  }

  static let sheet = FigureStyle.sheet(
    "positions",
    light: """
      & .judged { fill: #8b949e; }
      & .planned { fill: none; stroke: #1f2328; stroke-width: 1.25; }
      & .expected { stroke: #1f2328; stroke-width: 1.25; stroke-dasharray: 5 3; }
      """,
    dark: """
      & .judged { fill: #6e7781; }
      & .planned, & .expected { stroke: #e6edf3; }
      """)
}
