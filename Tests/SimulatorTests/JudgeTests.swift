import Testing

@testable import Simulator

@Suite("Judging a caption by the facts")
struct JudgeTests {
  let fixture: Fixture
  let kettle: FactBook.Entry
  let poster: FactBook.Entry

  init() throws {
    fixture = try Fixture()
    kettle = try fixture.entry("kettle")
    poster = try fixture.entry("poster")
  }

  @Test("finds each planted defect and no other")
  func planted() {
    // Each takes one thing off the complete caption: 0.2 points a weight for what is left out, 0.5 and 0.25 a weight
    // for what is false, 1 for what is made up, 1, 2 or 3 for a vague, missing or wrong subject, 0.5 for form.
    let rest = "with a wooden handle with a long spout beside two small cups on a white table."
    let cases: [(String, Double)] = [
      ("Red kettle \(rest)", 0),
      ("Scarlet Kettle, \(rest)", 0),
      ("Kettle \(rest)", 0.4),
      ("Green kettle \(rest)", 1.0),
      ("Red \(rest)", 2),
      ("Red piece of kitchenware \(rest)", 1),
      ("Red saucepan \(rest)", 3),
      ("Red kettle with a wooden handle with a long spout beside three small cups on a white table.", 1.0),
      ("Red kettle with a wooden handle with a long spout beside two small cups.", 0.2),
      ("Red kettle \(rest) With a cat asleep nearby.", 1),
      ("The image shows red kettle \(rest)", 0.5),
      ("Red kettle \(rest) One two three four five six seven eight nine.", 0.5),
    ]
    for (caption, penalty) in cases {
      #expect(abs(kettle.defects(of: caption).penalty - penalty) < 1e-9, "\(caption)")
    }
  }

  @Test("takes terms as whole words in any case")
  func wholeWords() {
    #expect(kettle.defects(of: "A KETTLE.").subject == .right)
    #expect(kettle.defects(of: "A kettledrum.").subject == .missing)
    #expect(kettle.defects(of: "An inspired kettle").missing.contains { $0.say == "red" })
    #expect(poster.defects(of: "Poster: jazz; night!").textsGiven == 1)
  }

  @Test("separates falsehoods from omissions")
  func aspects() {
    let vague = kettle.defects(of: "Red piece of kitchenware under a hanging lamp.")
    #expect(vague.falsehoods == 1)
    #expect(abs(vague.omissions - (1 + 0.4 + 0.2 + 0.4 + 0.2)) < 1e-9)
    let wrong = kettle.defects(of: "Blue vase.")
    #expect(wrong.falsehoods == 3 + 1)
    #expect(abs(wrong.penalty - (4 + 0.4 + 0.2 + 0.4 + 0.2)) < 1e-9)
  }

  @Test("answers choices and tags by rule")
  func rules() {
    let texts = Fixture.options("none", "given", "partial", "missing")
    let identities = Fixture.options("right", "vague", "wrong")
    func text(_ caption: String, _ entry: FactBook.Entry) -> String? {
      ChoiceAnswer.byRule("text_in_image", texts, entry.defects(of: caption))
    }
    #expect(text("A kettle.", kettle) == "none")
    #expect(text("A poster: Jazz Night, 12 May.", poster) == "given")
    #expect(text("A poster: Jazz Night.", poster) == "partial")
    #expect(text(#"A poster reading "Rock Night"."#, poster) == "partial")
    #expect(text("A poster.", poster) == "missing")
    #expect(ChoiceAnswer.byRule("identity", identities, poster.defects(of: "A graphic")) == "vague")
    #expect(ChoiceAnswer.byRule("identity", identities, poster.defects(of: "A road sign")) == "wrong")
    #expect(ChoiceAnswer.byRule("publish", identities, poster.defects(of: "A road sign")) == nil)

    let names = ["invented-object", "wrong-count", "wrong-attribute", "wrong-relation", "wrong-text", "none"]
    func tags(_ caption: String, _ entry: FactBook.Entry) -> [String] {
      TagAnswer.tags(names, entry.defects(of: caption))
    }
    #expect(tags("Green kettle beside three small cups.", kettle) == ["wrong-count", "wrong-attribute"])
    #expect(tags("Kettle on a black table with cookies.", kettle) == ["invented-object", "wrong-relation"])
    #expect(tags(#"Poster and "13 May"."#, poster) == ["wrong-text"])
    #expect(tags("A poster.", poster) == ["none"])
  }

  @Test("takes options without a rule as falling from best to worst")
  func ranks() {
    let options = Fixture.options("yes", "edit", "no")
    #expect(ChoiceAnswer.byRank(options, quality: 6) == "yes")
    #expect(ChoiceAnswer.byRank(options, quality: 3) == "edit")
    #expect(ChoiceAnswer.byRank(options, quality: -2) == "no")
  }

  @Test("stretches quality to the scale that is asked, rounds halves up and stays inside")
  func scales() {
    let five = Fixture.points(1...5)
    #expect([0.2, 2.49, 2.5, 4.5, 7].map { ScaleAnswer.point(of: five, quality: $0) } == [1, 2, 3, 5, 5])
    // 3 of 1…5 is the middle: 50 of 0…100 and 2 of 1…3.
    #expect(ScaleAnswer.point(of: Fixture.points(0...100), quality: 3) == 50)
    #expect(ScaleAnswer.point(of: Fixture.points(1...3), quality: 3) == 2)
  }

  @Test("prefers the better of two, with ties and pairs of which neither is usable")
  func preferences() {
    let options = Fixture.options("A", "B", "tie", "both_bad")
    #expect(Preference.option(options, first: 4, second: 3) == "A")
    #expect(Preference.option(options, first: 3, second: 4) == "B")
    #expect(Preference.option(options, first: 3, second: 3.4) == "tie")
    #expect(Preference.option(options, first: 1, second: 1.9) == "both_bad")
    #expect(Preference.option(Fixture.options("left", "right"), first: 1, second: 1.9) == "right")
  }
}
