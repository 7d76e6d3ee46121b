internal import Blinding
internal import Foundation
internal import Packet
internal import Roster
internal import StudyModel
internal import StudyStore

/// Whether a study's databases still say what was committed to and what raters' receipts show. A byte that changed on a
/// disk can leave a database that is whole and a number that is wrong: nothing is printed from such a study.
struct StudyIntegrity {
  private let store: StudyStore
  private let plan: PresentationPlan
  private let declared: DeclaredProtocol

  init(_ store: StudyStore, _ plan: PresentationPlan, _ declared: DeclaredProtocol) {
    self.store = store
    self.plan = plan
    self.declared = declared
  }

  /// Captions and plan stand in the one database, arms and commitments in the other.
  private var eitherPath: String { "\(StudyStore.studyPath(in: store.folder)) or key.sqlite beside it" }

  /// Recomputes the chain of every packet's collected ratings, and holds the plan against what was committed to, arms
  /// apart: nobody who only looks on has any business with them.
  ///
  /// - Throws: `StoreError.unreadable`.
  func check(_ commitments: [String: String]) throws {
    let path = StudyStore.studyPath(in: store.folder)
    if let slot = Commitment.firstDifferentSlot(plan, from: try store.commitments()) {
      throw StoreError.unreadable(
        path: eitherPath, detail: "\(slot) is not what was committed to when packets were written")
    }
    if let part = try store.changedSincePurge().first {
      throw StoreError.unreadable(path: path, detail: "\(part) is not what the purge kept")
    }
    let stored = try store.storedRatings()
    guard Set(stored.keys).isSubset(of: plan.packets.map(\.id)) else {
      throw StoreError.unreadable(path: path, detail: "it has ratings of a packet that was never planned")
    }
    if let broken = try brokenLinks(in: stored, commitments).first {
      throw StoreError.unreadable(
        path: path, detail: "rating \(broken.sequence) of \(broken.rater)'s packet does not fit its chain")
    }
  }

  /// Holds images, categories, claim and traffic against the study file, where that is still the one that was declared.
  ///
  /// - Throws: `StoreError.unreadable`.
  func check(_ plan: StudyPlan) throws {
    guard plan.protocolHash == declared.hash else { return }
    let items = Dictionary(plan.items.map { ($0.id, $0.category) }, uniquingKeysWith: { first, _ in first })
    guard try store.categories() == items, declared.claim == plan.claim, declared.traffic == plan.traffic else {
      throw StoreError.unreadable(
        path: StudyStore.studyPath(in: store.folder),
        detail: "its images, categories or claim are not those of study.yaml, which is as it was declared")
    }
  }

  /// The first collected rating of each packet that does not fit the packet's chain; none where all fit.
  ///
  /// - Parameter commitments: packet → the one that it carries.
  func brokenLinks(
    in stored: [String: [(sequence: Int, text: String, chain: String)]], _ commitments: [String: String]
  ) throws -> [(packet: String, rater: String, sequence: Int)] {
    let removed = try store.removedTexts()
    return plan.packets.compactMap { packet in
      let header = PacketHeader(
        packet: packet.id, study: "", rater: packet.rater, secondsPerItem: 0, protocolHash: declared.hash,
        commitment: commitments[packet.id] ?? "")
      return PacketFile.firstBrokenLink(
        inStored: stored[packet.id] ?? [], of: header, removed: Set((removed[packet.id] ?? [:]).keys)
      ).map { (packet.id, packet.rater, $0) }
    }
  }

  /// Holds outputs, slots and arms against the commitments that packets carry.
  ///
  /// - Throws: `StoreError.unreadable`.
  func checkCommitments(_ outputs: [Output], _ carried: [String: String]) throws {
    let commitments = try store.commitments()
    let hashes = Set(commitments.map(\.hash))
    guard carried.values.allSatisfy(hashes.contains) else {
      throw StoreError.unreadable(
        path: StudyStore.keyPath(in: store.folder), detail: "a commitment is not the one that packets carry")
    }
    let contents = Commitment.Contents(
      nonce: "", protocolHash: declared.hash, definitions: try store.definitions(), outputs: outputs, plan: plan)
    if let line = Commitment.firstDifference(contents, from: commitments) {
      throw StoreError.unreadable(
        path: eitherPath,
        detail: "\(line) is not what was committed to when packets were written")
    }
  }
}
