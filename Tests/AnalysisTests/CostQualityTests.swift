internal import Blinding
internal import Statistics
internal import StudyModel
internal import Testing

@testable internal import Analysis

/// Cost against quality, and what a swap saves.
@Suite struct CostQualityTests {
  private static let human = ArmCode(rawValue: "arm-human")

  /// Four images by two raters; incumbent's costs 1, 2, 3, 6 and the challenger's half of it, in thousandths.
  private func facts(
    challengerCosts: [Double] = [0.5, 1, 1.5, 3], incumbentCosts: [Double] = [1, 2, 3, 6], imagesPerMonth: Double? = nil
  ) throws -> CostQuality {
    let ratings =
      try cells(incumbent, "34 43 55 32") + cells(challenger, "33 44 45 31") + cells(Self.human, "55 54 55 45")
    let table = table(ratings)
    return try table.costQuality(
      table.estimates(), costs: costs(challengerCosts, incumbentCosts), categories: categories(),
      imagesPerMonth: imagesPerMonth, seed: 3)
  }

  private func categories() throws -> [ItemID: String] {
    var categories: [ItemID: String] = [:]
    for image in 0..<4 { categories[try item(image)] = "photo" }
    return categories
  }

  private func costs(_ new: [Double], _ old: [Double]) throws -> ImageCosts {
    func dollars(_ values: [Double]) throws -> [ItemID: Double] {
      var dollars: [ItemID: Double] = [:]
      for (image, value) in values.enumerated() { dollars[try item(image)] = value / 1000 }
      return dollars
    }
    return ImageCosts(
      dollars: [challenger: try dollars(new), incumbent: try dollars(old)], readyMade: [Self.human])
  }

  @Test("who has no known cost stands apart, with the reason")
  func apart() throws {
    let facts = try facts()
    #expect(facts.points.map(\.arm) == [challenger, incumbent])
    #expect(facts.apart.map(\.arm) == [Self.human])
    #expect(facts.apart.first?.unknown?.parts.first?.isReadyMade == true)
    #expect(facts.savings.map(\.arm) == [challenger])
  }

  // Two products with 0.9 of the traffic stand for 0.45 each, six charts with 0.1 for 1/60 each. A part with one product at
  // 1 and three charts at 10: (0.45 · 1 + 3/60 · 10) / (0.45 + 3/60) = 1.9; its plain average is 7.75.
  @Test("what a part of a policy costs is weighted by what its images stand for, by hand")
  func part() throws {
    var categories: [ItemID: String] = [:]
    for image in 0..<8 { categories[try item(image)] = image < 2 ? "product" : "chart" }
    let traffic = ["product": 0.9, "chart": 0.1]
    let part = Set(try [0, 2, 3, 4].map { try item($0) })
    var costs = ImageCosts(dollars: [challenger: categories.mapValues { $0 == "product" ? 0.001 : 0.01 }])
    let weighted = try costs.perThousand(of: challenger, part, categories: categories, traffic: traffic)
    let plain = try costs.perThousand(of: challenger, part, categories: categories, traffic: [:])
    #expect(abs((weighted ?? 0) - 1.9) < 1e-9 && abs((plain ?? 0) - 7.75) < 1e-9)
    costs.unknownCalls = [challenger: [try item(0): 1]]
    #expect(try costs.perThousand(of: challenger, part, categories: categories, traffic: traffic) == nil)
    let none = try costs.perThousand(
      of: challenger, Set([try item(2)]), categories: categories, traffic: ["product": 1, "chart": 0])
    #expect(none == nil)
  }

  // Mean costs 1.5 and 3 a thousand. Savings by image 0.5, 1, 1.5, 3: mean 1.5, sd √(3.5/3) = 1.0801, SE 0.54006,
  // t(3) at 97.5 % = 3.182446: half-width 1.71871. At 2,000 images twice as much.
  @Test("a saving by hand, paired by image")
  func saving() throws {
    let facts = try facts(imagesPerMonth: 2000)
    #expect(facts.isMonthly && facts.savingsPer == 2000)
    #expect(facts.points.map { ($0.cost.dollars * 1e9).rounded() / 1e9 } == [1.5, 3])
    let saving = try #require(facts.savings.first)
    #expect(abs(saving.incumbentBill.dollars - 6) < 1e-12 && abs(saving.bill.dollars - 3) < 1e-12)
    let estimate = try #require(saving.saved.interval.estimate)
    #expect(abs(saving.saved.dollars - 3) < 1e-12)
    #expect(abs(estimate.halfWidth - 3.43742) < 1e-4)
    #expect(saving.model == saving.saved && saving.router == nil && saving.withoutRouter == "no router")
  }

  // Images 3 and 4 (dearest) go to the challenger: saved 0, 0, 1.5, 3: mean 1.125. By lot half of the images would save
  // half of 1.5: 0.75. The router adds 0.375.
  @Test("a router's saving is told apart from its models', by hand")
  func router() throws {
    let table = table(try cells(incumbent, "34 43 55 32") + cells(challenger, "33 44 45 31"))
    let routing = Routing(
      arm: ArmCode(rawValue: "replay-1"), tiers: [challenger, incumbent],
      choice: [try item(0): 1, try item(1): 1, try item(2): 0, try item(3): 0])
    let costs = try costs([0.5, 1, 1.5, 3], [1, 2, 3, 6])
    let (_, estimates) = try table.replay([routing], costs: costs, categories: categories())
    let facts = try table.adding([routing]).costQuality(
      estimates, costs: costs, categories: categories(), imagesPerMonth: nil, routings: [routing], seed: 3)
    let saving = try #require(facts.savings.first { $0.arm == routing.arm })
    #expect(abs(saving.saved.dollars - 1.125) < 1e-12)
    #expect(abs(try #require(saving.model).dollars - 0.75) < 1e-12)
    #expect(abs(try #require(saving.router).dollars - 0.375) < 1e-12)
  }

  // The challenger's images cost 0.5, 1, 1.5, 3 when they were asked for; those of images 1 and 4 came from the cache and
  // cost nothing now. Saved 1, 1, 1.5, 6: mean 2.375. The model's part is that of full costs: 1.5; the cache's mean 3.5/4.
  @Test("a cache's saving is told apart from the model's, by hand")
  func cache() throws {
    let table = table(try cells(incumbent, "34 43 55 32") + cells(challenger, "33 44 45 31"))
    var costs = try costs([0, 1, 1.5, 0], [1, 2, 3, 6])
    costs.cached = [challenger: [try item(0): .known(0.0005), try item(3): .known(0.003)]]
    func saving() throws -> Saving {
      try #require(
        try table.costQuality(
          table.estimates(), costs: costs, categories: categories(), imagesPerMonth: nil, seed: 3
        ).savings.first)
    }
    let known = try saving()
    let (model, cache) = (try #require(known.model), try #require(known.cache))
    #expect(abs(known.saved.dollars - 2.375) < 1e-12 && abs(model.dollars - 1.5) < 1e-12)
    #expect(abs(cache.dollars - 0.875) < 1e-12 && known.router == nil)
    // Differences by image 0.5, 0, 0, 3: sd √(6.1875 / 3) = 1.43614, SE 0.71807; times t(3) = 3.182446: 2.28522.
    #expect(abs(try #require(cache.interval.estimate).halfWidth - 2.28522) < 1e-4)
    // The incumbent's own cache is set against it: image 2 came from there and had cost 2; now saved 1, −1, 1.5, 6.
    costs.dollars[incumbent]?[try item(1)] = 0
    costs.cached[incumbent] = [try item(1): .known(0.002)]
    let both = try saving()
    let (bothModel, bothCache) = (try #require(both.model), try #require(both.cache))
    #expect(abs(both.saved.dollars - 1.875) < 1e-12 && abs(bothModel.dollars - 1.5) < 1e-12)
    #expect(abs(bothCache.dollars - 0.375) < 1e-12)
    costs.cached[challenger]?[try item(0)] = .unknown
    let unknown = try saving()
    #expect(unknown.model == nil && unknown.cache == nil && unknown.saved.dollars == both.saved.dollars)
    #expect(unknown.withoutCache == "what a caption from the cache had cost is not known")
  }

  // As the router above; image 3 came from the challenger's cache, and had cost 1.5. Saved 0, 0, 3, 3: mean 1.5. Of full
  // costs 1.125 as above, 0.75 of it the models', 0.375 the router's; the cache's 1.5/4.
  @Test("model, router and cache each have their part, by hand, and the parts add up")
  func threeParts() throws {
    let table = table(try cells(incumbent, "34 43 55 32") + cells(challenger, "33 44 45 31"))
    let routing = Routing(
      arm: ArmCode(rawValue: "replay-1"), tiers: [challenger, incumbent],
      choice: [try item(0): 1, try item(1): 1, try item(2): 0, try item(3): 0])
    var costs = try costs([0.5, 1, 0, 3], [1, 2, 3, 6])
    costs.cached = [challenger: [try item(2): .known(0.0015)]]
    let (_, estimates) = try table.replay([routing], costs: costs, categories: categories())
    let saving = try #require(
      try table.adding([routing]).costQuality(
        estimates, costs: costs, categories: categories(), imagesPerMonth: nil, routings: [routing], seed: 3
      ).savings.first { $0.arm == routing.arm })
    let (model, router, cache) = (try #require(saving.model), try #require(saving.router), try #require(saving.cache))
    #expect(abs(model.dollars - 0.75) < 1e-12 && abs(router.dollars - 0.375) < 1e-12)
    #expect(abs(cache.dollars - 0.375) < 1e-12 && abs(saving.saved.dollars - 1.5) < 1e-12)
  }

  @Test("a cost that never varies has no interval and no ellipse, but a place and a chance")
  func constant() throws {
    let facts = try facts(challengerCosts: [1, 1, 1, 1], incumbentCosts: [2, 2, 2, 2])
    let point = try #require(facts.points.first)
    #expect(point.cost.interval.reason == "it is the same for every image, so its spread is unknown")
    #expect(point.region == nil && point.withoutRegion?.hasPrefix("cost: it is the same") == true)
    #expect(point.chance == 1)
    #expect(facts.savings.first?.saved.interval.estimate == nil)
  }

  @Test("the ellipse is as wide as both estimates' standard errors, and its correlation that of the images")
  func region() throws {
    let point = try #require(try facts().points.first)
    let region = try #require(point.region)
    let cost = try #require(point.cost.interval.estimate)
    let quality = try #require(point.difference?.ratersLikeThese.estimate)
    let radius = region.radiusSquared.squareRoot()
    let outline = region.outline(3600)
    #expect(abs((outline.map(\.cost).max() ?? 0) - (cost.value + radius * cost.standardError)) < 1e-6)
    #expect(abs((outline.map(\.quality).max() ?? 0) - (quality.value + radius * quality.standardError)) < 1e-6)
    #expect(abs(region.correlation) <= 1)
  }

  // R: 2 * 10 / 9 * qf(.95, 2, 9) = 9.458878, 2 * qf(.95, 2, 3) = 19.104189, qchisq(.95, 2) = 5.991465.
  @Test("the ellipse is Hotelling's for images, or wider where raters are few; there is none from two images")
  func radius() throws {
    func size(_ images: Double, _ quality: Double) -> Double? {
      JointRegion.radiusSquared(ofImages: images, ofQuality: quality, confidence: 0.95)
    }
    #expect(abs(try #require(size(10, 10)) - 9.458878) < 1e-5)
    #expect(abs(try #require(size(1e9, 3)) - 19.104189) < 1e-5)
    #expect(abs(try #require(size(1e9, 1e9)) - 5.991465) < 1e-5)
    #expect(size(1, 10) == nil)
  }

  @Test("with one known cost there is no chance, and a reason")
  func alone() throws {
    let table = table(try cells(incumbent, "34 43 55 32") + cells(challenger, "33 44 45 31"))
    var costs = try costs([0.5, 1, 1.5, 3], [1, 2, 3, 6])
    costs.unknownCalls = [challenger: [try item(1): 2]]
    let facts = try table.costQuality(
      table.estimates(), costs: costs, categories: categories(), imagesPerMonth: nil, seed: 3)
    #expect(facts.points.map(\.arm) == [incumbent])
    #expect(facts.points.first?.chance == nil && facts.draws == nil)
    #expect(facts.withoutChances == "fewer than two candidates have a known cost")
    #expect(facts.apart.first { $0.arm == challenger }?.unknown?.parts.first?.calls == 2)
  }
}
