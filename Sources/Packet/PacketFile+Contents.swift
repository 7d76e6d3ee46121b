internal import Digest
internal import Foundation
internal import GRDB
public import StudyModel

/// What a packet was written with, held against what is read: a byte that a disk or a mail changed in a caption leaves a
/// database that is whole.
///
/// The hash is kept in the packet itself, so it finds bad luck and not bad will. An edit by somebody who writes a new hash
/// too is found by the conductor, who has the captions.
extension PacketFile {
  /// The fact that holds the hash. Packets of older programs have none.
  private static let contentsFact = "contents"

  /// Stores the hash of everything that is in a packet but ratings and the bytes of images.
  static func storeContentsHash(_ db: Database) throws {
    let hash = try contentsHash(db, readPresentations(db))
    try db.execute(sql: "INSERT INTO fact VALUES (?, ?)", arguments: [contentsFact, hash])
  }

  /// Whether captions, their order, the questions and every fact are those that the packet was written with.
  static func hasItsContents(_ db: Database, _ presentations: [Presentation]) throws -> Bool {
    let stored = try String.fetchOne(db, sql: "SELECT value FROM fact WHERE name = ?", arguments: [contentsFact])
    return try stored.map { try $0 == contentsHash(db, presentations) } ?? true
  }

  /// Whether every table and trigger is there as it is written. A letter changed in the text that SQLite keeps of them
  /// leaves a file that it takes for whole.
  static func hasItsTables(_ db: Database) throws -> Bool {
    let sql = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
    let fresh = try DatabaseQueue()
    try fresh.write { try $0.execute(sql: schema) }
    let made = try fresh.read { try Row.fetchAll($0, sql: sql) }
    let found = Set(try Row.fetchAll(db, sql: sql))
    return made.allSatisfy(found.contains)
  }

  private static func contentsHash(_ db: Database, _ presentations: [Presentation]) throws -> String {
    let facts = try Row.fetchAll(
      db, sql: "SELECT name, value FROM fact WHERE name <> ? ORDER BY name", arguments: [contentsFact])
    var chain = HashChain(seed: "packet contents 1")
    for fact in facts { chain.append("\(fact["name"] as String)\n\(fact["value"] as String)") }
    for presentation in presentations {
      chain.append("\(presentation.id)\n\(presentation.item)")
      for slot in presentation.slots { chain.append("\(slot.id)\n\(slot.caption)") }
    }
    for item in try String.fetchAll(db, sql: "SELECT item FROM image ORDER BY item") { chain.append(item) }
    return chain.head
  }

  /// The sequence number of the first judgement that does not fit the chain of a packet, or nil where all fit.
  ///
  /// - Parameters:
  ///   - ratings: oldest first, from wherever they are kept.
  ///   - header: the packet's. Its name, rater, protocol and commitment begin the chain.
  public static func firstBrokenLink(in ratings: [Rating], of header: PacketHeader) throws -> Int? {
    firstBrokenLink(
      in: try ratings.map { ($0.sequence, try canonical(sequence: $0.sequence, $0.judgement), $0.chain) }, of: header)
  }

  /// The same from the texts that were chained, whatever this program would write for such a judgement.
  ///
  /// - Parameters:
  ///   - stored: oldest first, each judgement as it was written down.
  ///   - removed: numbers of judgements whose text was removed since. What they were is known no more, so the link that is
  ///     stored of them is taken as it is; those that follow must fit it.
  public static func firstBrokenLink(
    inStored stored: [(sequence: Int, text: String, chain: String)], of header: PacketHeader,
    removed: Set<Int> = []
  ) -> Int? {
    firstBrokenLink(
      in: stored.map { ($0.sequence, removed.contains($0.sequence) ? nil : record($0.sequence, $0.text), $0.chain) },
      of: header)
  }

  /// What is chained of a judgement: fixed for good, since chains that were made stay.
  static func record(_ sequence: Int, _ judgement: String) -> String {
    #"{"judgement":\#(judgement),"sequence":\#(sequence)}"#
  }

  private static func firstBrokenLink(in records: [(Int, String?, String)], of header: PacketHeader) -> Int? {
    var chain = emptyChain(header)
    for (index, (sequence, record, link)) in records.enumerated() {
      if let record { chain.append(record) } else { chain = HashChain(head: link) }
      guard chain.head == link, sequence == index + 1 else { return sequence }
    }
    return nil
  }
}
