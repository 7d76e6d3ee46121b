internal import Roster

/// What a policy would ask about some images if whatever it asks first answers, and nothing is in its cache.
struct PolicyForecast {
  /// Models that it asks itself, with how many images each; in the order in which they are first met.
  private(set) var calls: [(model: Candidate, images: Int)] = []
  /// Images whose caption it takes from another candidate, which is asked anyway.
  private(set) var taken = 0
  /// Of a fallback chain: what each leg would ask if it were the one to answer.
  private(set) var legs: [(label: String, forecast: PolicyForecast)] = []
  private let candidate: Candidate
  private let images: Int

  /// - Throws: what looking at an image file for a router's facts throws.
  init(_ candidate: Candidate, items: [SetItem]) throws {
    self.candidate = candidate
    images = items.count
    try follow(candidate, items, mayTake: true)
    if case .fallback = candidate.policy?.kind {
      legs = try candidate.policy?.ordered.map { ($0.label, try PolicyForecast($0, items: items)) } ?? []
    }
  }

  private mutating func follow(_ candidate: Candidate, _ items: [SetItem], mayTake: Bool) throws {
    guard let policy = candidate.policy else {
      if candidate.call != nil, !items.isEmpty { add(candidate, items.count) }
      return
    }
    switch policy.kind {
    case .router(let router):
      // Rules were tried on every image when the study was read.
      let tiers = try Dictionary(grouping: items) { item in
        try router.tier(of: ItemFacts(item, picture: router.asksForPicture ? pictureFacts(item) : nil))
      }
      for (index, rule) in router.rules.enumerated() {
        guard let own = tiers[index], let part = policy.parts[rule.use] else { continue }
        if mayTake, policy.shared.contains(rule.use) {
          taken += own.count
        } else {
          try follow(part, own, mayTake: mayTake)
        }
      }
    case .audit: taken += items.count
    case .fallback, .cache:
      if let first = policy.ordered.first { try follow(first, items, mayTake: false) }
    }
  }

  private mutating func add(_ model: Candidate, _ images: Int) {
    if let index = calls.firstIndex(where: { $0.model.label == model.label }) {
      calls[index].images += images
    } else {
      calls.append((model, images))
    }
  }

  /// US dollars for all of it; nil where a model's price is not known.
  ///
  /// - Parameter each: prompt and completion tokens that a model's call is expected to take.
  func cost(_ each: (Candidate) -> (input: Int, output: Int)) -> Double? {
    calls.reduce(0) { sum, call in
      guard let sum, let cost = Self.cost(call, each) else { return nil }
      return sum + cost
    }
  }

  private static func cost(
    _ call: (model: Candidate, images: Int), _ each: (Candidate) -> (input: Int, output: Int)
  ) -> Double? {
    guard let price = call.model.price else { return nil }
    let tokens = each(call.model)
    return Double(call.images) * price.cost(inputTokens: tokens.input, outputTokens: tokens.output)
  }

  /// What it asks, in a few words, without its label and its cost.
  var text: String {
    guard !calls.isEmpty || taken == 0 else { return "a \(kind); takes the captions of \(from): nothing more to pay" }
    return "a \(kind), \(counted(images, "caption"))" + (taken > 0 ? ", \(taken) of them taken from \(from)" : "")
  }

  private var kind: String {
    if case .fallback = candidate.policy?.kind { "fallback chain" } else { candidate.policy?.kind.word ?? "" }
  }

  private var from: String { candidate.takes.sorted().joined(separator: ", ") }

  /// What its own calls cost, with what that depends on: "about 0.03 USD if what it asks first answers".
  ///
  /// - Parameter dollars: an amount without its unit.
  func money(_ each: (Candidate) -> (input: Int, output: Int), _ dollars: (Double) -> String) -> String {
    if let cost = cost(each) { return "about \(dollars(cost)) USD\(condition)" }
    let unpriced = calls.filter { $0.model.price == nil }.map { "'\($0.model.label)'" }.joined(separator: ", ")
    let others = legs.dropFirst().compactMap { leg in
      leg.forecast.cost(each).map { "about \(dollars($0)) USD if '\(leg.label)' does" }
    }
    if let first = legs.first, !others.isEmpty {
      return "cost unknown if '\(first.label)' answers (no price declared), \(others.joined(separator: ", "))"
    }
    let known = calls.reduce(0) { $0 + (Self.cost($1, each) ?? 0) }
    return "cost unknown (no price declared for \(unpriced))"
      + (known > 0 ? ", the rest about \(dollars(known)) USD" : "")
  }

  private var condition: String {
    let asking = candidate.reached.filter { part in calls.contains { part.reached.contains($0.model) } }
    let isChain = asking.contains { if case .fallback = $0.policy?.kind { true } else { false } }
    let parts = [
      isChain ? "what it asks first answers" : nil, asking.contains(where: \.isCache) ? "its cache has nothing" : nil,
    ].compactMap(\.self)
    return parts.isEmpty ? "" : " if \(parts.joined(separator: " and "))"
  }

  /// What the policy means for the calls of a run, in a sentence without its label.
  var meaning: String {
    guard let policy = candidate.policy else { return "" }
    switch policy.kind {
    case .router:
      let own = calls.map { "'\($0.model.label)' for \($0.images)" }.joined(separator: ", ")
      if calls.isEmpty {
        return "a router that takes the captions of \(from): no calls of its own, and nothing more to pay"
      }
      return "a router that asks \(own) of \(counted(images, "image"))"
        + (taken > 0 ? " and takes \(taken) captions from \(from), paid for there" : "")
    case .fallback(let chain):
      return "a fallback chain that asks for itself: \(chain.order.map { "'\($0)'" }.joined(separator: ", then ")) on "
        + "\(chain.on.map { $0.rawValue.replacing("_", with: " ") }.joined(separator: ", ")); 1 to \(chain.attempts) "
        + "requests an image"
    case .cache(let rule):
      return
        "a cache in front of '\(rule.of)' that asks for itself: no request for what it finds, else what '\(rule.of)' asks"
    case .audit(let audit):
      return
        "a cache of \(audit.near) of 64 bits in front of '\(audit.of)', on trial: it takes what is stored and asks nobody"
    }
  }

  /// The models that it may ask itself and that no price is given for.
  var unpriced: [String] { candidate.asks.filter { $0.call != nil && $0.price == nil }.map(\.label) }
}
