internal import ArgumentParser

/// How a study gets on, without a look at results.
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show how far raters are, whether they agree, and how exact the study will be; no candidate's results.",
    discussion: """
      Reads only, and can be asked at any time, also while people rate. Whatever it prints is over all candidates \
      together: it stays the same whichever of them got which scores, so it may be looked at before unblinding, and \
      'blindfold extend' may be decided by it.

      Example:
        blindfold status results/2026-11-alt-text
        blindfold status results/2026-11-alt-text --json
      """)

  @Argument(help: "The study's folder or its study.yaml.", completion: .file())
  var study: String

  @Flag(help: "Print JSON (blindfold-status/1).")
  var json = false

  func run() async throws {
    try await ending {
      let status = try StudyStatus(StudyReading(StudyLocation(study)))
      print(json ? try status.json() : status.text(study: study))
    }
  }
}
