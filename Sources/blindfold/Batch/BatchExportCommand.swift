internal import ArgumentParser
internal import Batching
internal import Foundation
internal import StudyFile

/// Writes what is still to be asked into shards.
struct BatchExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write what is still to be asked into files that batch services take.",
    discussion: """
      WHAT is a study, of which everything is written that 'run' would still send for its model candidates; or, with a \
      model or a policy of one model, a folder or a list of images as for 'caption', whose captions go to --out.

      A file has one candidate's requests, at most 50,000 of them and 100 MB. After an import the same command writes only \
      what is missing, expired, or failed in a way that may pass.

      Example:
        blindfold batch export results/2026-11-alt-text
        blindfold batch export results/2026-11-alt-text --only flash
        blindfold batch export photos --policy alt-text.yaml --out captions.jsonl
        blindfold batch export list.csv --model openai/gpt-4o-mini \\
          --prompt "Write alt text." --out captions.jsonl

      Exit codes: 0 done, 4 small chance of a verdict, 64 usage, 65 wrong input, 66 missing file, 73 cannot write, \
      75 another one is at work on it.
      """)

  @Argument(
    help: "A study's folder or its study.yaml; or an image folder, a .csv or .jsonl list, or '-'.", completion: .file())
  var what: String

  @OptionGroup var policy: CaptionPolicyOptions

  @Option(help: "With a model or a policy: the .jsonl or .csv that captions go to.", completion: .file())
  var out: String?

  @Option(help: "The folder that names of a list are seen from.", completion: .directory)
  var root: String?

  @Option(help: "Only this candidate of the study; may be given more than once.")
  var only: [String] = []

  @Option(help: "Most requests in a file.")
  var lines = 50_000

  @Option(help: "Most megabytes of a file.")
  var megabytes = 100

  @Flag(help: "Also what failed in a way that another try meets again, once that is mended.")
  var errors = false

  @Flag(name: [.customShort("y"), .long], help: "Go on where the chance of a verdict is small, without being asked.")
  var yes = false

  func validate() throws {
    if !(1...50_000).contains(lines) {
      throw ValidationError("--lines \(lines): give 1 to 50,000; services take no more in a file.")
    }
    if !(1...100).contains(megabytes) {
      throw ValidationError("--megabytes \(megabytes): give 1 to 100; services take no more in a file.")
    }
    if policy.isGiven, out == nil {
      throw ValidationError("a list needs --out FILE.jsonl or FILE.csv: that is where its captions will be.")
    }
    if !policy.isGiven, out != nil || root != nil {
      throw ValidationError("--out and --root are for a list: give --policy FILE or --model M --prompt P with it.")
    }
    if policy.isGiven, !only.isEmpty {
      throw ValidationError("--only is for a study: a list has one policy.")
    }
    if let out { _ = try OutputForm(of: out) }
  }

  func run() async throws {
    try await ending {
      let limits = ShardWriter.Limits(lines: lines, bytes: megabytes * 1_000_000)
      if let out {
        let setup = try policy.setup()
        for notice in setup.notices { printError(notice) }
        let export = BatchListExport(
          rows: try CaptionRows(what, root: root), setup: setup, location: try BatchLocation(out), out: out,
          limits: limits, includesErrors: errors)
        try await export.run()
      } else {
        try await BatchStudyExport(
          location: try BatchLocation(what), only: only, limits: limits, includesErrors: errors,
          accepted: yes
        ).run()
      }
    }
  }
}
