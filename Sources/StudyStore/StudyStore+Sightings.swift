public import Blinding
internal import GRDB
public import Roster

extension StudyStore {
  /// What services said of themselves over all runs, by arm and by the label of a policy's part; under the empty label the
  /// candidate itself. Of each caption its own last answer counts, in the order in which they were asked; a caption that
  /// came from another arm or from a cache has none.
  ///
  /// - Complexity: O(attempts).
  public func sightings() throws -> [ArmCode: [String: ServedSightings]] {
    try key.read { db in
      var sightings: [ArmCode: [String: ServedSightings]] = [:]
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT a.arm, a.part, a.requested_model, a.served_model, a.fingerprint, a.flags, a.fallbacks FROM attempt a
            JOIN answer n ON n.arm = a.arm AND n.item = a.item
            WHERE a.id IN (
              SELECT MAX(id) FROM attempt WHERE state = 'ended' AND reason IS NULL AND \(BatchedAttempts.isNoSecond)
                GROUP BY arm, item)
            ORDER BY a.id
          """)
      while let row = try rows.next() {
        let start = LedgerStart(number: 0, part: row["part"], requestedModel: row["requested_model"])
        var attempt = LedgerAttempt(servedModel: row["served_model"], fingerprint: row["fingerprint"])
        attempt.flags = try (row["flags"] as String?).map { try Self.value($0, as: [String].self) }
        attempt.fallbacks = row["fallbacks"]
        _ = sightings[ArmCode(rawValue: row["arm"]), default: [:]][start.part ?? "", default: ServedSightings()]
          .add(attempt.answer(to: start))
      }
      return sightings
    }
  }
}
