internal import Analysis
internal import StudyModel

/// The paired differences by category, weighted to traffic: a panel a category, the largest share of traffic first, and
/// below them the overall difference that they add up to.
struct CategoriesPlot {
  /// Path within the report's folder.
  static let file = "figures/categories.svg"

  let reading: Reading

  private static let width = 800.0
  private static let (plotLeft, plotRight) = (206.0, 500.0)
  private static let (rangeLeft, images, part) = (570.0, 708.0, 776.0)
  private static let valueRight = 562.0
  private static let top = 112.0
  private static let (panelHead, row, panelGap) = (30.0, 21.0, 10.0)
  private static let overallRow = 30.0

  private var claim: Claim { reading.claim }
  private var challengers: [CandidateReading] { reading.challengers.filter { $0.comparison != nil } }
  private var isWeighted: Bool { !reading.dossier.images.traffic.isEmpty }

  /// By traffic, the largest first, then by name.
  private var categories: [String] {
    let images = reading.dossier.images
    func size(_ category: String) -> Double {
      isWeighted ? reading.weight(of: category) ?? 0 : Double(images.byCategory[category] ?? 0)
    }
    return Set(images.byCategory.keys).union(images.traffic.keys).sorted { (size($1), $0) < (size($0), $1) }
  }

  private var panel: Double { Self.panelHead + Double(max(1, challengers.count)) * Self.row + Self.panelGap }
  private var overallTop: Double { Self.top + Double(categories.count) * panel }
  private var bottom: Double {
    overallTop + Self.panelHead + Double(max(1, challengers.count)) * Self.overallRow + 4
  }

  /// What the figure shows, in words, for `alt` and `desc`.
  var description: String {
    let mark = reading.mark.map { "[\($0)] " } ?? ""
    // More than a listener can follow: the table beside holds all.
    let isLong = categories.count * challengers.count > 24
    let facts = categories.map { category in
      let head = "\(category) (\(share(category)))"
      guard !isLong else { return head }
      let rows = challengers.map { candidate in
        let number = candidate.comparison?.byCategory[category]
        return "\(candidate.label) \(number.map { reading.difference($0, for: claim.scope) } ?? "not estimated")"
      }
      return "\(head): \(rows.joined(separator: ", "))"
    }
    let overall = challengers.map { "\($0.label) \(reading.difference($0.comparison?.difference, for: claim.scope))" }
    let all = facts.isEmpty ? "No category" : facts.joined(separator: isLong ? ", " : "; ")
    return "\(mark)Difference from \(reading.incumbent.label) on \(claim.criterion) by category in "
      + "\(reading.unitOnScale), with \(Numbers.confidence(claim.confidence)) intervals for \(claim.scope.rawValue), "
      + "margin \(Numbers.margin(-claim.margin)). \(all). Overall, \(weighting): "
      + "\(overall.isEmpty ? "nothing was compared" : overall.joined(separator: "; "))."
  }

  /// Whether every category with traffic has a number: the overall is then their sum.
  private func addsUp(_ candidate: CandidateReading) -> Bool {
    categories.allSatisfy { (reading.weight(of: $0) ?? 0) == 0 || candidate.comparison?.byCategory[$0] != nil }
  }

  private var weighting: String {
    isWeighted ? "each category counting with its share of traffic" : "every rating counting the same"
  }

  private func share(_ category: String) -> String {
    let images = Numbers.counted(reading.dossier.images.byCategory[category, default: 0], "image")
    guard isWeighted else { return images }
    return "\(Numbers.percent(reading.weight(of: category) ?? 0)) of traffic, \(images)"
  }

  /// The whole picture.
  var svg: String {
    var picture = SVG()
    let axis = axis
    frame(&picture, axis)
    for (index, category) in categories.enumerated() {
      draw(category, top: Self.top + Double(index) * panel, axis, &picture)
    }
    overall(axis, &picture)
    let end = legend.draw(top: bottom + 52, &picture)
    return picture.document(
      "categories", size: (Self.width, end + 8), title: title, description: description, sheet: Self.sheet)
  }

  private var title: String {
    reading.areCompared
      ? "Net preference over \(Escaping.shortened(reading.incumbent.label, to: 24)) by category"
      : "Difference from \(Escaping.shortened(reading.incumbent.label, to: 24)) by category"
  }

  private var axis: Axis {
    let numbers = challengers.flatMap { candidate -> [TwoScopes] in
      guard let comparison = candidate.comparison else { return [] }
      return Array(comparison.byCategory.values) + (comparison.difference.map { [$0] } ?? [])
    }
    return .differences(numbers, scopes: [claim.scope], margin: claim.margin, from: Self.plotLeft, to: Self.plotRight)
  }

  private func frame(_ picture: inout SVG, _ axis: Axis) {
    let level = Numbers.confidence(claim.confidence)
    picture.head(
      title,
      "\(reading.unitOnScale) on \(Escaping.shortened(claim.criterion, to: 24)); \(level) intervals for "
        + "\(claim.scope.rawValue); \(reading.sample)", mark: reading.mark, width: Self.width)
    picture.ground(reading, axis, top: Self.top, bottom: bottom, likeWidth: 116)
    picture.text("soft", "images", at: (Self.images, Self.top - 14), anchor: .end)
    if isWeighted { picture.text("soft", "adds", at: (Self.part, Self.top - 14), anchor: .end) }
  }

  /// A category's name, its share as a length, and a row a candidate.
  private func draw(_ category: String, top: Double, _ axis: Axis, _ picture: inout SVG) {
    if top > Self.top { picture.line("rule", from: (24, top), to: (Self.width - 24, top)) }
    let share = share(category)
    // Right of the axis, so that no length is taken for an interval.
    let shareLeft = Self.plotRight + 8
    picture.text("name", TextWidth.fitted(category, to: Self.plotLeft - 32, size: 15, isBold: true), at: (24, top + 21))
    picture.text("small", share, at: (Self.width - 24, top + 21), anchor: .end)
    if isWeighted {
      let full = 60.0
      picture.rectangle("track", x: shareLeft, y: top + 12, width: full, height: 9)
      picture.rectangle(
        "share", x: shareLeft, y: top + 12, width: full * (reading.weight(of: category) ?? 0), height: 9)
    }
    for (index, candidate) in challengers.enumerated() {
      let y = top + Self.panelHead + (Double(index) + 0.5) * Self.row
      picture.text("small", TextWidth.fitted(candidate.label, to: Self.plotLeft - 44, size: 13), at: (36, y + 4))
      guard let number = candidate.comparison?.byCategory[category] else {
        picture.text("soft", "not estimated", at: (Self.rangeLeft, y + 4))
        continue
      }
      let text = reading.figureText(number)
      if let estimate = number[claim.scope].estimate {
        picture.interval(estimate, on: axis, at: y, style: "thin", cap: 4)
        picture.circle("point", at: (axis.x(number.value), y), radius: 4)
      }
      picture.text("small", text.value, at: (Self.valueRight, y + 4), anchor: .end)
      picture.text("small", text.range, at: (Self.rangeLeft, y + 4))
      if let count = candidate.comparison?.itemsByCategory[category] {
        picture.text("small", Numbers.count(count), at: (Self.images, y + 4), anchor: .end)
      }
      if isWeighted {
        let added = (reading.weight(of: category) ?? 0) * number.value
        picture.text(
          "small", addsUp(candidate) ? reading.difference(added) : "–", at: (Self.part, y + 4), anchor: .end)
      }
    }
  }

  /// What the categories add up to, with the interval that the verdict is read off.
  private func overall(_ axis: Axis, _ picture: inout SVG) {
    picture.line("axis", from: (24, overallTop), to: (Self.width - 24, overallTop))
    picture.text("name", "Overall", at: (24, overallTop + 21))
    picture.text("small", weighting, at: (Self.width - 24, overallTop + 21), anchor: .end)
    for (index, candidate) in challengers.enumerated() {
      let y = overallTop + Self.panelHead + (Double(index) + 0.5) * Self.overallRow
      picture.text(
        "strong", TextWidth.fitted(candidate.label, to: Self.plotLeft - 44, size: 13, isBold: true), at: (36, y + 4))
      guard let number = candidate.comparison?.difference else {
        picture.text("soft", "nothing to compare", at: (Self.rangeLeft, y + 4))
        continue
      }
      let text = reading.figureText(number)
      if let estimate = number[claim.scope].estimate {
        picture.interval(estimate, on: axis, at: y, style: "thick", cap: 7)
        picture.verdict(candidate.comparison?.verdicts[claim.scope]?.margin, at: (axis.x(number.value), y))
      }
      picture.text("strong", text.value, at: (Self.valueRight, y + 4), anchor: .end)
      picture.text("small", text.range, at: (Self.rangeLeft, y + 4))
      picture.text(
        "small", Numbers.count(candidate.comparison?.items ?? 0), at: (Self.images, y + 4), anchor: .end)
      if isWeighted {
        picture.text(
          "strong", addsUp(candidate) ? "= \(text.value)" : "–", at: (Self.part, y + 4), anchor: .end)
      }
    }
    if challengers.isEmpty {
      picture.text("small", "Nothing was compared.", at: (36, overallTop + Self.panelHead + 18))
    }
  }

  private var legend: FigureLegend {
    FigureLegend(
      groups: [
        [
          .interval("thick", cap: 7, "overall: the claim; the verdict is read off this interval alone"),
          .estimate("a category: no claim was made for it, read it as a hint"), .arrow,
        ], FigureLegend.Entry.verdicts,
        FigureLegend.Entry.margin(claim.margin),
        [.area("share", "share of traffic; “adds”: that share × the difference")],
      ])
  }

  static let sheet = FigureStyle.sheet(
    "categories",
    light: """
      & .track { fill: none; stroke: #8b949e; stroke-width: 1; }
      & .share { fill: #59636e; }
      """,
    dark: """
      & .share { fill: #9aa5b1; }
      """)
}
