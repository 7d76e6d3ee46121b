internal import Analysis
internal import Statistics
internal import StudyModel
internal import Testing

@Suite("Why a comparison is undecided")
struct UndecidedCauseTests {
  private func stated(_ value: Double, _ half: Double) -> IntervalOutcome {
    .stated(
      Estimate(
        value: value, standardError: half / 2, degreesOfFreedom: 60, lower: value - half, upper: value + half,
        confidence: 0.95), caution: nil)
  }

  /// A difference with a half-width for each scope and the two parts of its variance, against a margin of 0.3.
  private func comparison(
    _ value: Double, same: Double, new: Double, image: Double = 1, rater: Double = 1
  ) -> Comparison {
    let difference = TwoScopes(
      value: value, theseRaters: stated(value, same), ratersLikeThese: stated(value, new),
      variance: VarianceParts(image: image, rater: rater, cell: 0.1))
    var verdicts: [Scope: Verdict] = [:]
    for scope in Scope.allCases {
      guard let estimate = difference[scope].estimate else { continue }
      verdicts[scope] = Verdict(lower: estimate.lower, upper: estimate.upper, margin: 0.3)
    }
    return Comparison(
      arm: challenger, pairs: 100, unpaired: 0, items: 50, raters: 2, difference: difference, verdicts: verdicts)
  }

  @Test("names no cause where the verdict is not undecided")
  func decided() {
    let comparison = comparison(0, same: 0.1, new: 0.2)
    #expect(comparison.causesOfUndecided(in: .ratersLikeThese, margin: 0.3) == [])
    #expect(comparison.causesOfUndecided(in: .theseRaters, margin: 0.3) == [])
  }

  @Test("an interval narrower than the margin straddles it")
  func straddles() {
    let comparison = comparison(-0.25, same: 0.1, new: 0.29)
    #expect(comparison.causesOfUndecided(in: .theseRaters, margin: 0.3) == [.straddlesMargin])
    #expect(comparison.causesOfUndecided(in: .ratersLikeThese, margin: 0.3) == [.straddlesMargin])
  }

  @Test("too wide for these raters: too few images")
  func images() {
    let comparison = comparison(0, same: 0.4, new: 0.5, image: 2)
    #expect(comparison.causesOfUndecided(in: .theseRaters, margin: 0.3) == [.tooFewImages])
    #expect(comparison.causesOfUndecided(in: .ratersLikeThese, margin: 0.3) == [.tooFewImages])
  }

  @Test("too wide only with new raters: they disagree, or are too few to show that they agree")
  func raters() {
    let disagreeing = comparison(0, same: 0.2, new: 0.5, rater: 4)
    #expect(disagreeing.causesOfUndecided(in: .ratersLikeThese, margin: 0.3) == [.ratersDisagree])
    let few = comparison(0, same: 0.2, new: 0.5, rater: 0.5)
    #expect(few.causesOfUndecided(in: .ratersLikeThese, margin: 0.3) == [.tooFewRaters])
  }

  @Test("names both where both are at fault, raters first")
  func both() {
    let comparison = comparison(0, same: 0.4, new: 0.9, rater: 4)
    #expect(comparison.causesOfUndecided(in: .ratersLikeThese, margin: 0.3) == [.ratersDisagree, .tooFewImages])
  }
}
