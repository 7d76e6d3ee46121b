internal import StudyModel

/// What one way to spread the ratings over raters comes to.
public struct PlannedAssignment: Hashable, Sendable, Codable {
  /// Whether it is what the study file declares.
  public var isDeclared: Bool
  /// Raters, guests not counted.
  public var raters: Int
  /// The most images that one rater judges.
  public var imagesEach: Int
  /// Images of the set.
  public var images: Int
  /// Raters who judge an image, on average.
  public var ratingsPerImage: Double
  /// Image × rater cells.
  public var presentations: Int
  /// Where the models are equal.
  public var equal: SimulatedOutcomes
  /// Where the candidate is worse by half the margin.
  public var halfway: SimulatedOutcomes
  /// Where the candidate is worse by the very margin: *not worse* would be wrong.
  public var atMargin: SimulatedOutcomes
  /// What no number of images betters; nil where there is no such floor.
  public var floor: RaterFloor?
}

/// The declared assignment beside others: fewer raters with long packets, more with short ones, and more of everything.
public struct AssignmentTable: Sendable {
  private let declared: StudyDesign
  private let images: [String: Int]
  private let ratingsPerImage: Int
  private let seed: UInt64

  /// - Parameters:
  ///   - declared: the assignment as the study file has it.
  ///   - ratingsPerImage: as the study file has it.
  ///   - seed: of the other assignments' deals.
  public init(declared: StudyDesign, ratingsPerImage: Int, seed: UInt64) {
    self.declared = declared
    self.ratingsPerImage = ratingsPerImage
    self.seed = seed
    images = declared.categories.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  /// The designs of the table: few raters first; none twice.
  func designs() throws(PlanningError) -> [(design: StudyDesign, isDeclared: Bool)] {
    let (many, often) = (declared.raters, ratingsPerImage)
    // Raters × ratings an image, over the study's images once or twice.
    var wanted = [(3, min(3, many), 1)]
    for raters in [5, 8, 12, 20, 30] where raters >= often { wanted.append((raters, often, 1)) }
    wanted += [(many, min(2 * often, many), 1), (2 * many, 2 * often, 1), (2 * many, often, 2)]
    var found = [(design: declared, isDeclared: true)]
    var seen: Set<[Int]> = [[many, often, 1]]
    for (raters, ratings, times) in wanted where seen.insert([raters, ratings, times]).inserted {
      guard ratings <= raters else { continue }
      found.append(
        (
          try StudyDesign(
            images: images.mapValues { $0 * times }, raters: raters, ratingsPerImage: ratings,
            traffic: declared.traffic, seed: seed), false
        ))
    }
    // Fewer ratings than declared first, then as many, then more.
    func size(_ design: StudyDesign) -> Int { (design.presentations - declared.presentations).signum() }
    return found.sorted {
      (size($0.design), $0.design.raters, $0.design.presentations)
        < (size($1.design), $1.design.raters, $1.design.presentations)
    }
  }

  /// Simulates every assignment under three truths.
  ///
  /// - Throws: as ``DesignSimulation/outcomes(of:)``.
  public func rows(_ simulation: DesignSimulation) async throws -> [PlannedAssignment] {
    let designs = try designs()
    let margin = simulation.claim.margin
    let truths = [0, -margin / 2, -margin]
    let outcomes = try await simulation.outcomes(
      of: designs.flatMap { design in truths.map { .init(design: design.design, trueDifference: $0) } })
    return try designs.enumerated().map { index, entry in
      let (design, first) = (entry.design, index * truths.count)
      return PlannedAssignment(
        isDeclared: entry.isDeclared, raters: design.raters, imagesEach: design.imagesEach,
        images: design.categories.count, ratingsPerImage: design.ratingsPerImage, presentations: design.presentations,
        equal: outcomes[first], halfway: outcomes[first + 1], atMargin: outcomes[first + 2],
        floor: simulation.claim.scope == .ratersLikeThese
          ? try RaterFloor(simulation.components, raters: design.raters, confidence: simulation.claim.confidence) : nil)
    }
  }
}

/// The half-width that so many raters come to, for one number of images: what a figure of the plan shows.
public struct PrecisionCurve: Hashable, Sendable, Codable {
  /// Images of the set; nil stands for endless images.
  public var images: Int?
  /// Raters with the median half-width that they come to, in rubric points; by raters.
  public var points: [Point]

  /// One number of raters.
  public struct Point: Hashable, Sendable, Codable {
    /// Raters, each image judged by as many of them as declared.
    public var raters: Int
    /// In rubric points.
    public var halfWidth: Double

    /// One number of raters.
    public init(raters: Int, halfWidth: Double) {
      self.raters = raters
      self.halfWidth = halfWidth
    }
  }

  /// The half-widths for one number of images.
  public init(images: Int?, points: [Point]) {
    self.images = images
    self.points = points
  }

  /// Curves for half the images, the images, and twice the images of a study, and for endless images.
  ///
  /// - Parameters:
  ///   - declared: the assignment as the study file has it.
  ///   - ratingsPerImage: as the study file has it.
  ///   - simulation: 200 studies a point are plenty for a figure.
  /// - Throws: as ``DesignSimulation/outcomes(of:)``.
  public static func curves(
    around declared: StudyDesign, ratingsPerImage: Int, _ simulation: DesignSimulation
  ) async throws -> [PrecisionCurve] {
    let counts = declared.categories.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
    let raters = Set([3, 4, 5, 6, 8, 10, 12, 16, 20, 30, declared.raters]).filter { $0 >= ratingsPerImage }.sorted()
    var curves: [PrecisionCurve] = []
    for (part, whole) in [(1, 2), (1, 1), (2, 1)] {
      let images = counts.mapValues { max(2, $0 * part / whole) }
      var designs: [StudyDesign] = []
      for count in raters {
        designs.append(
          try StudyDesign(
            images: images, raters: count, ratingsPerImage: ratingsPerImage, traffic: declared.traffic,
            seed: simulation.seed))
      }
      let outcomes = try await simulation.outcomes(of: designs.map { .init(design: $0, trueDifference: 0) })
      curves.append(
        PrecisionCurve(
          images: images.values.reduce(0, +),
          points: zip(raters, outcomes).compactMap { count, outcome in
            outcome.medianHalfWidth.map { Point(raters: count, halfWidth: $0) }
          }))
    }
    guard simulation.claim.scope == .ratersLikeThese else { return curves }
    var floor: [Point] = []
    for count in raters {
      if let limit = try RaterFloor(
        simulation.components, raters: count, confidence: simulation.claim.confidence)
      {
        floor.append(Point(raters: count, halfWidth: limit.halfWidth))
      }
    }
    return floor.isEmpty ? curves : curves + [PrecisionCurve(images: nil, points: floor)]
  }
}
