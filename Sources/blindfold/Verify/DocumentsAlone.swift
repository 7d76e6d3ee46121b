internal import Digest
internal import Foundation
internal import Reports
internal import StudyModel

/// A report's folder without its databases: what a reader of the documents alone can check.
struct DocumentsAlone {
  let folder: String
  let manifest: ReportManifest
  /// What raters noted.
  let receipts: [NotedReceipt]

  /// Everything that can be looked at.
  func verification() -> Verification {
    let numbers = recount()
    let words = words(numbers.recounted, numbers.marks)
    let documents = DocumentCheck(folder: folder, report: nil, manifest: manifest, remade: [:]).step()
    return Verification(
      folder: folder,
      title: "\(manifest.study): documents of the report of \(manifest.reportMade); its databases are not here",
      steps: [documents, provenance(), studyFile(), numbers.step, words.step]
        + (receipts.isEmpty ? [] : [noted()]),
      shows: [
        "The documents are those that manifest.json lists, and the scores, differences, intervals and verdicts of "
          + "results.json follow from ratings.csv, at the incumbent, margin, traffic and screening that results.json states."
      ]
        + (words.areCompared
          ? [
            "What is quoted of a report (title, warnings, verdicts, Table 1, Figure 1, junit.xml) and the marks of "
              + "simulation say the same."
          ] : []),
      doesNotShow: [
        "That ratings.csv is what raters said: that is in study.sqlite, its chains, and the receipts that raters keep.",
        "That incumbent, margin, traffic and screening are those that were declared, and that nothing else is simulated: "
          + "the protocol is in study.sqlite.",
        "That candidates, captions and packets are those committed to: the commitments are opened with key.sqlite.",
        "Costs, latencies and everything else that is not in ratings.csv; nor the documents' words after Figure 1.",
        "That manifest.json itself was not made anew with documents that were changed.",
        "That raters worked alone, or that no other study was thrown away.",
      ])
  }

  /// `results.json` and `manifest.json` say the same of what both state.
  private func provenance() -> VerifyStep {
    var step = VerifyStep("provenance")
    guard let results = text("results.json"), let own = text(ReportManifest.file) else {
      (step.isDone, step.notes) = (false, ["not compared: results.json is not here"])
      return step
    }
    do {
      let shared: Set<String> = ["provenance", "unblinding", "study", "report_made", "simulated"]
      let comparison = try JSONComparison(own, results, isSameVersion ? .everything : .shared(tolerance: 0))
      step.findings = comparison.differences.filter { difference in
        shared.contains { difference.place == $0 || difference.place.hasPrefix("\($0).") }
      }.map {
        VerifyStep.Finding(
          ReportManifest.file, $0.place,
          "'\($0.there ?? "(nothing)")' here, '\($0.expected ?? "(nothing)")' in results.json")
      }
      step.notes = ["hashes, commitments, versions and the unblinding are the same in manifest.json and results.json"]
    } catch {
      step.findings = [VerifyStep.Finding("results.json", nil, "\(error)")]
    }
    return step
  }

  private var isSameVersion: Bool { manifest.provenance.versions["blindfold"] == programVersion }

  /// A study file beside the documents is the one that was declared.
  private func studyFile() -> VerifyStep {
    var step = VerifyStep("study file")
    guard let bytes = FileManager.default.contents(atPath: "\(folder)/study.yaml") else {
      (step.isDone, step.notes) = (false, ["study.yaml is not here, and not needed"])
      return step
    }
    guard let listed = manifest.provenance.digests.studyFile else {
      (step.isDone, step.notes) = (false, ["manifest.json lists no hash of study.yaml: it was not compared"])
      return step
    }
    if SHA256.hex([UInt8](bytes)) == listed {
      step.notes = ["study.yaml is the file whose hash manifest.json lists"]
    } else {
      step.findings = [VerifyStep.Finding("study.yaml", nil, "not the file whose hash manifest.json lists")]
    }
    return step
  }

  /// The documents say what is counted again, in the words that this version would choose.
  private func words(_ recounted: RecountedResults?, _ marks: [MarkedRow]?) -> (step: VerifyStep, areCompared: Bool) {
    var step = VerifyStep("words")
    step.isDone = false
    guard isSameVersion else {
      step.notes = [
        "not compared but by hashes: made by blindfold \(manifest.provenance.versions["blindfold"] ?? "?"), and this is "
          + "\(programVersion), which may choose other words"
      ]
      return (step, false)
    }
    guard let recounted, let results = text("results.json") else {
      step.notes = ["not compared but by hashes: nothing could be counted again"]
      return (step, false)
    }
    do {
      let restated = try RestatedReport(results, recounted)
      let names = ReportWriter.documents.union(manifest.documents.keys).filter { !$0.hasSuffix(".csv") }.sorted()
      let files = Dictionary(names.compactMap { name in text(name).map { (name, $0) } }, uniquingKeysWith: { $1 })
      step.isDone = true
      step.findings =
        restated.differences(of: marks).map { VerifyStep.Finding("ratings.csv", $0) }
        + restated.findings(in: files).map { VerifyStep.Finding($0.file, $0.difference) }
      step.notes = [
        "decision.md and report.html down to Figure 1, junit.xml, forest.svg and categories.svg but for the places of their "
          + "parts, and the sentences of results.json, written again from ratings.csv and results.json",
        "robustness and preferences of results.json, but for progress, repeats and reasons, counted again from ratings.csv; "
          + "of a total by a formula neither fragility nor what ranks or shuffles scores",
        "marks of simulation in ratings.csv, held against raters and candidates of results.json",
        "the page's list of contents, held against its headings; its figures and the descriptions in decision.md, against "
          + "the files in figures/; nothing behind Table 2 hides or restyles what stands above it",
        "not compared but by hashes: the other figures, answers.csv, the rest of results.json, and decision.md and "
          + "report.html from Table 2 on",
      ]
      return (step, true)
    } catch let unstated as RestatedReport.Unstated {
      step.findings = [VerifyStep.Finding("results.json", unstated.difference)]
    } catch {
      step.findings = [VerifyStep.Finding("results.json", nil, "\(error)".replacing("\n", with: " "))]
    }
    return (step, false)
  }

  /// `results.json` follows from `ratings.csv`.
  func ratings() -> VerifyStep { recount().step }

  private func recount() -> (step: VerifyStep, recounted: RecountedResults?, marks: [MarkedRow]?) {
    var step = VerifyStep("numbers")
    guard let results = text("results.json"), let table = FileManager.default.contents(atPath: "\(folder)/ratings.csv")
    else {
      step.findings = [
        VerifyStep.Finding("ratings.csv", nil, "it or results.json is missing: nothing can be worked out again")
      ]
      return (step, nil, nil)
    }
    do {
      let rows = try ReportedRows([UInt8](table))
      let recounted = try RecountedResults(results, rows.rows)
      step.findings = recounted.differences.map { VerifyStep.Finding("results.json", $0) }
      step.notes = [
        "\(counted(recounted.numbers, "mean or difference", "means and differences")) with intervals for both scopes, "
          + "counted again from ratings.csv"
      ]
      step.isDone = recounted.numbers > 0
      return (step, recounted, rows.marks)
    } catch {
      step.findings = [VerifyStep.Finding("ratings.csv", nil, "\(error)".replacing("\n", with: " "))]
    }
    return (step, nil, nil)
  }

  /// What raters noted, held against the receipts that the manifest lists: a rater can look for their own.
  private func noted() -> VerifyStep {
    var step = VerifyStep("receipts")
    for noted in receipts {
      let own = manifest.receipts.filter { $0.rater == noted.rater }
      let name = "receipts[\(noted.rater)]"
      func add(_ text: String) { step.findings.append(VerifyStep.Finding(ReportManifest.file, name, text)) }
      if own.isEmpty {
        add("no rater of this study is called \(noted.rater)")
      } else if own.contains(where: { $0.count == noted.count && $0.head.hasPrefix(noted.head) }) {
        step.notes.append("\(noted.rater): \(noted.count) entries, and the chain ends as \(noted.rater) noted it")
      } else if own.contains(where: { $0.count == noted.count }) {
        add("after \(noted.count) entries the chain was another when \(noted.rater) left: ratings were changed since")
      } else if let most = own.map(\.count).max(), most < noted.count {
        add("\(noted.rater) had given \(noted.count) entries, and only \(most) are listed: some are missing")
      } else {
        step.notes.append(
          "\(noted.rater): listed with more entries than \(noted.count); what was noted before the last of them can be held "
            + "against study.sqlite only")
      }
    }
    return step
  }

  private func text(_ name: String) -> String? {
    FileManager.default.contents(atPath: "\(folder)/\(name)").map { String(decoding: $0, as: UTF8.self) }
  }
}
