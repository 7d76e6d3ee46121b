internal import Batching
internal import Captioning
internal import Foundation
internal import Roster
internal import StudyFile
internal import StudyModel
internal import StudyStore

/// Writes what a run would still send for a study's model candidates.
struct BatchStudyExport {
  let location: BatchLocation
  /// Labels; all candidates where there are none.
  let only: [String]
  let limits: ShardWriter.Limits
  let includesErrors: Bool
  /// Whether a small chance of a verdict was accepted.
  let accepted: Bool

  /// What a study's batch folder is for; each shard says which candidate it asks.
  static let definition = #"{"study":true}"#

  func run() async throws {
    guard case .study(let study) = location.subject else {
      throw Refusal(
        .wrongInput, "\(location.typed): an output of captions, and no study. Give the list, and --out with this name.")
    }
    let reading = try StudyReading(study)
    try PurgedStudy.refuse(in: study.folder, "Nothing was written. For more captions start a new study.")
    for notice in reading.plan.notices { printError(notice) }
    try reading.refuseTakenQuestionIDs()
    let candidates = try wanted(reading.plan)
    let lock = try StudyLock(folder: study.folder)
    defer { withExtendedLifetime(lock) {} }
    let accepted = try await SmallChance.askAgain(reading, study: location.typed, accepted: accepted)
    let store = try StudyStore(folder: study.folder, create: true)
    let arms = try store.begin(reading.plan, at: now())
    if let accepted { try SmallChance.note(accepted, in: store) }
    let folder = try location.madeFolder()
    let folderLock = try StudyLock(folder: folder)
    defer { withExtendedLifetime(folderLock) {} }
    let ledger = try BatchLedger(folder: folder, definition: Self.definition, at: now())
    let stored = try store.storedItems()
    var exported = BatchExported()
    for candidate in candidates {
      guard let call = candidate.call, let arm = arms[candidate.label] else { continue }
      let questions = try BatchQuestions(call, label: candidate.label)
      let writer = ShardWriter(
        ledger, candidate: candidate.label, definition: try candidate.canonical(), limits: limits, clock: now)
      for item in reading.plan.items {
        guard stored[arm]?.contains(item.id) != true else {
          exported.answered += 1
          continue
        }
        let subject = item.id.bytes
        let id = ledger.id(of: subject, candidate: candidate.label)
        guard exported.wants(try ledger.request(id), includesErrors: includesErrors) else { continue }
        do {
          let line = try questions.line(CaptionRequest(item) { try imageBytes(of: item) }, id: id.text)
          guard writer.fits(line) else {
            exported.leave(item.fileName, "its request alone is over \(megabytes(limits.bytes)); set max_side")
            continue
          }
          try writer.add(
            line,
            NewBatchRequest(id: id, subject: subject, name: item.fileName, sha256: subject, imageSent: line.imageSent))
        } catch let unusable as BatchQuestions.Unusable {
          exported.leave(item.fileName, unusable.description)
        }
        try Task.checkCancellation()
      }
      try writer.finish()
      exported.shards += writer.shards
    }
    notePrices(candidates)
    print(exported.text(folder: folder, typed: location.typed))
    if exported.shards.isEmpty, exported.out == 0 { print("next: blindfold run \(quoted(location.typed))") }
  }

  /// The candidates that are asked; what cannot go by batch is told.
  private func wanted(_ plan: StudyPlan) throws -> [Candidate] {
    let labels = plan.candidates.map(\.label)
    if let unknown = only.first(where: { !labels.contains($0) }) {
      throw Refusal(
        .wrongInput,
        "\(plan.path): no candidate '\(visible(unknown))'. Nothing was written. "
          + (nearest(to: unknown, among: labels).map { "Did you mean '\($0)'?" }
            ?? "Candidates: \(labels.joined(separator: ", "))."))
    }
    let chosen = plan.candidates.filter { only.isEmpty || only.contains($0.label) }
    for candidate in chosen where candidate.policy != nil {
      printError(
        "'\(candidate.label)' is a policy: what it asks depends on what was answered before, so it is asked by 'run' alone."
      )
    }
    let models = chosen.filter { $0.call != nil }
    guard !models.isEmpty else {
      throw Refusal(
        .wrongInput, "\(plan.path): no candidate here is a model, so there is nothing to ask by batch. Use 'run'.")
    }
    let missing = models.flatMap { Captioner.missingFields(of: $0, in: plan.items) }
    if !missing.isEmpty {
      throw Refusal(.wrongInput, missing.map { "\(plan.path): \($0)" }.joined(separator: "\n\n"))
    }
    return models
  }
}

/// Says what a batch's captions will cost nobody knows.
func notePrices(_ candidates: [Candidate]) {
  let unpriced = candidates.filter { $0.call != nil && $0.price?.inBatch == nil }.map(\.label)
  if unpriced.isEmpty { return }
  printError(
    "no batch price is known of \(unpriced.map { "'\($0)'" }.joined(separator: ", ")), so what its captions cost by batch "
      + "will be unknown. Write `price: {input: 2.50, output: 10.00, batch: {input: 1.25, output: 5.00}}`, or name a file of "
      + "prices that has them.")
}
