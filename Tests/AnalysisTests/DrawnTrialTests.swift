import Analysis
import Blinding
import StudyModel
import Testing

/// What a cache on trial costs in a set that was drawn for its hits, by hand.
@Suite("A cache on trial in a drawn set") struct DrawnTrialTests {
  private static let trial = ArmCode(rawValue: "arm-trial")
  private static let quarter = [DrawnTrial(arm: trial, fresh: incumbent, share: 0.25)]

  /// Dollars by image.
  private func dollars(_ values: [Double]) throws -> [ItemID: Double] {
    Dictionary(uniqueKeysWithValues: try values.enumerated().map { (try item($0), $1) })
  }

  /// Four images at 1, 2, 3 and 6 dollars, of which the run found the last two: the set's hits save 9 of 12, and not a quarter.
  private func drawn() throws -> ImageCosts {
    ImageCosts(
      dollars: [incumbent: try dollars([1, 2, 3, 6]), Self.trial: try dollars([1, 2, 0, 0])],
      cached: [Self.trial: [try item(2): .known(2.5), try item(3): .known(7)]])
  }

  @Test("costs what three quarters of the model do where a quarter of production's images are hits, image by image")
  func share() throws {
    let costs = try drawn().counting(Self.quarter)
    #expect(costs.dollars[Self.trial] == (try dollars([0.75, 1.5, 2.25, 4.5])))
    #expect(costs.dollars[incumbent] == (try dollars([1, 2, 3, 6])))
    #expect(costs.counting(Self.quarter) == costs, "what is counted is not counted again")
    #expect(try drawn().counting([]) == drawn())
  }

  // Saved a quarter of 3, and by the cache alone.
  @Test("its saving is the cache's: the model's part is nothing")
  func saving() throws {
    let comparison = try CostComparison(
      of: [incumbent, Self.trial], against: incumbent, costs: drawn().counting(Self.quarter),
      categories: Dictionary(uniqueKeysWithValues: (0..<4).map { (try item($0), "photo") }), traffic: [:], images: 1)
    let saving = try #require(comparison.bills.last?.saving)
    #expect(saving.bill.dollars == 2.25 && saving.saved.dollars == 0.75)
    #expect(saving.cache?.dollars == 0.75 && saving.model?.dollars == 0)
    #expect(comparison.bills.last?.lower?.value == 0.25)
  }

  @Test("a hit rate that is stated takes the place of the counted one, and is not set on top of it")
  func stated() throws {
    let images = Set(try (0..<4).map { try item($0) })
    let comparison = try CostComparison(
      of: [incumbent, Self.trial], against: incumbent, costs: drawn().counting(Self.quarter),
      hitRates: [Self.trial: HitRate(rate: 0.5, source: 0, images: images)],
      categories: Dictionary(uniqueKeysWithValues: images.map { ($0, "photo") }), traffic: [:], images: 1)
    #expect(comparison.bills.last?.cost.money?.dollars == 1.5)
  }

  @Test(
    "where the model's cost is unknown so is its own, with what is known at least; ready-made captions stay unknown")
  func unknown() throws {
    var costs = try drawn()
    costs.dollars[incumbent]?[try item(3)] = nil
    costs.unknownCalls[incumbent] = [try item(3): 2]
    costs.partly[incumbent] = [try item(3): 4]
    let counted = costs.counting(Self.quarter)
    #expect(counted.dollars[Self.trial] == (try dollars([0.75, 1.5, 2.25])))
    #expect(counted.unknownCalls[Self.trial] == [try item(3): 2])
    #expect(counted.partly[Self.trial] == [try item(3): 3])
    costs.readyMade = [incumbent]
    #expect(costs.counting(Self.quarter) == costs)
  }

  @Test("before a candidate that has a cache of its own, what that spared is kept apart from what hits spare")
  func behind() throws {
    var costs = try drawn()
    costs.dollars[incumbent]?[try item(0)] = 0
    costs.cached[incumbent] = [try item(0): .known(1), try item(1): .unknown]
    let counted = costs.counting(Self.quarter)
    #expect(counted.cached[Self.trial]?[try item(0)] == .known(1))
    #expect(counted.cached[Self.trial]?[try item(1)] == .unknown)
    #expect(counted.cached[Self.trial]?[try item(3)] == .known(1.5))
  }

  @Test("hits farther apart than the largest threshold on trial are none")
  func population() {
    let population = AuditTerms.Population(images: 200, hits: [0: 10, 4: 20, 12: 50])
    #expect(population.share(within: 12) == 0.4 && population.share(within: 4) == 0.15)
    #expect(AuditTerms.Population(images: 0, hits: [:]).share(within: 12) == 0)
  }
}
