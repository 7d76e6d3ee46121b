internal import Analysis
internal import Foundation
internal import Roster
internal import StudyModel

/// A plan as a conductor reads it: headline, table, floor, and what it rests on.
struct PlanText {
  let study: String
  let plan: StudyPlan
  let basis: PlanBasis
  let simulation: DesignSimulation
  let rows: [PlannedAssignment]
  let cost: CaptionCost

  private var seconds: Double { Double(plan.review.secondsPerItem) }
  private var own: PlannedAssignment? { rows.first(where: \.isDeclared) }

  /// Everything, ready to print.
  var text: String {
    var lines = [
      "study \(plan.name): \(plan.question)",
      "claim: \(plan.claim.criterion), \(plan.claim.scope.rawValue), margin \(declaredPoints(plan.claim.margin)) \(plan.unit), "
        + "because: \(plan.claim.because)", "",
    ]
    if let own { lines += headline(own) + [""] }
    lines += table
    lines += plan.areCompared ? ["", pairsNote] : []
    lines += ["", "* as declared. ± is the expected half-width; \"± endless\" is what endless images would leave."]
    lines.append(
      "The first four chances are for equal models; the last two for a candidate that is in truth worse by half the")
    lines.append("margin, and by the very margin: there \"not worse\" would be wrong.")
    if !cost.policies.isEmpty { lines += [""] + cost.policies.map(\.words) }
    lines += [""] + floor
    lines.append("What drop would matter is yours to say, and was said in the study file; a plan does not change it.")
    lines.append(
      "\(basis.name); \(basis.line(plan)). \(simulation.studies) simulated studies for each chance, Monte Carlo error at most "
        + "\(String(format: "%.1f", 100 * simulation.monteCarloError)) points, seed \(simulation.seed).")
    return lines.flatMap { Self.wrapped($0) }.joined(separator: "\n")
  }

  private var pairs: Int { plan.pairsPerItem }

  private var pairsNote: String {
    "For each candidate’s pair with the incumbent: \"images\" are judgements of that pair, and the margin and ± are in net "
      + "preference, the share preferring the candidate less the share preferring the incumbent. "
      + (pairs > 1
        ? "Minutes and rater-hours are for all \(pairs) pairs of an image." : "Every image makes one pair.")
  }

  private func headline(_ own: PlannedAssignment) -> [String] {
    let equal = own.equal
    let word = plan.areCompared ? "judgement" : "rating"
    return [
      "\(counted(own.raters, "rater")) × \(counted(own.imagesEach, "image")), "
        + "\(number(own.ratingsPerImage)) \(word)\(own.ratingsPerImage == 1 ? "" : "s") an image: chance of a verdict \(percent(equal.chanceOfVerdict)) if the "
        + "models are equal; expected ±\(equal.medianHalfWidth.map(points) ?? "unknown")",
      "not worse \(percent(equal.chanceOfNotWorse)), of that equivalent \(percent(equal.chance(of: .equivalent))); "
        + "undecided \(percent(equal.chance(of: .undecided))); wrongly \"not worse\" at a true loss of "
        + "\(declaredPoints(plan.claim.margin)): \(percent(own.atMargin.chanceOfNotWorse))",
    ]
  }

  private var table: [String] {
    let margin = plan.claim.margin
    let head = [
      [
        "", "assignment", "ratings", "±", "not", "equi-", "worse", "unde-", "not worse", "not worse", "captions",
        "minutes", "rater-", "± end-",
      ],
      [
        "", "raters × images", "an image", "", "worse", "valent", "beyond", "cided",
        "at −\(declaredPoints(margin / 2))",
        "at −\(declaredPoints(margin))", "USD", "each", "hours", "less",
      ],
    ]
    let body = rows.map { row in
      [
        row.isDeclared ? "*" : "",
        "\(row.raters) × \(row.imagesEach)" + (row.images == own?.images ? "" : " of \(row.images)"),
        number(row.ratingsPerImage), row.equal.medianHalfWidth.map(points) ?? "–", percent(row.equal.chanceOfNotWorse),
        percent(row.equal.chance(of: .equivalent)), percent(row.equal.chance(of: .worseBeyondMargin)),
        percent(row.equal.chance(of: .undecided)), percent(row.halfway.chanceOfNotWorse),
        percent(row.atMargin.chanceOfNotWorse), cost.text(images: row.images),
        "\(Int((Double(row.imagesEach * pairs) * seconds / 60).rounded(.up)))",
        String(format: "%.1f", Double(row.presentations * pairs) * seconds / 3600),
        row.floor.map { points($0.halfWidth) } ?? "–",
      ]
    }
    let all = head + body
    let widths = all[0].indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { cells in
      var line = cells.enumerated().map { column, cell in
        let pad = String(repeating: " ", count: widths[column] - cell.count)
        return column < 2 ? cell + pad : pad + cell
      }.joined(separator: " ")
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// What images cannot buy.
  private var floor: [String] {
    guard let own else { return [] }
    guard plan.claim.scope == .ratersLikeThese else {
      return ["The claim is for these raters: more images always help, and what other raters would say stays open."]
    }
    guard let floor = own.floor else {
      return ["Raters do not differ in their liking for a model, as far as this rests on: more images always help."]
    }
    var line =
      "With \(counted(own.raters, "rater")) endless images would still leave ±\(points(floor.halfWidth)): a margin "
      + "smaller than that needs more raters."
    if let limit = try? floor.chanceOfNotWorse(margin: plan.claim.margin) {
      line += " At the study's margin endless images would reach \(percent(limit)) \"not worse\" for equal models."
    }
    return [line]
  }

  private func number(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : String(format: "%.1f", value)
  }

  /// Sentences on lines of at most 110 characters; a table's lines are left as they are.
  static func wrapped(_ text: String, width: Int = 110, hanging: String = "  ") -> [String] {
    guard text.count > width, !text.contains("  ") else { return [text] }
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = hanging + word
      } else {
        line += line.isEmpty ? "\(word)" : " \(word)"
      }
    }
    return lines + [line]
  }
}

/// The same numbers for a program.
extension PlanText {
  private struct Answer: Encodable {
    struct Row: Encodable {
      let declared: Bool
      let raters: Int
      let imagesEach: Int
      let images: Int
      let ratingsPerImage: Double
      let presentations: Int
      let halfWidth: Double?
      let ifEqual: Chances
      let atHalfTheMargin: Chances
      let atTheMargin: Chances
      let captionsUsd: Double?
      let minutesEach: Double
      let raterHours: Double
      let halfWidthAtBest: Double?
    }
    struct Chances: Encodable {
      let trueDifference: Double
      let verdict: Double
      let notWorse: Double
      let equivalent: Double
      let worseBeyondTheMargin: Double
      let undecided: Double
      let measurablyHigher: Double
      let measurablyLower: Double

      init(_ outcomes: SimulatedOutcomes) {
        trueDifference = outcomes.trueDifference
        verdict = outcomes.chanceOfVerdict
        notWorse = outcomes.chanceOfNotWorse
        equivalent = outcomes.chance(of: .equivalent)
        worseBeyondTheMargin = outcomes.chance(of: .worseBeyondMargin)
        undecided = outcomes.chance(of: .undecided)
        measurablyHigher = outcomes.chance(of: .measurablyHigher)
        measurablyLower = outcomes.chance(of: .measurablyLower)
      }
    }
    struct Policy: Encodable {
      let candidate: String
      let kind: String
      let takes: [String]
      let imagesTaken: Int
      let usdPerImage: Double?
      let withoutPrice: [String]
    }
    let study: String
    let criterion: String
    let scope: String
    let margin: Double
    let confidence: Double
    let basis: String
    let components: [String: Double]
    let componentsSetToZero: [String]
    let simulatedStudies: Int
    let monteCarloError: Double
    let seed: UInt64
    let policies: [Policy]
    let assignments: [Row]
  }

  func json() throws -> String {
    let answer = Answer(
      study: plan.name, criterion: plan.claim.criterion, scope: plan.claim.scope.rawValue, margin: plan.claim.margin,
      confidence: plan.claim.confidence, basis: basis.name,
      components: Dictionary(
        uniqueKeysWithValues: plan.statedParts.map { ($0.rawValue, basis.components[$0]) }),
      componentsSetToZero: basis.components.negative.filter(plan.statedParts.contains).map(\.rawValue),
      simulatedStudies: simulation.studies,
      monteCarloError: simulation.monteCarloError, seed: simulation.seed,
      policies: cost.policies.map {
        Answer.Policy(
          candidate: $0.label, kind: $0.kind, takes: $0.takes, imagesTaken: $0.taken, usdPerImage: $0.perImage,
          withoutPrice: $0.unpriced)
      },
      assignments: rows.map { row in
        Answer.Row(
          declared: row.isDeclared, raters: row.raters, imagesEach: row.imagesEach, images: row.images,
          ratingsPerImage: row.ratingsPerImage, presentations: row.presentations,
          halfWidth: row.equal.medianHalfWidth, ifEqual: .init(row.equal), atHalfTheMargin: .init(row.halfway),
          atTheMargin: .init(row.atMargin), captionsUsd: cost.dollars(images: row.images),
          minutesEach: Double(row.imagesEach * pairs) * seconds / 60,
          raterHours: Double(row.presentations * pairs) * seconds / 3600,
          halfWidthAtBest: row.floor?.halfWidth)
      })
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(answer), as: UTF8.self)
  }
}
