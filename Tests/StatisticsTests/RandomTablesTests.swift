internal import Testing

@testable internal import Statistics

/// Feeds random and broken tables to every estimator of pairs and of agreement: finite numbers, or a reason.
@Suite("Random and broken tables")
struct RandomTablesTests {
  private static let tables = 300

  /// Few models, few images, few raters, and now and then only wins, only ties, or one winner.
  private func draw(_ generator: inout SeededGenerator) -> (judgements: [PairJudgement], models: Int) {
    let models = Int.random(in: 1...5, using: &generator)
    let images = Int.random(in: 1...4, using: &generator)
    let raters = Int.random(in: 1...4, using: &generator)
    let kind = Int.random(in: 0..<6, using: &generator)
    let count = models < 2 ? 0 : Int.random(in: 0...40, using: &generator)
    let judgements = (0..<count).map { _ in
      let first = Int.random(in: 0..<models, using: &generator)
      var second = (first + Int.random(in: 1..<models, using: &generator)) % models
      // Two groups that never meet.
      if kind == 4, first % 2 != second % 2 { second = (first + 2) % models }
      if second == first { second = (first + 1) % models }
      let any: [PairJudgement.Outcome] = [.first, .second, .tie]
      let outcome: PairJudgement.Outcome =
        switch kind {
        case 0: .tie
        case 1: first < second ? .first : .second
        case 2: any[Int.random(in: 0..<2, using: &generator)]
        default: any[Int.random(in: 0..<3, using: &generator)]
        }
      return PairJudgement(
        first: first, second: second, outcome: outcome, image: Int.random(in: 0..<images, using: &generator),
        rater: Int.random(in: 0..<raters, using: &generator))
    }
    return (judgements, models)
  }

  private func expectFinite(_ scale: WorthScale, _ place: SourceLocation = #_sourceLocation) {
    #expect(scale.logWorths.allSatisfy { abs($0) < 60 }, sourceLocation: place)
    #expect(abs(scale.logWorths.reduce(0, +)) < 1e-6, sourceLocation: place)
    #expect(scale.covariance.allSatisfy { $0.isFinite }, sourceLocation: place)
  }

  @Test("worths are finite, or there is a reason other than a failed search")
  func worths() throws {
    var generator = SeededGenerator(seed: 101)
    var reasons: [PairwiseError] = []
    var found = 0
    for _ in 0..<Self.tables {
      let (judgements, models) = draw(&generator)
      let counts = PairwiseCounts(judgements, models: models)
      let graph = ComparisonGraph(counts)
      #expect(graph.weakComponents.joined().sorted() == Array(0..<models))
      #expect(graph.strongComponents.joined().sorted() == Array(0..<models))
      func look(_ fit: () throws(PairwiseError) -> WorthScale) {
        do throws(PairwiseError) {
          expectFinite(try fit())
          found += 1
        } catch {
          reasons.append(error)
        }
      }
      look { () throws(PairwiseError) in try bradleyTerry(counts) }
      look { () throws(PairwiseError) in try davidson(counts).scale }
      look { () throws(PairwiseError) in try raoKupper(counts).scale }
      look { () throws(PairwiseError) in try firthBradleyTerry(counts) }
      // Where the graph is connected, Bradley–Terry has an answer, and Firth wherever it is in one piece.
      if graph.status == .connected, !judgements.isEmpty { _ = try bradleyTerry(counts) }
      if graph.status != .disconnected, !judgements.isEmpty { _ = try firthBradleyTerry(counts) }
    }
    #expect(found > 200 && !reasons.contains(.notConverged))
    #expect(reasons.contains(.onlyTies) && reasons.contains(.noComparisons) && reasons.contains(.tiesWithoutLimit))
    #expect(reasons.contains { if case .disconnected = $0 { true } else { false } })
    #expect(reasons.contains { if case .separated = $0 { true } else { false } })
  }

  @Test("clustered intervals are finite and have a width, or there is a reason")
  func clustered() {
    var generator = SeededGenerator(seed: 102)
    var (stated, refused) = (0, 0)
    func check(_ make: () throws -> Estimate) {
      do {
        let estimate = try make()
        #expect(estimate.lower.isFinite && estimate.upper.isFinite && estimate.upper - estimate.lower > 1e-9)
        stated += 1
      } catch {
        #expect(error is EstimationError)
        refused += 1
      }
    }
    for _ in 0..<Self.tables {
      let (judgements, models) = draw(&generator)
      for withOrder in [false, true] {
        guard let fit = try? ClusteredWorths(judgements, models: models, withOrder: withOrder) else { continue }
        #expect(fit.scale.logWorths.allSatisfy { abs($0) < 60 } && fit.tieParameter.isFinite)
        for model in 0..<models {
          check { try fit.overNewImages(fit.scale.logWorths[model], fit.parts(of: model)) }
          check { try fit.overNewImagesAndRaters(fit.scale.logWorths[model], fit.parts(of: model)) }
        }
        if let order = fit.orderEffect { check { try fit.overNewImages(order, fit.orderParts) } }
      }
    }
    #expect(stated > 100 && refused > 20)
  }

  @Test("resampled worths are finite, and their intervals have a width or a reason")
  func resampled() {
    var generator = SeededGenerator(seed: 103)
    var (stated, refused) = (0, 0)
    for number in 0..<Self.tables {
      let (judgements, models) = draw(&generator)
      let kind: PairResampling = number % 2 == 0 ? .images : .imagesAndRaters
      guard
        let rounds = try? bootstrapWorths(judgements, models: models, over: kind, rounds: 20, seed: UInt64(number))
      else {
        refused += 1
        continue
      }
      #expect(rounds.logWorths.count + rounds.undefinedRounds == 20)
      #expect(rounds.logWorths.joined().allSatisfy { abs($0) < 60 })
      do throws(PairwiseError) {
        let (error, interval) = try rounds.difference(of: 0, from: models - 1)
        #expect(error > 0 && error.isFinite && interval.upperBound > interval.lowerBound)
        stated += 1
      } catch {
        let isFewRounds = if case .tooFewRounds = error { true } else { false }
        #expect(error == .noSpread || isFewRounds)
        refused += 1
      }
    }
    #expect(stated > 30 && refused > 30)
  }

  @Test("decided comparisons: clustered and resampled Bradley–Terry, finite or a reason")
  func decided() {
    var generator = SeededGenerator(seed: 104)
    var found = 0
    for _ in 0..<Self.tables {
      let (judgements, models) = draw(&generator)
      let comparisons = judgements.filter { $0.outcome != .tie }.map {
        ClusteredComparison(
          winner: $0.outcome == .first ? $0.first : $0.second, loser: $0.outcome == .first ? $0.second : $0.first,
          image: $0.image, rater: $0.rater)
      }
      if let fit = try? clusteredBradleyTerry(comparisons, models: models) {
        expectFinite(fit.byImage)
        #expect(fit.twoWayCovariance?.allSatisfy { $0.isFinite } ?? true)
        found += 1
      }
      if let rounds = try? bootstrapBradleyTerry(comparisons, models: models, rounds: 10, seed: 3) {
        #expect(rounds.logWorths.joined().allSatisfy { abs($0) < 60 })
      }
    }
    #expect(found > 30)
  }

  @Test("rankings: finite worths or a reason, whatever is ranked")
  func rankings() {
    var generator = SeededGenerator(seed: 105)
    var (found, refused) = (0, 0)
    for _ in 0..<Self.tables {
      let models = Int.random(in: 1...5, using: &generator)
      let rankings = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
        let order = Array(0..<models).shuffled(using: &generator)
        var ranking = Array(order.prefix(Int.random(in: 0...models, using: &generator)))
        if ranking.count > 1, Int.random(in: 0..<20, using: &generator) == 0 { ranking[0] = ranking[1] }
        return ranking
      }
      do throws(PairwiseError) {
        expectFinite(try plackettLuce(rankings, models: models))
        found += 1
      } catch {
        #expect(error != .notConverged)
        refused += 1
      }
    }
    #expect(found > 50 && refused > 50)
  }

  @Test("agreement is at most 1 and finite, its errors are finite, and its intervals have a width or a reason")
  func agreement() {
    var generator = SeededGenerator(seed: 106)
    var reasons: Set<AgreementError> = []
    for number in 0..<Self.tables {
      let levels = Int.random(in: 1...4, using: &generator)
      let raters = Int.random(in: 0...4, using: &generator)
      let isFull = Bool.random(using: &generator)
      let units = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
        (0..<raters).filter { _ in isFull || Bool.random(using: &generator) }.map { _ in
          Double(Int.random(in: 0..<levels, using: &generator))
        }
      }
      func look(_ work: () throws(AgreementError) -> [Double]) {
        do throws(AgreementError) {
          let numbers = try work()
          #expect(numbers.allSatisfy { $0.isFinite && $0 <= 1 + 1e-9 })
        } catch {
          reasons.insert(error)
        }
      }
      for metric in AlphaMetric.allCases {
        look { () throws(AgreementError) in [try KrippendorffAlpha(units: units).value(metric)] }
        look { () throws(AgreementError) in
          let error = try KrippendorffAlpha(units: units).jackknifeStandardError(metric)
          return [error.isFinite ? 0 : .nan]
        }
        look { () throws(AgreementError) in
          let interval = try KrippendorffAlpha(units: units)
            .bootstrapInterval(metric, rounds: 20, seed: UInt64(number))
          #expect(interval.upper > interval.lower)
          return [interval.lower, interval.upper]
        }
      }
      look { () throws(AgreementError) in [try fleissKappa(units)] }
      for weights in AgreementWeights.allCases {
        look { () throws(AgreementError) in
          let found = try gwetAgreement(units, weights: weights)
          return [found.value, found.observed] + (found.standardError.map { [$0.isFinite ? 0 : .nan] } ?? [])
        }
        let table = (0..<levels).map { _ in
          (0..<levels).map { _ in Double(Int.random(in: 0...3, using: &generator)) }
        }
        look { () throws(AgreementError) in
          let kappa = try cohenKappa(table, weights: weights)
          return [kappa.value, kappa.standardError.isFinite ? 0 : .nan]
        }
      }
      look { () throws(AgreementError) in
        let icc = try IntraclassCorrelation(units)
        let two = try icc.twoSingleInterval()
        let three = try icc.threeSingleInterval()
        for interval in [two, three].compactMap(\.self) { #expect(interval.upperBound > interval.lowerBound) }
        return [icc.oneSingle, icc.twoSingle, icc.threeSingle, icc.oneMean, icc.twoMean, icc.threeMean].compactMap(
          \.self)
      }
    }
    #expect(reasons.isSuperset(of: [.nothingToCompare, .noVariation, .unequalRatings, .tooFewUnits(found: 1)]))
  }

  @Test("ranks over images: finite, or a reason")
  func friedman() {
    var generator = SeededGenerator(seed: 107)
    var (found, refused) = (0, 0)
    for _ in 0..<Self.tables {
      let models = Int.random(in: 0...4, using: &generator)
      let levels = Int.random(in: 1...3, using: &generator)
      let rows = (0..<Int.random(in: 0...5, using: &generator)).map { _ in
        (0..<models).map { _ in Double(Int.random(in: 0..<levels, using: &generator)) }
      }
      do throws(EstimationError) {
        let test = try FriedmanTest(rows: rows)
        #expect((0...1).contains(test.p) && (-1e-9...1 + 1e-9).contains(test.kendallW) && test.chiSquare.isFinite)
        found += 1
      } catch {
        refused += 1
      }
    }
    #expect(found > 50 && refused > 50)
  }
}
