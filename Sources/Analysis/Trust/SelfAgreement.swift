internal import Statistics
internal import StudyModel

/// How well raters repeat their own scores on captions they saw twice, on one criterion.
public struct SelfAgreement: Hashable, Sendable, Codable {
  /// Fewest captions scored twice for numbers worth quoting.
  public static let leastRepeats = 20

  /// Numbers of captions scored twice; second minus first, in rubric points. See `TestRetest` for the formulas.
  public struct Numbers: Hashable, Sendable, Codable {
    /// The spread of one score around the rater's own mean for the caption.
    public var withinDeviation: Double
    /// 95 % of repeats are expected to differ by less than this.
    public var repeatability: Double
    /// Mean of second minus first.
    public var meanShift: Double
    /// Where 95 % of differences are expected.
    public var limits: Finding<ClosedRange<Double>>
    /// ICC(2,1): the share of variance that lies between captions.
    public var intraclass: Finding<Double>
    /// Share of captions with the same score.
    public var exactAgreement: Double
    /// Share of captions with scores at most a point apart.
    public var withinOne: Double
  }

  /// One rater's part.
  public struct Rater: Hashable, Sendable, Codable {
    /// The pseudonym.
    public var rater: String
    /// Captions scored twice.
    public var repeats: Int
    /// The rater's own numbers.
    public var numbers: Finding<Numbers>
  }

  /// The question id, or `score`.
  public var criterion: String
  /// Captions scored twice, over all raters.
  public var repeats: Int
  /// Over all raters together: the ICC counts differences between raters as differences between captions.
  public var numbers: Finding<Numbers>
  /// Raters with at least one caption scored twice, by pseudonym.
  public var raters: [Rater]

  /// Works the numbers out.
  ///
  /// - Parameters:
  ///   - scores: any criterion's; the others are passed over.
  ///   - criterion: the one to look at.
  public init(_ scores: [RepeatedScore], criterion: String) {
    self.criterion = criterion
    let own = scores.filter { $0.criterion == criterion }
    repeats = own.count
    numbers = Self.numbers(own)
    raters = Dictionary(grouping: own, by: \.rater).sorted { $0.key < $1.key }
      .map { Rater(rater: $0.key, repeats: $0.value.count, numbers: Self.numbers($0.value)) }
  }

  private static func numbers(_ scores: [RepeatedScore]) -> Finding<Numbers> {
    guard scores.count >= leastRepeats else {
      return .unavailable(reason: "needs \(leastRepeats) captions scored twice, found \(scores.count)")
    }
    do throws(EstimationError) {
      let test = try TestRetest(scores.map { ($0.first, $0.second) })
      return .stated(
        Numbers(
          withinDeviation: test.withinDeviation, repeatability: test.repeatability, meanShift: test.meanShift,
          limits: finding { () throws(EstimationError) in try test.limitsOfAgreement() },
          intraclass: finding { () throws(EstimationError) in try test.agreement() },
          exactAgreement: test.exactAgreement, withinOne: test.withinOne))
    } catch {
      return .unavailable(reason: error.description)
    }
  }

  private static func finding<Value>(_ make: () throws(EstimationError) -> Value) -> Finding<Value> {
    do throws(EstimationError) {
      return .stated(try make())
    } catch {
      if case .constantObservations = error {
        return .unavailable(reason: "the scores, or their differences, are all the same")
      }
      return .unavailable(reason: error.description)
    }
  }
}
