internal import ArgumentParser

/// More raters, or more images for raters there are, on the same outputs: before unblinding only.
struct ExtendCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extend",
    abstract: "Add raters, or further images for raters there are, on the same captions, before unblinding.",
    discussion: """
      Nothing is captioned again and nobody learns who wrote what. New packets show captions of the same run in shuffled \
      order of their own; nobody gets an image twice. Each extension has a commitment of its own, chained to the one \
      before, and is logged and listed in the report, which then waits for the new ratings too. After unblinding it is \
      refused: the decision to go on could rest on what was seen.

      Without --raters and --further, raters newly listed in study.yaml are added. Images that are not in the study \
      cannot be: start a new study for these. 'blindfold status' shows how exact the study is, and nothing else.

      Example:
        blindfold extend results/2026-11-alt-text --raters kim lee --images-each 30
        blindfold extend results/2026-11-alt-text --raters kim --because "too wide"
        blindfold extend results/2026-11-alt-text --further 10 --to ana bo
        blindfold extend results/2026-11-alt-text --raters mo noa --dry-run
      """)

  @Argument(help: "The study's folder or its study.yaml.", completion: .file())
  var study: String

  @Option(parsing: .upToNextOption, help: "Pseudonyms of new raters, a packet each.")
  var raters: [String] = []

  @Option(
    help: "Images of the study for each new rater; as many as take about 20 minutes at the pace measured unless given.")
  var imagesEach: Int?

  @Option(help: "Further images for raters there are, in a packet of their own (packets/ana.2.sqlite).")
  var further: Int?

  @Option(parsing: .upToNextOption, help: "Raters who get --further images; all unless given.")
  var to: [String] = []

  @Option(help: "Why. It is logged and stands in the report.")
  var because: String?

  @Flag(help: "Print what would be added; add nothing.")
  var dryRun = false

  func validate() throws {
    if let imagesEach, imagesEach < 1 {
      throw ValidationError("--images-each \(imagesEach): give a number of images, 1 or more.")
    }
    if let further, further < 1 { throw ValidationError("--further \(further): give a number of images, 1 or more.") }
    if further == nil && !to.isEmpty {
      throw ValidationError("--to \(to.joined(separator: " ")): give --further as well, the number of images.")
    }
  }

  func run() async throws {
    try await ending {
      try StudyExtender(study, refusesTakenIDs: true).extend(
        StudyExtender.Wish(
          raters: raters, imagesEach: imagesEach, further: further, to: to, because: because, isDryRun: dryRun))
    }
  }
}
