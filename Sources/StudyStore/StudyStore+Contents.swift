internal import Blinding
internal import GRDB
internal import StudyModel

extension StudyStore {
  /// What both databases hold.
  ///
  /// - Parameter extent: how far to look into the tables that are only added to.
  /// - Complexity: O(what is stored).
  public func content(_ extent: ReportExtent) throws -> StudyContent {
    let plan = try plan().map(Self.rows) ?? []
    var study = try study.read { db in
      var parts = try ContentTable.study(log: extent.log).map { ($0.name, try $0.rows(db)) }
      parts.append(("rating", try Self.ratingRows(extent.ratings, db)))
      if try Self.lastPurge(db) != nil { parts += try ContentTable.afterPurge.map { ($0.name, try $0.rows(db)) } }
      return parts
    }
    study.append(("plan", plan))
    let key = try key.read { db in
      let lent = try ContentTable.lent.rows(db)
      return try ContentTable.key(attempts: extent.attempts).map { ($0.name, try $0.rows(db)) }
        + (lent.isEmpty ? [] : [(ContentTable.lent.name, lent)])
    }
    func digests(_ parts: [(String, [ContentRow])], _ file: String) -> [String: StudyContents.Part] {
      Dictionary(uniqueKeysWithValues: parts.map { ($0, ContentRow.digest($1, of: "\(file)/\($0)")) })
    }
    return StudyContent(
      summary: StudyContents(study: digests(study, "study.sqlite"), key: digests(key, "key.sqlite")),
      rows: Dictionary(
        uniqueKeysWithValues: study.map { ("study.sqlite/\($0)", $1) } + key.map { ("key.sqlite/\($0)", $1) }))
  }

  /// A packet's ratings as its chain has them: how many there are, and the last link, which covers them all.
  private static func ratingRows(_ counts: [String: Int], _ db: Database) throws -> [ContentRow] {
    try counts.sorted { $0.key < $1.key }.map { packet, count in
      let link = try String.fetchOne(
        db, sql: "SELECT chain FROM rating WHERE packet = ? AND sequence = ?", arguments: [packet, count])
      return ContentRow(
        [
          ("packet", .text(packet)), ("count", .integer(Int64(count))),
          ("chain", link.map { .text($0) } ?? .null),
        ], named: 1)
    }
  }

  /// A row a slot, with its caption as a hash; then what nobody need be shown or asked.
  private static func rows(_ plan: PresentationPlan) -> [ContentRow] {
    plan.packets.flatMap { packet -> [ContentRow] in
      func about(_ kind: String, _ name: String, _ item: ItemID) -> [(String, ContentRow.Value)] {
        [
          (kind, .text(name)), ("rater", .text(packet.rater)), ("item", .text(item.hex)),
          ("packet", .text(packet.id)),
        ]
      }
      let slots = packet.presentations.enumerated().flatMap { place, presentation in
        presentation.slots.enumerated().map { position, slot in
          ContentRow(
            about("slot", slot.id.rawValue, presentation.item) + [
              ("presentation", .text(presentation.id.rawValue)), ("place", .integer(Int64(place))),
              ("position", .integer(Int64(position))),
              ("caption", slot.kept.map { .keptCaption($0.sha256) } ?? .caption(Array(slot.caption.utf8))),
            ], named: 3)
        }
      }
      let unshown = packet.unshown.map { ContentRow(about("unshown", $0.hex, $0), named: 3) }
      let unasked = packet.unasked.map { pair in
        ContentRow(
          about("unasked", "\(pair.first) \(pair.second)", pair.item), named: 3)
      }
      return slots + unshown + unasked
    }
  }
}
