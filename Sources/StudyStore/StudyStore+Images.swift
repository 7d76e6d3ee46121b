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
  /// Seconds the successful exchange took in all; nil where there was none.
  public var seconds: Double?

  /// Nothing was sent.
  public init() {}
}

extension StudyStore {
  /// The ledger by arm and image: an entry for every stored output, and none for an image that has no output yet.
  public func imageLedger() throws -> [ArmCode: [ItemID: ImageLedger]] {
    var ledger: [ArmCode: [ItemID: ImageLedger]] = [:]
    for output in try outputs() { ledger[output.arm, default: [:]][output.item] = ImageLedger() }
    try key.read { db in
      for row in try Row.fetchAll(db, sql: "SELECT arm, item, cost, total, reason FROM attempt ORDER BY id") {
        guard let item = ItemID(hex: row["item"]) else { continue }
        let arm = ArmCode(rawValue: row["arm"])
        guard var image = ledger[arm]?[item] else { continue }
        if let cost: Double = row["cost"] { image.knownCost += cost } else { image.unknownCosts += 1 }
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
