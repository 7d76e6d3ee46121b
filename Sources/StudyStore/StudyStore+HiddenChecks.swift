public import Blinding
internal import GRDB
internal import StudyModel

extension StudyStore {
  /// Repeats and anchors by their random names: in the key database, since study.sqlite may be read while people rate.
  public func hiddenChecks() throws -> HiddenChecks {
    try key.read { db in
      var checks = HiddenChecks()
      for row in try Row.fetchAll(db, sql: "SELECT presentation, first FROM repeat") {
        checks.repeats[PresentationID(rawValue: row["presentation"])] = PresentationID(rawValue: row["first"])
      }
      for row in try Row.fetchAll(db, sql: "SELECT slot, item, arm FROM anchor") {
        guard let item = ItemID(hex: row["item"]) else { continue }
        checks.anchors[SlotID(rawValue: row["slot"])] = HiddenChecks.Anchor(
          item: item, arm: ArmCode(rawValue: row["arm"]))
      }
      return checks
    }
  }

  /// Writes a plan's checks in the place of those of a plan that a crash cut off.
  static func keep(_ checks: HiddenChecks, _ db: Database) throws {
    try db.execute(sql: "DELETE FROM anchor; DELETE FROM repeat")
    try add(checks, db)
  }

  /// Writes the checks of an extension beside those that are there.
  static func add(_ checks: HiddenChecks, _ db: Database) throws {
    for (slot, anchor) in checks.anchors {
      try db.execute(
        sql: "INSERT INTO anchor VALUES (?, ?, ?)", arguments: [slot.rawValue, anchor.item.hex, anchor.arm.rawValue])
    }
    for (copy, first) in checks.repeats {
      try db.execute(sql: "INSERT INTO repeat VALUES (?, ?)", arguments: [copy.rawValue, first.rawValue])
    }
  }
}
