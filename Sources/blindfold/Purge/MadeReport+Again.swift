internal import Foundation
internal import StudyModel
internal import StudyStore

extension MadeReport {
  /// Makes a report again when captions, packets and maybe the study's own files are gone: from the databases, and from
  /// what the last report noted of the rest. The study's lock is held by the caller.
  ///
  /// - Throws: `Refusal`, `StoreError` where the databases do not hold together.
  init(again store: StudyStore) async throws {
    guard let intake = try PacketIntake(store), var inputs = try store.reports().last?.inputs,
      let names = try store.namesAfterUnblinding(), let unblinding = try store.unblinding()
    else {
      throw Refusal(
        .notFinished, "\(store.folder): no report was made yet. Run: blindfold report \(quoted(store.folder))")
    }
    inputs.versions["blindfold"] = programVersion
    let integrity = StudyIntegrity(store, intake.plan, intake.declared)
    try integrity.check(intake.commitments)
    try integrity.checkCommitments(store.outputs(), intake.commitments)
    let collection = try Collection(store, intake, read: Set(inputs.packetsRead))
    let blind = try await BlindResults(
      collection, categories: try store.categories(), secondsPerItem: Double(inputs.secondsPerItem))
    try self.init(store, collection, inputs, blind, names: names, unblinding: unblinding)
  }
}
