import Blinding
import Roster
import StudyModel
import Testing

@testable import StudyStore

/// Captions that a cache on trial would have given: whose they are, and what they had come to.
@Suite("A lent caption") struct LentCaptionTests {
  private let scratch: ScratchStudy
  private let store: StudyStore
  private let big: ArmCode
  private let small: ArmCode
  private let items: [ItemID]

  init() throws {
    scratch = try ScratchStudy()
    let plan = scratch.plan()
    store = try StudyStore(folder: scratch.folder, create: true)
    let arms = try store.begin(plan, at: 1)
    big = try #require(arms["big"])
    small = try #require(arms["small"])
    items = plan.items.map(\.id)
  }

  private func output(_ arm: ArmCode, _ item: Int) -> Output {
    Output(arm: arm, item: items[item], text: "a caption", outcome: .captioned)
  }

  private func ask(_ item: Int, cost: Double?, reason: String?, number: Int = 1, flags: [String]? = nil) async throws {
    let id = try await store.willSend(LedgerStart(number: number), arm: big, item: items[item], at: 5)
    var attempt = LedgerAttempt(
      status: 200, reason: reason, servedModel: "m-2", fingerprint: "simulated-1", cost: cost, firstToken: 0.25,
      total: 1.5)
    attempt.ended = 1700
    attempt.flags = flags
    try await store.didEnd(id, attempt)
  }

  @Test("comes back with the item that lent it, and only a near hit has one")
  func row() async throws {
    let row = ServedRow(part: "big", hit: .init(distance: 4, originCost: 0.5), fromItem: items[1])
    try await store.store(output(small, 0), breaches: [], served: row)
    #expect(try store.served()[small]?[items[0]] == row)
    #expect(throws: (any Error).self) {
      try store.executeInKey("UPDATE served SET from_item = '\(items[2].hex)'")
    }
    try await store.store(output(big, 0), breaches: [])
    #expect(throws: (any Error).self) {
      try store.executeInKey(
        """
        INSERT INTO served (arm, item, part, cache, from_item)
          VALUES ('\(big.rawValue)', '\(items[0].hex)', 'x', 'exact', '\(items[1].hex)')
        """)
    }
  }

  @Test("another item in its row is found, and named; a study without one has no such part")
  func changed() async throws {
    let extent = try store.extent()
    #expect(try store.content(extent).summary.key["served_from"] == nil)
    try await store.store(
      output(small, 0), breaches: [], served: ServedRow(part: "big", hit: .init(distance: 4), fromItem: items[1]))
    let before = try store.content(extent)
    for value in ["'\(items[2].hex)'", "NULL"] {
      let copy = try ScratchStudy()
      try StudyBackup.copyStudy(from: scratch.folder, to: copy.folder)
      try StudyBackup.copyKey(from: scratch.folder, to: copy.folder)
      try OldStudy.alter("UPDATE served SET from_item = \(value)", in: StudyStore.keyPath(in: copy.folder))
      let now = try StudyStore(reading: copy.folder).content(extent)
      let differences = now.differences(from: before.summary, marks: before.marks)
      #expect(differences.map(\.part) == ["key.sqlite/served_from"], "\(value)")
    }
  }

  @Test("had cost what all its requests had, and taken what the last did")
  func origin() async throws {
    try await ask(0, cost: 0.5, reason: "timed out")
    try await ask(0, cost: 0.25, reason: nil, number: 2)
    try await store.store(output(big, 0), breaches: [])
    #expect(
      try store.origin(of: big, about: items[0])
        == CacheHit(
          originAt: 1700, originModel: "m-2", originFingerprint: "simulated-1", originCost: 0.75, originTotal: 1.5,
          originFirstToken: 0.25))
    try await ask(1, cost: nil, reason: nil)
    try await store.store(output(big, 1), breaches: [])
    #expect(try store.origin(of: big, about: items[1]).originCost == nil, "unknown is not nothing")
    try await store.store(output(big, 2), breaches: [])
    #expect(try store.origin(of: big, about: items[2]) == CacheHit(), "made elsewhere: nothing is known")
  }

  @Test(
    "what was odd about it is that of the attempt that brought it, also through a router; a cache's answer is not odd")
  func odd() async throws {
    try await ask(0, cost: 0.5, reason: "timed out", flags: ["no_done"])
    try await ask(0, cost: 0.5, reason: nil, number: 2, flags: ["streamed_by_proxy"])
    try await store.store(output(big, 0), breaches: [])
    try await store.store(output(small, 0), breaches: [], served: ServedRow(part: "big", rule: 0, fromArm: big))
    for arm in [big, small] { #expect(try store.oddities(of: arm, about: items[0]) == ["streamed_by_proxy"]) }
    try await ask(1, cost: 0.5, reason: nil, flags: ["streamed_by_proxy"])
    try await store.store(output(big, 1), breaches: [], served: ServedRow(part: "big", hit: CacheHit()))
    #expect(try store.oddities(of: big, about: items[1]).isEmpty)
    try await store.store(output(big, 2), breaches: [])
    #expect(try store.oddities(of: big, about: items[2]).isEmpty)
  }

  @Test("of a cache's or a router's answer had come to what that one had")
  func throughPolicies() async throws {
    let hit = CacheHit(distance: 2, originAt: 9, originCost: 0.125, originTotal: 3, ownTotal: 0.01)
    try await store.store(output(big, 0), breaches: [], served: ServedRow(part: "flash", hit: hit))
    var kept = hit
    (kept.distance, kept.ownTotal) = (nil, nil)
    #expect(try store.origin(of: big, about: items[0]) == kept)
    try await store.store(output(small, 0), breaches: [], served: ServedRow(part: "flash", rule: 0, fromArm: big))
    #expect(try store.origin(of: small, about: items[0]) == kept)
  }
}
