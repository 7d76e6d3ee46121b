internal import Analysis
internal import Statistics
internal import StudyModel

/// Wrong hits and hits by a cache's threshold: a pair of panels an audit, the rate with its intervals on the left, the share
/// of images on the right.
struct HarmPlot {
  /// Path within the report's folder.
  static let file = "figures/harm.svg"

  let reading: Reading

  private static let width = 800.0
  private static let (left, right, between) = (72.0, 776.0, 72.0)
  private static let top = 92.0
  private static let (head, plot, foot) = (30.0, 190.0, 62.0)
  /// The left panel's part of both.
  private static let split = 0.62

  private var audits: [HitAudit] { reading.dossier.hitAudits.filter { !$0.thresholds.isEmpty } }
  private var level: String { Numbers.confidence(reading.claim.confidence) }

  /// Whether there is anything to show.
  var isNeeded: Bool { !audits.isEmpty }

  /// What the figure shows, in words, for `alt` and `desc`.
  var description: String {
    let mark = reading.mark.map { "[\($0)] " } ?? ""
    let facts = audits.map { audit in
      let text = HitAuditText(reading: reading, audit: audit)
      let points = audit.thresholds.map {
        "\(Numbers.counted($0.bits, "bit")): \(text.rate($0)) wrong, \(text.percent($0.share)) of images"
      }
      return "\(reading.label(of: audit.arm)): \(points.joined(separator: "; "))"
    }
    return
      "\(mark)Wrong hits among a cache’s near hits with \(level) intervals, and images that would be hits, by the most bits of "
      + "64 that may differ. \(facts.joined(separator: ". "))."
  }

  /// The whole picture.
  var svg: String {
    var picture = SVG()
    picture.head(
      title, "by the most bits of 64 that may differ; \(level) intervals, for new images; \(reading.sample)",
      mark: reading.mark, width: Self.width)
    var top = Self.top
    for audit in audits {
      draw(audit, top: top + Self.head, &picture)
      top += Self.head + Self.plot + Self.foot
    }
    let legend = FigureLegend(
      groups: [
        [.upright("thin", cap: 4, point: true, "wrong hits with \(level) interval, this threshold alone")],
        [.line("curve", "between thresholds nothing changes"), .line("margin", "the declared limit")],
        [.line("chosen", "the largest threshold shown to keep to it")],
        [.area("bar", "images that would be hits")],
      ])
    let end = legend.draw(top: top - 8, &picture)
    return picture.document(
      "harm", size: (Self.width, end + 8), title: title, description: description, sheet: Self.sheet)
  }

  private var title: String { "What near hits would do" }

  private func draw(_ audit: HitAudit, top: Double, _ picture: inout SVG) {
    let middle = Self.left + (Self.right - Self.left) * Self.split
    let name = TextWidth.fitted(reading.label(of: audit.arm), to: middle - Self.left - 140, size: 15, isBold: true)
    picture.text("name", name, at: (Self.left, top - 12))
    picture.text("soft", "wrong among hits", at: (middle, top - 12), anchor: .end)
    picture.text("soft", "images that would be hits", at: (Self.right, top - 12), anchor: .end)
    rates(audit, left: Self.left, right: middle, top: top, &picture)
    shares(audit, left: middle + Self.between, right: Self.right, top: top, &picture)
  }

  /// Bits, with room at both ends.
  private func bits(_ audit: HitAudit, _ left: Double, _ right: Double) -> Axis {
    Axis(domain: -0.5...Double(audit.terms.near) + 0.5, left: left, right: right)
  }

  private func frame(_ across: Axis, _ upwards: Axis, _ audit: HitAudit, top: Double, _ picture: inout SVG) {
    let floor = top + Self.plot
    picture.line("axis", from: (across.left, top), to: (across.left, floor))
    picture.line("axis", from: (across.left, floor), to: (across.right, floor))
    for tick in upwards.ticks {
      picture.line("axis", from: (across.left - 5, upwards.x(tick)), to: (across.left, upwards.x(tick)))
      picture.text("tick", share(tick, upwards), at: (across.left - 9, upwards.x(tick) + 4), anchor: .end)
    }
    let step = max(1, (audit.terms.near + 7) / 8)
    for tick in stride(from: 0, through: audit.terms.near, by: step) {
      let x = across.x(Double(tick))
      picture.line("axis", from: (x, floor), to: (x, floor + 5))
      picture.text("tick", String(tick), at: (x, floor + 19), anchor: .middle)
    }
    picture.text("soft", "most bits that may differ", at: (across.left, floor + 38))
  }

  /// A tick's share, with as many decimals as its axis needs.
  private func share(_ tick: Double, _ axis: Axis) -> String {
    let percents = axis.ticks.map { $0 * 100 }
    let decimals = [0, 1, 2].first { places in
      let unit = places == 0 ? 1.0 : places == 1 ? 10 : 100
      return percents.allSatisfy { abs($0 * unit - ($0 * unit).rounded()) < 1e-6 }
    }
    return "\(Numbers.fixed(tick * 100, decimals: decimals ?? 3)) %"
  }

  private func rates(_ audit: HitAudit, left: Double, right: Double, top: Double, _ picture: inout SVG) {
    let (across, floor) = (bits(audit, left, right), top + Self.plot)
    let known = audit.thresholds.filter { $0.rate.value != nil }
    let highest = (known.compactMap(\.rate.upper) + [audit.terms.limit ?? 0, 0.05]).max() ?? 1
    let upwards = Axis(domain: 0...min(1, highest * 1.05), left: floor, right: top)
    frame(across, upwards, audit, top: top, &picture)
    if let limit = audit.terms.limit {
      picture.line("margin", from: (left, upwards.x(limit)), to: (right, upwards.x(limit)))
    }
    if case .shown(let chosen) = audit.choice {
      picture.line("chosen", from: (across.x(Double(chosen)), top), to: (across.x(Double(chosen)), floor))
    }
    for (index, threshold) in known.enumerated() {
      guard let value = threshold.rate.value else { continue }
      let (x, y) = (across.x(Double(threshold.bits)), upwards.x(value))
      let isLast = index + 1 == known.count
      let next = isLast ? across.x(Double(audit.terms.near)) : across.x(Double(known[index + 1].bits))
      if next > x { picture.line("curve", from: (x, y), to: (next, y)) }
      if !isLast, let following = known[index + 1].rate.value {
        picture.line("curve", from: (next, y), to: (next, upwards.x(following)))
      }
    }
    for threshold in known {
      guard let value = threshold.rate.value, let lower = threshold.rate.lower, let upper = threshold.rate.upper else {
        continue
      }
      let x = across.x(Double(threshold.bits))
      picture.span("thin", (upwards.x(lower), upwards.x(upper)), at: x, cap: 4, isUpright: true)
      picture.circle("point", at: (x, upwards.x(value)), radius: 4)
    }
  }

  private func shares(_ audit: HitAudit, left: Double, right: Double, top: Double, _ picture: inout SVG) {
    let (across, floor) = (bits(audit, left, right), top + Self.plot)
    let highest = audit.thresholds.map(\.share).max() ?? 0
    let upwards = Axis(domain: 0...max(min(1, highest * 1.1), 0.001), left: floor, right: top)
    // A bar for every threshold: a cache has as many hits between two as at the smaller.
    for (index, threshold) in audit.thresholds.enumerated() {
      let next = index + 1 < audit.thresholds.count ? audit.thresholds[index + 1].bits : audit.terms.near + 1
      let ends = [threshold.bits, next].map { across.x(Double($0) - 0.5) }
      let y = upwards.x(threshold.share)
      picture.rectangle("bar", x: ends[0], y: y, width: ends[1] - ends[0], height: floor - y)
    }
    frame(across, upwards, audit, top: top, &picture)
  }

  static let sheet = FigureStyle.sheet(
    "harm",
    light: """
      & .curve { stroke: #1f2328; stroke-width: 2; }
      & .chosen { stroke: #59636e; stroke-width: 1.5; stroke-dasharray: 1 4; stroke-linecap: round; }
      & .bar { fill: #c5ccd3; }
      """,
    dark: """
      & .curve { stroke: #e6edf3; }
      & .chosen { stroke: #9aa5b1; }
      & .bar { fill: #3d444d; }
      """)
}
