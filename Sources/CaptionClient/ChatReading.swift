/// What an answer of `/v1/chat/completions` comes to.
public struct ChatReading: Sendable, Equatable {
  /// How it ended.
  public var ending: Ending
  /// What the model wrote for a reader: the content with leading reasoning in it split off, and not edited otherwise.
  /// Nil where none came or what came does not count (refused, filtered, failed).
  public var text: String?
  /// The content exactly as it came, reasoning included. Evidence, never shown to a rater.
  public var content: String?
  /// Reasoning from a field of its own or from the head of the content. Never shown to a rater.
  public var reasoning: String?
  /// The words of a refusal that came in a field of its own.
  public var refusal: String?
  /// The service's reason for stopping, as sent.
  public var finishReason: String?
  /// The model that the service says answered.
  public var servedModel: String?
  /// The service's name for its own configuration.
  public var fingerprint: String?
  /// The service's name for this request, from a header.
  public var requestID: String?
  /// Tokens as the service counted them; nil where it did not say.
  public var usage: TokenUsage?
  /// How many fallbacks a LiteLLM proxy tried, where it says so.
  public var attemptedFallbacks: Int?
  /// Seconds from the start of the request until the first of ``text`` had come, reasoning before it not counted; nil
  /// where the answer was no stream, has no text, or was not timed.
  public var firstTextSeconds: Double?
  /// Seconds from the start of the request until the last of ``text`` had come; nil where ``firstTextSeconds`` is.
  public var lastTextSeconds: Double?
  /// What is odd about the answer.
  public var flags: Set<Flag>

  /// How an answer ended.
  public enum Ending: Sendable, Equatable {
    /// Text, and the model stopped by itself.
    case captioned
    /// Cut by the token limit, with or without text.
    case truncated
    /// The model declined, in the field made for it.
    case refused
    /// A content filter withheld the question or the answer.
    case filtered
    /// A good answer without text.
    case empty
    /// No answer, and why.
    case failed(ServiceFault)
  }

  /// Something odd that does not spoil an answer.
  public enum Flag: String, Sendable, Hashable, CaseIterable {
    /// The content began with reasoning, which was split off.
    case inlineReasoningRemoved = "inline_reasoning_removed"
    /// No reason for stopping was given, and nothing else speaks against a whole answer.
    case noFinishReason = "no_finish_reason"
    /// A reason for stopping that is not known here.
    case unknownFinishReason = "unknown_finish_reason"
    /// The body held bytes or escapes that are not Unicode; U+FFFD stands in their place.
    case invalidUnicode = "invalid_unicode"
    /// The text holds characters that act on a terminal or turn the direction of writing.
    case controlCharacters = "control_chars"
    /// A stream ended without `[DONE]`, after a reason for stopping.
    case noDone = "no_done"
    /// A stream was asked for and an ordinary answer came.
    case notStreamed = "not_streamed"
    /// The stream came through a LiteLLM proxy, which ends one in good order also where the service behind it broke off:
    /// nobody can know that it is whole.
    case streamedByProxy = "streamed_by_proxy"
    /// HTTP/2 was asked for and the service spoke HTTP/1.1.
    case notHTTP2 = "not_http_2"
  }

  init(_ ending: Ending) {
    self.ending = ending
    flags = []
  }

  /// The fault of a failed answer.
  public var fault: ServiceFault? {
    guard case .failed(let fault) = ending else { return nil }
    return fault
  }

  /// Whether the model that answered is another one than the model asked for: ``ModelNames/isAnother(_:than:)``.
  public func servedAnotherModel(than requested: String) -> Bool {
    servedModel.map { ModelNames.isAnother($0, than: requested) } ?? false
  }
}

/// Tokens as the service counted them. Nil is unknown, and unknown is never zero.
///
/// Some services leave hidden reasoning out of the answer's tokens: xAI tells it beside them, Gemini only in the total. Where
/// `total_tokens` is more than question and answer together, the difference counts as reasoning and as part of the answer,
/// for it is billed so; a total that is less, or more by exactly the tokens of the service's cache, changes nothing.
public struct TokenUsage: Sendable, Hashable {
  /// Of the question, image included.
  public var input: Int?
  /// Of the answer, hidden reasoning included.
  public var output: Int?
  /// Of the question, read from the service's cache.
  public var cached: Int?
  /// Of the answer, hidden reasoning.
  public var reasoning: Int?
  /// Of the question, images.
  public var image: Int?

  /// Tokens as the service counted them.
  public init(input: Int? = nil, output: Int? = nil, cached: Int? = nil, reasoning: Int? = nil, image: Int? = nil) {
    self.input = input
    self.output = output
    self.cached = cached
    self.reasoning = reasoning
    self.image = image
  }

  init?(_ usage: JSONValue?) {
    guard let usage, usage.isObject else { return nil }
    input = (usage["prompt_tokens"] ?? usage["input_tokens"])?.count
    output = (usage["completion_tokens"] ?? usage["output_tokens"])?.count
    cached =
      (usage["prompt_tokens_details"]?["cached_tokens"] ?? usage["prompt_cache_hit_tokens"]
      ?? usage["cache_read_input_tokens"])?.count
    reasoning = usage["completion_tokens_details"]?["reasoning_tokens"]?.count
    image = usage["prompt_tokens_details"]?["image_tokens"]?.count
    if self == TokenUsage() { return nil }
    let caches = ["cache_read_input_tokens", "cache_creation_input_tokens"].compactMap { usage[$0]?.count }
    addHidden(total: usage["total_tokens"]?.count, besides: caches)
  }

  /// Counts what only the total tells of.
  ///
  /// - Parameter caches: tokens that some services leave out of the question's, not of the answer's.
  private mutating func addHidden(total: Int?, besides caches: [Int]) {
    guard let total, let input, let output, total > output else { return }
    let hidden = total - output - input
    let cached = [cached ?? 0] + caches + [caches.reduce(0) { $0 &+ $1 }]
    guard hidden > 0, !cached.contains(hidden) else { return }
    self.output = output + hidden
    reasoning = max(reasoning ?? 0, hidden)
  }
}

/// The text without white space and line breaks at either end.
func trimmingSpace(_ text: String) -> String {
  let space: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace }
  let scalars = text.unicodeScalars
  guard let first = scalars.firstIndex(where: { !space($0) }), let last = scalars.lastIndex(where: { !space($0) })
  else { return "" }
  return String(scalars[first...last])
}
