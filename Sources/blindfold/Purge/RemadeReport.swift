internal import Digest
internal import Foundation
internal import Reports
internal import StudyModel
internal import StudyStore

/// A report made again when captions, packets and maybe the study's own files are gone: from the databases, and from what
/// the last report noted of the rest.
struct RemadeReport {
  let store: StudyStore

  /// Works everything out again, and keeps what it was made from. The study's lock is held by the caller.
  ///
  /// - Throws: `Refusal`, `StoreError` where the databases do not hold together.
  func make() async throws -> (dossier: Dossier, files: [(name: String, text: String)]) {
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
    let extent = try store.extent()
    let content = try store.content(extent)
    let at = now()
    let dossier = try DossierBuilder(
      store: store, collection: collection, inputs: inputs, extent: extent, contents: content.summary, at: at,
      names: names, unblinding: unblinding
    ).build(blind)
    let files = try ReportWriter.render(dossier)
    try store.keepReport(
      at: at, inputs, extent, content,
      documents: Dictionary(files.map { ($0.name, SHA256.hex($0.text)) }, uniquingKeysWith: { first, _ in first }))
    return (dossier, files)
  }
}
