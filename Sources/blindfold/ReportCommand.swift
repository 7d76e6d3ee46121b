internal import Analysis
internal import ArgumentParser
internal import Foundation
internal import Reports
internal import Roster
internal import StudyFile
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
        blindfold report results/2026-11-alt-text --with-images
        blindfold report results/2026-11-alt-text --gate not-worse --candidate flash

      Exit codes with --gate: 0 it holds, 100 the evidence says no, 101 undecided. The documents are written all the same. \
      What is simulated, or was unblinded early, is undecided unless a flag lets it pass.
      """)

  @Argument(help: "The study's folder or its study.yaml.", completion: .file())
  var study: String

  @Option(parsing: .upToNextOption, help: "Packets that came back by another way.", completion: .file())
  var packet: [String] = []

  @Flag(help: "Put small copies of the images into report.html. Without this no image leaves with the page.")
  var withImages = false

  @Option(help: "Unblind before all ratings are in, for this reason.")
  var unblindEarly: String?

  @OptionGroup(title: "Pipelines")
  var gate: ReportGate

  func validate() throws {
    if let unblindEarly, unblindEarly.allSatisfy(\.isWhitespace) {
      throw ValidationError("--unblind-early: give the reason. It opens the document and cannot be added later.")
    }
  }

  func run() async throws {
    try await ending {
      let location = try StudyLocation(study)
      // Held until the documents are in place: they are those of the last report that the databases know of.
      let lock = try StudyLock(folder: location.folder)
      defer { withExtendedLifetime(lock) {} }
      let again = try await remade(location)
      let report = if let again { again } else { try await made(StudyReading(location)) }
      try report.putInPlace(in: location.folder)
      print(try verdictTable(report.dossier))
      for name in [
        "decision.md", "report.html", "results.json", "ratings.csv", "answers.csv", "junit.xml",
        "manifest.json",
      ] + report.files.map(\.name).filter({ $0.hasPrefix("figures/") }) {
        print("\(location.folder)/\(name)")
      }
      if withImages { print(try sizeOfPage(location.folder + "/report.html", report.dossier.items)) }
      try gate.conclude(report.dossier, folder: location.folder)
    }
  }

  /// How much goes along with the page: images make it large, and are someone's.
  private func sizeOfPage(_ path: String, _ items: [ReportItem]) throws -> String {
    let bytes = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    let images = items.count { $0.thumbnail != nil }
    let size = String(format: "%.1f", Double(bytes) / 1_000_000)
    return
      "report.html holds \(images) image\(images == 1 ? "" : "s") and is \(size) MB. Whoever gets the page gets them."
  }

  /// The report of a study whose images and captions were removed; nil of any other.
  private func remade(_ location: StudyLocation) async throws -> MadeReport? {
    guard StudyStore.exists(in: location.folder) else { return nil }
    let store = try StudyStore(folder: location.folder, create: false)
    guard let purge = try store.purges().last else { return nil }
    if !packet.isEmpty || withImages {
      try PurgedStudy.refuse(
        store,
        "Packets cannot be held against captions that are gone, and the page gets no image any more. No document was "
          + "changed. Leave \(packet.isEmpty ? "--with-images" : "--packet") out.")
    }
    guard try store.unfinishedPurge() == nil else {
      throw Refusal(
        .notFinished,
        "\(location.folder): a purge was begun on \(StudyStatus.minute(purge.at)) and is not finished. No document was "
          + "changed. It goes on with: blindfold purge \(quoted(study)) --images")
    }
    if let inputs = try store.reports().last?.inputs, let incumbent = try store.declaredProtocol()?.incumbent {
      try gate.check(
        candidates: inputs.candidates, incumbent: store.namesAfterUnblinding()?[incumbent]?.label ?? "")
    }
    return try await MadeReport(again: store)
  }

  /// Collects, estimates, only then unblinds, and keeps what the documents were made from.
  private func made(_ reading: StudyReading) async throws -> MadeReport {
    try gate.check(candidates: reading.plan.candidates.map(\.label), incumbent: reading.plan.incumbent)
    let store = try StudyStore(folder: reading.location.folder, create: false)
    try store.noteProtocol(of: reading.plan, at: now())
    let collection = try Collection(reading, store: store, further: packet)
    if reading.plan.protocolHash != collection.declared.hash {
      printError(
        "\(reading.location.studyFile): not what was declared before packets were written. The report keeps to what was "
          + "declared (margin \(collection.declared.claim.margin), \(collection.declared.claim.scope.rawValue)) and lists "
          + "the change as an amendment. To claim otherwise, run a new study.")
    }
    let open = collection.awaited.filter { $0.open > 0 }
    if !open.isEmpty, unblindEarly == nil, try store.unblinding() == nil {
      throw Refusal(.notFinished, refusal(open, reading))
    }
    if unblindEarly != nil, let first = try store.unblinding() {
      printError(
        "already unblinded on \(Date(timeIntervalSince1970: Double(first.at) / 1000).formatted(.iso8601)): the "
          + "document keeps what was said then, not this reason.")
    }
    let inputs = ReportInputs(reading, collection)
    // Before anything is unblinded: a file may be gone.
    let thumbnails = withImages ? try await Thumbnails.all(of: reading.plan.items) : [:]
    // Under arm codes: candidates have no names here.
    let blind = try await BlindResults(
      collection, categories: try store.categories(), secondsPerItem: Double(inputs.secondsPerItem))
    let (names, unblinding) = try store.unblind(
      UnblindingRecord(collection, at: now(), earlyReason: open.isEmpty ? nil : unblindEarly))
    return try MadeReport(
      store, collection, inputs, blind, names: names, unblinding: unblinding, thumbnails: thumbnails)
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

extension ReportInputs {
  /// What a report takes from a study's files and from packets.
  init(_ reading: StudyReading, _ collection: Collection) {
    let plan = reading.plan
    // The hashes of other files than those that were declared would vouch for nothing.
    let isAsDeclared = plan.protocolHash == collection.declared.hash
    self.init(
      study: plan.name, question: plan.question, subject: plan.subject, candidates: plan.candidates.map(\.label),
      rules: CandidateSources.rules(of: plan.checks), secondsPerItem: plan.review.secondsPerItem,
      imagesPerMonth: plan.imagesPerMonth, studyFile: isAsDeclared ? reading.provenance.studyFile : nil,
      rubric: isAsDeclared ? reading.provenance.rubricFile : nil,
      imageSet: isAsDeclared ? reading.provenance.imageSet : nil, versions: ["blindfold": programVersion],
      packetsRead: collection.packetsRead.sorted())
  }
}

extension UnblindingRecord {
  /// An unblinding now, with what is collected.
  init(_ collection: Collection, at: Int64, earlyReason: String?) {
    let awaited = collection.awaited
    self.init(
      at: at, because: earlyReason == nil ? "all ratings are in" : "before all ratings were in",
      ratingsIn: awaited.reduce(0) { $0 + $1.rated },
      ratingsPlanned: awaited.reduce(0) { $0 + $1.planned - $1.skipped },
      earlyReason: earlyReason, collected: collection.collected)
  }
}
