/// Why a service gave no answer, read from its status, its headers and its words.
public struct ServiceFault: Error, Sendable, Equatable, CustomStringConvertible {
  /// The classes of fault, in the words of the attempt ledger.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Too many requests or tokens just now.
    case rateLimit = "rate_limit"
    /// No money or allowance left: a 429 that no wait cures.
    case quota
    /// The key is missing or wrong.
    case badKey = "bad_key"
    /// A proxy on the way wants a password of its own (407), whatever the service would have said.
    case proxyRefused = "proxy_refused"
    /// The key is good but may not do this.
    case forbidden
    /// The service does not know the model.
    case modelNotFound = "model_not_found"
    /// The service has nothing at this address.
    case notFound = "not_found"
    /// The address leads elsewhere; redirects are not followed.
    case redirect
    /// The model takes no images.
    case noVision = "no_vision"
    /// The service does not take a setting that was sent.
    case unsupportedSetting = "unsupported_setting"
    /// The question is longer than the model's context.
    case contextLength = "context_length"
    /// The service found this question at fault.
    case badRequest = "bad_request"
    /// The model is still being loaded.
    case loading
    /// The service had a fault of its own.
    case server
    /// The answer is no JSON: a proxy's or portal's page, or nothing at all.
    case notJSON = "not_json"
    /// The answer is JSON and no chat completion.
    case notChat = "not_chat"
    /// The stream broke off.
    case incompleteStream = "incomplete_stream"
    /// The stream holds something that is not a completion's event.
    case badStream = "bad_stream"
    /// The answer repeats the API key, so it cannot be kept.
    case keyInAnswer = "key_in_answer"
  }

  /// The class.
  public var kind: Kind
  /// The HTTP status.
  public var status: Int
  /// The service's words on one line; scrubbed of the key by ``ChatService``.
  public var message: String
  /// How long the service asks to be left alone.
  public var retryAfter: Duration?
  /// Whether the same request may go better after a wait within the reader's patience.
  public var isRetryable: Bool
  /// Whether the candidate cannot go on: the next image would meet the same fault.
  public var stopsCandidate: Bool

  /// Class, status and words.
  public var description: String { "\(kind.rawValue) (HTTP \(status)): \(message)" }

  /// A fault of the kind's usual gravity.
  ///
  /// - Parameter patience: the longest wait that is worth making. A service that asks for more is left for today.
  init(_ kind: Kind, status: Int, message: String, retryAfter: Duration? = nil, patience: Duration) {
    self.kind = kind
    self.status = status
    self.message = plainLine(message)
    self.retryAfter = retryAfter
    let tooLong = retryAfter.map { $0 > patience } ?? false
    switch kind {
    case .rateLimit, .loading, .server:
      (isRetryable, stopsCandidate) = (!tooLong, tooLong)
    case .notJSON, .notChat, .incompleteStream, .badStream:
      (isRetryable, stopsCandidate) = (true, false)
    case .contextLength, .badRequest, .keyInAnswer:
      (isRetryable, stopsCandidate) = (false, false)
    case .quota, .badKey, .proxyRefused, .forbidden, .modelNotFound, .notFound, .redirect, .noVision,
      .unsupportedSetting:
      (isRetryable, stopsCandidate) = (false, true)
    }
  }
}

/// An error object in any of the shapes that services use.
struct ErrorObject {
  var message: String
  var type: String
  var code: String
  var parameter: String
  /// A status hidden in the body, from 400 to 599.
  var status: Int?
  /// How long it asks to be left alone, in a field of its own (Google's `retryDelay`) or in words.
  var wait: Duration?

  /// - Returns: nil where the body holds no error.
  init?(_ body: JSONValue?) {
    // Gemini's compatible service wraps the object in a list.
    guard let body = body?[0] ?? body else { return nil }
    if let error = body["error"] {
      self.init(object: error)
    } else if body["object"]?.text == "error" || (body["message"] != nil && body["choices"] == nil) {
      self.init(object: body)  // vLLM before 0.10.1
    } else if let detail = body["detail"] {
      self.init(detail: detail)
    } else {
      return nil
    }
  }

  /// The status that counts: the one hidden in it where it came with 200.
  func status(within sent: Int) -> Int { (200..<300).contains(sent) ? status ?? sent : sent }

  /// An error inside a choice or a stream's event.
  init(object: JSONValue) {
    let inner = object["innererror"]?["code"]?.label.map { " \($0)" } ?? ""
    message = object.text ?? object["message"]?.text ?? object["msg"]?.text ?? ""
    if let raw = object["metadata"]?["raw"]?.text { message += ": \(raw)" }  // OpenRouter's upstream
    type = (object["type"]?.label ?? "") + inner
    code = object["code"]?.label ?? ""
    parameter = object["param"]?.label ?? ""
    status = (object["code"]?.count ?? object["status"]?.count).flatMap { (400...599).contains($0) ? $0 : nil }
    let delay = (object["details"]?.elements ?? []).compactMap { $0["retryDelay"]?.text }.first
    wait = delay.flatMap { RetryAdvice.reset($0, now: 0) } ?? RetryAdvice.wait(inWords: message)
  }

  /// FastAPI: a text, or a list of complaints with their places.
  private init(detail: JSONValue) {
    let complaints = (detail.elements ?? []).compactMap { complaint -> String? in
      guard let message = complaint["msg"]?.text else { return nil }
      let place = (complaint["loc"]?.elements ?? []).compactMap(\.label).joined(separator: ".")
      return place.isEmpty ? message : "\(message) (\(place))"
    }
    message = detail.text ?? complaints.joined(separator: "; ")
    (type, code, parameter) = ("", "", "")
  }
}
