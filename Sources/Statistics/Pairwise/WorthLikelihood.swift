internal import Glibc

/// The log-likelihood of judgements of pairs, win, loss and tie having chances in proportion to
///
///     worth a · √γ      worth b / √γ      ν √(worth a · worth b)
///
/// Without ties ν = 0, which is Bradley and Terry's model; γ is what being shown first is worth, 1 where order is left
/// out. Source: Davidson (1970), JASA 65; Davidson and Beaver (1977), "On extending the Bradley–Terry model to
/// incorporate within-pair order effects", Biometrics 33.
struct WorthLikelihood {
  let models: Int
  let hasTies: Bool
  let hasOrder: Bool

  /// The log-worths, then log ν where there are ties, then log γ where order counts.
  var size: Int { models + (hasTies ? 1 : 0) + (hasOrder ? 1 : 0) }
  private var tiePlace: Int { models }
  /// Where log γ stands.
  var orderPlace: Int { size - 1 }

  /// The chances of a win of the first, of the second, and of a tie.
  func chances(_ first: Int, _ second: Int, at place: [Double]) -> (first: Double, second: Double, tie: Double) {
    let (a, b, t, _, _) = powers(first, second, at: place)
    let sum = a + b + t
    return (a / sum, b / sum, t / sum)
  }

  /// Half the distance, and chances in proportion with e^top taken out, so that nothing overflows.
  private func powers(
    _ first: Int, _ second: Int, at place: [Double]
  ) -> (a: Double, b: Double, t: Double, half: Double, top: Double) {
    let half = (place[first] - place[second] + (hasOrder ? place[orderPlace] : 0)) / 2
    let tie = hasTies ? place[tiePlace] : -.infinity
    let top = max(abs(half), tie)
    return (exp(half - top), exp(-half - top), hasTies ? exp(tie - top) : 0, half, top)
  }

  /// Value, gradient and information; the information is short of full rank by the worths' common shift.
  ///
  /// - Parameter pairs: where order counts, ``PairwiseCounts/Pair/first`` was shown first; else either way.
  func point(_ pairs: [PairwiseCounts.Pair], at place: [Double]) -> NewtonPoint {
    let size = size
    var point = NewtonPoint(size: size)
    for pair in pairs {
      let (a, b, t, half, top) = powers(pair.first, pair.second, at: place)
      let sum = a + b + t
      let (chanceA, chanceB, chanceT) = (a / sum, b / sum, t / sum)
      let total = pair.firstWins + pair.secondWins + pair.ties
      let lead = chanceA - chanceB
      let score = (pair.firstWins - pair.secondWins - total * lead) / 2
      point.value += (pair.firstWins - pair.secondWins) * half - total * (top + log(sum))
      if hasTies { point.value += pair.ties * place[tiePlace] }
      point.gradient[pair.first] += score
      point.gradient[pair.second] -= score
      let information = total * (chanceA + chanceB - lead * lead) / 4
      point.addInformation(pair.first, pair.second, information)
      if hasOrder {
        point.gradient[orderPlace] += score
        point.information[orderPlace * size + orderPlace] += information
        point.addCross(pair.first, pair.second, with: orderPlace, information)
      }
      if hasTies {
        let cross = -total * lead * chanceT / 2
        point.gradient[tiePlace] += pair.ties - total * chanceT
        point.information[tiePlace * size + tiePlace] += total * chanceT * (1 - chanceT)
        point.addCross(pair.first, pair.second, with: tiePlace, cross)
        if hasOrder {
          point.information[tiePlace * size + orderPlace] += cross
          point.information[orderPlace * size + tiePlace] += cross
        }
      }
    }
    return point
  }

  /// The same with a constant added to the worths' block, which fixes their sum at 0 without naming a reference.
  func gaugedPoint(_ pairs: [PairwiseCounts.Pair], at place: [Double]) -> NewtonPoint {
    var point = point(pairs, at: place)
    let trace = (0..<models).reduce(0) { $0 + point.information[$1 * size + $1] }
    let gauge = max(1e-300, trace / Double(models * models))
    for i in 0..<models {
      for j in 0..<models { point.information[i * size + j] += gauge }
    }
    return point
  }

  /// Where the likelihood is largest; nil where it was not found.
  func maximum(_ pairs: [PairwiseCounts.Pair], from start: [Double]) -> [Double]? {
    concaveMaximum(from: start) { gaugedPoint(pairs, at: $0) }?.place
  }
}

extension NewtonPoint {
  /// Adds the information on the difference of two worths.
  mutating func addInformation(_ first: Int, _ second: Int, _ value: Double) {
    let size = gradient.count
    information[first * size + first] += value
    information[second * size + second] += value
    information[first * size + second] -= value
    information[second * size + first] -= value
  }

  /// Adds the information on the difference of two worths together with another parameter.
  mutating func addCross(_ first: Int, _ second: Int, with other: Int, _ cross: Double) {
    let size = gradient.count
    information[first * size + other] += cross
    information[second * size + other] -= cross
    information[other * size + first] += cross
    information[other * size + second] -= cross
  }

  /// Adds the information on the difference of two worths, and on it together with the last parameter.
  mutating func addDifference(_ first: Int, _ second: Int, information value: Double, withLast cross: Double) {
    addInformation(first, second, value)
    addCross(first, second, with: gradient.count - 1, cross)
  }
}
