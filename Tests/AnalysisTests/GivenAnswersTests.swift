internal import Analysis
internal import Blinding
internal import Digest
internal import StudyModel
internal import Testing

@Suite("Answers that are not numbers")
struct GivenAnswersTests {
  private let arms = ["arm-aaaaa", "arm-bbbbb"].map { ArmCode(rawValue: $0) }

  private func given(
    _ said: [(slot: String?, question: String, answer: Answer?)], isRepeat: Bool = false
  ) throws -> GivenAnswers {
    let item = try #require(ItemID(hex: SHA256.hex("one")))
    let slots = ["s1", "s2", "anchor"].map { Slot(id: SlotID(rawValue: $0), caption: $0) }
    var plan = PresentationPlan(
      packets: [
        .init(
          id: "k1", rater: "ana",
          presentations: [Presentation(id: PresentationID(rawValue: "p1"), item: item, slots: slots)])
      ], arms: [slots[0].id: arms, slots[1].id: [arms[1]]])
    if isRepeat { plan.hidden.repeats[PresentationID(rawValue: "p1")] = PresentationID(rawValue: "p0") }
    let rubric = Rubric(
      name: "r", version: 1, mode: .absolute, sources: [],
      questions: [
        Question(id: "overall", ask: "?", kind: .scale([ScalePoint(value: 1, anchor: "a")]), isPrimary: true),
        Question(id: "marks", ask: "?", kind: .tags(["long", "wrong"])), Question(id: "note", ask: "?", kind: .text),
      ])
    let ratings = said.enumerated().map { index, said in
      Rating(
        sequence: index + 1,
        judgement: Judgement(
          presentation: PresentationID(rawValue: "p1"), slot: said.slot.map { SlotID(rawValue: $0) },
          question: said.question, answer: said.answer, madeAt: 0, onTask: 0,
          display: Display(mode: "plain", columns: 80, rows: 24, pixelWidth: 0, pixelHeight: 0)), chain: "")
    }
    return GivenAnswers(plan: plan, ratings: ["k1": ratings], categories: [item: "all"], rubric: rubric)
  }

  @Test("the last one counts, a withdrawn or empty one is none, and a shared caption counts for both arms")
  func counted() throws {
    let given = try given([
      ("s1", "overall", .number(1)), ("s1", "marks", .tags(["long"])), ("s1", "marks", .tags(["long", "wrong"])),
      ("s1", "note", .text(" ")), ("s2", "note", .text("A lid.")), ("s2", "marks", .tags(["wrong"])),
      ("s2", "marks", nil),
    ])
    #expect(given.judged == [arms[0]: 1, arms[1]: 2])
    #expect(given.counts(of: "marks", for: arms[0]) == ["long": 1, "wrong": 1])
    #expect(given.counts(of: "marks", for: arms[1]) == ["long": 1, "wrong": 1])
    #expect(given.counts(of: "note", for: arms[1]) == ["": 1] && given.counts(of: "note", for: arms[0]).isEmpty)
    #expect(!given.answers.contains { $0.question == "overall" })
  }

  @Test("what is said of an anchor, a caption of another image, is said of no arm and of no item")
  func anchor() throws {
    let given = try given([("anchor", "note", .text("Another picture.")), ("anchor", "marks", .tags(["wrong"]))])
    #expect(given.answers.isEmpty && given.judged.isEmpty)
  }

  @Test("of an item shown again captions count at the first showing only; what is said of the item stands")
  func shownAgain() throws {
    let given = try given(
      [("s1", "marks", .tags(["long"])), (nil, Judgement.Reserved.flag, .text("odd"))], isRepeat: true)
    #expect(given.judged.isEmpty && given.counts(of: "marks", for: arms[0]).isEmpty && given.items(with: "flag") == 1)
  }

  @Test("what is said of a whole item stands under its own name, without an arm")
  func items() throws {
    let given = try given([
      (nil, Judgement.Reserved.flag, .text("odd")), (nil, Judgement.Reserved.comment, .text("dark")),
      (nil, Judgement.Reserved.skip, .text("blank")), (nil, Judgement.Reserved.skip, nil),
    ])
    #expect(given.answers.map(\.question) == ["comment", "flag"] && given.answers.allSatisfy(\.arms.isEmpty))
    #expect(given.items(with: "flag") == 1 && given.items(with: "skip") == 0 && given.judged.isEmpty)
  }
}
