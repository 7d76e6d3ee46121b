internal import ArgumentParser
internal import ReferenceCases

/// Statistics for ratings made elsewhere, and the way in which others check our numbers.
struct AnalyzeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Answer a reference case: a folder with case.json and its tables.",
    discussion: """
      Prints {"notes": {…}, "values": {…}}; what is undefined is null, with its reason in notes.

      Example:
        blindfold analyze --case Tests/ReferenceCasesTests/Cases/ref-03-paired-diff-missing --json
      """)

  @Option(name: .customLong("case"), help: "A case's folder.", completion: .directory)
  var folder: String

  @Flag(help: "Print JSON, which is the only form so far.")
  var json = false

  func run() async throws {
    try await ending { print(try CaseMethods.answer(CaseFolder(path: folder)).json()) }
  }
}
