internal import ArgumentParser
internal import Foundation
internal import Reports

/// Several studies side by side, from their reports alone.
struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Set the reports of several studies side by side, oldest first, and show how shared candidates moved.",
    discussion: """
      Reads results.json, manifest.json and ratings.csv of each folder and nothing else: no databases are needed. Each \
      study keeps its own numbers and verdicts. For a candidate of more than one study, the incumbent above all, it shows \
      how its score and its difference from the incumbent moved, with an interval, and what else was new: the model that \
      answered, the prompt, images and raters. Where criterion, rubric, traffic or the way of judging differ, the numbers \
      do not mean the same and are not subtracted; it says why. No verdict holds across studies.

      Example:
        blindfold compare results/2026-11-alt-text results/2027-02-alt-text
        blindfold compare results/2026-11-alt-text results/2027-02-alt-text \\
          --format markdown -o drift.md --svg drift.svg
      """)

  @Argument(help: "Folders that hold a report: two or more.", completion: .directory)
  var folders: [String]

  @Option(help: "text (80 columns), markdown or json.")
  var format: Format = .text

  @Option(name: .shortAndLong, help: "Write it here instead of printing it.", completion: .file())
  var output: String?

  @Option(help: "Also write a figure of how shared candidates moved.", completion: .file(extensions: ["svg"]))
  var svg: String?

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, markdown, json }

  func validate() throws {
    if folders.count < 2 { throw ValidationError("Give the folders of two reports or more.") }
  }

  func run() async throws {
    try await ending {
      let comparison = try StudyComparison(folders.map(ReportFolder.record))
      if let svg { try ReportWriter.write(comparison.figure, to: svg) }
      let text =
        switch format {
        case .text: comparison.text
        case .markdown: comparison.markdown(figure: figurePath(of: svg, in: output))
        case .json: comparison.json
        }
      if let output { try ReportWriter.write(text, to: output) } else { print(text, terminator: "") }
    }
  }
}
