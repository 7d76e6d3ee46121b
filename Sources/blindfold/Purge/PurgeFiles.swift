internal import Blinding
internal import Foundation
internal import Packet
internal import StudyModel
internal import StudyStore

/// The files of a study's folder, as a purge sees them.
struct PurgeFiles {
  /// A file that goes.
  struct Going: Hashable {
    /// Below the study's folder.
    var name: String
    var bytes: Int
  }

  /// Packets of this study of which everything is collected.
  private(set) var packets: [Going] = []
  /// Half-written packets and documents that a kill left behind.
  private(set) var leftovers: [Going] = []
  /// Requests and results of batches, and their ledger.
  private(set) var batches: [Going] = []
  /// Batches whose results were never imported, so that a service may have them still; nil where that cannot be read.
  let atService: [String]?
  /// Files that are neither this program's nor named by the study file, by their names; they are not looked into.
  private(set) var others: [String] = []
  /// Files of the packets' folder that belong to no packet of this study.
  private(set) var strangers: [String] = []
  /// Packets of this study with entries that came in after captions were removed: they can no longer be collected, and are
  /// not this program's to throw away.
  private(set) var late: [String] = []

  private let location: StudyLocation
  private let isBegun: Bool

  /// Looks through the folder.
  ///
  /// - Parameter documents: names of the report's documents.
  /// - Throws: `Refusal` where a packet has ratings that are not collected, or cannot be read.
  init(_ location: StudyLocation, _ store: StudyStore, documents: Set<String>) throws {
    self.location = location
    // Before the folder is listed: SQLite's files beside a database come and go.
    atService = try? Self.batches(in: location.folder + "/batch")
    isBegun = try !store.purges().isEmpty
    let links = try store.ratings().mapValues { Dictionary($0.map { ($0.sequence, $0.chain) }) { first, _ in first } }
    let known = Set(try store.plan()?.packets.map(\.id) ?? [])
    for name in Self.names(location.packets) {
      let path = "\(location.packets)/\(name)"
      if name.hasSuffix(".draft") || name.hasSuffix(".clean") || name.hasSuffix(".draft-journal") {
        leftovers.append(going("packets/\(name)"))
      } else if name.hasSuffix(".sqlite") {
        guard let packet = try Self.open(path), known.contains(packet.header.packet) else {
          strangers.append("packets/\(name)")
          continue
        }
        if let new = try Self.firstNew(packet, links[packet.header.packet] ?? [:]) {
          guard isBegun else { throw notCollected(path, new) }
          late.append("packets/\(name)")
        } else {
          packets.append(going("packets/\(name)"))
        }
      } else if !name.hasSuffix(".sqlite-journal") {
        strangers.append("packets/\(name)")
      }
    }
    // Requests hold images, results captions, and the ledger of both what services said of them.
    for inside in ["batch", "batch/results"] {
      batches += Self.names("\(location.folder)/\(inside)").filter { $0 != "results" }.map { going("\(inside)/\($0)") }
    }
    let ours = documents.union(["study.yaml", "study.sqlite", "key.sqlite", "figures", "packets", "batch"])
    for name in Self.names(location.folder) {
      if name.hasPrefix("."), name.hasSuffix(".part") {
        leftovers.append(going(name))
      } else if !ours.contains(name), !name.hasSuffix(".sqlite-wal"), !name.hasSuffix(".sqlite-shm") {
        others.append(name)
      }
    }
    leftovers += Self.names(location.folder + "/figures").filter { $0.hasPrefix(".") && $0.hasSuffix(".part") }
      .map { going("figures/\($0)") }
  }

  /// Takes a packet away, unless something came into it since it was looked at.
  ///
  /// - Returns: whether it is gone.
  func remove(_ packet: Going, _ store: StudyStore) throws -> Bool {
    let path = "\(location.folder)/\(packet.name)"
    guard let file = try Self.open(path) else { return true }
    let ratings = try store.ratings()[file.header.packet] ?? []
    let links = Dictionary(ratings.map { ($0.sequence, $0.chain) }) { first, _ in first }
    guard try Self.firstNew(file, links) == nil else { return false }
    try Self.remove([path, path + "-journal"])
    return true
  }

  /// Removes files; one that is gone already is none to mind.
  static func remove(_ paths: [String]) throws {
    for path in paths where unlink(path) != 0 && errno != ENOENT {
      throw Refusal(
        .cannotWrite,
        "\(path): cannot be removed (\(String(cString: strerror(errno)))). The purge is begun and not finished; no number "
          + "is lost. Check the rights and give the same command again.")
    }
  }

  private static func batches(in folder: String) throws -> [String] {
    guard BatchLedger.exists(in: folder) else { return [] }
    return try BatchLedger(folder: folder, at: now()).shards().filter { $0.stage != .ended }.compactMap { shard in
      let place = shard.service.map { " at \($0)" } ?? ""
      if let batch = shard.batch { return batch + place }
      return shard.stage == .creating ? "perhaps one of the file '\(shard.mark).jsonl'\(place)" : nil
    }
  }

  private func going(_ name: String) -> Going {
    let attributes = try? FileManager.default.attributesOfItem(atPath: "\(location.folder)/\(name)")
    return Going(name: name, bytes: attributes?[.size] as? Int ?? 0)
  }

  private static func names(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  /// - Returns: nil for a file that is gone meanwhile.
  private static func open(_ path: String) throws -> PacketFile? {
    do {
      return try PacketFile(path: path, writable: false)
    } catch PacketError.missing {
      return nil
    } catch {
      throw Refusal(
        .wrongInput,
        "\(path): not a readable packet, so nobody knows whether there are ratings in it that were not collected. Nothing "
          + "was removed. Ask the rater for another copy and collect it, or take this file away; then purge again.")
    }
  }

  /// The number of the first entry that was not collected as it is there; nil where all were.
  private static func firstNew(_ packet: PacketFile, _ links: [Int: String]) throws -> Int? {
    try packet.ratings().first { links[$0.sequence] != $0.chain }?.sequence
  }

  private func notCollected(_ path: String, _ sequence: Int) -> Refusal {
    Refusal(
      .notFinished,
      "\(path): entry \(sequence) of it is not collected, and would be lost. Nothing was removed. "
        + "Run first: blindfold report \(quoted(location.folder))")
  }
}
