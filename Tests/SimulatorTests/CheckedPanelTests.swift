import Foundation
import Packet
import StudyModel
import Testing

@testable import Simulator

@Suite("Stand-in raters who are checked")
struct CheckedPanelTests {
  let fixture: Fixture
  init() throws { fixture = try Fixture() }

  private let captions = [
    "kettle": ["Red kettle with a wooden handle.", "A green vase.", "Blue thing."],
    "desk": ["A desk of pale oak.", "A desk near a tall window with an open laptop."],
  ]

  private func panel(
    noise: Double = 0.5, careless: [String: Double] = [:], guesses: SimulatedPanel.Guesses = .init()
  ) -> SimulatedPanel {
    SimulatedPanel(seed: 7, leniencySD: 0.3, noiseSD: noise, careless: careless, guesses: guesses)
  }

  /// Overall scores by showing.
  private func scores(_ path: String) throws -> [[Double]] {
    let packet = try PacketFile(path: path, writable: false)
    let given = Dictionary(
      try packet.ratings().compactMap { rating -> (SlotID, Double)? in
        guard rating.judgement.question == "overall", let slot = rating.judgement.slot,
          case .number(let value)? = rating.judgement.answer
        else { return nil }
        return (slot, value)
      }, uniquingKeysWith: { first, _ in first })
    let half = packet.presentations.count / 2
    return [packet.presentations.prefix(half), packet.presentations.dropFirst(half)].map { showing in
      showing.flatMap(\.slots).compactMap { given[$0.id] }
    }
  }

  @Test("look at a second showing anew: without noise they say the same, with much noise not, and the first stays")
  func showings() throws {
    func both(_ noise: Double, _ name: String) throws -> [[Double]] {
      let path = try fixture.packet(name, rater: "ana", captions: captions, showings: 2)
      try panel(noise: noise).rate(packetAt: path, knowing: fixture.book)
      return try scores(path)
    }
    let still = try both(0, "still")
    #expect(still[0].count == 5 && still[0] == still[1])
    let noisy = try both(2, "noisy")
    #expect(noisy[0] != noisy[1])
    let once = try fixture.packet("once", rater: "ana", captions: captions)
    try panel(noise: 2).rate(packetAt: once, knowing: fixture.book)
    #expect(try scores(once).flatMap { $0 } == noisy[0])
  }

  @Test("a careless one gives every point of a scale about as often, whatever the caption says")
  func careless() throws {
    let rater = StandIn(panel: panel(careless: ["zed": 1]), rater: "zed", rubric: Fixture.rubric)
    let kettle = try fixture.entry("kettle")
    var counts: [Double: Int] = [:]
    for number in 0..<500 {
      let said = rater.says(of: "Red kettle with a wooden handle, number \(number).", kettle)
      if case .number(let value)? = said.first(where: { $0.question == "overall" })?.answer {
        counts[value, default: 0] += 1
      }
    }
    // 100 each, and the draws are fixed by the seed: five standard deviations are 45.
    #expect(Set(counts.keys) == [1, 2, 3, 4, 5] && counts.values.allSatisfy { (55...145).contains($0) }, "\(counts)")
  }

  @Test("a caption of another picture is felt to be as false as a wrong subject, and gets the lowest points")
  func anotherPicture() throws {
    let rater = StandIn(panel: panel(noise: 0), rater: "ana", rubric: Fixture.rubric)
    for (name, caption) in [("kettle", "Line chart of monthly visitors."), ("desk", "Yellow road sign by a lake.")] {
      let said = rater.says(of: caption, try fixture.entry(name)).first { $0.question == "overall" }
      guard case .number(let value)? = said?.answer else {
        Issue.record("no answer")
        continue
      }
      #expect(value <= 2)
    }
  }

  @Test("answer the last question once for each item, and only where it is asked")
  func guesses() throws {
    let silent = try fixture.packet("silent", rater: "ana", captions: captions)
    let asked = try fixture.packet("asked", rater: "ana", captions: captions, asksForGuess: true)
    for path in [silent, asked] { try panel().rate(packetAt: path, knowing: fixture.book) }
    func answers(_ path: String) throws -> [Rating] {
      try PacketFile(path: path, writable: false).ratings().filter { $0.judgement.question == Judgement.Reserved.guess }
    }
    #expect(try answers(silent).isEmpty)
    #expect(try answers(asked).count == 2)
    #expect(try panel().rate(packetAt: asked, knowing: fixture.book).stored == 0)
  }

  @Test("guess as declared: nobody knows, or the best caption is taken for the incumbent's")
  func declaredGuesses() throws {
    let desk = try fixture.entry("desk")
    let slots = try ["A bed.", "A desk of pale oak with an open laptop near a tall window."].map {
      Slot(id: SlotID(rawValue: try #require($0.first.map(String.init)) + "\($0.count)"), caption: $0)
    }
    func answer(_ guesses: SimulatedPanel.Guesses) -> Answer {
      StandIn(panel: panel(guesses: guesses), rater: "ana", rubric: Fixture.rubric).guesses(among: slots, of: desk)
        .answer
    }
    #expect(answer(.init(unknown: 1)) == GuessQuestion.unknown)
    #expect(answer(.init(unknown: 0, best: 1)) == GuessQuestion.answer(slots[1].id))
  }

  @Test("are declared in simulator.json, and a chance above 1 is refused")
  func decoding() throws {
    func decoded(_ more: String) throws -> SimulatedPanel {
      let text = "{\"seed\": 1, \"leniency_sd\": 0, \"noise_sd\": 0\(more)}"
      return try JSONDecoder().decode(SimulatedPanel.self, from: Data(text.utf8))
    }
    #expect(try decoded("").guesses == SimulatedPanel.Guesses())
    let panel = try decoded(", \"careless\": {\"zed\": 0.5}, \"guesses\": {\"unknown\": 0, \"best\": 0.25}")
    #expect(panel.careless == ["zed": 0.5] && panel.guesses == .init(unknown: 0, best: 0.25))
    #expect(throws: DecodingError.self) { try decoded(", \"careless\": {\"zed\": 1.5}") }
    #expect(throws: DecodingError.self) { try decoded(", \"guesses\": {\"unknow\": 0}") }
  }
}
