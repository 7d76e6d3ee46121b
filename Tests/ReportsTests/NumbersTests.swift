import Analysis
import Statistics
import Testing

@testable import Reports

@Suite struct NumbersTests {
  @Test("writes points with two decimals, a real minus sign, and zero without a sign")
  func points() {
    #expect(Numbers.points(-0.04) == "−0.04")
    #expect(Numbers.points(-0.004) == "0.00")
    #expect(Numbers.points(4) == "4.00")
    #expect(Numbers.points(.nan) == "unknown")
    #expect(Numbers.points(.infinity) == "unknown")
  }

  @Test("rounds the middle up, whatever the last bits say")
  func middle() {
    for number in [0.125, 0.125.nextDown, 0.125.nextUp, 0.124_999_9, 1.005, -0.125] {
      #expect(
        Numbers.points(number)
          == ["0.13", "1.01", "−0.13"].first { $0.hasPrefix(number < 0 ? "−" : number > 1 ? "1" : "0") })
    }
    #expect(Numbers.points(0.12499) == "0.12")
  }

  @Test("writes a margin as it was declared")
  func margins() {
    #expect(Numbers.margin(0.3) == "0.30")
    #expect(Numbers.margin(-0.125) == "−0.125")
    #expect(Numbers.margin(1) == "1.00")
  }

  @Test("shows more decimals where a bound would look as if it touched the margin or zero")
  func landmarks() {
    #expect(Numbers.bound(-0.2996, landmarks: [-0.3, 0, 0.3]) == "−0.2996")
    #expect(Numbers.bound(-0.297, landmarks: [-0.3, 0, 0.3]) == "−0.297")
    #expect(Numbers.bound(0.003, landmarks: [-0.3, 0, 0.3]) == "0.003")
    #expect(Numbers.bound(0.00001, landmarks: [-0.3, 0, 0.3]) == "just above 0")
    #expect(Numbers.bound(-0.30001, landmarks: [-0.3, 0, 0.3]) == "just below −0.30")
    #expect(Numbers.bound(-0.19, landmarks: [-0.3, 0, 0.3]) == "−0.19")
    #expect(Numbers.bound(-0.3, landmarks: [-0.3, 0, 0.3]) == "−0.30")
  }

  @Test("says 0 % only of none and 100 % only of all")
  func shares() {
    #expect(Numbers.percent(0) == "0 %")
    #expect(Numbers.percent(0.004) == "0.4 %")
    #expect(Numbers.percent(0.997) == "99.7 %")
    #expect(Numbers.percent(1) == "100 %")
    #expect(Numbers.percent(0.6 + 0.3 + 0.1) == "100 %" && 0.6 + 0.3 + 0.1 < 1)
    #expect(Numbers.percent(0.9996) == "over 99.9 %" && Numbers.percent(0.0004) == "under 0.1 %")
    #expect(Numbers.percent(1e-17) == "0 %")
    #expect(Numbers.percent(0.834) == "83 %")
  }

  @Test("never rounds a small amount of money to nothing")
  func dollars() {
    #expect(Numbers.dollars(0.0021) == "0.0021 USD")
    #expect(Numbers.dollars(0.05) == "0.050 USD")
    #expect(Numbers.dollars(2.419) == "2.42 USD")
    #expect(Numbers.dollars(19_355.6) == "19,356 USD")
    #expect(Numbers.count(8_000_000) == "8,000,000")
  }

  @Test("money is whole from a hundred dollars on, and a bound has the decimals of what it is a bound of")
  func moneyDigits() {
    #expect(Numbers.dollars(757.87) == "758 USD")
    #expect(Numbers.dollars(7_025.33) == "7,025 USD")
    #expect(Numbers.dollars(99.996) == "100 USD")
    #expect(Numbers.dollars(99.99) == "99.99 USD")
    #expect(Numbers.dollars(-757.87) == "−758 USD")
    func money(_ value: Double, _ low: Double, _ high: Double) -> String {
      CostText.money(
        Money(
          dollars: value,
          interval: .stated(
            Estimate(value: value, standardError: 1, degreesOfFreedom: 9, lower: low, upper: high, confidence: 0.95),
            caution: nil)))
    }
    #expect(money(757.87, 94.37, 1_421.37) == "758 USD (94 to 1,421)")
    #expect(money(0.0953, 0.0871, 0.1035) == "0.095 USD (0.087 to 0.104)")
    #expect(money(150, 0.3, 299.7) == "150 USD (0.30 to 300)")
    #expect(money(0.0012, -40, 40.0024) == "0.0012 USD (−40.00 to 40.00)")
    #expect(money(0, -0.003, 0.003) == "0.0000 USD (−0.0030 to 0.0030)")
  }

  @Test("ratings an image have a decimal only where it says something")
  func ratingsAnImage() {
    #expect(Numbers.ratingsAnImage(216, images: 36) == "6")
    #expect(Numbers.ratingsAnImage(215, images: 36) == "6")
    #expect(Numbers.ratingsAnImage(210, images: 36) == "5.8")
    #expect(Numbers.ratingsAnImage(0, images: 0) == "unknown")
  }

  @Test("rounds what machines read to six decimals, without an exponent")
  func json() {
    #expect(JSONValue.rounded(0.1 + 0.2) == "0.3")
    #expect(JSONValue.rounded(-1e-9) == "0")
    #expect(JSONValue.rounded(1e-6) == "0.000001")
    #expect(JSONValue.rounded(-0.1234567) == "-0.123457")
    #expect(JSONValue.real(.nan) == .null)
  }

  @Test("never prints an unknown cost as zero")
  func unknownCost() throws {
    var dossier = Fixture.decided
    for index in dossier.arms.indices { dossier.arms[index].cost = RunCost(dollars: nil, unknownCalls: 7) }
    for file in try ReportWriter.render(dossier) {
      #expect(!file.text.contains("0 USD"), "\(file.name)")
      #expect(!file.text.contains(" of its cost"), "\(file.name)")
      if file.name == "decision.md" { #expect(file.text.contains("its cost is unknown")) }
      if file.name == "results.json" {
        #expect(file.text.contains("\"cost_usd_per_1000_images\": null"))
        #expect(!file.text.contains("\"cost_usd_per_1000_images\": 0"))
      }
    }
    #expect(try verdictTable(dossier).components("unknown") == 5)
  }

  @Test("calls a cost unknown when that of some calls is, and says how much is known")
  func partlyUnknownCost() throws {
    var dossier = Fixture.decided
    let flash = try #require(dossier.arms.firstIndex { $0.arm == Fixture.flash })
    dossier.arms[flash].cost.unknownCalls = 2
    let files = try ReportWriter.render(dossier)
    let text = try #require(files.first { $0.name == "decision.md" }).text
    #expect(text.contains("unknown; at least 0.26 USD (cost of 2 calls unknown)"))
    #expect(!text.contains("at 11 % of its cost"))
  }
}

extension String {
  /// How often a text occurs.
  fileprivate func components(_ part: String) -> Int {
    split(separator: part, omittingEmptySubsequences: false).count - 1
  }

  @Test("in the page no line breaks inside an interval, nor between its level and its bounds")
  func unbroken() {
    let page = HTMLRenderer.render(
      Document(warnings: [], title: "t", blocks: [.paragraph("lower (−0.04, 95 % −0.21 to 0.10, raters), 87 % of 12")]))
    #expect(page.contains("(−0.04, 95\u{A0}%\u{A0}−0.21\u{A0}to\u{A0}0.10, raters), 87\u{A0}% of 12"))
  }
}
