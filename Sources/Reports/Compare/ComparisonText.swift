internal import Analysis
internal import StudyModel

extension StudyComparison {
  /// For a terminal: lines of at most 80 columns, ending in a line break.
  public var text: String {
    var lines = warnings.flatMap { wrapped($0, hanging: "  ") }
    if !lines.isEmpty { lines.append("") }
    for index in studies.indices { lines += section(index) + [""] }
    lines += changes
    for pair in pairs {
      let between = "Between \(pair.from + 1) and \(pair.to + 1): "
      lines += wrapped(
        pair.obstacles.isEmpty
          ? between + pair.cautions.joined(separator: ". ")
          : "\(between)not comparable: \(pair.obstacles.joined(separator: "; "))")
    }
    return (lines + (pairs.isEmpty ? [] : [""]) + Self.limits.flatMap { wrapped($0, hanging: "") })
      .joined(separator: "\n") + "\n"
  }

  private func wrapped(_ text: String, hanging: String = "   ") -> [String] {
    Columns.wrapped(text, width: 80, hanging: hanging)
  }

  /// One study: its claim, then a block a candidate.
  private func section(_ index: Int) -> [String] {
    let study = studies[index]
    var lines = wrapped("\(index + 1). \(study.day), \(study.study), in \(study.folder)")
    lines += indented("   \(ComparisonWords.claim(of: study)); \(ComparisonWords.size(of: study))")
    let numbers = study.candidates.map { candidate in
      (study.isPairs ? [] : [ComparisonWords.score(of: candidate, in: study)]) + [
        ComparisonWords.difference(of: candidate, in: study), ComparisonWords.verdict(of: candidate),
      ]
    }
    let rows = Columns.aligned(numbers, right: [], shrinking: 0, width: 77)
    for (candidate, row) in zip(study.candidates, rows) {
      lines += wrapped(candidate.label + (candidate.isIncumbent ? ", incumbent" : ""))
      lines.append("   " + row)
      lines += indented("   \(ComparisonWords.service(of: candidate))")
      lines += ComparisonWords.cautions(of: candidate, in: study).flatMap { indented("   \($0)") }
    }
    return lines
  }

  /// Candidates of several studies, and how they moved.
  private var changes: [String] {
    guard !series.isEmpty else {
      return wrapped("No candidate is in more than one of these studies: there is nothing to follow over time.") + [""]
    }
    var lines = wrapped("Over time; 95 % intervals for raters like these".replacing("95 %", with: confidence)) + [""]
    for series in series {
      let places = series.places.map { "\($0 + 1)" }.joined(separator: ", ")
      lines += wrapped(
        series.label + (series.incumbencies == 0 ? "" : ", incumbent in \(incumbencies(of: series))")
          + "; in studies \(places)")
      for step in series.steps { lines += self.lines(of: step, series.label) }
      lines.append("")
    }
    return lines
  }

  private func incumbencies(of series: CandidateSeries) -> String {
    series.incumbencies == series.places.count
      ? "all of them"
      : series.places.filter { studies[$0].incumbent == series.label }.map { "\($0 + 1)" }.joined(separator: ", ")
  }

  private func lines(of step: SeriesStep, _ label: String) -> [String] {
    let head = "   \(step.from + 1) to \(step.to + 1), "
    guard step.isComparable else { return indented("   \(step.from + 1) to \(step.to + 1): not comparable, see below") }
    let (before, after) = (studies[step.from], studies[step.to])
    func levels(_ old: TwoScopes?, _ new: TwoScopes?, signed: Bool = false) -> String {
      guard let old, let new else { return "" }
      let text = signed ? ComparisonWords.signed : Numbers.points
      return "\(text(old.value)) to \(text(new.value)), "
    }
    var lines: [String] = []
    let (old, new) = (before.candidate(label), after.candidate(label))
    if let score = step.score {
      lines += indented("\(head)score: \(levels(old?.score, new?.score))\(words(score))")
    }
    if let difference = step.difference {
      lines += indented(
        "\(head)difference from \(after.incumbent): "
          + "\(levels(old?.difference, new?.difference, signed: after.isPairs))\(words(difference))")
    }
    if step.score == nil, step.difference == nil {
      lines += indented("\(head)the others are compared with it: it has no number of its own")
    }
    return lines + step.news.flatMap { indented("      \($0)") }
  }

  private func indented(_ text: String) -> [String] {
    let indent = text.prefix { $0 == " " }
    return Columns.wrapped(String(text.dropFirst(indent.count)), width: 80 - indent.count, hanging: "   ").map {
      indent + $0
    }
  }

  private func words(_ change: Change) -> String { ComparisonWords.change(change, .ratersLikeThese) }

  /// Of every interval: the studies' own, where they agree.
  private var confidence: String {
    let levels = Set(studies.map(\.claim.confidence))
    return levels.count == 1
      ? Numbers.confidence(levels.first ?? 0.95) : "the stricter of two studies'"
  }
}
