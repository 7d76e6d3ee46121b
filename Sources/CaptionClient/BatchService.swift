/// The batch side of an OpenAI-compatible service: files go up, batches are made of them, files come down.
public struct BatchService: Sendable {
  /// Where it is.
  public let address: ServiceAddress
  private let key: Secret?
  private let client: HTTPClient
  private let limits: HTTPLimits

  /// Limits for files of 100 MB on slow lines: what moves may take its time, what stands still is given up.
  public static let limits = HTTPLimits(
    connect: .seconds(10), firstByte: .seconds(120), idle: .seconds(60), total: .seconds(3600),
    responseBytes: 32 << 20)

  /// Most bytes of a file of results.
  private static let largestResult = 4 << 30

  /// A service.
  ///
  /// - Throws: `AddressProblem.keyInTheClear` where the key would go unencrypted to another machine.
  public init(
    address: ServiceAddress, key: Secret?, client: HTTPClient, limits: HTTPLimits = BatchService.limits
  ) throws(AddressProblem) {
    if key != nil, !address.isEncrypted, !address.isLoopback { throw .keyInTheClear(host: address.host) }
    self.address = address
    self.key = key
    self.client = client
    self.limits = limits
  }

  /// Uploads a file of requests, read from the disk while it is sent.
  ///
  /// - Parameter name: what the service is told that it is called.
  /// - Returns: the service's name for it.
  /// - Throws: ``BatchServiceError``.
  public func upload(_ path: String, as name: String) async throws(BatchServiceError) -> String {
    var request = request(.post, "/files")
    request.form = HTTPForm(
      fields: [.init("purpose", "batch")],
      file: .init(name: "file", path: path, fileName: name, mediaType: "application/jsonl"))
    let response = try await answer(to: request)
    guard let id = JSONBody(response.body)?.value["id"]?.label else { throw .odd(excerpt(response.body)) }
    return id
  }

  /// Makes a batch of an uploaded file: from here on it costs money.
  ///
  /// - Parameters:
  ///   - file: the service's name for it.
  ///   - metadata: words that the batch keeps.
  /// - Throws: ``BatchServiceError``; where ``BatchServiceError/isUncertain`` says so, it may have been made all the same.
  public func create(of file: String, metadata: [String: String]) async throws(BatchServiceError) -> BatchState {
    var request = request(.post, "/batches")
    request.headers.append(.init("Content-Type", "application/json"))
    let words = metadata.sorted { $0.key < $1.key }.map {
      String(decoding: jsonString($0.key) + Array(":".utf8) + jsonString($0.value), as: UTF8.self)
    }
    let body =
      "{\"input_file_id\":\(String(decoding: jsonString(file), as: UTF8.self)),"
      + "\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\","
      + "\"metadata\":{\(words.joined(separator: ","))}}"
    request.body = [Array(body.utf8)]
    request.isSentOnce = true
    return try state(in: try await answer(to: request))
  }

  /// What a batch says of itself now.
  ///
  /// - Throws: ``BatchServiceError``.
  public func batch(_ id: String) async throws(BatchServiceError) -> BatchState {
    try state(in: try await answer(to: request(.get, "/batches/\(Self.escaped(id))")))
  }

  /// Goes through the service's list of batches.
  ///
  /// - Parameters:
  ///   - since: seconds since 1970: where the list is seen to go from new to old, it ends with the page that goes back
  ///     farther.
  ///   - take: given each.
  /// - Throws: ``BatchServiceError/noList(_:)`` where the service has no list, or one that cannot be read to its end, so
  ///   that nothing can be told from what is not in it. What was given by then is right all the same.
  public func eachBatch(since: Int, _ take: (BatchState) -> Void) async throws(BatchServiceError) {
    var (last, isFalling, isRising): (Int?, Bool, Bool) = (nil, false, false)
    // What is unreadable may be the one that is looked for.
    var unreadable: String?
    _ = try await look(through: "/batches?limit=100") { entry -> BatchState? in
      guard let batch = BatchState(entry) else {
        unreadable = unreadable ?? entry["id"]?.label ?? "no id"
        return nil
      }
      take(batch)
      if let last, let made = batch.createdAt {
        (isFalling, isRising) = (isFalling || made < last, isRising || made > last)
      }
      last = batch.createdAt ?? last
      return nil
    } isEnough: {
      isFalling && !isRising && (last ?? .max) < since
    }
    if let unreadable { throw .noList("an entry of it has no id and status: \(unreadable)") }
  }

  /// Looks through the service's list of files for one of that name.
  ///
  /// - Returns: the service's name for it; nil where none is in the list.
  /// - Throws: as ``eachBatch(since:_:)``.
  public func file(named name: String) async throws(BatchServiceError) -> String? {
    try await look(through: "/files?purpose=batch&limit=1000") { file in
      file["filename"]?.text == name ? file["id"]?.label : nil
    }
  }

  /// Brings a file's bytes into an open file.
  ///
  /// - Parameter descriptor: written to from its place on; stays the caller's.
  /// - Throws: ``BatchServiceError``; what was written by then is a part.
  public func download(_ file: String, to descriptor: Int32) async throws(BatchServiceError) {
    var request = request(.get, "/files/\(Self.escaped(file))/content")
    request.saveTo = descriptor
    request.limits.responseBytes = Self.largestResult
    _ = try await answer(to: request)
  }

  private func request(_ method: HTTPRequest.Method, _ path: String) -> HTTPRequest {
    HTTPRequest(method, address.text + path, headers: [.init("Accept", "application/json")], key: key, limits: limits)
  }

  private func answer(to request: HTTPRequest) async throws(BatchServiceError) -> HTTPResponse {
    let response: HTTPResponse
    do throws(HTTPFailure) { response = try await client.send(request) } catch { throw .noAnswer(error) }
    guard (200..<300).contains(response.status) else {
      var reading = ChatReader().read(status: response.status, headers: response.headers, body: response.body)
      if let key { reading.scrub(key) }
      let words = reading.fault?.message ?? reading.refusal ?? "refused"
      throw .refused(status: response.status, words)
    }
    return response
  }

  private func state(in response: HTTPResponse) throws(BatchServiceError) -> BatchState {
    guard var state = BatchState(response.body) else { throw .odd(excerpt(response.body)) }
    if let key { state.failure = state.failure.map(key.scrub) }
    return state
  }

  /// Looks through a list, page after page.
  ///
  /// - Parameter isEnough: asked after each page whether the rest need not be seen.
  private func look<Found>(
    through path: String, for found: (JSONValue) -> Found?, isEnough: () -> Bool = { false }
  ) async throws(BatchServiceError) -> Found? {
    var after: String?
    while true {
      let page: HTTPResponse
      do throws(BatchServiceError) {
        page = try await answer(to: request(.get, path + (after.map { "&after=\(Self.escaped($0))" } ?? "")))
      } catch {
        guard case .refused(let status, let words) = error, [400, 404, 405, 422, 501].contains(status) else {
          throw error
        }
        throw .noList("HTTP \(status): \(words)")
      }
      guard let list = JSONBody(page.body)?.value, let entries = list["data"]?.elements else {
        throw .noList(excerpt(page.body))
      }
      for entry in entries { if let found = found(entry) { return found } }
      let last = entries.last?["id"]?.label
      guard list["has_more"]?.flag == true, !isEnough() else { return nil }
      // What comes after a page that comes again and again is never seen.
      guard let last, last != after else { throw .noList("it says that there is more and does not give it") }
      after = last
    }
  }

  /// An id as it stands in a path: whatever the service calls its things, it leads nowhere else.
  private static func escaped(_ id: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return id.utf8.reduce(into: "") { text, byte in
      let scalar = Unicode.Scalar(byte)
      if byte < 0x80, scalar.properties.isAlphabetic || (48...57).contains(byte) || byte == 45 || byte == 95 {
        text.unicodeScalars.append(scalar)
      } else {
        text += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
  }
}

/// Why a batch service did not do what it was asked.
public enum BatchServiceError: Error, Sendable, Hashable, CustomStringConvertible {
  /// No whole answer came.
  case noAnswer(HTTPFailure)
  /// It refused, in these words.
  case refused(status: Int, String)
  /// It answered well with something else than was asked for; the beginning of it.
  case odd(String)
  /// It has no list to look through; what it answered.
  case noList(String)

  /// Whether what was asked may have been done all the same.
  public var isUncertain: Bool {
    switch self {
    case .noAnswer(let failure): failure.wasSent
    case .refused(let status, _): status >= 500 || status == 408 || status == 409
    case .odd: true
    case .noList: false
    }
  }

  /// Whether another time may do: nothing has to be mended here.
  public var isPassing: Bool {
    switch self {
    case .noAnswer(let failure): failure.kind != .tls && failure.kind != .refusedHere && failure.kind != .notSaved
    case .refused(let status, _): status >= 500 || status == 408 || status == 409 || status == 429
    case .odd, .noList: false
    }
  }

  /// Fact.
  public var description: String {
    switch self {
    case .noAnswer(let failure): "no answer came (\(failure))"
    case .refused(let status, let words): "it answered HTTP \(status): \(words)"
    case .odd(let beginning): "its answer is not what was asked for: \(beginning)"
    case .noList(let words): "it gives no list (\(words))"
    }
  }
}
