import Blinding
import Digest
import Statistics
import StudyModel
import Testing

@testable import Analysis

/// Three images, two raters, two arms that gave the same caption for the first image.
private struct EditedStudy {
  let arms = ["arm-aaaaa", "arm-bbbbb"].map { ArmCode(rawValue: $0) }
  let items: [ItemID]
  var plan: PresentationPlan
  var ratings: [String: [Rating]] = [:]
  let rubric: Rubric

  static let captions = [["a red boat here"], ["one two three four", "five six"], ["seven eight", "nine ten"]]

  init() throws {
    items = try ["one", "two", "three"].map { try #require(ItemID(hex: SHA256.hex($0))) }
    let all = arms
    var shown: [SlotID: [ArmCode]] = [:]
    var packets: [PresentationPlan.Packet] = []
    for rater in ["ana", "bo"] {
      let presentations = zip(items, Self.captions).enumerated().map { number, pair in
        let slots = pair.1.enumerated().map { place, caption in
          Slot(id: SlotID(rawValue: "\(rater)-\(number)-\(place)"), caption: caption)
        }
        for (place, slot) in slots.enumerated() { shown[slot.id] = slots.count == 1 ? all : [all[place]] }
        return Presentation(id: PresentationID(rawValue: "\(rater)-\(number)"), item: pair.0, slots: slots)
      }
      packets.append(.init(id: rater, rater: rater, presentations: presentations))
    }
    plan = PresentationPlan(packets: packets, arms: shown)
    let points = (1...5).map { ScalePoint(value: $0, anchor: "a\($0)") }
    rubric = Rubric(
      name: "r", version: 1, mode: .absolute, sources: [],
      questions: [
        Question(id: "overall", ask: "?", kind: .scale(points), isPrimary: true),
        Question(id: "edit", ask: "?", kind: .edit, isOptional: true),
      ])
  }

  mutating func say(_ rater: String, _ item: Int, _ place: Int, _ text: String?) {
    let list = ratings[rater, default: []]
    ratings[rater] =
      list + [
        Rating(
          sequence: list.count + 1,
          judgement: Judgement(
            presentation: PresentationID(rawValue: "\(rater)-\(item)"),
            slot: SlotID(rawValue: "\(rater)-\(item)-\(place)"), question: "edit", answer: text.map { .text($0) },
            madeAt: 0, onTask: 0,
            display: Display(mode: "plain", columns: 80, rows: 24, pixelWidth: 0, pixelHeight: 0)), chain: "")
      ]
  }

  var captions: [EditedCaption] {
    EditedCaption.all(
      plan: plan, ratings: ratings, categories: Dictionary(uniqueKeysWithValues: items.map { ($0, "all") }),
      rubric: rubric)
  }

  func edits(raters: [String] = ["ana", "bo"]) throws -> CaptionEdits? {
    let cells = raters.map {
      RatingCell(item: items[0], category: "all", rater: $0, arm: arms[0], criterion: "overall", value: 3)
    }
    return try RatingTable(
      cells: cells, traffic: [:], incumbent: arms[0],
      claim: Claim(criterion: "overall", scope: .ratersLikeThese, margin: 0.3, because: "so"),
      ranges: ["overall": 1...5]
    ).edits(captions)
  }
}

@Suite("edited captions")
struct EditTests {
  @Test("the last version counts, one taken back is none, and a caption that two arms gave is credited to each")
  func listing() throws {
    var study = try EditedStudy()
    study.say("ana", 0, 0, "a blue boat here")
    study.say("ana", 1, 0, "one two three four")
    study.say("ana", 1, 1, "x")
    study.say("ana", 1, 1, nil)
    study.say("bo", 1, 1, "five seven")
    study.say("bo", 1, 1, "five six seven")
    let captions = study.captions
    #expect(captions.map(\.distance) == [0.25, 0, 1.0 / 3])
    #expect(captions.map(\.arms) == [study.arms, [study.arms[0]], [study.arms[1]]])
    #expect(captions.map(\.kind) == [.touchUp, .unchanged, .rewrite])
  }

  @Test("of an item that was shown twice the first showing counts, and an anchor is nobody's")
  func hidden() throws {
    var study = try EditedStudy()
    study.say("ana", 0, 0, "x")
    study.say("ana", 1, 0, "x")
    study.plan.hidden.repeats[PresentationID(rawValue: "ana-0")] = PresentationID(rawValue: "ana-2")
    study.plan.arms[SlotID(rawValue: "ana-1-0")] = []
    #expect(study.captions.isEmpty)
  }

  @Test("share edited and mean distance are means over what was answered, with both intervals or why there are none")
  func estimates() throws {
    var study = try EditedStudy()
    #expect(try study.edits() == nil)
    // Arm a: 0.25, 0.25, 0, 0.5, 1, 0 over three images and two raters.
    study.say("ana", 0, 0, "a blue boat here")
    study.say("bo", 0, 0, "a blue boat here")
    study.say("ana", 1, 0, "one two three four")
    study.say("bo", 1, 0, "one two")
    study.say("ana", 2, 0, "x")
    study.say("bo", 2, 0, "seven eight")
    let found = try #require(try study.edits())
    let a = try #require(found.arms.first { $0.arm == study.arms[0] })
    #expect(a.answered == 6)
    #expect(a.classes == [.unchanged: 2, .touchUp: 2, .rewrite: 1, .replaced: 1])
    #expect(abs((a.edited?.value ?? 0) - 4.0 / 6) < 1e-12)
    // By hand: (0.25 + 0.25 + 0 + 0.5 + 1 + 0) / 6.
    #expect(abs((a.distance?.value ?? 0) - 2.0 / 6) < 1e-12)
    #expect(a.distance?.theseRaters.estimate != nil && a.edited?.ratersLikeThese.estimate != nil)
    let b = try #require(found.arms.first { $0.arm == study.arms[1] })
    #expect(b.answered == 2)
    #expect(b.edited?.value == 1)
    guard case .unavailable? = b.edited?.theseRaters else {
      Issue.record("an interval from one image")
      return
    }
  }

  @Test("whoever is left out of the claim is left out here too")
  func screened() throws {
    var study = try EditedStudy()
    study.say("ana", 0, 0, "x")
    study.say("bo", 0, 0, "a red boat here")
    #expect(try study.edits(raters: ["bo"])?.arms.map(\.edited?.value) == [0, 0])
    #expect(try study.edits(raters: ["chi"]) == nil)
  }
}
