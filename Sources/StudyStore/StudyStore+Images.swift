public import Blinding
internal import GRDB
public import StudyModel

/// One arm's answer about one image.
struct ArmAnswer: Hashable {
  var arm: ArmCode
  var item: ItemID
}

/// What the ledger says of one arm's output for one image. For the conductor, and only after unblinding.
public struct ImageLedger: Hashable, Sendable, Codable {
  /// US dollars over the exchanges whose cost is known; 0 where none was sent.
  public var knownCost = 0.0
  /// Exchanges whose cost is unknown, those that were lost among them.
  public var unknownCosts = 0
  /// Of those of unknown cost, the ones that the run itself cut off.
  public var cutOff = 0
  /// Of those of unknown cost, the ones that failed at the service.
  public var failed = 0
  /// All exchanges.
  public var calls = 0
  /// Seconds the successful exchange took in all; nil where there was none.
  public var seconds: Double?

  /// Nothing was sent.
  public init() {}

  /// Whether an answer came whose cost is unknown: so is then what its caption costs.
  public var hasAnswerOfUnknownCost: Bool { unknownCosts > cutOff + failed }

  /// Counts an exchange.
  ///
  /// - Parameter cost: US dollars; nil where it is unknown.
  public mutating func add(_ end: CallEnd, cost: Double?) {
    calls += 1
    if let cost { return knownCost += cost }
    unknownCosts += 1
    switch end {
    case .answered: break
    case .failed: failed += 1
    case .cutOff: cutOff += 1
    }
  }
}

/// How an exchange ended, as far as its bill goes.
public enum CallEnd: Hashable, Sendable {
  /// With an answer, whatever it says.
  case answered
  /// Without, by the service or on the way: an error, or nothing whole within the time limit.
  case failed
  /// Without, by the run itself: it was killed, or stopped while the request was under way.
  case cutOff

  /// - Parameters:
  ///   - state: `sent`, `ended` or `lost`.
  ///   - reason: why there was no answer; nil where there was one, and where nothing was written down any more.
  init(state: String, reason: String?) {
    // What the ledger calls a request that its caller gave up.
    let isCancelled = reason?.prefix { $0 != ":" } == "cancelled"
    if reason == nil, state == "ended" {
      self = .answered
    } else {
      self = reason == nil || isCancelled ? .cutOff : .failed
    }
  }
}

extension StudyStore {
  /// The ledger by arm and image: an entry for every stored output, and none for an image that has no output yet.
  public func imageLedger() throws -> [ArmCode: [ItemID: ImageLedger]] {
    var ledger: [ArmCode: [ItemID: ImageLedger]] = [:]
    for output in try outputs() { ledger[output.arm, default: [:]][output.item] = ImageLedger() }
    try key.read { db in
      for row in try Row.fetchAll(db, sql: "SELECT arm, item, cost, total, state, reason FROM attempt ORDER BY id") {
        guard let item = ItemID(hex: row["item"]) else { continue }
        let arm = ArmCode(rawValue: row["arm"])
        guard var image = ledger[arm]?[item] else { continue }
        image.add(CallEnd(state: row["state"], reason: row["reason"]), cost: row["cost"])
        if let total: Double = row["total"], row["reason"] as String? == nil { image.seconds = total }
        ledger[arm]?[item] = image
      }
    }
    // What a router took cost and took what it had cost and taken where it was asked for.
    for (taking, from) in try taken() {
      let image = ledger[from]?[taking.item]
      ledger[taking.arm]?[taking.item] = image
    }
    return ledger
  }

  /// Answers that a router took → the arm that had asked for them, also where that took place by way of other routers.
  func taken() throws -> [ArmAnswer: ArmCode] {
    let served = try served()
    var taken: [ArmAnswer: ArmCode] = [:]
    for (arm, rows) in served {
      for (item, row) in rows {
        guard var from = row.fromArm else { continue }
        // No longer than there are arms, whatever a damaged file says.
        for _ in served.keys { from = served[from]?[item]?.fromArm ?? from }
        taken[ArmAnswer(arm: arm, item: item)] = from
      }
    }
    return taken
  }

  /// SHA-256 of every file of rules that was replayed on this study's ratings, in the order of the log, each once.
  public func replayedRules() throws -> [String] {
    try log().filter { $0.event == Self.replayed }.compactMap { $0.detail.split(separator: " ").last.map(String.init) }
      .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// Logs that a file of rules is replayed; once for each file.
  ///
  /// - Parameters:
  ///   - policies: their names.
  ///   - hash: SHA-256 of the rules file.
  public func noteReplay(_ policies: [String], hash: String, at: Int64) throws {
    guard try !replayedRules().contains(hash) else { return }
    try note(event: Self.replayed, detail: "\(policies.joined(separator: ", ")) from rules \(hash)", at: at)
  }

  private static let replayed = "replayed"
}
