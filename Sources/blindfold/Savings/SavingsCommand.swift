internal import ArgumentParser
internal import Reports

/// What each candidate's captions would cost a month, and what of a saving is whose doing.
struct SavingsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "savings",
    abstract: "The monthly bill of each candidate from measured tokens, and what model, router and cache save.",
    discussion: """
      Reads what a study's run was billed, image by image, weights it to traffic and sets each candidate beside the \
      incumbent. Nothing is sent or written, and no caption or rating is looked at: it may be asked before unblinding. \
      What is saved is told apart in this order: models, router, cache; the parts add up to the whole. A cost that is not \
      known stays unknown, and what is known of it is a lower bound.

      A study's images are distinct, so its own hit rate says nothing of production's. State that one: as a share, as \
      counts, or as a file with a column 'cache', such as what 'blindfold caption' wrote.

      Example:
        blindfold savings results/2026-11-alt-text --monthly 1000000
        blindfold savings results/2026-11-alt-text --hits 4200/10000 --check
        blindfold savings results/2026-11-alt-text --hits-from today.captions.jsonl
        blindfold savings results/2026-11-alt-text --prices new-prices.yaml --json
        blindfold savings results/2026-11-alt-text --hit-rate flash=0.3 --markdown

      Exit codes: 0 done, 64 usage, 65 wrong input, 66 missing file, 75 nothing is captioned yet.
      """)

  @Argument(help: "The study's folder or its study.yaml.", completion: .file())
  var study: String

  @Option(help: "Images a month; report.images_per_month of the study file unless given, else 1,000 images.")
  var monthly: Double?

  @Option(help: "The candidate that the others are set against; the incumbent unless given.")
  var against: String?

  @OptionGroup var rates: StatedHitRates

  @Option(
    help: "Count the run's tokens at the prices of this file: MODEL: {input: …, output: …} lines, or LiteLLM's list.",
    completion: .file(extensions: ["yaml", "yml", "json"]))
  var prices: String?

  @Flag(help: "Also work out every bill: tokens × price × traffic.")
  var check = false

  @Flag(help: "Print JSON (blindfold-savings/1).")
  var json = false

  @Flag(help: "Print Markdown.")
  var markdown = false

  func validate() throws {
    if let monthly, !(monthly.isFinite && monthly > 0) {
      throw ValidationError("--monthly \(monthly): give a number of images, more than 0.")
    }
    if json, markdown { throw ValidationError("--json and --markdown: give one of the two.") }
  }

  func run() async throws {
    try await ending {
      let reading = try SavingsReading(StudyReading(StudyLocation(study)))
      let report = try reading.report(monthly: monthly, against: against, rates: rates, prices: prices)
      let text =
        json ? report.json : markdown ? report.markdown(showsArithmetic: check) : report.text(showsArithmetic: check)
      print(text, terminator: "")
    }
  }
}
