import Blinding
import Digest
import Foundation
import Roster
import StudyModel
import Synchronization
import Testing

@testable import StudyStore

@Suite("copies of a study's databases")
struct StudyBackupTests {
  /// A study with one packet, and its chain of ratings as long as is wanted.
  private func planned(_ scratch: ScratchStudy) throws -> (store: StudyStore, packet: String) {
    let study = scratch.plan()
    let store = try StudyStore(folder: scratch.folder, create: true)
    let arm = try #require(try store.begin(study, at: 1)["big"])
    let plan = PresentationPlan(
      assignment: try Assignment(items: [(study.items[0].id, "all")], raters: ["ana"], ratingsPerItem: 1, seed: 1),
      outputs: [Output(arm: arm, item: study.items[0].id, text: "a", outcome: .captioned)], secretSeed: [1])
    try store.commit(plan, Commitment(text: "x"), at: 2)
    return (store, plan.packets[0].id)
  }

  private func chain(_ count: Int) -> [Rating] {
    var chain = HashChain(seed: "k")
    return (1...count).map { number in
      Rating(
        sequence: number,
        judgement: Judgement(
          presentation: nil, slot: nil, question: "@comment", answer: .text(String(repeating: "x", count: 500)),
          madeAt: Int64(number), onTask: 0,
          display: Display(mode: "plain", columns: 80, rows: 24, pixelWidth: 0, pixelHeight: 0)),
        chain: chain.append("\(number)"))
    }
  }

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test("copies made while ratings come in open as a study, and hold the chain up to some moment in between")
  func underWay() async throws {
    let scratch = try ScratchStudy()
    let (store, packet) = try planned(scratch)
    let ratings = chain(3000)
    let stored = Mutex(0)
    let isEnough = Mutex(false)
    let writer = Thread {
      for count in 1...ratings.count where !isEnough.withLock({ $0 }) {
        guard (try? store.collect([ratings[count - 1]], packet: packet, from: "x", at: 3)) != nil else { return }
        stored.withLock { $0 = count }
      }
    }
    writer.start()
    for round in 0..<10 {
      let before = stored.withLock { $0 }
      while stored.withLock({ $0 }) < before + 5 && !writer.isFinished { usleep(1000) }
      let least = stored.withLock { $0 }
      let copy = scratch.folder + "/copy\(round)"
      try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
      try StudyBackup.copyStudy(from: scratch.folder, to: copy)
      try StudyBackup.copyKey(from: scratch.folder, to: copy)
      // One may be on disk and not yet be counted.
      let most = stored.withLock { $0 } + 1
      let contents = try StudyBackup.check(copy)
      #expect(contents.packets == [packet: "ana"])
      #expect(contents.ratings >= least && contents.ratings <= most && contents.ratings > 0)
      #expect(
        contents.chains[packet]
          == Dictionary(uniqueKeysWithValues: ratings.prefix(contents.ratings).map { ($0.sequence, $0.chain) }))
      let files = try FileManager.default.contentsOfDirectory(atPath: copy).sorted()
      #expect(files == ["key.sqlite", "study.sqlite"], "each copy is one whole file")
      for name in files { #expect(try mode(copy + "/" + name) == 0o600) }
      let opened = try StudyStore(folder: copy, create: false)
      #expect(try opened.ratings()[packet] == Array(ratings.prefix(contents.ratings)))
      #expect(try opened.arms() == store.arms() && opened.plan() == store.plan())
      #expect(try opened.secrets().nonce == store.secrets().nonce)
    }
    isEnough.withLock { $0 = true }
    while !writer.isFinished { usleep(1000) }
    #expect(stored.withLock { $0 } > 40, "the writer was not held up")
  }

  @Test("refuses to write over a database that is there, and a study whose key is gone")
  func refusals() throws {
    let scratch = try ScratchStudy()
    _ = try planned(scratch)
    let copy = scratch.folder + "/copy"
    try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
    try Data("precious".utf8).write(to: URL(fileURLWithPath: copy + "/study.sqlite"))
    #expect(throws: StoreError.self) { try StudyBackup.copyStudy(from: scratch.folder, to: copy) }
    #expect(try String(contentsOfFile: copy + "/study.sqlite", encoding: .utf8) == "precious")
    #expect(throws: StoreError.notRun(folder: copy + "/none")) {
      try StudyBackup.copyStudy(from: copy + "/none", to: copy)
    }
    #expect(throws: StoreError.halfMissing(missing: copy + "/key.sqlite", present: copy + "/study.sqlite")) {
      try StudyBackup.copyStudy(from: copy, to: scratch.folder + "/other")
    }
  }

  @Test("a copy that is damaged is noticed when it is read back")
  func damaged() throws {
    let scratch = try ScratchStudy()
    let (store, packet) = try planned(scratch)
    try store.collect(chain(200), packet: packet, from: "x", at: 3)
    let copy = scratch.folder + "/copy"
    try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
    try StudyBackup.copyStudy(from: scratch.folder, to: copy)
    try StudyBackup.copyKey(from: scratch.folder, to: copy)
    #expect(try StudyBackup.check(copy).ratings == 200)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: copy + "/study.sqlite"))
    bytes.replaceSubrange(8192..<bytes.count, with: Data(repeating: 0xA5, count: bytes.count - 8192))
    try bytes.write(to: URL(fileURLWithPath: copy + "/study.sqlite"))
    #expect(throws: StoreError.self) { try StudyBackup.check(copy) }
  }

  @Test("a longer copy of a packet adds what it has more; a shorter one nothing; one that forks changes nothing")
  func forks() throws {
    let scratch = try ScratchStudy()
    let (store, packet) = try planned(scratch)
    let ratings = chain(6)
    #expect(try store.collect(Array(ratings.prefix(4)), packet: packet, from: "a.sqlite", at: 3) == 4)
    #expect(try store.collect(ratings, packet: packet, from: "b.sqlite", at: 4) == 2)
    #expect(try store.collect(Array(ratings.prefix(2)), packet: packet, from: "a.sqlite", at: 5) == 0)
    var fork = ratings
    fork[4].chain = "elsewhere"
    fork.append(Rating(sequence: 7, judgement: ratings[0].judgement, chain: "further"))
    #expect(try store.firstContradiction(fork, packet: packet) == 5)
    #expect(throws: StoreError.contradicts(path: "c.sqlite", sequence: 5, earlier: "b.sqlite")) {
      try store.collect(fork, packet: packet, from: "c.sqlite", at: 6)
    }
    fork[1].chain = "elsewhere"
    #expect(throws: StoreError.contradicts(path: "c.sqlite", sequence: 2, earlier: "a.sqlite")) {
      try store.collect(fork, packet: packet, from: "c.sqlite", at: 7)
    }
    #expect(try store.ratings() == [packet: ratings])
  }
}
