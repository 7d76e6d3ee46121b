internal import Roster

/// What a policy would ask about some images if whatever it asks first answers, and nothing is in its cache.
struct PolicyForecast {
  /// Models that it asks itself, with how many images each; in the order in which they are first met.
  private(set) var calls: [(model: Candidate, images: Int)] = []
  /// Images whose caption it takes from another candidate, which is asked anyway.
  private(set) var taken = 0

  /// - Throws: what looking at an image file for a router's facts throws.
  init(_ candidate: Candidate, items: [SetItem]) throws { try follow(candidate, items, mayTake: true) }

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
      guard let sum, let price = call.model.price else { return nil }
      let tokens = each(call.model)
      return sum + Double(call.images) * price.cost(inputTokens: tokens.input, outputTokens: tokens.output)
    }
  }

  /// What it asks, in a few words, without its label and its cost.
  func text(_ candidate: Candidate, captions: Int) -> String {
    let name =
      if case .fallback = candidate.policy?.kind { "fallback chain" } else { candidate.policy?.kind.word ?? "" }
    let from = candidate.takes.sorted().joined(separator: ", ")
    guard !calls.isEmpty || taken == 0 else { return "a \(name); takes the captions of \(from): nothing more to pay" }
    return "a \(name), \(counted(captions, "caption"))" + (taken > 0 ? ", \(taken) of them taken from \(from)" : "")
  }
}
