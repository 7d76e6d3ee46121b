import StudyFile
import StudyModel
import Testing

/// Each refusal, with its whole message.
@Suite struct RubricRefusalTests {
  static let head = "rubric: r\nversion: 1\nmode: absolute\nsources: [ours]\n"

  /// What a rubric is refused with; the text follows a good head of four lines.
  func refusal(_ questions: String, head: String = head) throws -> String {
    let folder = try Folder()
    let path = try folder.write("r.yaml", head + questions)
    return folder.said { try RubricFile.load(path) }
  }

  static let good = "questions:\n  - {id: a, type: scale, primary: true, ask: Good?, points: {1: Bad., 2: Good.}}\n"

  @Test("refuses a scale point without anchor text")
  func noAnchor() throws {
    let text = """
      questions:
        - id: accuracy
          type: scale
          primary: true
          ask: True?
          points:
            1: False.
            2:
            3: Partly.
            4: ""
      """
    #expect(
      try refusal(text) == """
        r.yaml:10:5: criterion 'accuracy' has no anchor text for 2, 4.
                Raters would have to guess what those points mean.
                Write what 2, 4 mean, or shorten the scale.
        """)
  }

  @Test("refuses a gap in a scale")
  func gap() throws {
    #expect(
      try refusal(
        "questions: [{id: a, type: scale, primary: true, ask: Good?, points: {1: Bad., 2: Fair., 4: Good.}}]\n")
          == """
          r.yaml:5:61: criterion 'a' goes from 1 to 4 but has no 3.
                  Raters would have to guess whether they may give it.
                  Add point 3, or number the scale without a gap.
          """)
  }

  @Test("refuses a scale of one point")
  func onePoint() throws {
    #expect(
      try refusal("questions: [{id: a, type: scale, primary: true, ask: Good?, points: {1: Bad.}}]\n") == """
        r.yaml:5:61: criterion 'a' has 1 point; a scale has 2 to 9.
                Every caption would get the same.
                Add points, or ask for a text.
        """)
  }

  @Test("refuses a scale of ten points")
  func tenPoints() throws {
    let points = (0...9).map { "\($0): Point \($0)." }.joined(separator: ", ")
    #expect(
      try refusal("questions: [{id: a, type: scale, primary: true, ask: Good?, points: {\(points)}}]\n") == """
        r.yaml:5:61: criterion 'a' has 10 points; a scale has 2 to 9.
                Raters cannot keep so many meanings apart, nor press one key for each.
                Merge points that raters would mix up.
        """)
  }

  @Test("refuses a point that is not one digit")
  func notADigit() throws {
    #expect(
      try refusal(
        "questions: [{id: a, type: scale, primary: true, ask: Good?, points: {1: Bad., 2: Fair., 2.5: Good.}}]\n")
          == """
          r.yaml:5:89: 'a' has a point '2.5', not a whole number from 0 to 9.
                  Raters give a point by pressing one digit.
                  Write the points as 1, 2, 3…
          """)
  }

  @Test("says that a comma may have split a text, where a point or an option has nothing after it")
  func splitByComma() throws {
    let text = """
      score: a + b
      questions:
        - {id: a, type: scale, primary: true, ask: Good?, points: {1: Bad, or none., 2: Good.}}
        - {id: b, type: choice, ask: Which?, options: {x: This, not that, y: That}}
      """
    #expect(
      try refusal(text) == """
        r.yaml:5:12: the score names 'b', whose answers are no numbers.
                The total could not be computed.
                Name scales and deductions only.

        r.yaml:7:70: 'a' has a point 'or none.', not a whole number from 0 to 9.
                Raters give a point by pressing one digit.
                If a comma has split a text inside { }, put that text in quotes; else write what it means after a colon.

        r.yaml:8:59: the option 'not that' of 'b' is not made of letters, digits, '-' and '_'.
                It is a value in ratings.csv.
                Write, for example, `wrong-count`.

        r.yaml:8:59: option 'not that' of 'b' has no label.
                Raters would have to guess what it means.
                If a comma has split a text inside { }, put that text in quotes; else write what it means after a colon.
        """)
  }

  @Test("a refused question brings no second complaint from the score that names it, nor about the primary one")
  func noCascade() throws {
    #expect(
      try refusal("score: a\nquestions:\n  - {id: a, type: scale, primary: true, points: {1: Bad., 2: Good.}}\n") == """
        r.yaml:7:5: 'a' has no 'ask'.
                It sets what the rater reads; that would be left to guesswork.
                Add, for example, `ask: Is everything it says true?`.
        """)
  }

  @Test("refuses an empty ask, and one that is not there")
  func emptyAsk() throws {
    let text = """
      questions:
        - {id: a, type: scale, primary: true, ask: "", points: {1: Bad., 2: Good.}}
        - {id: b, type: text}
      """
    #expect(
      try refusal(text) == """
        r.yaml:6:46: 'a.ask' is '', not a text.
                It sets what the rater reads; that would be left to guesswork.
                Write, for example, `ask: Is everything it says true?`.

        r.yaml:7:5: 'b' has no 'ask'.
                It sets what the rater reads; that would be left to guesswork.
                Add, for example, `ask: Is everything it says true?`.
        """)
  }

  @Test("refuses an id that stands twice, naming both places")
  func sameID() throws {
    #expect(
      try refusal(Self.good + "  - {id: a, type: text, ask: Why?}\n") == """
        r.yaml:7:5: the id 'a' stands twice: here and at line 6, column 5.
                Answers to the two questions could not be told apart.
                Rename one of them.
        """)
  }

  @Test("refuses two points with the same anchor text, whatever their case")
  func sameAnchor() throws {
    #expect(
      try refusal("questions: [{id: a, type: scale, primary: true, ask: Good?, points: {1: Fair., 2: fair.}}]\n") == """
        r.yaml:5:83: 1 and 2 of 'a' have the same anchor text (1 at line 5).
                Raters could not tell them apart.
                Say what makes them differ, or merge them.
        """)
  }

  @Test("refuses ids with a space or beginning with '@'")
  func badIDs() throws {
    #expect(
      try refusal(Self.good + "  - {id: my note, type: text, ask: Why?}\n  - {id: \"@flag\", type: text, ask: Why?}\n")
        == """
        r.yaml:7:10: the id 'my note' is not made of letters, digits and '_', beginning with a letter.
                It names a column in ratings.csv and may stand in a formula.
                Write, for example, `id: text_in_image`.

        r.yaml:8:10: the id '@flag' begins with '@'.
                Such names are the program's own (@flag, @skip).
                Remove the '@'.
        """)
  }

  @Test("refuses a rubric without a primary question")
  func noPrimary() throws {
    #expect(
      try refusal("questions:\n  - {id: a, type: scale, ask: Good?, points: {1: Bad., 2: Good.}}\n") == """
        r.yaml:5:1: no question is the primary one.
                Nobody could tell which question a study's claim is about.
                Add `primary: true` to one question, or declare a `score:`.
        """)
  }

  @Test("refuses two primary questions")
  func twoPrimary() throws {
    #expect(
      try refusal(Self.good + "  - {id: b, type: scale, primary: true, ask: Short?, points: {1: No., 2: Yes.}}\n")
        == """
        r.yaml:7:5: 'b' is a second primary question, beside 'a' at line 6.
                A study's claim could be about either, and choosing after the fact is what a claim made in advance prevents.
                Leave `primary: true` with one of them.
        """)
  }

  @Test("refuses a primary question without points, and an optional one")
  func unfitPrimary() throws {
    #expect(
      try refusal("questions: [{id: a, type: text, primary: true, optional: true, ask: Why?}]\n") == """
        r.yaml:5:13: the primary question 'a' is of type 'text'.
                A claim is about points, and its answers have none.
                Make a scale the primary question.

        r.yaml:5:13: the primary question 'a' is optional.
                Captions without an answer would silently drop out of the claim.
                Remove `optional: true`.
        """)
  }

  @Test("refuses an unknown type")
  func unknownType() throws {
    #expect(
      try refusal(Self.good + "  - {id: b, type: scala, ask: Why?}\n") == """
        r.yaml:7:19: 'b.type' is 'scala', which is no type of question.
                Raters would not know how to answer it.
                Did you mean 'scale'? Known: scale, choice, tags, deduction, text, edit, preference.
        """)
  }

  @Test("refuses unknown keys, with the nearest known one")
  func unknownKeys() throws {
    #expect(
      try refusal("nore: Pilot.\n" + Self.good + "  - {id: b, type: text, ask: Why?, optionnal: true, colour: red}\n")
        == """
        r.yaml:5:1: unknown key 'nore'.
                What it was meant to set would silently not happen.
                Did you mean 'note'?

        r.yaml:8:36: unknown key 'optionnal' in 'b'.
                What it was meant to set would silently not happen.
                Did you mean 'optional'?

        r.yaml:8:53: unknown key 'colour' in 'b'.
                What it was meant to set would silently not happen.
                Known here: id, type, ask, primary, optional.
        """)
  }

  @Test("refuses a key that stands twice, naming both places, and goes on reading")
  func duplicateKeys() throws {
    let text = """
      questions:
        - id: a
          type: scale
          primary: true
          ask: Good?
          points:
            1: Bad.
            2: Fair.
            2: Good.
        - {id: b, type: scala, ask: Why?, "ask": Who?}
      """
    #expect(
      try refusal(text) == """
        r.yaml:13:7: the key '2' stands twice: here and at line 12, column 7.
                Only one of the two could count, and nobody could tell which was meant.
                Remove or rename one of them.

        r.yaml:14:19: 'b.type' is 'scala', which is no type of question.
                Raters would not know how to answer it.
                Did you mean 'scale'? Known: scale, choice, tags, deduction, text, edit, preference.

        r.yaml:14:37: the key 'ask' stands twice: here and at line 14, column 26.
                Only one of the two could count, and nobody could tell which was meant.
                Remove or rename one of them.
        """)
  }

  @Test("refuses a choice with one option")
  func oneOption() throws {
    #expect(
      try refusal(Self.good + "  - {id: b, type: choice, ask: Which?, options: {x: This}}\n") == """
        r.yaml:7:40: 'b' has 1 option.
                Where nothing can be chosen, an answer says nothing.
                Add an option, or remove the question.
        """)
  }

  @Test("refuses a deduction above 0, and a list of deductions without 0")
  func deductions() throws {
    #expect(
      try refusal(Self.good + "  - {id: b, type: deduction, ask: Clean?, options: {0.5: Nice, -0.5: Clumsy}}\n") == """
        r.yaml:7:43: 'b' has no option 0.
                A caption without fault would lose points all the same.
                Add, for example, `0: No padding`.

        r.yaml:7:53: 'b' has a deduction of '0.5', above 0.
                A deduction takes points off; this one would add them.
                Write `-0.5`, or ask for a scale.
        """)
  }

  @Test("refuses a preference where captions are rated one by one")
  func preferenceInAbsolute() throws {
    #expect(
      try refusal(Self.good + "  - {id: b, type: preference, ask: Which?, options: {A: First, B: Second}}\n") == """
        r.yaml:7:5: 'b' is of type 'preference' in a rubric of mode 'absolute'.
                There, a rater sees no pair to prefer one of.
                Write `mode: pairwise`, or ask for a scale.
        """)
  }

  @Test("refuses a pairwise rubric without a preference")
  func noPreference() throws {
    let head = "rubric: r\nversion: 1\nmode: pairwise\nsources: [ours]\n"
    let question = "questions: [{id: a, type: choice, ask: Sure?, options: {yes: Yes, no: No}}]\n"
    #expect(
      try refusal(question, head: head) == """
        r.yaml:5:1: a rubric of mode 'pairwise' has no question of type 'preference'.
                Raters would not know which preference counts.
                Keep exactly one question of type 'preference'.

        r.yaml:5:1: no question is the primary one.
                Nobody could tell which question a study's claim is about.
                Add `primary: true` to one question.
        """)
  }

  @Test("refuses points of two captions at once")
  func noPreferenceInPairwise() throws {
    let head = "rubric: r\nversion: 1\nmode: pairwise\nsources: [ours]\n"
    #expect(
      try refusal(Self.good, head: head) == """
        r.yaml:6:5: 'a' is of type 'scale' in a rubric of mode 'pairwise'.
                Questions there are about two captions at once, so its points would be nobody's.
                Ask for a choice, or write `mode: absolute`.
        """)
  }

  @Test("refuses ways of pairing that there are not, and a score of pairs")
  func pairing() throws {
    let head = "rubric: r\nversion: 1\nmode: pairwise\nsources: [ours]\npairs: some\nsides: left\nscore: p + 1\n"
    let question = "questions: [{id: p, type: preference, primary: true, ask: Which?, options: {A: One, B: Two}}]\n"
    #expect(
      try refusal(question, head: head) == """
        r.yaml:5:8: 'pairs' is 'some', not 'incumbent-vs-each' or 'all'.
                It sets which captions are compared; that would be left to guesswork.
                Write, for example, `pairs: incumbent-vs-each`.

        r.yaml:6:8: 'sides' is 'left'; each pair is shown in both orders equally often, and no other way.
                The study would not be shown as its rubric declares.
                Write `sides: balanced`, or remove the line.

        r.yaml:7:1: 'score' stands in a rubric of mode 'pairwise'.
                A preference is of two captions; there are no points of one to add up.
                Remove it: the claim is about the preference.
        """)
  }

  @Test("refuses a rubric without sources")
  func noSources() throws {
    #expect(
      try refusal(Self.good, head: "rubric: r\nversion: 1\nmode: absolute\n") == """
        r.yaml:1:1: this file has no 'sources'.
                It sets where the wording comes from, so that a reader can judge it; that would be left to guesswork.
                Add, for example, `sources: [W3C WAI alt decision tree]`.
        """)
  }

  @Test("refuses what is not YAML, at its place")
  func notYAML() throws {
    #expect(
      try refusal("questions: [\n") == """
        r.yaml:6:1: this is not YAML: while parsing a flow node (line 6, column 1), did not find expected node content.
                Nothing of the file was read.
                Mend this place: often it is indentation, a quote left open, or a ': ' in a text without quotes.
        """)
  }

  @Test("refuses an empty file and a file that is not there")
  func nothing() throws {
    let folder = try Folder()
    let empty = try folder.write("r.yaml", "")
    #expect(
      folder.said { try RubricFile.load(empty) } == """
        r.yaml:1:1: this file is empty, not a mapping of keys to values.
                Nothing under it could be read.
                Write `key: value` lines.
        """)
    #expect(
      folder.said { try RubricFile.load(folder.path + "/none.yaml") } == """
        none.yaml:1:1: there is no such rubric file.
                Raters would have nothing to go by.
                Check the path.
        """)
  }
}
