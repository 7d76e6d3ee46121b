import Digest
import Foundation
import StudyModel
import Testing

@testable import Analysis
@testable import Reports

/// A cost that some calls are not in says so wherever it stands.
@Suite("calls that brought no answer and whose cost is unknown")
struct UnansweredCallsTests {
  /// 8 images at 10 USD per 1,000 with `big`, at 1 with `flash`. Of `big` one call was cut off and two failed, of 11; of
  /// `local` an answer's cost is unknown, and a call failed.
  static func dossier() throws -> Dossier {
    let items = try (0..<8).map { try #require(ItemID(hex: SHA256.hex("image \($0)"))) }
    let categories = Dictionary(uniqueKeysWithValues: items.map { ($0, "photo") })
    let arms = [Fixture.big, Fixture.flash, Fixture.local]
    let cells = items.flatMap { item in
      arms.flatMap { arm in
        ["ana", "bo"].map {
          RatingCell(item: item, category: "photo", rater: $0, arm: arm, criterion: "overall", value: 4)
        }
      }
    }
    let table = RatingTable(
      cells: cells, traffic: [:], incumbent: Fixture.big, claim: Fixture.claim, ranges: ["overall": 1...5])
    func calls(_ first: UnansweredCalls) -> [ItemID: UnansweredCalls] {
      Dictionary(
        uniqueKeysWithValues: items.map {
          ($0, $0 == items[0] ? first : UnansweredCalls(cutOff: 0, failed: 0, calls: 1))
        })
    }
    let costs = ImageCosts(
      dollars: [
        Fixture.big: categories.mapValues { _ in 0.01 }, Fixture.flash: categories.mapValues { _ in 0.001 },
        Fixture.local: categories.filter { $0.key != items[0] }.mapValues { _ in 0.002 },
      ], unknownCalls: [Fixture.local: [items[0]: 2]],
      unanswered: [
        Fixture.big: calls(UnansweredCalls(cutOff: 1, failed: 2, calls: 4)),
        Fixture.flash: calls(UnansweredCalls(cutOff: 0, failed: 0, calls: 1)),
        Fixture.local: calls(UnansweredCalls(cutOff: 0, failed: 1, calls: 2)),
      ])
    var dossier = Fixture.decided
    dossier.imagesPerMonth = 1000
    dossier.costQuality = try table.costQuality(
      Fixture.estimates, costs: costs, categories: categories, imagesPerMonth: 1000, seed: 1)
    for index in dossier.arms.indices {
      switch dossier.arms[index].arm {
      case Fixture.big: dossier.arms[index].cost = RunCost(dollars: 0.08, unknownCalls: 3)
      case Fixture.flash: dossier.arms[index].cost = RunCost(dollars: 0.008)
      case Fixture.local: dossier.arms[index].cost = RunCost(dollars: 0.014, unknownCalls: 2)
      default: break
      }
    }
    return dossier
  }

  private static let short = "without 3 calls of 11, 27 %, whose cost is unknown"
  private static let words = short + ": 1 cut off by the run itself, 2 failed at the service"

  private func rendered(_ name: String) throws -> String {
    try #require(ReportWriter.render(Self.dossier()).first { $0.name == name }).text
  }

  @Test(
    "are named beside the cost: in the verdict, the tables, the figure, a month, the terminal and a pipeline's summary")
  func named() throws {
    let text = try rendered("decision.md")
    for part in [
      "at 10 % of its cost (`big` \(Self.short)).",
      "it comes at 10 % of the cost (`big` \(Self.short)): 1.00 USD against 10.00 USD per 1,000 images",
      "| 10.00 USD (\(Self.words)) |", "boxes are beaten by another in both. The cost of `big` is \(Self.words).",
      "unknown is not zero. The cost of `big` is \(Self.words).",
      "A bill that is not known is not zero. The cost of `big` is \(Self.words).",
      "are in no cost per image", "unknown; at least 1.75 USD (cost of 2 calls unknown)",
    ] { #expect(text.contains(part), "\(part)\n\(text)") }
    #expect(!text.contains("The cost of `flash`") && !text.contains("The cost of `local`"))
    let terminal = try verdictTable(Self.dossier()).split(separator: "\n").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    #expect(terminal.joined(separator: " ").contains("what big costs is \(Self.words)"), "\(terminal)")
    #expect(try jobSummary(Self.dossier(), folder: "r").contains("10.00 USD (\(Self.words))"))
    #expect(
      FrontierPlot(reading: try Reading(Self.dossier())).description.contains("The cost of big is \(Self.words)."))
  }

  @Test("are counted in results.json, beside a bill that stays unknown, and only where there are some")
  func results() throws {
    let results = try #require(
      JSONSerialization.jsonObject(with: Data(rendered("results.json").utf8)) as? [String: Any])
    let rows = try #require(results["candidates"] as? [[String: Any]])
    let candidates = Dictionary(uniqueKeysWithValues: rows.map { ($0["label"] as? String ?? "", $0) })
    let big = candidates["big"]
    #expect(big?["calls_not_in_cost"] as? [String: Int] == ["cut_off": 1, "failed": 2, "of": 11])
    #expect(big?["cost_usd"] is NSNull && big?["calls_of_unknown_cost"] as? Int == 3)
    #expect(big?["cost_usd_of_known_calls"] as? Double == 0.08 && big?["cost_usd_per_1000_images"] as? Double == 10)
    #expect(candidates["flash"]?["calls_not_in_cost"] == nil)
    let local = candidates["local"]
    #expect(local?["calls_not_in_cost"] == nil && local?["cost_usd_per_1000_images"] is NSNull)
  }

  @Test("are said by compare too, in words and for machines")
  func compared() throws {
    let (earlier, later) = (try Self.dossier(), CompareFixture.later)
    let records = [try CompareFixture.record(earlier), try CompareFixture.record(later, folder: "results/b")]
    let big = try #require(records[0].candidates.first { $0.label == "big" })
    #expect(ComparisonWords.cost(of: big) == "10.00 USD (\(Self.short))")
    #expect(ComparisonWords.service(of: big).hasPrefix("10.00 USD per 1,000 images (\(Self.short)); "))
    let other = try #require(records[1].candidates.first { $0.label == "big" })
    #expect(other.unanswered == nil && !ComparisonWords.cost(of: other).contains("without"))
  }

  @Test("are one call where there is one, and say by whom it was cut off")
  func one() {
    #expect(
      UnansweredCalls(cutOff: 1, failed: 0, calls: 1200).words
        == "without 1 call of 1,200, 0.1 %, whose cost is unknown: 1 cut off by the run itself")
  }
}
