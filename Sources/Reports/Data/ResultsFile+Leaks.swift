internal import Blinding

/// What captions told of whose they were, in `results.json`.
extension ResultsFile {
  func leaks(_ scan: LeakScan) -> JSONValue {
    .keyed([
      "rules": .integer(LeakScan.rules), "captions": .integer(scan.captions),
      "findings": .array(
        reading.candidates.flatMap { candidate in
          scan.findings.filter { $0.arm == candidate.facts.arm }.map { finding($0, of: candidate.label) }
        }),
    ])
  }

  private func finding(_ finding: LeakFinding, of label: String) -> JSONValue {
    .keyed([
      "candidate": .string(label), "kind": .string(finding.kind.rawValue),
      "found": .array(finding.found.map { .string($0) }), "captions": .integer(finding.captions),
      "of": .integer(finding.of), "against_incumbent": finding.contrast.map(contrast) ?? .null,
    ])
  }

  private func contrast(_ found: LeakFinding.Contrast) -> JSONValue {
    .keyed([
      "captions": .integer(found.captions), "of": .integer(found.of), "images": .integer(found.images),
      "differing": .integer(found.differing), "auc": .real(found.auc),
      "median_words": .array(found.medians.map { .real($0) }),
    ])
  }
}
