internal import CaptionClient
internal import Captioning
internal import Foundation
internal import Roster
internal import Runner
internal import StudyFile
internal import StudyModel
internal import StudyStore
internal import Synchronization

/// A policy made ready to be asked, outside a study.
struct PolicyAsker: Sendable {
  private let model: Candidate
  private let captioner: Captioner
  private let step: CachedStep?

  /// Makes a policy ready; nothing is sent.
  ///
  /// - Parameters:
  ///   - cache: where captions that were asked for before are kept; nil: none are.
  ///   - streams: whether to ask for the words as they come, whatever the call says.
  /// - Throws: `CaptionerProblem` for a missing key or service address.
  init(_ setup: CaptionSetup, cache: CaptionCache?, streams: Bool = false) throws {
    let candidate = setup.candidate
    let (model, rule) = candidate.cachedModel
    guard case .model(let call) = model.source else {
      throw Refusal(.wrongInput, "'\(candidate.label)' has no model. There is nothing to ask.")
    }
    self.model = model
    captioner = try Captioner(
      streams ? call.streaming : call, label: model.label, settings: setup.run, checks: setup.checks,
      client: HTTPClient(), environment: Variables().value)
    step = rule.flatMap { rule in
      cache.map { CachedStep($0, turns: KeyTurns(), lifetime: rule.ttl, near: rule.near) }
    }
  }

  /// Asks for one caption; every request is in the ledger before it is sent.
  func ask(_ item: SetItem, _ bytes: [UInt8], _ entries: RowEntries) async throws -> AskedCaption {
    let entry = Mutex<Int64?>(nil)
    let (result, hit) = try await caption(
      item, bytes,
      willSend: { [label = model.label] start in
        let id = try await entries.willSend(LedgerStart(start), part: label)
        entry.withLock { $0 = id }
      },
      didEnd: { [price = model.price] record in
        guard let id = entry.withLock({ $0 }) else { return }
        try await entries.didEnd(id, LedgerAttempt(record, price: price))
      })
    if result.outcome == .failed { throw Unanswered(result.reason ?? "no answer") }
    return AskedCaption(
      text: result.text, outcome: result.outcome, reason: result.reason, part: model.label,
      cache: hit.map { $0.distance == nil ? "exact" : "near" })
  }

  /// Gives one caption, out of the cache where it is there.
  ///
  /// Whether the image can be looked at is asked once nothing is found: what was captioned before could be.
  ///
  /// - Throws: ``UnusableImage``, and what the captioner throws.
  func caption(
    _ item: SetItem, _ bytes: [UInt8], onText: (@Sendable (LiveText.Piece) -> Void)? = nil,
    willSend: @Sendable (AttemptStart) async throws -> Void = { _ in },
    didEnd: @escaping @Sendable (AttemptRecord) async throws -> Void = { _ in }
  ) async throws -> (result: CaptionResult, hit: CacheHit?) {
    let request = CaptionRequest(item, image: bytes)
    func asked() async throws -> CaptionResult {
      if let fault = imageFault(bytes) { throw UnusableImage(fault: fault) }
      return try await captioner.caption(request, willSend: willSend, didEnd: didEnd, onText: onText)
    }
    guard let step else { return (try await asked(), nil) }
    let key = CacheKey(image: item.id.hex, question: try captioner.question(request))
    let answer = try await step.answer(
      key, picture: { bytes },
      ask: {
        let result = try await asked()
        return (result, CachedCaption(result, cost: result.cost(at: model.price)))
      })
    switch answer {
    case .asked(let result): return (result, nil)
    case .found(let caption, let hit):
      return (CaptionResult(text: caption.text, outcome: captioner.outcome(of: caption.text)), hit)
    }
  }
}

extension CaptionResult {
  /// US dollars of all its tries; nil where that of any is unknown.
  func cost(at price: Price?) -> Double? {
    attempts.reduce(0) { sum, record in sum.flatMap { sum in record.cost(at: price).map { sum + $0 } } }
  }
}

extension Candidate {
  /// The model behind a cache, and the cache's rule; of what is no cache itself and no rule.
  var cachedModel: (model: Candidate, rule: CacheRule?) {
    guard let policy, case .cache(let rule) = policy.kind, let part = policy.parts[rule.of] else { return (self, nil) }
    return (part, rule)
  }
}
