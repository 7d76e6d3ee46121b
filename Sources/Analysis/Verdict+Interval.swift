extension Verdict {
  /// Reads both facts off an interval of arm minus incumbent.
  ///
  /// All comparisons are strict: an interval that touches the margin, or zero, does not pass it. With a 95 % interval
  /// the two one-sided tests behind *equivalent* run at 2.5 % each. Source: Schuirmann (1987), "A comparison of the two
  /// one-sided tests procedure and the power approach", Journal of Pharmacokinetics and Biopharmaceutics 15.
  ///
  /// - Parameters:
  ///   - lower: lower bound, in rubric points.
  ///   - upper: upper bound, in rubric points; not below `lower`.
  ///   - margin: the smallest loss that would matter, in rubric points; above zero.
  public init(lower: Double, upper: Double, margin: Double) {
    let marginFact: MarginFact =
      if upper < -margin {
        .worseBeyondMargin
      } else if lower > -margin {
        upper < margin ? .equivalent : .notWorse
      } else {
        .undecided
      }
    self.init(margin: marginFact, direction: DirectionFact(lower: lower, upper: upper))
  }

  /// Both facts in a phrase, the margin first: "not worse within 0.30; no difference shown".
  ///
  /// - Parameter margin: the margin that the verdict was read against, in rubric points.
  public func phrase(margin points: Double) -> String {
    let points = withTwoDecimals(points)
    let first =
      switch margin {
      case .notWorse: "not worse within \(points)"
      case .equivalent: "equivalent within \(points)"
      case .worseBeyondMargin: "worse beyond the margin of \(points)"
      case .undecided: "undecided against a margin of \(points)"
      }
    return "\(first); \(direction.rawValue)"
  }
}

extension DirectionFact {
  /// Reads the direction off an interval of arm minus incumbent; touching zero shows none.
  ///
  /// - Parameters:
  ///   - lower: lower bound, in rubric points.
  ///   - upper: upper bound, in rubric points; not below `lower`.
  public init(lower: Double, upper: Double) {
    self = lower > 0 ? .measurablyHigher : upper < 0 ? .measurablyLower : .noDifferenceShown
  }
}
