import Testing

/// What is refused about review and claim, with the whole message.
@Suite struct ReviewRefusalTests {
  @Test("refuses a rubric that is not there")
  func rubricNotThere() throws {
    let study = try StudyFixture([
      ("rubric: rubric.yaml", "rubric: rubrics/none.yaml")
    ])
    #expect(
      study.refusal == """
        study.yaml:30:11: there is no rubric at rubrics/none.yaml.
                Raters would have nothing to go by.
                Check the path; it is taken from the study file's folder.
        """)
  }

  @Test("refuses raters whose names cannot name files, or stand twice")
  func ratersWhoseNamesCannotName() throws {
    let study = try StudyFixture([
      ("[ana, bo, chi]", "[Ana, bo, bo, \"../x\"]"),
      ("ratings_per_item: 2", "ratings_per_item: 1"),
    ])
    #expect(
      study.refusal == """
        study.yaml:31:12: the rater 'Ana' is not made of 1 to 32 lower-case letters, digits and '-'.
                A packet's file is named by it.
                Write, for example, `ana`.

        study.yaml:31:21: the rater 'bo' stands twice: here and at line 31, column 17.
                Two packets would have one name.
                Remove or rename one of them.

        study.yaml:31:25: the rater '../x' is not made of 1 to 32 lower-case letters, digits and '-'.
                A packet's file is named by it.
                Write, for example, `ana`.
        """)
  }

  @Test("refuses more ratings an item than raters")
  func moreRatingsItemThanRaters() throws {
    let study = try StudyFixture([
      ("ratings_per_item: 2", "ratings_per_item: 4")
    ])
    #expect(
      study.refusal == """
        study.yaml:32:21: 'review.ratings_per_item' is 4, and there are 3 raters.
                Nobody rates an image twice.
                Add raters, or write at most 3.
        """)
  }

  @Test("refuses a claim about a question that is not there")
  func claimAboutQuestionNotThere() throws {
    let study = try StudyFixture([
      ("criterion: overall", "criterion: overal")
    ])
    #expect(
      study.refusal == """
        study.yaml:35:14: rubric 'small' has no question 'overal'.
                A margin is in points, so the claim must be about answers in points.
                Did you mean 'overall'?
        """)
  }

  @Test("refuses a claim about a question without points")
  func claimAboutQuestionWithoutPoints() throws {
    let study = try StudyFixture([
      ("criterion: overall", "criterion: note")
    ])
    #expect(
      study.refusal == """
        study.yaml:35:14: the criterion 'note' has no points in rubric 'small'.
                A margin is in points, so the claim must be about answers in points.
                Write one of: overall.
        """)
  }

  @Test("refuses a claim about an optional question")
  func claimAboutOptionalQuestion() throws {
    let study = try StudyFixture([
      ("criterion: overall", "criterion: extra")
    ])
    #expect(
      study.refusal == """
        study.yaml:35:14: the criterion 'extra' is optional in rubric 'small'.
                A margin is in points, so the claim must be about answers in points.
                Write one of: overall.
        """)
  }

  @Test("refuses a claim about a score that the rubric does not declare")
  func claimAboutScoreRubricDoes() throws {
    let study = try StudyFixture([
      ("criterion: overall", "criterion: score")
    ])
    #expect(
      study.refusal == """
        study.yaml:35:14: rubric 'small' declares no score.
                A margin is in points, so the claim must be about answers in points.
                Write one of: overall.
        """)
  }

  @Test("refuses another scope")
  func anotherScope() throws {
    let study = try StudyFixture([
      ("these raters", "all raters")
    ])
    #expect(
      study.refusal == """
        study.yaml:36:10: 'claim.scope' is 'all raters', not 'these raters' or 'raters like these'.
                It sets whom the claim speaks for; that would be left to guesswork.
                Write, for example, `scope: raters like these`.
        """)
  }

  @Test("refuses a claim about raters like these from one rater")
  func claimAboutRatersLikeThese() throws {
    let study = try StudyFixture([
      ("[ana, bo, chi]", "[ana]"),
      ("ratings_per_item: 2", "ratings_per_item: 1"),
      ("these raters", "raters like these"),
    ])
    #expect(
      study.refusal == """
        study.yaml:36:10: a claim about raters like these, with 1 rater.
                One person says nothing of how people differ.
                Add raters under `review`, or write `scope: these raters`.
        """)
  }

  @Test("refuses a margin of 0")
  func margin() throws {
    let study = try StudyFixture([
      ("margin: 0.3", "margin: 0")
    ])
    #expect(
      study.refusal == """
        study.yaml:37:11: 'claim.margin' is '0', not a number above 0.
                It sets the smallest loss that would matter, in rubric points; that would be left to guesswork.
                Write, for example, `margin: 0.30`.
        """)
  }

  @Test("refuses a margin as wide as the scale")
  func marginAsWideAsScale() throws {
    let study = try StudyFixture([
      ("margin: 0.3", "margin: 2")
    ])
    #expect(
      study.refusal == """
        study.yaml:37:11: the margin 2 is not smaller than the width of 'overall', 2 points.
                Every candidate would be 'not worse', whatever raters say.
                Write the smallest loss that would matter to you, in points of 'overall'.
        """)
  }

  @Test("refuses a margin without its reason")
  func marginWithoutItsReason() throws {
    let study = try StudyFixture([
      ("  because: The pilot says so.\n", "")
    ])
    #expect(
      study.refusal == """
        study.yaml:34:1: 'claim' has no 'because'.
                It sets why that margin and no other; that would be left to guesswork.
                Add, for example, `because: Below 0.3 editors changed no more captions.`.
        """)
  }

  @Test("refuses a confidence in percent")
  func confidenceInPercent() throws {
    let study = try StudyFixture([
      ("because: The", "confidence: 95\n  because: The")
    ])
    #expect(
      study.refusal == """
        study.yaml:38:15: 'claim.confidence' is '95', not a number from 0.5 to 0.999.
                It sets the confidence level of every interval; that would be left to guesswork.
                Write, for example, `confidence: 0.95`.
        """)
  }
}
