public import Captioning
internal import Digest
public import StudyStore

/// Writes requests of one candidate into shards, one after the other. No more than the list of one shard's requests is in
/// memory.
///
/// A shard is in the ledger once its file is on the disk whole; a crash leaves at most a file that the next export writes over.
public final class ShardWriter {
  /// How large a shard may be: what every service takes.
  public struct Limits: Hashable, Sendable {
    /// Most requests.
    public var lines: Int
    /// Most bytes.
    public var bytes: Int

    /// How large a shard may be.
    public init(lines: Int = 50_000, bytes: Int = 100_000_000) {
      self.lines = lines
      self.bytes = bytes
    }
  }

  /// A shard that is durable.
  public struct Written: Hashable, Sendable {
    /// The file's name in the folder.
    public var file: String
    /// The name of the candidate that it is for.
    public var candidate: String
    /// Requests.
    public var lines: Int
    /// Bytes.
    public var bytes: Int
  }

  private let ledger: BatchLedger
  private let candidate: String
  private let definition: String
  private let limits: Limits
  private let clock: () -> Int64
  /// The shards that are durable, in order.
  public private(set) var shards: [Written] = []
  private var file: ShardFile?
  private var requests: [NewBatchRequest] = []
  private var waiting: Set<BatchRequestID> = []
  private var number = 0

  /// - Parameters:
  ///   - candidate: the name of the one that all requests are for.
  ///   - definition: of it, as canonical JSON.
  public init(
    _ ledger: BatchLedger, candidate: String, definition: String, limits: Limits, clock: @escaping () -> Int64
  ) {
    self.ledger = ledger
    self.candidate = candidate
    self.definition = definition
    self.limits = limits
    self.clock = clock
  }

  /// Whether a request waits for its shard to be full: the ledger does not know it yet.
  public func isWaiting(_ id: BatchRequestID) -> Bool { waiting.contains(id) }

  /// Whether a line is within what a shard may be.
  public func fits(_ line: BatchQuestions.Line) -> Bool { line.count <= limits.bytes }

  /// Adds a request.
  ///
  /// - Precondition: it ``fits(_:)``.
  /// - Throws: ``BatchProblem/notWritten(path:detail:)``, ``StoreError``.
  public func add(_ line: BatchQuestions.Line, _ request: NewBatchRequest) throws {
    if let file, file.bytes + line.count > limits.bytes || requests.count == limits.lines { try finish() }
    let file = try self.file ?? begin()
    for segment in line.segments { try file.write(segment) }
    requests.append(request)
    waiting.insert(request.id)
  }

  /// Ends the last shard, if one is begun.
  public func finish() throws {
    guard let file else { return }
    let sha256 = try file.finish()
    let shard = NewBatchShard(
      candidate: candidate, definition: definition, number: number, file: Self.name(number), bytes: file.bytes,
      sha256: sha256, requests: requests)
    try ledger.add(shard, at: clock())
    self.file = nil
    requests.removeAll(keepingCapacity: true)
    waiting.removeAll(keepingCapacity: true)
    shards.append(Written(file: shard.file, candidate: candidate, lines: shard.requests.count, bytes: shard.bytes))
  }

  private func begin() throws -> ShardFile {
    number = try ledger.nextShard()
    let file = try ShardFile("\(ledger.folder)/\(Self.name(number))")
    self.file = file
    return file
  }

  private static func name(_ number: Int) -> String {
    let digits = String(number)
    return "shard-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + ".jsonl"
  }
}

/// The file of one shard.
final class ShardFile {
  private let file: PartFile
  private let hash = SHA256Stream()
  private(set) var bytes = 0

  init(_ path: String) throws { file = try PartFile(path) }

  func write(_ segment: [UInt8]) throws {
    bytes += segment.count
    hash.update(segment)
    try file.write(segment)
  }

  /// - Returns: the file's SHA-256.
  func finish() throws -> String {
    try file.finish()
    return hash.finish()
  }
}
