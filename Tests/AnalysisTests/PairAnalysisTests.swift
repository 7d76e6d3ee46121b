internal import Analysis
internal import Foundation
internal import Statistics
internal import Testing

/// Judgements written as `image rater first second outcome`, one a line.
private func table(_ text: String) throws -> PairTable {
  try PairTable(
    text.split(separator: "\n").map { line in
      let cells = line.split(separator: " ").map(String.init)
      return PairTable.Judgement(
        image: cells[0], rater: cells[1], first: cells[2], second: cells[3],
        outcome: try #require(PairTable.Outcome(rawValue: cells[4])))
    })
}

/// Judgements of Davidson's model, shown in random order.
private func draw(
  _ worths: [(name: String, worth: Double)], images: Int, raters: Int, seed: UInt64, first: Double = 0,
  neither: Bool = false
) -> [PairTable.Judgement] {
  var generator = SeededGenerator(seed: seed)
  return (0..<images).flatMap { image in
    (0..<raters).map { rater in
      let a = Int.random(in: 0..<worths.count, using: &generator)
      let b = (a + Int.random(in: 1..<worths.count, using: &generator)) % worths.count
      let chance = 1 / (1 + exp(-(worths[a].worth - worths[b].worth + first)))
      let share = 1 / (1 + 0.7 * (chance * (1 - chance)).squareRoot())
      let draw = Double.random(in: 0..<1, using: &generator)
      let outcome: PairTable.Outcome =
        draw < share * chance ? .first : draw < share ? .second : neither && image % 2 == 0 ? .neither : .tie
      return PairTable.Judgement(
        image: "i\(image)", rater: "r\(rater)", first: worths[a].name, second: worths[b].name, outcome: outcome)
    }
  }
}

private let models = [("large", 0.6), ("mini", 0.1), ("nano", -0.7)].map { (name: $0.0, worth: $0.1) }

@Suite("Head to head")
struct PairAnalysisTests {
  /// x against y: win, tie on image 1; loss, loss on image 2. Win rate (1 + ½)/4, net 2 · 0.375 − 1.
  /// Images' sums of residuals: (1 + ½ − 0.75)/4 = 0.1875 and −0.1875; SE² = 2/1 · 2 · 0.1875² = 0.140625.
  @Test("win rate, net win and sign tests by hand")
  func byHand() throws {
    let analysis = try PairAnalysis(
      try table(
        """
        i1 ana x y first
        i1 bo y x tie
        i2 ana y x first
        i2 bo x y second
        """))
    let pair = try #require(analysis.pairs.first)
    #expect(pair.wins == 1 && pair.losses == 2 && pair.ties == 1 && pair.neither == 0)
    #expect(pair.winRate?.value == 0.375)
    #expect(pair.netWin?.value == -0.25)
    #expect(pair.tieRate?.value == 0.25)
    let error = try #require(pair.winRate?.theseRaters.estimate?.standardError)
    #expect(abs(error - 0.375) < 1e-12)
    #expect(pair.signTest == 1 && pair.signTestByImage == 1 && pair.imagesWon == 1 && pair.imagesLost == 1)
    #expect(analysis.standings.map(\.model) == ["y", "x"])
    #expect(analysis.standings.first?.winRate?.value == 0.625)
    #expect(analysis.position.firstWins == 2 && analysis.position.decided == 3 && analysis.position.leftOut == 1)
    // R 4.2.2: binom.test(2, 3)$conf.int
    #expect(abs(try #require(analysis.position.share.lower) - 0.09429932) < 1e-7)
    #expect(abs(try #require(analysis.position.share.upper) - 0.99159624) < 1e-7)
    #expect(analysis.position.p == 1)
  }

  @Test("the order of judgements changes nothing, and a seed repeats everything")
  func order() throws {
    let judgements = draw(models, images: 20, raters: 3, seed: 1)
    let one = try PairAnalysis(try PairTable(judgements), incumbent: "mini", seed: 4, rounds: 60)
    #expect(try PairAnalysis(try PairTable(judgements.reversed()), incumbent: "mini", seed: 4, rounds: 60) == one)
    let another = try PairAnalysis(try PairTable(judgements), incumbent: "mini", seed: 5, rounds: 60)
    #expect(another != one && another.pairs == one.pairs)
    #expect(another.worths.map(\.logOdds) == one.worths.map(\.logOdds))
  }

  @Test("shown the other way round, all but the position stays")
  func turned() throws {
    let judgements = draw(models, images: 25, raters: 3, seed: 2, first: 0.5)
    let turned = judgements.map {
      PairTable.Judgement(
        image: $0.image, rater: $0.rater, first: $0.second, second: $0.first,
        outcome: $0.outcome == .first ? .second : $0.outcome == .second ? .first : $0.outcome)
    }
    let one = try PairAnalysis(try PairTable(judgements), rounds: 20)
    let other = try PairAnalysis(try PairTable(turned), rounds: 20)
    #expect(one.pairs.map(\.winRate?.value) == other.pairs.map(\.winRate?.value))
    for (a, b) in zip(one.worths, other.worths) {
      #expect(a.model == b.model && abs((a.logOdds?.value ?? 0) - (b.logOdds?.value ?? 1)) < 1e-9)
    }
    #expect(one.position.firstWins == other.position.decided - other.position.firstWins)
    #expect(abs((one.position.orderEffect?.value ?? 0) + (other.position.orderEffect?.value ?? 1)) < 1e-9)
  }

  @Test("known worths, a liking for what is shown first, and ranks come back")
  func recovery() throws {
    let judgements = draw(models, images: 250, raters: 6, seed: 12, first: 0.4)
    let analysis = try PairAnalysis(try PairTable(judgements), incumbent: "mini", rounds: 100)
    #expect(analysis.method == .davidson && analysis.drawsRaters && analysis.worthReason == nil)
    #expect(analysis.worths.map(\.model) == ["large", "mini", "nano"])
    #expect(analysis.worths.map(\.rankRange) == [1...1, 2...2, 3...3])
    for (worth, truth) in zip(analysis.worths, [0.5, 0, -0.8]) where truth != 0 {
      let interval = try #require(worth.logOdds?.ratersLikeThese.estimate)
      #expect(interval.lower < truth && truth < interval.upper && interval.halfWidth < 0.4)
      #expect(abs(interval.value - truth) < 0.25)
    }
    let order = try #require(analysis.position.orderEffect)
    #expect(abs(order.value - 0.4) < 0.2 && (order.theseRaters.estimate?.lower ?? -1) > 0)
    #expect(try #require(analysis.position.p) < 0.001)
    #expect(analysis.cautions.isEmpty)
  }

  @Test("neither usable is no preference, and counted apart")
  func neither() throws {
    let with = draw(models, images: 30, raters: 3, seed: 3, neither: true)
    let without = draw(models, images: 30, raters: 3, seed: 3)
    let (a, b) = (
      try PairAnalysis(try PairTable(with), rounds: 10), try PairAnalysis(try PairTable(without), rounds: 10)
    )
    #expect(a.neither > 0 && b.neither == 0 && a.neither + a.ties == b.ties)
    #expect(a.worths.map(\.logOdds) == b.worths.map(\.logOdds))
    #expect(a.pairs.map(\.winRate) == b.pairs.map(\.winRate))
    #expect(try #require(a.neitherRate).value > 0)
  }

  /// On each of four pictures bo and cy say x, ana says y on two of them.
  @Test("a rater is compared with the others' majority, not with their own vote")
  func majority() throws {
    var lines: [String] = []
    for image in 0..<4 {
      lines += ["i\(image) bo x y first", "i\(image) cy y x second"]
      lines.append("i\(image) ana x y \(image < 2 ? "first" : "second")")
    }
    let analysis = try PairAnalysis(try table(lines.joined(separator: "\n")), rounds: 20)
    let byName = Dictionary(uniqueKeysWithValues: analysis.raterAgreement.map { ($0.rater, $0) })
    #expect(byName["ana"]?.withMajority.value == 0.5 && byName["ana"]?.compared == 4)
    // Where ana differs, the others of bo are one against one: no majority.
    #expect(byName["bo"]?.withMajority.value == 1 && byName["bo"]?.compared == 2)
    #expect(byName["bo"]?.withMajority.lower == nil)
    #expect(analysis.alpha.value != nil)
  }

  @Test("no common scale: reasons that name the models, and no worth")
  func withoutScale() throws {
    let apart = try PairAnalysis(
      try table("i1 r x y first\ni2 r x y second\ni1 r u v first\ni2 r u v second"), rounds: 10)
    #expect(apart.connection.status == .disconnected && apart.connection.groups == [["u", "v"], ["x", "y"]])
    #expect(apart.method == nil && apart.worths.allSatisfy { $0.logOdds == nil && $0.rank == nil })
    #expect(apart.worthReason?.contains("u, v | x, y") == true)
    let ties = try PairAnalysis(try table("i1 r x y tie\ni2 s x y neither"), rounds: 10)
    #expect(ties.method == nil && ties.worthReason == PairwiseError.onlyTies.description)
    #expect(ties.position.share.value == nil && ties.position.share.reason == "no decided judgement")
    let none = try PairAnalysis(try PairTable([]), rounds: 10)
    #expect(none.worthReason == "no judgements" && none.worths.isEmpty && none.tieRate == nil)
  }

  @Test("separated: Firth's worths without an interval, and who never won is named")
  func separated() throws {
    let analysis = try PairAnalysis(
      try table("i1 r x y first\ni2 r x y second\ni1 r x bad first\ni2 s bad y second\ni3 s bad x second"), rounds: 10)
    #expect(analysis.connection.status == .separated && analysis.connection.ladder == [["x", "y"], ["bad"]])
    #expect(analysis.connection.neverWon == ["bad"] && analysis.connection.neverLost.isEmpty)
    #expect(analysis.method == .firth && analysis.worths.last?.model == "bad")
    for worth in analysis.worths {
      #expect(abs(try #require(worth.logOdds?.value)) < 10)
      #expect(worth.logOdds?.theseRaters.estimate == nil && worth.logOdds?.ratersLikeThese.estimate == nil)
      #expect(worth.rankRange == nil && worth.raoKupper == nil)
    }
  }

  @Test("one rater: an interval for this rater only; two: marked as low information")
  func fewRaters() throws {
    let one = try PairAnalysis(try PairTable(draw(models, images: 60, raters: 1, seed: 7)), rounds: 20)
    #expect(one.worths.allSatisfy { $0.logOdds?.theseRaters.estimate != nil })
    #expect(one.worths.allSatisfy { $0.logOdds?.ratersLikeThese.reason == "this rater only" })
    #expect(!one.drawsRaters && one.cautions.contains { $0.hasPrefix("rank ranges are for these raters") })
    let two = try PairAnalysis(try PairTable(draw(models, images: 40, raters: 2, seed: 7)), rounds: 20)
    #expect(
      two.worths.allSatisfy { $0.logOdds?.ratersLikeThese.caution == "two raters: very wide, low information" })
  }

  @Test("pairs shown in one order only, and repeats, are said")
  func cautions() throws {
    let analysis = try PairAnalysis(
      try table("i1 r x y first\ni1 r x y second\ni2 r x y first\ni3 r x y second"), rounds: 10)
    #expect(analysis.repeats == 1 && analysis.position.oneOrderOnly == 1)
    #expect(analysis.cautions.contains { $0.hasPrefix("shown in one order only: 1 of 1 pairs") })
    #expect(analysis.position.orderEffect == nil)
    #expect(analysis.position.orderReason == "the order shown and the models cannot be told apart")
  }

  @Test("refuses a model against itself, an unknown incumbent, a confidence and rounds that cannot be")
  func refusals() throws {
    #expect(throws: PairTableError.sameModelTwice(image: "i", rater: "r", model: "x")) {
      try PairTable([.init(image: "i", rater: "r", first: "x", second: "x", outcome: .tie)])
    }
    let pairs = try table("i1 r x y first")
    #expect(throws: PairTableError.unknownIncumbent(name: "z", known: ["x", "y"])) {
      try PairAnalysis(pairs, incumbent: "z")
    }
    #expect(throws: PairTableError.confidenceOutOfDomain(0)) { try PairAnalysis(pairs, confidence: 0) }
    #expect(throws: PairTableError.roundsOutOfDomain(0)) { try PairAnalysis(pairs, rounds: 0) }
  }
}
