internal import Analysis
internal import StudyModel

extension StudyComparison {
  /// As Markdown that code hosts render.
  ///
  /// - Parameter figure: the path of the figure, seen from the document; nil where there is none.
  public func markdown(figure: String? = nil) -> String {
    var blocks: [Block] = [
      .paragraph("\(Numbers.counted(studies.count, "study", plural: "studies")), oldest first."), .table(table),
    ]
    if !cautions.isEmpty { blocks.append(.list(cautions)) }
    if let figure {
      let plot = DriftFigure(comparison: self)
      blocks.append(
        .figure(
          Figure(
            file: figure, alternative: plot.description, caption: "Scores over the studies, for raters like these.",
            svg: plot.svg)))
    }
    blocks.append(.heading(2, "Over time"))
    if series.isEmpty {
      blocks.append(.paragraph("No candidate is in more than one of these studies."))
    } else {
      blocks.append(.table(changeTable))
      let news = series.flatMap { series in
        series.steps.flatMap { step in
          step.news.map { "\(code: series.label), \(between(step.from, step.to)): \($0)" as Prose }
        }
      }
      if !news.isEmpty { blocks.append(.list(news)) }
    }
    if !pairs.isEmpty {
      blocks.append(.heading(2, "What studies share"))
      blocks.append(
        .list(
          pairs.flatMap { pair in
            (pair.obstacles.map { "not comparable: \($0)" } + pair.cautions).map {
              "\(between(pair.from, pair.to)): \($0)" as Prose
            }
          }))
    }
    blocks.append(.heading(2, "What this is not"))
    blocks.append(.list(Self.limits.map { "\($0)" }))
    return MarkdownRenderer.render(
      Document(warnings: warnings.map { "\($0)" }, title: "Studies side by side", blocks: blocks))
  }

  private func counted(_ candidate: CandidateRecord) -> String {
    "\(Numbers.count(candidate.raters ?? 0)), \(Numbers.count(candidate.ratings ?? 0))"
  }

  /// What is to be known of the table's numbers.
  private var cautions: [Prose] {
    studies.enumerated().flatMap { index, study in
      study.candidates.flatMap { candidate in
        ComparisonWords.cautions(of: candidate, in: study).map {
          "\(Numbers.count(index + 1)), \(code: candidate.label), \($0)" as Prose
        }
      }
    }
  }

  private func between(_ from: Int, _ to: Int) -> String { "\(from + 1) to \(to + 1)" }

  private func named(_ index: Int) -> Prose {
    let name = name(index)
    return name.folder.map { "\(code: name.study) in \(code: $0)" } ?? "\(code: name.study)"
  }

  /// A row a study and candidate.
  private var table: Table {
    let rows = studies.enumerated().flatMap { index, study in
      study.candidates.map { candidate -> [Prose] in
        let verdict = [candidate.verdict?.margin, candidate.verdict?.direction].compactMap { $0 }
        return [
          "\(Numbers.count(index + 1))", "\(study.day)", named(index), "\(code: candidate.label)",
          "\(study.isPairs ? "–" : ComparisonWords.score(of: candidate, in: study))",
          "\(ComparisonWords.difference(of: candidate, in: study))",
          candidate.isIncumbent ? "incumbent" : "\(verdict.isEmpty ? "undecided" : verdict.joined(separator: "; "))",
          "\(Numbers.margin(study.claim.margin))", "\(study.claim.scope.rawValue)",
          "\(candidate.images.map { "\(Numbers.count($0)), \(counted(candidate))" } ?? "–")",
          "\(ComparisonWords.cost(of: candidate))", "\(ComparisonWords.served(candidate))",
          "\(study.simulated ?? (study.earlyReason == nil ? "" : "unblinded early"))",
        ]
      }
    }
    return Table(
      caption: "Each study's own numbers, with the intervals of its declared scope.",
      columns: [
        .number("#"), .text("When"), .text("Study"), .text("Candidate"), .number("Score"), .number("Difference"),
        .text("Verdict"), .number("Margin"), .text("Scope"), .text("Images, raters, judgements"),
        .number("Per 1,000 images"), .text("Served by"), .text("Marks"),
      ], rows: rows)
  }

  /// A row a change.
  private var changeTable: Table {
    let rows = series.flatMap { series in
      series.steps.filter(\.isComparable).flatMap { step -> [[Prose]] in
        func row(_ what: String, _ change: Change) -> [Prose] {
          let cells: [Prose] =
            switch change {
            case .refused(let reasons): ["not compared: \(reasons.joined(separator: "; "))", "–", "–"]
            case .stated(let number):
              [
                "\(ComparisonWords.interval(number, .ratersLikeThese))", "\(Change.reading(number.ratersLikeThese))",
                "\(ComparisonWords.interval(number, .theseRaters))",
              ]
            }
          return ["\(code: series.label)", "\(between(step.from, step.to))", "\(what)"] + cells
        }
        return (step.score.map { [row("score", $0)] } ?? [])
          + (step.difference.map { [row("difference from \(studies[step.to].incumbent)", $0)] } ?? [])
      }
    }
    return Table(
      caption: "Changes of candidates that are in more than one study: the later number less the earlier one.",
      columns: [
        .text("Candidate"), .text("Studies"), .text("Of"), .number("Change, raters like these"), .text("Reading"),
        .number("Change, these raters"),
      ], rows: rows)
  }
}
