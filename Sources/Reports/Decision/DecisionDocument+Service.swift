internal import Analysis
internal import Roster
internal import StudyModel

extension DecisionDocument {
  /// What it costs, how long it takes and how often it fails.
  var service: Table {
    let rows = reading.candidates.map { candidate -> [Prose] in
      let facts = candidate.facts
      return [
        name(candidate), Prose(stringLiteral: candidate.cost.text),
        Prose(stringLiteral: latency(facts.latency, batched: facts.batched)),
        Prose(stringLiteral: firstToken(candidate)),
        Prose(stringLiteral: failures(facts)), Prose(stringLiteral: checks(facts)), served(candidate),
      ]
    }
    return Table(
      caption: marked(
        "Cost and service.",
        " Every billed call counts, retries too\(reading.isCostWeighted ? "; weighted to traffic, as the scores are" : ""). "
          + "Latency and time to first token: median / 95th percentile of successful "
          + "calls. \(declaredChecks)Counted or timed, not estimated: no intervals.\(reading.drawnTrialCaption())"),
      columns: [
        .text("Candidate"), .text("Cost per 1,000 images"), .text("Latency"), .text("Time to first token"),
        .text("Failures"),
        .text("Checks broken"), .text("Model served"),
      ], rows: rows, stacks: true)
  }

  /// "0.21 s / 0.29 s (36 calls)"; "not measured: 36 calls by batch".
  private func latency(_ latency: Latency?, batched: Int? = nil) -> String {
    let byBatch = batched.map { "\(Numbers.counted($0, "call")) by batch" }
    guard let latency else { return "not measured" + (byBatch.map { ": \($0)" } ?? "") }
    return "\(Numbers.seconds(latency.median)) / \(Numbers.seconds(latency.p95)) "
      + "(\(Numbers.counted(latency.calls, "call"))\(byBatch.map { "; \($0) not measured" } ?? ""))"
  }

  /// Where no stream was asked for there is nothing to time.
  private func firstToken(_ candidate: CandidateReading) -> String {
    candidate.isStreamed && candidate.facts.firstToken == nil
      ? "asked for, but no stream with text came" : latency(candidate.facts.firstToken)
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
    let broken = facts.checksBroken.filter { $0.value > 0 }.sorted { $0.key < $1.key }
    return broken.isEmpty ? "none" : broken.map { "\(Numbers.count($0.value)) \($0.key)" }.joined(separator: ", ")
  }

  /// The rules that captions were held to, so that a table need not list those that nobody broke.
  private var declaredChecks: String {
    let rules = Set(reading.candidates.flatMap(\.facts.checksBroken.keys)).sorted()
    return rules.isEmpty ? "" : "Checks: \(rules.joined(separator: ", ")). "
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
    case .policy(let policy):
      return "\(code: candidate.label)\(role): \(policyText(policy))"
    case .captions(let captions):
      let file = captions.path.split(separator: "/").last.map(String.init) ?? captions.path
      return "\(code: candidate.label)\(role): captions made elsewhere (\(code: file))"
    case .model(let call):
      let standIn = candidate.facts.isSimulated ? "; a stand-in answered" : ""
      return "\(code: candidate.label)\(role): \(code: call.declared)\(standIn)"
    }
  }

  /// What speaks for or against a candidate and was not judged by anyone.
  var otherDrivers: Table {
    func stated(_ text: String?) -> Prose { Prose(stringLiteral: text ?? "not stated") }
    let isAskedOtherwise = reading.candidates.contains { !$0.particulars.isEmpty }
    let rows = reading.candidates.map { candidate -> [Prose] in
      let tokens = candidate.candidate.contextWindow.map { "\(Numbers.count($0)) tokens" }
      let revision: Prose =
        candidate.facts.isReadyMade
        ? "does not apply" : candidate.revision.map { "\(code: $0)" } ?? "none: the service may change the model"
      return [
        name(candidate), stated(candidate.candidate.service), revision, stated(candidate.candidate.licence),
        stated(tokens),
      ] + (isAskedOtherwise ? [Prose(stringLiteral: candidate.particulars.joined(separator: ", "))] : [])
    }
    return Table(
      caption: marked(
        "What else may decide.", " As the study file states it. Nobody judged it, and no verdict rests on it."),
      columns: [
        .text("Candidate"), .text("Provider"), .text("Pinned revision"), .text("Licence"), .text("Context window"),
      ] + (isAskedOtherwise ? [.text("Asked otherwise than usual")] : []), rows: rows, stacks: true)
  }
}
