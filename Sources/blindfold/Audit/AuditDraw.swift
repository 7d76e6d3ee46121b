internal import Blinding
internal import Foundation
internal import Imaging
internal import StudyFile

/// Which images an audit looks at: hits drawn as evenly over distances as there are any, and the pictures whose captions they
/// would get.
struct AuditDraw {
  /// Places of rows that raters see: each a hit.
  let rated: Set<Int>
  /// Places of all rows of the set, in the list's order.
  let places: [Int]
  /// Bits → hits that were drawn.
  let drawn: [Int: Int]

  /// Draws hits.
  ///
  /// Every hit of as many bits is as likely to be drawn. Near ones are rare and far ones common: drawn in proportion, the
  /// small thresholds would rest on a handful.
  ///
  /// - Parameters:
  ///   - pairs: how many, all where there are fewer.
  ///   - seed: the same draws the same.
  init(_ scan: NearScan, pairs: Int, seed: UInt64) {
    let byBits = scan.byBits
    let quota = Self.evenly(pairs, over: byBits.mapValues(\.count))
    var rated: Set<Int> = []
    for (bits, places) in byBits.sorted(by: { $0.key < $1.key }) {
      var generator = HashGenerator(publicSeed: seed, purpose: "cache audit \(bits)")
      rated.formUnion(places.shuffled(using: &generator).prefix(quota[bits] ?? 0))
    }
    self.rated = rated
    drawn = quota.filter { $0.value > 0 }
    let donors = rated.compactMap { scan.nearest[$0]?.index }
    places = rated.union(donors).sorted()
  }

  /// So many in all, as even as what there is allows; the smaller numbers of bits get what is over.
  static func evenly(_ wanted: Int, over present: [Int: Int]) -> [Int: Int] {
    var quota = present.mapValues { _ in 0 }
    var left = min(wanted, present.values.reduce(0, +))
    while left > 0 {
      let open = present.filter { quota[$0.key, default: 0] < $0.value }.keys.sorted()
      let each = max(1, left / max(1, open.count))
      for bits in open where left > 0 {
        let more = min(each, (present[bits] ?? 0) - quota[bits, default: 0], left)
        quota[bits, default: 0] += more
        left -= more
      }
    }
    return quota
  }

  /// The column that says whether raters see an image; one that the list does not have.
  static func column(_ rows: [CaptionRow]) -> String {
    let taken = Set(rows.flatMap(\.fields.keys))
    return (["rated"] + (2...99).map { "rated_\($0)" }).first { !taken.contains($0) } ?? "rated_by_audit"
  }

  /// The set as JSON Lines, in the list's order: a line an image with its columns.
  ///
  /// - Parameter column: as ``column(_:)``.
  func manifest(_ scan: NearScan, column: String) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try places.map { place in
      let row = scan.rows[place]
      var values = row.fields
      values["image"] = row.name
      values["category"] = row.category
      values[column] = rated.contains(place) ? "true" : "false"
      return String(decoding: try encoder.encode(values), as: UTF8.self) + "\n"
    }.joined()
  }
}
