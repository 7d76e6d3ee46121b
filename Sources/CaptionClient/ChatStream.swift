/// A completion gathered from a stream's events. Incomplete means that neither a reason for stopping nor `[DONE]` came.
public struct ChatStream: Sendable {
  private var events = EventStream()
  private var parts = MessageParts()
  private var servedModel: String?
  private var fingerprint: String?
  private var usage: TokenUsage?
  private var failure: ChatReading?
  private var repaired = false
  private var isDone = false
  private let patience: Duration
  private let retryAfter: Duration?
  /// Data events before the first one with text that is not empty; nil until then.
  public private(set) var eventsBeforeText: Int?
  private var eventCount = 0
  private var now: Double?
  /// Bytes of content so far, and when they had come.
  private var contentTimes: [(end: Int, seconds: Double)] = []

  /// A stream that has not begun.
  public init(patience: Duration = .seconds(120), retryAfter: Duration? = nil) {
    self.patience = patience
    self.retryAfter = retryAfter
  }

  /// Takes the next bytes, cut anywhere.
  ///
  /// - Parameter seconds: when they came, since the start of the request; nil where that is not known.
  public mutating func feed(_ bytes: [UInt8], at seconds: Double? = nil) {
    now = seconds ?? now
    for event in events.feed(bytes) { take(event) }
  }

  /// The content so far, reasoning at its head included.
  var content: String { parts.content ?? "" }

  /// What the stream comes to once the service has closed it.
  public mutating func finish() -> ChatReading {
    let rest = events.finish()
    if let event = rest.event { take(event) }
    if var failure {
      failure.content = parts.content
      failure.servedModel = servedModel
      failure.usage = usage
      return failure
    }
    var reading = parts.reading()
    if !isDone && parts.finishReason == nil {
      let what = "the stream broke off after \(eventCount) events, without a reason for stopping or [DONE]"
      let fault = ServiceFault(.incompleteStream, status: 200, message: what, patience: patience)
      reading.ending = .failed(fault)
      reading.text = nil
      reading.flags.remove(.noFinishReason)  // of a whole answer only
    }
    if !isDone, parts.finishReason != nil { reading.flags.insert(.noDone) }
    if parts.finishReason?.lowercased() == "error" {
      reading.ending = .failed(.init(.server, status: 200, message: "finish_reason is 'error'", patience: patience))
      reading.text = nil
    }
    if reading.ending == .empty { reading.text = "" }
    reading.firstTextSeconds = firstText(of: reading)
    if reading.firstTextSeconds != nil { reading.lastTextSeconds = contentTimes.last?.seconds }
    if repaired { reading.flags.insert(.invalidUnicode) }
    reading.servedModel = servedModel
    reading.fingerprint = fingerprint
    reading.usage = usage
    return reading
  }

  /// When the first character of a caption had come. What is split off before it as reasoning is known only at the end.
  private func firstText(of reading: ChatReading) -> Double? {
    guard let content = reading.content, let text = reading.text, !trimmingSpace(text).isEmpty else { return nil }
    let blank = text.prefix { $0.isWhitespace }.utf8.count
    let start = content.utf8.count - text.utf8.count + blank
    return contentTimes.first { $0.end > start }?.seconds
  }

  private mutating func take(_ event: [UInt8]) {
    guard !isDone, failure == nil else { return }
    if trimmingSpace(String(decoding: event, as: UTF8.self)) == "[DONE]" {
      isDone = true
      return
    }
    defer { eventCount += 1 }
    guard let json = JSONBody(event) else {
      let what = "an event of the stream is not JSON: \(excerpt(event))"
      failure = ChatReading(.failed(.init(.badStream, status: 200, message: what, patience: patience)))
      return
    }
    repaired = repaired || json.repaired
    let choice = json.value["choices"]?[0]
    if let model = json.value["model"]?.text, !model.isEmpty { servedModel = model }
    fingerprint = json.value["system_fingerprint"]?.text ?? fingerprint
    usage = TokenUsage(json.value["usage"]) ?? usage  // the last one counts, never the sum
    if let error = ErrorObject(json.value) ?? choice?["error"].map(ErrorObject.init(object:)) {
      failure = ChatReading(
        error: error, status: 200, message: "an error in the stream", retryAfter: retryAfter, patience: patience)
      return
    }
    let delta = MessageParts(choice?["delta"] ?? choice?["message"])
    parts.append(delta.content, to: \.content)
    parts.append(delta.reasoning, to: \.reasoning)
    parts.append(delta.refusal, to: \.refusal)
    if let reason = choice?["finish_reason"]?.label { parts.finishReason = reason }
    if let now, delta.content?.isEmpty == false { contentTimes.append((parts.content?.utf8.count ?? 0, now)) }
    if eventsBeforeText == nil, delta.content?.isEmpty == false { eventsBeforeText = eventCount }
  }
}
