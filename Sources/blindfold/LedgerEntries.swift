internal import Captioning
internal import Roster
internal import StudyModel
internal import StudyStore

extension LedgerStart {
  /// A request about to be sent.
  ///
  /// - Parameter part: the label of a policy's part that is asked; nil where the candidate itself is.
  init(_ start: AttemptStart, part: String? = nil) {
    self.init(
      number: start.number, part: part, requestedModel: start.requestedModel, imageSent: start.imageSent)
  }
}

extension LedgerAttempt {
  /// An attempt with its cost.
  init(_ record: AttemptRecord, price: Price?) {
    let isAnswer = Self.answered.contains(record.happened)
    self.init(
      status: record.status, reason: isAnswer ? nil : record.happened + (record.detail.map { ": \($0)" } ?? ""),
      servedModel: record.servedModel, fingerprint: record.fingerprint, requestID: record.requestID,
      inputTokens: record.inputTokens, outputTokens: record.outputTokens, cost: record.cost(at: price),
      connect: record.connectSeconds, firstByte: record.firstByteSeconds,
      firstToken: record.firstTokenSeconds, total: record.totalSeconds, isLost: record.lost)
    happened = record.happened
    ended = record.endedAt
    cachedTokens = record.cachedTokens
    reasoningTokens = record.reasoningTokens
    imageTokens = record.imageTokens
    fallbacks = record.attemptedFallbacks
    flags = record.flags
    retryAfter = record.retryAfterSeconds
    resends = record.resends
    tls = record.tlsSeconds
    lastToken = record.lastTokenSeconds
    partial = record.partialText ?? (isAnswer ? record.detail : nil)
  }

  /// An attempt that came by batch: what it took is not measured.
  init(batched record: AttemptRecord, price: Price?) {
    self.init(record, price: price?.inBatch)
    (connect, tls, firstByte, firstToken, lastToken, total) = (nil, nil, nil, nil, nil, nil)
    resends = nil
  }

  /// A request of a batch of which no line came: it may have been answered, and billed.
  static var missingInBatch: LedgerAttempt {
    var attempt = LedgerAttempt(reason: "missing: the batch's results have no line for it", isLost: true)
    attempt.happened = "missing"
    return attempt
  }

  /// What an attempt is called that brought an answer, whatever it says.
  private static let answered = Set(Outcome.allCases.filter { $0 != .failed }.map(\.rawValue))
}
