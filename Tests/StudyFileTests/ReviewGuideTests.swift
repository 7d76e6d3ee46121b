import Digest
import Roster
import StudyFile
import StudyModel
import Testing

/// `review: layout, examples, practice`.
@Suite struct ReviewGuideTests {
  private func study(_ lines: String) throws -> StudyFixture {
    let study = try StudyFixture([("seconds_per_item: 30", "seconds_per_item: 30\n  " + lines)])
    try study.folder.write("try.png", png("a picture of our own"))
    return study
  }

  @Test("what is declared is read, with the pictures' hashes and files; what is not stays off")
  func read() throws {
    let study = try study(
      """
      layout: one-at-a-time
        examples:
          - {caption: A dog., answers: {overall: 2, note: Which?}, because: Which dog?}
          - {image: try.png, caption: A pug., answers: {overall: 3}, because: It is one.}
        practice:
          - image: try.png
            captions: [A cat., A tabby cat asleep.]
            answers: [{overall: 1}, {overall: 3, extra: 2}]
            because: The second says which.
      """)
    let review = try study.load().plan.review
    let image = try #require(ItemID(hex: SHA256.hex(png("a picture of our own"))))
    #expect(review.layout == .oneAtATime)
    #expect(
      review.guide
        == ReviewGuide(
          examples: [
            WorkedExample(
              caption: "A dog.", answers: ["overall": .number(2), "note": .text("Which?")], because: "Which dog?"),
            WorkedExample(image: image, caption: "A pug.", answers: ["overall": .number(3)], because: "It is one."),
          ],
          practice: [
            PracticeItem(
              image: image,
              captions: [
                PracticeCaption(caption: "A cat.", answers: ["overall": .number(1)]),
                PracticeCaption(
                  caption: "A tabby cat asleep.", answers: ["overall": .number(3), "extra": .number(2)]),
              ], because: "The second says which.")
          ]))
    #expect(review.guideImages == [image: study.folder.path + "/try.png"])
    let bare = try StudyFixture().load().plan.review
    #expect(bare.layout == .together && bare.guide.isEmpty && bare.guideImages.isEmpty)
  }

  @Test("refuses a picture that raters are about to judge, at its line")
  func item() throws {
    let lines = "examples: [{image: data/img/chart-1.png, caption: A., answers: {overall: 2}, because: B.}]"
    // The sample takes 2 of 3 charts: whichever is left out may be used.
    let refused = try (1...3).map { number in
      try study(lines.replacing("chart-1", with: "chart-\(number)")).refusal
    }
    #expect(refused.count { $0 == "nothing was refused" } == 1)
    #expect(
      refused.filter { $0 != "nothing was refused" }.allSatisfy {
        $0.hasPrefix("study.yaml:34:22: this picture is an image of the study, 'img/chart-")
          && $0.hasSuffix(
            "Raters would have your answers in mind when they judge it.\n"
              + "        Use a picture that was not sampled, or one of your own.")
      })
  }

  @Test("refuses answers that no rater could give, each in its place")
  func answers() throws {
    let lines = """
      examples:
          - {caption: A., answers: {overal: 2}, because: B.}
          - {caption: A., answers: {overall: 4}, because: B.}
          - {caption: A., answers: {}, because: B.}
      """
    let refusal = try study(lines).refusal
    #expect(
      refusal == """
        study.yaml:35:31: unknown key 'overal' in 'review.examples[1].answers'.
                What it was meant to set would silently not happen.
                Did you mean 'overall'?

        study.yaml:36:40: 'review.examples[2].answers.overall' is '4', not a point from 1 to 3.
                It sets the answer you would give; that would be left to guesswork.
                Write, for example, `overall: 1`.

        study.yaml:37:21: 'review.examples[3].answers' is empty.
                Raters would learn nothing from it.
                Write, for example, `{overall: 2}`.
        """)
  }

  @Test("refuses a practice item without answers for each caption, or to what is required")
  func practice() throws {
    let short = try study("practice: [{image: try.png, captions: [A., B.], answers: [{overall: 1}], because: C.}]")
      .refusal
    #expect(
      short == """
        study.yaml:34:60: 'review.practice[1].answers' has 1 mapping for 2 captions.
                A rater would not learn what you would have said of each.
                Write one mapping of answers for each caption.
        """)
    let lacking = try study("practice: [{image: try.png, captions: [A.], answers: [{extra: 1}], because: C.}]").refusal
    #expect(
      lacking == """
        study.yaml:34:57: 'review.practice[1].answers[1]' has no answer to 'overall'.
                A rater who practises answers it, and would not learn what you would have said.
                Add, for example, `overall: …`.
        """)
  }

  @Test("refuses a picture that is not there, one that is none, and a practice item without one")
  func pictures() throws {
    #expect(
      try study("examples: [{image: none.png, caption: A., answers: {overall: 2}, because: B.}]").refusal == """
        study.yaml:34:22: there is no picture at none.png.
                Raters could not be shown it.
                Check the path; it is taken from the study file's folder.
        """)
    #expect(
      try study("examples: [{image: study.yaml, caption: A., answers: {overall: 2}, because: B.}]").refusal
        .contains("study.yaml:34:22: study.yaml is not an image of a known format"))
    #expect(
      try study("practice: [{captions: [A.], answers: [{overall: 1}], because: C.}]").refusal
        .contains("study.yaml:34:14: 'review.practice[1]' has no 'image'."))
  }

  @Test("refuses one caption at a time, examples and practice beside a rubric of pairs")
  func pairs() throws {
    let study = try study("layout: one-at-a-time\n  examples: [{caption: A., answers: {overall: 1}, because: B.}]")
    try study.folder.write(
      "rubric.yaml",
      """
      rubric: pairs
      version: 1
      mode: pairwise
      sources: [ours]
      questions:
        - {id: preference, type: preference, primary: true, ask: Which?, options: {A: First, B: Second, tie: None}}

      """)
    let refusal = study.refusal
    #expect(
      refusal.contains(
        """
        study.yaml:34:11: 'review.layout' is 'one-at-a-time' with a rubric of mode 'pairwise'.
                Two captions can be compared only side by side.
                Remove the line, or name a rubric of mode 'absolute'.
        """))
    #expect(
      refusal.contains(
        """
        study.yaml:35:3: 'review.examples' stands beside a rubric of mode 'pairwise'.
                Examples show one caption with its answers, and a pair has two.
                Remove it, or name a rubric of mode 'absolute'.
        """))
  }

  @Test("refuses another layout")
  func layout() throws {
    #expect(
      try study("layout: side-by-side").refusal == """
        study.yaml:34:11: 'review.layout' is 'side-by-side', not 'together' or 'one-at-a-time'.
                It sets how the captions of an image are put before a rater; that would be left to guesswork.
                Write, for example, `layout: one-at-a-time`.
        """)
  }

  @Test("an edit is optional unless the rubric says otherwise, and is no question of pairs")
  func edits() throws {
    func rubric(_ line: String, mode: String = "absolute") throws -> String {
      let folder = try Folder()
      let primary =
        mode == "absolute"
        ? "{id: overall, type: scale, primary: true, ask: Good?, points: {1: Bad., 2: Good.}}"
        : "{id: p, type: preference, primary: true, ask: Which?, options: {A: First, B: Second}}"
      let path = try folder.write(
        "r.yaml",
        "rubric: r\nversion: 1\nmode: \(mode)\nsources: [ours]\nquestions:\n  - \(primary)\n  - {id: edit, type: edit, ask: Yours.\(line)}\n"
      )
      return folder.said {
        let question = try #require(try RubricFile.load(path).question("edit"))
        throw StudyFileError([Complaint(file: "", line: 0, column: 0, text: "\(question.kind) \(question.isRequired)")])
      }
    }
    #expect(try rubric("").hasSuffix("edit false"))
    #expect(try rubric(", optional: true").hasSuffix("edit false"))
    #expect(try rubric(", optional: false").hasSuffix("edit true"))
    #expect(
      try rubric("", mode: "pairwise") == """
        r.yaml:7:5: 'edit' is of type 'edit' in a rubric of mode 'pairwise'.
                An edit is of one caption, and a pair has two.
                Ask for a text, or write `mode: absolute`.
        """)
  }
}
