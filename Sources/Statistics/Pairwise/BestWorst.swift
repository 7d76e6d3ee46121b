/// How often a model was named best and worst among those shown together.
public struct BestWorstCount: Hashable, Sendable {
  /// How often it was shown.
  public var shown: Int
  /// How often it was named best.
  public var best: Int
  /// How often it was named worst.
  public var worst: Int

  /// - Parameters: counts; best and worst together at most as often as shown.
  /// - Throws: `outOfDomain` for anything else, `noComparisons` for a model that was never shown.
  public init(shown: Int, best: Int, worst: Int) throws(PairwiseError) {
    guard shown > 0 else { throw .noComparisons }
    guard best >= 0, worst >= 0, best + worst <= shown else {
      throw .outOfDomain(parameter: "best and worst together", value: Double(best + worst))
    }
    self.shown = shown
    self.best = best
    self.worst = worst
  }

  /// (best − worst) / shown: from −1 to 1.
  ///
  /// Source: Finn and Louviere (1992), "Determining the appropriate response to evidence of public concern", Journal of
  /// Public Policy and Marketing 11. By hand: 3 best and 1 worst of 8 is 1/4.
  public var score: Double { Double(best - worst) / Double(shown) }
}
