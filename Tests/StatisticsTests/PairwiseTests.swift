internal import Testing

@testable internal import Statistics

private func counts(_ wins: [[Double]], ties: [[Double]]? = nil) -> PairwiseCounts {
  var counts = PairwiseCounts(models: wins.count)
  for i in wins.indices {
    for j in wins.indices where i != j {
      counts.add(wins[i][j], winner: i, loser: j)
      if i < j, let ties { counts.add(ties[i][j], tieBetween: i, and: j) }
    }
  }
  return counts
}

@Suite("Worths from pairwise comparisons")
struct PairwiseTests {
  /// 3 wins to 1: log(3/1), variance 1/3 + 1/1. Against the mean: half of it.
  @Test("Bradley–Terry of two models, by hand")
  func twoModels() throws {
    let scale = try bradleyTerry(counts([[0, 3], [1, 0]]))
    let difference = scale.difference(of: 0, from: 1)
    #expect(abs(difference.value - 1.0986122886681098) < 1e-12)
    #expect(abs(difference.standardError * difference.standardError - 4.0 / 3) < 1e-12)
    #expect(abs(scale.centred(0).value - difference.value / 2) < 1e-12)
    #expect(abs(scale.centred(0).standardError - difference.standardError / 2) < 1e-12)
    #expect(abs(scale.worths[0] - 0.75) < 1e-12)
  }

  @Test("renaming the models changes nothing, and winners turned into losers turn the scale around")
  func invariance() throws {
    let wins: [[Double]] = [[0, 5, 3], [2, 0, 6], [4, 1, 0]]
    let scale = try bradleyTerry(counts(wins)).logWorths
    let order = [2, 0, 1]
    let renamed = try bradleyTerry(counts(order.map { i in order.map { wins[i][$0] } })).logWorths
    let turned = try bradleyTerry(counts((0..<3).map { i in (0..<3).map { wins[$0][i] } })).logWorths
    for model in 0..<3 {
      #expect(abs(renamed[model] - scale[order[model]]) < 1e-10)
      #expect(abs(turned[model] + scale[model]) < 1e-10)
    }
  }

  @Test("refuses models that were never compared, and one that never lost")
  func refusals() {
    let apart: [[Double]] = [[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 2], [0, 0, 1, 0]]
    #expect(throws: PairwiseError.disconnected(groups: [[0, 1], [2, 3]])) { try bradleyTerry(counts(apart)) }
    #expect(throws: PairwiseError.disconnected(groups: [[0, 1], [2, 3]])) { try firthBradleyTerry(counts(apart)) }
    let ahead: [[Double]] = [[0, 1, 0], [1, 0, 0], [4, 4, 0]]
    #expect(throws: PairwiseError.separated(groups: [[2], [0, 1]])) { try bradleyTerry(counts(ahead)) }
    #expect(throws: PairwiseError.noComparisons) { try bradleyTerry(PairwiseCounts(models: 3)) }
  }

  /// The prior of two models adds half a win to either side: log(2n + 1).
  @Test("Firth's estimate stays finite, by hand", arguments: [1.0, 6, 1000])
  func firth(wins: Double) throws {
    let difference = try firthBradleyTerry(counts([[0, wins], [0, 0]])).difference(of: 0, from: 1).value
    #expect(abs(difference - logarithm(2 * wins + 1)) < 1e-8)
  }

  /// 4 wins, 1 loss, 4 ties: chances 4 : 1 : ν √4 with ν = 2 are 4/9, 1/9, 4/9.
  @Test("Davidson of two models, by hand")
  func davidsonByHand() throws {
    let fit = try davidson(counts([[0, 4], [1, 0]], ties: [[0, 4], [0, 0]]))
    #expect(abs(fit.tieParameter - 2) < 1e-9)
    #expect(abs(fit.scale.worths[0] - 0.8) < 1e-10)
    let expected = -8 * logarithm(4.0 / 9) - logarithm(1.0 / 9)
    #expect(abs(fit.negativeLogLikelihood - expected) < 1e-10)
  }

  /// 1 win, 1 loss, 2 ties: 1 / (1 + θ) = 1/4.
  @Test("Rao–Kupper of two equal models, by hand")
  func raoKupperByHand() throws {
    let fit = try raoKupper(counts([[0, 1], [1, 0]], ties: [[0, 2], [0, 0]]))
    #expect(abs(fit.tieParameter - 3) < 1e-9)
    #expect(abs(fit.scale.worths[0] - 0.5) < 1e-10)
  }

  @Test("without ties both models of ties are Bradley–Terry")
  func noTies() throws {
    let table = counts([[0, 5, 3], [2, 0, 6], [4, 1, 0]])
    let plain = try bradleyTerry(table)
    #expect(try davidson(table).scale == plain)
    #expect(try davidson(table).tieParameter == 0)
    #expect(try raoKupper(table).scale == plain)
    #expect(try raoKupper(table).tieParameter == 1)
  }

  @Test("refuses nothing but ties, and a model that won or tied but never lost")
  func tieRefusals() {
    let onlyTies = counts([[0, 0], [0, 0]], ties: [[0, 5], [0, 0]])
    #expect(throws: PairwiseError.onlyTies) { try davidson(onlyTies) }
    #expect(throws: PairwiseError.onlyTies) { try raoKupper(onlyTies) }
    let neverLost = counts([[0, 3], [0, 0]], ties: [[0, 5], [0, 0]])
    #expect(throws: PairwiseError.tiesWithoutLimit) { try davidson(neverLost) }
    #expect(throws: PairwiseError.tiesWithoutLimit) { try raoKupper(neverLost) }
  }

  @Test("every table gives finite worths or says which data it lacks")
  func anyTable() throws {
    var generator = SeededGenerator(seed: 7)
    var fitted = 0
    for _ in 0..<400 {
      let models = Int.random(in: 2...5, using: &generator)
      let few: [Double] = [0, 0, 0, 1, 2, 40]
      func table() -> [[Double]] {
        (0..<models).map { _ in (0..<models).map { _ in few.randomElement(using: &generator) ?? 0 } }
      }
      let drawn = counts(table(), ties: table())
      for method in [davidson, raoKupper] {
        do throws(PairwiseError) {
          let fit = try method(drawn)
          fitted += 1
          #expect(fit.scale.logWorths.allSatisfy { abs($0) < 30 })
          #expect(fit.tieParameter.isFinite && fit.negativeLogLikelihood.isFinite)
        } catch {
          #expect(error != .notConverged)
        }
      }
      do throws(PairwiseError) {
        #expect(try firthBradleyTerry(drawn).logWorths.allSatisfy { abs($0) < 30 })
      } catch {
        #expect(error != .notConverged)
      }
    }
    #expect(fitted > 100)
  }
}

@Suite("Clustered comparisons and rankings")
struct ClusteredAndRankedTests {
  /// Images (win, win, loss) and (win), one rater each: P = 3/4, scores −1/4 and 1/4; influence = score / (n P Q) =
  /// ∓1/3; 2/1 · (1/9 + 1/9) = 4/9.
  @Test("variance by image, by hand")
  func clusteredByHand() throws {
    let rows = [(0, 1, 0), (0, 1, 0), (1, 0, 0), (0, 1, 1)]
    let fit = try clusteredBradleyTerry(
      rows.map { ClusteredComparison(winner: $0.0, loser: $0.1, image: $0.2, rater: $0.2) }, models: 2)
    let error = fit.byImage.difference(of: 0, from: 1).standardError
    #expect(abs(error * error - 4.0 / 9) < 1e-10)
    // Raters and images coincide, so image + rater − both is the same.
    let twoWay = try #require(fit.twoWayVariance(of: 0, from: 1))
    #expect(abs(twoWay - 4.0 / 9) < 1e-10)
  }

  @Test("one rater gives no two-way variance, one image nothing")
  func clusteredRefusals() throws {
    func rows(_ images: [Int]) -> [ClusteredComparison] {
      images.enumerated().map {
        ClusteredComparison(winner: $0.offset % 2, loser: 1 - $0.offset % 2, image: $0.element, rater: 0)
      }
    }
    #expect(try clusteredBradleyTerry(rows([0, 1, 1]), models: 2).twoWayCovariance == nil)
    #expect(throws: PairwiseError.tooFewClusters(found: 1)) { try clusteredBradleyTerry(rows([0, 0]), models: 2) }
  }

  @Test("rankings of two are Bradley–Terry comparisons")
  func rankingsOfTwo() throws {
    let scale = try plackettLuce([[0, 1], [0, 1], [0, 1], [1, 0]], models: 2)
    let difference = scale.difference(of: 0, from: 1)
    #expect(abs(difference.value - logarithm(3)) < 1e-10)
    #expect(abs(difference.standardError * difference.standardError - 4.0 / 3) < 1e-10)
  }

  @Test("the order of the rankings, and a ranking of one model, change nothing")
  func rankingOrder() throws {
    let rankings = [[0, 1, 2], [2, 0, 1], [1, 2], [1, 0, 2]]
    let scale = try plackettLuce(rankings, models: 3)
    #expect(try plackettLuce(rankings.reversed() + [[1]], models: 3) == scale)
  }

  @Test("refuses a model ranked twice, one never beaten, and one never ranked")
  func rankingRefusals() {
    #expect(throws: PairwiseError.tiedRanks(ranking: 1)) { try plackettLuce([[0, 1], [0, 0]], models: 2) }
    #expect(throws: PairwiseError.separated(groups: [[0], [1]])) { try plackettLuce([[0, 1]], models: 2) }
    #expect(throws: PairwiseError.disconnected(groups: [[0, 1], [2]])) {
      try plackettLuce([[0, 1], [1, 0]], models: 3)
    }
  }

  /// (3 − 1) / 8; best and worst exchanged turn the sign.
  @Test("best–worst score, by hand; refuses more choices than showings")
  func bestWorst() throws {
    #expect(try BestWorstCount(shown: 8, best: 3, worst: 1).score == 0.25)
    #expect(try BestWorstCount(shown: 8, best: 1, worst: 3).score == -0.25)
    #expect(throws: PairwiseError.outOfDomain(parameter: "best and worst together", value: 9)) {
      try BestWorstCount(shown: 8, best: 5, worst: 4)
    }
    #expect(throws: PairwiseError.noComparisons) { try BestWorstCount(shown: 0, best: 0, worst: 0) }
  }
}
