import Analysis
import Blinding
import Statistics
import StudyModel
import Testing

/// Random rating tables of the kinds that break estimators, through everything that a report is made of.
@Suite("no table gives a NaN, an infinity or a zero-width interval")
struct DegenerateTests {
  /// What happened over all tables.
  private struct Tally {
    var faults: Set<String> = []
    var stated = 0
    var unavailable = 0
    var refused = 0

    mutating func check(_ number: TwoScopes?, _ name: String, within range: ClosedRange<Double>? = nil) {
      guard let number else { return }
      if !number.value.isFinite { faults.insert("\(name): the value is \(number.value)") }
      for part in [number.variance?.image, number.variance?.rater, number.variance?.cell] {
        if let part, !part.isFinite || part < 0 { faults.insert("\(name): a part of the variance is \(part)") }
      }
      for scope in Scope.allCases {
        switch number[scope] {
        case .unavailable(let reason):
          unavailable += 1
          if reason.isEmpty { faults.insert("\(name): no reason") }
        case .stated(let estimate, _):
          stated += 1
          let all = [estimate.lower, estimate.upper, estimate.standardError, estimate.degreesOfFreedom]
          if !all.allSatisfy(\.isFinite) { faults.insert("\(name): not finite: \(all)") }
          if estimate.lower >= estimate.upper { faults.insert("\(name): no width: \(all)") }
          if estimate.standardError <= 0 { faults.insert("\(name): no standard error: \(all)") }
          if let range, estimate.lower < range.lowerBound || estimate.upper > range.upperBound {
            faults.insert("\(name): outside its range: \(all)")
          }
        }
      }
    }
  }

  @Test("a stated reason or finite numbers, for every arm, comparison, category and scope")
  func tables() throws {
    var random = SeededGenerator(seed: 20_261_122)
    var tally = Tally()
    for _ in 0..<1500 {
      let table = try Self.table(&random)
      do {
        let estimates = try table.estimates()
        for arm in estimates.arms {
          tally.check(arm.mean, "mean")
          tally.check(arm.meanWithoutFailures, "mean without failures")
          tally.check(arm.publishable, "publishable", within: 0...1)
          for number in arm.byCategory.values { tally.check(number, "category's mean") }
        }
        for comparison in estimates.comparisons {
          tally.check(comparison.difference, "difference")
          tally.check(comparison.differenceWithoutFailures, "difference without failures")
          for number in comparison.byCategory.values { tally.check(number, "category's difference") }
          for scope in Scope.allCases {
            let reason = comparison.withoutVerdict[scope]
            if (comparison.verdicts[scope] == nil) != (reason?.isEmpty == false) {
              tally.faults.insert("a comparison has neither verdict nor reason, or both")
            }
          }
        }
      } catch {
        tally.refused += 1
        if error.description.split(separator: "\n").count != 3 { tally.faults.insert("refused without three lines") }
      }
    }
    #expect(tally.faults.isEmpty, "\(tally.faults.sorted().prefix(30).joined(separator: "\n"))")
    // Tables that were all refused, or all fine, would test nothing.
    #expect(tally.stated > 1000 && tally.unavailable > 1000 && tally.refused > 100)
  }

  private static func table(_ random: inout SeededGenerator) throws -> RatingTable {
    let images = Int.random(in: 1...6, using: &random)
    let raters = Int.random(in: 1...4, using: &random)
    let names = ["chart", "meme", "photo"].prefix(Int.random(in: 1...3, using: &random))
    // A category with traffic may have no image, and one with images no traffic or none declared.
    let traffics: [[String: Double]] = [
      [:], ["photo": 1], ["photo": 0.6, "chart": 0.4], ["photo": 0.6, "chart": 0.3, "meme": 0.1],
      ["photo": 0, "chart": 1, "meme": 0], ["photo": 0.5, "chart": 0.4999999, "meme": 1e-7], ["photo": 0.7],
    ]
    let palettes: [[Double]] = [
      [4], [1], [1, 5], [1, 2, 3, 4, 5], [4, 5], [1, 2, 3, 4, 5], [2, 3, 4], [0.1, 0.2, 0.3], [1e-300, 2e-300],
      [1e300, 2e300], [1e11, -1e11], [1, 1 + 2.3e-16], [.nan, 3],
    ]
    let palette = palettes.randomElement(using: &random) ?? [3]
    let traffic = traffics.randomElement(using: &random) ?? [:]
    let holes = ([0, 0, 0.3, 0.8] as [Double]).randomElement(using: &random) ?? 0
    let failures = ([0, 0.2, 1] as [Double]).randomElement(using: &random) ?? 0
    let isScale = palette.allSatisfy { (1...5).contains($0) }
    let form = Int.random(in: 0..<4, using: &random)
    var cells: [RatingCell] = []
    for arm in [incumbent, challenger] {
      let ofArm = palette.randomElement(using: &random) ?? 3
      for image in 0..<images {
        let category = names[names.startIndex + image % names.count]
        let ofImage = palette.randomElement(using: &random) ?? 3
        for rater in 0..<raters where Double.random(in: 0..<1, using: &random) >= holes {
          let isFailure = Double.random(in: 0..<1, using: &random) < failures
          let any = palette.randomElement(using: &random) ?? 3
          cells.append(
            RatingCell(
              item: try item(image), category: category, rater: "r\(rater)", arm: arm, criterion: "accuracy",
              value: isFailure && isScale ? 1 : form == 0 ? ofArm : form == 1 ? ofImage : any, isFailure: isFailure))
        }
      }
    }
    return AnalysisTests.table(
      cells, traffic: traffic, confidence: ([0.95, 0.5, 0.999] as [Double]).randomElement(using: &random) ?? 0.95,
      ranges: isScale ? ["accuracy": 1...5] : [:])
  }
}
