internal import Analysis
internal import StudyModel

/// The facts of a study and its candidates, worded once for every form of the comparison.
enum ComparisonWords {
  /// "overall in points; margin 0.30, raters like these".
  static func claim(of study: StudyRecord) -> String {
    "\(study.claim.criterion) in \(study.isPairs ? "net preference" : "points"); margin "
      + "\(Numbers.margin(study.claim.margin)); \(Numbers.confidence(study.claim.confidence)) intervals for "
      + study.claim.scope.rawValue
  }

  /// "36 images, 12 raters".
  static func size(of study: StudyRecord) -> String {
    "\(Numbers.counted(study.images.total, "image")), \(Numbers.counted(study.raters.count, "rater"))"
  }

  /// "4.02 (3.85 to 4.19)"; what is to be known of it stands in ``cautions(of:in:)``.
  static func score(of candidate: CandidateRecord, in study: StudyRecord) -> String {
    IntervalText.points(bare(candidate.score), scope: study.claim.scope)
  }

  static func difference(of candidate: CandidateRecord, in study: StudyRecord) -> String {
    if candidate.isIncumbent { return "–" }
    return IntervalText.difference(
      bare(candidate.difference), scope: study.claim.scope, margin: study.claim.margin,
      value: study.isPairs ? signed : Numbers.points)
  }

  /// Of the declared scope: "score: two raters: very wide, low information".
  static func cautions(of candidate: CandidateRecord, in study: StudyRecord) -> [String] {
    [("score", candidate.score), ("difference", candidate.difference)].compactMap { name, number in
      guard case .stated(_, let caution?)? = number?[study.claim.scope] else { return nil }
      return "\(name): \(caution)"
    }
  }

  /// Without its cautions.
  private static func bare(_ number: TwoScopes?) -> TwoScopes? {
    guard var number else { return nil }
    if case .stated(let estimate, _) = number.theseRaters { number.theseRaters = .stated(estimate, caution: nil) }
    if case .stated(let estimate, _) = number.ratersLikeThese {
      number.ratersLikeThese = .stated(estimate, caution: nil)
    }
    return number
  }

  /// The margin's fact: the first of the two.
  static func verdict(of candidate: CandidateRecord) -> String {
    candidate.isIncumbent ? "incumbent" : candidate.verdict?.margin ?? "undecided"
  }

  /// "0.26 USD per 1,000 images; served by flash-2026-10; 2 of 36 failed".
  static func service(of candidate: CandidateRecord) -> String {
    var facts = [candidate.costPerThousand.map { "\(Numbers.dollars($0)) per 1,000 images" } ?? "cost unknown"]
    if let calls = candidate.unanswered { facts[0] += " (\(calls.short))" }
    if !candidate.isReadyMade { facts.append("served by \(served(candidate))") }
    if candidate.failures > 0 {
      facts.append(
        "\(Numbers.count(candidate.failures)) of \(Numbers.count(candidate.planned)) images without a caption")
    }
    return facts.joined(separator: "; ")
  }

  static func cost(of candidate: CandidateRecord) -> String {
    (candidate.costPerThousand.map(Numbers.dollars) ?? Numbers.unknown)
      + (candidate.unanswered.map { " (\($0.short))" } ?? "")
  }

  static func served(_ candidate: CandidateRecord) -> String {
    if candidate.isReadyMade { return "ready-made" }
    return candidate.servedModels.isEmpty ? "a model it did not name" : candidate.servedModels.joined(separator: ", ")
  }

  /// "−0.16 (−0.41 to 0.09), no change shown", or why it is not told.
  static func change(_ change: Change, _ scope: Scope) -> String {
    switch change {
    case .refused(let reasons): "not compared: \(reasons.joined(separator: "; "))"
    case .stated(let number):
      "change \(interval(number, scope)), \(Change.reading(number[scope]))"
        + (caution(number[scope]).map { " (\($0))" } ?? "")
    }
  }

  /// A change with its sign and its interval, whose bounds never look as if they touched zero.
  static func interval(_ number: TwoScopes, _ scope: Scope) -> String {
    IntervalText.difference(bare(number), scope: scope, margin: 0, value: signed)
  }

  /// A number whose sign says which way it goes: a change, or a net preference.
  static func signed(_ value: Double) -> String {
    let text = Numbers.points(value)
    return value > 0 && text != Numbers.points(0) ? "+" + text : text
  }

  private static func caution(_ outcome: IntervalOutcome) -> String? {
    if case .stated(_, let caution) = outcome { caution } else { nil }
  }
}
