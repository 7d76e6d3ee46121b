public import Blinding
public import Roster
public import StudyModel

/// What a study declared before packets were written: what its report is held to.
public struct DeclaredProtocol: Hashable, Sendable, Codable {
  /// Hash over study file, rubric and image set, 64 hexadecimal digits.
  public var hash: String
  /// What is claimed.
  public var claim: Claim
  /// The questions raters were asked.
  public var rubric: Rubric
  /// Category → weight of the estimate; empty: every image counts the same.
  public var traffic: [String: Double]
  /// The public seed.
  public var seed: UInt64
  /// The arm that all others are compared with.
  public var incumbent: ArmCode
  /// Raters for whom the report does not wait.
  public var guests: [String]
  /// Hidden repeats, anchors, screening, and the question at the end; nil where the study declares none.
  public var checks: RaterChecks?
  /// Which captions are compared; nil where each is rated for itself.
  public var pairs: PairDesign?
  /// Whether captions are shown one at a time; nil: together.
  public var layout: CaptionLayout?
  /// What raters are shown before the first item, its pictures named by their hashes; nil: nothing.
  public var guide: ReviewGuide?

  /// What a study file declares.
  ///
  /// - Parameter incumbent: the arm of the candidate in production.
  public init(_ plan: StudyPlan, incumbent: ArmCode) {
    self.incumbent = incumbent
    guests = plan.review.guests
    checks = plan.review.checks.isEmpty ? nil : plan.review.checks
    pairs = plan.review.pairs
    layout = plan.review.layout == .together ? nil : plan.review.layout
    guide = plan.review.guide.isEmpty ? nil : plan.review.guide
    hash = plan.protocolHash
    claim = plan.claim
    rubric = plan.review.rubric
    traffic = plan.traffic
    seed = plan.seed
  }
}

extension DeclaredProtocol {
  /// What differs from an earlier declaration, in words that name no candidate; what is not listed here shows in
  /// ``hash`` only.
  public func changes(from earlier: DeclaredProtocol) -> [String] {
    var changes: [String] = []
    func note(_ what: String, _ then: some CustomStringConvertible, _ now: some CustomStringConvertible) {
      if "\(then)" != "\(now)" { changes.append("\(what) \(then) is now \(now)") }
    }
    note("criterion", earlier.claim.criterion, claim.criterion)
    note("margin", earlier.claim.margin, claim.margin)
    note("scope", earlier.claim.scope.rawValue, claim.scope.rawValue)
    note("confidence", earlier.claim.confidence, claim.confidence)
    note("seed", earlier.seed, seed)
    if earlier.claim.because != claim.because { changes.append("the margin's reason") }
    if earlier.incumbent != incumbent { changes.append("the incumbent") }
    if earlier.rubric != rubric { changes.append("the rubric") }
    if earlier.traffic != traffic { changes.append("the traffic weights") }
    if earlier.guests != guests { changes.append("the guests") }
    return changes
  }
}
