internal import ArgumentParser

/// Benchmarks: what is measured and printed, never asserted. Not installed; `script/bench` runs it.
@main
struct Bench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "blindfold-bench",
    abstract: "Benchmarks of blindfold: run by script/bench, printed as Markdown, never asserted.",
    subcommands: [
      RecoveryBench.self, CoverageBench.self, PlanBench.self, SpeedBench.self, ReviewBench.self, ReportBench.self,
      ImageBench.self, AlarmBench.self,
    ])
}
