internal import FlyingFox
internal import FlyingSocks
internal import FoundationEssentials

/// A stand-in for an OpenAI-compatible service, on loopback only. What it answers is marked *simulated*: by
/// `system_fingerprint`, by `owned_by` and by the header `x-simulated`.
///
/// It recognises an image by the SHA-256 of the bytes in its data URL. Of an image that is not in its fact book it says
/// what can be measured.
public actor SimulatedService {
  private let responder: Responder
  private let batches: SimulatedBatches
  private let port: UInt16
  private var server: HTTPServer?
  private var task: Task<Void, any Error>?

  /// - Parameters:
  ///   - simulation: the models.
  ///   - book: the facts that captions are made from.
  ///   - port: 0 for any free one.
  ///   - key: what a client must send as a bearer token; nil asks for none.
  ///   - log: a JSON Lines file that gets a line a request, with time, model, item and status, before the answer.
  ///   - faults: how it misbehaves; of those that strike a request the first counts.
  ///   - batchFaults: how its batches misbehave.
  ///   - describe: says in words what can be measured of an image's bytes; nil where nothing can.
  /// - Throws: ``SimulatorError`` where the log cannot be opened.
  public init(
    simulation: Simulation, book: FactBook, port: UInt16 = 0, key: String? = nil, log: String? = nil,
    faults: [SimulatedFault] = [], batchFaults: [SimulatedBatchFault] = [],
    describe: @escaping @Sendable ([UInt8]) -> String? = { _ in nil }
  ) throws {
    let log = try log.map { try RequestLog(path: $0) }
    responder = Responder(
      simulation: simulation, book: book, key: key, log: log, faults: faults, describe: describe)
    batches = SimulatedBatches(responder: responder, seed: simulation.seed, faults: batchFaults, log: log)
    self.port = port
  }

  /// Begins to listen on 127.0.0.1 and returns once a client can connect.
  ///
  /// - Returns: the port.
  /// - Throws: ``SimulatorError/cannotListen(port:detail:)``.
  public func start() async throws -> UInt16 {
    let server = HTTPServer(
      config: .init(address: try .inet(ip4: "127.0.0.1", port: port), timeout: 600, logger: .disabled))
    await addRoutes(to: server)
    let failure = Failure()
    let task = Task {
      do { try await server.run() } catch {
        await failure.note("\(error)")
        throw error
      }
    }
    self.server = server
    self.task = task
    while true {
      if case .ip4(_, let port) = await server.listeningAddress { return port }
      if let detail = await failure.detail { throw SimulatorError.cannotListen(port: port, detail: detail) }
      try await Task.sleep(for: .milliseconds(2))
    }
  }

  /// Serves until ``stop()`` or until the task is cancelled. Begins to listen if that has not happened.
  public func run() async throws {
    if task == nil { _ = try await start() }
    let task = task
    await withTaskCancellationHandler {
      _ = await task?.result
    } onCancel: {
      task?.cancel()
    }
  }

  /// Stops listening and ends what is under way.
  public func stop() async {
    await server?.stop()
    _ = await task?.result
    server = nil
    task = nil
  }

  /// Why a server ended, noted by its task for whoever waits for it to begin.
  private actor Failure {
    var detail: String?
    func note(_ detail: String) { self.detail = detail }
  }

  private func addRoutes(to server: HTTPServer) async {
    let responder = responder
    await server.appendRoute("GET /v1/models") { request in
      let (status, body) = try await responder.models(authorization: request.headers[.authorization])
      return Self.json(status, body)
    }
    await server.appendRoute("POST /v1/chat/completions") { request in
      let answer = try await responder.chat(
        try await request.bodyData, authorization: request.headers[.authorization])
      return try await Self.response(answer)
    }
    await addBatchRoutes(to: server)
  }

  private func addBatchRoutes(to server: HTTPServer) async {
    let batches = batches
    func add(_ route: String, _ answer: @escaping @Sendable (HTTPRequest) async throws -> SimulatedBatches.Answer) async
    {
      await server.appendRoute(HTTPRoute(stringLiteral: route)) { request in
        try await batches.pause()
        let answer = try await answer(request)
        try await batches.pause()
        switch answer {
        case .json(let status, let body): return Self.json(status, body)
        case .file(let body):
          return HTTPResponse(statusCode: .ok, headers: Self.headers("application/octet-stream"), body: body)
        case .cut:
          // The work is done, and its answer breaks off before anything of it is told.
          let nothing = EventStream(pieces: [[UInt8(ascii: "{")]], pause: .zero, ending: .closed)
          return HTTPResponse(
            statusCode: .ok, headers: Self.headers("application/json"),
            body: HTTPBodySequence(from: nothing, count: 1000))
        }
      }
    }
    await add("POST /v1/files") { request in
      try await batches.upload(
        try await request.bodyData, type: request.headers[.contentType], authorization: request.headers[.authorization])
    }
    await add("GET /v1/files") { try await batches.files(authorization: $0.headers[.authorization]) }
    await add("GET /v1/files/:id/content") { request in
      try await batches.content(
        of: request.routeParameters["id"] ?? "", authorization: request.headers[.authorization])
    }
    await add("POST /v1/batches") { request in
      try await batches.create(try await request.bodyData, authorization: request.headers[.authorization])
    }
    await add("GET /v1/batches") { try await batches.list(authorization: $0.headers[.authorization]) }
    await add("GET /v1/batches/:id") { request in
      try await batches.batch(request.routeParameters["id"] ?? "", authorization: request.headers[.authorization])
    }
    await add("POST /v1/batches/:id/cancel") { request in
      try await batches.cancel(request.routeParameters["id"] ?? "", authorization: request.headers[.authorization])
    }
  }

  private static func response(_ answer: Responder.Answer) async throws -> HTTPResponse {
    let isStream = if case .reply(_, true, _) = answer.body { true } else { false }
    // Half of a stream's time passes before the first event, half between the events.
    try await Task.sleep(for: .milliseconds(isStream ? answer.delay / 2 : answer.delay))
    var response: HTTPResponse
    switch answer.body {
    case .failure(let status, let body): response = json(status, body)
    case .page(let type, let body): response = HTTPResponse(statusCode: .ok, headers: headers(type), body: body)
    case .reply(let reply, false, _): response = whole(try reply.body(), answer.ending)
    case .reply(let reply, true, let includesUsage):
      response = stream(
        try reply.events(includesUsage: includesUsage), tail: includesUsage ? 3 : 2, answer.ending,
        lasting: answer.delay / 2)
    }
    for (name, value) in answer.headers { response.headers[HTTPHeader(name)] = value }
    return response
  }

  private static func whole(_ body: Data, _ ending: Responder.Answer.Ending) -> HTTPResponse {
    guard ending != .whole else { return json(200, body) }
    let half = EventStream(
      pieces: [Array(body.prefix(body.count / 2))], pause: .zero, ending: ending == .stalled ? .stalled : .closed)
    return HTTPResponse(
      statusCode: .ok, headers: headers("application/json"), body: HTTPBodySequence(from: half, count: body.count))
  }

  /// - Parameter tail: the events after the last of the text.
  private static func stream(
    _ events: [[UInt8]], tail: Int, _ ending: Responder.Answer.Ending, lasting: Double
  ) -> HTTPResponse {
    let sent =
      switch ending {
      case .whole: events
      case .cut: Array(events.dropLast(tail))
      case .closed, .stalled: Array(events.prefix(events.count / 2))
      }
    let pieces = EventStream(
      pieces: sent, pause: .milliseconds(lasting / Double(events.count)), ending: ending)
    return HTTPResponse(
      statusCode: .ok, headers: headers("text/event-stream"), body: HTTPBodySequence(from: pieces))
  }

  private static func json(_ status: Int, _ body: Data) -> HTTPResponse {
    let phrases = [200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 429: "Too Many Requests"]
    let code = HTTPStatusCode(status, phrase: phrases[status] ?? (status < 500 ? "Client Error" : "Server Error"))
    return HTTPResponse(statusCode: code, headers: headers("application/json"), body: body)
  }

  private static func headers(_ type: String) -> HTTPHeaders {
    [.contentType: type, HTTPHeader("x-simulated"): "true"]
  }
}
