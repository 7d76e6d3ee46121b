internal import CaptionClient
internal import Captioning
internal import Foundation
internal import Roster
internal import Runner
internal import StudyFile
internal import StudyModel
internal import StudyStore
internal import Synchronization

/// A policy made ready to be asked, outside a study: a model, a router, a fallback chain, or a cache over any of them.
struct PolicyAsker: Sendable {
  private let captioner: PolicyCaptioner
  private let asksForPicture: Bool
  private let routers: Set<String>
  /// Label → the model string that is asked.
  private let models: [String: String]
  private let made: @Sendable () -> [String: Captioner]

  /// Models that were stopped: label → why.
  var stoppedParts: [String: String] { made().compactMapValues(\.stopped) }

  /// Makes a policy ready; nothing is sent.
  ///
  /// - Parameters:
  ///   - cache: where captions that were asked for before are kept; nil: none are.
  ///   - streams: whether to ask for the words as they come, whatever the calls say.
  /// - Throws: `CaptionerProblem` for a missing key or service address.
  init(_ setup: CaptionSetup, cache: CaptionCache?, streams: Bool = false) throws {
    let client = try HTTPClient()
    let pacer = Pacer()
    let made = Mutex<[String: Captioner]>([:])
    let parts = PolicyCaptioner.Parts(
      captioner: { part, call in
        if let known = made.withLock({ $0[part.label] }) { return known }
        let captioner = try Captioner(
          streams ? call.streaming : call, label: part.label, settings: setup.run, checks: setup.checks, client: client,
          environment: Variables().value, pacer: pacer)
        made.withLock { $0[part.label] = captioner }
        return captioner
      }, cache: cache)
    captioner = try PolicyCaptioner(
      setup.candidate, parts: parts, checks: setup.checks, retries: RetryPolicy(setup.run), pacer: pacer)
    self.made = { made.withLock(\.self) }
    routers = Set(setup.candidate.reached.filter(\.isRouter).map(\.label))
    models = Dictionary(
      setup.candidate.reached.compactMap { part in part.call.map { (part.label, $0.model) } },
      uniquingKeysWith: { first, _ in first })
    asksForPicture = setup.candidate.asksForPicture
  }

  /// Asks for one caption; every request is in the ledger before it is sent.
  func ask(_ item: SetItem, _ bytes: [UInt8], _ entries: RowEntries) async throws -> AskedCaption {
    var ledger = PolicyLedger(
      willWait: { try await entries.willWait() },
      willSend: { part, start in try await entries.willSend(LedgerStart(start), part: part.label) },
      didEnd: { part, id, record in try await entries.didEnd(id, LedgerAttempt(record, price: part.price)) })
    ledger.isAwaited = true
    let caption = try await caption(item, bytes, ledger: ledger)
    let served = caption.served
    guard caption.isFinal else {
      let reason = caption.result.reason ?? "no answer"
      // A router that cannot decide has asked nobody: it is the row that lacks something, at any other time too.
      if routers.contains(served.part) { throw UndecidedRow(reason: reason) }
      throw Unanswered(reason)
    }
    return AskedCaption(
      text: caption.result.text, outcome: caption.result.outcome, reason: caption.result.reason, part: served.part,
      rule: served.rule.map { $0 + 1 }, passed: served.passed.map { "\($0.part): \($0.why)" },
      cache: served.hit.map { $0.distance == nil ? "exact" : "near" }, cachedModel: served.hit?.originModel,
      flags: flags(of: caption, last: entries.totals.last))
  }

  /// What is odd about a caption, in words as a row has them.
  ///
  /// - Parameter last: the request that brought it, where one did.
  func flags(of caption: ServedCaption, last: LedgerAttempt?) -> [String] {
    let text = caption.result.text
    if let hit = caption.served.hit { return hit.flags(of: text, asked: models[caption.served.part]) }
    return last?.flags(of: text) ?? []
  }

  /// Gives one caption, out of the cache where it is there.
  ///
  /// Whether the image can be looked at is asked once its bytes are wanted: what was captioned before could be.
  ///
  /// - Parameters:
  ///   - bytes: of the image's file; none where there is only an address.
  ///   - onText: given the caption's text while it is being written.
  /// - Throws: ``UnusableImage``, and what the captioner throws.
  func caption(
    _ item: SetItem, _ bytes: [UInt8], ledger: PolicyLedger = PolicyLedger(),
    onText: (@Sendable (LiveText.Piece) -> Void)? = nil
  ) async throws -> ServedCaption {
    let request = CaptionRequest(item) {
      if !bytes.isEmpty, let fault = imageFault(bytes) { throw UnusableImage(fault: fault) }
      return bytes
    }
    let picture = asksForPicture ? try pictureFacts(of: request.imageBytes(), named: item.path) : nil
    return try await captioner.caption(
      request, facts: ItemFacts(item, picture: picture), ledger: ledger, onText: onText)
  }
}

extension Candidate {
  /// The model behind a cache, and the cache's rule; of what is no cache itself and no rule.
  var cachedModel: (model: Candidate, rule: CacheRule?) {
    guard let policy, case .cache(let rule) = policy.kind, let part = policy.parts[rule.of] else { return (self, nil) }
    return (part, rule)
  }
}
