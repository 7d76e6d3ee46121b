public import CaptionClient
internal import Glibc
public import StudyStore

/// Asks services how far batches are, and brings their results.
public struct BatchFetch {
  private let ledger: BatchLedger
  private let service: (BatchShard) throws -> BatchService
  private let clock: () -> Int64

  /// - Parameters:
  ///   - service: whose turn a shard is.
  ///   - clock: milliseconds since 1970.
  public init(
    _ ledger: BatchLedger, service: @escaping (BatchShard) throws -> BatchService, clock: @escaping () -> Int64
  ) {
    self.ledger = ledger
    self.service = service
    self.clock = clock
  }

  /// Where a folder's results come to be.
  public static func folder(in folder: String) -> String { folder + "/results" }

  /// Looks at a shard's batch, and brings its files once it has ended.
  ///
  /// - Returns: the shard as it is now.
  /// - Throws: ``BatchProblem``, what finding its service throws, ``StoreError``.
  public func fetch(_ shard: BatchShard) async throws -> BatchShard {
    guard let batch = shard.batch, isToFetch(shard) else { return shard }
    var shard = shard
    shard.isFetched = false
    let service = try service(shard)
    do {
      let state = try await service.batch(batch)
      shard.take(state)
      guard state.isEnded else {
        try put(shard)
        return shard
      }
      try await bring(state.outputFile, Self.answers(shard), service)
      try await bring(state.errorFile, Self.errors(shard), service)
    } catch let error as BatchServiceError {
      throw BatchProblem.notFetched(
        file: shard.file, number: shard.number, service: service.address.text, error)
    }
    shard.isFetched = true
    try put(shard)
    return shard
  }

  /// Whether something of a shard is to be asked of its service: its results are not here, or no longer.
  public func isToFetch(_ shard: BatchShard) -> Bool {
    guard shard.batch != nil, shard.stage != .ended else { return false }
    return !shard.isFetched
      || !Self.names(of: shard).allSatisfy { access("\(Self.folder(in: ledger.folder))/\($0)", F_OK) == 0 }
  }

  /// Names of the files that a shard's results are in once they are fetched.
  static func names(of shard: BatchShard) -> [String] {
    (shard.outputFile == nil ? [] : [answers(shard)]) + (shard.errorFile == nil ? [] : [errors(shard)])
  }

  private static func answers(_ shard: BatchShard) -> String { shard.file.replacing(".jsonl", with: "-output.jsonl") }
  private static func errors(_ shard: BatchShard) -> String { shard.file.replacing(".jsonl", with: "-errors.jsonl") }

  /// Whether a file lies where fetched ones do, however its path is written.
  static func isFetched(_ path: String, in folder: String) -> Bool {
    func real(_ path: String) -> String? {
      guard let text = realpath(path, nil) else { return nil }
      defer { free(text) }
      return String(cString: text)
    }
    guard let file = real(path), let results = real(Self.folder(in: folder)) else { return false }
    return file.hasPrefix(results + "/")
  }

  private func put(_ shard: BatchShard) throws { try ledger.put(shard) }

  private func bring(_ file: String?, _ name: String, _ service: BatchService) async throws {
    guard let file else { return }
    let folder = Self.folder(in: ledger.folder)
    let path = "\(folder)/\(name)"
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
      throw BatchProblem.notWritten(path: path, detail: String(cString: strerror(errno)))
    }
    let whole = try PartFile(path)
    try await service.download(file, to: whole.descriptor)
    try whole.finish()
  }

  /// Files of results that were fetched, in order.
  public static func files(in folder: String) -> [String] {
    var names: [String] = []
    guard let stream = opendir(Self.folder(in: folder)) else { return [] }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
        String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(".jsonl") { names.append(name) }
    }
    // Answers first: an error's line beside an answer is the odd one.
    return names.sorted { ($0.hasSuffix("-errors.jsonl") ? 1 : 0, $0) < ($1.hasSuffix("-errors.jsonl") ? 1 : 0, $1) }
      .map { "\(Self.folder(in: folder))/\($0)" }
  }
}
