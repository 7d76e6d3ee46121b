import Blinding
import Digest
import Foundation
import Roster
import StudyModel
import Testing

@testable import StudyStore

@Suite("captions removed from a study's databases")
struct PurgeStoreTests {
  private static let captions = ["big": "a red apple on a plate", "small": "an apple"]

  /// A study with two captions, one packet and five judgements: two edits of the same slot, a note, and a score at either end.
  private func planned(_ scratch: ScratchStudy) async throws -> StudyStore {
    let study = scratch.plan(items: 1)
    let store = try StudyStore(folder: scratch.folder, create: true)
    let arms = try store.begin(study, at: 1)
    var outputs: [Output] = []
    for (label, text) in Self.captions {
      let output = Output(
        arm: try #require(arms[label]), item: study.items[0].id, text: text, outcome: .captioned)
      try await store.store(output, breaches: [])
      outputs.append(output)
    }
    let plan = PresentationPlan(
      assignment: try Assignment(items: [(study.items[0].id, "all")], raters: ["ana"], ratingsPerItem: 1, seed: 1),
      outputs: outputs, secretSeed: [1])
    try store.commit(plan, Commitment(text: "x"), at: 2)
    let presentation = plan.packets[0].presentations[0]
    var chain = HashChain(seed: "k")
    let said: [(String, Answer)] = [
      ("overall", .number(3)), ("edit", .text("a green apple on a plate")), ("edit", .text("a red apple on a dish")),
      ("@comment", .text("looks tasty")), ("overall", .number(4)),
    ]
    let ratings = said.enumerated().map { number, said in
      Rating(
        sequence: number + 1,
        judgement: Judgement(
          presentation: presentation.id, slot: said.0.hasPrefix("@") ? nil : presentation.slots[0].id,
          question: said.0, answer: said.1, madeAt: 1, onTask: 1,
          display: Display(mode: "plain", columns: 80, rows: 24, pixelWidth: 0, pixelHeight: 0)),
        chain: chain.append("\(number)"))
    }
    try store.collect(ratings, packet: plan.packets[0].id, from: "ana.sqlite", at: 3)
    return store
  }

  private func request(notes: Bool = false) -> PurgeRequest {
    let rubric = Rubric(
      name: "r", version: 1, mode: .absolute, sources: [],
      questions: [Question(id: "edit", ask: "?", kind: .edit)])
    return PurgeRequest(
      removesNotes: notes, because: "test", packets: 1, files: [],
      leaks: LeakScan([], incumbent: ArmCode(rawValue: "arm"), words: LeakWords()), rubric: rubric,
      words: { $0.split(separator: " ").count }, distance: { Double(abs($0.count - $1.count)) / 100 })
  }

  @Test("leave their hash, words and distances; links, scores and digests stay what they were")
  func removed() async throws {
    let scratch = try ScratchStudy()
    let store = try await planned(scratch)
    let extent = try store.extent()
    let before = try store.content(extent)
    let links = try store.storedRatings().values.joined().map(\.chain)
    #expect(try store.texts(request()) == PurgeRecord.Removed(captions: 2, edits: 2, notes: 1, packets: 1))
    let record = try store.removeTexts(request(), at: 9)
    #expect(record.removed == PurgeRecord.Removed(captions: 2, edits: 2, notes: 0, packets: 1))
    #expect(try store.unfinishedPurge() == record && store.changedSincePurge().isEmpty)

    let outputs = try store.outputs()
    #expect(outputs.allSatisfy { $0.text == nil && $0.hasText })
    #expect(Set(outputs.compactMap(\.kept?.sha256)) == Set(Self.captions.values.map { SHA256.hex($0) }))
    #expect(Set(outputs.compactMap(\.kept?.words)) == [6, 2])
    let slots = try #require(try store.plan()).packets.flatMap(\.presentations).flatMap(\.slots)
    #expect(Set(slots.compactMap(\.kept)) == Set(outputs.compactMap(\.kept)) && slots.allSatisfy { $0.caption.isEmpty })
    let ratings = try #require(try store.ratings().values.first)
    #expect(ratings.map(\.chain) == links)
    #expect(ratings[1].judgement.answer == .text(RemovedText.mark) && ratings[3].removed == nil)
    #expect(ratings[1].removed?.distance != nil && ratings[4].judgement.answer == .number(4))

    // The same command once more, as after a crash, changes nothing.
    #expect(try store.removeTexts(request(), at: 10) == record)
    try store.compact()
    try store.finishPurge(record)
    #expect(try store.unfinishedPurge() == nil && store.purges() == [record])
    // What an earlier report noted still fits what is there.
    #expect(try store.content(extent).differences(from: before.summary, marks: [:]).isEmpty)
    #expect(try store.content(extent).summary.study["removed_text"]?.rows == 2)
    let later = try store.removeTexts(request(notes: true), at: 11)
    #expect(later.removed.notes == 1 && later.number == 2)
    for name in ["study.sqlite", "key.sqlite"] {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(scratch.folder)/\(name)"))
      for text in ["apple on a plate", "an apple", "on a dish"] { #expect(bytes.range(of: Data(text.utf8)) == nil) }
    }
  }

  @Test("an output loses its text only where its hash is kept, and a rating only what was written down for it")
  func triggers() async throws {
    let scratch = try ScratchStudy()
    let store = try await planned(scratch)
    for sql in [
      "UPDATE output SET text = NULL", "UPDATE output SET text = 'another'", "UPDATE rating SET judgement = 'x'",
      "INSERT INTO retained VALUES ('rating', (SELECT packet FROM rating), 1, 'x'); UPDATE rating SET judgement = 'x'",
    ] {
      #expect(throws: (any Error).self, "\(sql)") { try store.executeInStudy(sql) }
    }
    let record = try store.removeTexts(request(), at: 9)
    for sql in [
      "UPDATE output SET text = 'another'", "UPDATE output SET outcome = 'empty'", "UPDATE kept_caption SET words = 1",
      "DELETE FROM kept_caption", "UPDATE removed_text SET distance = 0", "UPDATE purge SET record = '{}'",
      "UPDATE rating SET judgement = 'x' WHERE sequence = 2", "DELETE FROM purge",
    ] {
      #expect(throws: (any Error).self, "\(sql)") { try store.executeInStudy(sql) }
    }
    try store.finishPurge(record)
  }
}
