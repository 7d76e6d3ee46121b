internal import Analysis
internal import StudyModel

/// What near hits would do.
extension DecisionDocument {
  /// The section; empty where no cache was put on trial.
  var hitAudits: [Block] {
    guard !dossier.hitAudits.isEmpty else { return [] }
    let texts = dossier.hitAudits.flatMap { audit -> [Block] in
      let text = HitAuditText(reading: reading, audit: audit)
      return [.paragraph(text.summary), .paragraph(text.choice)]
    }
    return [.heading(3, "What near hits would do")] + texts + [.table(thresholds)] + harmFigure
  }

  private var harmFigure: [Block] {
    let plot = HarmPlot(reading: reading)
    guard plot.isNeeded else { return [] }
    return [
      figure(
        HarmPlot.file, plot.svg, plot.description,
        "How many of a cache’s near hits would be wrong, and how many images would be hits, by the most bits of 64 in which "
          + "two pictures’ hashes may differ. Every interval is for its own threshold looked at alone: a threshold that is "
          + "read off the curve afterwards is exploratory, and only one that keeps to a limit declared in advance is not."
      )
    ]
  }

  private var thresholds: Table {
    let rows = dossier.hitAudits.flatMap { audit in
      let text = HitAuditText(reading: reading, audit: audit)
      return audit.thresholds.map { threshold -> [Prose] in
        [
          "\(code: reading.label(of: audit.arm))", Prose(stringLiteral: Numbers.counted(threshold.bits, "bit")),
          Prose(stringLiteral: Numbers.count(threshold.hits)), Prose(stringLiteral: text.judged(threshold)),
          Prose(stringLiteral: Numbers.count(threshold.wrong)), Prose(stringLiteral: text.rate(threshold)),
          Prose(stringLiteral: text.percent(threshold.share)), Prose(stringLiteral: text.saved(threshold)),
        ]
      }
    }
    let level = Numbers.confidence(claim.confidence)
    let weighing =
      dossier.hitAudits.contains { $0.terms.population != nil }
      ? "A judged image stands for as many hits with its bits as there were where the set was drawn from"
      : dossier.images.traffic.isEmpty ? "Every image counts the same" : "Images are weighted to traffic"
    return Table(
      caption: marked(
        "What near hits would do.",
        " By the most bits that may differ; a threshold between two rows does as the smaller. Brackets: \(level) intervals "
          + "for new images, by Clopper and Pearson. \(weighing); pictures of one family count as one. The share of images is "
          + "that of hits among all of production’s, as far as the set shows it; what they save is that share of what "
          + "asking costs."),
      columns: [
        .text("Candidate"), .text("At most"), .text("Hits in the set"), .text("Judged"), .text("Wrong"),
        .text("Wrong hits"), .text("Images that would be hits"), .text("Saved per 1,000 images"),
      ], rows: rows, stacks: true)
  }
}

/// One audit in words.
struct HitAuditText {
  let reading: Reading
  let audit: HitAudit

  private var fresh: CandidateReading? { reading.candidates.first { $0.facts.arm == audit.fresh } }
  private var label: Prose { "\(code: reading.label(of: audit.arm))" }

  /// What was put before raters, and what counts as wrong.
  var summary: Prose {
    let old: Prose = "\(code: reading.label(of: audit.fresh))"
    let bits = "at most \(Numbers.count(audit.terms.near)) of 64 bits"
    let hits = audit.thresholds.last?.hits ?? 0
    guard hits > 0 else {
      return
        "\(label) puts on trial what a cache in front of \(old) would give for pictures that differ from an earlier one in "
        + "\(bits). The set has none: nothing can be said of near hits."
    }
    let open =
      audit.unjudged > 0
      ? " \(Numbers.counted(audit.unjudged, "hit")) that raters were to see got no judgement and \(audit.unjudged == 1 ? "is" : "are") left out."
      : ""
    return
      "\(label) puts on trial what a cache in front of \(old) would give for pictures that differ from an earlier one of the "
      + "set in \(bits): that one’s caption, for \(Numbers.counted(hits, "image")). Raters judged it beside the fresh one "
      + "without knowing which is which. A hit is wrong where \(rule).\(open)"
  }

  /// When a hit is wrong, after "where".
  var rule: String {
    switch audit.terms.wrong {
    case .below(let points, let criterion):
      let unit = points == 1 ? "point" : "points"
      return
        "its caption’s \(Escaping.line(criterion)) is lower than the fresh one’s by \(Numbers.margin(points)) \(unit) or more, in "
        + "the mean over the image’s raters"
    case .answered(let question, let answers):
      let names = answers.sorted().map(Escaping.line).joined(separator: " or ")
      return "at least half of the image’s raters answered \(names) to \(Escaping.line(question))"
    }
  }

  /// Which threshold the limit allows.
  var choice: Prose {
    let level = Numbers.confidence(reading.claim.confidence)
    switch audit.choice {
    case .noLimit:
      return
        "No limit for wrong hits was declared, so no threshold is proposed: intervals are for one threshold each, and "
        + "whoever picks one off the curve should look at it again with new images."
    case .shown(let bits):
      let threshold = audit.thresholds.last { $0.bits == bits }
      let saved = threshold.map { "\(percent($0.share)) of images would be hits\(money($0))" } ?? ""
      return
        "\(strong: "\(Numbers.counted(bits, "bit"))") is the largest threshold shown to keep wrong hits below the declared limit "
        + "of \(limit) (upper bound of the \(level) interval \(threshold?.rate.upper.map(percent) ?? Numbers.unknown)); "
        + "\(saved). Thresholds were gone through upwards from the first that could show it; the first that did not ended it, so "
        + "looking at several takes nothing from that confidence."
    case .none(let first, let needed):
      let reason: Prose =
        first.map { "\(Numbers.counted($0, "bit")), the first with enough judged hits, was not shown to" }
        ?? Prose(
          stringLiteral:
            "too few hits were judged: it takes \(Numbers.count(needed)) of equal weight without one that is wrong")
      return "\(strong: "No threshold") was shown to keep wrong hits below the declared limit of \(limit): \(reason)."
    }
  }

  private var limit: String { audit.terms.limit.map(percent) ?? Numbers.unknown }

  private func money(_ threshold: HitAudit.Threshold) -> String {
    guard let each = perThousand(threshold) else { return ", whose saving is unknown" }
    let month = reading.dossier.imagesPerMonth.map { ", \(Numbers.dollars(each * $0 / 1000)) a month" } ?? ""
    let without = fresh?.cost.without.map { " (\($0.short))" } ?? ""
    return ", which saves \(Numbers.dollars(each)) per 1,000 images\(month)\(without)"
  }

  /// US dollars per 1,000 images that would not be paid; nil where what asking costs is unknown.
  func perThousand(_ threshold: HitAudit.Threshold) -> Double? {
    guard let each = fresh?.cost.perThousand else { return nil }
    return each * threshold.share
  }

  func saved(_ threshold: HitAudit.Threshold) -> String {
    perThousand(threshold).map(Numbers.dollars) ?? Numbers.unknown
  }

  /// A share in percent; one that lies beside the limit does not look as if it touched it.
  func percent(_ share: Double) -> String { Self.percent(share, limit: audit.terms.limit) }

  /// A share in percent, with a digit that carries something where it is small.
  ///
  /// - Parameter limit: what another share is not to look like.
  static func percent(_ share: Double, limit: Double? = nil) -> String {
    guard share > 0, share < 1 else { return Numbers.percent(share) }
    var decimals = share < 0.01 ? 2 : share < 0.1 ? 1 : 0
    func text(_ share: Double) -> String { Numbers.fixed(share * 100, decimals: decimals) }
    if let limit, share != limit {
      while decimals < 4, text(share) == text(limit) { decimals += 1 }
    }
    return text(share) + " %"
  }

  func rate(_ threshold: HitAudit.Threshold) -> String {
    guard let value = threshold.rate.value, let lower = threshold.rate.lower, let upper = threshold.rate.upper else {
      return threshold.rate.reason ?? Numbers.unknown
    }
    let gap =
      threshold.uncovered.isEmpty
      ? "" : "; without hits at \(threshold.uncovered.map(String.init).joined(separator: ", ")) bits, none judged"
    return "\(percent(value)) (\(percent(lower)) to \(percent(upper)))\(gap)"
  }

  func judged(_ threshold: HitAudit.Threshold) -> String {
    let families =
      threshold.families < threshold.judged
      ? ", \(Numbers.counted(threshold.families, "family", plural: "families"))" : ""
    return "\(Numbers.count(threshold.judged))\(families)"
  }
}
