internal import Analysis
internal import Blinding
internal import Foundation
internal import Statistics
internal import Testing

/// Feeds random and broken tables to the analyses of pairs, guesses and positions: numbers with a width, or reasons.
@Suite("Random and broken tables of pairs, guesses and positions")
struct RandomPairTablesTests {
  private func check(_ scopes: TwoScopes?, _ place: SourceLocation = #_sourceLocation) {
    guard let scopes else { return }
    for outcome in [scopes.theseRaters, scopes.ratersLikeThese] {
      switch outcome {
      case .stated(let estimate, _):
        #expect(estimate.upper - estimate.lower > 1e-9 && estimate.standardError > 0, sourceLocation: place)
      case .unavailable(let reason): #expect(!reason.isEmpty, sourceLocation: place)
      }
    }
  }

  private func check(_ number: StatedNumber, _ place: SourceLocation = #_sourceLocation) {
    if let lower = number.lower, let upper = number.upper, let value = number.value {
      #expect(upper - lower > 1e-9 && lower - 1e-9 <= value && value <= upper + 1e-9, sourceLocation: place)
    } else {
      #expect(number.reason?.isEmpty == false, sourceLocation: place)
    }
  }

  @Test("pairs: every number is finite and every interval has a width, or there is a reason")
  func pairs() throws {
    var generator = SeededGenerator(seed: 201)
    var methods: [WorthMethod?] = []
    for number in 0..<250 {
      let models = Int.random(in: 2...4, using: &generator)
      let images = Int.random(in: 1...4, using: &generator)
      let raters = Int.random(in: 1...4, using: &generator)
      let kind = Int.random(in: 0..<6, using: &generator)
      let outcomes: [PairTable.Outcome] =
        switch kind {
        case 0: [.tie, .neither]
        case 1: [.first]
        case 2: [.first, .second]
        default: [.first, .second, .first, .second, .tie, .neither]
        }
      let judgements = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
        let first = Int.random(in: 0..<models, using: &generator)
        // Two groups that never meet, or any other model.
        let any = (first + Int.random(in: 1..<models, using: &generator)) % models
        let second = kind == 3 && models == 4 ? first ^ 1 : any
        return PairTable.Judgement(
          image: "i\(Int.random(in: 0..<images, using: &generator))",
          rater: "r\(Int.random(in: 0..<raters, using: &generator))", first: "m\(first)", second: "m\(second)",
          outcome: outcomes[Int.random(in: 0..<outcomes.count, using: &generator)])
      }
      let table = try PairTable(judgements)
      let analysis = try PairAnalysis(
        table, incumbent: number % 2 == 0 ? table.models.first : nil, seed: UInt64(number), rounds: 12)
      methods.append(analysis.method)
      // An encoder refuses what is not finite.
      _ = try JSONEncoder().encode(analysis)
      #expect(analysis.method != nil || analysis.worthReason != nil)
      for worth in analysis.worths {
        check(worth.logOdds)
        #expect((worth.logOdds == nil) == (analysis.method == nil))
        #expect(abs(worth.logOdds?.value ?? 0) < 60 && worth.bootstrapError != 0)
      }
      for score in analysis.pairs + analysis.standings {
        for scopes in [score.winRate, score.netWin, score.tieRate, score.neitherRate] { check(scopes) }
        #expect(score.wins + score.losses + score.ties + score.neither == score.judgements)
        for p in [score.signTest, score.signTestByImage].compactMap(\.self) { #expect((0...1).contains(p)) }
      }
      for scopes in [analysis.tieRate, analysis.neitherRate] { check(scopes) }
      for scopes in [analysis.position.clustered, analysis.position.orderEffect] { check(scopes) }
      #expect(analysis.position.orderEffect != nil || analysis.position.orderReason != nil)
      check(analysis.position.share)
      let alpha = analysis.alpha
      // A percentile interval need not hold the value.
      #expect(alpha.lower.map { $0 + 1e-9 < (alpha.upper ?? $0) } ?? (alpha.reason != nil))
      for rater in analysis.raterAgreement {
        check(rater.withMajority)
        check(rater.firstShare)
      }
    }
    for method in [WorthMethod.davidson, .bradleyTerry, .firth, nil] { #expect(methods.count { $0 == method } > 5) }
  }

  @Test("positions: every number is finite and every interval has a width, or there is a reason")
  func positions() throws {
    var generator = SeededGenerator(seed: 203)
    var (found, refused) = (0, 0)
    for number in 0..<300 {
      let arms = Int.random(in: 1...4, using: &generator)
      let levels = Int.random(in: 1...3, using: &generator)
      let raters = Int.random(in: 1...3, using: &generator)
      let isFixed = number % 5 == 0
      let values = (0..<Int.random(in: 0...5, using: &generator)).flatMap { image in
        (0..<raters).flatMap { rater in
          let order = isFixed ? Array(0..<arms) : Array(0..<arms).shuffled(using: &generator)
          return order.enumerated().map { place, arm in
            PositionedValue(
              image: "i\(image)", rater: "r\(rater)", arm: "a\(arm)", position: place + 1,
              value: Double(Int.random(in: 0..<levels, using: &generator)))
          }
        }
      }
      let effect = PositionEffect(values, shuffles: 19, seed: UInt64(number))
      _ = try JSONEncoder().encode(effect)
      for place in effect.places { check(place.effect) }
      #expect(effect.places.isEmpty || abs(effect.places.reduce(0) { $0 + $1.effect.value }) < 1e-9)
      if let p = effect.p {
        #expect(p > 0 && p <= 1)
        found += 1
      } else {
        #expect(effect.reason != nil)
        refused += 1
      }
    }
    #expect(found > 50 && refused > 50)
  }
}
