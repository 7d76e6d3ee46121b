/// Bradley–Terry worths that stay finite where a model won or lost everything: the likelihood times Jeffreys' prior
/// √det(information).
///
/// Each pair's score gets h (1/2 − P(first wins)) on top, with h the pair's leverage; Newton's method with halved steps,
/// the score's slope by differences.
/// Source: Firth (1993), "Bias reduction of maximum likelihood estimates", Biometrika 80; Heinze and Schemper (2002),
/// "A solution to the problem of separation in logistic regression", Statistics in Medicine 21.
///
/// By hand, two models, n wins to 0: the prior adds half a win to either side, so the difference is log(2n + 1).
///
/// - Parameter counts: a tie counts as half a win for either side.
/// - Returns: log-worths with sum 0; the covariance is the inverse information at that place.
/// - Throws: `noComparisons`, or `disconnected`: the prior cannot place groups that were never compared.
public func firthBradleyTerry(_ counts: PairwiseCounts) throws(PairwiseError) -> WorthScale {
  let halved = counts.tiesAsHalfWins
  let pairs = halved.pairs
  guard !pairs.isEmpty else { throw .noComparisons }
  let graph = ComparisonGraph(halved)
  if graph.status == .disconnected { throw .disconnected(groups: graph.weakComponents) }
  let models = counts.models

  struct Place {
    var worths: [Double]
    var penalised: Double
    var score: [Double]
    /// By the information: always uphill.
    var scoringStep: [Double]
    var covariance: [Double]
  }
  func look(_ worths: [Double]) -> Place? {
    var point = bradleyTerryPoint(pairs, worths: worths)
    let gauge = (0..<models).reduce(0) { $0 + point.information[$1 * models + $1] } / Double(models * models)
    for index in point.information.indices { point.information[index] += gauge }
    guard let factor = CholeskyFactor(point.information, size: models) else { return nil }
    let shift = 1 / (gauge * Double(models * models))
    let covariance = factor.inverse.map { $0 - shift }
    for pair in pairs {
      let (i, j) = (pair.first, pair.second)
      let chance = logistic(worths[i] - worths[j])
      let variance = covariance[i * models + i] + covariance[j * models + j] - 2 * covariance[i * models + j]
      let leverage = (pair.firstWins + pair.secondWins) * chance * (1 - chance) * variance
      point.gradient[i] += leverage * (0.5 - chance)
      point.gradient[j] -= leverage * (0.5 - chance)
    }
    // det(information + gauge) is models² × gauge times the determinant with one model as the reference.
    let penalised = point.value + (factor.logDeterminant - logarithm(gauge)) / 2
    return Place(
      worths: worths, penalised: penalised, score: point.gradient, scoringStep: factor.solve(point.gradient),
      covariance: covariance)
  }
  /// Newton's step where the penalised likelihood bends down, else the scoring step.
  func step(_ place: Place) -> [Double] {
    let reach = 1e-5
    var bend = [Double](repeating: 0, count: models * models)
    for column in 0..<models {
      var (ahead, behind) = (place.worths, place.worths)
      ahead[column] += reach
      behind[column] -= reach
      guard let above = look(ahead), let below = look(behind) else { return place.scoringStep }
      for row in 0..<models { bend[row * models + column] = (below.score[row] - above.score[row]) / (2 * reach) }
    }
    let gauge = (0..<models).reduce(0) { $0 + bend[$1 * models + $1] } / Double(models * models)
    for row in 0..<models {
      for column in 0...row {
        // Symmetric but for rounding.
        bend[row * models + column] = (bend[row * models + column] + bend[column * models + row]) / 2 + gauge
      }
    }
    return CholeskyFactor(bend, size: models)?.solve(place.score) ?? place.scoringStep
  }

  guard var place = look(Array(repeating: 0, count: models)) else { throw .notConverged }
  for _ in 0..<200 {
    let step = step(place)
    let largest = step.reduce(0) { max($0, abs($1)) }
    var scale = min(1, 2 / max(1e-300, largest))
    var next: Place?
    while next == nil, scale > 1e-10 {
      let tried = look(zip(place.worths, step).map { $0 + scale * $1 })
      if let tried, tried.penalised >= place.penalised - 1e-12 * max(1, abs(place.penalised)) { next = tried }
      scale /= 2
    }
    guard let next else { throw .notConverged }
    place = next
    if largest < 1e-8 {
      let mean = place.worths.reduce(0, +) / Double(models)
      return WorthScale(logWorths: place.worths.map { $0 - mean }, covariance: place.covariance)
    }
  }
  throw .notConverged
}
