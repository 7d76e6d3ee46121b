internal import Digest
internal import FoundationEssentials
internal import StudyModel

/// Decides what the service answers, without any network.
actor Responder {
  private let simulation: Simulation
  private let book: FactBook
  private let key: String?
  private let log: RequestLog?
  private let faults: [SimulatedFault]
  private let describe: @Sendable ([UInt8]) -> String?
  /// How often each model was asked about each image.
  private var times: [String: Int] = [:]

  init(
    simulation: Simulation, book: FactBook, key: String?, log: RequestLog?, faults: [SimulatedFault] = [],
    describe: @escaping @Sendable ([UInt8]) -> String?
  ) {
    self.simulation = simulation
    self.book = book
    self.key = key
    self.log = log
    self.faults = faults
    self.describe = describe
  }

  /// An answer and the milliseconds it takes.
  struct Answer: Sendable {
    enum Body: Sendable {
      case reply(ChatReply, stream: Bool, includesUsage: Bool)
      case failure(status: Int, Data)
      /// 200 with something that is no answer.
      case page(type: String, Data)
    }
    /// How far it comes.
    enum Ending: Sendable {
      case whole
      /// A stream without its end, in good order.
      case cut
      /// Half of it, then closed.
      case closed
      /// Half of it, then nothing.
      case stalled
    }
    var body: Body
    var delay: Double
    var headers: [String: String] = [:]
    var ending = Ending.whole

    /// Milliseconds: longer than any client waits.
    static let forEver = 1_200_000.0
  }

  /// The models, as `GET /v1/models` lists them, or why not.
  func models(authorization: String?) throws -> (status: Int, body: Data) {
    if let refusal = try refused(authorization) { return refusal }
    return (200, try ChatWire.encode(ChatWire.ModelList(data: simulation.models.map { .init(id: $0.name) })))
  }

  /// What is answered to a chat request. The request is in the log when this returns.
  func chat(_ body: Data, authorization: String?) throws -> Answer {
    var entry = RequestLog.Entry(model: nil, item: nil, status: 200)
    let answer = try decide(body, authorization, &entry)
    if case .failure(let status, _) = answer.body { entry.status = status }
    try log?.append(entry)
    return answer
  }

  private func decide(_ body: Data, _ authorization: String?, _ entry: inout RequestLog.Entry) throws -> Answer {
    if let refusal = try refused(authorization) { return Answer(body: .failure(status: 401, refusal.body), delay: 0) }
    let request: ChatRequest
    do { request = try JSONDecoder().decode(ChatRequest.self, from: body) } catch {
      return try failure(400, "The body is not a chat request: \(explain(error))", "invalid_request_error", nil)
    }
    return try decide(request, authorization, &entry)
  }

  /// What is answered to a line of a batch. It is in the log when this returns, like every other request.
  func chat(inBatch request: ChatRequest) throws -> Answer {
    var entry = RequestLog.Entry(model: nil, item: nil, status: 200)
    let answer = try decide(request, nil, &entry)
    if case .failure(let status, _) = answer.body { entry.status = status }
    try log?.append(entry)
    return answer
  }

  /// Whether a model is simulated here.
  func knows(_ model: String) -> Bool { simulation.model(model) != nil }

  private func decide(
    _ request: ChatRequest, _ authorization: String?, _ entry: inout RequestLog.Entry
  ) throws -> Answer {
    entry.model = request.model
    guard let model = simulation.model(request.model) else {
      return try failure(
        404,
        "The model '\(request.model)' does not exist here; simulated are "
          + simulation.models.map(\.name).joined(separator: ", ") + ".", "invalid_request_error", "model_not_found",
        param: "model")
    }
    guard let address = request.image else {
      return try failure(
        400, "No image in the request. This simulated service captions images: send an image_url part.",
        "invalid_request_error", "missing_image", param: "messages")
    }
    guard let image = DataAddress.bytes(address), !image.isEmpty, let id = ItemID(hex: SHA256.hex(image)) else {
      return try failure(
        400, "The image is not a base64 data URL. This simulated service fetches nothing from elsewhere.",
        "invalid_request_error", "invalid_image_url", param: "messages")
    }
    entry.item = id.hex
    let time = times["\(model.name)\n\(id.hex)", default: 0] + 1
    times["\(model.name)\n\(id.hex)"] = time
    let good = try answer(request, model, image, id, time: time)
    let fault = faults.first { $0.strikes(id, by: model.name, time: time, seed: simulation.seed) }
    guard let fault else { return good }
    entry.fault = fault.kind.rawValue
    return try spoil(good, by: fault.kind, authorization: authorization)
  }

  private func answer(
    _ request: ChatRequest, _ model: SimulatedModel, _ image: [UInt8], _ id: ItemID, time: Int
  ) throws -> Answer {
    let delay = simulation.latency(of: id, by: model)
    var content: String?
    var refusal: String?
    switch book[id].map({ simulation.answer(to: $0, by: model) }) {
    case .caption(let caption): content = caption
    case .refusal(let words): refusal = words
    case .empty: content = ""
    case .error(let status, let times, let caption):
      if times.map({ time <= $0 }) ?? true {
        var answer = try failure(status, "A simulated error.", status == 429 ? "requests" : "server_error", "simulated")
        answer.delay = delay
        return answer
      }
      content = caption
    case nil: content = unknown(image)
    }
    var finish = "stop"
    let tokens = Tokens.completion(content ?? refusal ?? "")
    var spent = tokens
    if let limit = request.maxTokens, tokens > limit {
      finish = "length"
      spent = max(0, limit)
      content = content.map { Tokens.cut($0, to: limit) }
    }
    let reply = ChatReply(
      id: "chatcmpl-sim-" + SHA256.hex("\(simulation.seed)\n\(id.hex)\n\(model.name)").prefix(24),
      created: Int(Date().timeIntervalSince1970), model: model.served ?? model.name, content: content,
      refusal: refusal, finish: finish,
      usage: .init(
        promptTokens: Tokens.prompt(textBytes: request.textBytes, imageBytes: image.count), completionTokens: spent))
    return Answer(
      body: .reply(reply, stream: request.stream, includesUsage: request.includesUsage), delay: delay)
  }

  /// What is said of an image that no fact is known of: what can be measured.
  private func unknown(_ image: [UInt8]) -> String {
    if let measured = describe(image) { return Sentence.write([measured]) }
    let format =
      ImageFormat(signature: image).map { "\($0.rawValue.uppercased()) image" } ?? "file of an unknown format"
    return "A \(format) of \(image.count) bytes, not in the fact book."
  }

  func refused(_ authorization: String?) throws -> (status: Int, body: Data)? {
    guard let key, authorization != "Bearer \(key)" else { return nil }
    return (
      401,
      try Self.error("Incorrect API key provided to the simulated service.", "invalid_request_error", "invalid_api_key")
    )
  }

  func failure(
    _ status: Int, _ message: String, _ type: String, _ code: String?, param: String? = nil
  ) throws -> Answer {
    Answer(body: .failure(status: status, try Self.error(message, type, code, param: param)), delay: 0)
  }

  static func error(_ message: String, _ type: String, _ code: String?, param: String? = nil) throws -> Data {
    try ChatWire.encode(ChatWire.Failure(error: .init(message: message, type: type, param: param, code: code)))
  }
}

/// How the stand-in counts tokens. Not how any real model does, but always the same.
enum Tokens {
  /// One for every four bytes of text, begun ones counted, and for an image 85 and one for every 512 bytes of its file.
  static func prompt(textBytes: Int, imageBytes: Int) -> Int { (textBytes + 3) / 4 + 85 + (imageBytes + 511) / 512 }

  /// One a word and one for the end; none for no text.
  static func completion(_ text: String) -> Int {
    let words = text.split(separator: " ").count
    return words == 0 ? 0 : words + 1
  }

  /// As many words as so many tokens are enough for.
  static func cut(_ text: String, to tokens: Int) -> String {
    text.split(separator: " ").prefix(max(0, tokens)).joined(separator: " ")
  }
}
