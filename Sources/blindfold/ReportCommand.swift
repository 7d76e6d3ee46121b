internal import Analysis
internal import ArgumentParser
internal import Foundation
internal import Reports
internal import Roster
internal import StudyModel
internal import StudyStore

/// Collects the packets, estimates, unblinds, and writes the decision document.
struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Collect the packets, estimate, unblind, and write decision.md, report.html and the numbers behind them.",
    discussion: """
      Everything is estimated under arm codes first; then the arms get their names, which is logged. Before all ratings \
      are in this is refused unless --unblind-early gives a reason, which the document repeats on its first line.

      Example:
        blindfold report results/2026-11-alt-text
        blindfold report results/2026-11-alt-text --packet ~/Downloads/ana.sqlite
      """)

  @Argument(help: "The study's folder or its study.yaml.", completion: .file())
  var study: String

  @Option(parsing: .upToNextOption, help: "Packets that came back by another way.", completion: .file())
  var packet: [String] = []

  @Option(help: "Unblind before all ratings are in, for this reason.")
  var unblindEarly: String?

  func validate() throws {
    if let unblindEarly, unblindEarly.allSatisfy(\.isWhitespace) {
      throw ValidationError("--unblind-early: give the reason. It opens the document and cannot be added later.")
    }
  }

  func run() async throws {
    try await ending {
      let reading = try StudyReading(StudyLocation(study))
      let dossier = try await dossier(reading)
      // The writer locks the folder itself.
      let folder = URL(fileURLWithPath: reading.location.folder, isDirectory: true)
      try ReportWriter.write(dossier, into: folder)
      print(try verdictTable(dossier))
      for name in [
        "decision.md", "report.html", "results.json", "ratings.csv", "answers.csv", "manifest.json",
        "figures/forest.svg", "figures/frontier.svg",
      ] {
        print("\(reading.location.folder)/\(name)")
      }
    }
  }

  /// Collects, estimates, and only then unblinds.
  private func dossier(_ reading: StudyReading) async throws -> Dossier {
    let lock = try StudyLock(folder: reading.location.folder)
    defer { withExtendedLifetime(lock) {} }
    let store = try StudyStore(folder: reading.location.folder, create: false)
    try store.noteProtocol(of: reading.plan, at: now())
    let collection = try Collection(reading, store: store, further: packet)
    let awaited = collection.awaited
    let open = awaited.filter { $0.open > 0 }
    if !open.isEmpty, unblindEarly == nil, try store.unblinding() == nil {
      throw Refusal(.notFinished, refusal(open, reading))
    }
    if unblindEarly != nil, let first = try store.unblinding() {
      printError(
        "already unblinded on \(Date(timeIntervalSince1970: Double(first.at) / 1000).formatted(.iso8601)): the "
          + "document keeps what was said then, not this reason.")
    }
    // Under arm codes: candidates have no names here.
    let (table, trust) = try collection.claimed()
    let estimates = try table.estimates()
    let steps = try await table.nextSteps(
      estimates, set: try store.categories(), secondsPerItem: Double(reading.plan.review.secondsPerItem),
      seed: collection.declared.seed)
    let robustness = try table.robustness(estimates, seed: collection.declared.seed)
    let repeats = collection.declared.checks?.repeats ?? 0
    let preferences = try table.preferenceResults(
      rubric: collection.declared.rubric, repeats: repeats > 0 ? collection.tabulation.hidden.repeatedPreferences : nil,
      seed: collection.declared.seed)
    var dossier = try DossierBuilder(reading: reading, store: store, collection: collection, awaited: awaited)
      .build(estimates, robustness, earlyReason: open.isEmpty ? nil : unblindEarly)
    dossier.nextSteps = steps
    dossier.trust = trust
    dossier.preferences = preferences
    dossier.edits = try table.edits(collection.edited)
    dossier.leaks = try CaptionScan(reading, store).scan
    return dossier
  }

  private func refusal(_ open: [Tabulation.Progress], _ reading: StudyReading) -> String {
    let waiting = open.map { "  \($0.rater): \($0.rated) of \($0.planned) items" }.joined(separator: "\n")
    return """
      \(reading.location.folder): not all ratings are in. Nothing was unblinded. Waiting for:
      \(waiting)
      Each goes on with: blindfold review \(quoted(study)) --rater NAME
      Whoever will not come back: blindfold assign \(quoted(study)) --withdraw NAME, or --replace NAME --by NEW
      To unblind now all the same, with the reason on the document's first line: --unblind-early REASON
      """
  }
}
