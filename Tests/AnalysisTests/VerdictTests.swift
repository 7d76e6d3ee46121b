internal import Analysis
internal import Testing

@Suite("Verdicts")
struct VerdictTests {
  /// By definition; margin 0.1 throughout. One line for each way an interval can lie.
  @Test(
    "two facts by strict inequality; touching the margin is undecided",
    arguments: [
      (0.01, 0.3, MarginFact.notWorse, DirectionFact.measurablyHigher),
      (0.01, 0.05, .equivalent, .measurablyHigher),
      (-0.05, 0.06, .equivalent, .noDifferenceShown),
      (-0.05, 0.2, .notWorse, .noDifferenceShown),
      (-0.2, 0.15, .undecided, .noDifferenceShown),
      (-0.5, -0.15, .worseBeyondMargin, .measurablyLower),
      (-0.08, -0.02, .equivalent, .measurablyLower),
      (-0.1, 0.05, .undecided, .noDifferenceShown),
      (-0.2025, -0.0975, .undecided, .measurablyLower),
      (-0.5, -0.1, .undecided, .measurablyLower),
      (-0.05, 0.1, .notWorse, .noDifferenceShown),
      (0, 0.05, .equivalent, .noDifferenceShown),
      (-0.05, 0, .equivalent, .noDifferenceShown),
    ])
  func facts(lower: Double, upper: Double, margin: MarginFact, direction: DirectionFact) {
    let verdict = Verdict(lower: lower, upper: upper, margin: 0.1)
    #expect(verdict == Verdict(margin: margin, direction: direction))
  }

  @Test("the phrase names the margin first, with the decimals the margin has, two at least")
  func phrase() {
    func phrase(_ lower: Double, _ upper: Double, _ margin: Double) -> String {
      Verdict(lower: lower, upper: upper, margin: margin).phrase(margin: margin)
    }
    #expect(phrase(-0.05, 0.4, 0.3) == "not worse within 0.30; no difference shown")
    #expect(phrase(0.01, 0.1, 0.125) == "equivalent within 0.125; measurably higher")
    #expect(phrase(-3, -2, 1) == "worse beyond the margin of 1.00; measurably lower")
    #expect(phrase(-0.5, 0.5, 0.25) == "undecided against a margin of 0.25; no difference shown")
  }
}
