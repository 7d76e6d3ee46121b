internal import FoundationEssentials

/// The batch side of the stand-in: files, batches made of them, and their results. All of it is in memory, and gone with the
/// program.
///
/// A batch is `validating` when it is made, and one step further each time it is asked after: `in_progress`, `finalizing`, and
/// then what it ends as.
actor SimulatedBatches {
  /// What is answered.
  enum Answer: Sendable {
    case json(Int, Data)
    case file(Data)
    /// The work is done, and the answer breaks off.
    case cut
  }

  private struct File {
    var id: String
    var name: String
    var bytes: Data
    var isInput: Bool

    var told: BatchWire.Told { BatchWire.Told(id: id, name: name, bytes: bytes.count) }
  }

  private let responder: Responder
  private let seed: UInt64
  private let faults: [SimulatedBatchFault]
  private let log: RequestLog?
  private var files: [File] = []
  private var batches: [SimulatedBatch] = []

  init(responder: Responder, seed: UInt64, faults: [SimulatedBatchFault], log: RequestLog?) {
    self.responder = responder
    self.seed = seed
    self.faults = faults
    self.log = log
  }

  /// Waits where everything is to be slow.
  func pause() async throws {
    if faults.contains(where: { $0.kind == .slow }) { try await Task.sleep(for: .milliseconds(50)) }
  }

  private func strikes(_ kind: SimulatedBatchFault.Kind, _ name: String) -> Bool {
    faults.contains { $0.kind == kind && $0.strikes(name, seed: seed) }
  }

  /// `POST /v1/files`.
  func upload(_ body: Data, type: String?, authorization: String?) async throws -> Answer {
    if let refusal = try await responder.refused(authorization) { return .json(refusal.status, refusal.body) }
    guard let form = FormData(body, type: type), let file = form["file"], let name = file.fileName else {
      return try refusal(400, "The body is no form with a file.")
    }
    guard form["purpose"].map({ String(decoding: $0.bytes, as: UTF8.self) }) == "batch" else {
      return try refusal(400, "Only files for batches are taken here.")
    }
    let id = "file-sim-\(files.count + 1)"
    files.append(File(id: id, name: name, bytes: file.bytes, isInput: true))
    try log?.append(RequestLog.Entry(status: 200, file: name))
    return strikes(.cutUpload, name)
      ? .cut : .json(200, try ChatWire.encode(BatchWire.File(files[files.count - 1].told)))
  }

  /// `GET /v1/files`, newest first.
  func files(authorization: String?) async throws -> Answer {
    if let refusal = try await responder.refused(authorization) { return .json(refusal.status, refusal.body) }
    if strikes(.noList, "files") { return try refusal(404, "Not found.") }
    return .json(
      200, try ChatWire.encode(BatchWire.List(data: files.filter(\.isInput).reversed().map { BatchWire.File($0.told) }))
    )
  }

  /// `GET /v1/files/ID/content`.
  func content(of id: String, authorization: String?) async throws -> Answer {
    if let refusal = try await responder.refused(authorization) { return .json(refusal.status, refusal.body) }
    guard let file = files.first(where: { $0.id == id }) else { return try refusal(404, "No such file: \(id).") }
    return .file(file.bytes)
  }

  /// `POST /v1/batches`.
  func create(_ body: Data, authorization: String?) async throws -> Answer {
    if let refusal = try await responder.refused(authorization) { return .json(refusal.status, refusal.body) }
    let wish: BatchWire.Wish
    do { wish = try JSONDecoder().decode(BatchWire.Wish.self, from: body) } catch {
      return try refusal(400, "The body asks for no batch: \(explain(error))")
    }
    guard let file = files.first(where: { $0.id == wish.inputFile && $0.isInput }) else {
      return try refusal(404, "No such file: \(wish.inputFile).")
    }
    guard wish.path == "/v1/chat/completions", wish.window == "24h" else {
      return try refusal(400, "Only /v1/chat/completions within 24h is done here.")
    }
    let id = "batch_sim_\(batches.count + 1)"
    var batch = SimulatedBatch(id: id, inputFile: file.id, metadata: wish.metadata ?? [:])
    let input = BatchInput(file.bytes)
    batch.total = input.lines.count
    var faults = input.faults
    for model in input.models where await !responder.knows(model) {
      faults.append("The model '\(model)' does not exist.")
    }
    if strikes(.failed, file.name) { faults.append("A simulated failure.") }
    batch.failures = faults
    batches.append(batch)
    try log?.append(RequestLog.Entry(status: 200, batch: id, file: file.name))
    return strikes(.cut, file.name) ? .cut : .json(200, try ChatWire.encode(BatchWire.Batch(batch)))
  }

  /// `GET /v1/batches`, newest first.
  func list(authorization: String?) async throws -> Answer {
    if let refusal = try await responder.refused(authorization) { return .json(refusal.status, refusal.body) }
    if strikes(.noList, "batches") { return try refusal(404, "Not found.") }
    return .json(200, try ChatWire.encode(BatchWire.List(data: batches.reversed().map(BatchWire.Batch.init))))
  }

  /// `GET /v1/batches/ID`, which takes it a step further.
  func batch(_ id: String, authorization: String?) async throws -> Answer {
    if let refusal = try await responder.refused(authorization) { return .json(refusal.status, refusal.body) }
    guard let place = batches.firstIndex(where: { $0.id == id }) else {
      return try refusal(404, "No such batch: \(id).")
    }
    if batches[place].advance() { try await end(place) }
    return .json(200, try ChatWire.encode(BatchWire.Batch(batches[place])))
  }

  /// `POST /v1/batches/ID/cancel`.
  func cancel(_ id: String, authorization: String?) async throws -> Answer {
    if let refusal = try await responder.refused(authorization) { return .json(refusal.status, refusal.body) }
    guard let place = batches.firstIndex(where: { $0.id == id }) else {
      return try refusal(404, "No such batch: \(id).")
    }
    batches[place].cancel()
    return .json(200, try ChatWire.encode(BatchWire.Batch(batches[place])))
  }

  /// Does the work of a batch whose time has come.
  private func end(_ place: Int) async throws {
    var batch = batches[place]
    guard let file = files.first(where: { $0.id == batch.inputFile }) else { return }
    var lines = BatchInput(file.bytes).lines
    if faults.contains(where: { $0.kind == .shuffle }) {
      let draws = Draws("batch order", "\(seed)")
      lines = lines.map { (draws.unit($0.id), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
    var output = Data()
    var errors = Data()
    for line in lines {
      if strikes(.missing, line.id) { continue }
      if strikes(.expired, line.id) || batch.status == .cancelled {
        let code = batch.status == .cancelled ? "batch_cancelled" : "batch_expired"
        if batch.status == .completed { batch.status = .expired }
        errors.append(BatchOutput.notCarriedOut(line.id, code: code))
        batch.failed += 1
        continue
      }
      let answer = try await responder.chat(inBatch: line.request)
      guard let answered = try BatchOutput(answer, struckByError: strikes(.error, line.id)) else { continue }
      let text = answered.line(line.id, isBare: strikes(.bare, line.id))
      if answered.isGood { output.append(text) } else { errors.append(text) }
      if answered.isGood { batch.completed += 1 } else { batch.failed += 1 }
      guard answered.isGood else { continue }
      if strikes(.duplicate, line.id) { output.append(text) }
      if strikes(.differs, line.id), let other = answered.reworded() {
        output.append(other.line(line.id, isBare: false))
      }
      if strikes(.unknown, line.id) { output.append(answered.line("nobody-asked-\(line.id.prefix(8))", isBare: false)) }
    }
    batch.outputFile = add(output, "\(batch.id)_output.jsonl")
    batch.errorFile = add(errors, "\(batch.id)_error.jsonl")
    batches[place] = batch
  }

  private func add(_ bytes: Data, _ name: String) -> String? {
    if bytes.isEmpty { return nil }
    files.append(File(id: "file-sim-\(files.count + 1)", name: name, bytes: bytes, isInput: false))
    return files[files.count - 1].id
  }

  private func refusal(_ status: Int, _ message: String) throws -> Answer {
    .json(status, try Responder.error(message, "invalid_request_error", nil))
  }
}
