internal import Analysis
internal import ArgumentParser
internal import Blinding
internal import Foundation
internal import Packet
internal import Roster
internal import Simulator
internal import Statistics
internal import StudyFile
internal import StudyModel

/// Does the whole journey recover what was declared? Simulator and panel are drawn anew for every seed; captions,
/// presentations, packets, stand-in ratings, tabulation and estimates are the program's own. Only HTTP is left out.
struct RecoveryBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recovery",
    abstract: "Declared against estimated differences over many seeds of simulator and panel.",
    discussion: "Example:\n  script/bench recovery --seeds 100")

  @Option(help: "How many seeds.")
  var seeds = 100

  @Option(help: "The study whose set, rubric, panel and claim are used.")
  var study = "results/demo"

  /// Counts over seeds for one candidate.
  private struct Tally {
    var declared = 0.0
    var sum = 0.0
    var halfWidth = 0.0
    var held = [Scope.ratersLikeThese: 0, .theseRaters: 0]
    var verdicts: [MarginFact: Int] = [:]
  }

  func run() async throws {
    let plan = try StudyFile.load(study)
    let book = try FactBook(metadata: "datasets/demo/metadata.jsonl")
    let declaredModels = try Simulation(path: "datasets/demo/simulator.json")
    let models = plan.candidates.compactMap { candidate -> (label: String, model: SimulatedModel)? in
      guard case .model(let call) = candidate.source, let model = declaredModels.model(call.model) else { return nil }
      return (candidate.label, model)
    }
    let truth = try DeclaredTruth(book: book, panel: declaredModels.panel, traffic: plan.traffic)
    let declared = Dictionary(uniqueKeysWithValues: models.map { ($0.label, truth.score(of: $0.model)) })
    let order = declared.sorted { $0.value > $1.value }.map(\.key)
    let incumbent = declared[plan.incumbent] ?? 0
    var tallies = declared.filter { $0.key != plan.incumbent }.mapValues { Tally(declared: $0 - incumbent) }
    // Models whose declared scores differ by less than this are one rank: no study of this size could part them.
    var ordersRecovered = 0
    var wholeOrders = 0
    for seed in 1...UInt64(seeds) {
      let estimates = try Self.study(seed: seed, plan: plan, book: book, declared: declaredModels, models: models)
      for (label, comparison) in estimates.comparisons {
        guard let difference = comparison.difference, var tally = tallies[label] else { continue }
        tally.sum += difference.value
        tally.halfWidth += difference.ratersLikeThese.estimate?.halfWidth ?? .nan
        for scope in Scope.allCases {
          guard let estimate = difference[scope].estimate else { continue }
          if estimate.lower <= tally.declared && tally.declared <= estimate.upper { tally.held[scope]? += 1 }
        }
        if let verdict = comparison.verdicts[plan.claim.scope] { tally.verdicts[verdict.margin, default: 0] += 1 }
        tallies[label] = tally
      }
      if Self.isRecovered(order, declared: declared, means: estimates.means, beyond: 0.15) { ordersRecovered += 1 }
      if Self.isRecovered(order, declared: declared, means: estimates.means, beyond: 0) { wholeOrders += 1 }
    }
    print(report(tallies, order: order, declared: declared, recovered: ordersRecovered, whole: wholeOrders, plan: plan))
  }

  /// Whether every two models that are declared to differ by so many points or more come out in the declared order.
  private static func isRecovered(
    _ order: [String], declared: [String: Double], means: [String: Double], beyond least: Double
  ) -> Bool {
    order.indices.allSatisfy { higher in
      order.indices.dropFirst(higher + 1).allSatisfy { lower in
        let (a, b) = (order[higher], order[lower])
        return (declared[a] ?? 0) - (declared[b] ?? 0) < least || (means[a] ?? 0) > (means[b] ?? 0)
      }
    }
  }

  /// One simulated study from captions to estimates.
  private static func study(
    seed: UInt64, plan: StudyPlan, book: FactBook, declared: Simulation,
    models: [(label: String, model: SimulatedModel)]
  ) throws -> (comparisons: [String: Comparison], means: [String: Double]) {
    var simulation = declared
    simulation.seed = seed
    simulation.panel.seed = seed
    let arms = Dictionary(uniqueKeysWithValues: zip(models.map(\.label), ArmCode.random(count: models.count)))
    var outputs: [Output] = []
    for item in plan.items {
      guard let entry = book[item.id] else { continue }
      for (label, model) in models {
        guard let arm = arms[label], case .caption(let text) = simulation.answer(to: entry, by: model) else { continue }
        outputs.append(Output(arm: arm, item: item.id, text: text, outcome: .captioned))
      }
    }
    let assignment = try Assignment(
      items: plan.items.map { ($0.id, $0.category) }, raters: plan.review.raters,
      ratingsPerItem: plan.review.ratingsPerItem, seed: plan.seed)
    let presentations = PresentationPlan(
      assignment: assignment, outputs: outputs, secretSeed: Array(randomSecret().utf8))
    let ratings = try rate(presentations, simulation: simulation, book: book, rubric: plan.review.rubric)
    let table = Tabulation(
      plan: presentations, ratings: ratings, outputs: outputs,
      categories: Dictionary(uniqueKeysWithValues: plan.items.map { ($0.id, $0.category) }), rubric: plan.review.rubric)
    guard let incumbent = arms[plan.incumbent] else { throw ValidationError("the incumbent is not simulated") }
    let estimates = try RatingTable(
      cells: table.cells, traffic: plan.traffic, incumbent: incumbent, claim: plan.claim,
      ranges: Tabulation.ranges(of: plan.review.rubric)
    ).estimates()
    let labels = Dictionary(uniqueKeysWithValues: arms.map { ($0.value, $0.key) })
    return (
      Dictionary(uniqueKeysWithValues: estimates.comparisons.map { (labels[$0.arm] ?? "", $0) }),
      arms.compactMapValues { estimates.estimate(of: $0)?.mean?.value }
    )
  }

  /// Stand-in raters fill real packets, in memory where the machine has such a folder.
  private static func rate(
    _ plan: PresentationPlan, simulation: Simulation, book: FactBook, rubric: Rubric
  ) throws -> [String: [Rating]] {
    let memory = "/dev/shm"
    let base = FileManager.default.isWritableFile(atPath: memory) ? memory : NSTemporaryDirectory()
    let folder = "\(base)/blindfold-bench-\(randomName())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var ratings: [String: [Rating]] = [:]
    for packet in plan.packets {
      let path = "\(folder)/\(packet.rater).sqlite"
      let header = PacketHeader(
        packet: packet.id, study: "bench", rater: packet.rater, secondsPerItem: 40, protocolHash: "", commitment: "")
      // Stand-ins know an image by its name; its bytes would only take time.
      let images = Dictionary(
        packet.presentations.map { ($0.item, [UInt8(0)]) }, uniquingKeysWith: { first, _ in first })
      try PacketFile.create(
        PacketContents(header: header, rubric: rubric, presentations: packet.presentations, images: images), at: path)
      _ = try simulation.panel.rate(packetAt: path, knowing: book)
      ratings[packet.id] = try PacketFile(path: path, writable: false).ratings()
    }
    return ratings
  }

  private func report(
    _ tallies: [String: Tally], order: [String], declared: [String: Double], recovered: Int, whole: Int, plan: StudyPlan
  ) -> String {
    let n = Double(seeds)
    let error = 100 * (0.95 * 0.05 / n).squareRoot()
    var lines = [
      "\(seeds) seeds; \(plan.items.count) images, \(plan.review.raters.count) raters, "
        + "\(plan.review.ratingsPerItem) ratings an image; margin \(plan.claim.margin); "
        + "Monte Carlo error of a 95 % coverage: \(String(format: "%.1f", error)) points.",
      "Declared order (\(order.joined(separator: " > "))) recovered, where models differ by 0.15 or more: "
        + "\(recovered) of \(seeds); the whole order, near ties included: \(whole) of \(seeds).",
      "",
      "| candidate | declared difference | mean estimate | half-width | holds it, raters like these | these raters "
        + "| not worse | undecided | worse |",
      "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for label in order {
      guard let tally = tallies[label] else { continue }
      func share(_ count: Int) -> String { String(format: "%.0f %%", 100 * Double(count) / n) }
      let good = (tally.verdicts[.notWorse] ?? 0) + (tally.verdicts[.equivalent] ?? 0)
      let numbers = [tally.declared, tally.sum / n, tally.halfWidth / n].map { String(format: "%.3f", $0) }
      let shares =
        [tally.held[.ratersLikeThese] ?? 0, tally.held[.theseRaters] ?? 0, good, tally.verdicts[.undecided] ?? 0]
        + [tally.verdicts[.worseBeyondMargin] ?? 0]
      lines.append("| \(([label] + numbers + shares.map(share)).joined(separator: " | ")) |")
    }
    return lines.joined(separator: "\n")
  }
}
