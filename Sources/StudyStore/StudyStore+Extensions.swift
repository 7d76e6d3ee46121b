public import Blinding
internal import GRDB
internal import StudyModel

/// What is kept of one extension: who asked for what, when, and how much was known then.
public struct ExtensionRecord: Hashable, Sendable, Codable {
  /// What was asked for. Asked for again after a crash, it is the same extension.
  public struct Request: Hashable, Sendable, Codable {
    /// New raters.
    public var raters: [String]
    /// Items for each new rater.
    public var imagesEach: Int
    /// Raters who come back for a further packet.
    public var returning: [String]
    /// Items for each of these.
    public var further: Int
    /// The rater whose open items the new rater gets; nil where nobody is replaced.
    public var replacing: String?

    /// What was asked for.
    public init(raters: [String], imagesEach: Int, returning: [String], further: Int, replacing: String? = nil) {
      self.replacing = replacing
      self.raters = raters
      self.imagesEach = imagesEach
      self.returning = returning
      self.further = further
    }
  }

  /// 1 for the study's first extension.
  public var number: Int
  /// Milliseconds since 1970.
  public var at: Int64
  /// The account that did it.
  public var who: String
  /// Why; nil where nobody said.
  public var because: String?
  /// What was asked for.
  public var request: Request
  /// Image × rater presentations that are new.
  public var presentations: Int
  /// Image × rater presentations rated in full at that moment, guests' not counted.
  public var ratingsIn: Int
  /// Image × rater presentations planned until then and not skipped, guests' not counted.
  public var ratingsPlanned: Int
  /// The withdrawal that goes with it, stored in the same step; nil where nobody is replaced.
  public var withdrawal: WithdrawalRecord?

  /// An extension now, by the account this process runs under.
  public init(
    number: Int, at: Int64, because: String?, request: Request, presentations: Int, ratingsIn: Int,
    ratingsPlanned: Int, withdrawal: WithdrawalRecord? = nil
  ) {
    self.number = number
    self.at = at
    who = StudyStore.account()
    self.because = because
    self.request = request
    self.presentations = presentations
    self.ratingsIn = ratingsIn
    self.ratingsPlanned = ratingsPlanned
    self.withdrawal = withdrawal
  }

  /// What happened, in a phrase for logs and documents.
  public var summary: String {
    func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
    if let withdrawal { return "\(withdrawal.summary), \(counted(presentations, "presentation")) drawn anew" }
    var parts: [String] = []
    if !request.raters.isEmpty {
      parts.append(
        "\(counted(request.raters.count, "further rater")) (\(request.raters.joined(separator: ", "))), "
          + "\(counted(request.imagesEach, "image")) each")
    }
    if !request.returning.isEmpty {
      parts.append(
        "up to \(counted(request.further, "further image")) for \(request.returning.count == 1 ? "" : "each of ")"
          + request.returning.joined(separator: ", "))
    }
    return "extended before unblinding: \(parts.joined(separator: "; ")); "
      + "\(counted(presentations, "presentation")) more; "
      + "\(ratingsIn) of \(ratingsPlanned) planned until then were rated"
  }
}

extension StudyStore {
  /// Stores an extension: its commitment and its packets, before any of them is written.
  ///
  /// All of it goes into the key database in one step, and is copied from there. Whatever a crash cut off, opening the
  /// study completes: an extension is there as it was drawn up, or not at all.
  ///
  /// - Parameters:
  ///   - plan: the packets that are new.
  ///   - commitment: to these packets, naming the commitment before.
  public func extend(_ record: ExtensionRecord, with plan: PresentationPlan, _ commitment: Commitment) throws {
    try storeWithKey(record, plan, commitment)
    try copyExtensions()
  }

  func storeWithKey(_ record: ExtensionRecord, _ plan: PresentationPlan, _ commitment: Commitment) throws {
    try key.write { db in
      try Self.add(plan.hidden, db)
      try Self.add(plan.orders, db)
      for (slot, arms) in plan.arms {
        for arm in arms {
          try db.execute(sql: "INSERT INTO slot VALUES (?, ?)", arguments: [slot.rawValue, arm.rawValue])
        }
      }
      try db.execute(
        sql: "INSERT INTO commitment (hash, at, text, number) VALUES (?, ?, ?, ?)",
        arguments: [commitment.hash, record.at, commitment.text, record.number + 1])
      try db.execute(
        sql: "INSERT INTO extension VALUES (?, ?, ?, ?)",
        arguments: [record.number, commitment.hash, try Self.text(record), try Self.text(plan.packets)])
    }
  }

  /// Copies extensions that a crash left in the key database only.
  func copyExtensions() throws {
    let stored = try key.read { db in try Row.fetchAll(db, sql: "SELECT * FROM extension ORDER BY number") }
    guard !stored.isEmpty else { return }
    try study.write { db in
      guard try Self.isPlanned(db) else { return }
      let known = Set(try Int.fetchAll(db, sql: "SELECT number FROM extension"))
      for row in stored where !known.contains(row["number"]) {
        let record = try Self.value(row["record"], as: ExtensionRecord.self)
        let packets = try Self.value(row["packets"], as: [PresentationPlan.Packet].self)
        try Self.insert(packets, commitment: row["commitment"], db)
        try db.execute(
          sql: "INSERT INTO extension VALUES (?, ?, ?, 0)",
          arguments: [record.number, row["record"] as String, row["packets"] as String])
        try Self.log(
          db, at: record.at, event: "extended", detail: "\(record.summary); commitment \(row["commitment"] as String)")
        if let withdrawal = record.withdrawal { try Self.insert(withdrawal, db) }
      }
    }
  }

  static func insert(_ packets: [PresentationPlan.Packet], commitment: String, _ db: Database) throws {
    for packet in packets {
      try db.execute(sql: "INSERT INTO packet VALUES (?, ?, ?)", arguments: [packet.id, packet.rater, commitment])
      for (position, presentation) in packet.presentations.enumerated() {
        try db.execute(
          sql: "INSERT INTO presentation VALUES (?, ?, ?, ?)",
          arguments: [presentation.id.rawValue, packet.id, position, presentation.item.hex])
      }
    }
  }

  /// Every extension, oldest first.
  public func extensions() throws -> [ExtensionRecord] {
    try study.read { db in
      try String.fetchAll(db, sql: "SELECT record FROM extension ORDER BY number")
        .map { try Self.value($0, as: ExtensionRecord.self) }
    }
  }

  /// The extension whose packets may not all be written yet; nil where there is none.
  public func unfinishedExtension() throws -> ExtensionRecord? {
    try study.read { db in
      try String.fetchOne(db, sql: "SELECT record FROM extension WHERE written = 0 ORDER BY number")
        .map { try Self.value($0, as: ExtensionRecord.self) }
    }
  }

  /// Notes that every packet of every extension is written.
  public func finishExtensions() throws {
    try study.write { db in try db.execute(sql: "UPDATE extension SET written = 1 WHERE written = 0") }
  }

  /// Every commitment to the key: the first, then one for each extension.
  public func commitments() throws -> [Commitment] {
    try key.read { db in
      try String.fetchAll(db, sql: "SELECT text FROM commitment ORDER BY number").map { Commitment(text: $0) }
    }
  }

  /// Hash of a commitment → when it was made, in milliseconds since 1970.
  public func commitmentTimes() throws -> [String: Int64] {
    try key.read { db in
      Dictionary(
        try Row.fetchAll(db, sql: "SELECT hash, at FROM commitment").map { ($0["hash"], $0["at"]) },
        uniquingKeysWith: { first, _ in first })
    }
  }

  /// Packet → hash of the commitment that it carries.
  public func commitmentsByPacket() throws -> [String: String] {
    try study.read { db in
      Dictionary(
        try Row.fetchAll(db, sql: "SELECT id, commitment FROM packet").map { ($0["id"], $0["commitment"]) },
        uniquingKeysWith: { first, _ in first })
    }
  }
}
