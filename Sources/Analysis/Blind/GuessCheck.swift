public import Blinding
internal import Statistics

/// Whether the blind held, by the raters' own guesses which captions are the incumbent's.
///
/// Bang's index says in which direction: above 0 raters saw through it, below 0 they were misled, near 0 they guessed.
/// James' index says how far: 1 where nobody ventured a guess or all were wrong in a choice of two, 0.5 for guessing, 0
/// where all saw through it.
public struct GuessCheck: Hashable, Sendable, Codable {
  /// How often an arm's caption was taken for the incumbent's.
  public struct Taken: Hashable, Sendable, Codable {
    /// Under cover.
    public var arm: ArmCode
    /// Whether it is the incumbent's.
    public var isIncumbent: Bool
    /// Guesses in which it was among those shown.
    public var shown: Int
    /// Of those, how often it was named.
    public var named: Int
  }

  /// All answers, "do not know" included.
  public var guesses: Int
  /// People who answered.
  public var raters: Int
  /// Named the incumbent's.
  public var right: Int
  /// Named another.
  public var wrong: Int
  /// Did not know.
  public var unknown: Int
  /// Bang's index, −1 to 1, blind at 0; clustered by rater where one answered more than once.
  public var bang: StatedNumber
  /// James' index, 0 to 1, blind at 1, 0.5 by guessing.
  public var james: StatedNumber
  /// Right answers among those who ventured a guess.
  public var tellingApart: TellingApart
  /// By arm code.
  public var taken: [Taken]

  /// Below this many answers the indices' large-sample intervals are marked as rough.
  static let fewAnswers = 20

  /// Judges guesses.
  ///
  /// - Parameters:
  ///   - guesses: any number a rater, in any order; none leaves reasons in place of numbers.
  ///   - incumbent: the incumbent's arm.
  ///   - confidence: above 0 and below 1.
  /// - Throws: ``GuessError`` for a guess that cannot be judged; ``AnalysisError/confidenceOutOfDomain(_:)``.
  public init(_ guesses: [IncumbentGuess], incumbent: ArmCode, confidence: Double = 0.95) throws {
    guard confidence > 0, confidence < 1 else { throw AnalysisError.confidenceOutOfDomain(confidence) }
    for guess in guesses { try Self.check(guess, incumbent: incumbent) }
    func answer(_ guess: IncumbentGuess) -> ChoiceGuess.Answer {
      guess.believed.map { $0 == incumbent ? .right : .wrong } ?? .unknown
    }
    let names = Set(guesses.map(\.rater)).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    let choices = try guesses.map { guess in
      try ChoiceGuess(rater: numbers[guess.rater] ?? 0, choices: Set(guess.shown).count, answer: answer(guess))
    }
    self.guesses = guesses.count
    raters = names.count
    right = choices.count { $0.answer == .right }
    wrong = choices.count { $0.answer == .wrong }
    unknown = choices.count { $0.answer == .unknown }
    let isIndependent = names.count == guesses.count

    let sizes = Set(choices.map(\.choices))
    if let size = sizes.first, sizes.count == 1 {
      tellingApart = TellingApart(
        right: right, of: right + wrong, choices: size, confidence: confidence, isIndependent: isIndependent)
    } else {
      tellingApart = TellingApart(
        right: right, of: right + wrong,
        withoutOneChance: "the guesses were among different numbers of captions, so chance is not one number")
    }
    taken = Set(guesses.flatMap(\.shown)).sorted().map { arm in
      Taken(
        arm: arm, isIncumbent: arm == incumbent, shown: guesses.count { $0.shown.contains(arm) },
        named: guesses.count { $0.believed == arm })
    }
    (bang, james) = Self.indices(choices, confidence: confidence)
  }

  private static func check(_ guess: IncumbentGuess, incumbent: ArmCode) throws(GuessError) {
    guard Set(guess.shown).count >= 2 else { throw .nothingToChoose(rater: guess.rater) }
    guard guess.shown.contains(incumbent) else { throw .incumbentNotShown(rater: guess.rater) }
    if let believed = guess.believed, !guess.shown.contains(believed) {
      throw .answerNotShown(rater: guess.rater, believed: believed)
    }
  }

  private static func indices(_ choices: [ChoiceGuess], confidence: Double) -> (bang: StatedNumber, james: StatedNumber)
  {
    guard let blinding = try? ChoiceBlinding(choices) else {
      return (StatedNumber(reason: "no guesses"), StatedNumber(reason: "no guesses"))
    }
    let caution =
      choices.count < fewAnswers ? "\(choices.count) answers: a large-sample interval, rough" : nil
    func stated(_ index: BlindingIndex, within range: ClosedRange<Double>) -> StatedNumber {
      guard let interval = try? index.interval(confidence: confidence) else {
        return StatedNumber(index.value, reason: "every answer is of one kind, so their spread is unknown")
      }
      return StatedNumber(index.value, interval.clamped(to: range), caution: caution)
    }
    guard let byRater = blinding.bangByRater else {
      return (stated(blinding.bang, within: -1...1), stated(blinding.james, within: 0...1))
    }
    let james = StatedNumber(
      blinding.james.value, reason: "one rater's answers are not independent of each other")
    do throws(EstimationError) {
      let estimate = try byRater.overNewImages(confidence: confidence)
      return (StatedNumber(byRater.value, (estimate.lower...estimate.upper).clamped(to: -1...1)), james)
    } catch {
      let reason =
        switch error {
        case .tooFewImages: "needs at least two raters"
        case .imagesWithoutSpread: "the raters' indices do not differ, so their spread is unknown"
        default: "every answer is of one kind, so their spread is unknown"
        }
      return (StatedNumber(byRater.value, reason: reason), james)
    }
  }
}
