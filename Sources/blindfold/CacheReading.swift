internal import Analysis
internal import Blinding
internal import Foundation
internal import Reports
internal import Roster
internal import StudyModel
internal import StudyStore

/// What the key database says of caches, made into a report's facts. Only after unblinding.
struct CacheReading {
  let served: [ArmCode: [ItemID: ServedRow]]
  let ledger: [ArmCode: [ItemID: ImageLedger]]
  /// When the study began, in milliseconds since 1970; nil where its log does not say.
  var begun: Int64?

  /// The hit that gave an arm's caption; where the arm took another's, that one's, also by way of other routers.
  private func hit(_ arm: ArmCode, _ item: ItemID) -> CacheHit? {
    var row = served[arm]?[item]
    // No longer than there are arms, whatever a damaged file says.
    for _ in served.keys where row?.hit == nil { row = row?.fromArm.flatMap { served[$0]?[item] } }
    return row?.hit
  }

  /// Arm → image whose caption came from a cache → what it had cost.
  var costs: [ArmCode: [ItemID: ImageCosts.CachedCost]] {
    var costs: [ArmCode: [ItemID: ImageCosts.CachedCost]] = [:]
    for (arm, rows) in served {
      for item in rows.keys {
        guard let hit = hit(arm, item) else { continue }
        costs[arm, default: [:]][item] = hit.originCost.map { .known($0) } ?? .unknown
      }
    }
    return costs
  }

  /// What a cache gave one arm.
  ///
  /// - Parameters:
  ///   - table: the ratings; nil where captions were compared and have no scores.
  ///   - categories: image → category, of the whole set.
  func facts(
    _ arm: ArmCode, table: RatingTable?, costs: ImageCosts, categories: [ItemID: String]
  ) throws -> CacheFacts {
    let items = ledger[arm]?.keys.sorted() ?? []
    let source: (ItemID) -> CacheFacts.Source = { item in
      hit(arm, item).map { $0.distance == nil ? .exact : .near } ?? .asked
    }
    let bySource = Dictionary(grouping: items, by: source)
    let present = CacheFacts.Source.allCases.filter { bySource[$0] != nil }
    let scores = try table.map { table in
      // Each part as a tier of a router whose tiers are all this arm.
      let routing = Routing(
        arm: ArmCode(rawValue: "cache of \(arm.rawValue)"), tiers: present.map { _ in arm },
        choice: Dictionary(
          items.compactMap { item in present.firstIndex(of: source(item)).map { (item, $0) } },
          uniquingKeysWith: { first, _ in first }))
      return try table.replay([routing], costs: costs, categories: categories).policies.first?.tiers.map(\.score) ?? []
    }
    return CacheFacts(
      arm: arm,
      parts: present.enumerated().map { place, source in
        var part = part(source, bySource[source] ?? [], of: arm)
        part.score = scores.flatMap { place < $0.count ? $0[place] : nil }
        return part
      }, beforeRun: items.count { isFromBefore($0, of: arm) })
  }

  /// Whether a caption was in the cache before the study began. Of what an early version kept the time is not known: it is
  /// none of this study's.
  private func isFromBefore(_ item: ItemID, of arm: ArmCode) -> Bool {
    guard let begun, let hit = hit(arm, item) else { return false }
    return (hit.originAt ?? 0) < begun
  }

  private func part(_ source: CacheFacts.Source, _ items: [ItemID], of arm: ArmCode) -> CacheFacts.Part {
    let entries = items.compactMap { ledger[arm]?[$0] }
    let hits = items.compactMap { hit(arm, $0) }
    let isKnown = entries.contains { $0.unknownCosts == 0 || $0.knownCost > 0 }
    var part = CacheFacts.Part(
      source: source, images: items.count, mostBits: hits.compactMap(\.distance).max(),
      paid: RunCost(
        dollars: isKnown ? entries.reduce(0) { $0 + $1.knownCost } : nil,
        unknownCalls: entries.reduce(0) { $0 + $1.unknownCosts }))
    guard source != .asked else {
      part.asking = DossierBuilder.latency(entries.compactMap(\.seconds))
      return part
    }
    let known = hits.compactMap(\.originCost)
    part.hadCost = RunCost(
      dollars: known.isEmpty ? nil : known.reduce(0, +), unknownCalls: hits.count - known.count)
    part.finding = DossierBuilder.latency(hits.compactMap(\.ownTotal))
    part.asking = DossierBuilder.latency(hits.compactMap(\.originTotal))
    let written = hits.compactMap(\.originAt).map { Date(timeIntervalSince1970: Double($0) / 1000) }
    (part.oldest, part.youngest) = (written.min(), written.max())
    return part
  }
}
