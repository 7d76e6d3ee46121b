internal import Analysis
internal import Blinding
internal import CaptionClient
internal import Digest
internal import Foundation
internal import Reports
internal import Roster
internal import StudyModel
internal import StudyStore

/// Puts a dossier together from what the databases hold and what was stated beside them, and from nothing else: `report`
/// makes documents of it, and `verify` holds them against it.
struct DossierBuilder {
  let store: StudyStore
  let collection: Collection
  let inputs: ReportInputs
  /// How far the databases had come.
  let extent: ReportExtent
  /// What was in them.
  let contents: StudyContents
  /// When the report is made, in milliseconds since 1970.
  let at: Int64
  /// Arm → candidate.
  let names: [ArmCode: Candidate]
  let unblinding: UnblindingRecord

  /// Candidates that have an arm, in the order of the study file.
  private var candidates: [(candidate: Candidate, arm: ArmCode)] {
    let byLabel = Dictionary(names.map { ($1.label, ($1, $0)) }, uniquingKeysWith: { first, _ in first })
    return inputs.candidates.compactMap { byLabel[$0] }
  }

  func build(_ blind: BlindResults) throws -> Dossier {
    let categories = try store.categories()
    let arms = try store.arms()
    let caches = CacheReading(
      served: try store.served(), ledger: try store.imageLedger(),
      begun: try store.log().first { $0.event == "begun" }?.at)
    let costs = ImageCosts(
      caches.ledger, served: caches.served, candidates: candidates.map(\.candidate), arms: arms)
    let policies = candidates.compactMap { PolicyReading($0, $1, served: caches.served, ledger: caches.ledger) }
    var dossier = Dossier(
      study: inputs.study, question: inputs.question, subject: inputs.subject,
      runFinished: try store.lastAttempt().map(date), reportMade: date(at), estimates: blind.estimates,
      unblinding: Unblinding(
        names: names, at: date(unblinding.at), by: unblinding.who, because: unblinding.because,
        ratingsIn: unblinding.ratingsIn, ratingsPlanned: unblinding.ratingsPlanned,
        earlyReason: unblinding.earlyReason),
      arms: try armFacts(images: categories.count, served: caches.served), robustness: blind.robustness,
      answers: collection.answers,
      ratings: collection.tabulation.cells,
      images: ImageFacts(
        byCategory: categories.values.reduce(into: [:]) { $0[$1, default: 0] += 1 },
        traffic: collection.declared.traffic),
      raters: raters(), rubric: collection.declared.rubric, provenance: try provenance(),
      imagesPerMonth: inputs.imagesPerMonth, amendments: try amendments(), recheck: ["blindfold verify ."],
      costQuality: try blind.table.costQuality(
        blind.estimates, costs: costs, categories: categories, imagesPerMonth: inputs.imagesPerMonth,
        routings: policies.compactMap { $0.routing(arms) }, seed: collection.declared.seed),
      nextSteps: blind.nextSteps)
    let table = collection.declared.pairs == nil ? blind.table : nil
    dossier.policies = try policies.map {
      try $0.facts(table: table, costs: costs, categories: categories, traffic: collection.declared.traffic)
    }
    dossier.caches = try candidates.filter(\.candidate.hasCache).map { _, arm in
      try caches.facts(arm, table: table, costs: costs, categories: categories)
    }
    if let table {
      dossier.hitAudits = try candidates.compactMap { candidate, arm in
        try AuditReading(candidate, arm, arms: arms, served: caches.served)?
          .hitAudit(table, collection, categories: categories)
      }
    }
    dossier.captionedAlone = Set(categories.keys).subtracting(collection.plan.itemsByRater.values.joined()).count
    dossier.trust = blind.trust
    dossier.preferences = blind.preferences
    dossier.edits = blind.edits
    dossier.places = PlaceBalance(
      plan: collection.plan, cells: collection.tabulation.cells, preferences: collection.tabulation.preferences,
      criterion: collection.declared.claim.criterion, areCompared: collection.declared.pairs != nil)
    dossier.leaks =
      try store.purges().last?.leaks
      ?? LeakScan(
        collection.outputs, incumbent: collection.declared.incumbent, words: LeakWords(candidates.map(\.candidate)))
    dossier.items = ReportItem.all(categories: categories, outputs: collection.outputs)
    return dossier
  }

  private func provenance() throws -> Provenance {
    let definitions = try store.definitions()
    func hashes(_ value: (Candidate, ArmCode) -> String?) -> [String: String] {
      Dictionary(
        candidates.compactMap { candidate, arm in value(candidate, arm).map { (candidate.label, SHA256.hex($0)) } },
        uniquingKeysWith: { first, _ in first })
    }
    return Provenance(
      studyFile: inputs.studyFile, rubric: inputs.rubric, imageSet: inputs.imageSet,
      protocolHash: collection.declared.hash, commitments: try store.commitments().map(\.hash),
      candidates: hashes { definitions[$1] },
      prompts: hashes { candidate, _ in
        let calls = candidate.reached.compactMap(\.call)
        return calls.isEmpty ? nil : calls.map { "\($0.system ?? "")\0\($0.user)" }.joined(separator: "\0")
      },
      databases: ["study.sqlite": contents.study, "key.sqlite": contents.key].mapValues {
        $0.mapValues { Provenance.Content(rows: $0.rows, sha256: $0.sha256) }
      }, databasesFormat: StudyContents.format, seeds: ["study": collection.declared.seed], versions: inputs.versions)
  }

  private func date(_ milliseconds: Int64) -> Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

  private func armFacts(
    images: Int, served: [ArmCode: [ItemID: ServedRow]]
  ) throws -> [ArmFacts] {
    let (ledger, own) = (try store.facts(isOther: ModelNames.isAnother), try store.ownFacts())
    // Whoever declares a limit has such captions counted by it.
    let runaways = inputs.rules.contains(RunawayCaption.flag) ? [:] : try store.runawayCaptions()
    let rules = Dictionary(inputs.rules.map { ($0, 0) }, uniquingKeysWith: { first, _ in first })
    return candidates.compactMap { candidate, arm in
      guard let facts = ledger[arm] else { return nil }
      let isReadyMade = candidate.isReadyMade
      let counted = self.images(of: arm)
      var fact = ArmFacts(
        arm: arm, isSimulated: facts.isSimulated, outcomes: facts.outcomes,
        checksBroken: rules.merging(facts.breaches) { $1 }.merging(
          runaways[arm].map { [RunawayCaption.rule: $0] } ?? [:]
        ) { $1 }, attempts: isReadyMade ? nil : facts.attempts,
        inputTokens: facts.inputTokens, outputTokens: facts.outputTokens,
        cost: RunCost(
          // What a cache gave was not paid for, and that is known.
          dollars: facts.cost ?? (candidate.isServedByCache(served[arm] ?? [:], of: facts) ? 0 : nil),
          unknownCalls: facts.unknownCosts + candidate.readyMade(in: served[arm] ?? [:]).count),
        latency: Self.latency(facts.latencies),
        firstToken: Self.latency(facts.firstTokens),
        servedModels: facts.servedModels, isReadyMade: isReadyMade,
        flow: ItemFlow(
          planned: images, sent: facts.outcomes.values.reduce(0, +),
          rated: counted.rated, analysed: counted.analysed))
      fact.calls = (own[arm] ?? [:]).sorted { $0.key < $1.key }.map { Self.calls($0.key, $0.value) }
      fact.batched = facts.batched
      fact.served = facts.served
      return fact
    }
  }

  private static func calls(_ part: String, _ own: LedgerFacts) -> CallFacts {
    var calls = CallFacts(
      part: part, calls: own.attempts, cost: RunCost(dollars: own.cost, unknownCalls: own.unknownCosts),
      inputTokens: own.inputTokens, outputTokens: own.outputTokens)
    calls.speed = speed(own.tokensPerSecond)
    calls.cachedTokens = own.cachedTokens
    calls.reasoningTokens = own.reasoningTokens
    calls.imageTokens = own.imageTokens
    calls.partialAnswers = own.partials
    calls.imagesSent = own.imagesSent
    return calls
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
    return Latency(median: quantile(0.5, of: sorted), p95: quantile(0.95, of: sorted), calls: sorted.count)
  }

  /// Median and 5th percentile by nearest rank.
  static func speed(_ rates: [Double]) -> TokenSpeed? {
    guard !rates.isEmpty else { return nil }
    let sorted = rates.sorted()
    return TokenSpeed(median: quantile(0.5, of: sorted), p5: quantile(0.05, of: sorted), calls: sorted.count)
  }

  private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
    sorted[max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1)]
  }

  private func raters() -> [RaterFacts] {
    let guests = Set(collection.declared.guests)
    return collection.tabulation.progress.compactMap { progress in
      let returned = collection.returned[progress.rater]
      // Of a guest who rated a single caption, that rating counts: the receipt belongs here too.
      if guests.contains(progress.rater) && returned == nil { return nil }
      return RaterFacts(
        pseudonym: progress.rater, itemsRated: progress.rated, itemsPlanned: progress.planned,
        sessions: returned?.sessions.count ?? 0,
        isSimulated: returned?.sessions.contains { $0.kind == .simulated } ?? false,
        canReadKey: returned.flatMap { $0.sessions.isEmpty ? nil : $0.sessions.contains(where: \.canReadKey) },
        displayModes: returned?.displayModes.sorted() ?? [], receipt: returned?.receipts.first,
        isChainChecked: collection.verified.contains(progress.rater),
        furtherReceipts: Array(returned?.receipts.dropFirst() ?? []),
        withdrawal: collection.withdrawals[progress.rater].map {
          RaterFacts.Withdrawal(
            open: progress.open, replacedBy: $0.replacedBy, late: $0.late(collection.collected))
        })
    }
  }

  /// For example `1 presentation was`, `2 presentations were`.
  private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? " was" : "s were")" }

  private func amendments() throws -> [Amendment] {
    var list = try store.log(upTo: extent).filter {
      ["amended", "failures accepted", "images left out", "purged"].contains($0.event)
    }.map {
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
    let late = collection.collected.reduce(0) { $0 + $1.value - (unblinding.collected[$1.key] ?? 0) }
    if late > 0 {
      let raters = Set(
        collection.plan.packets.filter { (collection.collected[$0.id] ?? 0) > (unblinding.collected[$0.id] ?? 0) }
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
