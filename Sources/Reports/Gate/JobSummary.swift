internal import Analysis
internal import StudyModel

/// The decision on half a screen, as Markdown, for the page of a pipeline's run.
///
/// - Parameter folder: where the report is, as the reader would type it.
/// - Returns: lines that begin and end with a line break, so that they can be appended to what is there.
/// - Throws: where the dossier's parts do not fit together.
public func jobSummary(_ dossier: Dossier, folder: String) throws(ReportError) -> String {
  let summary = JobSummary(document: DecisionDocument(reading: try Reading(dossier)), folder: folder)
  return "\n" + MarkdownRenderer.render(summary.text)
}

/// Warnings, verdicts, one small table, and where the rest stands.
struct JobSummary: Sendable {
  let document: DecisionDocument
  let folder: String

  private var reading: Reading { document.reading }

  /// The whole summary.
  var text: Document {
    let whole = document.document()
    let verdicts = whole.blocks.filter { if case .verdicts = $0 { true } else { false } }
    let files: Prose = .list(
      ["decision.md", "report.html", "results.json", "junit.xml"].map { "\(code: "\(folder)/\($0)")" })
    return Document(
      warnings: whole.warnings, title: whole.title,
      blocks: verdicts + [.table(table), .paragraph("The whole record: \(files).")])
  }

  private var table: Table {
    let claim = reading.claim
    let rows = reading.candidates.map { candidate -> [Prose] in
      let difference =
        candidate.isIncumbent ? "–" : reading.difference(candidate.comparison?.difference, for: claim.scope)
      let latency = candidate.facts.latency.map { Numbers.seconds($0.p95) }
      return [
        document.name(candidate), Prose(stringLiteral: difference),
        candidate.isIncumbent ? "–" : document.verdict(candidate), Prose(stringLiteral: candidate.cost.text),
        Prose(stringLiteral: latency ?? "not measured"),
      ]
    }
    return Table(
      caption: document.marked(
        "On \(code: claim.criterion).",
        " Margin \(Numbers.margin(claim.margin)) \(reading.unit); \(Numbers.confidence(claim.confidence)) intervals for "
          + "\(claim.scope.rawValue)."),
      columns: [
        .text("Candidate"), .text(reading.differenceTitle), .text("Verdict"), .text("Cost per 1,000 images"),
        .text("Latency, 95th percentile"),
      ], rows: rows)
  }
}
