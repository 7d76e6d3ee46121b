internal import CaptionClient
internal import Roster
internal import StudyModel

/// Asks a model for captions, again where that may help.
struct ModelCaller: Sendable {
  private let label: String
  private let call: ModelCall
  private let system: PromptTemplate?
  private let user: PromptTemplate
  private let service: ChatService
  private let policy: RetryPolicy
  private let pacer: Pacer

  init(
    label: String, call: ModelCall, access: ServiceAccess, client: HTTPClient, limits: HTTPLimits, policy: RetryPolicy,
    pacer: Pacer
  ) throws(CaptionerProblem) {
    self.label = label
    self.call = call
    self.policy = policy
    self.pacer = pacer
    system = call.system.map(PromptTemplate.init)
    user = PromptTemplate(call.user)
    if let temperature = call.temperature, !temperature.isFinite { throw .temperature(candidate: label) }
    do throws(AddressProblem) {
      service = try ChatService(
        address: access.address, key: access.key, client: client, limits: limits, patience: policy.patience)
    } catch {
      throw .address(candidate: label, error)
    }
  }

  func caption(
    _ request: CaptionRequest, willSend: @Sendable (AttemptStart) async throws -> Void,
    didEnd: @escaping @Sendable (AttemptRecord) async throws -> Void
  ) async throws -> CaptionResult {
    let question = try question(for: request)
    var attempts: [AttemptRecord] = []
    var sawEmpty = false
    var number = 0
    while true {
      try Task.checkCancellation()
      number += 1
      let start = AttemptStart(number: number, startedAt: pacer.now(), requestedModel: call.model)
      try await willSend(start)
      let ended = await attempt(start, question)
      attempts.append(ended.record)
      if ended.next == .cancelled {
        let record = ended.record
        try? await Task { try await didEnd(record) }.value
        throw CancellationError()
      }
      try await didEnd(ended.record)
      switch ended.next {
      case .stop:
        throw PermanentFailure(
          kind: ended.record.happened,
          message: StopMessage(label: label, call: call, address: service.address.text, record: ended.record).text,
          attempts: attempts)
      case .again(let asked) where number < policy.attempts:
        try await pacer.wait(after: number, asked: asked, by: policy)
      case .onceAgain where !sawEmpty && number < policy.attempts:
        sawEmpty = true
        try await pacer.wait(after: number, asked: nil, by: policy)
      case .cancelled, .done, .again, .onceAgain:
        return CaptionResult(
          text: ended.text, outcome: ended.outcome, reason: ended.outcome.isRated ? nil : ended.reason,
          attempts: attempts)
      }
    }
  }

  private func question(for request: CaptionRequest) throws -> ChatRequest {
    do throws(PromptTemplate.MissingField) {
      return ChatRequest(
        model: call.model, system: try system?.filled(request.fields), prompt: try user.filled(request.fields),
        image: request.image, temperature: call.temperature, maxTokens: call.maxTokens,
        stream: call.streams == true)
    } catch {
      let missing = Captioner.MissingField(candidate: label, name: error.name, count: 1, first: request.fileName)
      throw PermanentFailure(kind: "missing_field", message: missing.description, attempts: [])
    }
  }

  /// How a try ended and what follows from it.
  private struct Ended {
    var record: AttemptRecord
    var text: String?
    var outcome: Outcome
    var reason: String?
    var next: Next

    enum Next: Equatable {
      case done
      case again(Duration?)
      /// An empty answer is asked for a second time and then believed.
      case onceAgain
      case stop
      case cancelled
    }
  }

  private func attempt(_ start: AttemptStart, _ question: ChatRequest) async -> Ended {
    do throws(HTTPFailure) {
      let exchange = try await service.ask(question)
      let record = AttemptRecord(start, endedAt: pacer.now(), exchange)
      let next = next(after: exchange.reading)
      return Ended(
        record: record, text: exchange.reading.text, outcome: Outcome(exchange.reading.ending), reason: record.detail,
        next: next)
    } catch {
      let record = AttemptRecord(start, endedAt: pacer.now(), error)
      let next: Ended.Next =
        switch error.kind {
        case .cancelled: .cancelled
        case .tls, .refusedHere: .stop
        case .tooLarge: .done
        default: .again(nil)
        }
      return Ended(record: record, text: nil, outcome: .failed, reason: error.description, next: next)
    }
  }

  private func next(after reading: ChatReading) -> Ended.Next {
    if case .empty = reading.ending { return .onceAgain }
    guard let fault = reading.fault else { return .done }
    if fault.stopsCandidate { return .stop }
    guard fault.isRetryable else { return .done }
    let asked = fault.retryAfter
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
    if reading.servedAnotherModel(than: start.requestedModel) { flags.append(AttemptRecord.otherModel) }
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
  }

  /// The ledger's entry for an exchange without a whole answer.
  init(_ start: AttemptStart, endedAt: Int64, _ failure: HTTPFailure) {
    self.init(
      number: start.number, startedAt: start.startedAt, endedAt: endedAt, status: failure.status,
      happened: failure.kind.rawValue, detail: failure.message, requestedModel: start.requestedModel,
      connectSeconds: failure.timing.connect, firstByteSeconds: failure.timing.firstByte,
      totalSeconds: failure.timing.total, resends: failure.timing.resends, lost: failure.wasSent)
  }
}
