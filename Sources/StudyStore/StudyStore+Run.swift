public import Blinding
internal import GRDB
public import Roster
public import StudyModel

extension StudyStore {
  /// Registers the protocol, the items and the candidates when a run begins or goes on.
  ///
  /// Until packets are planned a candidate that has not answered yet may be mended, added or taken out; that is logged.
  ///
  /// - Parameters:
  ///   - plan: the study as its file declares it now.
  ///   - at: milliseconds since 1970.
  /// - Returns: each candidate's arm by label.
  /// - Throws: ``StoreError/protocolChanged(folder:detail:)`` where items, or a candidate that has answered, differ from
  ///   before.
  public func begin(_ plan: StudyPlan, at: Int64) throws -> [String: ArmCode] {
    let isPlanned = try study.read(Self.isPlanned)
    let (arms, changed) = try key.write { db in
      let changed = try self.register(plan.candidates, db, isPlanned: isPlanned)
      for name in ["shuffle seed", "nonce"] {
        try db.execute(sql: "INSERT OR IGNORE INTO secret VALUES (?, ?)", arguments: [name, randomSecret()])
      }
      return (try Self.armsByLabel(db), changed)
    }
    guard let incumbent = arms[plan.incumbent] else {
      throw StoreError.protocolChanged(folder: folder, detail: "the incumbent is not among the candidates")
    }
    try study.write { db in
      let known = Set(try String.fetchAll(db, sql: "SELECT id FROM item"))
      let now = Set(plan.items.map(\.id.hex))
      if !known.isEmpty && known != now {
        throw StoreError.protocolChanged(folder: folder, detail: "the image set differs")
      }
      let statement = try db.makeStatement(sql: "INSERT INTO item VALUES (?, ?)")
      for item in plan.items where !known.contains(item.id.hex) {
        try statement.execute(arguments: [item.id.hex, item.category])
      }
      for arm in changed {
        try Self.log(
          db, at: at, event: "amended", detail: "\(arm) was mended, added or taken out before it had answered")
      }
      try Self.keep(DeclaredProtocol(plan, incumbent: incumbent), db, at: at)
    }
    try copyAnswers()
    return arms
  }

  /// Gives candidates their arms.
  ///
  /// - Returns: arms that differ from an earlier run's; none when this is the first.
  private func register(_ candidates: [Candidate], _ db: Database, isPlanned: Bool) throws -> [ArmCode] {
    let known = try Row.fetchAll(db, sql: "SELECT code, label, definition FROM arm")
    let before = Dictionary(known.map { ($0["label"] as String, $0) }, uniquingKeysWith: { first, _ in first })
    let now = Dictionary(
      try candidates.map { ($0.label, try Self.text($0)) }, uniquingKeysWith: { first, _ in first })
    var fresh = ArmCode.random(count: candidates.count + known.count)
      .filter { code in !known.contains { $0["code"] == code.rawValue } }
    var changed: [ArmCode] = []
    for label in Set(before.keys).union(now.keys).sorted() {
      let row = before[label]
      let definition = row?["definition"] as String?
      guard definition != now[label] else { continue }
      if let row {
        let code: String = row["code"]
        let hasAnswered =
          try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM answer WHERE arm = ?)", arguments: [code]) ?? false
        if isPlanned || hasAnswered {
          throw StoreError.protocolChanged(
            folder: folder, detail: "candidate '\(label)' differs\(Self.priceAlone(definition, now[label]))")
        }
        changed.append(ArmCode(rawValue: code))
        if let text = now[label] {
          try db.execute(sql: "UPDATE arm SET definition = ? WHERE code = ?", arguments: [text, code])
        } else {
          try db.execute(sql: "DELETE FROM attempt WHERE arm = ?", arguments: [code])
          try db.execute(sql: "DELETE FROM arm WHERE code = ?", arguments: [code])
        }
      } else if let text = now[label] {
        if isPlanned { throw StoreError.protocolChanged(folder: folder, detail: "candidate '\(label)' is new") }
        let code = fresh.removeFirst()
        if !known.isEmpty { changed.append(code) }
        try db.execute(sql: "INSERT INTO arm VALUES (?, ?, ?)", arguments: [code.rawValue, label, text])
      }
    }
    return changed
  }

  /// Words for a difference that is one of price alone: a price file that was fetched anew makes one.
  private static func priceAlone(_ before: String?, _ now: String?) -> String {
    let read = [before, now].map { text in text.flatMap { try? value($0, as: Candidate.self) } }
    guard var then = read[0], var later = read[1] else { return "" }
    let files = [then, later].map { $0.price?.source }
    (then.price, later.price) = (nil, nil)
    guard then == later else { return "" }
    return files[0] == files[1] ? " in its price alone" : " in its price alone: the price file is another one"
  }

  static func isPlanned(_ db: Database) throws -> Bool {
    try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM fact WHERE name = 'plan')") ?? false
  }

  /// Logs that the study file differs from the protocol in force, if it does.
  public func noteProtocol(of plan: StudyPlan, at: Int64) throws {
    guard let incumbent = try arms()[plan.incumbent] else { return }
    try study.write { db in try Self.keep(DeclaredProtocol(plan, incumbent: incumbent), db, at: at) }
  }

  /// Stores the protocol. Once packets are planned the one they carry stays, and a change is only logged.
  private static func keep(_ declared: DeclaredProtocol, _ db: Database, at: Int64) throws {
    let before = try protocolInForce(db)
    guard before != declared else { return }
    let isPlanned = try isPlanned(db)
    let last = try String.fetchOne(db, sql: "SELECT detail FROM log WHERE event = 'amended' ORDER BY id DESC LIMIT 1")
    let changes = before.map(declared.changes) ?? []
    let detail =
      "study file or rubric changed"
      + (changes.isEmpty ? "" : ": \(changes.joined(separator: ", "))") + " (protocol \(declared.hash.prefix(12))…)"
    if let before {
      let consequence =
        isPlanned
        ? "after packets were planned: the report keeps to what was declared before (\(before.hash.prefix(12))…)"
        : "before packets were planned: what was declared last counts (it was \(before.hash.prefix(12))…)"
      if last != "\(detail); \(consequence)" {
        try log(db, at: at, event: "amended", detail: "\(detail); \(consequence)")
      }
    } else {
      try log(db, at: at, event: "begun", detail: "protocol \(declared.hash)")
    }
    if !isPlanned {
      try db.execute(
        sql: "INSERT OR REPLACE INTO fact VALUES ('protocol', ?)", arguments: [try text(declared)])
    }
  }

  static func protocolInForce(_ db: Database) throws -> DeclaredProtocol? {
    try String.fetchOne(db, sql: "SELECT value FROM fact WHERE name = 'protocol'")
      .map { try value($0, as: DeclaredProtocol.self) }
  }

  static func armsByLabel(_ db: Database) throws -> [String: ArmCode] {
    Dictionary(
      try Row.fetchAll(db, sql: "SELECT code, label FROM arm").map { ($0["label"], ArmCode(rawValue: $0["code"])) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Each candidate's arm by label: for the run, and for what is shown once a study is unblinded.
  public func arms() throws -> [String: ArmCode] { try key.read(Self.armsByLabel) }

  /// Which items have an output, by arm.
  public func storedItems() throws -> [ArmCode: Set<ItemID>] {
    try study.read { db in
      var items: [ArmCode: Set<ItemID>] = [:]
      let rows = try Row.fetchCursor(db, sql: "SELECT arm, item FROM output")
      while let row = try rows.next() {
        guard let item = ItemID(hex: row["item"]) else {
          throw StoreError.unreadable(path: study.path, detail: "an output in it is not what was written")
        }
        items[ArmCode(rawValue: row["arm"]), default: []].insert(item)
      }
      return items
    }
  }

  /// Every stored output.
  public func outputs() throws -> [Output] {
    try study.read { db in try Row.fetchAll(db, sql: Self.outputs + " ORDER BY o.arm, o.item").map(output) }
  }

  /// An arm's stored output for an item; nil where there is none.
  public func output(of arm: ArmCode, for item: ItemID) throws -> Output? {
    try study.read { db in
      let statement = try db.cachedStatement(sql: Self.outputs + " WHERE o.arm = ? AND o.item = ?")
      return try Row.fetchOne(statement, arguments: [arm.rawValue, item.hex]).map(output)
    }
  }

  private static let outputs = """
    SELECT o.arm, o.item, o.outcome, CAST(o.text AS BLOB) AS text, k.sha256, k.words
    FROM output o LEFT JOIN kept_caption k ON k.arm = o.arm AND k.item = o.item
    """

  private func output(_ row: Row) throws -> Output {
    guard let item = ItemID(hex: row["item"]), let outcome = Outcome(rawValue: row["outcome"]) else {
      throw StoreError.unreadable(path: study.path, detail: "an output in it is not what was written")
    }
    var output = Output(arm: ArmCode(rawValue: row["arm"]), item: item, text: Self.caption(row), outcome: outcome)
    if output.text == nil, let sha256: String = row["sha256"] {
      output.kept = KeptCaption(sha256: sha256, words: row["words"])
    }
    return output
  }

  /// Adds a line to the study's log.
  public func note(event: String, detail: String, at: Int64) throws {
    try study.write { db in try Self.log(db, at: at, event: event, detail: detail) }
  }
}
