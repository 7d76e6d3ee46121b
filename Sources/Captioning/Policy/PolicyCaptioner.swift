public import CaptionClient
public import Roster
public import StudyModel

/// Asks a policy for captions: image in, caption out. It knows no store: what is written down, and what is taken from a
/// study's other candidates, are closures.
public struct PolicyCaptioner: Sendable {
  /// The address of the service that it may ask first; nil where it may ask none.
  public let service: String?
  private let step: PolicyStep
  private let checks: CaptionChecks

  /// What a policy's parts need.
  public struct Parts: Sendable {
    /// Makes a model ready to be asked. The same label gets the same captioner, so that all who ask a model share what is
    /// known of it.
    public var captioner: @Sendable (Candidate, ModelCall) throws -> Captioner
    /// Captions made elsewhere, by label and item.
    public var readyMade: @Sendable (String, ItemID) -> ReadyMadeCaption?
    /// Where captions that were asked for before are kept; nil where a policy has no cache.
    public var cache: CaptionCache?
    /// Shared by all that use that cache.
    public var turns: KeyTurns
    /// Whether a router takes the stored captions of a study's candidates; else it asks for itself.
    public var takesStored: Bool
    /// Images of the set that stand before an item and are within so many bits of it, for caches on trial.
    public var neighbours: @Sendable (ItemID, Int) async throws -> EarlierImages

    /// What a policy's parts need.
    public init(
      captioner: @escaping @Sendable (Candidate, ModelCall) throws -> Captioner,
      readyMade: @escaping @Sendable (String, ItemID) -> ReadyMadeCaption? = { _, _ in nil },
      cache: CaptionCache? = nil, turns: KeyTurns = KeyTurns(), takesStored: Bool = false,
      neighbours: @escaping @Sendable (ItemID, Int) async throws -> EarlierImages = { _, _ in EarlierImages(near: []) }
    ) {
      self.captioner = captioner
      self.readyMade = readyMade
      self.cache = cache
      self.turns = turns
      self.takesStored = takesStored
      self.neighbours = neighbours
    }
  }

  /// Makes a policy ready to be asked. Nothing is sent yet.
  ///
  /// - Parameters:
  ///   - candidate: a policy, or a model or file of captions, which is a policy of one part.
  ///   - checks: of which the word limit tells captioned from over-length.
  ///   - retries: how long to wait between the passes of a chain.
  ///   - pacer: the one that the captioners have.
  /// - Throws: what `parts` throws.
  public init(
    _ candidate: Candidate, parts: Parts, checks: CaptionChecks, retries: RetryPolicy = RetryPolicy(), pacer: Pacer
  ) throws {
    self.checks = checks
    let builder = Builder(parts: parts, checks: checks, retries: retries, pacer: pacer)
    step = try builder.step(candidate, mayTake: parts.takesStored)
    service = try candidate.asks.lazy.compactMap { part in
      try part.call.map { try parts.captioner(part, $0).service }
    }.first
  }

  /// Asks for one image's caption.
  ///
  /// - Parameters:
  ///   - facts: of the image: what a router's conditions may name.
  ///   - onText: given the text while it is being written, where a model streams. Where it gives way to another in a chain,
  ///     what was shown of it is taken back.
  ///   - taken: gives the stored caption of a candidate of the study; nil where there is none.
  ///   - lent: gives a candidate's stored caption of another image, with what it had come to; nil where there is none.
  /// - Returns: a caption with what gave it, also where none came.
  /// - Throws: `PermanentFailure` where no image would fare better, `CancellationError`, and what the closures throw.
  public func caption(
    _ request: CaptionRequest, facts: ItemFacts, ledger: PolicyLedger = PolicyLedger(),
    onText: (@Sendable (LiveText.Piece) -> Void)? = nil,
    taken: @escaping @Sendable (String) async throws -> TakenCaption? = { _ in nil },
    lent: @escaping @Sendable (String, ItemID) async throws -> TakenCaption? = { _, _ in nil }
  ) async throws -> ServedCaption {
    let asking = PolicyAsking(request, facts: facts, ledger: ledger, onText: onText, taken: taken, lent: lent)
    let answer = try await step.ask(asking, .whole, checks)
    return ServedCaption(
      result: CaptionResult(
        text: answer.text, outcome: answer.outcome, reason: answer.outcome.isRated ? nil : answer.reason,
        attempts: asking.attempts),
      served: answer.served, isFinal: answer.isFinal)
  }

  /// Puts steps together as their candidates say.
  private struct Builder {
    let parts: Parts
    let checks: CaptionChecks
    let retries: RetryPolicy
    let pacer: Pacer

    func step(_ candidate: Candidate, mayTake: Bool) throws -> PolicyStep {
      switch candidate.source {
      case .model(let call): return .model(candidate, try parts.captioner(candidate, call))
      case .captions(let file):
        let label = candidate.label
        return .captions(candidate, file) { [readyMade = parts.readyMade] in readyMade(label, $0) }
      case .policy(let policy): return try step(candidate.label, policy, mayTake: mayTake)
      }
    }

    private func step(_ label: String, _ policy: CaptionPolicy, mayTake: Bool) throws -> PolicyStep {
      func part(_ use: String, mayTake: Bool) throws -> PolicyStep {
        if mayTake, policy.shared.contains(use) { return .arm(use) }
        guard let part = policy.parts[use] else { preconditionFailure("a policy without a part that it names") }
        return try step(part, mayTake: mayTake)
      }
      switch policy.kind {
      case .router(let router):
        return .router(label, router, try router.rules.map { try part($0.use, mayTake: mayTake) })
      case .fallback(let chain):
        let legs = try chain.order.map { ChainWalk.Leg(label: $0, step: try part($0, mayTake: false)) }
        return .fallback(ChainWalk(label: label, chain: chain, legs: legs, pacer: pacer, retries: retries))
      case .cache(let rule):
        let inner = try part(rule.of, mayTake: false)
        guard let cache = parts.cache else { return inner }
        let cached = CachedStep(cache, turns: parts.turns, lifetime: rule.ttl, near: rule.near, now: pacer.now)
        return .cache(inner, cached)
      case .audit(let audit): return .audit(AuditStep(audit: audit, neighbours: parts.neighbours))
      }
    }
  }
}
