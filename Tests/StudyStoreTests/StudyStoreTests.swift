import Blinding
import Digest
import Foundation
import Roster
import StudyModel
import Testing

@testable import StudyStore

/// A study in a folder of its own.
final class ScratchStudy {
  let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "study-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func plan(labels: [String] = ["big", "small"], items: Int = 3, protocolHash: String = "p1") -> StudyPlan {
    StudyPlan(
      name: "s", question: "?", path: folder + "/study.yaml", protocolHash: protocolHash,
      items: (0..<items).compactMap { number in
        ItemID(hex: SHA256.hex("\(number)")).map {
          SetItem(id: $0, path: "/x/\(number).jpg", fileName: "\(number).jpg", format: .jpeg, category: "all")
        }
      },
      traffic: [:], seed: 1,
      candidates: labels.map {
        Candidate(label: $0, source: .captions(CaptionFile(path: "\($0).jsonl", sha256: SHA256.hex($0))))
      }, incumbent: labels[0],
      checks: CaptionChecks(), run: RunSettings(),
      review: ReviewSettings(
        rubric: Rubric(name: "r", version: 1, mode: .absolute, sources: [], questions: []), rubricPath: "r.yaml",
        raters: ["ana"], ratingsPerItem: 1),
      claim: Claim(criterion: "overall", scope: .ratersLikeThese, margin: 0.3, because: "test"))
  }
}

@Suite("the study's databases")
struct StudyStoreTests {
  @Test("arms keep their codes from run to run, and codes say nothing of labels")
  func arms() throws {
    let scratch = try ScratchStudy()
    let first = try StudyStore(folder: scratch.folder, create: true).begin(scratch.plan(), at: 1)
    let second = try StudyStore(folder: scratch.folder, create: true).begin(scratch.plan(), at: 2)
    #expect(first == second && Set(first.keys) == ["big", "small"])
    #expect(first.values.allSatisfy { $0.rawValue.wholeMatch(of: /arm-[a-z2-9]{5}/) != nil })
  }

  @Test("the key database can be read by its owner only, with whatever SQLite puts beside it")
  func privateKey() throws {
    let scratch = try ScratchStudy()
    let store = try StudyStore(folder: scratch.folder, create: true)
    _ = try store.begin(scratch.plan(), at: 1)
    for name in ["key.sqlite", "key.sqlite-wal", "key.sqlite-shm"] {
      let path = scratch.folder + "/" + name
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o600, "\(name)")
    }
  }

  @Test("both databases write through: WAL with synchronous=FULL, and wait when busy")
  func pragmas() throws {
    let scratch = try ScratchStudy()
    let store = try StudyStore(folder: scratch.folder, create: true)
    #expect(try store.pragma("synchronous") == ["2", "2"])
    #expect(try store.pragma("journal_mode") == ["wal", "wal"])
    #expect(try store.pragma("busy_timeout") == ["10000", "10000"])
    #expect(try store.pragma("foreign_keys") == ["1", "1"])
  }

  @Test("an answer that a crash left with the key only is copied when the study is opened, and sent attempts are lost")
  func reconcile() async throws {
    let scratch = try ScratchStudy()
    let plan = scratch.plan()
    do {
      let store = try StudyStore(folder: scratch.folder, create: true)
      let arm = try #require(try store.begin(plan, at: 1)["big"])
      _ = try await store.willSend(LedgerStart(number: 1), arm: arm, item: plan.items[0].id, at: 5)
      try store.writeKeyOnly(Output(arm: arm, item: plan.items[0].id, text: "kept", outcome: .captioned))
      #expect(try store.outputs().isEmpty)
    }
    let store = try StudyStore(folder: scratch.folder, create: false)
    #expect(try store.outputs().map(\.text) == ["kept"])
    let arm = try #require(try store.arms()["big"])
    #expect(try store.facts()[arm]?.lost == 1)
    #expect(try store.facts()[arm]?.unknownCosts == 1)
  }

  @Test("whoever only looks does not take another process's requests in flight for lost")
  func lookingOn() async throws {
    let scratch = try ScratchStudy()
    let plan = scratch.plan()
    let running = try StudyStore(folder: scratch.folder, create: true)
    let arm = try #require(try running.begin(plan, at: 1)["big"])
    _ = try await running.willSend(LedgerStart(number: 1), arm: arm, item: plan.items[0].id, at: 5)
    _ = try StudyStore(folder: scratch.folder, create: false, recover: false)
    #expect(try running.facts()[arm]?.lost == 0)
  }

  @Test("the ledger by image adds up every attempt, and tells those of unknown cost apart by how they ended")
  func imageLedger() async throws {
    let scratch = try ScratchStudy()
    let plan = scratch.plan()
    let store = try StudyStore(folder: scratch.folder, create: true)
    let arm = try #require(try store.begin(plan, at: 1)["big"])
    let (first, second) = (plan.items[0].id, plan.items[1].id)
    for (item, attempts) in [
      (first, [LedgerAttempt(reason: "busy", cost: 0.5, total: 9), LedgerAttempt(cost: 0.25, total: 2)]),
      (second, [LedgerAttempt(reason: "timeout", isLost: true), LedgerAttempt(cost: 0.25, total: 3)]),
    ] {
      for (number, attempt) in attempts.enumerated() {
        try await store.didEnd(store.willSend(LedgerStart(number: number + 1), arm: arm, item: item, at: 5), attempt)
      }
      try await store.store(Output(arm: arm, item: item, text: "a", outcome: .captioned), breaches: [])
    }
    let ledger = try #require(try store.imageLedger()[arm])
    #expect(ledger.count == 2)
    #expect(ledger[first]?.knownCost == 0.75 && ledger[first]?.unknownCosts == 0 && ledger[first]?.seconds == 2)
    #expect(ledger[second]?.knownCost == 0.25 && ledger[second]?.unknownCosts == 1 && ledger[second]?.seconds == 3)
    #expect(ledger[second]?.failed == 1 && ledger[second]?.cutOff == 0 && ledger[second]?.calls == 2)
    #expect(ledger.values.allSatisfy { !$0.hasAnswerOfUnknownCost })
  }

  @Test("what a kill or Ctrl-C cut off is the run's own doing; an answer of unknown cost is told apart from both")
  func endsOfCalls() async throws {
    let scratch = try ScratchStudy()
    let plan = scratch.plan()
    var store = try StudyStore(folder: scratch.folder, create: true)
    let arm = try #require(try store.begin(plan, at: 1)["big"])
    let item = plan.items[0].id
    // Killed while it was under way: nobody writes down how it ended.
    _ = try await store.willSend(LedgerStart(number: 1), arm: arm, item: item, at: 5)
    for (place, attempt) in [
      LedgerAttempt(reason: "cancelled: cancelled while under way", isLost: true),
      LedgerAttempt(status: 500, reason: "server: no"), LedgerAttempt(reason: "first_byte_timeout", isLost: true),
      LedgerAttempt(status: 429, reason: "rate_limited", cost: 0), LedgerAttempt(status: 200, total: 2),
    ].enumerated() {
      try await store.didEnd(store.willSend(LedgerStart(number: place + 2), arm: arm, item: item, at: 5), attempt)
    }
    try await store.store(Output(arm: arm, item: item, text: "a", outcome: .captioned), breaches: [])
    store = try StudyStore(folder: scratch.folder, create: false)
    let ledger = try #require(try store.imageLedger()[arm]?[item])
    #expect(ledger.calls == 6 && ledger.unknownCosts == 5 && ledger.cutOff == 2 && ledger.failed == 2)
    #expect(ledger.hasAnswerOfUnknownCost)
    let calls = try #require(try store.calls()[arm]?[item])
    #expect(calls.map(\.end) == [.cutOff, .cutOff, .failed, .failed, .failed, .answered])
  }

  @Test("times to the first token are kept with their attempts, those of failed attempts apart")
  func firstTokens() async throws {
    let scratch = try ScratchStudy()
    let plan = scratch.plan()
    let store = try StudyStore(folder: scratch.folder, create: true)
    let arm = try #require(try store.begin(plan, at: 1)["big"])
    for (number, attempt) in [
      LedgerAttempt(firstToken: 0.5, total: 0.75), LedgerAttempt(total: 2), LedgerAttempt(firstToken: 0.25, total: 3),
      LedgerAttempt(reason: "incomplete_stream", firstToken: 0.125, total: 1),
    ].enumerated() {
      try await store.didEnd(
        store.willSend(LedgerStart(number: number + 1), arm: arm, item: plan.items[0].id, at: 5), attempt)
    }
    let facts = try #require(try store.facts()[arm])
    #expect(facts.firstTokens == [0.25, 0.5] && facts.latencies == [0.75, 2, 3])
  }

  @Test("a file of rules is logged once, however often it is replayed")
  func replays() throws {
    let scratch = try ScratchStudy()
    let store = try StudyStore(folder: scratch.folder, create: true)
    _ = try store.begin(scratch.plan(), at: 1)
    for hash in ["aa", "bb", "aa"] { try store.noteReplay(["tiered", "cheap"], hash: hash, at: 2) }
    #expect(try store.replayedRules() == ["aa", "bb"])
    #expect(try store.log().filter { $0.event == "replayed" }.map(\.detail).first == "tiered, cheap from rules aa")
  }

  @Test("an output is stored once and never changed")
  func once() async throws {
    let scratch = try ScratchStudy()
    let plan = scratch.plan()
    let store = try StudyStore(folder: scratch.folder, create: true)
    let arm = try #require(try store.begin(plan, at: 1)["big"])
    for text in ["first", "second"] {
      try await store.store(Output(arm: arm, item: plan.items[0].id, text: text, outcome: .captioned), breaches: [])
    }
    #expect(try store.outputs().map(\.text) == ["first"])
  }

  @Test("refuses a run whose images differ, or a candidate that has answered; logs a changed protocol")
  func changed() async throws {
    let scratch = try ScratchStudy()
    let plan = scratch.plan()
    let store = try StudyStore(folder: scratch.folder, create: true)
    let arms = try store.begin(plan, at: 1)
    #expect(throws: StoreError.protocolChanged(folder: scratch.folder, detail: "the image set differs")) {
      try store.begin(scratch.plan(items: 4), at: 2)
    }
    _ = try store.begin(scratch.plan(protocolHash: "p2"), at: 3)
    #expect(try store.log().map(\.event) == ["begun", "amended"])
    #expect(try store.declaredProtocol()?.hash == "p2")
    let small = try #require(arms["small"])
    try await store.store(Output(arm: small, item: plan.items[0].id, text: "a", outcome: .captioned), breaches: [])
    #expect(throws: StoreError.protocolChanged(folder: scratch.folder, detail: "candidate 'small' differs")) {
      try store.begin(scratch.plan(labels: ["big", "tiny"]), at: 4)
    }
  }

  @Test("a candidate that has answered and whose price alone differs is refused in these words")
  func repriced() async throws {
    let scratch = try ScratchStudy()
    let store = try StudyStore(folder: scratch.folder, create: true)
    func plan(_ price: Price?) -> StudyPlan {
      var plan = scratch.plan()
      plan.candidates[0].price = price
      return plan
    }
    let source = Price.Source(file: "p.json", sha256: "aa", entry: "x")
    let arm = try #require(try store.begin(plan(Price(input: 1, output: 2, source: source)), at: 1)["big"])
    try await store.store(
      Output(arm: arm, item: scratch.plan().items[0].id, text: "a", outcome: .captioned), breaches: [])
    var other = source
    other.sha256 = "bb"
    for (price, words) in [
      (Price(input: 1, output: 2, source: other), "in its price alone: the price file is another one"),
      (Price(input: 1, output: 3, source: source), "in its price alone"),
      (nil, "in its price alone: the price file is another one"),
    ] {
      #expect(throws: StoreError.protocolChanged(folder: scratch.folder, detail: "candidate 'big' differs \(words)")) {
        try store.begin(plan(price), at: 2)
      }
    }
  }

  @Test(
    "a candidate that has not answered yet may be mended, added or taken out, under the arms that are left, and logged")
  func mended() throws {
    let scratch = try ScratchStudy()
    let store = try StudyStore(folder: scratch.folder, create: true)
    let before = try store.begin(scratch.plan(), at: 1)
    let after = try store.begin(scratch.plan(labels: ["big", "tiny"]), at: 2)
    #expect(after["big"] == before["big"] && Set(after.keys) == ["big", "tiny"])
    #expect(try store.log().filter { $0.event == "amended" }.count == 2)
    #expect(try !store.log().contains { $0.detail.contains("tiny") || $0.detail.contains("small") })
  }

  @Test("no new candidate once packets are planned")
  func plannedCandidates() throws {
    let scratch = try ScratchStudy()
    let store = try StudyStore(folder: scratch.folder, create: true)
    _ = try store.begin(scratch.plan(), at: 1)
    try store.commit(PresentationPlan(packets: [], arms: [:]), Commitment(text: "x"), at: 2)
    #expect(throws: StoreError.protocolChanged(folder: scratch.folder, detail: "candidate 'other' is new")) {
      try store.begin(scratch.plan(labels: ["big", "small", "other"]), at: 3)
    }
  }

  @Test("once packets are planned the protocol they carry stays in force, and a change is logged once")
  func frozen() throws {
    let scratch = try ScratchStudy()
    let store = try StudyStore(folder: scratch.folder, create: true)
    _ = try store.begin(scratch.plan(), at: 1)
    try store.commit(PresentationPlan(packets: [], arms: [:]), Commitment(text: "x"), at: 2)
    for at in [3, 4] as [Int64] { _ = try store.begin(scratch.plan(protocolHash: "p2"), at: at) }
    #expect(try store.declaredProtocol()?.hash == "p1")
    #expect(try store.log().map(\.event) == ["begun", "packets planned", "amended"])
  }

  @Test("refuses a study whose key is gone")
  func halfMissing() throws {
    let scratch = try ScratchStudy()
    _ = try StudyStore(folder: scratch.folder, create: true).begin(scratch.plan(), at: 1)
    for name in ["key.sqlite", "key.sqlite-wal", "key.sqlite-shm"] {
      try? FileManager.default.removeItem(atPath: scratch.folder + "/" + name)
    }
    #expect(throws: StoreError.self) { try StudyStore(folder: scratch.folder, create: true) }
    #expect(throws: StoreError.notRun(folder: scratch.folder + "/x")) {
      try StudyStore(folder: scratch.folder + "/x", create: false)
    }
  }

  @Test("a plan comes back as it was committed, and its commitment with it")
  func plan() throws {
    let scratch = try ScratchStudy()
    let study = scratch.plan()
    let store = try StudyStore(folder: scratch.folder, create: true)
    let arm = try #require(try store.begin(study, at: 1)["big"])
    let outputs = study.items.map { Output(arm: arm, item: $0.id, text: "a caption", outcome: .captioned) }
    let assignment = try Assignment(
      items: study.items.map { ($0.id, $0.category) }, raters: ["ana", "bo"], ratingsPerItem: 2, seed: 1)
    let secrets = try store.secrets()
    let plan = PresentationPlan(assignment: assignment, outputs: outputs, secretSeed: secrets.shuffleSeed)
    let commitment = Commitment(
      .init(
        nonce: secrets.nonce, protocolHash: "p1", definitions: try store.definitions(), outputs: outputs, plan: plan))
    try store.commit(plan, commitment, at: 9)
    #expect(try store.plan() == plan)
    #expect(try store.commitment() == commitment)
  }

  @Test("taking in a packet twice changes nothing; a rating that differs is refused")
  func collect() throws {
    let scratch = try ScratchStudy()
    let study = scratch.plan()
    let store = try StudyStore(folder: scratch.folder, create: true)
    let arm = try #require(try store.begin(study, at: 1)["big"])
    let outputs = [Output(arm: arm, item: study.items[0].id, text: "a", outcome: .captioned)]
    let plan = PresentationPlan(
      assignment: try Assignment(
        items: [(study.items[0].id, "all")], raters: ["ana"], ratingsPerItem: 1, seed: 1),
      outputs: outputs, secretSeed: [1])
    try store.commit(plan, Commitment(text: "x"), at: 2)
    let judgement = Judgement(
      presentation: nil, slot: nil, question: "@session", answer: .text("{}"), madeAt: 1, onTask: 0,
      display: Display(mode: "plain", columns: 80, rows: 24, pixelWidth: 0, pixelHeight: 0))
    let rating = Rating(sequence: 1, judgement: judgement, chain: "c1")
    #expect(try store.collect([rating], packet: plan.packets[0].id, from: "x", at: 3) == 1)
    #expect(try store.collect([rating], packet: plan.packets[0].id, from: "x", at: 4) == 0)
    #expect(try store.ratings() == [plan.packets[0].id: [rating]])
    #expect(throws: StoreError.self) {
      try store.collect(
        [Rating(sequence: 1, judgement: judgement, chain: "other")], packet: plan.packets[0].id, from: "x", at: 5)
    }
  }

  @Test("one process at a time works on a study")
  func lock() throws {
    let scratch = try ScratchStudy()
    let lock = try StudyLock(folder: scratch.folder)
    #expect(throws: StoreError.busy(folder: scratch.folder)) { try StudyLock(folder: scratch.folder) }
    _ = lock
  }

  @Test("a file that another program holds is worth waiting for, and no reason to free space")
  func busy() {
    let path = "x/study.sqlite"
    // SQLITE_BUSY, SQLITE_LOCKED; SQLITE_FULL.
    for code in [5, 6] as [Int32] {
      #expect(StudyStore.meaning(of: code, at: path) == .busy(folder: path))
    }
    #expect(StudyStore.meaning(of: 13, at: path) == .notStored(path: path, detail: "database or disk is full"))
  }
}
