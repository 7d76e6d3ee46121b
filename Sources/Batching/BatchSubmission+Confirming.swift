internal import CaptionClient
public import StudyStore

extension BatchSubmission {
  /// Asks a service for a batch that somebody says it made of a shard: a word that is mistaken would lose the shard's answers,
  /// or import another's. A service that tells neither mark nor file leaves it to who looked.
  ///
  /// - Parameter batch: the service's name for it.
  /// - Returns: the shard with its batch; that is not written down yet.
  /// - Throws: ``BatchProblem``, what finding its service throws, ``StoreError``.
  public func confirmed(_ batch: String, of shard: BatchShard) async throws -> BatchShard {
    var shard = shard
    let service = try service(of: &shard)
    let address = service.address.text
    func other(_ what: String) -> BatchProblem {
      .otherBatch(file: shard.file, number: shard.number, mark: shard.mark, batch: batch, of: what)
    }
    if let taken = try ledger.shards().first(where: { $0.batch == batch && $0.number != shard.number }) {
      throw other("\(taken.file) here")
    }
    let state: BatchState
    do throws(BatchServiceError) {
      state = try await service.batch(batch)
    } catch {
      guard case .refused(let status, _) = error, [400, 404, 410, 422].contains(status) else {
        throw BatchProblem.notConfirmed(file: shard.file, service: address, batch: batch, error)
      }
      throw BatchProblem.noSuchBatch(
        file: shard.file, number: shard.number, service: address, mark: shard.mark, batch: batch, error)
    }
    if !isOf(shard, state) {
      if let mark = state.metadata[Self.markKey] { throw other("the file '\(mark).jsonl'") }
      if let file = state.inputFile, shard.inputFile != nil { throw other("the file that the service calls '\(file)'") }
    }
    shard.take(state)
    (shard.batch, shard.stage, shard.changed) = (batch, .submitted, clock())
    return shard
  }
}
