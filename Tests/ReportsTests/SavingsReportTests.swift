internal import Blinding
internal import Statistics
internal import StudyModel
internal import Testing

@testable internal import Analysis
@testable internal import Reports

/// Bills in words.
@Suite struct SavingsReportTests {
  private static let old = ArmCode(rawValue: "arm-aaaaa")
  private static let new = ArmCode(rawValue: "arm-bbbbb")

  private func money(_ dollars: Double) -> Money {
    Money(
      dollars: dollars,
      interval: .stated(
        Estimate(
          value: dollars, standardError: 1, degreesOfFreedom: 9, lower: dollars - 2, upper: dollars + 2,
          confidence: 0.95),
        caution: nil))
  }

  private func saving(_ parts: [Double?]) -> Saving {
    let whole = parts.compactMap(\.self).reduce(0, +)
    return Saving(
      arm: Self.new, incumbentBill: money(1000), bill: money(1000 - whole), saved: money(whole),
      model: parts[0].map(money), router: parts[1].map(money), cache: parts[2].map(money))
  }

  private func report(_ bills: [CostComparison.Bill], _ change: (inout SavingsReport) -> Void = { _ in }) throws
    -> SavingsReport
  {
    let costs = ImageCosts(dollars: [:])
    var comparison = try CostComparison(
      of: [], against: Self.old, costs: costs, categories: [:], traffic: [:], images: 1_000_000)
    comparison.bills = bills
    var report = SavingsReport(
      study: "a|b", comparison: comparison,
      candidates: bills.map {
        SavingsReport.Candidate(label: $0.arm == Self.old ? "old" : "new", bill: $0, hits: nil, arithmetic: nil)
      }, isMonthly: true, imagesFrom: "--monthly", measured: (36, 40), categories: [], confidence: 0.95,
      prices: "Prices are the run's.", notes: [], mark: nil)
    change(&report)
    return report
  }

  private func bill(_ arm: ArmCode, _ cost: MoneyOutcome, saving: Saving? = nil) -> CostComparison.Bill {
    CostComparison.Bill(arm: arm, cost: cost, atLeast: nil, saving: saving, lower: nil, bound: nil)
  }

  // 100.4 + 100.4 + 100.4 = 301.2: rounded one by one 100 + 100 + 100, and the whole 301.
  @Test("parts as written add up to the whole as written: the last takes what rounding left")
  func sums() {
    let cells = SavingsCells.split(saving([100.4, 100.4, 100.4]))
    #expect(cells == ["301 (299 to 303)", "100 (98 to 102)", "100 (98 to 102)", "101 (98 to 102)"])
    #expect(SavingsCells.split(saving([100.4, nil, 100.4]))[1...] == ["100 (98 to 102)", "–", "101 (98 to 102)"])
    #expect(
      SavingsCells.split(saving([0.1234, nil, nil])) == ["0.12 (−1.88 to 2.12)", "0.12 (−1.88 to 2.12)", "–", "–"])
    #expect(SavingsCells.split(saving([0, nil, nil]))[0].hasPrefix("0.00 "))
  }

  @Test("an unknown cost says so with its bound, never a zero, and names no arm")
  func unknown() throws {
    let reason = UnknownCosts(parts: [.init(arm: Self.new, isReadyMade: false, calls: 3, images: 2)])
    var other = bill(Self.new, .unknown(reason))
    (other.atLeast, other.bound) = (250, .atMost(750))
    let report = try report([bill(Self.old, .known(money(1000))), other])
    for text in [report.text(showsArithmetic: true), report.markdown(), report.json] {
      #expect(!text.contains("arm-") && text.contains("unknown"), "\(text)")
    }
    let text = report.text(showsArithmetic: true)
    #expect(text.contains("new        unknown, at least 250  unknown; saves at most 750"), "\(text)")
    #expect(text.contains("new: the cost is unknown (new: cost of 3 calls unknown). Unknown is never zero."))
    #expect(text.contains("check new: unknown, so there is nothing to work out"))
    #expect(text.contains("measured on 36 of 40 images"))
  }

  @Test("calls that are in no bill are named under it, and counted for machines")
  func unanswered() throws {
    var other = bill(Self.new, .known(money(250)))
    other.unanswered = UnansweredCalls(cutOff: 0, failed: 4, calls: 80)
    let report = try report([bill(Self.old, .known(money(1000))), other])
    let words = "new: the bill is without 4 calls of 80, 5 %, whose cost is unknown: 4 failed at the service."
    for text in [report.text(), report.markdown()] {
      #expect(text.replacing("\n", with: " ").replacing("  ", with: " ").contains(words), "\(text)")
      #expect(!text.contains("old: the bill is without"))
    }
    #expect(report.json.ranges(of: "calls_not_in_cost").count == 1 && report.json.contains(#""of": 80"#))
  }

  @Test("names from outside stay text in Markdown, and no line of a terminal is wider than 100 characters")
  func forms() throws {
    let bills = [
      bill(Self.old, .known(money(123_456_789))),
      bill(Self.new, .known(money(23_456_789)), saving: saving([100_000_000, -7_000_000.5, 1_234_567])),
    ]
    let report = try report(bills) { $0.mark = "simulated models" }
    #expect(report.markdown().hasPrefix("## What a\\|b costs at stated traffic\n\n**Simulated models: no decision"))
    #expect(report.text().split(separator: "\n").allSatisfy { $0.count <= 100 })
    #expect(report.text().hasPrefix("SIMULATED MODELS: no decision can rest on these numbers\n"))
    #expect(report.text().contains("new saves 94,234,567"))
  }

  // 1,000 × 2 / 10⁶ before the cache; behind it (500 × 4 / 10⁶ + 0.001) × (1 − 0.25).
  @Test("the arithmetic of a bill: what no cache stands before, and what is left of what one does")
  func arithmetic() throws {
    let image = try #require(ItemID(hex: String(repeating: "0", count: 64)))
    func term(_ tokens: Double, _ price: Double, _ isBehind: Bool) throws -> SavingsReport.Arithmetic.Term {
      .init(
        model: "m", kind: "input", price: price,
        tokens: try TrafficMean([image: tokens], categories: [image: "all"], traffic: [:]), isBehindCache: isBehind)
    }
    let arithmetic = SavingsReport.Arithmetic(
      terms: [try term(1000, 2, false), try term(500, 4, true)], cached: 0.001, free: 0, rate: 0.25)
    #expect(abs(arithmetic.perImage - (0.002 + 0.75 * 0.003)) < 1e-15)
  }
}
