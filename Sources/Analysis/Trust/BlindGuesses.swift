public import Blinding
internal import Statistics

/// Whether raters knew the incumbent's captions when they saw them, by what they guessed after their last item.
///
/// Each guess names one of an item's captions, or none. Guesses of one rater belong together, so every interval comes
/// from leaving out one rater at a time.
public struct BlindGuesses: Hashable, Sendable, Codable {
  /// An index with its interval, or the reason why there is none.
  public struct Index: Hashable, Sendable, Codable {
    /// Without unit.
    public var value: Double
    /// Over raters like these.
    public var interval: IntervalOutcome
  }

  /// The incumbent against one arm.
  public struct Challenger: Hashable, Sendable, Codable {
    /// Under cover.
    public var arm: ArmCode
    /// The incumbent's caption was named.
    public var right: Int
    /// This arm's caption was named.
    public var wrong: Int
    /// Neither: another caption, or "don't know".
    public var unknown: Int
    /// Bang's index, (right − wrong) / all: 0 where neither is named more often; 1 where all named the incumbent's;
    /// −1 where all took this arm's for it.
    public var bang: Finding<Index>
  }

  /// Answers about items with the incumbent's caption among two or more.
  public var answers: Int
  /// Raters who answered.
  public var raters: Int
  /// Answers that the rater did not know.
  public var unknown: Int
  /// Answers that named the incumbent's caption.
  public var right: Int
  /// As many would be expected among those who named one, if all captions were as likely.
  public var rightByChance: Double
  /// Answers left out: the incumbent's caption was not there, or was the same as every other.
  public var unusable: Int
  /// Bang's index for more than two captions: a right answer counts 1, a wrong one −1/(k − 1) with k captions, "don't
  /// know" 0. 0 by chance; 1 where all named the incumbent's. With two captions this is Bang's own.
  public var incumbent: Finding<Index>
  /// Right answers among those who named a caption, against guessing.
  public var tellingApart: TellingApart
  /// Every other arm, by code.
  public var challengers: [Challenger]
  /// James' index of the incumbent's captions and all others together: 1 if nobody knew, ½ as by chance, 0 if all saw
  /// through it.
  public var james: Finding<Index>

  /// Works the indices out.
  ///
  /// Source: Bang, Ni and Davis (2004); James et al. (1996): see `BlindingGuesses` and `jamesIndex`. For more than two
  /// captions the wrong answers' weight is that of the usual correction for guessing.
  ///
  /// - Parameters:
  ///   - guesses: every answer.
  ///   - incumbent: its arm.
  ///   - confidence: of the intervals, above 0 and below 1.
  public init(_ guesses: [BlindGuess], incumbent arm: ArmCode, confidence: Double) {
    let usable = guesses.filter { guess in
      guess.choices.contains { $0.contains(arm) } && guess.choices.contains { !$0.contains(arm) }
    }
    let arms = Set(usable.flatMap { $0.choices.joined() }).subtracting([arm]).sorted()
    answers = usable.count
    raters = Set(usable.map(\.rater)).count
    unknown = usable.count { $0.named == nil }
    right = usable.count { $0.isRight(arm) }
    rightByChance = usable.reduce(0) { $0 + ($1.named == nil ? 0 : 1 / Double($1.choices.count)) }
    unusable = guesses.count - usable.count
    incumbent = Self.index(usable, confidence, within: -1...1) { (guesses) throws(EstimationError) in
      guard !guesses.isEmpty else { throw .noObservations }
      return guesses.reduce(0) { $0 + $1.score(arm) } / Double(guesses.count)
    }
    challengers = arms.map { challenger in
      let both = usable.filter { $0.tells(arm, from: challenger) }
      let counts = both.counts(arm, challenger)
      return Challenger(
        arm: challenger, right: counts.right, wrong: counts.wrong, unknown: counts.unknown,
        bang: Self.index(both, confidence, within: -1...1) { (guesses) throws(EstimationError) in
          let counts = guesses.counts(arm, challenger)
          return try BlindingGuesses(right: counts.right, wrong: counts.wrong, unknown: counts.unknown).bang.value
        })
    }
    tellingApart = Self.tellingApart(usable.filter { $0.named != nil }, right: right, confidence)
    james = Self.index(usable, confidence, within: 0...1) { (guesses) throws(EstimationError) in
      try guesses.james(arm)
    }
  }

  private static func tellingApart(_ named: [BlindGuess], right: Int, _ confidence: Double) -> TellingApart {
    let sizes = Set(named.map(\.choices.count))
    guard sizes.count <= 1 else {
      return TellingApart(
        right: right, of: named.count,
        withoutOneChance: "the guesses were among different numbers of captions, so chance is not one number")
    }
    return TellingApart(
      right: right, of: named.count, choices: sizes.first ?? 2, confidence: confidence,
      isIndependent: Set(named.map(\.rater)).count == named.count)
  }

  /// A statistic of all guesses, and its interval from leaving out one rater at a time.
  private static func index(
    _ guesses: [BlindGuess], _ confidence: Double, within bounds: ClosedRange<Double>,
    _ statistic: ([BlindGuess]) throws(EstimationError) -> Double
  ) -> Finding<Index> {
    let value: Double
    do throws(EstimationError) {
      value = try statistic(guesses)
    } catch {
      if case .constantObservations = error { return .unavailable(reason: "chance has no say in these answers") }
      return .unavailable(reason: error == .noObservations ? "no answers" : error.description)
    }
    do throws(EstimationError) {
      var withoutEach: [Double] = []
      for rater in Set(guesses.map(\.rater)).sorted() {
        let rest = guesses.filter { $0.rater != rater }
        if !rest.isEmpty { withoutEach.append(try statistic(rest)) }
      }
      if withoutEach.isEmpty { throw .tooFewRaters(found: 1) }
      var estimate = try jackknife(value, withoutEach: withoutEach, confidence: confidence)
      var cautions = withoutEach.count == 2 ? ["two raters: very wide, low information"] : []
      if estimate.lower < bounds.lowerBound { cautions.append("lower bound cut at \(shortest(bounds.lowerBound))") }
      if estimate.upper > bounds.upperBound { cautions.append("upper bound cut at \(shortest(bounds.upperBound))") }
      estimate.lower = max(bounds.lowerBound, estimate.lower)
      estimate.upper = min(bounds.upperBound, estimate.upper)
      return .stated(
        Index(
          value: value,
          interval: .stated(estimate, caution: cautions.isEmpty ? nil : cautions.joined(separator: "; "))))
    } catch {
      let reason =
        switch error {
        case .constantObservations: "leaving out a rater makes no difference, so their spread is unknown"
        case .tooFewRaters: "one rater only"
        default: "not defined without one of the raters"
        }
      return .stated(Index(value: value, interval: .unavailable(reason: reason)))
    }
  }
}

extension BlindGuess {
  private var namedArms: [ArmCode] { named.map { choices[$0] } ?? [] }

  func isRight(_ arm: ArmCode) -> Bool { namedArms.contains(arm) }

  /// 1, −1/(k − 1), or 0 for "don't know".
  func score(_ arm: ArmCode) -> Double {
    named == nil ? 0 : isRight(arm) ? 1 : -1 / Double(choices.count - 1)
  }

  /// Whether both arms' captions were there, and were not the same.
  func tells(_ arm: ArmCode, from other: ArmCode) -> Bool {
    choices.contains { $0.contains(arm) && !$0.contains(other) } && choices.contains { $0.contains(other) }
  }
}

extension [BlindGuess] {
  func counts(_ arm: ArmCode, _ other: ArmCode) -> (right: Int, wrong: Int, unknown: Int) {
    let right = count { $0.isRight(arm) }
    let wrong = count { $0.isRight(other) }
    return (right, wrong, count - right - wrong)
  }

  /// Each caption that was offered counts once: the one named as guessed to be the incumbent's, the others as not.
  func james(_ arm: ArmCode) throws(EstimationError) -> Double {
    let unknown = filter { $0.named == nil }
    let wrong = count { $0.named != nil && !$0.isRight(arm) }
    let right = count - unknown.count - wrong
    let others = reduce(0) { $0 + ($1.named == nil ? 0 : $1.choices.count - 1) }
    return try jamesIndex(
      BlindingGuesses(right: right, wrong: wrong, unknown: unknown.count),
      BlindingGuesses(
        right: others - wrong, wrong: wrong, unknown: unknown.reduce(0) { $0 + $1.choices.count - 1 })
    ).value
  }
}
