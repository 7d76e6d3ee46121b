internal import Blinding

/// What captions told of whose they were.
extension DecisionDocument {
  var leaks: [Block] {
    guard let scan = dossier.leaks else { return [] }
    let looked =
      "The program looked through \(Numbers.counted(scan.captions, "caption")) for names of makers and models, "
    guard !scan.findings.isEmpty else {
      return [
        .paragraph(
          "\(looked)habits of writing and telling lengths, and found none. A style that no rule knows may still tell.")
      ]
    }
    let rows = reading.candidates.flatMap { candidate in
      scan.findings.filter { $0.arm == candidate.facts.arm }.map { row($0, of: candidate) }
    }
    return [
      .paragraph(
        "\(looked)habits of writing and telling lengths, and found what the table shows. Captions were rated as they came: "
          + "what is listed limits the blind."),
      .table(
        Table(
          caption: marked(
            "What captions told of whose they were.",
            " The last column is the chance of telling right, by this alone, which of two captions is the candidate’s "
              + "and which the incumbent’s (0.5 by chance). Listed from \(Numbers.points(LeakScan.leastStyleAUC)), for "
              + "lengths from \(Numbers.points(LeakScan.leastLengthAUC)); names from the first caption. All of it "
              + "describes these captions and has no intervals."),
          columns: [
            .text("Candidate"), .text("Found"), .number("Captions"), .number("Of \(code: reading.incumbent.label)"),
            .number("Told by this alone"),
          ], rows: rows)),
    ]
  }

  private func row(_ finding: LeakFinding, of candidate: CandidateReading) -> [Prose] {
    var found: Prose = "\(finding.kind.rawValue)"
    if finding.kind == .length, let contrast = finding.contrast, contrast.medians.count == 2 {
      found =
        "\(finding.found.joined()): median \(words(contrast.medians[0])) words against \(words(contrast.medians[1]))"
    } else if !finding.found.isEmpty {
      found += " (\(Prose.list(finding.found.map { "\(code: $0)" })))"
    }
    let isLength = finding.kind == .length
    return [
      name(candidate), found, isLength ? "–" : share(finding.captions, finding.of),
      isLength ? "–" : finding.contrast.map { share($0.captions, $0.of) } ?? "–",
      finding.contrast.map { "\(Numbers.points($0.auc))" } ?? "–",
    ]
  }

  private func share(_ part: Int, _ whole: Int) -> Prose { "\(Numbers.count(part)) of \(Numbers.count(whole))" }

  private func words(_ median: Double) -> String {
    Numbers.fixed(median, decimals: median == median.rounded() ? 0 : 1)
  }
}
