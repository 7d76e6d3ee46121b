/// An attempt about to be sent. It goes into the ledger first, so that a run killed in the middle knows what was sent.
public struct AttemptStart: Hashable, Sendable, Codable {
  /// 1 for the first try of this caption in this run.
  public var number: Int
  /// Milliseconds since 1970.
  public var startedAt: Int64
  /// The model string that the service is sent.
  public var requestedModel: String
  /// What goes out of the image: `data 1024x768 jpeg 84123 sha256:…` (extent, format, bytes and their SHA-256) under a
  /// `max_side`, `url`, or `none`; nil where its file's bytes do.
  public var imageSent: String?

  /// An attempt about to be sent.
  public init(number: Int, startedAt: Int64, requestedModel: String, imageSent: String? = nil) {
    self.number = number
    self.startedAt = startedAt
    self.requestedModel = requestedModel
    self.imageSent = imageSent
  }
}

/// One HTTP exchange, billed or not, as the ledger keeps it. Nil is unknown, and unknown is never zero. No text in it
/// holds a key.
public struct AttemptRecord: Hashable, Sendable, Codable {
  /// 1 for the first try of this caption in this run.
  public var number: Int
  /// Milliseconds since 1970.
  public var startedAt: Int64
  /// Milliseconds since 1970.
  public var endedAt: Int64
  /// The HTTP status; nil where none came.
  public var status: Int?
  /// What happened in a word: `captioned`, `rate_limit`, `first_byte_timeout`…
  public var happened: String
  /// The service's or libcurl's words on it, one line.
  public var detail: String?
  /// The model string that the service was sent.
  public var requestedModel: String
  /// The model that the service says answered.
  public var servedModel: String?
  /// The service's name for its own configuration.
  public var fingerprint: String?
  /// The service's name for this request.
  public var requestID: String?
  /// Tokens of the question.
  public var inputTokens: Int?
  /// Tokens of the answer, hidden reasoning included.
  public var outputTokens: Int?
  /// Tokens of the question that came from the service's cache.
  public var cachedTokens: Int?
  /// Tokens of hidden reasoning in the answer.
  public var reasoningTokens: Int?
  /// Tokens of the question that stand for images.
  public var imageTokens: Int?
  /// Fallbacks that a LiteLLM proxy says it tried.
  public var attemptedFallbacks: Int?
  /// Seconds until connected; nil where it did not come to that, or a connection was used again.
  public var connectSeconds: Double?
  /// Seconds until TLS was agreed; nil without TLS, or where it did not come to that.
  public var tlsSeconds: Double?
  /// Seconds until the answer began; nil where it did not.
  public var firstByteSeconds: Double?
  /// Seconds until the first of the caption's text had come; nil where no stream was asked for, or none with text came.
  public var firstTokenSeconds: Double?
  /// Seconds until the last of the caption's text had come; nil where ``firstTokenSeconds`` is.
  public var lastTokenSeconds: Double?
  /// Seconds in all.
  public var totalSeconds: Double
  /// Seconds the service asked to be left alone.
  public var retryAfterSeconds: Double?
  /// Times libcurl sent the request anew because a kept-alive connection was dead.
  public var resends: Int
  /// What was odd about the answer, in order of the alphabet: the client's words, such as
  /// `inline_reasoning_removed`, and `model_echo_mismatch` where the service names another model than the one asked for.
  public var flags: [String]
  /// The first 16,384 characters of the text of an answer that broke off or failed in mid-stream: evidence, and never a caption.
  public var partialText: String?
  /// Whether the service may have done, and billed, the work without us having the answer. Its cost is unknown.
  public var lost: Bool

  /// One HTTP exchange.
  public init(
    number: Int, startedAt: Int64, endedAt: Int64, status: Int? = nil, happened: String, detail: String? = nil,
    requestedModel: String, servedModel: String? = nil, fingerprint: String? = nil, requestID: String? = nil,
    inputTokens: Int? = nil, outputTokens: Int? = nil, cachedTokens: Int? = nil, reasoningTokens: Int? = nil,
    attemptedFallbacks: Int? = nil, connectSeconds: Double? = nil, firstByteSeconds: Double? = nil,
    firstTokenSeconds: Double? = nil, totalSeconds: Double, retryAfterSeconds: Double? = nil, resends: Int = 0,
    flags: [String] = [],
    lost: Bool = false
  ) {
    self.number = number
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.status = status
    self.happened = happened
    self.detail = detail
    self.requestedModel = requestedModel
    self.servedModel = servedModel
    self.fingerprint = fingerprint
    self.requestID = requestID
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.cachedTokens = cachedTokens
    self.reasoningTokens = reasoningTokens
    self.attemptedFallbacks = attemptedFallbacks
    self.connectSeconds = connectSeconds
    self.firstByteSeconds = firstByteSeconds
    self.firstTokenSeconds = firstTokenSeconds
    self.totalSeconds = totalSeconds
    self.retryAfterSeconds = retryAfterSeconds
    self.resends = resends
    self.flags = flags
    self.lost = lost
  }

  /// Whether the service said nothing at all.
  var isUnheard: Bool { status == nil }

  /// Most characters of a text that is kept as evidence.
  static let longestPartial = 16_384
}
