internal import Blinding
internal import Captioning
internal import StudyModel
internal import StudyStore

/// Holds a study, or an output, while its batches are submitted: nobody asks for the same meanwhile, and what has an answer
/// by now is known.
final class BatchHold: Sendable {
  private enum Held: Sendable {
    case study(StudyLock, arms: [String: ArmCode], stored: [ArmCode: Set<ItemID>])
    case output(BulkOutput, BulkLedger)
  }

  private let held: Held
  private let ledger: BatchLedger

  /// Requests that are looked up together.
  private static let part = 2_000

  /// - Throws: ``Refusal``, `StoreError`, `BulkError` where another command holds it.
  init(_ location: BatchLocation, _ ledger: BatchLedger) async throws {
    self.ledger = ledger
    switch location.subject {
    case .study(let study):
      let lock = try StudyLock(folder: study.folder)
      let store = try StudyStore(folder: study.folder, create: false)
      held = .study(lock, arms: try store.arms(), stored: try store.storedItems())
    case .output(let path, let form):
      let (output, done) = try await ListBatchKeeper.opened(path, form, ledger).0
      held = .output(output, done)
    }
  }

  /// How many requests of a shard have an answer, by batch or one by one.
  func answered(of shard: BatchShard) throws -> Int {
    let counts = try ledger.counts()[shard.number] ?? [:]
    var answered = counts[.answered, default: 0] + counts[.refused, default: 0]
    var last: Int64 = 0
    while true {
      let page = try ledger.requests(of: shard.number, in: .out, after: last, limit: Self.part)
      guard let end = page.last?.sequence else { return answered }
      answered += try stored(page.map(\.request), of: shard)
      last = end
    }
  }

  private func stored(_ requests: [BatchRequest], of shard: BatchShard) throws -> Int {
    switch held {
    case .study(_, let arms, let stored):
      let items = arms[shard.candidate].flatMap { stored[$0] } ?? []
      return requests.count { ItemID(bytes: $0.subject).map(items.contains) == true }
    case .output(_, let done):
      let standings = try done.standings(of: requests.map { RowKey(digest: $0.subject) })
      return standings.values.count { if case .done = $0 { true } else { false } }
    }
  }

  /// Lets go.
  func end() async {
    if case .output(let output, _) = held { await output.close() }
  }
}
