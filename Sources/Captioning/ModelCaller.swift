internal import CaptionClient
internal import Imaging
internal import Roster
internal import StudyModel

/// Asks a model for captions, again where that may help.
struct ModelCaller: Sendable {
  let label: String
  let call: ModelCall
  let questions: ModelQuestions
  /// What all its questions have in common, for the keys of cached captions.
  let scope: CacheKey.Scope
  private let service: ChatService
  private let policy: RetryPolicy
  private let pacer: Pacer
  private let pace: ServicePace
  private let standing: CandidateStanding

  /// - Parameter concurrency: the most requests that its service is sent at once.
  init(
    label: String, call: ModelCall, access: ServiceAccess, client: HTTPClient, limits: HTTPLimits, policy: RetryPolicy,
    pacer: Pacer, concurrency: Int, version: HTTPRequest.Version = .one
  ) throws(CaptionerProblem) {
    self.label = label
    self.call = call
    self.policy = policy
    self.pacer = pacer
    pace = pacer.pace(of: call.model, at: access.address.text, cap: concurrency)
    standing = CandidateStanding(concurrency: concurrency)
    questions = ModelQuestions(call, label: label)
    if let temperature = call.temperature, !temperature.isFinite { throw .temperature(candidate: label) }
    scope = CacheKey.Scope(call, address: access.address.text)
    do throws(AddressProblem) {
      service = try ChatService(
        address: access.address, key: access.key, client: client, limits: limits, patience: policy.patience,
        version: version)
    } catch {
      throw .address(candidate: label, error)
    }
  }

  func caption(_ request: CaptionRequest, _ watch: CallWatch) async throws -> CaptionResult {
    let question: ModelQuestions.Question
    do {
      question = try questions.question(for: request)
    } catch let error as ImagingError {
      return unscaled(error)
    }
    var attempts: [AttemptRecord] = []
    var sawEmpty = false
    var number = 0
    var refusals = 0
    var waited = Duration.zero
    var hasBegun = false
    defer { if hasBegun { standing.captionEnded() } }
    while true {
      number += 1
      let leave = try await standing.enter(isFirst: !hasBegun, willWait: watch.willWait)
      hasBegun = true
      let sent = try await send(question, number: number, by: leave, watch)
      guard case .ended(let ended) = sent else { continue }
      attempts.append(ended.record)
      if case .refused = ended.answer { refusals += 1 }
      switch ended.next {
      case .stop:
        throw stop(after: ended.record, attempts)
      case .notNow where pace.refusing ?? .zero > policy.patience:
        throw stop(after: ended.record, attempts, refusedFor: pace.refusing)
      case .notNow(let asked) where waited <= policy.patience:
        waited += try await pacer.wait(after: refusals, asked: asked, by: policy)
      case .again(let asked) where number - refusals < policy.attempts:
        try await pacer.wait(after: number - refusals, asked: asked, by: policy)
      case .onceAgain where !sawEmpty && number - refusals < policy.attempts:
        sawEmpty = true
        try await pacer.wait(after: number - refusals, asked: nil, by: policy)
      case .cancelled, .done, .again, .notNow, .onceAgain:
        if attempts.allSatisfy(\.isUnheard), standing.captionEndedUnheard() {
          throw stop(after: ended.record, attempts, kind: PermanentFailure.unreachable)
        }
        if isHopeless(ended) { throw stop(after: ended.record, attempts, faults: CandidateStanding.faultLimit) }
        return CaptionResult(
          text: ended.text, outcome: ended.outcome, reason: ended.outcome.isRated ? nil : ended.reason,
          attempts: attempts)
      }
    }
  }

  /// Learns from the end of a caption.
  ///
  /// - Returns: whether so many have ended with the same fault, and none was ever answered, that the next would too.
  private func isHopeless(_ ended: Ended) -> Bool {
    guard ended.outcome == .failed else {
      standing.captionAnswered()
      return false
    }
    return ended.standing == .faulty && standing.captionEnded(with: ended.record.happened)
  }

  /// What becomes of a caption whose image cannot be made ready to be sent.
  private func unscaled(_ error: ImagingError) -> CaptionResult {
    let reason = "its image cannot be scaled down to \(call.maxSide ?? 0) pixels here: \(error)"
    return CaptionResult(text: nil, outcome: .failed, reason: reason)
  }

  /// One try and no wait. A service that wants to be left alone is sent nothing.
  ///
  /// - Throws: as ``caption(_:_:)`` does.
  func once(_ request: CaptionRequest, _ watch: CallWatch) async throws -> OneTry {
    let question: ModelQuestions.Question
    do {
      question = try questions.question(for: request)
    } catch let error as ImagingError {
      return OneTry(result: unscaled(error))
    }
    let leave = try await standing.enter(isFirst: false, willWait: watch.willWait)
    switch try await send(question, number: 1, by: leave, isPatient: false, watch) {
    case .held(let rest): return .held(rest, isLoading: pace.isLoading)
    case .ended(let ended):
      let isRefusing = pace.refusing ?? .zero > policy.patience
      switch ended.next {
      case .stop: throw stop(after: ended.record, [ended.record])
      case .notNow where isRefusing: throw stop(after: ended.record, [ended.record], refusedFor: pace.refusing)
      default: break
      }
      if ended.record.isUnheard, standing.captionEndedUnheard() {
        throw stop(after: ended.record, [ended.record], kind: PermanentFailure.unreachable)
      }
      // A leg of a chain is not stopped for its faults: the next one has this image, and it may have the one after.
      if ended.outcome != .failed { standing.captionAnswered() }
      return OneTry(
        result: CaptionResult(
          text: ended.text, outcome: ended.outcome, reason: ended.outcome.isRated ? nil : ended.reason,
          attempts: [ended.record]),
        why: ended.why, wait: ended.asked, isLoading: ended.isLoading)
    }
  }

  /// One try: alone where nothing is known of the candidate yet, when its service's turn has come, and in the ledger
  /// before and after.
  ///
  /// - Parameters:
  ///   - leave: given back here.
  ///   - isPatient: whether to wait for a service that wants to be left alone.
  /// - Throws: `CancellationError`, and what the closures throw.
  private func send(
    _ question: ModelQuestions.Question, number: Int, by leave: CandidateStanding.Leave, isPatient: Bool = true,
    _ watch: CallWatch
  ) async throws -> Sending {
    let ticket: ServicePace.Ticket
    do {
      if isPatient {
        ticket = try await pace.enter(willWait: watch.willWait)
      } else {
        switch try await pace.enterUnlessHeld(willWait: watch.willWait) {
        case .go(let entered): ticket = entered
        case .held(let wait):
          standing.leave(leave, .none)
          return .held(wait)
        }
      }
    } catch {
      standing.leave(leave, .none)
      throw error
    }
    let start = AttemptStart(
      number: number, startedAt: pacer.now(), requestedModel: call.model,
      imageSent: question.imageSent)
    do {
      try Task.checkCancellation()
      try await watch.willSend(start)
    } catch {
      pace.leave(ticket, .none)
      standing.leave(leave, .none)
      throw error
    }
    let ended = await attempt(start, question, watch)
    let record = ended.record
    // Before another can be sent: this is the one proof.
    if ended.next == .stop { standing.stop(failure(record, [])) }
    pace.leave(ticket, ended.answer)
    standing.leave(leave, ended.standing)
    if ended.next == .cancelled {
      try? await Task { try await watch.didEnd(record) }.value
      throw CancellationError()
    }
    try await watch.didEnd(record)
    return .ended(ended)
  }

  private enum Sending {
    case ended(Ended)
    /// Nothing was sent: the service wants to be left alone for so long.
    case held(Duration)
  }

  /// Why the candidate was stopped in this run; nil where it was not.
  var stopped: PermanentFailure? { standing.stopped }

  /// Stops the candidate for this run.
  private func stop(
    after record: AttemptRecord, _ attempts: [AttemptRecord], kind: String? = nil, refusedFor: Duration? = nil,
    faults: Int? = nil
  ) -> PermanentFailure {
    let failure = failure(record, attempts, kind: kind, refusedFor: refusedFor, faults: faults)
    standing.stop(failure)
    return failure
  }

  private func failure(
    _ record: AttemptRecord, _ attempts: [AttemptRecord], kind: String? = nil, refusedFor: Duration? = nil,
    faults: Int? = nil
  ) -> PermanentFailure {
    let unheard = kind == PermanentFailure.unreachable ? standing.unheardLimit : nil
    // The service's own trouble may be over the next time.
    let isOwn = faults != nil && record.status.map { $0 >= 500 } == true
    let kind = isOwn ? PermanentFailure.outOfOrder : kind
    return PermanentFailure(
      kind: kind ?? record.happened,
      message: StopMessage(
        label: label, call: call, address: service.address.text, record: record, unheardCaptions: unheard,
        refusedFor: refusedFor, faultyCaptions: faults
      ).text,
      attempts: attempts)
  }

  /// How a try ended and what follows from it.
  private struct Ended {
    var record: AttemptRecord
    var text: String?
    var outcome: Outcome
    var reason: String?
    var next: Next
    /// How it bears on the service's pace.
    var answer: ServicePace.Answer

    /// Why it may be worth asking somebody else.
    var why: FallThrough? {
      switch next {
      case .done: FallThrough(outcome)
      case .again, .notNow: FallThrough(happened: record.happened)
      case .onceAgain: .empty
      case .stop, .cancelled: nil
      }
    }

    /// How it bears on the candidate's standing. A rate limit has a rule of its own, and a model that is being loaded will
    /// be there.
    var standing: CandidateStanding.Answer {
      if next == .cancelled { return .none }
      if record.isUnheard { return .unheard }
      let isWait = isLoading || record.happened == ServiceFault.Kind.rateLimit.rawValue
      return outcome == .failed && !isWait ? .faulty : .heard
    }

    /// Whether the service is loading the model.
    var isLoading: Bool { record.happened == ServiceFault.Kind.loading.rawValue }

    /// How long the service asked to be left alone.
    var asked: Duration? {
      switch next {
      case .again(let asked), .notNow(let asked): asked
      default: nil
      }
    }

    enum Next: Equatable {
      case done
      case again(Duration?)
      /// The service has no time for it just now.
      case notNow(Duration?)
      /// An empty answer is asked for a second time and then believed.
      case onceAgain
      case stop
      case cancelled
    }
  }

  private func attempt(
    _ start: AttemptStart, _ question: ModelQuestions.Question, _ watch: CallWatch
  ) async -> Ended {
    do throws(HTTPFailure) {
      let exchange = try await service.ask(question.chat, onText: watch.onText, isAwaited: watch.isAwaited)
      let record = AttemptRecord(start, endedAt: pacer.now(), exchange)
      let next = next(after: exchange.reading)
      return Ended(
        record: record, text: exchange.reading.text, outcome: Outcome(exchange.reading.ending), reason: record.detail,
        next: next, answer: exchange.reading.fault?.kind == .loading ? loading(next) : answer(next))
    } catch {
      let record = AttemptRecord(start, endedAt: pacer.now(), error)
      let next: Ended.Next =
        switch error.kind {
        case .cancelled: .cancelled
        case .tls, .refusedHere, .proxyRefused: .stop
        case .tooLarge: .done
        default: .again(nil)
        }
      let isOurs = next == .cancelled || next == .stop
      return Ended(
        record: record, text: nil, outcome: .failed, reason: error.description, next: next,
        answer: isOurs ? .none : .faulty(nil))
    }
  }

  private func answer(_ next: Ended.Next) -> ServicePace.Answer {
    switch next {
    case .notNow(let asked): .refused(asked)
    case .again(let asked): .faulty(asked)
    case .done, .onceAgain: .clean
    case .stop, .cancelled: .none
    }
  }

  private func loading(_ next: Ended.Next) -> ServicePace.Answer {
    if case .again(let asked) = next { .loading(asked ?? policy.loading) } else { answer(next) }
  }

  private func next(after reading: ChatReading) -> Ended.Next {
    if case .empty = reading.ending { return .onceAgain }
    guard let fault = reading.fault else { return .done }
    if fault.stopsCandidate { return .stop }
    guard fault.isRetryable else { return .done }
    let asked = fault.retryAfter
    if fault.kind == .rateLimit { return .notNow(asked) }
    return .again(fault.kind == .loading ? max(asked ?? .zero, policy.loading) : asked)
  }
}

extension Outcome {
  init(_ ending: ChatReading.Ending) {
    switch ending {
    case .captioned: self = .captioned
    case .truncated: self = .truncated
    case .refused: self = .refused
    case .filtered: self = .filtered
    case .empty: self = .empty
    case .failed: self = .failed
    }
  }
}

extension AttemptRecord {
  /// The ledger's entry for an exchange that brought a whole answer.
  init(_ start: AttemptStart, endedAt: Int64, _ exchange: ChatExchange) {
    let reading = exchange.reading
    var flags = reading.flags.map(\.rawValue)
    if reading.servedAnotherModel(than: start.requestedModel) { flags.append(ServedSightings.otherModel) }
    self.init(
      number: start.number, startedAt: start.startedAt, endedAt: endedAt, status: exchange.status,
      happened: reading.fault?.kind.rawValue ?? Outcome(reading.ending).rawValue,
      detail: reading.fault.map { "HTTP \(exchange.status): \($0.message)" } ?? reading.refusal,
      requestedModel: start.requestedModel, servedModel: reading.servedModel, fingerprint: reading.fingerprint,
      requestID: reading.requestID, inputTokens: reading.usage?.input, outputTokens: reading.usage?.output,
      cachedTokens: reading.usage?.cached, reasoningTokens: reading.usage?.reasoning,
      attemptedFallbacks: reading.attemptedFallbacks, connectSeconds: exchange.timing.connect,
      firstByteSeconds: exchange.timing.firstByte, firstTokenSeconds: reading.firstTextSeconds,
      totalSeconds: exchange.timing.total,
      retryAfterSeconds: reading.fault?.retryAfter.map { $0 / .seconds(1) }, resends: exchange.timing.resends,
      flags: flags.sorted(), lost: false)
    imageTokens = reading.usage?.image
    tlsSeconds = exchange.timing.tls
    lastTokenSeconds = reading.lastTextSeconds
    if reading.fault != nil { partialText = reading.content.map { String($0.prefix(AttemptRecord.longestPartial)) } }
  }

  /// The ledger's entry for an exchange without a whole answer.
  init(_ start: AttemptStart, endedAt: Int64, _ failure: HTTPFailure) {
    self.init(
      number: start.number, startedAt: start.startedAt, endedAt: endedAt, status: failure.status,
      happened: failure.kind.rawValue, detail: failure.message, requestedModel: start.requestedModel,
      connectSeconds: failure.timing.connect, firstByteSeconds: failure.timing.firstByte,
      totalSeconds: failure.timing.total, resends: failure.timing.resends, lost: failure.wasSent)
    tlsSeconds = failure.timing.tls
    partialText = failure.partialText.map { String($0.prefix(AttemptRecord.longestPartial)) }
  }
}
