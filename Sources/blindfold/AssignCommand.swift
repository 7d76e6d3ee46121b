internal import ArgumentParser

/// Who judges what, and what happens when a rater is late, absent or gone.
struct AssignCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "assign",
    abstract: "List raters and their packets; withdraw, replace or add a rater before unblinding.",
    discussion: """
      What a rater has judged stays and counts, whatever happens. Withdrawing only ends the waiting for what is open. A \
      replacement gets the open items in a packet of their own: new random names, orders drawn anew, a commitment \
      chained to the ones before. A withdrawn rater's packet that comes back later is still collected; what it brings \
      counts too and is marked late, since nobody may choose among ratings that are in.

      Everything is logged with who, when and why, shown by 'blindfold status' and listed in the report. After \
      unblinding it is refused: who is waited for could depend on what was seen.

      Example:
        blindfold assign results/2026-11-alt-text
        blindfold assign results/2026-11-alt-text --withdraw ana --because "on leave until May"
        blindfold assign results/2026-11-alt-text --replace ana --by kim --because "on leave"
        blindfold assign results/2026-11-alt-text --late lu

      Exit codes: 0 done, or it was done before; 65 it cannot be done, and nothing was changed; 75 another command is \
      at work on the study.
      """)

  @Argument(help: "The study's folder or its study.yaml.", completion: .file())
  var study: String

  @Option(help: "A rater whose open items are not awaited any more.")
  var withdraw: String?

  @Option(help: "A rater whose open items another one gets.")
  var replace: String?

  @Option(help: "The new rater who gets them.")
  var by: String?

  @Option(help: "A rater who joins late and gets a packet of about 20 minutes.")
  var late: String?

  @Option(help: "Images for a rater who joins late, instead.")
  var imagesEach: Int?

  @Option(help: "Why. It is logged and stands in the report; needed to withdraw or replace.")
  var because: String?

  @Flag(help: "Print what would change; change nothing.")
  var dryRun = false

  func validate() throws {
    let asked = [withdraw, replace, late].compactMap(\.self)
    if asked.count > 1 {
      throw ValidationError("--withdraw, --replace and --late: give one of them at a time.")
    }
    if (replace == nil) != (by == nil) { throw ValidationError("--replace OLD --by NEW: give both.") }
    if withdraw != nil || replace != nil, (because ?? "").allSatisfy(\.isWhitespace) {
      throw ValidationError("--because: say why. It is logged and stands in the report.")
    }
    if let imagesEach {
      guard late != nil else { throw ValidationError("--images-each: goes with --late.") }
      guard imagesEach > 0 else {
        throw ValidationError("--images-each \(imagesEach): give a number of images, 1 or more.")
      }
    }
  }

  func run() async throws {
    try await ending {
      let because = because ?? ""
      if let withdraw {
        try StudyExtender(study).withdraw(withdraw, because: because, isDryRun: dryRun)
      } else if let replace, let by {
        try StudyExtender(study).replace(replace, by: by, because: because, isDryRun: dryRun)
      } else if let late {
        try StudyExtender(study, refusesTakenIDs: true).extend(
          StudyExtender.Wish(raters: [late], imagesEach: imagesEach, because: self.because, isDryRun: dryRun))
      } else {
        print(try StudyStatus(StudyReading(StudyLocation(study))).assignment(study: study))
      }
    }
  }
}
