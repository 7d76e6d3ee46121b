/// A caption that was asked for once and may be given again, with what asking for it came to. Nil is unknown, and unknown
/// is never zero.
///
/// Only whole captions are one: nothing that was cut off, refused, filtered, empty or an error. Whether it is over a word
/// limit is for whoever gives it out, under the limit of that day.
public struct CachedCaption: Hashable, Sendable {
  /// The caption as it came; not blank.
  public var text: String
  /// When the answer had come, in milliseconds since 1970.
  public var createdAt: Int64
  /// The model string that the service was sent.
  public var model: String
  /// The model that the service says answered.
  public var servedModel: String?
  /// The service's name for its own configuration.
  public var fingerprint: String?
  /// Tokens of the question.
  public var inputTokens: Int?
  /// Tokens of the answer, hidden reasoning included.
  public var outputTokens: Int?
  /// Tokens of the question that came from the service's own cache.
  public var cachedTokens: Int?
  /// Tokens of hidden reasoning in the answer.
  public var reasoningTokens: Int?
  /// US dollars that all tries for it cost.
  public var cost: Double?
  /// Seconds that the try took which brought it.
  public var totalSeconds: Double?
  /// Seconds until its first text had come; nil where it was not streamed.
  public var firstTokenSeconds: Double?
  /// Which of a policy's questions it answers; nil where only one could be asked.
  ///
  /// A fallback chain is one entry, whichever of its legs answers: this tells them apart when it is given out again.
  public var answeredQuestion: String?
  /// The perceptual hash of its picture; nil where none was taken.
  public var pictureBits: UInt64?

  /// A caption that may be given again.
  ///
  /// - Returns: nil where the text is blank.
  public init?(
    text: String, createdAt: Int64, model: String, servedModel: String? = nil, fingerprint: String? = nil,
    inputTokens: Int? = nil, outputTokens: Int? = nil, cachedTokens: Int? = nil, reasoningTokens: Int? = nil,
    cost: Double? = nil, totalSeconds: Double? = nil, firstTokenSeconds: Double? = nil,
    answeredQuestion: String? = nil, pictureBits: UInt64? = nil
  ) {
    guard !text.allSatisfy(\.isWhitespace) else { return nil }
    self.text = text
    self.createdAt = createdAt
    self.model = model
    self.servedModel = servedModel
    self.fingerprint = fingerprint
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.cachedTokens = cachedTokens
    self.reasoningTokens = reasoningTokens
    self.cost = cost
    self.totalSeconds = totalSeconds
    self.firstTokenSeconds = firstTokenSeconds
    self.answeredQuestion = answeredQuestion
    self.pictureBits = pictureBits
  }
}
