internal import Analysis
internal import Blinding
internal import StudyModel

extension SplitReplay {
  /// What holding half of the images out says, for a terminal.
  func lines(_ report: ReplayReport) -> [String] {
    let claim = report.claim
    var lines = ["held out: chosen on one half of the images, judged on the other"]
    let head = ["Policy", "First half", "Second half"]
    let rows = report.policies.map { policy -> [String] in
      [Escaping.shortened(policy.label, to: 30)]
        + (differences[policy.replay.arm] ?? []).map { $0.map(Numbers.points) ?? "nothing to compare" }
    }
    lines += Columns.aligned([head] + rows.filter { $0.count == head.count }, right: [1, 2]).map { "  \($0)" }
    let verdict = comparison.verdicts[claim.scope]
    let fact = verdict.map { "\($0.margin.rawValue); \($0.direction.rawValue)" } ?? "undecided: no interval"
    let text = [
      "Differences from \(report.label(of: report.incumbent)). The first half (\(Numbers.counted(images[0], "image"))) "
        + "would choose \(report.label(of: chosen[0])), the second (\(Numbers.counted(images[1], "image"))) "
        + "\(report.label(of: chosen[1])): the cheapest that is not estimated below the margin, else the best.",
      "Each judged on the other half: \(IntervalText.difference(comparison.difference, scope: claim.scope, margin: claim.margin)), "
        + "\(fact). This takes out the favour of choosing among these policies, not what was known when they were "
        + "written: \(ReplayReport.status).",
    ]
    return lines + text.flatMap { Columns.wrapped($0, width: 98).map { "  \($0)" } }
  }

  /// The same for machines.
  func value(_ report: ReplayReport) -> JSONValue {
    .keyed([
      "images": .array(images.map { .integer($0) }),
      "chosen": .array(chosen.map { .string(report.label(of: $0)) }),
      "differences": .array(
        report.policies.map { policy in
          .keyed([
            "policy": .string(policy.label),
            "halves": .array((differences[policy.replay.arm] ?? []).map { .real($0) }),
          ])
        }),
      "difference": .scopes(comparison.difference),
      "verdict": .verdict(comparison, report.claim.scope),
    ])
  }
}
