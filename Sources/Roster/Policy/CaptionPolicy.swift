/// A caption policy: what decides, image by image, which of several candidates gives the caption.
///
/// It carries the whole definition of every candidate that it names, so what is committed for a policy's arm is the whole
/// policy. A policy may name another; since each holds those that it names, no policy can reach itself.
public struct CaptionPolicy: Hashable, Sendable, Codable {
  /// How it decides.
  public var kind: Kind
  /// The candidates that it names, by label.
  public var parts: [String: Candidate]
  /// Which of them are candidates of the study too, in order of the alphabet.
  public var shared: [String]

  /// How a policy decides.
  public enum Kind: Hashable, Sendable, Codable {
    /// By facts of the image, before anything is asked.
    case router(RouterRules)
    /// By what came of asking.
    case fallback(FallbackChain)
    /// By whether the same was asked before.
    case cache(CacheRule)
    /// As a cache on trial would: from what is stored, asking nobody.
    case audit(CacheAudit)
  }

  /// A policy.
  ///
  /// - Parameters:
  ///   - parts: at least those that `kind` names; others are left out.
  ///   - shared: labels of candidates of the study.
  /// - Returns: nil where it names a candidate that `parts` lacks.
  public init?(_ kind: Kind, parts: [String: Candidate], shared: Set<String> = []) {
    self.kind = kind
    let named = Set(kind.named)
    self.parts = parts.filter { named.contains($0.key) }
    self.shared = shared.intersection(named).sorted()
    guard self.parts.count == named.count else { return nil }
  }

  /// Reads a policy.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let kind = try container.decode(Kind.self, forKey: .kind)
    let parts = try container.decode([String: Candidate].self, forKey: .parts)
    guard
      let policy = CaptionPolicy(kind, parts: parts, shared: Set(try container.decode([String].self, forKey: .shared)))
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .parts, in: container, debugDescription: "a candidate that the policy names is not there")
    }
    self = policy
  }

  /// The candidates that it names, in the order in which it first does.
  public var ordered: [Candidate] { kind.named.compactMap { parts[$0] } }
}

extension CaptionPolicy.Kind {
  /// The labels that it names, each once, in order.
  public var named: [String] {
    let all =
      switch self {
      case .router(let router): router.rules.map(\.use)
      case .fallback(let chain): chain.order
      case .cache(let rule): [rule.of]
      case .audit(let audit): [audit.of]
      }
    var seen: Set<String> = []
    return all.filter { seen.insert($0).inserted }
  }

  /// Its name, as the study file has it.
  public var word: String {
    switch self {
    case .router: "router"
    case .fallback: "fallback"
    case .cache: "cache"
    case .audit: "cache audit"
    }
  }
}

extension Candidate {
  /// The policy; nil for a model and for captions made elsewhere.
  public var policy: CaptionPolicy? { if case .policy(let policy) = source { policy } else { nil } }

  /// The call; nil for a policy and for captions made elsewhere.
  public var call: ModelCall? { if case .model(let call) = source { call } else { nil } }

  /// Whether it is a cache.
  public var isCache: Bool { if case .cache = policy?.kind { true } else { false } }

  /// The cache that it puts on trial; nil for anything else.
  public var audit: CacheAudit? { if case .audit(let audit) = policy?.kind { audit } else { nil } }

  /// Whether its captions were all made elsewhere.
  public var isReadyMade: Bool { if case .captions = source { true } else { false } }

  /// Whether it is a router.
  public var isRouter: Bool { if case .router = policy?.kind { true } else { false } }

  /// Whether a cache stands before it, or before anything that it may ask.
  public var hasCache: Bool { reached.contains(where: \.isCache) }

  /// Whether a cache stands there that gives near pictures' captions.
  public var looksForNear: Bool {
    reached.contains { if case .cache(let rule) = $0.policy?.kind { rule.near != nil } else { false } }
  }

  /// Whether a rule of its routers asks for facts of the image file.
  public var asksForPicture: Bool {
    reached.contains { if case .router(let rules) = $0.policy?.kind { rules.asksForPicture } else { false } }
  }

  /// The labels of models that it can reach and that no price is given for: what those cost is unknown.
  public var unpriced: [String] { reached.filter { $0.call != nil && $0.price == nil }.map(\.label) }

  /// The candidate and everything that it can reach, each once: itself, then what its policy names, in order. A cache that
  /// was put in front of a candidate has its label.
  public var reached: [Candidate] {
    var found: [Candidate] = []
    var seen: Set<Candidate> = []
    func visit(_ candidate: Candidate) {
      guard seen.insert(candidate).inserted else { return }
      found.append(candidate)
      candidate.policy?.ordered.forEach(visit)
    }
    visit(self)
    return found
  }

  /// The labels of a study's candidates whose stored captions it takes, since a router names them: what has to be asked
  /// before. A fallback chain asks for itself, since when it falls through depends on the moment; so does a cache, but for
  /// one on trial, which asks nobody.
  public var takes: Set<String> {
    if let audit { return [audit.of] }
    guard let policy, case .router = policy.kind else { return [] }
    let shared = Set(policy.shared)
    return policy.ordered.reduce(into: shared) { taken, part in
      if !shared.contains(part.label) { taken.formUnion(part.takes) }
    }
  }

  /// What it may itself ask while it gives captions: models, and captions made elsewhere, each label once. What it takes
  /// from another arm is not among them.
  public var asks: [Candidate] {
    var found: [Candidate] = []
    var seen: Set<String> = []
    func visit(_ candidate: Candidate, mayTake: Bool) {
      guard let policy = candidate.policy else {
        if seen.insert(candidate.label).inserted { found.append(candidate) }
        return
      }
      if case .audit = policy.kind { return }
      let takes = if case .router = policy.kind { mayTake } else { false }
      for part in policy.ordered where !(takes && policy.shared.contains(part.label)) {
        visit(part, mayTake: takes)
      }
    }
    visit(self, mayTake: true)
    return found
  }
}
