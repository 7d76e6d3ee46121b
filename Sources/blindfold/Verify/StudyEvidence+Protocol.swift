internal import Blinding
internal import Digest
internal import Foundation
internal import Reports
internal import StudyFile
internal import StudyModel
internal import StudyStore

extension StudyEvidence {
  /// Holds what the study declared against the hash that every packet carries.
  func declaration() throws -> VerifyStep {
    var step = VerifyStep("protocol")
    let hash = intake.declared.hash
    if let listed = manifest?.provenance.digests.protocol, listed != hash {
      step.findings.append(
        VerifyStep.Finding(ReportManifest.file, "provenance.digests.protocol", "not the one that packets carry"))
    }
    step.notes = ["\(hash.prefix(12))…, which every packet carries"]
    if let inputs = report?.inputs, let study = inputs.studyFile, let rubric = inputs.rubric, let set = inputs.imageSet
    {
      let items = try store.categories().map { "\($0.hex) \($1)" }.sorted().map { $0 + "\n" }.joined()
      if SHA256.hex(items) != set {
        step.findings.append(
          VerifyStep.Finding("study.sqlite", "item", "images or their categories are not those that were declared"))
      }
      let parts = StudyProvenance(studyFile: study, rubricFile: rubric, imageSet: set)
      if parts.protocolHash != hash {
        step.findings.append(
          VerifyStep.Finding(
            "key.sqlite", "report", "hashes of study file, rubric and image set do not make up the protocol's"))
      }
      step.notes.append("images and categories make up the image set that it is made of")
      if let bytes = FileManager.default.contents(atPath: folder + "/study.yaml") {
        if SHA256.hex([UInt8](bytes)) != study {
          step.findings.append(
            VerifyStep.Finding("study.yaml", nil, "not the file that was declared: it was changed since the report"))
        } else {
          step.notes.append("study.yaml is the file that was declared")
        }
      } else {
        step.notes.append("study.yaml is not here, and not needed")
      }
    } else if report != nil {
      step.notes.append("study.yaml was changed before the report: only what packets carry is vouched for")
    }
    return step
  }

  /// Holds the manifest's word on the moment when arms got their names against the databases.
  func unblinding() throws -> VerifyStep {
    let entries = try store.log().filter { $0.event == "unblinded" }
    guard let record = try store.unblinding() else { return try blind(isInLog: !entries.isEmpty) }
    var step = VerifyStep("unblinding")
    let stored = try store.storedRatings().mapValues(\.count)
    let planned = Set(intake.plan.packets.map(\.id))
    for (packet, count) in record.collected.sorted(by: { $0.key < $1.key }) {
      func add(_ text: String) { step.findings.append(VerifyStep.Finding("study.sqlite", "rating", text)) }
      if !planned.contains(packet) {
        add("packet \(packet.prefix(12))… had \(counted(count, "entry", "entries")) then, and is not planned any more")
      } else if count > stored[packet] ?? 0 {
        add("\(rater(packet)) had given \(count) entries then, and only \(stored[packet] ?? 0) are here")
      }
    }
    if entries.first?.at != record.at {
      step.findings.append(
        VerifyStep.Finding("study.sqlite", "log", "its first unblinding is not the one that is recorded"))
    }
    let at = Date(timeIntervalSince1970: Double(record.at) / 1000).formatted(.iso8601)
    if let listed = manifest?.unblinding {
      func compare(_ place: String, _ there: String?, _ expected: String?) {
        guard there != expected else { return }
        step.findings.append(
          VerifyStep.Finding(
            ReportManifest.file, .init(place: "unblinding.\(place)", there: there, expected: expected)))
      }
      compare("unblinded_at", listed.at, at)
      compare("ratings_in", String(listed.ratingsIn), String(record.ratingsIn))
      compare("ratings_planned", String(listed.ratingsPlanned), String(record.ratingsPlanned))
      compare("early_reason", listed.earlyReason, record.earlyReason)
    }
    let times = entries.count == 1 ? "" : ", and read again \(counted(entries.count - 1, "time")) since"
    step.notes = [
      "\(at), \(record.ratingsIn) of \(record.ratingsPlanned) planned presentations rated, \(record.because)\(times)"
    ]
    return step
  }

  /// What a study without a record of its unblinding must not have.
  private func blind(isInLog: Bool) throws -> VerifyStep {
    var step = VerifyStep("unblinding")
    func add(_ file: String, _ place: String?, _ text: String) {
      step.findings.append(VerifyStep.Finding(file, place, "\(text), and no record says that the study is unblinded"))
    }
    if isInLog { add("study.sqlite", "log", "it has an unblinding") }
    let reports = try store.reports().count
    if reports > 0 { add("key.sqlite", "report", "it has \(counted(reports, "report"))") }
    for name in [ReportManifest.file, "decision.md"]
    where FileManager.default.fileExists(atPath: "\(folder)/\(name)") {
      add(name, nil, "a report's")
    }
    step.notes =
      step.findings.isEmpty
      ? ["the study is still blind: no candidate is named here, and no number can be checked"]
      : ["whoever removed the record can have changed anything: no number was worked out from the databases"]
    return step
  }
}
