internal import Foundation
internal import StudyModel
internal import StudyStore

/// Takes in any number of packets, in any order; one that cannot be taken in does not stop the others.
struct PacketMerge {
  /// What came of one file.
  struct Entry {
    var path: String
    /// Count and head of this copy, to hold against what its rater saw; nil for a file that failed its checks.
    var receipt: Receipt?
    /// Ratings that were new.
    var fresh = 0
    /// Ratings of this copy that were in before, or came in by another copy just now.
    var known = 0
    /// Why it was not taken in; nil where it was.
    var problem: PacketProblem?
  }

  /// One a file, in the order given.
  let entries: [Entry]

  /// Files that were not taken in.
  var problems: [PacketProblem] { entries.compactMap(\.problem) }

  /// How `collect` ends: what is wrong comes before what is missing.
  var ending: Ending {
    guard let first = problems.first else { return .done }
    return Ending(problems.first { $0.kind != .missing } ?? first)
  }

  /// Reads every file first and stores then, so that the order of the files does not matter.
  ///
  /// Of copies of one packet the longer one that goes on where the shorter one ends adds what it has more. Two that went
  /// on apart are both left out, unless one of them agrees with what was collected before.
  ///
  /// - Throws: only what concerns the study itself; everything stored until then stays.
  init(_ paths: [String], into intake: PacketIntake) throws {
    let read = paths.map { path in Result { try intake.read(path) } }
    // One that contradicts what is in already is left out whatever the others say, and sets none of them aside.
    let agreeing = try read.compactMap { try? $0.get() }.filter { try !intake.contradicts($0) }
    entries = try zip(paths, read).map { path, result in
      var entry = Entry(path: path)
      do {
        let packet = try result.get()
        entry.receipt = packet.receipt
        if agreeing.contains(where: { $0.path == path }), let fork = Self.fork(packet, among: agreeing) { throw fork }
        entry.fresh = try intake.take(packet)
        entry.known = packet.ratings.count - entry.fresh
      } catch let problem as PacketProblem {
        entry.problem = problem
      } catch let error as StoreError {
        guard case .contradicts = error else { throw error }
        entry.problem = PacketProblem(.conflict, "\(error)")
      }
      return entry
    }
  }

  /// The conflict of a packet with another copy of it that went on apart; nil where there is none.
  private static func fork(_ packet: PacketIntake.Checked, among others: [PacketIntake.Checked]) -> PacketProblem? {
    for other in others where other.receipt.packet == packet.receipt.packet {
      guard let (mine, _) = zip(packet.ratings, other.ratings).first(where: { $0.chain != $1.chain }) else { continue }
      let start =
        mine.sequence == 1 ? "from the first entry on" : "after entry \(mine.sequence - 1)"
      return PacketProblem(
        .conflict,
        "\(packet.path): entry \(mine.sequence) differs from that of \(other.path). The two are copies of "
          + "\(packet.receipt.rater)'s packet that went on apart \(start). Neither was taken in, and nothing collected was "
          + "changed. Ask the rater which copy counts, by its receipt, and collect that file alone.")
    }
    return nil
  }
}

extension PacketMerge {
  /// Files for what was typed: a folder stands for the packets in it, in the order of their names.
  ///
  /// - Throws: ``Refusal`` for a folder without any.
  static func files(_ typed: [String]) throws -> [String] {
    try typed.flatMap { path -> [String] in
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
        return [path]
      }
      let folder = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".sqlite") }
      guard !names.isEmpty else {
        throw Refusal(
          .missingFile,
          "\(folder): no packet (NAME.sqlite) in this folder. Nothing was collected. Name the files, or another folder."
        )
      }
      return names.sorted().map { "\(folder)/\($0)" }
    }
  }
}
