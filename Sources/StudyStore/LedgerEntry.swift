public import Roster

/// A request about to be sent, as the ledger keeps it: so that of one that a crash cuts off this much is known.
public struct LedgerStart: Hashable, Sendable {
  /// 1 for the caption's first request in this run.
  public var number: Int
  /// The label of a policy's part that is asked; nil where the candidate itself is.
  public var part: String?
  /// The model string that the service is sent.
  public var requestedModel: String?
  /// What goes out of the image, in a few words that end with the hash of what was sent; nil where its file's bytes do.
  public var imageSent: String?

  /// A request about to be sent.
  public init(number: Int, part: String? = nil, requestedModel: String? = nil, imageSent: String? = nil) {
    self.number = number
    self.part = part
    self.requestedModel = requestedModel
    self.imageSent = imageSent
  }
}

/// How one HTTP exchange ended, as the ledger keeps it. Unknown tokens and costs are nil, never zero.
public struct LedgerAttempt: Hashable, Sendable {
  /// HTTP status; nil where none came.
  public var status: Int?
  /// What went wrong, in a few words without any secret; nil where nothing did.
  public var reason: String?
  /// What happened in a word, such as `captioned`, `refused` or `rate_limit`.
  public var happened: String?
  /// The model the service says answered.
  public var servedModel: String?
  /// The service's fingerprint of its configuration.
  public var fingerprint: String?
  /// The service's name for the request.
  public var requestID: String?
  /// Prompt tokens billed.
  public var inputTokens: Int?
  /// Completion tokens billed.
  public var outputTokens: Int?
  /// Of the prompt tokens, those that came from the service's cache.
  public var cachedTokens: Int?
  /// Of the completion tokens, those of hidden reasoning.
  public var reasoningTokens: Int?
  /// Of the prompt tokens, those of images.
  public var imageTokens: Int?
  /// US dollars.
  public var cost: Double?
  /// Seconds from the start to the connection.
  public var connect: Double?
  /// Seconds from the start to the agreement on TLS.
  public var tls: Double?
  /// Seconds from the start to the first byte.
  public var firstByte: Double?
  /// Seconds from the start to the first of the caption's text; nil where no stream was asked for.
  public var firstToken: Double?
  /// Seconds from the start to the last of the caption's text; nil where no stream was asked for.
  public var lastToken: Double?
  /// Seconds from the start to the end.
  public var total: Double?
  /// The end, in milliseconds since 1970.
  public var ended: Int64?
  /// Fallbacks to other models that a proxy says it tried.
  public var fallbacks: Int?
  /// What was odd about the answer, in order of the alphabet; nil where nobody looked.
  public var flags: [String]?
  /// Seconds the service asked to be left alone.
  public var retryAfter: Double?
  /// Times the request was sent anew because a kept-alive connection was dead.
  public var resends: Int?
  /// Text that came and is no caption: of an answer that broke off, or the words of a refusal. A purge removes it.
  public var partial: String?
  /// Whether the service may have done the work without our getting its answer.
  public var isLost: Bool

  /// One HTTP exchange.
  public init(
    status: Int? = nil, reason: String? = nil, servedModel: String? = nil, fingerprint: String? = nil,
    requestID: String? = nil, inputTokens: Int? = nil, outputTokens: Int? = nil, cost: Double? = nil,
    connect: Double? = nil, firstByte: Double? = nil, firstToken: Double? = nil, total: Double? = nil,
    isLost: Bool = false
  ) {
    self.status = status
    self.reason = reason
    self.servedModel = servedModel
    self.fingerprint = fingerprint
    self.requestID = requestID
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.cost = cost
    self.connect = connect
    self.firstByte = firstByte
    self.firstToken = firstToken
    self.total = total
    self.isLost = isLost
  }
}

extension LedgerAttempt {
  /// Tokens of the caption itself. Reasoning that the service does not count apart is taken for text.
  public var textTokens: Int? { outputTokens.map { $0 - (reasoningTokens ?? 0) } }

  /// What it says of its service.
  public func answer(to start: LedgerStart) -> ServedSightings.Answer {
    ServedSightings.Answer(
      requested: start.requestedModel, model: servedModel, fingerprint: fingerprint,
      isOther: flags.map { $0.contains(ServedSightings.otherModel) }, fellBack: fallbacks ?? 0 > 0)
  }
}
