internal import Analysis
internal import ArgumentParser
internal import Blinding
internal import Foundation
internal import Imaging
internal import Reports
internal import Roster
internal import StudyFile
internal import StudyModel
internal import StudyStore

/// Other router rules on outputs and ratings that are there: no call, no rating.
struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Evaluate router rules on the outputs and ratings of an unblinded study, without a call or a rating.",
    discussion: """
      For each image the candidate that the rules choose stands in with its output and its ratings; the policy is then \
      estimated like any candidate, and each rule by itself. Only after unblinding, and exploratory by nature: rules \
      chosen after looking at ratings fit them better than new ones. Confirm in a new study.

      The rules file holds one router, or several policies by name. The first rule that applies counts:

        policies:
          tiered:
            router:
              - {when: category == "product" and object_count > 3, use: large}
              - {when: is_screenshot or not exists(title), use: large}
              - {use: flash}

      A condition names columns of the image set, and category, format, width, height, aspect_ratio, has_exif. It knows \
      and, or, not, parentheses, exists(x), == != < <= > >=, numbers, "texts", true and false. A column that an image \
      lacks is an error unless exists(x) asks first.

      Example:
        blindfold replay results/2026-11-alt-text --rules rules.yaml
        blindfold replay results/2026-11-alt-text --rules rules.yaml --split --json
      """)

  @Argument(help: "The study's folder or its study.yaml.", completion: .file())
  var study: String

  @Option(help: "A file of router rules.", completion: .file(extensions: ["yaml", "yml"]))
  var rules: String

  @Flag(help: "Also choose among the policies on one half of the images and judge the choice on the other.")
  var split = false

  @Flag(help: "Print JSON.")
  var json = false

  func run() async throws {
    try await ending {
      let reading = try StudyReading(StudyLocation(study))
      let lock = try StudyLock(folder: reading.location.folder)
      defer { withExtendedLifetime(lock) {} }
      let store = try StudyStore(folder: reading.location.folder, create: false)
      guard try store.unblinding() != nil else {
        throw Refusal(
          .notFinished,
          """
          \(reading.location.folder): still blind. Nothing was replayed.
          A replay tells which candidate did well where: whoever rates later would not be blind to it, and rules could be
          shaped by ratings before the declared verdict is in.
          Run first: blindfold report \(quoted(study))
          """)
      }
      guard reading.plan.review.pairs == nil else {
        throw Refusal(
          .wrongInput,
          "\(reading.location.folder): compares captions in pairs, and a study of pairs cannot be replayed in this version: "
            + "a rule that chooses between two challengers has no judgements against the incumbent of the same rater. "
            + "Nothing was replayed. Rate the candidates in a study of its own.")
      }
      let report = try report(reading, store)
      print(json ? report.json : report.text, terminator: "")
    }
  }

  private func report(_ reading: StudyReading, _ store: StudyStore) throws -> ReplayReport {
    let categories = try store.categories()
    guard Set(categories.keys) == Set(reading.plan.items.map(\.id)) else {
      throw Refusal(
        .wrongInput,
        "\(reading.location.studyFile): its image set is not the one that was captioned and rated. Rules would be looked "
          + "up in the wrong images; nothing was replayed. Put the set back as it was.")
    }
    let (policies, hash) = try StudyFile.policies(rules, for: reading.plan, picture: pictureFacts)
    if split && policies.count < 2 {
      throw Refusal(
        .wrongInput,
        "\(rules): --split chooses among policies, and there is \(policies.count == 1 ? "one" : "none"). Nothing was "
          + "replayed. Name two or more under `policies:`, or leave --split out.")
    }
    let collection = try Collection(reading, store: store)
    let arms = try store.arms()
    let routings = try policies.enumerated().map { index, policy in
      Routing(
        arm: ArmCode(rawValue: "replay-\(index + 1)"),
        tiers: try policy.router.rules.map { rule in
          guard let arm = arms[rule.use] else {
            throw Refusal(
              .wrongInput,
              "\(rules): '\(rule.use)' is in the study file but was never captioned. It has no outputs to replay. "
                + "Use a candidate of the run.")
          }
          return arm
        }, choice: policy.tiers)
    }
    let ledger = try store.imageLedger()
    let costs = ImageCosts(ledger, served: try store.served(), candidates: reading.plan.candidates, arms: arms)
    let (table, _) = try collection.claimed()
    let (replays, estimates) = try table.replay(routings, costs: costs, categories: categories)
    let seed = collection.declared.seed
    let costQuality = try table.adding(routings).costQuality(
      estimates, costs: costs, categories: categories, imagesPerMonth: reading.plan.imagesPerMonth, routings: routings,
      seed: seed)
    let held = split ? try table.split(routings, costs: costs, categories: categories, seed: seed) : nil
    try store.noteReplay(policies.map(\.label), hash: hash, at: now())
    return ReplayReport(
      study: reading.plan.name, claim: collection.declared.claim,
      labels: Dictionary(arms.map { ($1, $0) }, uniquingKeysWith: { first, _ in first }),
      incumbent: collection.declared.incumbent,
      policies: replays.compactMap { replay in
        guard let index = routings.firstIndex(where: { $0.arm == replay.arm }) else { return nil }
        return ReplayReport.Policy(
          label: policies[index].label, router: policies[index].router, replay: replay,
          latency: latency(routings[index], ledger))
      },
      costQuality: costQuality, rulesTried: try store.replayedRules().count, rulesHash: hash,
      mark: try mark(collection, store), split: held)
  }

  /// Of the successful calls for the images as routed.
  private func latency(_ routing: Routing, _ ledger: [ArmCode: [ItemID: ImageLedger]]) -> Latency? {
    DossierBuilder.latency(routing.choice.compactMap { ledger[routing.tiers[$0.value]]?[$0.key]?.seconds })
  }

  /// What must stand beside every number.
  private func mark(_ collection: Collection, _ store: StudyStore) throws -> String? {
    let ratings = collection.returned.values.contains { $0.sessions.contains { $0.kind == .simulated } }
    let models = try store.facts().values.contains(where: \.isSimulated)
    return simulationMark(ratings: ratings, models: models)
  }
}
