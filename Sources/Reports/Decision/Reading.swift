internal import Analysis
internal import Blinding
internal import Roster
internal import StudyModel

/// A dossier with its arms named and its parts put together, checked to be whole.
///
/// Every output is rendered from this, so that no two of them can name an arm differently.
struct Reading: Sendable {
  let dossier: Dossier
  /// The incumbent first, then in the order of the study file.
  let candidates: [CandidateReading]

  /// Names every arm.
  init(_ dossier: Dossier) throws(ReportError) {
    let names = dossier.unblinding.names
    let spoken =
      [dossier.estimates.incumbent] + dossier.estimates.arms.map(\.arm) + dossier.estimates.comparisons.map(\.arm)
      + dossier.ratings.map(\.arm) + (dossier.preferences?.preferences.flatMap { [$0.first, $0.second] } ?? [])
    let known = Set(dossier.arms.map(\.arm))
    for arm in spoken {
      guard let candidate = names[arm] else { throw .unnamedArm(arm) }
      guard known.contains(arm) else { throw .armWithoutFacts(label: candidate.label) }
    }
    var candidates: [CandidateReading] = []
    for facts in dossier.arms {
      guard let candidate = names[facts.arm] else { throw .unnamedArm(facts.arm) }
      if candidates.contains(where: { $0.label == candidate.label }) { throw .sameLabel(candidate.label) }
      let entry = CandidateReading(
        candidate: candidate, facts: facts, estimate: dossier.estimates.estimate(of: facts.arm),
        comparison: dossier.estimates.comparisons.first { $0.arm == facts.arm },
        isIncumbent: facts.arm == dossier.estimates.incumbent, cost: CostReading(facts, dossier.costQuality))
      candidates.insert(entry, at: entry.isIncumbent ? 0 : candidates.endIndex)
    }
    self.dossier = dossier
    self.candidates = candidates
  }

  var claim: Claim { dossier.claim }

  /// The candidate in production now. `init` saw that it is there.
  var incumbent: CandidateReading { candidates[0] }

  /// The others, in the order of the study file.
  var challengers: [CandidateReading] { Array(candidates.dropFirst()) }

  /// The label behind an arm.
  func label(of arm: ArmCode) -> String { dossier.unblinding.names[arm]?.label ?? arm.rawValue }

  /// What must stand beside every number, figure and caption: "simulated ratings", "simulated models", or both; nil
  /// where people rated what models wrote.
  var mark: String? {
    let ratings = dossier.raters.contains(where: \.isSimulated)
    let models = dossier.arms.contains(where: \.isSimulated)
    return simulationMark(ratings: ratings, models: models)
  }

  /// The criterion as a reader understands it: its id, and the question in the rubric's words.
  var criterion: Prose {
    guard let question = dossier.rubric.question(claim.criterion) else { return "\(code: claim.criterion)" }
    return "\(code: claim.criterion) (“\(question.ask)”)"
  }

  /// Who gave at least one judgement that the claim rests on. Whoever opened a packet and rated nothing has a receipt and
  /// judged nothing; a caption that failed was judged by nobody.
  var judges: [RaterFacts] {
    let judged: Set<String> =
      if let preferences = dossier.preferences?.preferences {
        Set(preferences.filter { $0.basis == .judged }.map(\.rater))
      } else {
        Set(dossier.ratings.filter { !$0.isFailure && $0.criterion == claim.criterion }.map(\.rater))
      }
    return dossier.raters.filter { judged.contains($0.pseudonym) }
  }

  /// Whether costs are weighted to traffic, as the scores beside them are.
  var isCostWeighted: Bool { dossier.costQuality != nil && !dossier.images.traffic.isEmpty }

  /// A category's weight in the estimate, where weights are declared.
  func weight(of category: String) -> Double? { dossier.images.traffic[category] }
}

extension Reading {
  /// Whether a comparison with the incumbent counts an image that either gave no caption for. Failures on images that
  /// nobody judged are in no comparison.
  func countsFailures(of candidate: CandidateReading) -> Bool {
    let arms = [candidate.facts.arm, incumbent.facts.arm]
    if let preferences = dossier.preferences?.preferences {
      return preferences.contains {
        $0.basis == .noCaption && arms.contains($0.first) && arms.contains($0.second)
      }
    }
    return arms.contains { (dossier.estimates.estimate(of: $0)?.failures ?? 0) > 0 }
  }
}

/// One candidate with all that is known of it.
struct CandidateReading: Sendable {
  let candidate: Candidate
  let facts: ArmFacts
  /// On the claimed criterion.
  let estimate: ArmEstimate?
  /// Against the incumbent; nil for the incumbent itself.
  let comparison: Comparison?
  let isIncumbent: Bool
  /// What a thousand images cost, as far as it is known: one number wherever it stands in the documents.
  let cost: CostReading

  var label: String { candidate.label }

  /// Pinned weights; nil where none were, or captions were ready-made.
  var revision: String? {
    candidate.call?.revision
  }

  /// What it was asked otherwise than usual.
  var particulars: [String] {
    if case .model(let call) = candidate.source { call.particulars } else { [] }
  }

  /// Whether answers were asked for as streams.
  var isStreamed: Bool {
    candidate.call?.streams == true
  }
}
