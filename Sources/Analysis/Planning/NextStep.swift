internal import StudyModel

/// What would most cheaply settle a comparison that is undecided: further raters on the set's own images first, then new
/// images too.
///
/// A step is good enough if studies of the grown size come to a verdict in four of five, both where the true difference is
/// the estimated one and where it is zero. These are chances of a study of that size from the start, at this study's own
/// components; what is already in is not held fixed.
public struct NextStep: Hashable, Sendable, Codable {
  /// More raters, with so many images each.
  public struct Step: Hashable, Sendable, Codable {
    /// Raters to add.
    public var raters: Int
    /// Images for each of them.
    public var imagesEach: Int
    /// Images to caption and add to the set; 0 where its own do.
    public var newImages: Int
    /// Rater-hours in all, at the seconds that an item takes.
    public var hours: Double
    /// The median half-width of the interval afterwards, in rubric points.
    public var halfWidth: Double
    /// The chance of a verdict if the true difference is what is estimated now.
    public var chanceAsEstimated: Double
    /// The chance of a verdict if the models are equal.
    public var chanceIfEqual: Double

    /// More raters, with so many images each.
    public init(
      raters: Int, imagesEach: Int, newImages: Int, hours: Double, halfWidth: Double, chanceAsEstimated: Double,
      chanceIfEqual: Double
    ) {
      self.raters = raters
      self.imagesEach = imagesEach
      self.newImages = newImages
      self.hours = hours
      self.halfWidth = halfWidth
      self.chanceAsEstimated = chanceAsEstimated
      self.chanceIfEqual = chanceIfEqual
    }
  }

  /// The cheapest step that is good enough; nil where none within reason is.
  public var step: Step?
  /// Where there is none: the cheapest that would do if the models were equal; nil where none would either.
  public var stepIfEqual: Step?
  /// Arm minus incumbent as estimated, in rubric points.
  public var estimatedDifference: Double
  /// What the study's ratings are made of.
  public var components: RatingComponents
  /// Most raters that were considered.
  public var mostRaters: Int
  /// Most further presentations that were considered.
  public var mostPresentations: Int
  /// Simulated studies behind each chance.
  public var studies: Int

  /// What would most cheaply settle a comparison.
  public init(
    step: Step?, stepIfEqual: Step?, estimatedDifference: Double, components: RatingComponents, mostRaters: Int,
    mostPresentations: Int, studies: Int
  ) {
    self.step = step
    self.stepIfEqual = stepIfEqual
    self.estimatedDifference = estimatedDifference
    self.components = components
    self.mostRaters = mostRaters
    self.mostPresentations = mostPresentations
    self.studies = studies
  }

  /// The chance of a verdict that is good enough.
  public static let goal = 0.8
  /// Most raters to add that is within reason.
  public static let reasonableRaters = 60
  /// The most further presentations within reason: so many times those of the study.
  public static let reasonableGrowth = 10
}

/// Looks for the cheapest step.
struct NextStepSearch {
  let present: StudyDesign
  let simulation: DesignSimulation
  let estimatedDifference: Double
  /// Seconds an item takes a rater.
  let secondsPerItem: Double

  /// A step with the study it leads to.
  private struct Option {
    var raters: Int
    var imagesEach: Int
    var newImages = 0
    var design: StudyDesign
    var presentations: Int
  }

  private static let raterCounts = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 24, 28, 32, 36, 40, 50, 60]
  private static let imageCounts = [6, 9, 12, 15, 18, 20, 24, 30, 36, 40, 50, 60, 75, 90, 120, 150, 200]
  /// A packet longer than this is nobody's idea of short, in seconds.
  private static let longestPacket = 3600.0
  /// Simulating is what takes time: so many designs at most for one question.
  private static let mostSimulated = 6

  private var mostPresentations: Int { NextStep.reasonableGrowth * present.presentations }

  func search() async throws -> NextStep {
    var result = NextStep(
      step: nil, stepIfEqual: nil, estimatedDifference: estimatedDifference, components: simulation.components,
      mostRaters: NextStep.reasonableRaters, mostPresentations: mostPresentations, studies: simulation.studies)
    result.step = try await cheapest(truths: [estimatedDifference, 0])
    if result.step == nil { result.stepIfEqual = try await cheapest(truths: [0]) }
    return result
  }

  private func cheapest(truths: [Double]) async throws -> NextStep.Step? {
    if let step = try await firstThatDoes(ownImages(truths), truths: truths) { return step }
    return try await firstThatDoes(newImages(truths), truths: truths)
  }

  /// The fewest raters for every length of packet, cheapest first.
  private func ownImages(_ truths: [Double]) throws -> [Option] {
    let set = present.categories.count
    let lengths = Set(Self.imageCounts + [set, present.imagesEach]).filter {
      $0 <= set && Double($0) * secondsPerItem <= Self.longestPacket
    }
    var options: [Option] = []
    for each in lengths.sorted() {
      let counts = Self.raterCounts.filter { $0 * each <= mostPresentations && $0 <= NextStep.reasonableRaters }
      guard let most = counts.last, try promises(grown(most, each), truths) else { continue }
      var (low, high) = (-1, counts.count - 1)
      while high - low > 1 {
        let middle = (low + high) / 2
        if try promises(grown(counts[middle], each), truths) { high = middle } else { low = middle }
      }
      // The closed form is a little off: the next number up is tried as well.
      for raters in counts[high...].prefix(2) {
        options.append(
          Option(raters: raters, imagesEach: each, design: try grown(raters, each), presentations: raters * each))
      }
    }
    return sorted(options)
  }

  private func grown(_ raters: Int, _ each: Int) throws -> StudyDesign {
    try present.adding(raters: raters, imagesEach: each)
  }

  /// Twice the images and more, each judged as often as those of the study, in packets of half an hour.
  private func newImages(_ truths: [Double]) throws -> [Option] {
    let set = present.categories.count
    let often = max(1, Int(present.ratingsPerImage.rounded()))
    var options: [Option] = []
    for factor in 2...8 {
      let presentations = (factor - 1) * set * often
      let raters = max(often, Int((Double(presentations) * secondsPerItem / 1800).rounded(.up)))
      guard presentations <= mostPresentations, raters <= NextStep.reasonableRaters else { break }
      let design = try present.adding(imagesTimes: factor, raters: raters, ratingsPerImage: often)
      guard try promises(design, truths) else { continue }
      options.append(
        Option(
          raters: raters, imagesEach: (presentations + raters - 1) / raters, newImages: (factor - 1) * set,
          design: design, presentations: presentations))
    }
    return sorted(options)
  }

  private func sorted(_ options: [Option]) -> [Option] {
    options.sorted { ($0.presentations, $0.raters) < ($1.presentations, $1.raters) }
  }

  /// By the closed form, with a little less than is asked for: simulation has the last word.
  private func promises(_ design: StudyDesign, _ truths: [Double]) throws -> Bool {
    let expected = try ExpectedPrecision(design, simulation.components, claim: simulation.claim)
    return truths.allSatisfy {
      expected.chanceOfVerdict(difference: $0, margin: simulation.claim.margin) > NextStep.goal - 0.02
    }
  }

  private func firstThatDoes(_ options: [Option], truths: [Double]) async throws -> NextStep.Step? {
    for option in options.prefix(Self.mostSimulated) {
      let outcomes = try await simulation.outcomes(
        of: [estimatedDifference, 0].map { .init(design: option.design, trueDifference: $0) })
      let (asEstimated, ifEqual) = (outcomes[0], outcomes[1])
      guard ifEqual.chanceOfVerdict >= NextStep.goal, let halfWidth = ifEqual.medianHalfWidth,
        truths.count == 1 || asEstimated.chanceOfVerdict >= NextStep.goal
      else { continue }
      return NextStep.Step(
        raters: option.raters, imagesEach: option.imagesEach, newImages: option.newImages,
        hours: Double(option.presentations) * secondsPerItem / 3600, halfWidth: halfWidth,
        chanceAsEstimated: asEstimated.chanceOfVerdict, chanceIfEqual: ifEqual.chanceOfVerdict)
    }
    return nil
  }
}
