internal import Foundation
internal import GRDB

extension BatchLedger {
  /// A file of results that is about to be read.
  ///
  /// - Parameters:
  ///   - identity: of its bytes, and of where it came from where that is known: what is the same was read before.
  ///   - at: milliseconds since 1970.
  /// - Returns: its number in the ledger, and whether it was read to its end before.
  public func resultFile(_ name: String, identity: String, at: Int64) throws -> (number: Int, isRead: Bool) {
    try write { db in
      try db.execute(
        sql: "INSERT OR IGNORE INTO result_file (identity, name, at) VALUES (?, ?, ?)", arguments: [identity, name, at])
      let row = try Row.fetchOne(
        db, sql: "SELECT number, is_read FROM result_file WHERE identity = ?", arguments: [identity])
      guard let row else { throw StoreError.unreadable(path: folder, detail: "a file of results is not in it") }
      return (row["number"], row["is_read"])
    }
  }

  /// Writes down that a file was read to its end.
  public func didRead(_ file: Int) throws {
    try write { try $0.execute(sql: "UPDATE result_file SET is_read = 1 WHERE number = ?", arguments: [file]) }
  }

  /// What is known of requests; those that are not known are not in it.
  public func requests(_ ids: [BatchRequestID]) throws -> [BatchRequestID: BatchRequest] {
    try read { db in
      let statement = try db.cachedStatement(sql: "SELECT * FROM request WHERE id = ?")
      var known: [BatchRequestID: BatchRequest] = [:]
      for id in ids.sorted() {
        if let row = try Row.fetchOne(statement, arguments: [Data(id.bytes)]) { known[id] = Self.request(row) }
      }
      return known
    }
  }

  /// Takes in what lines brought, in one commit.
  public func take(_ arrivals: [BatchArrival], odd: [BatchOddity]) throws {
    try write { db in
      let update = try db.cachedStatement(
        sql: """
          UPDATE request SET state = ?, reason = ?, may_pass = ?, digest = ?, source = ?, line = ? WHERE id = ?
          """)
      // In the table's order, so that each page is written once.
      for arrival in arrivals.sorted(by: { $0.id < $1.id }) {
        try update.execute(
          arguments: [
            arrival.state.rawValue, arrival.reason, arrival.mayPass, arrival.digest, arrival.place.file,
            arrival.place.line, Data(arrival.id.bytes),
          ])
      }
      let insert = try db.cachedStatement(
        sql: "INSERT OR REPLACE INTO anomaly (file, line, kind, id) VALUES (?, ?, ?, ?)")
      for oddity in odd {
        try insert.execute(arguments: [oddity.place.file, oddity.place.line, oddity.kind, oddity.id])
      }
    }
  }

  /// Ends a shard: what has no line by now has none.
  ///
  /// - Parameters:
  ///   - state: what that comes to.
  ///   - reason: why, in a line.
  ///   - mayPass: whether another try may go better.
  public func end(_ shard: Int, rest state: BatchRequestState, reason: String?, mayPass: Bool, at: Int64) throws {
    try write { db in
      try db.execute(
        sql: "UPDATE request SET state = ?, reason = ?, may_pass = ? WHERE shard = ? AND state = 'out'",
        arguments: [state.rawValue, reason, mayPass, shard])
      try db.execute(
        sql: "UPDATE shard SET stage = 'ended', changed = ? WHERE number = ?", arguments: [at, shard])
    }
  }

  /// Requests in a state, a part of a shard's at a time, in the ledger's order: however many there are, few are in memory.
  ///
  /// - Parameter after: the last one's place in that order; 0 for the first part.
  public func requests(
    of shard: Int, in state: BatchRequestState, after: Int64, limit: Int
  ) throws -> [(sequence: Int64, request: BatchRequest)] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT * FROM request WHERE shard = ? AND state = ? AND sequence > ? ORDER BY sequence LIMIT ?
          """, arguments: [shard, state.rawValue, after, limit]
      ).map { ($0["sequence"], Self.request($0)) }
    }
  }

  /// Goes through all oddities, in the order of files and lines.
  ///
  /// - Parameter work: is given the file's name too.
  public func eachOddity(_ work: (_ file: String, _ oddity: BatchOddity) throws -> Void) throws {
    try read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT f.name, a.* FROM anomaly a JOIN result_file f ON f.number = a.file ORDER BY a.file, a.line
          """)
      while let row = try rows.next() {
        let place = BatchPlace(file: row["file"], line: row["line"])
        try work(row["name"], BatchOddity(place: place, kind: row["kind"], id: row["id"]))
      }
    }
  }

  /// Goes through the requests that have no answer and none on its way: by shards, then as a list has them or by name.
  public func eachUnanswered(
    _ work: (_ shard: String, _ request: BatchRequest, _ reason: String?) throws -> Void
  ) throws {
    try read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT r.*, s.file AS shard_file FROM request r JOIN shard s ON s.number = r.shard
            WHERE r.state IN ('error', 'expired', 'missing') ORDER BY r.shard, r.row, r.name
          """)
      while let row = try rows.next() { try work(row["shard_file"], Self.request(row), row["reason"]) }
    }
  }
}
