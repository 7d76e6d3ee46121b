internal import Analysis
internal import StudyModel

/// The decision on half a screen, as Markdown, for the page of a pipeline's run.
///
/// - Parameters:
///   - folder: where the report is, as the reader would type it.
///   - gate: what a gate answered, a line a challenger; empty where none was asked.
/// - Returns: lines that begin and end with a line break, so that they can be appended to what is there.
/// - Throws: where the dossier's parts do not fit together.
public func jobSummary(
  _ dossier: Dossier, folder: String, gate: [String] = []
) throws(ReportError) -> String {
  let summary = JobSummary(document: DecisionDocument(reading: try Reading(dossier)), folder: folder, gate: gate)
  return "\n" + MarkdownRenderer.render(summary.text)
}

/// Warnings, verdicts, one small table, and where the rest stands.
struct JobSummary: Sendable {
  let document: DecisionDocument
  let folder: String
  /// What a gate answered.
  let gate: [String]

  private var reading: Reading { document.reading }

  /// The whole summary.
  var text: Document {
    let whole = document.document()
    let verdicts = whole.blocks.filter { if case .verdicts = $0 { true } else { false } }
    let files: Prose = .list(
      ["decision.md", "report.html", "results.json", "junit.xml"].map { "\(code: "\(folder)/\($0)")" })
    return Document(
      warnings: whole.warnings, title: whole.title,
      blocks: (gate.isEmpty ? [] : [.list(gate.map { Prose(stringLiteral: $0) })]) + verdicts + [
        .table(table), .paragraph("The whole record: \(files)."),
      ])
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
          + "\(claim.scope.rawValue).\(reading.drawnTrialCaption())"),
      columns: [
        .text("Candidate"), .text(reading.differenceTitle), .text("Verdict"), .text("Cost per 1,000 images"),
        .text("Latency, 95th percentile"),
      ], rows: rows)
  }
}
