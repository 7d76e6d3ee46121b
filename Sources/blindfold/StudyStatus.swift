internal import Analysis
internal import Blinding
internal import Foundation
internal import Roster
internal import StudyModel
internal import StudyStore

/// How a study stands, read without changing anything: no lock is held, and people may be rating all the while.
struct StudyStatus {
  /// One packet file, as it was found.
  struct PacketState {
    var path: String
    /// Entries known from it, now or collected before.
    var entries: Int
    /// Whether it lies where it was written.
    var isHere: Bool
    /// What is wrong with it; nil where nothing is.
    var problem: String?
    /// Presentations in it.
    var presentations: Int
    /// Whole days since it was planned.
    var age: Int
  }

  /// What can be said once packets are planned.
  struct Rated {
    var progress: StudyProgress
    /// Rater → packets.
    var packets: [String: [PacketState]]
    var claim: Claim
    /// Rater → how it is that nobody waits for this rater any more.
    var withdrawals: [String: WithdrawalRecord]

    /// How a rater stands.
    func state(of rater: StudyProgress.Rater) -> RaterState {
      if let withdrawal = withdrawals[rater.name] {
        return withdrawal.replacedBy.map { .replaced(by: $0) } ?? .withdrawn
      }
      if rater.open == 0 { return .done }
      let packets = packets[rater.name] ?? []
      if packets.contains(where: { $0.entries > 0 }) { return .begun }
      return .waiting(days: packets.map(\.age).max() ?? 0)
    }
  }

  /// How a rater stands with all packets together.
  enum RaterState: Equatable {
    /// Nothing has come in, whole days after the first packet was planned.
    case waiting(days: Int)
    case begun, done, withdrawn
    case replaced(by: String)
  }

  /// Something that was changed or did not go as declared.
  struct Change {
    var at: Int64
    var who: String
    var what: String
    var because: String?
  }

  /// The last purge.
  struct Purge {
    var change: Change
    var isFinished: Bool
  }

  let name: String
  let question: String
  /// Captions stored, over all candidates together.
  let captionsStored: Int
  let captionsPlanned: Int
  /// Nil before packets are planned.
  let rated: Rated?
  let extensions: [Change]
  /// Raters withdrawn or replaced.
  let withdrawals: [Change]
  let amendments: [Change]
  /// Nil while the study is blind.
  let unblinded: Change?
  /// Images and captions that were removed, or are half removed; nil where they are all there.
  let purge: Purge?
  let secondsPerItem: Int

  /// Minutes that a packet takes, at the pace measured so far, or as declared.
  func minutes(_ packet: PacketState) -> Int {
    let pace = rated?.progress.secondsAnItem ?? Double(secondsPerItem)
    return PacketTime(secondsPerItem: pace).minutes(items: packet.presentations)
  }

  init(_ reading: StudyReading) throws {
    let plan = reading.plan
    name = plan.name
    question = plan.question
    secondsPerItem = plan.review.secondsPerItem
    captionsPlanned = plan.items.count * plan.candidates.count
    guard StudyStore.exists(in: reading.location.folder) else {
      (captionsStored, rated, extensions, withdrawals, amendments, unblinded, purge) = (0, nil, [], [], [], nil, nil)
      return
    }
    let store = try StudyStore(folder: reading.location.folder, create: false, recover: false)
    captionsStored = try store.outputs().count
    let unfinished = try store.unfinishedPurge()
    purge = try store.purges().last.map { last in
      Purge(
        change: Change(at: last.at, who: last.who, what: last.summary, because: last.because),
        isFinished: unfinished == nil)
    }
    rated = try Self.rated(reading, store)
    extensions = try store.extensions().filter { $0.withdrawal == nil }.map {
      Change(at: $0.at, who: $0.who, what: $0.summary, because: $0.because)
    }
    withdrawals = try store.withdrawals().map {
      Change(at: $0.at, who: $0.who, what: $0.summary, because: $0.because)
    }
    amendments = try store.log().filter { ["amended", "failures accepted", "images left out"].contains($0.event) }.map {
      // An arm's code is nobody's business here, not even in a note about what was mended.
      Change(at: $0.at, who: $0.who, what: $0.detail.replacing(/arm-[0-9a-z]{5}/, with: "a candidate"), because: nil)
    }
    unblinded = try store.unblinding().map {
      Change(at: $0.at, who: $0.who, what: $0.because, because: $0.earlyReason)
    }
  }

  private static func rated(_ reading: StudyReading, _ store: StudyStore) throws -> Rated? {
    guard let intake = try PacketIntake(store) else { return nil }
    let (plan, declared) = (intake.plan, intake.declared)
    var ratings = try store.ratings()
    let plannedAt = try store.commitmentTimes()
    let integrity = StudyIntegrity(store, plan, declared)
    try integrity.check(reading.plan)
    try integrity.check(intake.commitments)
    var packets: [String: [PacketState]] = [:]
    for entry in plan.numbered {
      let path = reading.location.packet(of: entry.packet.rater, number: entry.number)
      var state = PacketState(
        path: path, entries: ratings[entry.packet.id]?.count ?? 0,
        isHere: FileManager.default.fileExists(atPath: path), presentations: entry.packet.presentations.count,
        age: intake.commitments[entry.packet.id].flatMap { plannedAt[$0] }.map { Int((now() - $0) / 86_400_000) } ?? 0)
      if state.isHere {
        do {
          let list = try intake.read(path).ratings
          if list.count > state.entries {
            ratings[entry.packet.id] = list
            state.entries = list.count
          }
        } catch {
          state.problem = "\(error)"
        }
      }
      packets[entry.packet.rater, default: []].append(state)
    }
    let withdrawals = Dictionary(
      try store.withdrawals().map { ($0.rater, $0) }, uniquingKeysWith: { first, _ in first })
    let progress = try StudyProgress(
      plan: plan, ratings: ratings, outputs: try store.outputs(), categories: try store.categories(),
      rubric: declared.rubric, claim: declared.claim, traffic: declared.traffic, guests: declared.guests,
      withdrawn: Set(withdrawals.keys), secondsPerItem: reading.plan.review.secondsPerItem,
      incumbent: declared.incumbent)
    return Rated(progress: progress, packets: packets, claim: declared.claim, withdrawals: withdrawals)
  }
}
