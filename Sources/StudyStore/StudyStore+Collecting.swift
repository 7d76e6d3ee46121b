internal import GRDB
public import StudyModel

extension StudyStore {
  /// Takes in a packet's ratings: all of them or, where one contradicts what was collected before, none. Taking the same
  /// packet in twice changes nothing; a longer copy adds what it has more, and a shorter one adds nothing.
  ///
  /// - Parameters:
  ///   - ratings: what one copy of the packet holds, its chain checked by the caller.
  ///   - packet: the packet's random name.
  ///   - path: the file they come from; noted, so that a contradiction can name both files.
  ///   - at: milliseconds since 1970.
  /// - Returns: how many ratings were new.
  /// - Throws: ``StoreError/contradicts(path:sequence:earlier:)``.
  @discardableResult
  public func collect(_ ratings: [Rating], packet: String, from path: String, at: Int64) throws -> Int {
    try study.write { db in
      let known = try Self.chains(db, packet: packet)[packet] ?? [:]
      if let sequence = Self.contradiction(ratings, known) {
        let earlier = try Self.source(of: sequence, packet: packet, db)
        throw StoreError.contradicts(path: path, sequence: sequence, earlier: earlier)
      }
      let fresh = ratings.filter { known[$0.sequence] == nil }
      for rating in fresh {
        try db.execute(
          sql: "INSERT INTO rating VALUES (?, ?, ?, ?)",
          arguments: [packet, rating.sequence, try Self.text(rating.judgement), rating.chain])
      }
      if let first = fresh.first, let last = fresh.last {
        let counted = "\(fresh.count) new ratings, \(first.sequence) to \(last.sequence),"
        try Self.log(db, at: at, event: "collected", detail: "packet \(packet): \(counted) from \(path)")
      }
      return fresh.count
    }
  }

  /// The first rating that is not the one collected before under the same number, by its number; nil where none is.
  public func firstContradiction(_ ratings: [Rating], packet: String) throws -> Int? {
    try study.read { db in Self.contradiction(ratings, try Self.chains(db, packet: packet)[packet] ?? [:]) }
  }

  private static func contradiction(_ ratings: [Rating], _ known: [Int: String]) -> Int? {
    ratings.first { rating in known[rating.sequence].map { $0 != rating.chain } ?? false }?.sequence
  }

  /// Packet → number of a collected rating → its link in the packet's chain.
  ///
  /// - Parameter packet: this one only; every packet where nil.
  static func chains(_ db: Database, packet: String? = nil) throws -> [String: [Int: String]] {
    let rows = try Row.fetchCursor(
      db, sql: "SELECT packet, sequence, chain FROM rating WHERE packet = ? OR ? IS NULL", arguments: [packet, packet])
    var chains: [String: [Int: String]] = [:]
    while let row = try rows.next() { chains[row["packet"], default: [:]][row["sequence"]] = row["chain"] as String }
    return chains
  }

  /// The file from which a rating was collected, as the log has it.
  private static func source(of sequence: Int, packet: String, _ db: Database) throws -> String? {
    let details = try String.fetchAll(
      db, sql: "SELECT detail FROM log WHERE event = 'collected' AND substr(detail, 1, ?) = ? ORDER BY id",
      arguments: [packet.count + 9, "packet \(packet): "])
    for detail in details {
      guard let match = detail.firstMatch(of: /new ratings, (\d+) to (\d+), from (.+)$/.dotMatchesNewlines()),
        let first = Int(match.1), let last = Int(match.2), first <= sequence, sequence <= last
      else { continue }
      return String(match.3)
    }
    return nil
  }
}
