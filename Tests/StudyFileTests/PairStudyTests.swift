import Roster
import StudyFile
import StudyModel
import Testing

/// Studies whose rubric compares captions in pairs.
@Suite struct PairStudyTests {
  /// Four candidates and three raters, by `rubrics/pairwise.yaml`.
  private func study(_ edits: [(String, String)] = [], pairs: String? = nil) throws -> StudyFixture {
    let study = try StudyFixture(
      [
        ("rubric: rubric.yaml", pairs == nil ? "rubric: \(project)/rubrics/pairwise.yaml" : "rubric: pairs.yaml"),
        ("criterion: overall", "criterion: preference"),
      ] + edits)
    try study.folder.write(
      "pairs.yaml",
      """
      rubric: small
      version: 1
      mode: pairwise
      sources: [ours]
      \(pairs.map { "pairs: \($0)" } ?? "")
      questions:
        - {id: tie_break, type: choice, optional: true, ask: Sure?, options: {yes: Yes, no: No}}
        - id: preference
          type: preference
          primary: true
          ask: Which?
          options: {both_bad: Neither, B: Second, A: First}

      """)
    return study
  }

  @Test("a study of pairs is read: its design, its preference, a margin in net preference")
  func read() throws {
    let plan = try study().load().plan
    #expect(plan.review.pairs == .incumbentVsEach && plan.pairsPerItem == 3)
    #expect(plan.claim.criterion == "preference" && plan.claim.margin == 0.3)
    #expect(plan.review.rubric.preference?.id == "preference")
    let all = try study(pairs: "all").load().plan
    #expect(all.review.pairs == .all && all.pairsPerItem == 6)
    let rated = try StudyFixture().load().plan
    #expect(rated.review.pairs == nil && rated.pairsPerItem == 1)
    // Not part of what a packet holds.
    #expect(!String(describing: plan.review.rubric).contains("incumbent"))
  }

  @Test("the criterion is the preference where the claim names none; its answers have one order whatever the rubric's")
  func defaults() throws {
    let plan = try study([("  criterion: preference\n", "")], pairs: "incumbent-vs-each").load().plan
    #expect(plan.claim.criterion == "preference")
    guard case .preference(let options)? = plan.review.rubric.preference?.kind else {
      Issue.record("no preference")
      return
    }
    #expect(options.map(\.id) == ["A", "B", "both_bad"])
  }

  @Test("refuses a claim about anything but the preference, and a margin that everybody keeps")
  func claims() throws {
    #expect(
      try study([("criterion: preference", "criterion: why"), ("margin: 0.3", "margin: 1")]).refusal == """
        study.yaml:35:14: the criterion 'why' is no preference; rubric 'pairwise' compares captions in pairs.
                In pairs, a claim is about how many prefer the candidate's caption.
                Write `criterion: preference`, or remove the line.
        """)
    #expect(
      try study([("margin: 0.3", "margin: 1")]).refusal == """
        study.yaml:37:11: the margin 1 is not below 1; in pairs it is a share of judgements.
                Every candidate would be 'not worse', even one that nobody ever prefers.
                Write the smallest loss that would matter to you: 0.1 is ten judgements in a hundred, net.
        """)
    #expect(
      try study([("criterion: preference", "criterion: overall")]).refusal.hasPrefix(
        "study.yaml:35:14: rubric 'pairwise' has no question 'overall'."))
  }

  @Test("refuses low anchors, and a last question where most pairs have no answer to it")
  func impossible() throws {
    let checks = (
      "ratings_per_item: 2\n  seconds_per_item: 30",
      "ratings_per_item: 2\n  anchors: {low: 0.05}\n  guess: true\n  repeats: 0.05"
    )
    #expect(
      try study([checks]).refusal == """
        study.yaml:33:3: 'review.anchors' are declared, and rubric 'pairwise' compares captions in pairs.
                A caption of another image would take the place of one of the two, and that pair would go unjudged.
                Remove 'anchors' and 'screening'; `repeats: 0.05` shows whether a rater answers the same way twice.
        """)
    #expect(
      try study([("seconds_per_item: 30", "guess: true")], pairs: "all").refusal == """
        study.yaml:33:3: 'review.guess' is asked, and rubric 'small' compares all pairs.
                In most pairs neither caption is the incumbent's, so the question would have no answer.
                Remove 'guess', or write `pairs: incumbent-vs-each` in the rubric.
        """)
    let fine = try study([("seconds_per_item: 30", "guess: true\n  repeats: 0.05")]).load().plan
    #expect(fine.review.checks == RaterChecks(repeats: 0.05, asksForGuess: true))
  }

  @Test("says before money is spent where raters see an image in several pairs, and is silent where they do not")
  func seenAgain() throws {
    #expect(
      try study().notices() == [
        "study.yaml:31:11: 3 pairs of an image × 2 judgements are more than 3 raters: a rater sees an image in up to "
          + "2 pairs, far apart, and can tell that the caption seen again is the incumbent's. With 6 raters or more "
          + "nobody would."
      ])
    #expect(
      try !study([("ratings_per_item: 2", "ratings_per_item: 1")]).notices().contains { $0.contains("judgements") })
  }

  @Test("the design of pairs is part of the protocol's hash")
  func hash() throws {
    #expect(
      try study(pairs: "all").load().plan.protocolHash != study(pairs: "incumbent-vs-each").load().plan.protocolHash)
  }
}
