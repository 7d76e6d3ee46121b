internal import Analysis
internal import ArgumentParser
internal import Blinding
internal import Foundation
internal import Statistics
internal import StudyModel

/// Do studies come to their verdicts as often as `plan` says? Its chances beside those of whole rating tables, drawn by
/// code of their own and sent through the report's own entry point.
struct PlanBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "The chances that plan states against whole simulated studies.",
    discussion: "Example:\n  script/bench plan --studies 1000")

  @Option(help: "How many studies are simulated for each line, on either side.")
  var studies = 1000

  @Option(help: "Seed of the whole studies; plan's own is another.")
  var seed: UInt64 = 7

  /// One line of the table.
  private struct Line {
    var name: String
    var images: [String: Int]
    var raters: Int
    var ratingsPerImage: Int
    var margin: Double
    var preset = RatingComponents.Preset.typical
    var traffic: [String: Double] = [:]
    var truth = 0.0
  }

  private static let lines: [Line] = {
    let set = ["all": 200]
    var lines: [Line] = []
    for (raters, each) in [(3, 200), (8, 75), (12, 50), (20, 30)] {
      for margin in [0.15, 0.30] {
        lines.append(
          Line(name: "\(raters) × \(each)", images: set, raters: raters, ratingsPerImage: 3, margin: margin))
      }
    }
    lines.append(
      Line(name: "12 × 50, noisy", images: set, raters: 12, ratingsPerImage: 3, margin: 0.30, preset: .noisy))
    lines.append(Line(name: "12 × 50", images: set, raters: 12, ratingsPerImage: 3, margin: 0.30, truth: -0.30))
    lines.append(
      Line(
        name: "12 × 18, three categories", images: ["a": 18, "b": 12, "c": 6], raters: 12, ratingsPerImage: 6,
        margin: 0.30, traffic: ["a": 0.6, "b": 0.3, "c": 0.1]))
    lines.append(
      Line(
        name: "12 × 18, three categories", images: ["a": 18, "b": 12, "c": 6], raters: 12, ratingsPerImage: 6,
        margin: 0.50, traffic: ["a": 0.6, "b": 0.3, "c": 0.1], truth: -0.25))
    return lines
  }()

  func run() async throws {
    print(
      "\(studies) studies on either side; Monte Carlo error of the difference of two chances: at most "
        + String(format: "%.1f points.", 100 * (0.5 / Double(studies)).squareRoot()))
    print("")
    print(
      "| assignment | margin | true difference | not worse: plan | whole studies | undecided: plan | whole studies "
        + "| half-width: plan | whole studies | largest difference in Monte Carlo errors |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for line in Self.lines {
      let claim = Claim(criterion: "overall", scope: .ratersLikeThese, margin: line.margin, because: "a benchmark")
      let scale = try RatingScale(lowest: 1, highest: 5, step: 1)
      let components = try RatingComponents(line.preset, scale: scale)
      let design = try StudyDesign(
        images: line.images, raters: line.raters, ratingsPerImage: line.ratingsPerImage, traffic: line.traffic,
        seed: 1)
      let stated = try await DesignSimulation(components: components, claim: claim, studies: studies, seed: 20_261_122)
        .outcomes(of: design, trueDifference: line.truth)
      let whole = try await wholeStudies(line, claim: claim, components: components)
      let count = Double(studies)
      let pairs = [
        (stated.chanceOfNotWorse, Double(whole.notWorse) / count),
        (stated.chance(of: .undecided), Double(whole.undecided) / count),
      ]
      let distance =
        pairs.map { one, other in
          let pooled = (one + other) / 2
          let error = (2 * pooled * (1 - pooled) / count).squareRoot()
          return error > 0 ? abs(one - other) / error : 0
        }.max() ?? 0
      func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }
      let cells =
        [line.name, String(format: "%.2f", line.margin), String(format: "%.2f", line.truth)]
        + pairs.flatMap { [percent($0.0), percent($0.1)] }
        + [stated.medianHalfWidth ?? .nan, whole.halfWidth].map { String(format: "%.3f", $0) }
        + [String(format: "%.1f", distance)]
      print("| \(cells.joined(separator: " | ")) |")
    }
  }

  /// Counts over whole studies.
  private struct Tally {
    var notWorse = 0
    var undecided = 0
    var widths: [Double] = []
    var halfWidth: Double {
      let sorted = widths.sorted()
      return sorted.isEmpty ? .nan : (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
  }

  private func wholeStudies(_ line: Line, claim: Claim, components: RatingComponents) async throws -> Tally {
    let half = (studies + 1) / 2
    return try await withThrowingTaskGroup(of: Tally.self) { group in
      for numbers in [0..<half, half..<studies] {
        group.addTask {
          var tally = Tally()
          for number in numbers {
            let estimates = try WholeStudy(
              line.images, raters: line.raters, ratingsPerImage: line.ratingsPerImage, truth: line.truth,
              components: components, seed: seed &* 1_000_003 &+ UInt64(number)
            ).table(claim: claim, traffic: line.traffic).estimates()
            guard let comparison = estimates.comparisons.first else { continue }
            switch comparison.verdicts[claim.scope]?.margin {
            case .notWorse, .equivalent: tally.notWorse += 1
            case .undecided, nil: tally.undecided += 1
            case .worseBeyondMargin: break
            }
            if let width = comparison.difference?[claim.scope].estimate?.halfWidth { tally.widths.append(width) }
          }
          return tally
        }
      }
      return try await group.reduce(into: Tally()) { sum, part in
        sum.notWorse += part.notWorse
        sum.undecided += part.undecided
        sum.widths += part.widths
      }
    }
  }
}

/// One study drawn from the model as it is written down, rating by rater, image and candidate: nothing of `plan` is used.
private struct WholeStudy {
  private static let base = ArmCode(rawValue: "arm-old")
  private static let new = ArmCode(rawValue: "arm-new")
  private var cells: [RatingCell] = []

  init(
    _ images: [String: Int], raters: Int, ratingsPerImage: Int, truth: Double, components: RatingComponents,
    seed: UInt64
  ) throws {
    var generator = SeededGenerator(seed: seed)
    func normal() -> Double {
      // Box and Muller's method.
      let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &generator))).squareRoot()
      return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &generator))
    }
    func effect(_ part: RatingComponents.Part) -> Double { components[part] * normal() }
    var items: [(id: ItemID, category: String)] = []
    for (category, count) in images.sorted(by: { $0.key < $1.key }) {
      for _ in 0..<count {
        let digits = String(items.count + 1, radix: 16)
        guard let id = ItemID(hex: String(repeating: "0", count: 64 - digits.count) + digits) else { continue }
        items.append((id, category))
      }
    }
    let names = (1...raters).map { "rater\($0)" }
    let assignment = try Assignment(
      items: items, raters: names, ratingsPerItem: ratingsPerImage, seed: seed)
    let centers = Self.centers(components, truth: truth)
    var imageEffects: [ItemID: [Double]] = [:]
    for item in items {
      imageEffects[item.id] = [effect(.image), effect(.imageModel), effect(.imageModel)]
    }
    for name in names {
      let rater = effect(.rater)
      let liking = [effect(.raterModel), effect(.raterModel)]
      for id in assignment.items[name] ?? [] {
        guard let image = imageEffects[id], let category = items.first(where: { $0.id == id })?.category
        else { continue }
        let view = effect(.imageRater)
        for (model, arm) in [Self.base, Self.new].enumerated() {
          let felt = centers[model] + image[0] + rater + view + image[1 + model] + liking[model] + effect(.residual)
          let value = min(5, max(1, felt.rounded()))
          cells.append(
            RatingCell(item: id, category: category, rater: name, arm: arm, criterion: "overall", value: value))
        }
      }
    }
  }

  /// What lies behind ratings of 1 to 5 with these means, found by trying: means fall with the centre.
  private static func centers(_ components: RatingComponents, truth: Double) -> [Double] {
    let deviation = RatingComponents.Part.allCases.reduce(0) { $0 + components[$1] * components[$1] }.squareRoot()
    func mean(_ center: Double) -> Double {
      (1...5).reduce(0) { sum, point in
        let above = point == 5 ? 1 : Normal.cumulative((Double(point) + 0.5 - center) / deviation)
        let below = point == 1 ? 0 : Normal.cumulative((Double(point) - 0.5 - center) / deviation)
        return sum + Double(point) * (above - below)
      }
    }
    return [components.mean, components.mean + truth].map { wanted in
      var (low, high) = (-20.0, 20.0)
      for _ in 0..<80 {
        let middle = (low + high) / 2
        if mean(middle) < wanted { low = middle } else { high = middle }
      }
      return low
    }
  }

  func table(claim: Claim, traffic: [String: Double]) -> RatingTable {
    RatingTable(cells: cells, traffic: traffic, incumbent: Self.base, claim: claim, ranges: ["overall": 1...5])
  }
}
