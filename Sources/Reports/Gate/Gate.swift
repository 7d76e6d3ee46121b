internal import Analysis
internal import Statistics
internal import StudyModel

/// What a pipeline may ask of a study: whether a fact holds for a challenger, by the interval of the declared scope.
public enum Gate: String, Hashable, Sendable, CaseIterable {
  /// The loss is smaller than the margin.
  case notWorse = "not-worse"
  /// Loss and gain are both smaller than the margin.
  case equivalent
  /// The challenger is measurably higher.
  case higher

  /// What the interval says. Touching a landmark is undecided, as it is for the verdict.
  ///
  /// | gate | holds | the evidence says no |
  /// |---|---|---|
  /// | not-worse | lower > −margin | upper < −margin |
  /// | equivalent | lower > −margin and upper < margin | upper < −margin, or lower > margin |
  /// | higher | lower > 0 | upper < 0 |
  func answer(lower: Double, upper: Double, margin: Double) -> GateAnswer {
    let (holds, refused) =
      switch self {
      case .notWorse: (lower > -margin, upper < -margin)
      case .equivalent: (lower > -margin && upper < margin, upper < -margin || lower > margin)
      case .higher: (lower > 0, upper < 0)
      }
    return holds ? .holds : refused ? .refused : .undecided
  }
}

/// How a gate ends, the worst first.
public enum GateAnswer: Int, Hashable, Sendable, Comparable {
  /// The evidence says no.
  case refused
  /// The evidence does not tell.
  case undecided
  /// It holds.
  case holds

  /// The worse comes first.
  public static func < (left: GateAnswer, right: GateAnswer) -> Bool { left.rawValue < right.rawValue }

  /// In a line of text.
  var word: String {
    switch self {
    case .refused: "no"
    case .undecided: "undecided"
    case .holds: "holds"
    }
  }
}

/// What is asked at the gate, and what is let pass that no decision can rest on.
public struct GateQuestion: Hashable, Sendable {
  /// The fact.
  public var gate: Gate
  /// Labels of the challengers that must meet it; empty: all of them.
  public var candidates: [String]
  /// Whether simulated ratings or models may pass, as in a rehearsal.
  public var allowsSimulated: Bool
  /// Whether a study that was unblinded before all ratings were in may pass.
  public var allowsEarly: Bool

  /// What is asked at the gate.
  public init(_ gate: Gate, candidates: [String] = [], allowsSimulated: Bool = false, allowsEarly: Bool = false) {
    self.gate = gate
    self.candidates = candidates
    self.allowsSimulated = allowsSimulated
    self.allowsEarly = allowsEarly
  }
}

/// One challenger at the gate.
public struct GateResult: Hashable, Sendable {
  /// The challenger.
  public var candidate: String
  /// How it ends.
  public var answer: GateAnswer
  /// The difference with its interval, scope and counts, or why there is none; with every mark that belongs to it.
  public var evidence: String
  /// Why the numbers alone do not decide; nil where they do.
  public var withheld: String?

  /// One line of text that cannot act, for example
  /// `gate not-worse  flash: holds, −0.05 (−0.21 to 0.10), margin 0.30; 95 % interval, raters like these; 12 raters, 36 images`.
  public func line(_ gate: Gate) -> String {
    let why = withheld.map { " (\($0))" } ?? ""
    return Escaping.line("gate \(gate.rawValue)  \(candidate): \(answer.word)\(why), \(evidence)")
  }
}

/// Asks every named challenger.
///
/// - Returns: one result a challenger, in the order of the study file; empty only where the study has no challenger.
/// - Throws: where the dossier's parts do not fit together, or a label is no challenger's.
public func gateResults(_ question: GateQuestion, _ dossier: Dossier) throws(ReportError) -> [GateResult] {
  let reading = try Reading(dossier)
  for label in question.candidates where !reading.challengers.contains(where: { $0.label == label }) {
    throw .noChallenger(label: label, among: reading.challengers.map(\.label))
  }
  return reading.challengers.filter { question.candidates.isEmpty || question.candidates.contains($0.label) }.map {
    reading.result(of: $0, question)
  }
}

extension Reading {
  /// One challenger's answer.
  func result(of candidate: CandidateReading, _ question: GateQuestion) -> GateResult {
    let withheld = reasonToWithhold(question)
    let marks = [dossier.unblinding.isEarly ? "unblinded early" : nil, mark].compactMap(\.self)
    let suffix = marks.isEmpty ? "" : " [\(marks.joined(separator: "; "))]"
    guard let comparison = candidate.comparison, let estimate = comparison.difference?[claim.scope].estimate,
      comparison.verdicts[claim.scope] != nil
    else {
      let reason = candidate.comparison.flatMap { Undecided($0, claim: claim, pairs: pairs)?.because }
      return GateResult(
        candidate: candidate.label, answer: .undecided, evidence: (reason ?? "no \(judgement)s") + suffix,
        withheld: withheld)
    }
    let answer = question.gate.answer(lower: estimate.lower, upper: estimate.upper, margin: claim.margin)
    let counts = "\(Numbers.counted(comparison.raters, "rater")), \(Numbers.counted(comparison.items, "image"))"
    let evidence =
      "\(difference(comparison.difference, for: claim.scope)), margin \(Numbers.margin(claim.margin)); "
      + "\(Numbers.confidence(claim.confidence)) interval, \(claim.scope.rawValue); \(counts)\(suffix)"
    return GateResult(
      candidate: candidate.label, answer: withheld == nil ? answer : .undecided, evidence: evidence,
      withheld: withheld.map { "\($0); by the numbers: \(answer.word)" })
  }

  /// What forbids to let anybody pass, or to send anybody away.
  private func reasonToWithhold(_ question: GateQuestion) -> String? {
    if let mark, !question.allowsSimulated { return "\(mark) decide nothing" }
    if dossier.unblinding.isEarly, !question.allowsEarly { return "unblinded early" }
    return nil
  }
}
