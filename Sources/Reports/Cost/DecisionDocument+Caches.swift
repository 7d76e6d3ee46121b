internal import Analysis
internal import StudyModel

/// What caches gave.
extension DecisionDocument {
  /// The section; empty where no candidate has a cache.
  var caches: [Block] {
    guard !dossier.caches.isEmpty else { return [] }
    return [.heading(3, "What caches gave")] + dossier.caches.map { .paragraph(summary($0)) } + [.table(table)]
  }

  /// "Of 36 images `cached` found 30 in its cache, 2 of them for another picture. …"
  private func summary(_ cache: CacheFacts) -> Prose {
    let (exact, near) = (cache.part(.exact)?.images ?? 0, cache.part(.near)?.images ?? 0)
    let name: Prose = "\(code: reading.label(of: cache.arm))"
    guard exact + near > 0 else {
      return
        "\(name) found none of its \(Numbers.counted(cache.images, "image")) in its cache: every caption was asked for."
    }
    let other =
      near == 0
      ? "" : ", \(Numbers.count(near)) of them the caption of another picture that looks alike (rated for what it is)"
    return
      "Of \(Numbers.counted(cache.images, "image")) \(name) found \(Numbers.count(exact + near)) in its cache\(other). "
      + "\(money(cache)) \(time(cache)) How often production finds one depends on how often its images come again, which "
      + "a set of different images does not show."
  }

  private func money(_ cache: CacheFacts) -> String {
    let hits = cache.parts.filter { $0.source != .asked }
    let unknown = hits.reduce(0) { $0 + ($1.hadCost?.unknownCalls ?? 0) }
    guard unknown == 0 else { return "What \(Numbers.counted(unknown, "caption")) of them had cost is unknown." }
    let saved = hits.reduce(0) { $0 + ($1.hadCost?.dollars ?? 0) - ($1.paid.dollars ?? 0) }
    return "They had cost \(Numbers.dollars(saved)) when they were asked for, which was not paid again."
  }

  private func time(_ cache: CacheFacts) -> String {
    let hits = cache.parts.filter { $0.source != .asked }
    let spans = hits.compactMap { part in
      part.finding.flatMap { found in part.asking.map { (found.median, $0.median, part.source) } }
    }
    return spans.map { found, asked, source in
      "\(source == .exact ? "The same image" : "A near picture") is found in \(Numbers.time(found)) at the median; "
        + "asking had taken \(Numbers.seconds(asked))."
    }.joined(separator: " ")
  }

  private var table: Table {
    let rows = dossier.caches.flatMap { cache in
      cache.parts.map { part -> [Prose] in
        [
          name(of: cache.arm), Prose(stringLiteral: source(part)),
          Prose(stringLiteral: "\(Numbers.count(part.images)) of \(Numbers.count(cache.images))"),
          Prose(stringLiteral: part.score.map { IntervalText.points($0, scope: claim.scope) } ?? "not estimated"),
          Prose(stringLiteral: cost(part.paid)),
          Prose(stringLiteral: part.source == .asked ? "–" : part.hadCost.map(cost) ?? Numbers.unknown),
          Prose(stringLiteral: part.source == .asked ? "–" : span(part.finding)),
          Prose(stringLiteral: span(part.asking)), Prose(stringLiteral: written(part)),
        ]
      }
    }
    return Table(
      caption: marked(
        "What caches gave.",
        " A caption from a cache keeps what it had cost and taken when it was asked for, apart from what finding it cost "
          + "and took; Table 2 has calls of this run alone. Scores as in Table 1, of the part's images alone. Times: median "
          + "/ 95th percentile."),
      columns: [
        .text("Candidate"), .text("Caption from"), .text("Images"), .text("Score"), .text("Paid in this run"),
        .text("Had cost"), .text("Finding it"), .text("Asking for it"), .text("Written"),
      ], rows: rows, stacks: true)
  }

  private func source(_ part: CacheFacts.Part) -> String {
    switch part.source {
    case .exact: "the cache, same image"
    case .near: "the cache, near picture" + (part.mostBits.map { " (at most \($0) bits of 64 apart)" } ?? "")
    case .asked: "the model, asked now"
    }
  }

  private func cost(_ cost: RunCost) -> String {
    cost.unknownCalls > 0 ? Numbers.unknown : Numbers.dollars(cost.dollars ?? 0)
  }

  private func span(_ latency: Latency?) -> String {
    latency.map { "\(Numbers.time($0.median)) / \(Numbers.time($0.p95))" } ?? "not measured"
  }

  private func written(_ part: CacheFacts.Part) -> String {
    guard let oldest = part.oldest, let youngest = part.youngest else {
      return part.source == .asked ? "–" : "not known"
    }
    let (from, to) = (Dates.day(oldest), Dates.day(youngest))
    return from == to ? from : "\(from) to \(to)"
  }
}
