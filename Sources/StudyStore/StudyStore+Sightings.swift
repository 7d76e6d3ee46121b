public import Blinding
internal import GRDB
public import Roster
internal import StudyModel

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
        _ = try sightings[ArmCode(rawValue: row["arm"]), default: [:]][row["part"] ?? "", default: ServedSightings()]
          .add(Self.sighting(row))
      }
      return sightings
    }
  }

  /// What an attempt of any ledger says of its service.
  fileprivate static func sighting(_ row: Row) throws -> ServedSightings.Answer {
    var attempt = LedgerAttempt(servedModel: row["served_model"], fingerprint: row["fingerprint"])
    attempt.flags = try (row["flags"] as String?).map { try value($0, as: [String].self) }
    attempt.fallbacks = row["fallbacks"]
    return attempt.answer(to: LedgerStart(number: 0, requestedModel: row["requested_model"]))
  }

  /// Adds captions that came out of a cache, by what their services said when they were asked: after all others, the oldest
  /// first. A caption that a cache on trial would have given is of another arm, and counts there.
  ///
  /// - Parameter isOther: whether a model is another than the one asked for; nil where nobody can tell.
  func addHits(
    to sightings: inout [ArmCode: [String: ServedSightings]], isOther: (_ served: String, _ asked: String) -> Bool?
  ) throws {
    let candidates = try candidates()
    for (arm, rows) in try served() {
      let asked = Dictionary(
        (candidates[arm]?.reached ?? []).compactMap { part in part.call.map { (part.label, $0.model) } },
        uniquingKeysWith: { first, _ in first })
      let hits = rows.compactMap { item, row in
        row.fromItem == nil && row.fromArm == nil ? row.hit.map { (row.part, item, $0) } : nil
      }
      let inOrder = hits.sorted { ($0.2.originAt ?? 0, $0.1.hex) < ($1.2.originAt ?? 0, $1.1.hex) }
      for (part, _, hit) in inOrder {
        let requested = asked[part]
        let model = hit.originModel.flatMap { $0.isEmpty ? nil : $0 }
        let answer = ServedSightings.Answer(
          requested: requested, model: model, fingerprint: hit.originFingerprint,
          isOther: requested.flatMap { requested in model.map { isOther($0, requested) } ?? false }, fellBack: false)
        _ = sightings[arm, default: [:]][part, default: ServedSightings()].add(answer)
      }
    }
  }
}

extension BulkLedger {
  /// What services said of themselves over all runs, by the label of the model that was asked, in the order in which they
  /// were.
  ///
  /// - Complexity: O(attempts).
  public func sightings() throws -> [String: ServedSightings] {
    try read { db in
      var sightings: [String: ServedSightings] = [:]
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT part, requested_model, served_model, fingerprint, flags, fallbacks FROM attempt
            WHERE state = 'ended' AND reason IS NULL AND \(BatchedAttempts.isNoSecond) ORDER BY id
          """)
      while let row = try rows.next() {
        _ = try sightings[row["part"], default: ServedSightings()].add(StudyStore.sighting(row))
      }
      return sightings
    }
  }
}
