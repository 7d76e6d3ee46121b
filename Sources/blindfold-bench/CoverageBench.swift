internal import Analysis
internal import ArgumentParser
internal import Foundation
internal import Statistics
internal import StudyModel

/// How often do the report's 95 % intervals hold the truth? Scores are drawn from known effects; everything from the
/// rating table on is what `blindfold report` runs.
struct CoverageBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coverage",
    abstract: "Coverage of the report's intervals over designs and scenarios.",
    discussion: "Example:\n  script/bench coverage --runs 4000 --seed 1")

  @Option(help: "Simulated studies for each row.")
  var runs = 4000

  @Option(help: "Equal seeds give equal tables.")
  var seed: UInt64 = 1

  @Option(help: "Only rows whose scenario or layout contains this text.")
  var only: String?

  func validate() throws {
    guard runs > 0 else { throw ValidationError("--runs must be above 0") }
  }

  /// What one quantity's intervals did over all runs.
  private struct Tally: Sendable {
    var held = 0
    var halfWidths: [Double] = []
    var without = 0

    var coverage: Double? { halfWidths.isEmpty ? nil : 100 * Double(held) / Double(halfWidths.count) }

    mutating func add(_ outcome: IntervalOutcome?, truth: Double) {
      guard let estimate = outcome?.estimate else {
        without += 1
        return
      }
      if estimate.lower <= truth, truth <= estimate.upper { held += 1 }
      halfWidths.append(estimate.halfWidth)
    }

    /// "94.6 / 0.61": coverage in percent and median half-width in points.
    var text: String {
      guard let coverage else { return "–" }
      let median = halfWidths.sorted()[halfWidths.count / 2]
      return String(format: "%.1f / %.2f", coverage, median) + (without > 0 ? " (\(without) without)" : "")
    }
  }

  private struct Row: Sendable {
    let number: Int
    let tallies: [Scope: [Tally]]
  }

  func run() async throws {
    let chosen = CoverageCell.all.enumerated().filter { _, cell in
      only.map { cell.scenario.contains($0) || cell.layout.contains($0) } ?? true
    }
    // Rows have seeds of their own, so that it does not matter in which order they are worked out.
    let rows = try await withThrowingTaskGroup(of: Row.self) { group in
      for (number, cell) in chosen {
        let (runs, seed) = (runs, seed)
        group.addTask {
          let row = try Self.simulate(cell, number: number, runs: runs, seed: seed)
          FileHandle.standardError.write(Data("\(cell.scenario), \(cell.layout): done\n".utf8))
          return row
        }
      }
      var rows: [Row] = []
      for try await row in group { rows.append(row) }
      return rows.sorted { $0.number < $1.number }
    }
    print(report(rows))
  }

  private static func simulate(_ cell: CoverageCell, number: Int, runs: Int, seed: UInt64) throws -> Row {
    let study = try CoverageStudy(world: cell.world, design: cell.design)
    var draws = NormalDraws(seed: seed &* 1000 &+ UInt64(number))
    var tallies = Dictionary(
      uniqueKeysWithValues: Scope.allCases.map {
        ($0, [Tally](repeating: Tally(), count: CoverageStudy.quantities))
      })
    for run in 0..<runs {
      let (outcomes, truth) = try study.simulate(run: run, &draws)
      for scope in Scope.allCases {
        for quantity in 0..<CoverageStudy.quantities {
          tallies[scope]?[quantity].add(outcomes[scope]?[quantity], truth: truth[scope]?[quantity] ?? .nan)
        }
      }
    }
    return Row(number: number, tallies: tallies)
  }

  private func report(_ rows: [Row]) -> String {
    let error = 100 * (0.95 * 0.05 / Double(runs)).squareRoot()
    var lines = [
      "\(runs) simulated studies a row, seed \(seed). Monte Carlo error of a 95 % coverage: "
        + String(format: "%.2f points.", error),
      "Each entry: coverage in percent / median half-width in points.",
      "",
      "| spreads | design | raters like these: incumbent's mean | candidate's mean | difference "
        + "| these raters: incumbent's mean | candidate's mean | difference |",
      "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows {
      let cell = CoverageCell.all[row.number]
      let entries = [Scope.ratersLikeThese, .theseRaters].flatMap { row.tallies[$0, default: []].map(\.text) }
      lines.append("| \(([cell.scenario, cell.layout] + entries).joined(separator: " | ")) |")
    }
    return (lines + [""] + bar(rows)).joined(separator: "\n")
  }

  /// What lies where for raters like these, three raters or more.
  private func bar(_ rows: [Row]) -> [String] {
    let names = ["incumbent's mean", "candidate's mean", "difference"]
    let entries = rows.flatMap { row in
      let cell = CoverageCell.all[row.number]
      return cell.design.raters < 3
        ? []
        : zip(names, row.tallies[.ratersLikeThese] ?? []).compactMap { name, tally in
          tally.coverage.map { (coverage: $0, name: "\(cell.scenario), \(cell.layout), \(name)") }
        }
    }
    guard let low = entries.min(by: { $0.coverage < $1.coverage }),
      let high = entries.max(by: { $0.coverage < $1.coverage })
    else { return [] }
    let outside = entries.filter { $0.coverage < 93 || $0.coverage > 98.5 }
    return [
      "Raters like these, three raters or more, \(entries.count) entries: lowest "
        + String(format: "%.1f", low.coverage) + " % (\(low.name)), highest "
        + String(format: "%.1f", high.coverage) + " % (\(high.name)).",
      outside.isEmpty
        ? "None lies outside 93 to 98.5 %."
        : "Outside 93 to 98.5 %: "
          + outside.map { "\($0.name) " + String(format: "%.1f", $0.coverage) + " %" }.joined(separator: "; ") + ".",
    ]
  }
}
