extension PairedTable {
  /// McNemar's exact test: how often a fair coin would split the images on which the two differ at least this unevenly.
  ///
  /// 2 P(X ≤ min(b, c)) with X binomial of b + c and ½, at most 1; 1 where they differ on none. Source: McNemar (1947),
  /// "Note on the sampling error of the difference between correlated proportions", Psychometrika 12; in this exact form
  /// a sign test.
  ///
  /// By hand: b = 4, c = 0: 2 / 16.
  public var exactP: Double { signTest(wins: onlyFirst, losses: onlySecond) }

  /// The same with the split that was found counted half: less cautious than ``exactP``.
  ///
  ///     2 P(X ≤ min) − P(X = min), or 1 − P(X = min)/2 where b = c; 1 where they differ on none
  ///
  /// Source: Fagerland, Lydersen and Laake (2013), "The McNemar test for binary matched-pairs data", BMC Medical Research
  /// Methodology 13:91.
  public var midP: Double {
    let differing = onlyFirst + onlySecond
    guard differing > 0, let coin = try? Binomial(trials: differing, probability: 0.5) else { return 1 }
    let found = coin.mass(onlyFirst)
    return onlyFirst == onlySecond ? 1 - found / 2 : exactP - found
  }
}
