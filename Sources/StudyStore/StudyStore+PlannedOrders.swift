public import Blinding
internal import GRDB
public import StudyModel

extension StudyStore {
  /// Presentation → its arms in planned order, nil for the anchor; none for what was planned before orders were kept.
  public func plannedOrders() throws -> [PresentationID: [ArmCode?]] {
    try key.read { db in
      var orders: [PresentationID: [ArmCode?]] = [:]
      for row in try Row.fetchAll(db, sql: "SELECT presentation, arms FROM planned_order") {
        orders[PresentationID(rawValue: row["presentation"])] = (row["arms"] as String).split(separator: " ").map {
          $0 == Self.anchorMark ? nil : ArmCode(rawValue: String($0))
        }
      }
      return orders
    }
  }

  static func add(_ orders: [PresentationID: [ArmCode?]], _ db: Database) throws {
    for (presentation, order) in orders {
      try db.execute(
        sql: "INSERT INTO planned_order VALUES (?, ?)",
        arguments: [presentation.rawValue, order.map { $0?.rawValue ?? Self.anchorMark }.joined(separator: " ")])
    }
  }

  private static let anchorMark = "-"
}
