internal import Analysis
internal import Blinding
internal import Foundation
internal import Reports
internal import Roster
internal import Statistics
internal import StudyFile
internal import StudyModel
internal import StudyStore

/// Reads what a study's run was billed and sets it side by side at stated traffic. Captions and ratings are not looked at,
/// and nothing is written.
struct SavingsReading {
  let reading: StudyReading
  private let store: StudyStore
  private let arms: [String: ArmCode]
  /// The study file's candidates that have captions, in its order.
  private let candidates: [Candidate]
  private let served: [ArmCode: [ItemID: ServedRow]]
  /// Image → category, of the images that every candidate has an output for.
  private let categories: [ItemID: String]
  private let imagesOfSet: Int
  private var notes: [String] = []

  init(_ reading: StudyReading) throws {
    self.reading = reading
    let store = try StudyStore(reading: reading.location.folder)
    let arms = try store.arms()
    let stored = try store.storedItems()
    let all = try store.categories()
    let asked = reading.plan.candidates.filter { arms[$0.label].flatMap { stored[$0] }?.isEmpty == false }
    let common = asked.compactMap { arms[$0.label].flatMap { stored[$0] } }
      .reduce(Set(all.keys)) { $0.intersection($1) }
    guard !asked.isEmpty, !common.isEmpty else {
      throw Refusal(
        .notFinished,
        "\(reading.location.folder): no image that every candidate has captioned. There is nothing to count the cost of. "
          + "Run first: blindfold run \(quoted(reading.location.folder)) --limit 3")
    }
    self.store = store
    self.arms = arms
    candidates = asked
    served = try store.served()
    categories = all.filter { common.contains($0.key) }
    imagesOfSet = all.count
    let missing = reading.plan.candidates.filter { candidate in !asked.contains { $0.label == candidate.label } }
    if !missing.isEmpty {
      notes.append("Without captions so far, so left out: \(missing.map(\.label).joined(separator: ", ")).")
    }
    if common.count < all.count {
      notes.append("Only images that all of these have captioned are counted: more may come.")
    }
    let without = Set(reading.plan.traffic.keys).subtracting(categories.values)
    if !without.isEmpty {
      notes.append(
        "No image of \(without.sorted().joined(separator: ", ")) is captioned yet: its traffic is left to the others.")
    }
  }

  /// - Parameters:
  ///   - monthly: images a month; nil: as the study file says, or 1,000 images.
  ///   - baseline: a label; nil: the incumbent.
  ///   - file: prices that stand in for the run's.
  func report(
    monthly: Double?, against baseline: String?, rates: StatedHitRates, prices file: String?
  ) throws -> SavingsReport {
    let labels = candidates.map(\.label)
    let base = baseline ?? reading.plan.incumbent
    guard labels.contains(base), let baseArm = arms[base] else {
      throw Refusal(
        .wrongInput,
        "\(baseline == nil ? "the incumbent" : "--against") \(base): no captions of it. There is nothing to set the others "
          + "against. Candidates with captions: \(labels.joined(separator: ", ")).")
    }
    let prices = try file.map { try Self.prices(in: $0, for: candidates) }
    let measured = try MeasuredCosts(store, candidates: candidates, arms: arms, other: prices?.prices)
    let traffic = reading.plan.traffic
    var notes = notes
    let hits = try hitRates(rates.stated(labels: labels), &notes)
    let confidence = reading.plan.claim.confidence
    let routings = try routings()
    for candidate in candidates where candidate.reached.contains(where: \.isRouter) {
      guard let arm = arms[candidate.label], !routings.contains(where: { $0.arm == arm }) else { continue }
      notes.append(
        "\(candidate.label): its router asks parts that are no candidates, and what those cost is not known for every image; "
          + "\"by the models\" is models and router together.")
    }
    for candidate in candidates {
      guard let arm = arms[candidate.label] else { continue }
      let (batched, all) = measured.batched(arm, categories.keys)
      if batched > 0 {
        notes.append(
          "\(candidate.label): \(batched) of \(counted(all, "call")) came by batch and cost what a batch does.")
      }
      if candidate.audit?.population != nil, hits[arm] == nil {
        notes.append(
          "\(candidate.label): a cache on trial, in a set that was drawn for its hits. Its bill is with the hits of where the set "
            + "was drawn from, which is the most that it saves: a cache keeps nothing of an image that it had a near caption for."
        )
      }
    }
    let comparison = try CostComparison(
      of: candidates.compactMap { arms[$0.label] }, against: baseArm, costs: measured.costs,
      routings: routings, hitRates: hits.mapValues(\.rate), categories: categories, traffic: traffic,
      confidence: confidence, images: monthly ?? reading.plan.imagesPerMonth ?? 1000)
    let rows = try comparison.bills.map { bill in
      let candidate = candidates.first { arms[$0.label] == bill.arm }
      return SavingsReport.Candidate(
        label: candidate?.label ?? "", bill: bill,
        hits: try candidate.flatMap { try shown($0, bill.arm, hits[bill.arm], confidence) },
        arithmetic: bill.cost.money == nil
          ? nil
          : try measured.arithmetic(
            bill.arm, rate: hits[bill.arm]?.rate, categories: categories, traffic: traffic))
    }
    return SavingsReport(
      study: reading.plan.name, comparison: comparison, candidates: rows,
      isMonthly: monthly != nil || reading.plan.imagesPerMonth != nil,
      imagesFrom: monthly != nil
        ? "--monthly"
        : reading.plan.imagesPerMonth != nil
          ? "report.images_per_month of the study file" : "no traffic is stated: --monthly N",
      measured: (categories.count, imagesOfSet),
      categories: traffic.isEmpty
        ? [] : try TrafficMean([:], categories: categories, traffic: traffic).categories, confidence: confidence,
      prices: prices?.sentence
        ?? "Prices are those that the run was counted with, from the study file; --prices FILE tries others.",
      notes: notes, mark: try store.facts().values.contains(where: \.isSimulated) ? "simulated models" : nil)
  }

  private static func prices(
    in file: String, for candidates: [Candidate]
  ) throws -> (prices: [String: Price], sentence: String) {
    guard FileManager.default.isReadableFile(atPath: file) else {
      throw Refusal(
        .missingFile, "\(file): no such file of prices, or it cannot be read. Nothing was computed. Check the path.")
    }
    var seen: Set<String> = []
    let models = candidates.flatMap(\.reached).filter { $0.call != nil && seen.insert($0.label).inserted }
    let stated = try StudyFile.prices(in: file, for: models)
    guard !stated.prices.isEmpty else {
      throw Refusal(
        .wrongInput,
        "\(file): prices none of the study's models (\(models.compactMap { $0.call?.declared }.joined(separator: ", "))). "
          + "Nothing was computed. Name them there as the study file does.")
    }
    let kept =
      stated.without.isEmpty ? "" : "; not in it, so at the study's prices: \(stated.without.joined(separator: ", "))"
    return (
      stated.prices,
      "What if: the run's tokens at the prices of \(file)\(kept). What a cached caption would have cost then is unknown."
    )
  }

  /// Policies that choose among the study's candidates alone.
  private func routings() throws -> [Routing] {
    func counted<Value>(_ byArm: [ArmCode: [ItemID: Value]]) -> [ArmCode: [ItemID: Value]] {
      byArm.mapValues { $0.filter { categories[$0.key] != nil } }
    }
    let (served, ledger) = (counted(served), counted(try store.imageLedger()))
    return candidates.compactMap { candidate in
      arms[candidate.label].flatMap { PolicyReading(candidate, $0, served: served, ledger: ledger)?.routing(arms) }
    }
  }

  /// The stated rates by arm. One that is stated for a candidate stands before one for all, in whatever order they come.
  private func hitRates(
    _ stated: [StatedHitRates.Stated], _ notes: inout [String]
  ) throws -> [ArmCode: (rate: HitRate, stated: StatedHitRates.Stated)] {
    var rates: [ArmCode: (HitRate, StatedHitRates.Stated)] = [:]
    for rate in stated.filter({ $0.label == nil }) + stated.filter({ $0.label != nil }) {
      let whom = candidates.filter { rate.label == nil ? $0.hasCache : $0.label == rate.label }
      guard !whom.isEmpty else {
        throw Refusal(
          .wrongInput,
          "a hit rate is stated, and no candidate has a cache. Nothing was computed. To try one before a candidate, name it: "
            + "--hit-rate \(candidates.last?.label ?? "flash")=0.42")
      }
      for candidate in whom {
        guard let arm = arms[candidate.label] else { continue }
        var images = askedOfCache(candidate, arm)
        if images == nil, rate.label == nil {
          notes.append(
            "\(candidate.label): its cache stands inside of it, and the run does not tell for which images it is asked; "
              + "the stated hit rate is not used, what the run found is.")
          continue
        }
        if images == nil || (images?.isEmpty == true && !candidate.hasCache) {
          images = Set(categories.keys)
          notes.append("\(candidate.label): counted as if a cache stood before all of it.")
        }
        let asked = images ?? []
        rates[arm] = (
          rate.counts.map { HitRate(hits: $0.hits, of: $0.requests, source: rate.source, images: asked) }
            ?? HitRate(rate: rate.rate, source: rate.source, images: asked), rate
        )
      }
    }
    return rates
  }

  /// The images for which a candidate's cache is asked; nil where nothing tells, empty where it has none.
  private func askedOfCache(_ candidate: Candidate, _ arm: ArmCode) -> Set<ItemID>? {
    guard candidate.hasCache else { return [] }
    if candidate.isCache { return Set(categories.keys) }
    guard case .router(let router)? = candidate.policy?.kind, let parts = candidate.policy?.parts else { return nil }
    let tiers = router.rules.map { parts[$0.use] }
    guard tiers.allSatisfy({ $0.map { $0.isCache || !$0.hasCache } ?? false }) else { return nil }
    return Set(
      (served[arm] ?? [:]).filter { item, row in
        categories[item] != nil && row.rule.map { tiers.indices.contains($0) && tiers[$0]?.isCache == true } ?? false
      }.keys)
  }

  /// What a reader is told of a candidate's cache.
  private func shown(
    _ candidate: Candidate, _ arm: ArmCode, _ stated: (rate: HitRate, stated: StatedHitRates.Stated)?,
    _ confidence: Double
  ) throws -> SavingsReport.Hits? {
    let traffic = reading.plan.traffic
    func share(_ images: Set<ItemID>) throws -> Double {
      try TrafficMean(
        Dictionary(uniqueKeysWithValues: images.map { ($0, 1.0) }), categories: categories, traffic: traffic
      ).value
    }
    if let stated {
      return SavingsReport.Hits(
        rate: stated.rate.rate, interval: stated.stated.interval(confidence: confidence), from: stated.stated.from,
        isStudys: false, asked: try share(stated.rate.images))
    }
    if let trial = DrawnTrial(candidate, arms: arms), let audit = candidate.audit, let population = audit.population {
      return SavingsReport.Hits(
        rate: trial.share, interval: nil,
        from:
          "drawn_from of the study file, within \(counted(audit.near, "bit")), of \(counted(population.images, "image"))",
        isStudys: false, asked: 1)
    }
    guard candidate.hasCache else { return nil }
    let asked = (askedOfCache(candidate, arm) ?? Set(categories.keys)).sorted()
    let found = CacheReading(served: served, ledger: [:]).costs[arm] ?? [:]
    let hits = asked.count { found[$0] != nil }
    guard !asked.isEmpty else { return nil }
    return SavingsReport.Hits(
      rate: Double(hits) / Double(asked.count),
      interval: try? wilsonInterval(successes: hits, of: asked.count, confidence: confidence),
      from: "this run, \(hits) of \(counted(asked.count, "image"))", isStudys: true, asked: try share(Set(asked)))
  }
}
