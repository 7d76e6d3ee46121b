internal import CSV
internal import Digest
internal import Foundation
internal import Reports
internal import StudyModel
internal import StudyStore

/// A report's documents, held against their hashes and against the same documents made again.
struct DocumentCheck {
  let folder: String
  /// The report's record, and what the documents should say; nil where the databases are not at hand.
  let report: ReportRecord?
  let manifest: ReportManifest?
  /// Document → its text made again; empty where that could not be done.
  let remade: [String: String]

  /// Whether words may be held against words.
  private var isSameVersion: Bool { report?.inputs.versions["blindfold"] == programVersion }

  /// Whether a document is compared by more than its hash.
  private func isCompared(_ name: String) -> Bool {
    isSameVersion || name.hasSuffix(".json") || name.hasSuffix(".csv")
  }

  /// Every document.
  func step() -> VerifyStep {
    var step = VerifyStep("documents")
    var names = Set(report?.documents.keys.map { $0 } ?? manifest?.documents.keys.map { $0 } ?? [])
    if let report, isSameVersion, !remade.isEmpty {
      for name in names.symmetricDifference(remade.keys).sorted() {
        step.findings.append(
          VerifyStep.Finding(
            "key.sqlite", "report \(report.number)",
            names.contains(name)
              ? "lists \(name), which no report has" : "does not list \(name), which the report wrote"))
      }
      names.formUnion(remade.keys)
    }
    var compared = 0
    let listed = names.count
    if report == nil, let manifest, manifest.provenance.versions["blindfold"] == programVersion {
      for name in ReportWriter.documents.subtracting(names).sorted() {
        step.findings.append(
          VerifyStep.Finding(
            ReportManifest.file, "documents[\(name)]", "not listed, and every report has it: nothing vouches for it"))
      }
    }
    for name in Self.inReadingOrder(names) {
      guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
        step.findings.append(VerifyStep.Finding(name, nil, "missing: the report wrote it"))
        continue
      }
      let hash = SHA256.hex([UInt8](bytes))
      let differences = remade[name].map { self.differences(name, String(decoding: bytes, as: UTF8.self), $0, &step) }
      if differences != nil, isCompared(name) { compared += 1 }
      if let recorded = report?.documents[name], recorded != hash {
        step.findings.append(VerifyStep.Finding(name, nil, "not the file that the report wrote: it was changed since"))
      } else if report?.documents[name] != nil, let count = differences?.count, count > 0 {
        step.findings.append(
          VerifyStep.Finding(
            name, nil,
            "the file that the report wrote, and it does not follow from the databases any more: "
              + counted(count, "place")
              + (isSameVersion ? "" : "; or this version counts otherwise, which its changelog would say")))
      }
      if name != ReportManifest.file, let manifest, manifest.documents[name] != report?.documents[name] ?? hash {
        let text =
          report == nil
          ? "not the file that manifest.json lists: one of the two was changed"
          : "its SHA-256 there is not that of the file that the report wrote"
        step.findings.append(
          report == nil
            ? VerifyStep.Finding(name, nil, text)
            : VerifyStep.Finding(ReportManifest.file, "documents[\(name)]", text))
      }
      step.findings += (differences ?? []).map { VerifyStep.Finding(name, $0) }
    }
    if report != nil {
      for name in (manifest?.documents.keys ?? [:].keys).sorted() where !names.contains(name) {
        step.findings.append(
          VerifyStep.Finding(ReportManifest.file, "documents[\(name)]", "the report wrote no such document"))
      }
    }
    if manifest == nil, !names.contains(ReportManifest.file) {
      step.findings.append(VerifyStep.Finding(ReportManifest.file, nil, "missing: no hash can be checked"))
    }
    let figures = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/figures")) ?? []
    let strangers = figures.sorted().map { "figures/\($0)" }.filter { $0.hasSuffix(".svg") && !names.contains($0) }
    if !strangers.isEmpty {
      step.notes.append("\(strangers.joined(separator: ", ")): not of this report, and nothing here vouches for it")
    }
    step.notes.insert(
      "\(counted(listed, "document")) by \(listed == 1 ? "its hash" : "their hashes")"
        + (compared > 0 ? ", \(compared) made again from the databases" : ""), at: 0)
    if let report, !isSameVersion {
      step.notes.append(
        "made by blindfold \(report.inputs.versions["blindfold"] ?? "?"), and this is \(programVersion): numbers and "
          + "tables were made again and compared; words, pages and figures by their hashes only")
    }
    return step
  }

  /// Numbers first, then what is said of them, figures last.
  private static func inReadingOrder(_ names: Set<String>) -> [String] {
    let order = ["results.json", "ratings.csv", "answers.csv", "manifest.json", "decision.md", "report.html"]
    func place(_ name: String) -> Int { order.firstIndex(of: name) ?? order.count }
    return names.sorted { (place($0), $0) < (place($1), $1) }
  }

  private func differences(
    _ name: String, _ there: String, _ expected: String, _ step: inout VerifyStep
  ) -> [DocumentDifference] {
    if there == expected { return [] }
    do {
      if name.hasSuffix(".json") {
        let comparison = try JSONComparison(
          there, expected, isSameVersion ? .everything : .shared(tolerance: 1e-6),
          // Hashes of documents and of databases are looked at one by one elsewhere.
          passingOver: name == ReportManifest.file ? ["documents", "databases"] : [])
        note(comparison.notCompared.count, "entry", "entries", name, &step)
        if !comparison.differences.isEmpty || name == ReportManifest.file || !isSameVersion {
          return comparison.differences
        }
      } else if name.hasSuffix(".csv") {
        let comparison = try TableComparison(there, expected, isSameVersion: isSameVersion)
        note(comparison.notCompared.count, "column", "columns", name, &step)
        if !comparison.differences.isEmpty || !isSameVersion { return comparison.differences }
      }
    } catch let error as ReportError {
      return [DocumentDifference(place: "as a whole", there: "no JSON (\(error))", expected: "JSON")]
    } catch let error as CSVReader.Fault {
      return [DocumentDifference(place: "line \(error.line)", there: error.fact, expected: "a table")]
    } catch {
      return [DocumentDifference(place: "as a whole", there: "\(error)", expected: nil)]
    }
    guard isSameVersion else { return [] }
    return DocumentDifference.lines(name.hasSuffix(".html") ? PagePictures.removed(from: there) : there, expected)
  }

  private func note(_ count: Int, _ noun: String, _ plural: String, _ name: String, _ step: inout VerifyStep) {
    guard count > 0 else { return }
    step.notes.append("\(name): \(counted(count, noun, plural)) that only one of the two versions has, not compared")
  }
}
