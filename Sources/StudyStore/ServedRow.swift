public import Blinding
internal import Foundation
internal import GRDB
public import Roster
public import StudyModel

/// What gave a policy's caption of one image: kept with the caption, in one commit. It tells arms apart and is in the key
/// database alone.
public struct ServedRow: Hashable, Sendable {
  /// The label of the part that served: a model, or captions made elsewhere.
  public var part: String
  /// The router's clause that applied, 0 for its first; nil where no router decided.
  public var rule: Int?
  /// Parts that were passed over before, in order.
  public var passed: [Passed]
  /// The arm of the study whose stored caption was taken; nil where the policy asked for itself.
  public var fromArm: ArmCode?
  /// The caption that a cache had; nil where none was taken from one.
  public var hit: CacheHit?
  /// The item whose caption it is, where a cache on trial would have given another's.
  public var fromItem: ItemID?

  /// What gave a policy's caption.
  public init(
    part: String, rule: Int? = nil, passed: [Passed] = [], fromArm: ArmCode? = nil, hit: CacheHit? = nil,
    fromItem: ItemID? = nil
  ) {
    self.part = part
    self.rule = rule
    self.passed = passed
    self.fromArm = fromArm
    self.hit = hit
    self.fromItem = fromItem
  }
}

extension StudyStore {
  /// What gave each caption of each policy.
  public func served() throws -> [ArmCode: [ItemID: ServedRow]] {
    try key.read { db in
      var served: [ArmCode: [ItemID: ServedRow]] = [:]
      for row in try Row.fetchAll(db, sql: "SELECT * FROM served") {
        guard let item = ItemID(hex: row["item"]) else {
          throw StoreError.unreadable(path: key.path, detail: "an item in it is not what was written")
        }
        served[ArmCode(rawValue: row["arm"]), default: [:]][item] = try ServedRow(row)
      }
      return served
    }
  }

  /// Writes down what gave an answer that is kept in the same commit.
  static func keep(_ served: ServedRow, _ arm: ArmCode, _ item: ItemID, _ db: Database) throws {
    let passed = served.passed.isEmpty ? "[]" : try text(served.passed.map { [$0.part, $0.why] })
    let hit = served.hit
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO served (arm, item, part, rule, passed, from_arm, cache, distance, origin_at, origin_model,
          origin_fingerprint, origin_cost, origin_total, origin_first_token, own_total, from_item)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    try statement.execute(
      arguments: [
        arm.rawValue, item.hex, served.part, served.rule, passed, served.fromArm?.rawValue,
        hit.map { $0.distance == nil ? "exact" : "near" }, hit?.distance, hit?.originAt, hit?.originModel,
        hit?.originFingerprint, hit?.originCost,
        hit?.originTotal, hit?.originFirstToken, hit?.ownTotal, served.fromItem?.hex,
      ])
  }
}

extension ServedRow {
  init(_ row: Row) throws {
    let passed = try StudyStore.value(row["passed"], as: [[String]].self)
    let isHit = (row["cache"] as String?) != nil
    self.init(
      part: row["part"], rule: row["rule"],
      passed: passed.filter { $0.count == 2 }.map { Passed(part: $0[0], why: $0[1]) },
      fromArm: (row["from_arm"] as String?).map(ArmCode.init(rawValue:)),
      hit: isHit
        ? CacheHit(
          distance: row["distance"], originAt: row["origin_at"], originModel: row["origin_model"],
          originFingerprint: row["origin_fingerprint"], originCost: row["origin_cost"],
          originTotal: row["origin_total"], originFirstToken: row["origin_first_token"], ownTotal: row["own_total"])
        : nil, fromItem: (row["from_item"] as String?).flatMap(ItemID.init(hex:)))
  }
}
