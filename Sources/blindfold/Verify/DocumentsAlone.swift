internal import Foundation
internal import Reports

/// A report's folder without its databases: what a reader of the documents alone can check.
struct DocumentsAlone {
  let folder: String
  let manifest: ReportManifest
  /// What raters noted.
  let receipts: [NotedReceipt]

  /// Everything that can be looked at.
  func verification() -> Verification {
    let documents = DocumentCheck(folder: folder, report: nil, manifest: manifest, remade: [:]).step()
    return Verification(
      folder: folder,
      title: "\(manifest.study): documents of the report of \(manifest.reportMade); its databases are not here",
      steps: [documents, provenance(), ratings()] + (receipts.isEmpty ? [] : [noted()]),
      shows: [
        "The documents are those that manifest.json lists, and the scores, differences, intervals and verdicts of "
          + "results.json follow from ratings.csv, at the incumbent, margin, traffic and screening that results.json states."
      ],
      doesNotShow: [
        "That ratings.csv is what raters said: that is in study.sqlite, its chains, and the receipts that raters keep.",
        "That incumbent, margin, traffic and screening are those that were declared: the protocol is in study.sqlite.",
        "That candidates, captions and packets are those committed to: the commitments are opened with key.sqlite.",
        "Agreement, costs, latencies and everything else that is not in ratings.csv; nor the words of the documents.",
        "That manifest.json itself was not made anew with documents that were changed.",
        "That raters worked alone, or that no other study was thrown away.",
      ])
  }

  /// `results.json` and `manifest.json` say the same of what both state.
  private func provenance() -> VerifyStep {
    var step = VerifyStep("provenance")
    guard let results = text("results.json"), let own = text(ReportManifest.file) else { return step }
    do {
      let shared: Set<String> = ["provenance", "unblinding", "study", "report_made", "simulated"]
      let comparison = try JSONComparison(own, results, .shared(tolerance: 0))
      step.findings = comparison.differences.filter { difference in
        shared.contains { difference.place == $0 || difference.place.hasPrefix("\($0).") }
      }.map {
        VerifyStep.Finding(
          ReportManifest.file, $0.place, "'\($0.there ?? "")' here, '\($0.expected ?? "")' in results.json")
      }
      step.notes = ["hashes, commitments, versions and the unblinding are the same in manifest.json and results.json"]
    } catch {
      step.findings = [VerifyStep.Finding("results.json", nil, "\(error)")]
    }
    return step
  }

  /// `results.json` follows from `ratings.csv`.
  func ratings() -> VerifyStep {
    var step = VerifyStep("numbers")
    guard let results = text("results.json"), let table = FileManager.default.contents(atPath: "\(folder)/ratings.csv")
    else {
      step.findings = [
        VerifyStep.Finding("ratings.csv", nil, "it or results.json is missing: nothing can be worked out again")
      ]
      return step
    }
    do {
      let recounted = try RecountedResults(results, try ReportedRows([UInt8](table)).rows)
      step.findings = recounted.differences.map { VerifyStep.Finding("results.json", $0) }
      step.notes = [
        "\(counted(recounted.numbers, "mean or difference", "means and differences")) with intervals for both scopes, "
          + "counted again from ratings.csv"
      ]
    } catch {
      step.findings = [VerifyStep.Finding("ratings.csv", nil, "\(error)".replacing("\n", with: " "))]
    }
    return step
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
