internal import Analysis
internal import ArgumentParser
internal import Blinding
internal import Foundation
internal import Reports
internal import Roster
internal import StudyModel
internal import StudyStore

/// A report's work, stage by stage, on what a study's databases hold. Reading, tabulating and listing answers are the
/// collection's; what is estimated, rendered and written comes after it.
struct ReportStages {
  /// What one part took.
  struct Stage {
    let name: String
    let cpu: Double
    let wall: Double
    let isAfterCollection: Bool
  }

  /// The study's folder.
  let study: String

  /// Works through a report once.
  func timed() async throws -> [Stage] {
    var watch = StageWatch()
    let store = try StudyStore(folder: study, create: false)
    guard let plan = try store.plan(), let declared = try store.declaredProtocol() else {
      throw ValidationError("\(study): has no packets. Nothing was timed.")
    }
    let (ratings, outputs, categories) = (try store.ratings(), try store.outputs(), try store.categories())
    watch.lap("read the databases", isAfterCollection: false)
    let tabulation = Tabulation(
      plan: plan, ratings: ratings, outputs: outputs, categories: categories, rubric: declared.rubric)
    let (table, trust) = try tabulation.table(
      incumbent: declared.incumbent, claim: declared.claim, traffic: declared.traffic, rubric: declared.rubric
    ).claimed(declared.checks ?? RaterChecks(), tabulation.hidden)
    watch.lap("tabulate", isAfterCollection: false)
    let answers = GivenAnswers(plan: plan, ratings: ratings, categories: categories, rubric: declared.rubric)
    watch.lap("answers in words", isAfterCollection: false)
    let estimates = try table.estimates()
    watch.lap("estimates")
    let steps = try await table.nextSteps(estimates, set: categories, secondsPerItem: 40, seed: declared.seed)
    watch.lap("next steps of \(steps.count) undecided")
    let robustness = try table.robustness(estimates, seed: declared.seed)
    watch.lap("robustness")
    let names = try store.namesAfterUnblinding() ?? [:]
    let ledger = try store.imageLedger()
    let costs = ImageCosts(
      dollars: ledger.mapValues { $0.filter { $0.value.unknownCosts == 0 }.mapValues(\.knownCost) },
      unknownCalls: ledger.mapValues { $0.filter { $0.value.unknownCosts > 0 }.mapValues(\.unknownCosts) })
    let costQuality = try table.costQuality(
      estimates, costs: costs, categories: categories, imagesPerMonth: 8_000_000, seed: declared.seed)
    watch.lap("cost against quality")
    let leaks = LeakScan(
      outputs, incumbent: declared.incumbent,
      words: LeakWords(labels: names.values.map(\.label), models: [], providers: []))
    watch.lap("leak scan")
    let at = Date(timeIntervalSince1970: 0)
    var dossier = Dossier(
      study: "bench", question: "How long?", runFinished: at, reportMade: at, estimates: estimates,
      unblinding: Unblinding(names: names, at: at, by: "bench", because: "", ratingsIn: 1, ratingsPlanned: 1),
      arms: names.keys.sorted().map {
        ArmFacts(
          arm: $0, isSimulated: true, outcomes: [.captioned: categories.count], cost: RunCost(dollars: 1),
          flow: ItemFlow(
            planned: categories.count, sent: categories.count, rated: categories.count, analysed: categories.count))
      }, robustness: robustness, answers: answers, ratings: tabulation.cells,
      images: ImageFacts(
        byCategory: categories.values.reduce(into: [:]) { $0[$1, default: 0] += 1 }, traffic: declared.traffic),
      raters: tabulation.progress.map {
        RaterFacts(pseudonym: $0.rater, itemsRated: $0.rated, itemsPlanned: $0.planned, sessions: 1, isSimulated: true)
      }, rubric: declared.rubric,
      provenance: Provenance(
        studyFile: nil, rubric: nil, imageSet: nil, protocolHash: "", commitments: [], seeds: [:], versions: [:]),
      costQuality: costQuality, nextSteps: steps)
    dossier.trust = trust
    dossier.leaks = leaks
    dossier.items = ReportItem.all(categories: categories, outputs: outputs)
    dossier.places = PlaceBalance(
      plan: plan, cells: tabulation.cells, preferences: tabulation.preferences, criterion: declared.claim.criterion,
      areCompared: declared.pairs != nil)
    watch.lap("places and items")
    let files = try ReportWriter.render(dossier)
    watch.lap("render \(files.reduce(0) { $0 + $1.text.utf8.count } / 1000) kB")
    let folder = study + "/bench"
    try ReportWriter.write(files, into: URL(fileURLWithPath: folder, isDirectory: true))
    watch.lap("write")
    try FileManager.default.removeItem(atPath: folder)
    return watch.stages
  }
}

/// Tells what passed since the last lap.
private struct StageWatch {
  private(set) var stages: [ReportStages.Stage] = []
  private var cpu = cpuSeconds()
  private var wall = ContinuousClock.now

  mutating func lap(_ name: String, isAfterCollection: Bool = true) {
    let (cpuNow, wallNow) = (cpuSeconds(), ContinuousClock.now)
    stages.append(
      ReportStages.Stage(
        name: name, cpu: cpuNow - cpu, wall: wall.duration(to: wallNow) / .seconds(1),
        isAfterCollection: isAfterCollection))
    (cpu, wall) = (cpuNow, wallNow)
  }
}
