/// Bradley–Terry worths that stay finite where a model won or lost everything: the likelihood times Jeffreys' prior
/// √det(information).
///
/// Each pair's score gets h (1/2 − P(first wins)) on top, with h the pair's leverage; Fisher scoring with halved steps.
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
    var step: [Double]
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
    return Place(worths: worths, penalised: penalised, step: factor.solve(point.gradient), covariance: covariance)
  }

  guard var place = look(Array(repeating: 0, count: models)) else { throw .notConverged }
  for _ in 0..<1000 {
    let largest = place.step.reduce(0) { max($0, abs($1)) }
    if largest < 1e-11 { break }
    var scale = min(1, 2 / largest)
    var next: Place?
    while scale > 1e-10 {
      let tried = look(zip(place.worths, place.step).map { $0 + scale * $1 })
      if let tried, tried.penalised >= place.penalised - 1e-12 * max(1, abs(place.penalised)) {
        next = tried
        break
      }
      scale /= 2
    }
    guard let next else { throw .notConverged }
    place = next
  }
  guard place.step.allSatisfy({ abs($0) < 1e-8 }) else { throw .notConverged }
  let mean = place.worths.reduce(0, +) / Double(models)
  return WorthScale(logWorths: place.worths.map { $0 - mean }, covariance: place.covariance)
}
