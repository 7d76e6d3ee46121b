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
  }

  /// What can be said once packets are planned.
  struct Rated {
    var progress: StudyProgress
    /// Rater → packets.
    var packets: [String: [PacketState]]
    var claim: Claim
  }

  /// Something that was changed or did not go as declared.
  struct Change {
    var at: Int64
    var who: String
    var what: String
    var because: String?
  }

  let name: String
  let question: String
  /// Captions stored, over all candidates together.
  let captionsStored: Int
  let captionsPlanned: Int
  /// Nil before packets are planned.
  let rated: Rated?
  let extensions: [Change]
  let amendments: [Change]
  /// Nil while the study is blind.
  let unblinded: Change?
  let secondsPerItem: Int

  init(_ reading: StudyReading) throws {
    let plan = reading.plan
    name = plan.name
    question = plan.question
    secondsPerItem = plan.review.secondsPerItem
    captionsPlanned = plan.items.count * plan.candidates.count
    guard StudyStore.exists(in: reading.location.folder) else {
      (captionsStored, rated, extensions, amendments, unblinded) = (0, nil, [], [], nil)
      return
    }
    let store = try StudyStore(folder: reading.location.folder, create: false, recover: false)
    captionsStored = try store.outputs().count
    rated = try Self.rated(reading, store)
    extensions = try store.extensions().map {
      Change(at: $0.at, who: $0.who, what: $0.summary, because: $0.because)
    }
    amendments = try store.log().filter { ["amended", "failures accepted"].contains($0.event) }.map {
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
    var packets: [String: [PacketState]] = [:]
    for entry in plan.numbered {
      let path = reading.location.packet(of: entry.packet.rater, number: entry.number)
      var state = PacketState(
        path: path, entries: ratings[entry.packet.id]?.count ?? 0,
        isHere: FileManager.default.fileExists(atPath: path))
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
    let progress = try StudyProgress(
      plan: plan, ratings: ratings, outputs: try store.outputs(), categories: try store.categories(),
      rubric: declared.rubric, claim: declared.claim, traffic: declared.traffic, guests: declared.guests,
      secondsPerItem: reading.plan.review.secondsPerItem, incumbent: declared.incumbent)
    return Rated(progress: progress, packets: packets, claim: declared.claim)
  }
}
