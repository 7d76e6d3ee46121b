internal import Analysis
internal import Blinding
internal import Foundation
internal import Reports
internal import Roster
internal import StudyFile
internal import StudyModel
internal import StudyStore

/// Unblinds, and gathers everything a report is made of.
struct DossierBuilder {
  let reading: StudyReading
  let store: StudyStore
  let collection: Collection
  /// Raters whom the report waits for.
  let awaited: [Tabulation.Progress]

  func build(_ estimates: StudyEstimates, _ robustness: StudyRobustness, earlyReason: String?) throws -> Dossier {
    let ratedNow = awaited.reduce(0) { $0 + $1.rated }
    let (names, record) = try store.unblind(
      UnblindingRecord(
        at: now(), because: earlyReason == nil ? "all ratings are in" : "before all ratings were in",
        ratingsIn: ratedNow, ratingsPlanned: awaited.reduce(0) { $0 + $1.planned - $1.skipped },
        earlyReason: earlyReason, collected: collection.collected))
    let plan = reading.plan
    return Dossier(
      study: plan.name, question: plan.question, subject: nil, runFinished: try store.lastAttempt().map(date),
      reportMade: date(now()), estimates: estimates,
      unblinding: Unblinding(
        names: names, at: date(record.at), by: record.who, because: record.because, ratingsIn: record.ratingsIn,
        ratingsPlanned: record.ratingsPlanned, earlyReason: record.earlyReason),
      arms: try armFacts(), robustness: robustness, answers: collection.answers, ratings: collection.tabulation.cells,
      images: ImageFacts(
        byCategory: plan.items.reduce(into: [:]) { $0[$1.category, default: 0] += 1 },
        traffic: collection.declared.traffic),
      raters: raters(), rubric: collection.declared.rubric,
      provenance: Provenance(
        studyFile: isAsDeclared ? reading.provenance.studyFile : nil,
        rubric: isAsDeclared ? reading.provenance.rubricFile : nil,
        imageSet: isAsDeclared ? reading.provenance.imageSet : nil, protocolHash: collection.declared.hash,
        commitments: try store.commitments().map(\.hash), seeds: ["study": collection.declared.seed],
        versions: ["blindfold": programVersion]),
      imagesPerMonth: plan.imagesPerMonth, amendments: try amendments(since: record),
      recheck: ["blindfold report ."], costQuality: try costQuality(estimates))
  }

  /// Costs tell arms apart: this comes after unblinding.
  private func costQuality(_ estimates: StudyEstimates) throws -> CostQuality {
    try collection.claimed().table.costQuality(
      estimates,
      costs: ImageCosts(store.imageLedger(), candidates: reading.plan.candidates, arms: store.arms()),
      categories: store.categories(), imagesPerMonth: reading.plan.imagesPerMonth, seed: collection.declared.seed)
  }

  /// Whether the files are still those that were declared: the hashes of others would vouch for nothing.
  private var isAsDeclared: Bool { reading.plan.protocolHash == collection.declared.hash }

  private func date(_ milliseconds: Int64) -> Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

  private func armFacts() throws -> [ArmFacts] {
    let ledger = try store.facts()
    let arms = try store.arms()
    let plan = reading.plan
    let rules = Dictionary(uniqueKeysWithValues: CandidateSources.rules(of: plan.checks).map { ($0, 0) })
    return plan.candidates.compactMap { candidate in
      guard let arm = arms[candidate.label], let facts = ledger[arm] else { return nil }
      let isReadyMade = if case .captions = candidate.source { true } else { false }
      let counted = images(of: arm)
      return ArmFacts(
        arm: arm, isSimulated: facts.isSimulated, outcomes: facts.outcomes,
        checksBroken: rules.merging(facts.breaches) { $1 }, attempts: isReadyMade ? nil : facts.attempts,
        inputTokens: facts.inputTokens, outputTokens: facts.outputTokens,
        cost: RunCost(dollars: facts.cost, unknownCalls: facts.unknownCosts), latency: Self.latency(facts.latencies),
        servedModels: facts.servedModels, isReadyMade: isReadyMade,
        flow: ItemFlow(
          planned: plan.items.count, sent: facts.outcomes.values.reduce(0, +),
          rated: counted.rated, analysed: counted.analysed))
    }
  }

  /// Images of which an arm's caption was judged, and those that count.
  private func images(of arm: ArmCode) -> (rated: Int, analysed: Int) {
    let tabulation = collection.tabulation
    guard collection.declared.pairs == nil else {
      let own = tabulation.preferences.filter { $0.other(than: arm) != nil }
      return (Set(own.filter { $0.basis == .judged }.map(\.item)).count, Set(own.map(\.item)).count)
    }
    let cells = tabulation.cells.filter { $0.arm == arm && $0.criterion == collection.declared.claim.criterion }
    return (Set(cells.filter { !$0.isFailure }.map(\.item)).count, Set(cells.map(\.item)).count)
  }

  /// Median and 95th percentile by nearest rank.
  static func latency(_ seconds: [Double]) -> Latency? {
    guard !seconds.isEmpty else { return nil }
    let sorted = seconds.sorted()
    func quantile(_ share: Double) -> Double { sorted[max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1)] }
    return Latency(median: quantile(0.5), p95: quantile(0.95))
  }

  private func raters() -> [RaterFacts] {
    let guests = Set(collection.declared.guests)
    return collection.tabulation.progress.compactMap { progress in
      let returned = collection.returned[progress.rater]
      if guests.contains(progress.rater) && progress.rated == 0 { return nil }
      return RaterFacts(
        pseudonym: progress.rater, itemsRated: progress.rated, itemsPlanned: progress.planned,
        sessions: returned?.sessions.count ?? 0,
        isSimulated: returned?.sessions.contains { $0.kind == .simulated } ?? false,
        canReadKey: returned.flatMap { $0.sessions.isEmpty ? nil : $0.sessions.contains(where: \.canReadKey) },
        displayModes: returned?.displayModes.sorted() ?? [], receipt: returned?.receipts.first,
        chainIntact: collection.verified.contains(progress.rater) ? true : nil,
        furtherReceipts: Array(returned?.receipts.dropFirst() ?? []),
        withdrawal: collection.withdrawals[progress.rater].map {
          RaterFacts.Withdrawal(
            open: progress.open, replacedBy: $0.replacedBy, late: $0.late(collection.collected))
        })
    }
  }

  /// For example `1 presentation was`, `2 presentations were`.
  private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? " was" : "s were")" }

  private func amendments(since record: UnblindingRecord) throws -> [Amendment] {
    var list = try store.log().filter { ["amended", "failures accepted"].contains($0.event) }.map {
      Amendment(at: date($0.at), what: $0.detail)
    }
    list += try store.extensions().filter { $0.withdrawal == nil }.map { Amendment($0, at: date($0.at)) }
    list += try store.withdrawals().map { record in
      let late = record.late(collection.collected)
      return Amendment(
        at: date(record.at),
        what: "\(record.summary), by \(record.who)"
          + (late > 0 ? "; \(late) judgements came in after that and are counted" : ""),
        because: record.because)
    }
    list.sort { ($0.at ?? .distantPast) < ($1.at ?? .distantPast) }
    let skipped = collection.tabulation.progress.reduce(0) { $0 + $1.skipped }
    if skipped > 0 {
      let reasons = collection.skipReasons.joined(separator: "; ")
      list.append(
        Amendment(
          at: nil, what: "\(counted(skipped, "presentation")) skipped by their raters",
          because: reasons.isEmpty ? nil : reasons))
    }
    if collection.tabulation.itemsWithoutCaption > 0 {
      list.append(
        Amendment(
          at: nil,
          what: "\(collection.tabulation.itemsWithoutCaption) images got no caption from any candidate: "
            + "they were shown to nobody and count as \(collection.declared.pairs == nil ? "the scale's lowest point for all" : "ties")"
        ))
    }
    let late = collection.collected.reduce(0) { $0 + $1.value - (record.collected[$1.key] ?? 0) }
    if late > 0 {
      let raters = Set(
        collection.plan.packets.filter { (collection.collected[$0.id] ?? 0) > (record.collected[$0.id] ?? 0) }
          .map(\.rater)
      ).sorted()
      list.append(
        Amendment(
          at: nil,
          what: "\(late) judgements came in after unblinding (\(raters.joined(separator: ", "))) and are counted"))
    }
    let guests = collection.tabulation.progress.filter { collection.declared.guests.contains($0.rater) && $0.rated > 0 }
    if !guests.isEmpty {
      let items = guests.reduce(0) { $0 + $1.rated }
      list.append(
        Amendment(
          at: nil,
          what: "\(counted(items, "presentation")) rated by guests (\(guests.map(\.rater).joined(separator: ", ")))")
      )
    }
    return list
  }
}

extension Amendment {
  /// An extension, as a reader must know of it: how many ratings there would be was decided while some were in.
  init(_ record: ExtensionRecord, at date: Date) {
    self.init(
      at: date,
      what: "\(record.summary), by \(record.who). So the number of ratings was decided while ratings were coming in; "
        + "until unblinding the program shows how exact the study is, and never how any candidate does",
      because: record.because)
  }
}
