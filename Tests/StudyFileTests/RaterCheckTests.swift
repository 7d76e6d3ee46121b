import Roster
import StudyFile
import StudyModel
import Testing

/// `review: repeats, anchors, screening, guess`.
@Suite struct RaterCheckTests {
  private func study(_ lines: String) throws -> StudyFixture {
    try StudyFixture([("seconds_per_item: 30", lines)])
  }

  @Test("what is declared is read; what is not stays off")
  func read() throws {
    let all = try study(
      """
      repeats: 0.05
        anchors: {low: 0.5}
        screening: {max_anchor: 2, min_pass: 0.9, min_anchors: 1, exclude: true}
        guess: true
      """
    ).load().plan
    #expect(
      all.review.checks
        == RaterChecks(
          repeats: 0.05, lowAnchors: 0.5,
          screening: ScreeningRule(maxAnchor: 2, minPassPercent: 90, minAnchors: 1, excludes: true), asksForGuess: true)
    )
    #expect(try StudyFixture().load().plan.review.checks.isEmpty)
  }

  @Test("a rule without more than a point has the limit of BS.1534-3, needs three anchors, and leaves nobody out")
  func defaults() throws {
    let plan = try study("anchors: {low: 0.5}\n  screening: {max_anchor: 1}").load().plan
    #expect(
      plan.review.checks.screening
        == ScreeningRule(maxAnchor: 1, minPassPercent: 85, minAnchors: 3, excludes: false))
  }

  @Test("declaring them changes the protocol's hash")
  func hash() throws {
    #expect(try study("guess: true").load().plan.protocolHash != StudyFixture().load().plan.protocolHash)
  }

  @Test("refuses anchors where every rater sees every image, and a rule without anchors")
  func impossible() throws {
    let study = try StudyFixture([
      ("ratings_per_item: 2\n  seconds_per_item: 30", "ratings_per_item: 3\n  anchors: {low: 0.05}")
    ])
    #expect(
      study.refusal == """
        study.yaml:33:3: 'review.anchors' are declared, and every rater sees every image.
                A low anchor is a caption of an image outside a rater's packet, and there is none.
                Lower 'ratings_per_item', add raters, or remove 'anchors'.
        """)
    #expect(
      try self.study("screening: {max_anchor: 2}").refusal == """
        study.yaml:33:3: 'review.screening' is a rule on anchors, and no anchors are declared.
                It could never be applied.
                Add `anchors: {low: 0.1}`, or remove 'screening'.
        """)
  }

  @Test("refuses a rule's point outside the scale, and shares that are none")
  func values() throws {
    #expect(
      try study("anchors: {low: 0.5}\n  screening: {max_anchor: 3}").refusal == """
        study.yaml:34:27: 'review.screening.max_anchor' is 3; 'overall' goes from 1 to 3.
                The rule would screen everybody, or nobody.
                Write the highest score that a plainly wrong caption may get, below 3.
        """)
    #expect(
      try study("repeats: 5").refusal == """
        study.yaml:33:12: 'review.repeats' is '5', not a share from 0 to 0.5.
                It sets the share of a rater's items that are shown again; that would be left to guesswork.
                Write, for example, `repeats: 0.05`.
        """)
    #expect(
      try study("anchors: {low: 0.5}\n  screening: {max_anchor: 2, min_pass: 0.855}").refusal == """
        study.yaml:34:40: 'review.screening.min_pass' is '0.855', not a share from 0.5 to 1 in whole percent.
                It sets the share of anchors that must get no more than that; that would be left to guesswork.
                Write, for example, `min_pass: 0.85`.
        """)
  }

  @Test("refuses high anchors and unknown keys")
  func unknown() throws {
    #expect(
      try study("anchors: {low: 0.5, high: 0.1}").refusal == """
        study.yaml:33:23: 'review.anchors.high' is not in this version.
                The study would run without what its file declares.
                Remove it, or set it to 0.
        """)
    #expect(try study("anchors: {lo: 0.5}").refusal.contains("Did you mean 'low'?"))
  }

  @Test("says where packets are too short for the rule ever to apply")
  func tooShort() throws {
    let notices = try study("anchors: {low: 0.05}\n  screening: {max_anchor: 2}").notices()
    let words = "about 1 anchor, and the rule screens on 3 or more: nobody can be screened"
    #expect(notices.contains { $0.contains(words) })
  }
}
