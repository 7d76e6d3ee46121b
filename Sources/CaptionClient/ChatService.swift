/// An OpenAI-compatible service: an address, a key if it wants one, and how long to wait for it.
public struct ChatService: Sendable {
  /// Where it is.
  public let address: ServiceAddress
  private let key: Secret?
  private let client: HTTPClient
  private let limits: HTTPLimits
  private let patience: Duration
  private let version: HTTPRequest.Version

  /// A service.
  ///
  /// - Parameters:
  ///   - patience: the longest wait a service may ask for and still be asked again.
  ///   - version: the HTTP to speak.
  /// - Throws: `AddressProblem.keyInTheClear` where the key would go unencrypted to another machine.
  public init(
    address: ServiceAddress, key: Secret?, client: HTTPClient, limits: HTTPLimits = HTTPLimits(),
    patience: Duration = .seconds(120), version: HTTPRequest.Version = .one
  ) throws(AddressProblem) {
    if key != nil, !address.isEncrypted, !address.isLoopback { throw .keyInTheClear(host: address.host) }
    self.address = address
    self.key = key
    self.client = client
    self.limits = limits
    self.patience = patience
    self.version = version
  }

  /// Asks once. Whatever the service answers is a reading; none of its texts holds the key.
  ///
  /// - Parameters:
  ///   - onText: given the caption's text piece by piece where a stream was asked for and comes. What was given
  ///   until this returns is the reading's text, or was taken back. Called on curl's thread: take the piece and return.
  ///   - isAwaited: whether the answer is waited for although the task is cancelled meanwhile.
  /// - Throws: `HTTPFailure` where no whole answer came.
  public func ask(
    _ question: ChatRequest, onText: (@Sendable (LiveText.Piece) -> Void)? = nil, isAwaited: Bool = false
  ) async throws(HTTPFailure) -> ChatExchange {
    let accept = question.stream ? "text/event-stream" : "application/json"
    let live = question.stream ? onText.map { LiveText(key: key, give: $0) } : nil
    var request = HTTPRequest(
      .post, "\(address.text)/chat/completions",
      headers: [.init("Content-Type", "application/json"), .init("Accept", accept)], key: key, body: question.body(),
      limits: limits, timesPieces: question.stream, version: version)
    request.outlivesCancellation = isAwaited
    if let live { request.onPiece = { live.feed($0) } }
    let response: HTTPResponse
    do throws(HTTPFailure) {
      response = try await client.send(request)
    } catch {
      live?.end(with: nil)
      throw question.stream ? readingPartial(error) : error
    }
    let reader = ChatReader(patience: patience, streamed: question.stream)
    var reading = reader.read(
      status: response.status, headers: response.headers, body: response.body, arrivals: response.arrivals)
    if version == .two, response.version != .two { reading.flags.insert(.notHTTP2) }
    if let key { reading.scrub(key) }
    live?.end(with: reading.text)
    return ChatExchange(status: response.status, reading: reading, timing: response.timing)
  }

  /// A failure with the text that had come until then.
  private func readingPartial(_ failure: HTTPFailure) -> HTTPFailure {
    var failure = failure
    var stream = ChatStream(patience: patience)
    stream.feed(failure.received)
    let text = stream.content
    failure.received = []
    let masked = key.map { $0.isShort ? text : $0.scrub(text) } ?? text
    failure.partialText = text.isEmpty ? nil : masked
    return failure
  }

  /// The models that the service lists, in its order.
  ///
  /// - Throws: `HTTPFailure` where no whole answer came, `ServiceFault` where it is no list of models.
  public func models() async throws -> [CatalogueModel] { try await listing().models }

  /// The models that the service lists, and the HTTP that it spoke.
  ///
  /// - Throws: as ``models()``.
  public func listing() async throws -> (models: [CatalogueModel], version: HTTPRequest.Version) {
    let response = try await client.send(
      HTTPRequest(
        .get, "\(address.text)/models", headers: [.init("Accept", "application/json")], key: key, limits: limits,
        version: version))
    let json = JSONBody(response.body)
    if response.status == 200, let list = (json?.value["data"] ?? json?.value["models"])?.elements {
      return (list.compactMap { CatalogueModel($0) { plainLine(key?.scrub($0) ?? $0) } }, response.version)
    }
    let reader = ChatReader(patience: patience)
    var reading = reader.read(status: response.status, headers: response.headers, body: response.body)
    if let key { reading.scrub(key) }
    let what = "the answer is no list of models"
    throw reading.fault ?? ServiceFault(.notChat, status: response.status, message: what, patience: patience)
  }
}

/// A question's answer.
public struct ChatExchange: Sendable {
  /// The HTTP status as sent.
  public var status: Int
  /// What it comes to.
  public var reading: ChatReading
  /// How long each part took.
  public var timing: HTTPTiming

  /// A question's answer, however it came.
  public init(status: Int, reading: ChatReading, timing: HTTPTiming) {
    self.status = status
    self.reading = reading
    self.timing = timing
  }
}

extension ChatReading {
  /// Takes a key out of every text. A caption that repeats the key is no caption: keeping it would put the key into a
  /// database, and masking it would be an edit. A key of a few letters is not looked for in what a model wrote.
  mutating func scrub(_ key: Secret) {
    if let text, key.occurs(in: text) {
      let what = "the caption repeats the API key, so it was not kept"
      ending = .failed(.init(.keyInAnswer, status: 200, message: what, patience: .zero))
      self.text = nil
    }
    if case .failed(var fault) = ending {
      fault.message = key.scrub(fault.message)
      ending = .failed(fault)
    }
    if !key.isShort {
      content = content.map(key.scrub)
      reasoning = reasoning.map(key.scrub)
      refusal = refusal.map(key.scrub)
    }
    finishReason = finishReason.map(key.scrub)
    servedModel = servedModel.map(key.scrub)
    fingerprint = fingerprint.map(key.scrub)
    requestID = requestID.map(key.scrub)
  }
}
