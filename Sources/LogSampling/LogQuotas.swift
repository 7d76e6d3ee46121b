internal import StudyFile

/// How a sample is shared out among categories.
public enum LogShares: String, Hashable, Sendable, CaseIterable {
  /// As the log has events.
  case proportional
  /// As many of each.
  case equal
}

extension LogDraw {
  /// How many images each stratum gives.
  ///
  /// First by category: those that are fixed, then in proportion to events, or alike. Then within a category edited and
  /// unedited events, an edited one ``editedRate`` times as likely as another.
  ///
  /// - Parameters:
  ///   - shares: for categories that are not fixed.
  ///   - fixed: category → images.
  ///   - fewest: images of a category at the least, where it has as many.
  public func quotas(_ shares: LogShares, fixed: [String: Int] = [:], fewest: Int = 2) -> [Stratum: Int] {
    let byCategory = Dictionary(grouping: strata.keys, by: \.category)
    func held(_ strata: [Stratum]) -> Int { strata.reduce(0) { $0 + (self.strata[$1]?.reservoir.entries.count ?? 0) } }
    func events(_ stratum: Stratum) -> Double { Double(strata[stratum]?.events ?? 0) }
    let weights = byCategory.mapValues { strata in
      shares == .equal ? 1 : strata.reduce(0) { $0 + events($1) }
    }
    let categories = Allocation(count: count, fixed: fixed, weights: weights, fewest: fewest)
      .shares(available: byCategory.mapValues(held))
    var quotas: [Stratum: Int] = [:]
    for (category, strata) in byCategory {
      let names = Dictionary(uniqueKeysWithValues: strata.map { ($0.name, $0) })
      let rates = names.mapValues { events($0) * ($0.isEdited == true ? editedRate ?? 1 : 1) }
      let within = Allocation(count: categories[category] ?? 0, weights: rates)
        .shares(available: names.mapValues { held([$0]) })
      for (name, stratum) in names { quotas[stratum] = within[name] ?? 0 }
    }
    return quotas
  }

  /// What share of production each stratum is, among those that give images: what the estimate weights them back by.
  ///
  ///     weight = events of the stratum / events of all strata that give images
  ///
  /// Images of a stratum count alike, however many events each has.
  ///
  /// - Parameter given: stratum → images that it gave.
  public func weights(_ given: [Stratum: Int]) -> [Stratum: Double] {
    let kept = strata.filter { (given[$0.key] ?? 0) > 0 }
    let all = kept.values.reduce(0) { $0 + $1.events }
    return kept.mapValues { Double($0.events) / Double(max(all, 1)) }
  }
}
