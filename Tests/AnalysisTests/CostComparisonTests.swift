internal import Blinding
internal import Statistics
internal import StudyModel
internal import Testing

@testable internal import Analysis

/// Bills at stated traffic, with hit rates that are stated too.
@Suite struct CostComparisonTests {
  /// Four photos; dollars in thousandths.
  private func costs(_ dollars: [ArmCode: [Double]]) throws -> ImageCosts {
    ImageCosts(
      dollars: try dollars.mapValues { values in
        Dictionary(uniqueKeysWithValues: try values.enumerated().map { (try item($0), $1 / 1000) })
      })
  }

  private func photos() throws -> [ItemID: String] {
    Dictionary(uniqueKeysWithValues: try (0..<4).map { (try item($0), "photo") })
  }

  private static let plain: [ArmCode: [Double]] = [challenger: [0.5, 1, 2, 2.5], incumbent: [1, 2, 3, 6]]

  private func comparison(
    _ costs: ImageCosts, rates: [ArmCode: HitRate] = [:], routings: [Routing] = []
  ) throws -> CostComparison {
    try CostComparison(
      of: [challenger, incumbent] + routings.map(\.arm), against: incumbent, costs: costs,
      routings: routings, hitRates: rates, categories: photos(), traffic: [:], images: 1000)
  }

  // Hits in 40 of 100 requests: 0.6 × 1.5 = 0.9 is paid of 3 before: saved 2.1, by the model 1.5, by the cache 0.4 × 1.5.
  // Bill: SE² of images (0.6 SE(0.5, 1, 2, 2.5))² = 0.36 × 0.8333 / 4 = 0.075; of hits 0.24 / 100 × 1.5² = 0.0054; together
  // 0.28355, × t(3) = 3.182446: 0.90238, so that the lower bound is cut. Saved 0.7, 1.4, 1.8, 4.5: SE² 8.3 / 3 / 4 + 0.0054.
  // Lower by 1 − 0.3: residuals 0, 0, 0.3, −0.3, SE 0.122474 / 3, with hits √(0.0016667 + 0.0024 × 0.5²) = 0.0476095.
  @Test("a counted hit rate, by hand: bill, saving, parts and share, with what both images and requests leave open")
  func counted() throws {
    let rate = HitRate(hits: 40, of: 100, source: 0, images: Set(try photos().keys))
    let bill = try #require(try comparison(costs(Self.plain), rates: [challenger: rate]).bills.first)
    let saving = try #require(bill.saving)
    #expect(abs(saving.bill.dollars - 0.9) < 1e-12 && abs(saving.saved.dollars - 2.1) < 1e-12)
    let (model, cache) = (try #require(saving.model), try #require(saving.cache))
    #expect(abs(model.dollars - 1.5) < 1e-12 && abs(cache.dollars - 0.6) < 1e-12 && saving.router == nil)
    let cost = try #require(bill.cost.money?.interval.estimate)
    #expect(cost.lower == 0 && abs(cost.upper - 1.80238) < 1e-5)
    #expect(bill.cost.money?.interval.caution == "lower bound cut at 0")
    #expect(abs(try #require(saving.saved.interval.estimate).halfWidth - 2.65704) < 1e-5)
    let lower = try #require(bill.lower)
    #expect(abs(lower.value - 0.7) < 1e-12)
    #expect(abs(try #require(lower.interval.estimate).halfWidth - 0.151515) < 1e-6)
  }

  // Of one measurement both bills err the same way: saved moves by 3 − 1.5 a unit of the rate, of two by each apart.
  @Test("two candidates behind one measured cache err together, behind two apart")
  func together() throws {
    let images = Set(try photos().keys)
    func error(_ source: Int) throws -> Double {
      let rates = [
        challenger: HitRate(hits: 40, of: 100, source: 0, images: images),
        incumbent: HitRate(hits: 40, of: 100, source: source, images: images),
      ]
      let saving = try #require(try comparison(costs(Self.plain), rates: rates).bills.first?.saving)
      return try #require(saving.saved.interval.estimate).standardError
    }
    // Saved 0.6 × (0.5, 1, 1, 3.5): variance of these 1.83333.
    let ofImages = 0.36 * (5.5 / 3) / 4
    #expect(abs(try error(0) - (ofImages + 0.0024 * 2.25).squareRoot()) < 1e-9)
    #expect(abs(try error(1) - (ofImages + 0.0024 * (2.25 + 9)).squareRoot()) < 1e-9)
  }

  // Images 3 and 4 go to the challenger, before which the policy has a cache that finds every second one: 1, 2, 0.75, 1.5 are
  // paid, 1.3125 a thousand. Of full costs 1.125 is saved, 0.75 by the models as if by lot and 0.375 by the router; the cache
  // spares (0.75 + 1.5) / 4.
  @Test("model, router and a stated cache each have their part, by hand, and the parts add up to the whole")
  func parts() throws {
    let policy = ArmCode(rawValue: "arm-mix")
    let routing = Routing(
      arm: policy, tiers: [challenger, incumbent],
      choice: [try item(0): 1, try item(1): 1, try item(2): 0, try item(3): 0])
    let rate = HitRate(rate: 0.5, source: 0, images: [try item(2), try item(3)])
    let costs = try costs([challenger: [0.5, 1, 1.5, 3], incumbent: [1, 2, 3, 6], policy: [1, 2, 1.5, 3]])
    let result = try comparison(costs, rates: [policy: rate], routings: [routing])
    let saving = try #require(result.bills.first { $0.arm == policy }?.saving)
    let (model, router, cache) = (try #require(saving.model), try #require(saving.router), try #require(saving.cache))
    #expect(abs(saving.bill.dollars - 1.3125) < 1e-12 && abs(saving.saved.dollars - 1.6875) < 1e-12)
    #expect(abs(model.dollars - 0.75) < 1e-12 && abs(router.dollars - 0.375) < 1e-12)
    #expect(abs(cache.dollars - 0.5625) < 1e-12)
    #expect(abs(model.dollars + router.dollars + cache.dollars - saving.saved.dollars) < 1e-12)
    // The challenger itself has no cache.
    #expect(abs(try #require(result.bills.first?.cost.money).dollars - 1.5) < 1e-12)
  }

  // 4,200 of 10,000: SE √(0.42 × 0.58 / 10,000) = 0.00493559, × 1.959964 = 0.00967358. Each image costs 58 % of what it had.
  @Test(
    "before the baseline itself, a counted cache makes the bill lower by its rate, give or take the rate's own interval",
    arguments: [[0.7, 1.1, 2.3, 5.9], [2, 2, 2, 2]])
  func sameModel(dollars: [Double]) throws {
    let rate = HitRate(hits: 4200, of: 10_000, source: 0, images: Set(try photos().keys))
    let result = try comparison(
      costs([challenger: dollars, incumbent: dollars]), rates: [challenger: rate])
    let lower = try #require(result.bills.first?.lower)
    let estimate = try #require(lower.interval.estimate)
    #expect(abs(lower.value - 0.42) < 1e-12)
    #expect(abs(estimate.lower - 0.41032642) < 1e-7 && abs(estimate.upper - 0.42967358) < 1e-7)
    #expect((lower.interval.caution == nil) == (Set(dollars).count > 1))
  }

  // Noise of images far below the value: the quantile is Student's with 3 degrees of freedom, 3.182446, whatever is rounded.
  @Test("an interval that is very narrow beside its value is widened by Student's quantile all the same")
  func narrow() throws {
    let weights = try ImageWeights(categories: photos(), traffic: [:], confidence: 0.95)
    let old = Estimate(
      value: 0.42, standardError: 4e-18, degreesOfFreedom: 3, lower: 0.42, upper: 0.42, confidence: 0.95)
    let money = weights.widened(
      Money(dollars: 0.42, interval: .stated(old, caution: nil)), by: 0.0001, isCost: true)
    #expect(abs(try #require(money.interval.estimate).halfWidth - 0.03182446) < 1e-7)
  }

  @Test("an unknown cost stays unknown and what is known of it bounds the bill and the saving, whoever's it is")
  func bounds() throws {
    var costs = try costs(Self.plain)
    costs.dollars[challenger]?[try item(3)] = nil
    costs.partly = [challenger: [try item(3): 0.0025]]
    costs.unknownCalls = [challenger: [try item(3): 2]]
    let bill = try #require(try comparison(costs).bills.first)
    guard case .unknown(let reason) = bill.cost else {
      Issue.record("the cost is known")
      return
    }
    #expect(reason.parts.first?.calls == 2 && bill.saving == nil && bill.lower == nil)
    #expect(abs(try #require(bill.atLeast) - 1.5) < 1e-12)
    #expect(bill.bound == .atMost(try #require(bill.atLeast).distance(to: 3)))
    costs = try self.costs(Self.plain)
    costs.dollars[incumbent]?[try item(0)] = nil
    costs.unknownCalls = [incumbent: [try item(0): 1]]
    costs.partly = [incumbent: [try item(0): 0.001]]
    let other = try #require(try comparison(costs).bills.first)
    #expect(other.cost.money != nil && other.saving == nil)
    guard case .atLeast(let least)? = other.bound else {
      Issue.record("no bound: \(String(describing: other.bound))")
      return
    }
    #expect(abs(least - 1.5) < 1e-12)
    // What a counted hit rate leaves open is in the bill, whatever is known of the other: √(0.075 + 0.0054), as above.
    let rate = HitRate(hits: 40, of: 100, source: 0, images: Set(try photos().keys))
    let behind = try #require(try comparison(costs, rates: [challenger: rate]).bills.first?.cost.money)
    #expect(abs(try #require(behind.interval.estimate).standardError - 0.283549) < 1e-6)
  }

  // Photos 1 and 2 are served by the incumbent, 3 and 4 by the challenger: 2 + 1 + 1 calls and 3, of them 1 cut off and 1 failed.
  @Test("calls that are in no cost are counted with a bill, a policy's by what served, and change no amount")
  func unanswered() throws {
    let policy = ArmCode(rawValue: "arm-mix")
    let routing = Routing(
      arm: policy, tiers: [challenger, incumbent],
      choice: [try item(0): 1, try item(1): 1, try item(2): 0, try item(3): 0])
    func calls(_ counts: [(Int, Int, Int)]) throws -> [ItemID: UnansweredCalls] {
      Dictionary(
        uniqueKeysWithValues: try counts.enumerated().map {
          (try item($0), UnansweredCalls(cutOff: $1.0, failed: $1.1, calls: $1.2))
        })
    }
    var costs = try costs([challenger: [0.5, 1, 1.5, 3], incumbent: [1, 2, 3, 6], policy: [1, 2, 1.5, 3]])
    let without = try comparison(costs, routings: [routing])
    costs.unanswered = [
      incumbent: try calls([(1, 0, 2), (0, 0, 1), (0, 4, 5), (0, 0, 1)]),
      challenger: try calls([(0, 0, 1), (0, 0, 1), (0, 0, 1), (0, 1, 3)]),
    ]
    let with = try comparison(costs, routings: [routing])
    #expect(
      with.bills.map(\.cost) == without.bills.map(\.cost) && with.bills.map(\.saving) == without.bills.map(\.saving))
    let counts = Dictionary(uniqueKeysWithValues: with.bills.map { ($0.arm, $0.unanswered) })
    #expect(counts[policy] == UnansweredCalls(cutOff: 1, failed: 1, calls: 7))
    #expect(counts[incumbent] == UnansweredCalls(cutOff: 1, failed: 4, calls: 9))
    #expect(counts[challenger] == UnansweredCalls(cutOff: 0, failed: 1, calls: 6))
    #expect(without.bills.allSatisfy { $0.unanswered == nil })
    // A stated hit rate copies the tiers; their calls stay theirs.
    let rate = HitRate(rate: 0.5, source: 0, images: [try item(2), try item(3)])
    let behind = try comparison(costs, rates: [policy: rate], routings: [routing]).bills.first { $0.arm == policy }
    #expect(behind?.unanswered == counts[policy])
    // Nothing is said of what is not known.
    costs.dollars[challenger]?[try item(0)] = nil
    costs.unknownCalls = [challenger: [try item(0): 1]]
    #expect(try comparison(costs).bills.first?.unanswered == nil)
  }

  @Test("where it is not known what a cached caption had cost, a stated hit rate gives no bill")
  func unknownOrigin() throws {
    var costs = try costs(Self.plain)
    costs.dollars[challenger]?[try item(0)] = 0
    costs.cached = [challenger: [try item(0): .unknown]]
    #expect(try comparison(costs).bills.first?.cost.money != nil)
    let rate = HitRate(rate: 0.2, source: 0, images: Set(try photos().keys))
    let bill = try #require(try comparison(costs, rates: [challenger: rate]).bills.first)
    #expect(bill.cost.money == nil)
    // 0.8 × (1 + 2 + 2.5) / 4 is known.
    #expect(abs(try #require(bill.atLeast) - 1.1) < 1e-12)
  }

  // Photos 0.75 × (1 + 3) / 2 + charts 0.25 × 4 = 2.5.
  @Test("a mean for production names each category's weight, images and mean, and its parts make it")
  func trafficMean() throws {
    let categories = [try item(0): "photo", try item(1): "photo", try item(2): "chart"]
    let mean = try TrafficMean(
      [try item(0): 1, try item(1): 3, try item(2): 4], categories: categories,
      traffic: ["photo": 0.75, "chart": 0.25])
    #expect(abs(mean.value - 2.5) < 1e-12)
    #expect(mean.categories.map(\.name) == ["chart", "photo"] && mean.categories.map(\.images) == [1, 2])
    #expect(mean.categories.map(\.mean) == [4, 2])
  }
}
