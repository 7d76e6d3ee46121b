import Digest
import Foundation
import StudyModel
import Testing

@testable import Analysis
@testable import Reports

/// One number for what a candidate costs, wherever it stands, weighted as the scores beside it are.
@Suite struct CostReadingTests {
  /// Two products, with 90 % of the traffic, and six charts, over-sampled. `big` costs 10 USD per 1,000 images; `flash` is a
  /// router by category: 1 USD for products, and `big` for charts. Of `local` a product's call is known to have cost 1 and
  /// another is unknown; a chart costs 2. `tiny` costs what `big` does, and nobody rated it.
  ///
  ///     plain average of flash     (2 · 1 + 6 · 10) / 8 = 7.75     78 % of big's
  ///     weighted to traffic        0.9 · 1 + 0.1 · 10   = 1.90     19 % of big's
  ///     local, at least            0.9 · 1 + 0.1 · 2    = 1.10
  private static func dossier() throws -> Dossier {
    let traffic = ["product": 0.9, "chart": 0.1]
    var categories: [ItemID: String] = [:]
    for (category, count) in [("product", 2), ("chart", 6)] {
      for number in 0..<count {
        categories[try #require(ItemID(hex: SHA256.hex("\(category) \(number)")))] = category
      }
    }
    let cells = categories.flatMap { item, category in
      [Fixture.big, Fixture.flash, Fixture.local].flatMap { arm in
        ["ana", "bo"].map {
          RatingCell(item: item, category: category, rater: $0, arm: arm, criterion: "overall", value: 4)
        }
      }
    }
    let table = RatingTable(
      cells: cells, traffic: traffic, incumbent: Fixture.big, claim: Fixture.claim, ranges: ["overall": 1...5])
    let charts = categories.filter { $0.value == "chart" }
    let products = categories.filter { $0.value == "product" }
    let costs = ImageCosts(
      dollars: [
        Fixture.big: categories.mapValues { _ in 0.01 }, Fixture.tiny: categories.mapValues { _ in 0.01 },
        Fixture.flash: categories.mapValues { $0 == "chart" ? 0.01 : 0.001 },
        Fixture.local: charts.mapValues { _ in 0.002 },
      ],
      unknownCalls: [Fixture.local: products.mapValues { _ in 1 }], readyMade: [Fixture.human],
      partly: [Fixture.local: products.mapValues { _ in 0.001 }])
    var dossier = Fixture.decided
    dossier.images = ImageFacts(byCategory: ["product": 2, "chart": 6], traffic: traffic)
    var estimates = Fixture.estimates
    estimates.comparisons.removeAll { $0.arm == Fixture.tiny }
    dossier.costQuality = try table.costQuality(
      estimates, costs: costs, categories: categories, imagesPerMonth: 1000, seed: 1)
    dossier.imagesPerMonth = 1000
    for index in dossier.arms.indices {
      dossier.arms[index].flow.sent = 8
      switch dossier.arms[index].arm {
      case Fixture.big, Fixture.tiny: dossier.arms[index].cost = RunCost(dollars: 0.08)
      case Fixture.flash: dossier.arms[index].cost = RunCost(dollars: 0.062)
      case Fixture.local: dossier.arms[index].cost = RunCost(dollars: 0.014, unknownCalls: 2)
      default: break
      }
    }
    return dossier
  }

  private func rendered(_ name: String, _ dossier: Dossier) throws -> String {
    try #require(ReportWriter.render(dossier).first { $0.name == name }).text
  }

  @Test("of an over-sampled set a router's cost is weighted as its score is, in every place, by hand")
  func weighted() throws {
    let text = try rendered("decision.md", Self.dossier())
    for part in [
      // The verdict line, the table of service, the frontier, the pros and the month.
      "6 ratings an image), at 19 % of its cost.", "| `flash` | 1.90 USD | 0.84 s", "| `flash` | 1.90 USD (",
      "it comes at 19 % of the cost: 1.90 USD against 10.00 USD per 1,000 images",
      "Every billed call counts, retries too; weighted to traffic, as the scores are.",
    ] { #expect(text.contains(part), "\(part)\n\(text)") }
    #expect(!text.contains("78 % of") && !text.contains("7.75") && !text.contains("plain average"))
    let terminal = try verdictTable(Self.dossier())
    #expect(terminal.contains(/flash .* 1\.90\n/) && terminal.contains(/big .* 10\.00\n/), "\(terminal)")
    #expect(try jobSummary(Self.dossier(), folder: "r").contains("| 1.90 USD |"))
    let results = try #require(
      JSONSerialization.jsonObject(with: Data(rendered("results.json", Self.dossier()).utf8)) as? [String: Any])
    let flash = (results["candidates"] as? [[String: Any]])?.first { $0["label"] as? String == "flash" }
    #expect(flash?["cost_usd_per_1000_images"] as? Double == 1.9 && flash?["cost_usd"] as? Double == 0.062)
    let sentences = (results["comparisons"] as? [[String: Any]])?.compactMap { $0["sentence"] as? String } ?? []
    #expect(sentences.contains { $0.hasSuffix("at 19 % of its cost.") }, "\(sentences)")
    let placed = (results["cost_quality"] as? [String: Any])?["candidates"] as? [[String: Any]]
    let money = placed?.first { $0["candidate"] as? String == "flash" }?["cost_usd_per_1000_images"] as? [String: Any]
    #expect(money?["value"] as? Double == 1.9)
  }

  @Test("what is known at least of a cost is weighted too, and said where the rest is unknown")
  func atLeast() throws {
    let text = try rendered("decision.md", Self.dossier())
    #expect(text.contains("| `local` | unknown; at least 1.10 USD (cost of 2 calls unknown) |"), "\(text)")
    #expect(try verdictTable(Self.dossier()).contains(/local .* ≥ 1\.10\n/))
  }

  @Test("a candidate that nobody rated has its cost all the same")
  func unrated() throws {
    #expect(try rendered("decision.md", Self.dossier()).contains("| `tiny` | 10.00 USD |"))
  }

  @Test("where every image counts the same it is the plain average, and nothing is said of weights")
  func plain() throws {
    var dossier = try Self.dossier()
    dossier.costQuality = nil
    let text = try rendered("decision.md", dossier)
    #expect(text.contains("| `flash` | 7.75 USD |") && text.contains("at 78 % of its cost"), "\(text)")
    #expect(!text.contains("weighted to traffic, as the scores are"))
  }
}
