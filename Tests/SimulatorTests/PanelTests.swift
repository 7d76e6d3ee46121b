import Foundation
import Packet
import StudyModel
import Testing

@testable import Simulator

@Suite("Stand-in raters")
struct PanelTests {
  let fixture: Fixture
  init() throws { fixture = try Fixture() }

  private let captions = [
    "kettle": [
      "Red kettle with a wooden handle with a long spout beside two small cups on a white table.",
      "The image shows green vase with a cat asleep nearby.",
    ],
    "desk": ["A desk of pale oak.", "A desk near a tall window with an open laptop."],
    "poster": ["A concert poster reading \"Jazz Night\".", "A graphic."],
  ]

  private func answers(_ path: String) throws -> [String: Answer] {
    let packet = try PacketFile(path: path, writable: false)
    var shown: [SlotID: (ItemID, String)] = [:]
    for presentation in packet.presentations {
      for slot in presentation.slots { shown[slot.id] = (presentation.item, slot.caption) }
    }
    var answers: [String: Answer] = [:]
    for rating in try packet.ratings() {
      guard let slot = rating.judgement.slot, let (item, caption) = shown[slot] else { continue }
      let key = "\(item) \(caption) \(rating.judgement.question)"
      #expect(answers[key] == nil)
      answers[key] = rating.judgement.answer
    }
    return answers
  }

  @Test("answer every required question the way a person does, after saying that they are simulated")
  func complete() throws {
    let path = try fixture.packet("a", rater: "ana", captions: captions)
    let sitting = try Fixture.panel.rate(packetAt: path, knowing: fixture.book)
    #expect(sitting.left == 0)
    let packet = try PacketFile(path: path, writable: false)
    let ratings = try packet.ratings()
    #expect(ratings.count == sitting.stored + 1)
    #expect(try packet.firstBrokenLink() == nil)
    let first = try #require(ratings.first?.judgement)
    #expect(first.question == Judgement.Reserved.session && first.presentation == nil && first.slot == nil)
    guard case .text(let text) = first.answer else {
      Issue.record("no session text")
      return
    }
    #expect(try JSONDecoder().decode(Session.self, from: Data(text.utf8)).kind == .simulated)
    #expect(ratings.allSatisfy { $0.judgement.display.mode == "simulated" })
    #expect(ratings.dropFirst().allSatisfy { $0.judgement.onTask > 0 })
    for presentation in packet.presentations {
      for slot in presentation.slots {
        for question in packet.rubric.questions where question.isRequired {
          let given = ratings.filter { $0.judgement.slot == slot.id && $0.judgement.question == question.id }
          #expect(given.count == 1, "\(slot.caption): \(question.id)")
          #expect(given.first?.judgement.presentation == presentation.id)
          if case .number(let points) = given.first?.judgement.answer, let range = question.range {
            #expect(range.contains(points))
          }
        }
      }
    }
    let given = try answers(path)
    let item = try fixture.entry("kettle").id
    let bad = "\(item) The image shows green vase with a cat asleep nearby."
    #expect(given["\(bad) flags"] == .tags(["invented-object", "wrong-attribute", "starts-with-image-of"]))
    #expect(given["\(bad) identity"] == .option("wrong"))
    #expect(given["\(bad) conciseness"] == .number(-0.5))
    #expect(given["\(item) \(captions["kettle"]?[0] ?? "") flags"] == nil)
  }

  @Test("give the same whatever the slots, the order and the time")
  func orderFree() throws {
    let first = try fixture.packet("a", rater: "ana", captions: captions)
    let second = try fixture.packet("b", rater: "ana", captions: captions, reversed: true)
    let third = try fixture.packet("c", rater: "bo", captions: captions)
    for path in [first, second, third] { try Fixture.panel.rate(packetAt: path, knowing: fixture.book) }
    #expect(try answers(first) == answers(second))
    #expect(try answers(first) != answers(third))
  }

  @Test("go on where they stopped and leave alone what is rated")
  func resume() throws {
    let path = try fixture.packet("a", rater: "ana", captions: captions)
    let whole = try fixture.packet("b", rater: "ana", captions: captions)
    try Fixture.panel.rate(packetAt: whole, knowing: fixture.book)

    #expect(try Fixture.panel.rate(packetAt: path, knowing: fixture.book, limit: 2).left == 4)
    // As if killed in the middle of a caption: one answer of the next is there, given by somebody else.
    let packet = try PacketFile(path: path, writable: true)
    let presentation = try #require(packet.presentations.dropFirst().first)
    let slot = try #require(presentation.slots.first)
    try packet.append(
      Judgement(
        presentation: presentation.id, slot: slot.id, question: "overall", answer: .number(2), madeAt: 1, onTask: 1,
        display: Display(mode: "plain", columns: 80, rows: 24, pixelWidth: 0, pixelHeight: 0)))
    let before = try packet.ratings()
    #expect(try Fixture.panel.rate(packetAt: path, knowing: fixture.book).left == 0)
    #expect(try Array(packet.ratings().prefix(before.count)) == before)

    var expected = try answers(whole)
    expected["\(presentation.item) \(slot.caption) overall"] = .number(2)
    #expect(try answers(path) == expected)
    let count = try packet.ratings().count
    #expect(try Fixture.panel.rate(packetAt: path, knowing: fixture.book).stored == 0)
    #expect(try packet.ratings().count == count)
  }

  @Test("answer again what was withdrawn")
  func withdrawn() throws {
    let path = try fixture.packet("a", rater: "ana", captions: captions)
    try Fixture.panel.rate(packetAt: path, knowing: fixture.book)
    let packet = try PacketFile(path: path, writable: true)
    var judgement = try #require(packet.ratings().first { $0.judgement.question == "overall" }?.judgement)
    let given = judgement.answer
    judgement.answer = nil
    try packet.append(judgement)
    #expect(try Fixture.panel.rate(packetAt: path, knowing: fixture.book).stored == 1)
    #expect(try packet.ratings().last?.judgement.answer == given)
  }

  @Test("rate nothing in a packet with an image they know nothing of")
  func stranger() throws {
    let path = try fixture.packet("a", rater: "ana", captions: captions)
    let other = try Fixture(rows: [Fixture.kettle, Fixture.desk])
    #expect(throws: SimulatorError.self) { try Fixture.panel.rate(packetAt: path, knowing: other.book) }
    #expect(try PacketFile(path: path, writable: false).ratings().isEmpty)
  }

  @Test("compare two captions alike from either side")
  func pairwise() throws {
    let rubric = Rubric(
      name: "pairs", version: 1, mode: .pairwise, sources: [],
      questions: [
        Question(
          id: "preference", ask: "?", kind: .preference(Fixture.options("A", "B", "tie", "both_bad")), isPrimary: true),
        Question(id: "why", ask: "?", kind: .tags(["more-accurate"]), isOptional: true),
      ])
    let mirrored: [Answer: Answer] = [.option("A"): .option("B"), .option("B"): .option("A")]
    for rater in ["ana", "bo", "chi"] {
      let paths = try [false, true].map {
        try fixture.packet("\(rater)-\($0)", rater: rater, captions: captions, rubric: rubric, reversed: $0)
      }
      let given = try paths.map { path in
        try Fixture.panel.rate(packetAt: path, knowing: fixture.book)
        let packet = try PacketFile(path: path, writable: false)
        let items = Dictionary(uniqueKeysWithValues: packet.presentations.map { ($0.id, $0.item) })
        return try packet.ratings().reduce(into: [ItemID: Answer]()) { answers, rating in
          guard let presentation = rating.judgement.presentation, let item = items[presentation] else { return }
          #expect(rating.judgement.slot == nil)
          answers[item] = rating.judgement.answer
        }
      }
      #expect(given[0].count == 3)
      for (item, answer) in given[0] { #expect(given[1][item] == mirrored[answer] ?? answer) }
      #expect(given[0][try fixture.entry("kettle").id] == .option("A"))
    }
  }

  @Test("differ in leniency as declared, and named ones by what is named")
  func leniency() {
    let panel = SimulatedPanel(seed: 3, leniencySD: 0.3, noiseSD: 0.5, raters: ["ana": 0.9])
    #expect(panel.leniency(of: "ana") == 0.9)
    let drawn = (0..<2000).map { panel.leniency(of: "rater-\($0)") }
    let mean = drawn.reduce(0, +) / 2000
    let variance = drawn.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 1999
    // Standard errors: 0.3 / sqrt(2000) = 0.007 of the mean, 0.3 / sqrt(4000) = 0.005 of the deviation.
    #expect(abs(mean) < 0.027)
    #expect(abs(variance.squareRoot() - 0.3) < 0.019)
  }
}
