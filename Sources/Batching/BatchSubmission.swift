public import CaptionClient
internal import Digest
public import StudyStore

/// Gives shards to their services, each once, whatever happens.
///
/// What is about to be done is durable before it is done, and every file and batch carries its shard's mark. So after a crash
/// the service's own list tells what was done; where it has no list and a batch may have been made, nothing is sent.
public struct BatchSubmission {
  let ledger: BatchLedger
  let clock: () -> Int64
  private let service: (BatchShard) throws -> BatchService
  private let grace: Duration
  private let tell: (String) -> Void
  private let answered: (BatchShard) throws -> Int
  /// Service address → batches that carry a mark or are of a file of this folder, as far back as its beginning.
  private var lists: [String: Listed] = [:]

  private struct Listed {
    var batches: [BatchState] = []
    /// Why there is no list; nil where there is one.
    var missing: BatchServiceError?
  }

  /// What became of a shard.
  public struct Sent: Sendable {
    /// The shard, with its batch.
    public var shard: BatchShard
    /// Whether its batch was there already.
    public var wasThere: Bool
    /// Requests of it that were answered since it was written. Where there are any and no batch was there, none was made:
    /// the shard is ended, and what has no answer is exported again.
    public var answered = 0
  }

  /// Seconds that clocks here and at a service may differ.
  private static let clockError = 86_400

  /// Under which name a batch's metadata holds its shard's mark.
  public static let markKey = "blindfold_shard"

  /// - Parameters:
  ///   - service: whose turn a shard is.
  ///   - grace: how long a batch whose making was cut off may take to appear in the service's list.
  ///   - clock: milliseconds since 1970.
  ///   - answered: how many requests of a shard have an answer by now, wherever it came from.
  ///   - tell: told in a line what should be known.
  public init(
    _ ledger: BatchLedger, service: @escaping (BatchShard) throws -> BatchService, grace: Duration,
    clock: @escaping () -> Int64, answered: @escaping (BatchShard) throws -> Int, tell: @escaping (String) -> Void
  ) {
    self.ledger = ledger
    self.service = service
    self.grace = grace
    self.clock = clock
    self.answered = answered
    self.tell = tell
  }

  /// Submits a shard that has no batch yet.
  ///
  /// - Throws: ``BatchProblem``, what finding its service throws, ``StoreError``, `CancellationError`.
  public mutating func submit(_ shard: BatchShard) async throws -> Sent {
    var shard = shard
    let service = try service(of: &shard)
    let address = service.address.text
    if let found = try await find(shard, at: service) { return try adopt(found, for: &shard, wasThere: true) }
    let answered = try answered(shard)
    guard answered == 0 else {
      try ledger.end(
        shard.number, rest: .expired, reason: "never sent: \(answered) of its file's requests were answered before",
        mayPass: true, at: clock())
      shard.stage = .ended
      return Sent(shard: shard, wasThere: false, answered: answered)
    }
    try await upload(&shard, to: service)
    try Task.checkCancellation()
    try stage(&shard, .creating)
    let made: BatchState
    do throws(BatchServiceError) {
      made = try await service.create(of: shard.inputFile ?? "", metadata: [Self.markKey: shard.mark])
    } catch {
      guard error.isUncertain else {
        try stage(&shard, .uploaded)
        throw BatchProblem.refused(file: shard.file, service: address, error)
      }
      // Its answer was lost: perhaps only that.
      lists[address] = nil
      let listed = try await list(at: service)
      if let found = listed.batches.first(where: { isOf(shard, $0) }) {
        return try adopt(found, for: &shard, wasThere: true)
      }
      throw BatchProblem.uncertain(file: shard.file, service: address, error)
    }
    return try adopt(made, for: &shard, wasThere: false)
  }

  /// The shard's service, which is the one that it was begun at.
  func service(of shard: inout BatchShard) throws -> BatchService {
    let service = try service(shard)
    let address = service.address.text
    if let begun = shard.service, begun != address {
      throw BatchProblem.otherService(file: shard.file, begun: begun, now: address)
    }
    shard.service = address
    return service
  }

  /// The shard's batch, where the service has one.
  private mutating func find(_ shard: BatchShard, at service: BatchService) async throws -> BatchState? {
    // What was listed for the shards before may be older than this one's batch.
    if shard.stage == .creating { lists[service.address.text] = nil }
    var listed = try await list(at: service)
    if let found = listed.batches.first(where: { isOf(shard, $0) }) { return found }
    guard shard.stage == .creating else { return nil }
    let passed = Duration.milliseconds(max(0, clock() - shard.changed))
    if listed.missing == nil, passed < grace {
      tell("\(shard.file): an earlier command was cut off while its batch was being made; looking for it once more …")
      try await Task.sleep(for: grace - passed)
      lists[service.address.text] = nil
      listed = try await list(at: service)
      if let found = listed.batches.first(where: { isOf(shard, $0) }) { return found }
    }
    guard let missing = listed.missing else { return nil }
    if case .noList = missing {
      throw BatchProblem.unknowable(
        file: shard.file, service: service.address.text, mark: shard.mark, missing)
    }
    throw BatchProblem.uncertain(file: shard.file, service: service.address.text, missing)
  }

  func isOf(_ shard: BatchShard, _ batch: BatchState) -> Bool {
    batch.metadata[Self.markKey] == shard.mark || shard.inputFile != nil && batch.inputFile == shard.inputFile
  }

  /// What the service lists, asked once for all shards.
  private mutating func list(at service: BatchService) async throws -> Listed {
    if let known = lists[service.address.text] { return known }
    var listed = Listed()
    // A service without metadata still tells which file a batch is of.
    let files = Set(try ledger.shards().compactMap(\.inputFile))
    do throws(BatchServiceError) {
      try await service.eachBatch(since: Int(ledger.began / 1000) - Self.clockError) { batch in
        if batch.metadata[Self.markKey] != nil || batch.inputFile.map(files.contains) == true {
          listed.batches.append(batch)
        }
      }
    } catch {
      listed.missing = error
    }
    lists[service.address.text] = listed
    return listed
  }

  private func upload(_ shard: inout BatchShard, to service: BatchService) async throws {
    guard shard.inputFile == nil else { return }
    let name = shard.mark + ".jsonl"
    if shard.stage == .uploading {
      // A second copy costs nothing and a service without a list of files has to bear one.
      do throws(BatchServiceError) { shard.inputFile = try await service.file(named: name) } catch {
        tell("\(shard.file): whether it was uploaded before is not known (\(error)); it is uploaded again.")
      }
    }
    if shard.inputFile == nil {
      let path = "\(ledger.folder)/\(shard.file)"
      guard SHA256Stream.hex(ofFile: path) == shard.sha256 else { throw BatchProblem.changed(path: path) }
      try stage(&shard, .uploading)
      do throws(BatchServiceError) {
        shard.inputFile = try await service.upload(path, as: name)
      } catch {
        throw BatchProblem.refused(file: shard.file, service: service.address.text, error)
      }
    }
    try stage(&shard, .uploaded)
  }

  private func adopt(_ batch: BatchState, for shard: inout BatchShard, wasThere: Bool) throws -> Sent {
    shard.batch = batch.id
    shard.take(batch)
    try stage(&shard, .submitted)
    return Sent(shard: shard, wasThere: wasThere)
  }

  private func stage(_ shard: inout BatchShard, _ stage: BatchShard.Stage) throws {
    (shard.stage, shard.changed) = (stage, clock())
    try ledger.put(shard)
  }
}

extension BatchShard {
  /// Takes in what a service says of the shard's batch.
  mutating func take(_ batch: BatchState) {
    status = batch.status
    inputFile = batch.inputFile ?? inputFile
    (outputFile, errorFile, failure) = (batch.outputFile, batch.errorFile, batch.failure)
    if let told = batch.counts { counts = [told.total, told.completed, told.failed] }
  }
}
