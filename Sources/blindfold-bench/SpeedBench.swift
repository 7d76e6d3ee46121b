internal import ArgumentParser
internal import Foundation
internal import Statistics

/// How much CPU three resampling tasks take here, and beside numpy and the krippendorff package where that is wanted.
struct SpeedBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "speed",
    abstract: "CPU seconds of three resampling tasks, alone or beside Python packages.",
    discussion: """
      Examples:
        script/bench speed
        script/bench speed --peers    makes a virtual environment in a temporary folder; pip fetches numpy and krippendorff
      """)

  @Flag(help: "Run script/bench-peers.py in turn with ours, check that both agree, and print ratios.")
  var peers = false

  @Option(help: "Timed runs; their median is printed.")
  var repeats = 5

  @Option(help: "Equal seeds give equal data.")
  var seed: UInt64 = 20_261_122

  func validate() throws {
    guard repeats > 0 else { throw ValidationError("--repeats must be above 0") }
  }

  func run() async throws {
    let data = SpeedData(seed: seed)
    let others = peers ? try SpeedPeers(data: data) : nil
    defer { others?.remove() }
    var rows: [String] = []
    for task in SpeedTask.allCases {
      var (ours, theirs): ([Double], [Double]) = ([], [])
      for _ in 0..<repeats {
        let start = cpuSeconds()
        let answer = try task.answer(data)
        ours.append(cpuSeconds() - start)
        guard let others else { continue }
        let (other, seconds) = try others.answer(task)
        if let reason = answer.disagreement(with: other) {
          throw ValidationError(
            "\(task.rawValue): ours and \(task.peer) disagree: \(reason). The times would not compare like with like.")
        }
        theirs.append(seconds)
      }
      rows.append(row(task, ours: median(ours), theirs: others == nil ? nil : median(theirs)))
    }
    print("CPU seconds, user and system, of the work alone; median of \(repeats) runs\(peers ? ", in turn" : "").")
    if let others { print("Beside: \(others.versions). Both sides agree in every estimate.") }
    print("")
    print(peers ? "| task | ours | peer | its CPU s | ratio | goal |" : "| task | ours |")
    print(peers ? "|---|---:|---|---:|---:|---:|" : "|---|---:|")
    for row in rows { print(row) }
  }

  private func row(_ task: SpeedTask, ours: Double, theirs: Double?) -> String {
    let start = "| \(task.title) | \(String(format: "%.4f", ours)) |"
    guard let theirs else { return start }
    return start
      + String(format: " %@ | %.3f | %.1f | ≥ %.0f |", task.peer, theirs, theirs / ours, task.goal)
  }

  private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
