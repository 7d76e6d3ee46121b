internal import Analysis
internal import Blinding
internal import Captioning
internal import Reports
internal import Roster
internal import StudyModel
internal import StudyStore

/// What a run was billed for each image, by the prices of its ledger or by others.
struct MeasuredCosts {
  let calls: [ArmCode: [ItemID: [LedgerCall]]]
  let costs: ImageCosts
  /// By label, what a call to the model is counted with.
  let prices: [String: Price]
  /// Caches on trial whose set was drawn for their hits.
  private let trials: [ArmCode: DrawnTrial]
  private let areOthers: Bool

  /// - Parameters:
  ///   - other: prices that stand in for those of the ledger; nil: what the ledger says counts.
  init(_ store: StudyStore, candidates: [Candidate], arms: [String: ArmCode], other: [String: Price]?) throws {
    let calls = try store.calls()
    let served = try store.served()
    let own = Dictionary(
      candidates.flatMap(\.reached).compactMap { candidate in candidate.price.map { (candidate.label, $0) } },
      uniquingKeysWith: { first, _ in first })
    let prices = own.merging(other ?? [:]) { $1 }
    let ledger = calls.mapValues { items in
      items.mapValues { calls in
        calls.reduce(into: ImageLedger()) { image, call in
          image.add(call.end, cost: call.cost(prices, areOthers: other != nil))
        }
      }
    }
    var costs = ImageCosts(ledger, served: served, candidates: candidates, arms: arms)
    // What had been paid for a cached caption was paid at the prices of then; its tokens are not kept.
    let trials = candidates.compactMap { DrawnTrial($0, arms: arms) }
    if other != nil {
      costs.cached = costs.cached.mapValues { $0.mapValues { _ in .unknown } }
      costs = costs.counting(trials)
    }
    self.trials = Dictionary(trials.map { ($0.arm, $0) }, uniquingKeysWith: { first, _ in first })
    areOthers = other != nil
    self.calls = calls
    self.costs = costs
    self.prices = prices
  }

  /// What one arm's bill is made of, for an image of production; nil where its cost is not known.
  ///
  /// - Parameter rate: the stated hit rate, if any; a cache on trial in a drawn set has that of where it was drawn from.
  func arithmetic(
    _ arm: ArmCode, rate: HitRate?, categories: [ItemID: String], traffic: [String: Double]
  ) throws -> SavingsReport.Arithmetic? {
    struct Kind: Hashable {
      var model: String
      var kind: String
      var isBatched: Bool
      var isBehindCache: Bool
      var price: Double
    }
    var tokens: [Kind: [ItemID: Double]] = [:]
    var order: [Kind] = []
    var (free, cached) = (0, [ItemID: Double]())
    // What a cache on trial saves is told from what the candidate behind it was billed.
    let trial = trials[arm]
    let billed = trial?.fresh ?? arm
    for item in categories.keys.sorted() {
      guard costs.unknownCalls[arm]?[item] == nil, costs.dollars[arm]?[item] != nil else { return nil }
      let isBehindCache = rate?.images.contains(item) ?? (trial != nil)
      if rate != nil, isBehindCache, case .known(let dollars) = costs.cached[billed]?[item] { cached[item] = dollars }
      for call in calls[billed]?[item] ?? [] {
        // What is not in the bill is none of what it is made of.
        if call.end != .answered, call.cost(prices, areOthers: areOthers) == nil { continue }
        guard let price = call.price(prices), let counts = call.tokens else {
          free += 1
          continue
        }
        guard let parts = price.billed(counts) else { return nil }
        for part in parts where part.tokens > 0 {
          let kind = Kind(
            model: call.label, kind: part.kind, isBatched: call.isBatched, isBehindCache: isBehindCache,
            price: part.price)
          if tokens[kind] == nil { order.append(kind) }
          tokens[kind, default: [:]][item, default: 0] += Double(part.tokens)
        }
      }
    }
    let terms = try order.map { kind in
      SavingsReport.Arithmetic.Term(
        model: kind.isBatched ? "\(kind.model) by batch" : kind.model, kind: kind.kind, price: kind.price,
        tokens: try TrafficMean(tokens[kind] ?? [:], categories: categories, traffic: traffic),
        isBehindCache: kind.isBehindCache)
    }
    return SavingsReport.Arithmetic(
      terms: terms, cached: try TrafficMean(cached, categories: categories, traffic: traffic).value, free: free,
      rate: rate?.rate ?? trial?.share ?? 0)
  }

  /// How many of an arm's calls for these images came by batch, and how many there are.
  func batched(_ arm: ArmCode, _ items: some Sequence<ItemID>) -> (batched: Int, of: Int) {
    let all = items.flatMap { calls[arm]?[$0] ?? [] }
    return (all.count(where: \.isBatched), all.count)
  }
}

extension LedgerCall {
  /// What its tokens are counted with: what a batch costs, where it came by one.
  func price(_ prices: [String: Price]) -> Price? { isBatched ? prices[label]?.inBatch : prices[label] }

  /// US dollars, by prices that stand in for those of the ledger, if there are such; nil where it is unknown.
  func cost(_ prices: [String: Price], areOthers: Bool) -> Double? {
    areOthers ? attempt.cost(at: price(prices)) : cost
  }

  /// As far as its bill goes, the exchange as it was when it ended.
  var attempt: AttemptRecord {
    var record = AttemptRecord(
      number: 1, startedAt: 0, endedAt: 0, status: status, happened: "", requestedModel: "",
      inputTokens: tokens?.input, outputTokens: tokens?.output, cachedTokens: tokens?.cached,
      reasoningTokens: tokens?.reasoning, totalSeconds: 0, lost: isLost)
    record.imageTokens = tokens?.image
    return record
  }
}
