internal import Analysis
internal import Roster
internal import StudyModel

extension DecisionDocument {
  /// What it costs, how long it takes and how often it fails.
  var service: Table {
    let rows = reading.candidates.map { candidate -> [Prose] in
      let facts = candidate.facts
      let latency = facts.latency.map { "\(Numbers.seconds($0.median)) / \(Numbers.seconds($0.p95))" }
      return [
        name(candidate), Prose(stringLiteral: candidate.cost.text), Prose(stringLiteral: latency ?? "not measured"),
        Prose(stringLiteral: failures(facts)), Prose(stringLiteral: checks(facts)), served(candidate),
      ]
    }
    return Table(
      caption: marked(
        "Cost and service.",
        " Cost of every billed call of the run, retries among them. Latency of successful calls, median / 95th "
          + "percentile."),
      columns: [
        .text("Candidate"), .text("Cost per 1,000 images"), .text("Latency"), .text("Failures"),
        .text("Checks broken"), .text("Model served"),
      ], rows: rows, stacks: true)
  }

  /// "3 of 36 (1 refused, 2 failed)".
  private func failures(_ facts: ArmFacts) -> String {
    let kinds = Outcome.allCases.filter { !$0.isRated && facts.outcomes[$0, default: 0] > 0 }
    let parts = kinds.map { "\(Numbers.count(facts.outcomes[$0, default: 0])) \($0.rawValue)" }
    let total = "\(Numbers.count(facts.failures)) of \(Numbers.count(facts.flow.sent))"
    return parts.isEmpty ? total : "\(total) (\(parts.joined(separator: ", ")))"
  }

  private func checks(_ facts: ArmFacts) -> String {
    guard !facts.checksBroken.isEmpty else { return "none declared" }
    return facts.checksBroken.sorted { $0.key < $1.key }.map { "\($0.key): \(Numbers.count($0.value))" }
      .joined(separator: ", ")
  }

  private func served(_ candidate: CandidateReading) -> Prose {
    if candidate.facts.isReadyMade { return "ready-made captions" }
    guard !candidate.facts.servedModels.isEmpty else { return "the service did not say" }
    return Prose.joined(candidate.facts.servedModels.sorted().map { "\(code: $0)" }, by: ", ")
  }

  /// A candidate and where its captions come from.
  func option(_ candidate: CandidateReading) -> Prose {
    let role: Prose = candidate.isIncumbent ? ", the incumbent" : ""
    switch candidate.candidate.source {
    case .captions(let captions):
      let file = captions.path.split(separator: "/").last.map(String.init) ?? captions.path
      return "\(code: candidate.label)\(role): captions made elsewhere (\(code: file))"
    case .model(let call):
      let revision: Prose = call.revision.map { ", revision \(code: $0)" } ?? ""
      let standIn = candidate.facts.isSimulated ? "; a stand-in answered in its place" : ""
      return "\(code: candidate.label)\(role): \(code: call.declared)\(revision)\(standIn)"
    }
  }
}
