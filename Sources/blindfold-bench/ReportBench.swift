internal import ArgumentParser
internal import Foundation

/// What a report of a large study costs, by stage and as a whole program.
struct ReportBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "CPU and wall seconds of a report, by stage: 500 images, 6 candidates, 12 raters unless told otherwise.",
    discussion: """
      A study is captioned and rated by stand-ins with the programs themselves, in a temporary folder, which takes a few \
      minutes. Then `blindfold report` is timed as a whole, and each stage by itself in this process.

      Examples:
        script/bench report                    3 ratings an image
        script/bench report --ratings 12       every rater rates every image
        script/bench report --keep /tmp/study  keeps the study there, and uses it if it is there
      """)

  @Option(help: "Images.")
  var images = 500

  @Option(help: "Ratings an image, of 12 raters.")
  var ratings = 3

  @Option(help: "Timed runs; the median is printed.")
  var repeats = 3

  @Option(help: "A folder for the study, kept and used again.", completion: .directory)
  var keep: String?

  @Flag(help: "Leave out `blindfold report` as a whole: it reads twelve packets and takes long.")
  var stagesOnly = false

  func validate() throws {
    guard images >= 12, (2...12).contains(ratings), repeats > 0 else {
      throw ValidationError("Give 12 images or more, 2 to 12 ratings and a run or more.")
    }
  }

  func run() async throws {
    let folder = keep ?? "\(NSTemporaryDirectory())/blindfold-bench-report-\(ProcessInfo.processInfo.processIdentifier)"
    defer { if keep == nil { try? FileManager.default.removeItem(atPath: folder) } }
    let study = ReportStudy(folder: folder, images: images, ratings: ratings)
    try study.make()
    let whole = try (0..<(stagesOnly ? 0 : repeats)).map { _ in try study.report() }
    var stages: [[ReportStages.Stage]] = []
    for _ in 0..<repeats { stages.append(try await ReportStages(study: study.path).timed()) }
    func middle(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
    func row(_ name: String, cpu: [Double], wall: [Double]) {
      print("| \(name) | \(String(format: "%.3f", middle(cpu))) | \(String(format: "%.3f", middle(wall))) |")
    }
    print("\(images) images × 6 candidates × 12 raters, \(ratings) ratings an image; median of \(repeats) runs.\n")
    print("| stage | CPU s | wall s |\n|---|---:|---:|")
    for index in stages[0].indices {
      row(stages[0][index].name, cpu: stages.map { $0[index].cpu }, wall: stages.map { $0[index].wall })
    }
    func after(_ part: (ReportStages.Stage) -> Double) -> [Double] {
      stages.map { $0.filter(\.isAfterCollection).reduce(0) { $0 + part($1) } }
    }
    row("**all after collection**", cpu: after(\.cpu), wall: after(\.wall))
    if !stagesOnly { row("`blindfold report`, the whole program", cpu: whole.map(\.cpu), wall: whole.map(\.wall)) }
  }
}
