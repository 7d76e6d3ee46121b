internal import ArgumentParser
internal import Foundation
internal import Roster
internal import StudyFile

/// Captions one image, or many, with a policy. No study is needed.
struct CaptionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "caption",
    abstract: "Caption one image, or many, with a model or a policy; no study needed.",
    discussion: """
      WHAT is an image, a folder, a .csv or .jsonl that lists images in a column 'image', or '-' for standard input: a \
      path a line, or such a line of JSON. One image without --out is captioned on the terminal as the words come.

      Of many, each is a line of --out: .jsonl with captions exactly as they came, or .csv for spreadsheets. Beside it \
      grows a ledger, OUT.ledger.sqlite, which is written before every request. Ctrl-C or a kill, then the same command \
      again, goes on where it was: nothing that arrived is asked for again. An image that cannot be used is a line too, \
      and says why; the same command captions it once that is mended.

      Example:
        blindfold caption photo.jpg --model openai/gpt-4o-mini --prompt "Write alt text."
        blindfold caption photos --policy alt-text.yaml --out captions.jsonl
        blindfold caption today.csv --policy alt-text.yaml --out today.captions.csv --max-cost 20
        blindfold caption today --policy alt-text.yaml --cache-url redis://cache.local:6379/0 --out today.jsonl
        find photos -name '*.jpg' | blindfold caption - --study results/demo --candidate flash --out all.jsonl
        find /photos -name '*.jpg' | blindfold caption - --root /photos --policy alt-text.yaml --out all.jsonl

      A policy file holds what stands under a candidate in a study, and where wanted prompt, styles, defaults, parts, \
      prices, checks and run:
        model: openai/gpt-4o-mini
        prompt: {user: "Write alt text for this {{category}} photo."}
        price: {input: 0.15, output: 0.60}
        run: {concurrency: 16, max_cost: 20}

      Exit codes: 0 done, 3 max_cost reached, 64 usage, 65 wrong input or no row that can be used, 66 no such file, 69 a service refuses (key, \
      model, address), 73 cannot write, 75 rows are without an answer, a service could not be reached, or another one writes this \
      output, 130 stopped by Ctrl-C.
      """)

  @Argument(help: "An image, a folder, a .csv or .jsonl list, or '-' for standard input.", completion: .file())
  var what: String

  @OptionGroup var policy: CaptionPolicyOptions

  @OptionGroup var cache: CaptionCacheOptions

  @Option(
    help: "Write a line a row to this .jsonl or .csv file, and go on with it where it is there.", completion: .file())
  var out: String?

  @Option(help: "The folder that names are seen from, and that nothing outside of is read.", completion: .directory)
  var root: String?

  @Option(help: "Begin no further row once this many US dollars are known to be spent for this output.")
  var maxCost: Double?

  @Option(help: "Most requests under way at once at one service, in place of the policy's.")
  var concurrency: Int?

  @Option(help: "Caption at most this many rows now.")
  var limit: Int?

  func validate() throws {
    try policy.require()
    if let maxCost, !(maxCost.isFinite && maxCost > 0) {
      throw ValidationError("--max-cost \(maxCost): give US dollars, more than 0.")
    }
    if let limit, limit < 1 { throw ValidationError("--limit \(limit): give a number of rows, 1 or more.") }
    if let concurrency, !(1...1000).contains(concurrency) {
      throw ValidationError("--concurrency \(concurrency): give a number from 1 to 1000.")
    }
    if let out { _ = try OutputForm(of: out) }
  }

  /// Whether what is given is there, and needs an output.
  private func checkWhat() throws {
    guard what == "-" || FileManager.default.fileExists(atPath: what) else {
      throw Refusal(
        .missingFile, "\(visible(what)): there is no such file or folder. Nothing was sent. Check the path.")
    }
    if out == nil, what == "-" || !CaptionRows.isImage(what) {
      throw ValidationError(
        "\(visible(what)) is no image by its first bytes or its name, and many images need --out FILE.jsonl or FILE.csv: a line "
          + "a row, which a second run goes on with.")
    }
  }

  func run() async throws {
    try await ending {
      try checkWhat()
      var setup = try policy.setup()
      if let concurrency { setup.run.concurrency = concurrency }
      setup.run.concurrency = ConnectionNotice.fitted(setup.run.concurrency, services: 1)
      if let maxCost { setup.run.maxCost = maxCost }
      for notice in setup.notices { printError(notice) }
      noteShortKeys(setup.candidate.reached.compactMap(\.call))
      if setup.run.maxCost != nil { noteUnpriced([setup.candidate], by: "the limit of cost") }
      guard let out else {
        try await SingleCaption(what, setup, cache).run()
        return
      }
      try await BulkCaptioning(
        rows: CaptionRows(what, root: root), setup: setup, cache: cache, out: out, limit: limit, isStream: what == "-"
      ).run()
    }
  }
}
