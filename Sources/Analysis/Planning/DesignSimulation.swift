internal import Statistics
public import StudyModel

/// Draws whole studies from components and runs on each the analysis that the report will run: how often does it come to
/// which verdict?
///
/// Every number follows from the seed: study n of any design is drawn from stream n, whatever runs beside it.
public struct DesignSimulation: Sendable {
  /// What ratings are made of.
  public let components: RatingComponents
  /// What is claimed: margin, scope, confidence.
  public let claim: Claim
  /// Studies simulated for every chance.
  public let studies: Int
  /// Of all draws.
  public let seed: UInt64

  /// - Throws: `noStudies`.
  public init(components: RatingComponents, claim: Claim, studies: Int, seed: UInt64) throws(PlanningError) {
    guard studies > 0 else { throw .noStudies(studies) }
    self.components = components
    self.claim = claim
    self.studies = studies
    self.seed = seed
  }

  /// The share of 0.5 as so many studies tell it: the largest Monte Carlo error of any chance here, as a share.
  public var monteCarloError: Double { 0.5 / Double(studies).squareRoot() }

  /// One design under one truth.
  public struct Case: Hashable, Sendable {
    /// Who rates what.
    public var design: StudyDesign
    /// Candidate minus incumbent, in rubric points as rated.
    public var trueDifference: Double

    /// One design under one truth.
    public init(design: StudyDesign, trueDifference: Double) {
      self.design = design
      self.trueDifference = trueDifference
    }
  }

  /// What studies of one design come to under one truth.
  ///
  /// - Throws: `oneRater`, `differenceOffScale`.
  public func outcomes(of design: StudyDesign, trueDifference: Double) async throws(PlanningError) -> SimulatedOutcomes
  {
    try await outcomes(of: [Case(design: design, trueDifference: trueDifference)])[0]
  }

  /// What studies of every case come to, in the order of the cases; worked out side by side.
  ///
  /// - Throws: `oneRater`, `differenceOffScale`, before anything is drawn.
  /// - Complexity: O(cases × studies × presentations).
  public func outcomes(of cases: [Case]) async throws(PlanningError) -> [SimulatedOutcomes] {
    var sources: [StudySource] = []
    for one in cases {
      if claim.scope == .ratersLikeThese, one.design.raters < 2 { throw .oneRater }
      sources.append(try StudySource(one.design, components, trueDifference: one.trueDifference, claim: claim))
    }
    let chunk = max(1, min(100, studies / 4))
    let results = await withTaskGroup(of: (Int, [SimulatedStudy]).self) { group in
      for (index, source) in sources.enumerated() {
        for start in stride(from: 0, to: studies, by: chunk) {
          let numbers = start..<min(studies, start + chunk)
          group.addTask { [seed] in (index, numbers.map { source.study(seed: seed, number: $0) }) }
        }
      }
      return await group.reduce(into: [[SimulatedStudy]](repeating: [], count: sources.count)) { $0[$1.0] += $1.1 }
    }
    return zip(cases, results).map { SimulatedOutcomes(trueDifference: $0.trueDifference, $1) }
  }
}

/// One simulated study's answer.
struct SimulatedStudy: Sendable {
  /// Nil where there is no interval.
  let verdict: Verdict?
  let halfWidth: Double?
}

/// What so many simulated studies came to.
public struct SimulatedOutcomes: Hashable, Sendable, Codable {
  /// Candidate minus incumbent, in rubric points.
  public let trueDifference: Double
  /// Studies simulated.
  public let studies: Int
  /// How often each fact against the margin came out; no interval counts as undecided.
  public let margin: [MarginFact: Int]
  /// How often each fact against zero came out; no interval counts as no difference shown.
  public let direction: [DirectionFact: Int]
  /// Studies that ended without an interval.
  public let withoutInterval: Int
  /// The median of the intervals' half-widths, in rubric points; nil where no study had one.
  public let medianHalfWidth: Double?

  init(trueDifference: Double, _ results: [SimulatedStudy]) {
    self.trueDifference = trueDifference
    studies = results.count
    margin = results.reduce(into: [:]) { $0[$1.verdict?.margin ?? .undecided, default: 0] += 1 }
    direction = results.reduce(into: [:]) { $0[$1.verdict?.direction ?? .noDifferenceShown, default: 0] += 1 }
    let widths = results.compactMap(\.halfWidth).sorted()
    withoutInterval = results.count - widths.count
    medianHalfWidth = widths.isEmpty ? nil : (widths[(widths.count - 1) / 2] + widths[widths.count / 2]) / 2
  }

  /// The share of studies with this fact against the margin.
  public func chance(of fact: MarginFact) -> Double { share(margin[fact] ?? 0) }

  /// The share of studies with this fact against zero.
  public func chance(of fact: DirectionFact) -> Double { share(direction[fact] ?? 0) }

  /// The share of studies that say *not worse*; *equivalent* is also not worse.
  public var chanceOfNotWorse: Double { share((margin[.notWorse] ?? 0) + (margin[.equivalent] ?? 0)) }

  /// The share of studies that are not undecided.
  public var chanceOfVerdict: Double { share(studies - (margin[.undecided] ?? 0)) }

  /// The Monte Carlo error of a share, as a standard deviation.
  public func error(of share: Double) -> Double { (share * (1 - share) / Double(studies)).squareRoot() }

  private func share(_ count: Int) -> Double { Double(count) / Double(studies) }
}
