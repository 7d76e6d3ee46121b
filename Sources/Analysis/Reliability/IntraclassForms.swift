internal import Statistics

/// Intraclass correlations, each under the name of its form (Shrout and Fleiss 1979): the share of variance that lies
/// between captions.
public struct IntraclassForms: Hashable, Sendable, Codable {
  /// ICC(1,1): each caption judged by raters of its own.
  public var oneSingle: Coefficient
  /// ICC(2,1): raters are a sample; one rating, absolute agreement.
  public var twoSingle: Coefficient
  /// ICC(2,k): as (2,1), for the mean of k ratings.
  public var twoMean: Coefficient
  /// ICC(3,1): these raters only; one rating, consistency.
  public var threeSingle: Coefficient
  /// k: ratings a caption; on an incomplete table their harmonic mean.
  public var ratingsPerUnit: Double
  /// What they are worked out from, in a phrase.
  public var basis: String

  /// None of them, and why.
  init(undefined reason: String) {
    let none = Coefficient(undefined: reason)
    (oneSingle, twoSingle, twoMean, threeSingle) = (none, none, none, none)
    ratingsPerUnit = 0
    basis = reason
  }

  /// - Complexity: O(ratings).
  init(_ units: RatedUnits, confidence: Double) {
    let raters = units.raterNumbers
    let missing = units.count * raters.count - units.values.count
    let sizes = (0..<units.count).map { Double(units.starts[$0 + 1] - units.starts[$0]) }
    ratingsPerUnit = units.count == 0 ? 0 : Double(units.count) / sizes.reduce(0) { $0 + 1 / $1 }
    guard missing == 0 else {
      let share = Double(missing) / Double(units.count * raters.count)
      basis =
        "variance components of an incomplete table: \(Int((share * 100).rounded())) % of \(units.count) captions × "
        + "\(raters.count) raters missing"
      let made = Self.fromComponents(units, ratingsPerUnit: ratingsPerUnit)
      (oneSingle, twoSingle, twoMean, threeSingle) = (made.one, made.two, made.twoMean, made.three)
      return
    }
    basis = "complete table of \(units.count) captions × \(raters.count) \(raters.count == 1 ? "rater" : "raters")"
    do {
      // Within a unit ratings stand in the order of raters.
      let table = try IntraclassCorrelation(units.lists)
      oneSingle = Self.stated(table.oneSingle) { () throws(AgreementError) in
        try table.oneSingleInterval(confidence: confidence)
      }
      twoSingle = Self.stated(table.twoSingle) { () throws(AgreementError) in
        try table.twoSingleInterval(confidence: confidence)
      }
      twoMean = Self.stated(table.twoMean) { () throws(AgreementError) in
        try table.twoMeanInterval(confidence: confidence)
      }
      threeSingle = Self.stated(table.threeSingle) { () throws(AgreementError) in
        try table.threeSingleInterval(confidence: confidence)
      }
    } catch {
      let none = Coefficient(undefined: error.description)
      (oneSingle, twoSingle, twoMean, threeSingle) = (none, none, none, none)
    }
  }

  private static func stated(
    _ value: Double?, _ interval: () throws(AgreementError) -> ClosedRange<Double>?
  ) -> Coefficient {
    guard let value, value.isFinite else { return Coefficient(undefined: "captions do not differ in their means") }
    do {
      guard let found = try interval(), found.upperBound > found.lowerBound else {
        return Coefficient(
          value: value, withoutInterval: "nothing but captions varies, so there is no residual to go by")
      }
      return Coefficient(
        value: value, lower: found.lowerBound, upper: found.upperBound, interval: "F distribution")
    } catch {
      return Coefficient(value: value, withoutInterval: error.description)
    }
  }

  private static func fromComponents(
    _ units: RatedUnits, ratingsPerUnit k: Double
  ) -> (one: Coefficient, two: Coefficient, twoMean: Coefficient, three: Coefficient) {
    let observations = units.observations
    let withoutInterval = "an incomplete table has no exact interval; alpha has one"
    func share(_ part: Double, _ rest: Double, _ caution: String = "") -> Coefficient {
      part + rest > 0
        ? Coefficient(value: part / (part + rest), withoutInterval: withoutInterval + caution)
        : Coefficient(undefined: "no component of variance is above 0")
    }
    let one: Coefficient
    do {
      let found = try oneWayComponents(observations)
      one = share(found.between, found.within)
    } catch {
      one = Coefficient(undefined: Self.reason(error))
    }
    do {
      let found = try SparseComponents(strata: [observations])
      let caution =
        found.negative.contains(.image) ? "; the captions’ component came out negative and counts as 0" : ""
      let other = found.raterVariance + found.restVariance
      return (
        one, share(found.imageVariance, other, caution), share(found.imageVariance, other / k, caution),
        share(found.imageVariance, found.restVariance, caution)
      )
    } catch {
      let none = Coefficient(undefined: Self.reason(error))
      return (one, none, none, none)
    }
  }

  /// In these words a unit is a caption.
  private static func reason(_ error: EstimationError) -> String {
    switch error {
    case .tooFewImages(let found): "needs at least two captions, found \(found)"
    case .constantObservations: AgreementError.noVariation.description
    case .inseparable: "captions and raters are not connected well enough to tell their variance apart"
    default: error.description
    }
  }
}
