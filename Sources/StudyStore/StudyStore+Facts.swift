public import Blinding
internal import Foundation
internal import GRDB
public import Roster
public import StudyModel

/// What a run's ledger says of one arm. It tells arms apart: it is for the conductor, never for raters or analysis.
public struct LedgerFacts: Hashable, Sendable, Codable {
  /// How asking ended, for each outcome that occurred.
  public var outcomes: [Outcome: Int] = [:]
  /// How often each declared check was broken.
  public var breaches: [String: Int] = [:]
  /// HTTP exchanges.
  public var attempts = 0
  /// Exchanges that may have been billed without an answer.
  public var lost = 0
  /// Prompt tokens, where reported.
  public var inputTokens: Int?
  /// Completion tokens, where reported.
  public var outputTokens: Int?
  /// US dollars over the exchanges whose cost is known; nil where none is.
  public var cost: Double?
  /// Exchanges whose cost is unknown.
  public var unknownCosts = 0
  /// Seconds a successful exchange took in all, ascending.
  public var latencies: [Double] = []
  /// Seconds until the first of a caption's text, of successful exchanges that were streamed, ascending.
  public var firstTokens: [Double] = []
  /// Seconds a successful streamed exchange took for each token after its first, as tokens per second, ascending.
  public var tokensPerSecond: [Double] = []
  /// Prompt tokens from the service's cache, where reported.
  public var cachedTokens: Int?
  /// Completion tokens of hidden reasoning, where reported.
  public var reasoningTokens: Int?
  /// Prompt tokens of images, where reported.
  public var imageTokens: Int?
  /// Exchanges that broke off after some text had come.
  public var partials = 0
  /// What went out of an image other than its file's bytes, in a word → successful exchanges.
  public var imagesSent: [String: Int] = [:]
  /// Successful exchanges that came by batch, of which no time was taken; nil where none did.
  public var batched: Int?
  /// Models the service says answered.
  public var servedModels: [String] = []
  /// What services said of themselves, by the label of a policy's part; under the empty label the candidate itself. Captions
  /// out of a cache are among them.
  public var served: [String: ServedSightings] = [:]
  /// Whether a stand-in service answered: its fingerprint says so.
  public var isSimulated = false

  /// With its lists in order; latencies come in it.
  fileprivate var sorted: LedgerFacts {
    var fact = self
    fact.servedModels.sort()
    fact.firstTokens.sort()
    fact.tokensPerSecond.sort()
    return fact
  }
}

extension StudyStore {
  /// The ledger's facts for each arm.
  ///
  /// - Parameter isOther: whether the model that a cached caption came from is another than the one asked for; nil where
  ///   nobody can tell.
  public func facts(
    isOther: (_ served: String, _ asked: String) -> Bool? = { _, _ in nil }
  ) throws -> [ArmCode: LedgerFacts] {
    var facts: [ArmCode: LedgerFacts] = [:]
    for arm in try arms().values { facts[arm] = LedgerFacts() }
    try study.read { db in
      let rows = try Row.fetchCursor(db, sql: "SELECT arm, outcome, breaches FROM output")
      while let row = try rows.next() {
        let arm = ArmCode(rawValue: row["arm"])
        if let outcome = Outcome(rawValue: row["outcome"]) { facts[arm]?.outcomes[outcome, default: 0] += 1 }
        for rule in try Self.value(row["breaches"], as: [String].self) { facts[arm]?.breaches[rule, default: 0] += 1 }
      }
    }
    // The calls behind a caption that a router took are the router's too: that is what it costs and takes, though the run
    // paid once.
    let takers = Dictionary(grouping: try taken()) { ArmAnswer(arm: $0.value, item: $0.key.item) }
      .mapValues { $0.map(\.key.arm) }
    try key.read { db in
      let rows = try Row.fetchCursor(db, sql: Self.counted)
      while let row = try rows.next() {
        let own = ArmCode(rawValue: row["arm"])
        let others = ItemID(hex: row["item"]).flatMap { takers[ArmAnswer(arm: own, item: $0)] } ?? []
        for arm in [own] + others {
          guard var fact = facts[arm] else { continue }
          Self.add(row, to: &fact)
          facts[arm] = fact
        }
      }
    }
    // What a cache gave, a service had written: what it said of itself then counts as if it were asked now.
    for (arm, rows) in try served() {
      for hit in rows.values.compactMap(\.hit) {
        if hit.originFingerprint?.hasPrefix("simulated") == true { facts[arm]?.isSimulated = true }
        if let model = hit.originModel, facts[arm]?.servedModels.contains(model) == false {
          facts[arm]?.servedModels.append(model)
        }
      }
    }
    var sightings = try sightings()
    try addHits(to: &sightings, isOther: isOther)
    for (arm, served) in sightings { facts[arm]?.served = served }
    return facts.mapValues(\.sorted)
  }

  /// What the ledger says of each arm's own requests, by the label of a policy's part; under the empty label the candidate
  /// itself. Calls behind a caption that was taken from another arm are that arm's alone.
  public func ownFacts() throws -> [ArmCode: [String: LedgerFacts]] {
    var facts: [ArmCode: [String: LedgerFacts]] = [:]
    try key.read { db in
      let rows = try Row.fetchCursor(db, sql: Self.counted)
      while let row = try rows.next() {
        let part: String = row["part"] ?? ""
        Self.add(row, to: &facts[ArmCode(rawValue: row["arm"]), default: [:]][part, default: LedgerFacts()])
      }
    }
    return facts.mapValues { $0.mapValues(\.sorted) }
  }

  /// Of each attempt what is counted: texts that nobody looks at here would be sorted with the rest.
  private static let counted = """
    SELECT arm, item, part, state, reason, batch, image_sent, served_model, fingerprint, input_tokens, output_tokens,
      cached_tokens, reasoning_tokens, image_tokens, cost, total, first_token, last_token, partial IS NOT NULL AS is_partial
    FROM attempt ORDER BY total
    """

  private static func add(_ row: Row, to fact: inout LedgerFacts) {
    fact.attempts += 1
    if row["state"] as String == "lost" { fact.lost += 1 }
    if let tokens: Int = row["input_tokens"] { fact.inputTokens = (fact.inputTokens ?? 0) + tokens }
    if let tokens: Int = row["output_tokens"] { fact.outputTokens = (fact.outputTokens ?? 0) + tokens }
    if let cost: Double = row["cost"] { fact.cost = (fact.cost ?? 0) + cost } else { fact.unknownCosts += 1 }
    if let total: Double = row["total"], row["reason"] as String? == nil { fact.latencies.append(total) }
    if let first: Double = row["first_token"], row["reason"] as String? == nil { fact.firstTokens.append(first) }
    count(row, in: &fact)
    if let model: String = row["served_model"], !fact.servedModels.contains(model) { fact.servedModels.append(model) }
    if (row["fingerprint"] as String?)?.hasPrefix("simulated") == true { fact.isSimulated = true }
  }

  /// Counts what is known of an attempt beside its outcome, its cost and its time.
  private static func count(_ row: Row, in fact: inout LedgerFacts) {
    func add(_ column: String, to sum: inout Int?) {
      if let tokens: Int = row[column] { sum = (sum ?? 0) + tokens }
    }
    add("cached_tokens", to: &fact.cachedTokens)
    add("reasoning_tokens", to: &fact.reasoningTokens)
    add("image_tokens", to: &fact.imageTokens)
    guard row["reason"] as String? == nil, row["state"] as String == "ended" else {
      if row["is_partial"] { fact.partials += 1 }
      return
    }
    if row["batch"] as String? != nil { fact.batched = (fact.batched ?? 0) + 1 }
    if let sent: String = row["image_sent"], let kind = sent.split(separator: " ").first {
      fact.imagesSent[String(kind), default: 0] += 1
    }
    guard let first: Double = row["first_token"], let last: Double = row["last_token"],
      // What comes within 10 ms comes at once.
      last - first >= 0.01,
      let output: Int = row["output_tokens"]
    else { return }
    // The first token's time is the time to it; the rate is that of the others.
    let others = output - (row["reasoning_tokens"] as Int? ?? 0) - 1
    if others > 0 { fact.tokensPerSecond.append(Double(others) / (last - first)) }
  }

  /// When the last request was sent, in milliseconds since 1970; nil where none was.
  public func lastAttempt() throws -> Int64? {
    try key.read { try Int64.fetchOne($0, sql: "SELECT MAX(started) FROM attempt") }
  }

  /// The first unblinding; nil while the study is blind.
  public func unblinding() throws -> UnblindingRecord? {
    try study.read { db in try String.fetchOne(db, sql: "SELECT value FROM fact WHERE name = 'unblinding'") }
      .map { try Self.value($0, as: UnblindingRecord.self) }
  }

  /// Arm → candidate: the moment when arms get their names. It is logged before they are read.
  ///
  /// - Parameter record: what to keep if this is the first time; later times are logged only.
  /// - Returns: the names, and the record of the first time.
  public func unblind(_ record: UnblindingRecord) throws -> (names: [ArmCode: Candidate], first: UnblindingRecord) {
    let first = try unblinding() ?? record
    try study.write { db in
      try db.execute(
        sql: "INSERT OR IGNORE INTO fact VALUES ('unblinding', ?)", arguments: [try Self.text(record)])
      try Self.log(
        db, at: record.at, event: "unblinded",
        detail: "\(record.because); \(record.ratingsIn) of \(record.ratingsPlanned) planned presentations rated")
    }
    return (try candidates(), first)
  }
}

extension StudyStore {
  /// Arm → candidate, for whoever knows that the study is unblinded.
  func candidates() throws -> [ArmCode: Candidate] {
    let definitions = try definitions()
    return try StoreError.explaining(key.path) {
      try definitions.mapValues { try Self.value($0, as: Candidate.self) }
    }
  }

  /// Arm → candidate of a study that was unblinded before; nil while it is blind. Nothing is logged.
  public func namesAfterUnblinding() throws -> [ArmCode: Candidate]? {
    try unblinding() == nil ? nil : try candidates()
  }
}

/// What is kept of the first unblinding.
public struct UnblindingRecord: Hashable, Sendable, Codable {
  /// Milliseconds since 1970.
  public var at: Int64
  /// The account that did it.
  public var who: String
  /// Why then.
  public var because: String
  /// Image × rater presentations rated in full at that moment, guests' not counted.
  public var ratingsIn: Int
  /// Image × rater presentations planned, guests' not counted.
  public var ratingsPlanned: Int
  /// Why before all ratings were in; nil where it was not early.
  public var earlyReason: String?
  /// Packet → judgements collected at that moment: what is more came later.
  public var collected: [String: Int]

  /// An unblinding now, by the account this process runs under.
  public init(
    at: Int64, because: String, ratingsIn: Int, ratingsPlanned: Int, earlyReason: String?, collected: [String: Int]
  ) {
    self.at = at
    who = StudyStore.account()
    self.because = because
    self.ratingsIn = ratingsIn
    self.ratingsPlanned = ratingsPlanned
    self.earlyReason = earlyReason
    self.collected = collected
  }
}
