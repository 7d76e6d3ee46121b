/// A batch of the stand-in and how far it is.
struct SimulatedBatch: Sendable {
  enum Status: String, Sendable {
    case validating, failed, inProgress = "in_progress", finalizing, completed, expired, cancelling, cancelled
  }

  let id: String
  let inputFile: String
  let metadata: [String: String]
  var status = Status.validating
  var outputFile: String?
  var errorFile: String?
  var total = 0
  var completed = 0
  var failed = 0
  /// What is wrong with it as a whole.
  var failures: [String] = []

  init(id: String, inputFile: String, metadata: [String: String]) {
    self.id = id
    self.inputFile = inputFile
    self.metadata = metadata
  }

  /// One step further.
  ///
  /// - Returns: whether its work is to be done now.
  mutating func advance() -> Bool {
    switch status {
    case .validating:
      status = failures.isEmpty ? .inProgress : .failed
      return false
    case .inProgress:
      status = .finalizing
      return false
    case .finalizing:
      status = .completed
      return true
    case .cancelling:
      status = .cancelled
      return true
    case .failed, .completed, .expired, .cancelled: return false
    }
  }

  mutating func cancel() {
    switch status {
    case .validating, .inProgress, .finalizing: status = .cancelling
    case .failed, .completed, .expired, .cancelling, .cancelled: break
    }
  }
}

/// The JSON shapes of OpenAI's files and batches.
enum BatchWire {
  struct Wish: Decodable {
    var inputFile: String
    var path: String
    var window: String
    var metadata: [String: String]?

    private enum CodingKeys: String, CodingKey {
      case metadata
      case inputFile = "input_file_id"
      case path = "endpoint"
      case window = "completion_window"
    }
  }

  /// What is told of a file.
  struct Told {
    var id: String
    var name: String
    var bytes: Int
  }

  struct File: Encodable {
    let id: String
    let bytes: Int
    let filename: String
    var object = "file"
    var purpose = "batch"

    init(_ file: Told) { (id, bytes, filename) = (file.id, file.bytes, file.name) }
  }

  struct List<Element: Encodable>: Encodable {
    var object = "list"
    let data: [Element]
    var hasMore = false

    private enum CodingKeys: String, CodingKey {
      case object, data
      case hasMore = "has_more"
    }
  }

  struct Batch: Encodable {
    private let batch: SimulatedBatch

    init(_ batch: SimulatedBatch) { self.batch = batch }

    private enum CodingKeys: String, CodingKey {
      case id, object, errors, status, metadata
      case path = "endpoint"
      case inputFile = "input_file_id"
      case window = "completion_window"
      case outputFile = "output_file_id"
      case errorFile = "error_file_id"
      case counts = "request_counts"
    }

    private struct Failures: Encodable {
      struct Failure: Encodable { var message: String }
      var object = "list"
      var data: [Failure]
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(batch.id, forKey: .id)
      try container.encode("batch", forKey: .object)
      try container.encode("/v1/chat/completions", forKey: .path)
      let failures = batch.status == .failed ? batch.failures.map { Failures.Failure(message: $0) } : []
      try container.encode(failures.isEmpty ? nil : Failures(data: failures), forKey: .errors)
      try container.encode(batch.inputFile, forKey: .inputFile)
      try container.encode("24h", forKey: .window)
      try container.encode(batch.status.rawValue, forKey: .status)
      try container.encode(batch.outputFile, forKey: .outputFile)
      try container.encode(batch.errorFile, forKey: .errorFile)
      try container.encode(batch.metadata, forKey: .metadata)
      try container.encode(
        ["total": batch.total, "completed": batch.completed, "failed": batch.failed], forKey: .counts)
    }
  }
}
