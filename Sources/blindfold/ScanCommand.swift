internal import ArgumentParser
internal import Blinding
internal import StudyStore

/// What captions tell of whose they are.
struct ScanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Show what captions tell raters of whose they are: names, habits of writing, lengths.",
    discussion: """
      Reads only, and can be asked at any time. 'blindfold run' prints the same before it writes packets, and the decision \
      document lists it. No caption is changed by it, and a finding stops nothing. It names candidates: it is for the \
      conductor, and no rater should see it.

      A name is a finding in a single caption. A habit is one where by that alone a candidate is told from the incumbent \
      in 60 of 100 images or more (area under the curve, half of 100 being chance), a length in 80 of 100.

      Example:
        blindfold scan results/2026-11-alt-text
        blindfold scan results/2026-11-alt-text --json
      """)

  @Argument(help: "The study's folder or its study.yaml.", completion: .file())
  var study: String

  @Flag(help: "Print JSON (blindfold-scan/1).")
  var json = false

  func run() async throws {
    try await ending {
      let reading = try StudyReading(StudyLocation(study))
      let folder = reading.location.folder
      guard StudyStore.exists(in: folder) else { throw Self.nothing(folder) }
      try PurgedStudy.refuse(
        in: folder,
        "There are no words left to look through. Its decision.md lists what a scan found when they were there.")
      let scan = try CaptionScan(reading, StudyStore(folder: folder, create: false, recover: false))
      guard scan.scan.captions > 0 else { throw Self.nothing(folder) }
      print(json ? try scan.json() : scan.text())
    }
  }

  private static func nothing(_ folder: String) -> Refusal {
    Refusal(
      .notFinished,
      "\(folder): no captions are stored yet, so there is nothing to look through. Run: blindfold run \(quoted(folder))"
    )
  }
}
