internal import Batching
internal import Captioning
internal import Digest
internal import Foundation
internal import Roster
internal import Runner
internal import StudyModel
internal import StudyStore

/// Keeps what came by batch in an output of captions, as `caption` would have.
actor ListBatchKeeper: BatchKeeper {
  private let out: String
  private let form: OutputForm
  private(set) var seconds: [Double?] = []
  private var opened: (output: BulkOutput, ledger: BulkLedger, definition: CaptionJobDefinition)?

  init(out: String, form: OutputForm) {
    self.out = out
    self.form = form
  }

  /// Opens the output that a ledger's captions go to.
  static func opened(
    _ out: String, _ form: OutputForm, _ ledger: BatchLedger
  ) async throws -> ((BulkOutput, BulkLedger), CaptionJobDefinition) {
    guard let definition = try? JSONDecoder().decode(CaptionJobDefinition.self, from: Data(ledger.definition.utf8))
    else {
      throw StoreError.unreadable(path: ledger.folder, detail: "its policy is not what was written")
    }
    let job = BulkJob(definition: ledger.definition, header: form.header, earlierHeaders: form.earlierHeaders)
    return (try await BulkOutput.open(out, job: job, at: now()), definition)
  }

  func begin(_ ledger: BatchLedger) async throws {
    let ((output, done), definition) = try await Self.opened(out, form, ledger)
    opened = (output, done, definition)
  }

  func keep(_ arrived: [BatchImport.Arrived]) async throws {
    guard let opened else { preconditionFailure("nothing was begun") }
    let (candidate, checks) = (opened.definition.candidate, opened.definition.checks)
    seconds += try opened.ledger.take(
      arrived.map { arrived in
        let asked = BatchedAnswer(arrived, model: try arrived.shard.call().model, price: candidate.price)
        let row = RowKey(digest: arrived.request.subject)
        guard let (text, outcome) = asked.answer(checks) else {
          return BulkLedger.BatchAnswer(row: row, part: candidate.label, attempt: asked.attempt, result: nil)
        }
        let request = arrived.request
        var line = CaptionLine(row: request.row ?? 0, image: request.name, outcome: outcome.rawValue)
        line.sha256 = request.sha256.map { hexadecimal($0) }
        (line.caption, line.reason, line.part) = (text, text == nil ? asked.refusal : nil, candidate.label)
        line.breaches = text.map { checks.breaches(of: $0, fileName: request.name).map(\.rule) } ?? []
        line.totals.add(asked.attempt.ending)
        line.flags = asked.attempt.ending.flags(of: text)
        return BulkLedger.BatchAnswer(
          row: row, part: candidate.label, attempt: asked.attempt,
          result: RowResult(
            outcome: outcome.rawValue, part: candidate.label, file: request.file, cache: nil,
            line: line.written(as: form, under: opened.ledger.header)))
      })
    try await opened.output.catchUp()
  }

  func finish() async throws {
    guard let opened else { return }
    try await opened.output.takeOutReplaced()
    try await opened.output.flush()
    await opened.output.close()
    self.opened = nil
  }
}
