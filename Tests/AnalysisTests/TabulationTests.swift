import Blinding
import Digest
import StudyModel
import Testing

@testable import Analysis

/// One rater, one item, two arms with captions and one that failed.
private struct OneItem {
  let arms = ["arm-aaaaa", "arm-bbbbb", "arm-ccccc"].map { ArmCode(rawValue: $0) }
  let item: ItemID
  let plan: PresentationPlan
  let rubric: Rubric

  init(shared: Bool = false) throws {
    item = try #require(ItemID(hex: SHA256.hex("one")))
    let slots = ["s1", "s2"].map { Slot(id: SlotID(rawValue: $0), caption: $0) }
    let presentation = Presentation(id: PresentationID(rawValue: "p1"), item: item, slots: slots)
    plan = PresentationPlan(
      packets: [.init(id: "k1", rater: "ana", presentations: [presentation])],
      arms: [slots[0].id: shared ? [arms[0], arms[1]] : [arms[0]], slots[1].id: [shared ? arms[2] : arms[1]]])
    let points = (1...5).map { ScalePoint(value: $0, anchor: "a\($0)") }
    rubric = Rubric(
      name: "r", version: 1, mode: .absolute, sources: [],
      questions: [
        Question(id: "overall", ask: "?", kind: .scale(points), isPrimary: true),
        Question(
          id: "extra", ask: "?", kind: .deduction([.init(points: 0, label: "a"), .init(points: -0.5, label: "b")])),
      ],
      composite: Composite(constant: 1, weights: ["overall": 2, "extra": 1], formula: "1 + 2*overall + extra"))
  }

  func rating(_ sequence: Int, _ slot: String?, _ question: String, _ answer: Answer?) -> Rating {
    Rating(
      sequence: sequence,
      judgement: Judgement(
        presentation: PresentationID(rawValue: "p1"), slot: slot.map { SlotID(rawValue: $0) }, question: question,
        answer: answer, madeAt: 0, onTask: 0,
        display: Display(mode: "plain", columns: 80, rows: 24, pixelWidth: 0, pixelHeight: 0)), chain: "")
  }

  func tabulate(_ ratings: [Rating], failed: Int? = nil) -> Tabulation {
    let outputs = arms.enumerated().map { number, arm in
      Output(
        arm: arm, item: item, text: failed == number ? nil : "x", outcome: failed == number ? .refused : .captioned)
    }
    return Tabulation(
      plan: plan, ratings: ["k1": ratings], outputs: outputs, categories: [item: "all"], rubric: rubric)
  }
}

@Suite("tabulation")
struct TabulationTests {
  @Test("of a slot and question the last judgement counts, and a withdrawn one is none")
  func lastCounts() throws {
    let one = try OneItem()
    let table = one.tabulate([
      one.rating(1, "s1", "overall", .number(2)), one.rating(3, "s1", "overall", .number(5)),
      one.rating(2, "s1", "overall", nil), one.rating(4, "s2", "overall", .number(3)),
      one.rating(5, "s2", "overall", nil),
    ])
    #expect(table.cells.map(\.value) == [5])
    #expect(table.cells.map(\.arm) == [one.arms[0]])
  }

  @Test("a caption that two arms gave is credited to each")
  func shared() throws {
    let one = try OneItem(shared: true)
    let table = one.tabulate([one.rating(1, "s1", "overall", .number(4))])
    #expect(Set(table.cells.map(\.arm)) == [one.arms[0], one.arms[1]])
  }

  @Test("what an arm failed to caption counts as the lowest point, once for each rater who judged the others")
  func failure() throws {
    let one = try OneItem()
    let table = one.tabulate([one.rating(1, "s1", "overall", .number(4))], failed: 2)
    let failures = table.cells.filter(\.isFailure)
    #expect(failures.map(\.arm) == [one.arms[2]] && failures.map(\.value) == [1])
    #expect(one.tabulate([], failed: 2).cells.isEmpty)
  }

  @Test("an item that no arm captioned counts as the lowest point for each arm and each of its raters who rated at all")
  func unshown() throws {
    let one = try OneItem()
    let blank = try #require(ItemID(hex: SHA256.hex("blank")))
    var plan = one.plan
    plan.packets[0].unshown = [blank]
    let outputs = one.arms.flatMap { arm in
      [
        Output(arm: arm, item: one.item, text: "x", outcome: .captioned),
        Output(arm: arm, item: blank, text: nil, outcome: .failed),
      ]
    }
    func cells(_ ratings: [Rating]) -> [RatingCell] {
      Tabulation(
        plan: plan, ratings: ["k1": ratings], outputs: outputs, categories: [one.item: "all", blank: "all"],
        rubric: one.rubric
      ).cells.filter { $0.item == blank }
    }
    #expect(cells([]).isEmpty)
    let found = cells([one.rating(1, "s1", "overall", .number(5))])
    #expect(Set(found.map(\.arm)) == Set(one.arms) && found.allSatisfy { $0.value == 1 && $0.isFailure })
  }

  @Test("a cell knows its caption's place, its length, its item's turn and the time on the item")
  func showing() throws {
    let one = try OneItem()
    func rated(_ sequence: Int, _ slot: String?, _ question: String, _ answer: Answer?, onTask: Int) -> Rating {
      var rating = one.rating(sequence, slot, question, answer)
      rating.judgement.onTask = onTask
      return rating
    }
    let table = one.tabulate(
      [
        rated(3, "s1", "overall", .number(4), onTask: 500), rated(2, "s2", "overall", .number(3), onTask: 2000),
        rated(1, nil, Judgement.Reserved.flag, .text("odd"), onTask: 1500),
      ], failed: 2)
    #expect(
      table.cells.map(\.showing) == [
        Showing(position: 1, order: 1, seconds: 4, words: 1, madeAt: 0),
        Showing(position: 2, order: 1, seconds: 4, words: 1, madeAt: 0), nil,
      ])
    #expect(one.tabulate([one.rating(1, "s1", "overall", .number(4))]).cells.first?.showing?.seconds == nil)
    #expect(Showing.words(in: " A  red\nteapot. ") == 3)
  }

  @Test("a declared total needs all of its parts, and its range follows from theirs")
  func composite() throws {
    let one = try OneItem()
    #expect(Tabulation.ranges(of: one.rubric)["score"] == 2.5...11)
    let part = one.tabulate([one.rating(1, "s1", "overall", .number(4))])
    #expect(!part.cells.contains { $0.criterion == "score" })
    let whole = one.tabulate([
      one.rating(1, "s1", "overall", .number(4)), one.rating(2, "s1", "extra", .number(-0.5)),
    ])
    #expect(whole.cells.filter { $0.criterion == "score" }.map(\.value) == [8.5])
  }

  @Test("an item counts as rated when every required question is answered for every caption; a skip is not open")
  func progress() throws {
    let one = try OneItem()
    let skip = one.rating(1, nil, Judgement.Reserved.skip, .text("blurred"))
    #expect(one.tabulate([skip]).progress == [.init(rater: "ana", planned: 1, rated: 0, skipped: 1)])
    let back = one.rating(2, nil, Judgement.Reserved.skip, nil)
    #expect(one.tabulate([skip, back]).progress.map(\.open) == [1])
    let all = ["s1", "s2"].enumerated().flatMap { number, slot in
      [one.rating(2 * number + 1, slot, "overall", .number(3)), one.rating(2 * number + 2, slot, "extra", .number(0))]
    }
    #expect(one.tabulate(all).progress.map(\.rated) == [1])
    #expect(one.tabulate(Array(all.dropLast())).progress.map(\.rated) == [0])
  }
}
