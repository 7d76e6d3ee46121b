/// Reads whole answers of `/v1/chat/completions`. Pure: the same bytes always come to the same reading.
public struct ChatReader: Sendable {
  /// The longest wait a service may ask for and still be asked again in this run.
  public var patience: Duration
  /// Whether a stream was asked for.
  public var streamed: Bool

  /// A reader.
  ///
  /// - Parameter patience: openai-python does not come back after more than 120 s either.
  public init(patience: Duration = .seconds(120), streamed: Bool = false) {
    self.patience = patience
    self.streamed = streamed
  }

  /// Reads an answer, ordinary or streamed, as its content type says.
  ///
  /// - Parameter arrivals: when the pieces of the body came; without them the first piece of text has no time.
  public func read(
    status: Int, headers: HTTPHeaders, body: [UInt8], arrivals: [HTTPResponse.Arrival] = []
  ) -> ChatReading {
    var reading: ChatReading
    if status == 200, headers["content-type"]?.lowercased().hasPrefix("text/event-stream") == true {
      var stream = ChatStream(patience: patience, retryAfter: RetryAdvice.wait(headers, status: status, cap: patience))
      var fed = 0
      for piece in arrivals where piece.end > fed && piece.end <= body.count {
        stream.feed(Array(body[fed..<piece.end]), at: piece.seconds)
        fed = piece.end
      }
      stream.feed(Array(body[fed...]))
      reading = stream.finish()
      // LiteLLM's proxy ends a stream in good order also where the service behind it broke off.
      if headers.fields.contains(where: { $0.name.lowercased().hasPrefix("x-litellm-") }) {
        reading.flags.insert(.streamedByProxy)
      }
    } else {
      reading = readWhole(status: status, headers: headers, body: body)
      if streamed, reading.fault == nil { reading.flags.insert(.notStreamed) }
    }
    reading.requestID =
      headers["x-request-id"] ?? headers["request-id"] ?? headers["apim-request-id"] ?? headers["x-litellm-call-id"]
    reading.attemptedFallbacks = headers["x-litellm-attempted-fallbacks"].flatMap { Int(trimmingSpace($0)) }
    return reading
  }

  private func readWhole(status: Int, headers: HTTPHeaders, body: [UInt8]) -> ChatReading {
    readWhole(status: status, headers: headers, body: body, JSONBody(body))
  }

  /// Reads an answer that came inside something else, such as a line of a batch.
  ///
  /// - Parameter body: what it came in, for messages.
  func read(status: Int, _ json: JSONBody, within body: [UInt8]) -> ChatReading {
    readWhole(status: status, headers: [:], body: body, json)
  }

  private func readWhole(status: Int, headers: HTTPHeaders, body: [UInt8], _ json: JSONBody?) -> ChatReading {
    let error = ErrorObject(json?.value)
    if !(200..<300).contains(status) {
      return failed(status: status, error: error, headers: headers, fallbackMessage: outline(status, headers, body))
    }
    guard let json else {
      let what = body.isEmpty ? "the answer has no body" : "the answer is not JSON: \(excerpt(body))"
      return ChatReading(.failed(.init(.notJSON, status: status, message: what, patience: patience)))
    }
    if let error {
      return failed(status: status, error: error, headers: headers, fallbackMessage: "an error without words")
    }
    guard let choice = json.value["choices"]?[0], choice.isObject else {
      let what = "the answer is JSON without choices: \(excerpt(body))"
      return ChatReading(.failed(.init(.notChat, status: status, message: what, patience: patience)))
    }
    var message = MessageParts(choice["message"] ?? choice["delta"])
    message.finishReason = choice["finish_reason"]?.label
    if message.content == nil, let text = choice["text"]?.text { message.content = text }
    var reading = message.reading()
    if let error = choice["error"].map(ErrorObject.init(object:)) {
      reading = failed(status: status, error: error, headers: headers, fallbackMessage: "an error inside the choice")
      reading.content = message.content
    } else if message.finishReason == "error" {
      let fault = ServiceFault(.server, status: status, message: "finish_reason is 'error'", patience: patience)
      reading.ending = .failed(fault)
      reading.text = nil
    }
    reading.finishReason = message.finishReason
    reading.servedModel = json.value["model"]?.text
    reading.fingerprint = json.value["system_fingerprint"]?.text
    reading.usage = TokenUsage(json.value["usage"])
    if json.repaired { reading.flags.insert(.invalidUnicode) }
    return reading
  }

  private func failed(status: Int, error: ErrorObject?, headers: HTTPHeaders, fallbackMessage: String) -> ChatReading {
    let wait = RetryAdvice.wait(headers, status: error?.status(within: status) ?? status, cap: patience)
    return ChatReading(
      error: error, status: status, message: fallbackMessage, retryAfter: wait, patience: patience,
      shouldRetry: headers["x-should-retry"])
  }

  /// What an error without an error object was: a redirect's goal, or the beginning of a page.
  private func outline(_ status: Int, _ headers: HTTPHeaders, _ body: [UInt8]) -> String {
    if (300..<400).contains(status) { return "redirected to \(headers["location"] ?? "nowhere")" }
    return body.isEmpty ? "no body" : excerpt(body)
  }
}

/// The beginning of a body that is not what it should be, without its markup's line breaks.
func excerpt(_ body: [UInt8]) -> String { plainLine(String(decoding: body.prefix(400), as: UTF8.self), limit: 120) }

extension ChatReading {
  /// A failed or filtered answer from an error object.
  ///
  /// - Parameter shouldRetry: OpenAI's own word on it, `true` or `false`, which overrules what the status says. A fault
  ///   that stops the candidate stops it all the same, and so does a wait beyond the patience.
  init(
    error: ErrorObject?, status: Int, message: String, retryAfter: Duration?, patience: Duration,
    shouldRetry: String? = nil
  ) {
    let effective = error?.status(within: status) ?? status
    // Only a 429's words are asked for a wait, and only one within the patience: a longer one may be of another allowance.
    let told = effective == 429 ? error?.wait.flatMap { $0 <= patience ? $0 : nil } : nil
    let retryAfter = retryAfter ?? told
    var error = error
    error?.wait = told
    let words = error.map(\.message).flatMap { $0.isEmpty ? nil : $0 } ?? message
    guard let kind = FaultRules.kind(status: effective, error: error) else {
      self.init(.filtered)
      refusal = plainLine(words)
      return
    }
    var fault = ServiceFault(kind, status: effective, message: words, retryAfter: retryAfter, patience: patience)
    switch shouldRetry?.lowercased() {
    case "false" where !fault.stopsCandidate: fault.isRetryable = false
    case "true" where !fault.stopsCandidate && retryAfter.map({ $0 <= patience }) ?? true: fault.isRetryable = true
    default: break
    }
    self.init(.failed(fault))
  }
}

/// The parts of a message, from a whole answer or gathered from a stream.
struct MessageParts: Equatable {
  var content: String?
  var reasoning: String?
  var refusal: String?
  var finishReason: String?

  init() {}

  /// Reads a message or a stream's delta. Content is a text, or a list of parts of which those of type text count.
  init(_ message: JSONValue?) {
    guard let message else { return }
    if let parts = message["content"]?.elements {
      for part in parts {
        switch part["type"]?.text {
        case "refusal": append(part["refusal"]?.text, to: \.refusal)
        case "thinking", "reasoning":
          append(part["thinking"]?.text ?? part["text"]?.text, to: \.reasoning)
          for inner in part["thinking"]?.elements ?? [] { append(inner["text"]?.text, to: \.reasoning) }
        default: append(part.text ?? part["text"]?.text, to: \.content)
        }
      }
    } else {
      append(message["content"]?.text, to: \.content)
    }
    append(message["reasoning_content"]?.text ?? message["reasoning"]?.text, to: \.reasoning)
    append(message["refusal"]?.text ?? message["provider_specific_fields"]?["refusal"]?.text, to: \.refusal)
  }

  mutating func append(_ text: String?, to part: WritableKeyPath<MessageParts, String?>) {
    guard let text else { return }
    self[keyPath: part] = (self[keyPath: part] ?? "") + text
  }

  /// What the parts come to.
  func reading() -> ChatReading {
    let split = content.map(splittingReasoning)
    let text = split?.text ?? ""
    let isBlank = trimmingSpace(text).isEmpty
    var reading: ChatReading
    switch finishReason?.lowercased() {
    case "content_filter", "safety", "recitation", "prohibited_content":
      reading = ChatReading(.filtered)
    case _ where refusal?.isEmpty == false:
      reading = ChatReading(.refused)
    case "length", "max_tokens":
      reading = ChatReading(.truncated)
      reading.text = text
    default:
      reading = ChatReading(isBlank ? .empty : .captioned)
      reading.text = text
    }
    switch finishReason?.lowercased() {
    case nil: reading.flags.insert(.noFinishReason)
    case "stop", "length", "max_tokens", "content_filter", "safety", "recitation", "prohibited_content", "error": break
    default: reading.flags.insert(.unknownFinishReason)
    }
    reading.finishReason = finishReason
    reading.content = content
    reading.reasoning = split?.reasoning ?? reasoning
    reading.refusal = refusal
    if split?.reasoning != nil { reading.flags.insert(.inlineReasoningRemoved) }
    if text.unicodeScalars.contains(where: { isUnprintable($0) && $0 != "\n" && $0 != "\t" }) {
      reading.flags.insert(.controlCharacters)
    }
    return reading
  }
}
