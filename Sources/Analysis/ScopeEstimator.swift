internal import Statistics
internal import StudyModel

/// Turns observations into one number with both of its intervals, or with the reasons why there are none.
struct ScopeEstimator: Sendable {
  /// What is averaged: decides how a reason is worded, and where bounds end.
  enum Quantity {
    case rating
    /// 1 for a cell with 4 or better, else 0.
    case share
    case difference
    /// 1, ½ or 0 for a judgement of a pair, or any other share of judgements.
    case rate
    /// 1, 0 or −1 for a judgement of a pair.
    case net
    /// Points above an average.
    case effect

    /// Where bounds end; nil where they do not.
    var range: ClosedRange<Double>? {
      switch self {
      case .share, .rate: 0...1
      case .net: -1...1
      case .rating, .difference, .effect: nil
      }
    }
  }

  let traffic: TrafficWeights
  /// Category by image number; empty where there are none.
  let categories: [String]
  let confidence: Double

  /// Every observation counts the same.
  init(confidence: Double) {
    self.init(traffic: TrafficWeights(), categories: [], confidence: confidence)
  }

  init(traffic: TrafficWeights, categories: [String], confidence: Double) {
    self.traffic = traffic
    self.categories = categories
    self.confidence = confidence
  }

  /// The number over all categories, weighted to traffic where weights are declared.
  ///
  /// Where a category with a weight has no observation, the number covers the other categories and has no interval.
  ///
  /// - Returns: nil where nothing that counts was observed.
  func overall(_ observations: [Observation], _ quantity: Quantity) throws(EstimationError) -> TwoScopes? {
    if traffic.shares.isEmpty {
      return observations.isEmpty ? nil : scopes(try CrossedMean(observations), quantity)
    }
    let groups = grouped(observations)
    let counted = traffic.shares.filter { $0.weight > 0 }
    let missing = counted.filter { groups[$0.category] == nil }.map(\.category)
    let seen = counted.filter { groups[$0.category] != nil }
    guard !seen.isEmpty else { return nil }
    let total = missing.isEmpty ? 1 : seen.reduce(0) { $0 + $1.weight }
    let mean = try CrossedMean(
      strata: seen.map { share in
        Stratum(
          name: share.category, weight: min(1, share.weight / total), observations: groups[share.category] ?? [])
      })
    guard missing.isEmpty else {
      let reason = IntervalOutcome.unavailable(reason: Self.reason(missing: missing))
      return TwoScopes(value: mean.value, theseRaters: reason, ratersLikeThese: reason)
    }
    return scopes(mean, quantity)
  }

  /// What paired differences decide: the report and every simulated study read their verdicts here.
  struct Decision {
    let difference: TwoScopes?
    let verdicts: [Scope: Verdict]
    let withoutVerdict: [Scope: String]
  }

  /// Reads the verdicts off the intervals of paired differences.
  ///
  /// - Parameter margin: in rubric points.
  func decision(on differences: [Observation], margin: Double?) throws(EstimationError) -> Decision {
    let difference = try overall(differences, .difference)
    var verdicts: [Scope: Verdict] = [:]
    var withoutVerdict: [Scope: String] = [:]
    for scope in Scope.allCases {
      switch difference?[scope] {
      case .stated(let estimate, _)?:
        if let margin {
          verdicts[scope] = Verdict(lower: estimate.lower, upper: estimate.upper, margin: margin)
        } else {
          withoutVerdict[scope] = "no margin was given"
        }
      case .unavailable(let reason)?: withoutVerdict[scope] = reason
      case nil: withoutVerdict[scope] = "no pair lies in a category with traffic"
      }
    }
    return Decision(difference: difference, verdicts: verdicts, withoutVerdict: withoutVerdict)
  }

  /// Each category's own unweighted number.
  func byCategory(
    _ observations: [Observation], _ quantity: Quantity
  ) throws(EstimationError) -> [String: TwoScopes] {
    var result: [String: TwoScopes] = [:]
    if categories.isEmpty { return result }
    for (category, group) in grouped(observations) {
      result[category] = scopes(try CrossedMean(group), quantity)
    }
    return result
  }

  /// Each category's images with an observation.
  func imagesByCategory(_ observations: [Observation]) -> [String: Int] {
    guard !categories.isEmpty else { return [:] }
    return Set(observations.map(\.image)).reduce(into: [:]) { $0[categories[$1], default: 0] += 1 }
  }

  private func grouped(_ observations: [Observation]) -> [String: [Observation]] {
    Dictionary(grouping: observations) { categories[$0.image] }
  }

  private func scopes(_ mean: CrossedMean, _ quantity: Quantity) -> TwoScopes {
    TwoScopes(
      value: mean.value,
      theseRaters: outcome(quantity, cautions: cautions(mean, over: .theseRaters)) { () throws(EstimationError) in
        try mean.overNewImages(confidence: confidence)
      },
      ratersLikeThese: outcome(quantity, cautions: cautions(mean, over: .ratersLikeThese)) {
        () throws(EstimationError) in
        try mean.overNewImagesAndRaters(confidence: confidence)
      },
      variance: mean.parts)
  }

  private func outcome(
    _ quantity: Quantity, cautions: [String], _ make: () throws(EstimationError) -> Estimate
  ) -> IntervalOutcome {
    do {
      var estimate = try make()
      var cautions = cautions
      if let range = quantity.range {
        if estimate.lower < range.lowerBound { cautions.append("lower bound cut at \(shortest(range.lowerBound))") }
        if estimate.upper > range.upperBound { cautions.append("upper bound cut at \(shortest(range.upperBound))") }
        estimate.lower = max(range.lowerBound, estimate.lower)
        estimate.upper = min(range.upperBound, estimate.upper)
      }
      return .stated(estimate, caution: cautions.isEmpty ? nil : cautions.joined(separator: "; "))
    } catch {
      return .unavailable(reason: Self.reason(error, quantity))
    }
  }

  private func cautions(_ mean: CrossedMean, over scope: Scope) -> [String] {
    var cautions: [String] = []
    if mean.images == 2 { cautions.append("two images: very wide, low information") }
    if scope == .ratersLikeThese, mean.raters == 2 { cautions.append("two raters: very wide, low information") }
    for category in mean.strataWithoutSpread {
      cautions.append(Self.withoutSpread(category))
    }
    return cautions
  }

  /// The caution for a category whose images' means do not differ.
  static func withoutSpread(_ category: String) -> String {
    "no spread between the images of category “\(category)”: too narrow by an unknown amount"
  }

  private static func reason(missing: [String]) -> String {
    let names = missing.map { "“\($0)”" }.joined(separator: ", ")
    return missing.count == 1
      ? "category \(names) has traffic and no ratings; the number covers the other categories only"
      : "categories \(names) have traffic and no ratings; the number covers the other categories only"
  }

  private static func reason(_ error: EstimationError, _ quantity: Quantity) -> String {
    guard case .constantObservations(let value) = error else { return error.description }
    switch quantity {
    case .rating: return "every rating is \(shortest(value)), so their spread is unknown"
    case .difference: return "every difference is \(shortest(value)), so their spread is unknown"
    case .rate, .net: return "every judgement says the same, so their spread is unknown"
    case .effect: return "nothing is left over, so its spread is unknown"
    case .share:
      return "\(value > 0 ? "every" : "no") rating is 4 or better, so their spread is unknown"
    }
  }
}
