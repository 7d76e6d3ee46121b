internal import Analysis
internal import Foundation
internal import Roster
internal import StudyModel
internal import StudyStore

/// The chance of a verdict with the assignment as it is declared, from a quick simulation: shown before money and time are
/// spent.
struct PlanHeadline {
  /// Below this the conductor is asked again.
  static let fair = 0.5
  /// Simulated studies: a Monte Carlo error of 2.5 points at most.
  static let studies = 400

  /// If the models are equal; 0 where no interval could come of it.
  let chance: Double
  /// In rubric points.
  let halfWidth: Double?
  /// Why there cannot be a verdict.
  let impossible: String?
  private let plan: StudyPlan
  private let imagesEach: Int

  init(_ plan: StudyPlan, seed: UInt64? = nil) async throws {
    self.plan = plan
    do {
      let design = try plan.design
      let simulation = try DesignSimulation(
        components: PlanBasis(.typical, plan).components, claim: plan.claim, studies: Self.studies,
        seed: seed ?? plan.seed)
      let outcome = try await simulation.outcomes(of: design, trueDifference: 0)
      (chance, halfWidth, impossible) = (outcome.chanceOfVerdict, outcome.medianHalfWidth, nil)
      imagesEach = design.imagesEach
    } catch let error as PlanningError {
      (chance, halfWidth, impossible, imagesEach) = (0, nil, error.description, 0)
    }
  }

  /// "12 raters × 50 images: chance of a verdict 96 % if the models are equal; expected ±0.15 against a margin of 0.30".
  var text: String {
    if let impossible { return "no verdict can come of this study:\n\(impossible)" }
    let pairs = plan.pairsPerItem
    let each =
      plan.areCompared
      ? counted(imagesEach * pairs, "pair") + (pairs > 1 ? ", \(imagesEach) of each candidate’s" : "")
      : counted(imagesEach, "image")
    return "\(counted(plan.review.raters.count, "rater")) × \(each): chance of a verdict "
      + "\(percent(chance)) if the models are equal; expected ±\(halfWidth.map(points) ?? "unknown") against a margin "
      + "of \(declaredPoints(plan.claim.margin))\(plan.areCompared ? " net preference" : "")"
  }

  /// What the chance rests on.
  var basis: String { "\(Self.studies) simulated studies with \(assumed); yours may differ" }

  private var assumed: String {
    plan.areCompared
      ? "typical raters, who would call a third of equal captions a tie" : "typical raters"
  }

  /// Asks again where the chance is small: on a terminal a question, elsewhere a refusal unless it was accepted.
  ///
  /// - Parameters:
  ///   - accepted: whether `--yes` was given.
  ///   - question: what is asked on a terminal.
  ///   - help: what would raise the chance, as a sentence.
  ///   - consequence: what has not happened yet, for example `Nothing was sent.`
  /// - Returns: whether somebody had to accept it.
  func askAgain(accepted: Bool, question: String, help: String, consequence: String) throws -> Bool {
    guard chance < Self.fair else { return false }
    if accepted { return true }
    let help = "\(text)\n(\(basis))\n\(help)"
    guard isatty(0) == 1, isatty(2) == 1 else {
      throw Refusal(
        .smallChance,
        "\(help)\nThat is less than an even chance. \(consequence) Change the study, or add --yes to go on all the same."
      )
    }
    printError(help)
    FileHandle.standardError.write(Data("That is less than an even chance. \(question) [y/N] ".utf8))
    guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else {
      throw Refusal(.smallChance, consequence)
    }
    return true
  }
}

/// Rubric points with two decimals.
func points(_ value: Double) -> String { String(format: "%.2f", value) }

/// A margin as it was declared: with two decimals, or with as many as it has.
func declaredPoints(_ value: Double) -> String {
  abs((100 * value).rounded() - 100 * value) < 1e-9 ? points(value) : "\(value)"
}

/// A chance in whole percent; what is not quite 0 or 100 says so.
func percent(_ share: Double) -> String {
  let whole = (100 * share).rounded()
  if whole == 0 && share > 0 { return "<1 %" }
  if whole == 100 && share < 1 { return ">99 %" }
  return "\(Int(whole)) %"
}
