public import Blinding
internal import Foundation
internal import GRDB
public import StudyModel

/// One entry of a study's log.
public struct LogEntry: Hashable, Sendable, Codable {
  /// Milliseconds since 1970.
  public var at: Int64
  /// The account that did it.
  public var who: String
  /// `begun`, `amended`, `packets written`, `collected`, `unblinded`…
  public var event: String
  /// What happened, in a sentence.
  public var detail: String
}

extension StudyStore {
  /// The shuffle seed and the nonce, which stay in the key database.
  public func secrets() throws -> (shuffleSeed: [UInt8], nonce: String) {
    try key.read { db in
      func secret(_ name: String) throws -> String {
        try String.fetchOne(db, sql: "SELECT value FROM secret WHERE name = ?", arguments: [name]) ?? ""
      }
      return (Array(try secret("shuffle seed").utf8), try secret("nonce"))
    }
  }

  /// Arm → the candidate's definition as stored, for the commitment.
  public func definitions() throws -> [ArmCode: String] {
    try key.read { db in
      Dictionary(
        try Row.fetchAll(db, sql: "SELECT code, definition FROM arm").map {
          (ArmCode(rawValue: $0["code"]), $0["definition"])
        },
        uniquingKeysWith: { first, _ in first })
    }
  }

  /// Stores a plan and its commitment. From here on packets can be written, again and again, always the same.
  public func commit(_ plan: PresentationPlan, _ commitment: Commitment, at: Int64) throws {
    try key.write { db in
      // A crash before the study database had the plan leaves slots that no packet shows: drawn anew, they go.
      try db.execute(sql: "DELETE FROM slot; DELETE FROM commitment")
      try Self.keep(plan.hidden, db)
      try db.execute(sql: "DELETE FROM planned_order")
      try Self.add(plan.orders, db)
      for (slot, arms) in plan.arms {
        for arm in arms {
          try db.execute(sql: "INSERT INTO slot VALUES (?, ?)", arguments: [slot.rawValue, arm.rawValue])
        }
      }
      try db.execute(
        sql: "INSERT INTO commitment (hash, at, text) VALUES (?, ?, ?)",
        arguments: [commitment.hash, at, commitment.text])
    }
    try study.write { db in
      try Self.insert(plan.packets, commitment: commitment.hash, db)
      try db.execute(sql: "INSERT INTO fact VALUES ('plan', ?)", arguments: [try Self.text(plan.packets)])
      try Self.log(db, at: at, event: "packets planned", detail: "commitment \(commitment.hash)")
    }
  }

  /// The stored plan with every extension of it, or nil before there is one.
  public func plan() throws -> PresentationPlan? {
    let packets = try study.read { db -> [PresentationPlan.Packet]? in
      guard let first = try String.fetchOne(db, sql: "SELECT value FROM fact WHERE name = 'plan'") else { return nil }
      let texts = [first] + (try String.fetchAll(db, sql: "SELECT packets FROM extension ORDER BY number"))
      return try texts.flatMap { try Self.value($0, as: [PresentationPlan.Packet].self) }
    }
    guard let packets else { return nil }
    try check(packets)
    var plan = PresentationPlan(packets: packets, arms: try slotArms())
    plan.hidden = try hiddenChecks()
    plan.orders = try plannedOrders()
    return plan
  }

  /// What the plan has of captions that were removed is what is kept of them.
  private func check(_ packets: [PresentationPlan.Packet]) throws {
    let slots = packets.flatMap(\.presentations).flatMap(\.slots)
    guard slots.contains(where: { $0.kept != nil }) else { return }
    let known = Set(try outputs().compactMap(\.kept))
    guard slots.allSatisfy({ slot in slot.kept.map(known.contains) ?? false }) else {
      throw StoreError.unreadable(path: study.path, detail: "its plan has a removed caption that no output has")
    }
  }

  /// Slot → arms: what the analysis needs to know, and no rater may.
  public func slotArms() throws -> [SlotID: [ArmCode]] {
    try key.read { db in
      var arms: [SlotID: [ArmCode]] = [:]
      for row in try Row.fetchAll(db, sql: "SELECT id, arm FROM slot ORDER BY id, arm") {
        arms[SlotID(rawValue: row["id"]), default: []].append(ArmCode(rawValue: row["arm"]))
      }
      return arms
    }
  }

  /// The commitment that the first packets carry, or nil before there is one.
  public func commitment() throws -> Commitment? { try commitments().first }

  /// The protocol in force: the last one before packets were planned, which they carry; nil before a run began.
  public func declaredProtocol() throws -> DeclaredProtocol? { try study.read(Self.protocolInForce) }

  /// Item → category, as they were when the run began.
  public func categories() throws -> [ItemID: String] {
    try study.read { db in
      Dictionary(
        try Row.fetchAll(db, sql: "SELECT id, category FROM item").compactMap { row in
          ItemID(hex: row["id"]).map { ($0, row["category"]) }
        }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// Collected ratings by packet, oldest first.
  ///
  /// - Parameter extent: only what was there when a report was made; nil: all.
  public func ratings(upTo extent: ReportExtent? = nil) throws -> [String: [Rating]] {
    let removed = try removedTexts()
    return try storedRatings(upTo: extent).reduce(into: [:]) { ratings, stored in
      ratings[stored.key] = try StoreError.explaining(study.path) {
        try stored.value.map {
          var rating = Rating(
            sequence: $0.sequence, judgement: try Self.value($0.text, as: Judgement.self), chain: $0.chain)
          rating.removed = removed[stored.key]?[$0.sequence]
          return rating
        }
      }
    }
  }

  /// The same with each judgement as the text that its chain was made of: whatever a later program makes of the text, the
  /// chain stays what it was.
  public func storedRatings(
    upTo extent: ReportExtent? = nil
  ) throws -> [String: [(sequence: Int, text: String, chain: String)]] {
    try study.read { db in
      var ratings: [String: [(sequence: Int, text: String, chain: String)]] = [:]
      for row in try Row.fetchAll(db, sql: "SELECT * FROM rating ORDER BY packet, sequence") {
        let (packet, sequence): (String, Int) = (row["packet"], row["sequence"])
        if let extent, sequence > extent.ratings[packet] ?? 0 { continue }
        ratings[packet, default: []].append((sequence, row["judgement"], row["chain"]))
      }
      return ratings
    }
  }

  /// The study's log, oldest first.
  ///
  /// - Parameter extent: only what was there when a report was made; nil: all.
  public func log(upTo extent: ReportExtent? = nil) throws -> [LogEntry] {
    try study.read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM log WHERE id <= ? ORDER BY id", arguments: [extent?.log ?? .max]
      ).map {
        LogEntry(at: $0["at"], who: $0["who"], event: $0["event"], detail: $0["detail"])
      }
    }
  }

  static func log(_ db: Database, at: Int64, event: String, detail: String) throws {
    try db.execute(
      sql: "INSERT INTO log (at, who, event, detail) VALUES (?, ?, ?, ?)", arguments: [at, account(), event, detail])
  }

  /// The account this process runs under.
  static func account() -> String {
    getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "uid \(geteuid())"
  }
}
