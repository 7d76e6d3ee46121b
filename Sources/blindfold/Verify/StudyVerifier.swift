internal import Blinding
internal import Digest
internal import Foundation
internal import Reports
internal import Roster
internal import StudyModel
internal import StudyStore

/// Works a report out again from a study's databases and compares. Nothing in the study's folder is written or changed.
struct StudyVerifier {
  let folder: String
  let receipts: [NotedReceipt]

  /// Everything that was found.
  ///
  /// - Throws: `StoreError` where a database cannot be read; ``Refusal`` where there is nothing to verify yet.
  func verification() async throws -> Verification {
    let (manifest, fault) = manifest()
    guard hasDatabases else {
      if let fault { throw Refusal(.wrongInput, "\(folder)/\(ReportManifest.file): \(fault). Nothing was verified.") }
      guard let manifest else {
        throw Refusal(
          .missingFile,
          "\(folder): neither a study's databases nor a report's manifest.json. Nothing was verified. Name the folder "
            + "that holds decision.md.")
      }
      return DocumentsAlone(folder: folder, manifest: manifest, receipts: receipts).verification()
    }
    let store = try store()
    let reports = try store.reports()
    let contents = try reports.map { ($0, try store.content($0.extent)) }
    try store.recover()
    guard let intake = try PacketIntake(store) else { throw PacketIntake.noPacketsYet(folder) }
    return try await verification(store, intake, contents, manifest, fault)
  }

  /// The databases as they are at one moment.
  private func store() throws -> StudyStore {
    let lock = try StudyLock(folder: folder, isShared: true)
    defer { withExtendedLifetime(lock) {} }
    // What a crash left is completed once the digests are taken: an output that is gone is not put back before.
    return try StudyStore(reading: folder, recover: false)
  }

  private var hasDatabases: Bool {
    [StudyStore.studyPath(in: folder), StudyStore.keyPath(in: folder)].contains(
      where: FileManager.default.fileExists)
  }

  private func manifest() -> (ReportManifest?, fault: String?) {
    do {
      return (try ReportManifest.read(in: folder), nil)
    } catch {
      return (nil, "cannot be read (\(error))")
    }
  }

  private func verification(
    _ store: StudyStore, _ intake: PacketIntake, _ reports: [(record: ReportRecord, content: StudyContent)],
    _ manifest: ReportManifest?, _ fault: String?
  ) async throws -> Verification {
    let names = try store.namesAfterUnblinding() ?? [:]
    let report = theOne(of: reports.map(\.record))
    let evidence = StudyEvidence(
      folder: folder, store: store, intake: intake, report: report, manifest: manifest,
      labels: names.mapValues(\.label))
    var steps = [VerifyStep("databases", notes: ["study.sqlite and key.sqlite are whole, and were only read"])]
    let content = reports.first { $0.record.number == report?.number }?.content
    steps.append(
      try evidence.contents(
        content,
        others: reports.filter { $0.record.number != report?.number }.map { ($0.record, $0.content.summary) }))
    steps += [
      try evidence.commitments(), try evidence.chains(), try evidence.packets(), try evidence.receipts(receipts),
      try evidence.declaration(), try evidence.unblinding(),
    ]
    if let audits = try evidence.audits(names) { steps.append(audits) }
    if let purge = try evidence.purge() { steps.append(purge) }
    if let fault { steps.append(VerifyStep("manifest", findings: [.init(ReportManifest.file, nil, fault)])) }
    if report != nil || manifest != nil {
      steps.append(
        try await documents(
          store, intake, report, manifest, content, names, isLast: report?.number == reports.last?.record.number))
    }
    return Verification(
      folder: folder, title: title(report, manifest), steps: steps, shows: shows(report, names.isEmpty),
      doesNotShow: doesNotShow + (try evidence.lostToPurge()))
  }

  /// The report that the documents are of: the one with the most of those that lie here, the last of several.
  private func theOne(of reports: [ReportRecord]) -> ReportRecord? {
    let here = Dictionary(
      Set(reports.flatMap(\.documents.keys)).compactMap { name in
        FileManager.default.contents(atPath: "\(folder)/\(name)").map { (name, SHA256.hex([UInt8]($0))) }
      }, uniquingKeysWith: { first, _ in first })
    let matching = reports.map { report in report.documents.count { here[$0.key] == $0.value } }
    return zip(matching, reports).max { ($0.0, $0.1.number) < ($1.0, $1.1.number) }?.1
  }

  private func documents(
    _ store: StudyStore, _ intake: PacketIntake, _ report: ReportRecord?, _ manifest: ReportManifest?,
    _ content: StudyContent?, _ names: [ArmCode: Candidate], isLast: Bool
  ) async throws -> VerifyStep {
    guard let report, let content, let unblinding = try store.unblinding() else {
      var step = DocumentCheck(folder: folder, report: nil, manifest: manifest, remade: [:]).step()
      step.notes.append("not made again: there is no record of what they were made from")
      if let manifest {
        let recounted = DocumentsAlone(folder: folder, manifest: manifest, receipts: []).ratings()
        step.findings += recounted.findings
        step.notes += recounted.notes
      }
      return step
    }
    var remade: [String: String] = [:]
    var fault: String?
    do {
      let collection = try Collection(
        store, intake, read: Set(report.inputs.packetsRead), upTo: report.extent)
      let blind = try await BlindResults(
        collection, categories: try store.categories(), secondsPerItem: Double(report.inputs.secondsPerItem))
      let dossier = try DossierBuilder(
        store: store, collection: collection, inputs: report.inputs, extent: report.extent,
        contents: content.summary, at: report.at, names: names, unblinding: unblinding
      ).build(blind)
      remade = Dictionary(
        try ReportWriter.render(dossier).map { ($0.name, $0.text) }, uniquingKeysWith: { first, _ in first })
    } catch {
      fault = "\(error)".replacing("\n", with: " ")
    }
    var step = DocumentCheck(folder: folder, report: report, manifest: manifest, remade: remade).step()
    if let fault {
      step.findings.append(VerifyStep.Finding("databases", nil, "no report can be made from them any more: \(fault)"))
    }
    let late = try store.extent().ratings.reduce(0) { $0 + max(0, $1.value - (report.extent.ratings[$1.key] ?? 0)) }
    if late > 0 {
      step.notes.append(
        "the study went on: \(counted(late, "entry", "entries")) came in after this report, which was made again as it was "
          + "then. 'blindfold report' makes one with them")
    }
    if !isLast {
      step.notes.append(
        "a later report was begun, and its documents were not put in place: run 'blindfold report' again")
    }
    return step
  }

  private func title(_ report: ReportRecord?, _ manifest: ReportManifest?) -> String? {
    if let report {
      let at = Date(timeIntervalSince1970: Double(report.at) / 1000).formatted(.iso8601)
      return "\(report.inputs.study): report \(report.number), of \(at), by \(report.who), made by blindfold "
        + "\(report.inputs.versions["blindfold"] ?? "?")"
    }
    return manifest.map { "\($0.study): report of \($0.reportMade)" }
  }

  private func shows(_ report: ReportRecord?, _ isBlind: Bool) -> [String] {
    let evidence =
      "Captions, candidates and packets are those committed to before the first packet left, and every collected rating "
      + "stands in its rater's chain."
    guard let report, !isBlind else { return [evidence] }
    let documents =
      report.inputs.versions["blindfold"] == programVersion
      ? "Every number of the documents follows"
      : "What both versions know of results.json, manifest.json, ratings.csv and answers.csv follows"
    return [
      "\(documents) from study.sqlite and key.sqlite as they are here.", evidence,
    ] + (receipts.isEmpty ? [] : ["The ratings are those that the raters of the receipts given had left."])
  }

  private var doesNotShow: [String] {
    [
      "That nobody made ratings, chains, databases and documents anew together. Only what raters noted on leaving tells: "
        + "--receipt RATER:ENTRIES:CHAIN, and packets that they still have.",
      "That raters worked alone, or that no other study was thrown away.",
      "That services answered and billed what the ledger says.",
    ]
  }
}
