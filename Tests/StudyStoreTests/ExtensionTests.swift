import Blinding
import Digest
import Foundation
import Roster
import StudyModel
import Testing

@testable import StudyStore

/// A study whose first packet is planned: one arm's captions of three items, of which `ana` has the first two.
private struct Planned {
  let scratch: ScratchStudy
  let items: [ItemID]
  let outputs: [Output]
  let first: PresentationPlan

  init() throws {
    scratch = try ScratchStudy()
    let study = scratch.plan()
    items = study.items.map(\.id)
    let store = try StudyStore(folder: scratch.folder, create: true)
    let arm = try #require(try store.begin(study, at: 1)["big"])
    outputs = items.map { Output(arm: arm, item: $0, text: "a caption", outcome: .captioned) }
    let secrets = try store.secrets()
    first = PresentationPlan(
      assignment: try Assignment(
        items: study.items.prefix(2).map { ($0.id, $0.category) }, raters: ["ana"], ratingsPerItem: 1, seed: 1),
      outputs: outputs, secretSeed: secrets.shuffleSeed)
    try store.commit(
      first,
      Commitment(
        .init(
          nonce: secrets.nonce, protocolHash: "p1", definitions: try store.definitions(), outputs: outputs, plan: first)
      ), at: 2)
  }

  func store() throws -> StudyStore { try StudyStore(folder: scratch.folder, create: false) }

  /// What an extension would store: a packet of the third item for each rater.
  func draw(_ number: Int, raters: [String], after previous: String) throws
    -> (record: ExtensionRecord, plan: PresentationPlan, commitment: Commitment)
  {
    let assignment = Assignment(
      extending: ["ana": Array(items.prefix(2))], items: items.map { ($0, "all") }, ratings: [:],
      wanted: Dictionary(uniqueKeysWithValues: raters.map { ($0, 1) }), seed: 1, number: number)
    let plan = PresentationPlan(
      assignment: assignment, outputs: outputs,
      secretSeed: PresentationPlan.seed(ofExtension: number, secretSeed: [1]))
    let record = ExtensionRecord(
      number: number, at: 9, because: "why not",
      request: .init(raters: raters, imagesEach: 1, returning: [], further: 0), presentations: raters.count,
      ratingsIn: 1, ratingsPlanned: 2)
    let commitment = Commitment(
      Commitment.Addition(nonce: "n\(number)", previous: previous, number: number, protocolHash: "p1", plan: plan))
    return (record, plan, commitment)
  }
}

@Suite("extensions of a study")
struct ExtensionTests {
  @Test("an extension's packets join the plan, each under its own commitment, and each commitment names the one before")
  func chain() throws {
    let planned = try Planned()
    let store = try planned.store()
    let before = try #require(try store.commitment())
    let one = try planned.draw(1, raters: ["kim"], after: before.hash)
    try store.extend(one.record, with: one.plan, one.commitment)
    let two = try planned.draw(2, raters: ["ana", "lee"], after: one.commitment.hash)
    try store.extend(two.record, with: two.plan, two.commitment)

    #expect(try store.commitments() == [before, one.commitment, two.commitment])
    for (earlier, later) in zip([before, one.commitment], [one.commitment, two.commitment]) {
      #expect(later.text.contains("\nprevious \(earlier.hash)\n"))
    }
    let plan = try #require(try store.plan())
    #expect(plan.packets == planned.first.packets + one.plan.packets + two.plan.packets)
    #expect(plan.numbered.map { "\($0.packet.rater) \($0.number)" } == ["ana 1", "kim 1", "ana 2", "lee 1"])
    #expect(plan.arms == planned.first.arms.merging(one.plan.arms) { $1 }.merging(two.plan.arms) { $1 })
    let carried = try store.commitmentsByPacket()
    #expect(one.plan.packets.allSatisfy { carried[$0.id] == one.commitment.hash })
    #expect(planned.first.packets.allSatisfy { carried[$0.id] == before.hash })
    #expect(try store.extensions() == [one.record, two.record])
    #expect(try store.log().map(\.event) == ["begun", "packets planned", "extended", "extended"])
    #expect(try store.log().last?.detail.contains(two.commitment.hash) == true)
  }

  @Test("an extension that a crash left with the key only is there as it was drawn up when the study is opened")
  func cutOff() throws {
    let planned = try Planned()
    let one: (record: ExtensionRecord, plan: PresentationPlan, commitment: Commitment)
    do {
      let store = try planned.store()
      one = try planned.draw(1, raters: ["kim"], after: try #require(try store.commitment()).hash)
      try store.writeExtensionWithKeyOnly(one.record, with: one.plan, one.commitment)
      #expect(try store.plan()?.packets == planned.first.packets && store.extensions().isEmpty)
    }
    for _ in 0..<2 {
      let store = try planned.store()
      #expect(try store.plan()?.packets == planned.first.packets + one.plan.packets)
      #expect(try store.unfinishedExtension() == one.record)
      #expect(try store.log().filter { $0.event == "extended" }.count == 1)
    }
    try planned.store().finishExtensions()
    #expect(try planned.store().unfinishedExtension() == nil)
  }

  @Test("a replacement that a crash left with the key only brings its withdrawal along, once, in one step")
  func cutOffReplacement() throws {
    let planned = try Planned()
    var one = try planned.draw(1, raters: ["kim"], after: try #require(try planned.store().commitment()).hash)
    one.record.request.replacing = "ana"
    one.record.withdrawal = WithdrawalRecord(
      rater: "ana", at: 9, because: "gone", rated: 1, open: 1, collected: [:], replacedBy: "kim")
    do {
      let store = try planned.store()
      try store.writeExtensionWithKeyOnly(one.record, with: one.plan, one.commitment)
      #expect(try store.withdrawals().isEmpty && store.extensions().isEmpty)
    }
    for _ in 0..<2 {
      let store = try planned.store()
      #expect(try store.withdrawals() == [try #require(one.record.withdrawal)])
      #expect(try store.extensions() == [one.record])
      #expect(try store.log().map(\.event).suffix(2) == ["extended", "withdrawn"])
    }
  }

  @Test("no number is given twice: two extensions cannot both be the first")
  func twice() throws {
    let planned = try Planned()
    let store = try planned.store()
    let hash = try #require(try store.commitment()).hash
    let one = try planned.draw(1, raters: ["kim"], after: hash)
    let other = try planned.draw(1, raters: ["lee"], after: hash)
    try store.extend(one.record, with: one.plan, one.commitment)
    #expect(throws: (any Error).self) { try store.extend(other.record, with: other.plan, other.commitment) }
    #expect(try store.plan()?.packets == planned.first.packets + one.plan.packets)
    #expect(try store.commitments().count == 2)
  }

  @Test("a study of the first version is brought up to date with its packets, presentations and ratings")
  func migration() throws {
    let scratch = try ScratchStudy()
    let item = SHA256.hex("0")
    try StudyStore.makeFirstVersion(
      in: scratch.folder,
      filledBy: """
        INSERT INTO item VALUES ('\(item)', 'all');
        INSERT INTO packet VALUES ('k1', 'ana', 'h1');
        INSERT INTO presentation VALUES ('p1', 'k1', 0, '\(item)');
        INSERT INTO rating VALUES ('k1', 1, '{}', 'c1');
        """)
    let store = try StudyStore(folder: scratch.folder, create: false)
    #expect(try store.commitmentsByPacket() == ["k1": "h1"])
    let fresh = try Planned()
    #expect(try store.schemas() == fresh.store().schemas())
  }

  @Test("the tables are what they were: a new column is a decision for a person to read", arguments: [0, 1])
  func schema(number: Int) throws {
    let planned = try Planned()
    let schema = try planned.store().schemas()[number]
    let golden = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Golden/\(["study", "key"][number]).sql")
    if ProcessInfo.processInfo.environment["BLINDFOLD_RECORD"] == "1" { try Data(schema.utf8).write(to: golden) }
    #expect(try String(contentsOf: golden, encoding: .utf8) == schema)
  }
}
