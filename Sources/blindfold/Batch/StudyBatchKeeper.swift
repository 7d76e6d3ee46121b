internal import Batching
internal import Blinding
internal import CaptionClient
internal import Captioning
internal import Digest
internal import Roster
internal import Runner
internal import StudyModel
internal import StudyStore

/// Keeps what came by batch in a study, as a run would have.
actor StudyBatchKeeper: BatchKeeper {
  private(set) var seconds: [Double?] = []
  private let reading: StudyReading
  private let store: StudyStore
  private let lock: StudyLock
  private let arms: [String: ArmCode]
  private let candidates: [String: Candidate]
  private let items: [ItemID: SetItem]

  /// - Parameter folder: of the shards; nothing is begun in a study that exported nothing.
  init(_ location: StudyLocation, folder: String) throws {
    guard BatchLedger.exists(in: folder) else { throw BatchLedgerError.nothingExported(folder: folder) }
    reading = try StudyReading(location)
    try PurgedStudy.refuse(in: location.folder, "Nothing was imported. For more captions start a new study.")
    lock = try StudyLock(folder: location.folder)
    store = try StudyStore(folder: location.folder, create: true)
    arms = try store.begin(reading.plan, at: now())
    candidates = Dictionary(reading.plan.candidates.map { ($0.label, $0) }) { first, _ in first }
    items = Dictionary(reading.plan.items.map { ($0.id, $0) }) { first, _ in first }
  }

  func begin(_ ledger: BatchLedger) async throws {}

  func keep(_ arrived: [BatchImport.Arrived]) async throws {
    let checks = reading.plan.checks
    // What is given up may be anybody's; an answer that counts is the candidate's that was asked.
    for shard in Set(arrived.filter { $0.reply != nil && $0.second == nil }.map(\.shard)) {
      guard let candidate = candidates[shard.candidate], try candidate.asks(like: shard.asked()) else {
        throw Refusal(
          .wrongInput,
          "\(reading.location.studyFile): candidate '\(shard.candidate)' is not what it was when \(shard.file) was exported. "
            + "These answers would be another candidate's and were not imported. Put the study file back; or take "
            + "its results away, give them up with --all, and export anew.")
      }
    }
    seconds += try store.take(
      arrived.compactMap { arrived in
        let (request, shard) = (arrived.request, arrived.shard)
        guard let arm = arms[shard.candidate], let item = ItemID(bytes: request.subject), let image = items[item] else {
          return nil
        }
        let asked = BatchedAnswer(arrived, model: try shard.call().model, price: candidates[shard.candidate]?.price)
        guard let (text, outcome) = asked.answer(checks) else {
          return StudyStore.BatchAnswer(arm: arm, item: item, attempt: asked.attempt, output: nil, breaches: [])
        }
        let caption = CandidateSources.caption(text, outcome, for: image, checks)
        return StudyStore.BatchAnswer(
          arm: arm, item: item, attempt: asked.attempt,
          output: Output(arm: arm, item: item, text: text, outcome: outcome), breaches: caption.breaches)
      })
  }

  func finish() async throws {}
}

/// What came of one request, as ledgers take it in.
struct BatchedAnswer {
  let attempt: BatchedAttempt
  private let reply: BatchReply?

  /// - Parameter price: of the candidate; what batches cost is taken from it.
  init(_ arrived: BatchImport.Arrived, model: String, price: Price?) {
    let (request, shard) = (arrived.request, arrived.shard)
    reply = arrived.reply
    let start = AttemptStart(
      number: request.times, startedAt: shard.changed, requestedModel: model, imageSent: request.imageSent)
    attempt = BatchedAttempt(
      mark: shard.mark, start: LedgerStart(start), at: shard.changed,
      ending: reply.map { LedgerAttempt(batched: $0.record(start, endedAt: now()), price: price) } ?? .missingInBatch,
      second: arrived.second)
  }

  /// The caption and how it counts; nil where there is no answer, or another counts.
  func answer(_ checks: CaptionChecks) -> (text: String?, outcome: Outcome)? {
    guard attempt.second == nil, case .answered(let reading, let outcome) = reply?.result else { return nil }
    return (reading.text, outcome == .captioned ? checks.outcome(of: reading.text) : outcome)
  }

  /// Why there is no caption though there is an answer.
  var refusal: String? {
    guard case .answered(let reading, _) = reply?.result else { return nil }
    return reading.refusal
  }
}

extension ItemID {
  /// - Returns: nil where the bytes are no SHA-256.
  init?(bytes: [UInt8]) { self.init(hex: hexadecimal(bytes)) }
}
