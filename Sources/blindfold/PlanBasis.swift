internal import Analysis
internal import Blinding
internal import Digest
internal import Roster
internal import StudyFile
internal import StudyModel
internal import StudyStore

/// What a plan's chances rest on: components, and where they come from.
struct PlanBasis {
  let components: RatingComponents
  /// For example `typical raters (a preset)`, or `the pilot ratings.csv`.
  let name: String

  private init(components: RatingComponents, name: String) {
    self.components = components
    self.name = name
  }

  /// The preset, stretched to the claimed criterion's scale.
  init(_ preset: RatingComponents.Preset, _ plan: StudyPlan) throws {
    self.init(
      components: try plan.components(preset),
      name:
        "\(preset.rawValue) raters (a preset\(plan.areCompared ? ", who call captions less than half a point apart a tie" : ""))"
    )
  }

  /// What `--components` says: a preset's name, or `image=.5,rater=.3,…`; what is not named is as in *typical*.
  init(stated text: String, _ plan: StudyPlan) throws {
    if let preset = RatingComponents.Preset(rawValue: text) {
      try self.init(preset, plan)
      return
    }
    let typical = try plan.components(.typical)
    var deviations = typical.deviations
    var mean = typical.mean
    let known = plan.statedParts.map(\.rawValue) + (plan.areCompared ? [] : ["mean"])
    var seen: Set<Substring> = []
    for entry in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = entry.split(separator: "=", maxSplits: 1).map { $0.trimming(while: \.isWhitespace) }
      guard sides.count == 2, let value = Double(sides[1].hasPrefix(".") ? "0" + sides[1] : String(sides[1])) else {
        throw Refusal(
          .wrongInput,
          "--components: '\(entry)' is not NAME=NUMBER. Nothing was simulated. Write, for example, "
            + "image-model=.6,rater-model=.1,residual=.6, or a preset: "
            + RatingComponents.Preset.allCases.map(\.rawValue).joined(separator: ", ") + ".")
      }
      guard seen.insert(sides[0]).inserted else {
        throw Refusal(
          .wrongInput, "--components: '\(sides[0])' stands twice. Nothing was simulated. Name each component once.")
      }
      if sides[0] == "mean", !plan.areCompared {
        mean = value
      } else if let part = plan.statedParts.first(where: { $0.rawValue == sides[0] }) {
        deviations[part] = value
      } else {
        throw Refusal(
          .wrongInput,
          "--components: there is no component '\(sides[0])'. Nothing was simulated. Write one of: "
            + "\(known.joined(separator: ", ")).")
      }
    }
    self.init(
      components: try RatingComponents(
        deviations, mean: mean, scale: plan.areCompared ? nil : plan.claimedScale), name: "components as stated")
  }

  /// What the ratings of a pilot show: a study's collected ratings, or a file of ratings.
  init(pilot path: String, _ plan: StudyPlan) throws {
    let mode: Rubric.Mode
    if path.lowercased().hasSuffix(".csv") {
      mode = .absolute
      if !plan.areCompared {
        components = try Self.table(PilotRating.read(path), of: path, plan).components()
        name = "the pilot \(path)"
        return
      }
    } else {
      let pilot = try Self.table(of: StudyLocation(path))
      mode = pilot.mode
      if mode == plan.review.rubric.mode {
        components = try pilot.table.components()
        name = "the pilot \(path)"
        return
      }
    }
    throw Self.otherMode(path, pilot: mode, plan)
  }

  /// Points say nothing of preferences, nor these of points.
  private static func otherMode(_ path: String, pilot: Rubric.Mode, _ plan: StudyPlan) -> Refusal {
    let words = { (mode: Rubric.Mode) in mode == .pairwise ? "compares captions in pairs" : "rates captions" }
    return Refusal(
      .wrongInput,
      "--pilot \(path): it \(words(pilot)), and this study \(words(plan.review.rubric.mode)). Nothing can be learned from it. "
        + "Name the folder of a study that does the same, or leave --pilot out for a preset.")
  }

  private static func table(_ ratings: [PilotRating], of path: String, _ plan: StudyPlan) throws -> RatingTable {
    let claimed = ratings.filter { $0.criterion == nil || $0.criterion == plan.claim.criterion }
    guard !claimed.isEmpty else {
      throw Refusal(
        .wrongInput,
        "\(path): no rating on '\(plan.claim.criterion)', the criterion of the claim. Nothing can be learned from it. "
          + "Use ratings on that criterion, or leave the column 'criterion' out.")
    }
    let models = Set(claimed.map(\.model)).sorted()
    let base = models.contains(plan.incumbent) ? plan.incumbent : models[0]
    let cells = claimed.compactMap { rating -> RatingCell? in
      ItemID(hex: SHA256.hex(rating.image)).map {
        RatingCell(
          item: $0, category: rating.category, rater: rating.rater, arm: ArmCode(rawValue: rating.model),
          criterion: plan.claim.criterion, value: rating.score)
      }
    }
    return RatingTable(cells: cells, traffic: [:], incumbent: ArmCode(rawValue: base), claim: plan.claim, ranges: [:])
  }

  /// A study's ratings under arm codes: how they vary, and not whose they are.
  private static func table(of pilot: StudyLocation) throws -> (table: RatingTable, mode: Rubric.Mode) {
    guard StudyStore.exists(in: pilot.folder) else {
      throw Refusal(
        .missingFile,
        "\(pilot.folder): this study was not run here, so it has no ratings. Nothing can be learned from it. "
          + "Name a study with ratings, or a file of ratings: --pilot ratings.csv")
    }
    let store = try StudyStore(folder: pilot.folder, create: false, recover: false)
    guard let plan = try store.plan(), let declared = try store.declaredProtocol() else {
      throw Refusal(
        .notFinished,
        "\(pilot.folder): no packets were written yet, so it has no ratings. Nothing can be learned from it. "
          + "Run: blindfold run \(quoted(pilot.folder))")
    }
    let ratings = try store.ratings()
    guard !ratings.isEmpty else {
      throw Refusal(
        .notFinished,
        "\(pilot.folder): no ratings were collected yet. Nothing can be learned from it. "
          + "Collect them with: blindfold report \(quoted(pilot.folder))")
    }
    let tabulation = Tabulation(
      plan: plan, ratings: ratings, outputs: try store.outputs(), categories: try store.categories(),
      rubric: declared.rubric)
    return (
      tabulation.table(
        incumbent: declared.incumbent, claim: declared.claim, traffic: declared.traffic, rubric: declared.rubric),
      declared.rubric.mode
    )
  }

  /// The components in a line.
  func line(_ plan: StudyPlan) -> String {
    let parts = plan.statedParts.map { "\($0.rawValue) \(points(components[$0]))" }
    let zero = components.negative.filter(plan.statedParts.contains).map(\.rawValue)
    return "standard deviations in \(plan.unit): \(parts.joined(separator: ", "))"
      + (zero.isEmpty ? "" : "; estimated below 0 and set to 0: \(zero.joined(separator: ", "))")
  }
}

extension StudyPlan {
  /// Whether captions are compared, not rated.
  var areCompared: Bool { review.rubric.mode == .pairwise }

  /// The unit of the margin and of every half-width.
  var unit: String { areCompared ? "net preference" : "points" }

  /// Components that may be stated: what both captions of a pair share is no part of a preference.
  var statedParts: [RatingComponents.Part] {
    areCompared ? [.imageModel, .raterModel, .residual] : RatingComponents.Part.allCases
  }

  /// A preset's components, in the study's unit.
  func components(_ preset: RatingComponents.Preset) throws -> RatingComponents {
    areCompared
      ? try RatingComponents(preferences: preset) : try RatingComponents(preset, scale: claimedScale)
  }

  /// The points of the claimed criterion.
  var claimedScale: RatingScale {
    get throws {
      let range = Tabulation.ranges(of: review.rubric)[claim.criterion] ?? 1...5
      var step: Double?
      if case .scale? = review.rubric.question(claim.criterion)?.kind { step = 1 }
      return try RatingScale(lowest: range.lowerBound, highest: range.upperBound, step: step)
    }
  }

  /// The very assignment that a run will draw, without guests; of a study of pairs, that of one candidate's pair with the
  /// incumbent: each of its pairs has as many judgements of every image.
  var design: StudyDesign {
    get throws {
      let items = ratedItems.map { (id: $0.id, category: $0.category) }
      return try StudyDesign(
        items: items,
        assignment: Assignment(
          items: items, raters: review.raters, ratingsPerItem: review.ratingsPerItem, seed: seed),
        traffic: traffic)
    }
  }
}

extension Substring {
  /// Without such characters at either end.
  fileprivate func trimming(while isOff: (Character) -> Bool) -> Substring {
    var text = drop(while: isOff)
    while let last = text.last, isOff(last) { text.removeLast() }
    return text
  }
}
