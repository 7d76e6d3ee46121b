internal import ArgumentParser
internal import Foundation
internal import Roster
internal import StudyFile
internal import StudyModel

/// Counts what a near-duplicate cache would find at most in a list of images, and drafts a study of how often it would be wrong.
struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "What a near-duplicate cache would find in your images, and a study of how often it is wrong.",
    discussion: """
      IMAGES is a folder, a CSV or JSON Lines list, or - for a list on standard input, in the order in which production \
      met the images. Each is held against all before it by its perceptual hash. Without FOLDER that is counted and shown; \
      it is the most that a cache would find, which keeps nothing of an image that it had a near caption for.

      With FOLDER a study is written there: a sample of hits, as even over distances as there are any, each with the picture \
      whose caption a cache would give for it. Raters see the hits alone, each with its fresh caption and the other \
      picture's, without knowing which is which; the report then has the rate of wrong hits by threshold. Images stay \
      where they are. Nothing is sent.

      Example:
        blindfold audit photos --near 12
        blindfold audit photos results/2026-11-near --pairs 200 --limit 0.05 \\
          --model big=openai/gpt-4o --rubric rubrics/alt-text.yaml --margin 0.3 \\
          --because "Below 0.3 editors changed no more captions."
        blindfold audit photos results/2026-11-near --model big=llava --base-url http://127.0.0.1:8000/v1 \\
          --margin 0.3 --because "Below 0.3 editors changed no more captions."

      Exit codes: 0 done, 64 usage, 65 wrong input, 66 missing file, 73 cannot write, 130 interrupted.
      """)

  @Argument(help: "A folder of images, a list of them, or - for standard input.", completion: .file())
  var images: String

  @Argument(
    help: "The study's folder; it is made if it is not there. Without it nothing is written.", completion: .directory)
  var folder: String?

  @Option(help: "The largest threshold that may come into question, in bits of 64.")
  var near = 12

  @Option(help: "So many hits are drawn for raters; all where there are fewer.")
  var pairs = 200

  @Option(help: "Seed of the draw, and of the study.")
  var seed: UInt64 = 1

  @Option(help: "The folder that a list's names are seen from.", completion: .directory)
  var root: String?

  @Option(
    help: "The rate of wrong hits that would be put up with, for example 0.05; without it the curve is all there is.")
  var limit: Double?

  @Option(
    help: "A hit is wrong from so many rubric points below the fresh caption, in the mean over an image's raters.")
  var below = 1.0

  @Option(
    help: """
      The model whose captions the cache would hold, LABEL=MODEL: openai/NAME, openrouter/NAME, openai-api/PROVIDER/NAME, or \
      any name with --base-url.
      """)
  var model: String?

  @Option(help: "With --model: the service address, up to /v1; or '${NAME}', a variable that holds it.")
  var baseURL: String?

  @Option(help: "With --model: the environment variable that holds the key, by name.")
  var apiKeyEnv: String?

  @Option(name: .customLong("rater"), help: "A rater's pseudonym; once for each. Twelve are written unless given.")
  var raters: [String] = []

  @Option(help: "The rubric.", completion: .file(extensions: ["yaml"]))
  var rubric = "rubrics/alt-text.yaml"

  @Option(help: "The smallest loss that would matter, in rubric points. There is no default.")
  var margin: Double?

  @Option(help: "Why that loss and no smaller one would matter.")
  var because: String?

  func validate() throws {
    if !(0...16).contains(near) { throw ValidationError("--near \(near): give bits from 0 to 16.") }
    if pairs < 1 { throw ValidationError("--pairs \(pairs): give 1 or more.") }
    if let limit, !(0.001...0.5).contains(limit) {
      throw ValidationError("--limit \(limit): give a share from 0.001 to 0.5.")
    }
    if !(below > 0 && below.isFinite) { throw ValidationError("--below \(below): give points above 0.") }
    if model == nil, baseURL != nil || apiKeyEnv != nil {
      throw ValidationError("--base-url and --api-key-env are for --model: say which model is reached there.")
    }
    guard folder != nil else { return }
    let missing = [("--model", model == nil), ("--margin", margin == nil), ("--because", because == nil)].filter(\.1)
    if !missing.isEmpty {
      throw ValidationError(
        "\(missing.map(\.0).joined(separator: ", ")) is missing: a study names its model and declares what loss would matter."
      )
    }
  }

  func run() async throws {
    try await ending {
      try refuseOldStudy()
      let rows = try CaptionRows(images, root: root)
      let line = ProgressLine()
      let scan = try await interruptible {
        defer { line.finish() }
        return try await NearScan(rows, near: near) { done, total in
          line.show(isLast: done == total) { _ in "hashed \(done)/\(total)" }
        }
      }
      print(scan.lines.joined(separator: "\n"))
      guard let folder else {
        if !scan.byBits.isEmpty { print("next: blindfold audit \(quoted(images)) FOLDER drafts a study of such hits") }
        return
      }
      guard !scan.byBits.isEmpty else {
        throw Refusal(
          .wrongInput, "\(images): there is no hit to look at. No study was written. Raise --near, or give more images."
        )
      }
      try await write(scan, to: folder)
    }
  }

  private func refuseOldStudy() throws {
    guard let folder else { return }
    for name in ["study.yaml", Self.manifest] where FileManager.default.fileExists(atPath: "\(folder)/\(name)") {
      throw Refusal(
        .wrongInput, "\(folder)/\(name): there is a study already. Nothing was written over. Name another folder.")
    }
  }

  private static let manifest = "images.jsonl"

  private func write(_ scan: NearScan, to folder: String) async throws {
    let draw = AuditDraw(scan, pairs: pairs, seed: seed)
    let column = AuditDraw.column(scan.rows)
    let sides = (model ?? "").split(separator: "=", maxSplits: 1).map(String.init)
    guard sides.count == 2 else {
      throw Refusal(
        .wrongInput,
        "--model: '\(model ?? "")' is not LABEL=MODEL. Nothing was written. Write, for example, big=openai/gpt-4o.")
    }
    let draft = AuditDraft(
      study: StudyDraft(
        folder: folder,
        question: "How often would a near-duplicate cache in front of \(sides[0]) give a wrong caption?",
        subject: "alt text of near-duplicates", images: "\(folder)/\(Self.manifest)", sample: nil,
        candidates: [
          StudyDraft.Candidate(sides[0], model: sides[1], baseURL: baseURL, keyVariable: apiKeyEnv)
        ], incumbent: sides[0],
        raters: raters.isEmpty ? StudyDraft.twelve : raters, ratingsPerItem: nil, rubric: rubric, margin: margin ?? 0,
        because: because ?? ""),
      root: scan.root, of: sides[0], near: near, below: below, limit: limit, images: scan.rows.count,
      hits: scan.byBits.mapValues(\.count), column: column, seed: seed)
    let made = !FileManager.default.fileExists(atPath: folder)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = folder + "/study.yaml"
    do {
      try Data(try draw.manifest(scan, column: column).utf8).write(
        to: URL(fileURLWithPath: "\(folder)/\(Self.manifest)"), options: .withoutOverwriting)
      try Data(draft.text.utf8).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
      let plan = try StudyFile.load(path, imageFault: imageFault)
      for notice in plan.notices { printError(notice) }
      print(
        """
        \(path)
        \(counted(draw.rated.count, "hit")) drawn, each rated beside its fresh caption; \
        \(counted(draw.places.count - draw.rated.count, "further image")) \
        \(draw.places.count - draw.rated.count == 1 ? "is" : "are") captioned alone
        packets: \(plan.review.raters.count) of about \(plan.packetMinutes) minutes, \(plan.review.ratingsPerItem) ratings an image
        next: read and edit it (prompt, price, raters), then
          blindfold run \(quoted(folder)) --dry-run
        """)
    } catch {
      // What could not be read back is not left behind.
      for name in ["study.yaml", Self.manifest] { try? FileManager.default.removeItem(atPath: "\(folder)/\(name)") }
      if made { try? FileManager.default.removeItem(atPath: folder) }
      guard let error = error as? StudyFileError else { throw error }
      throw Refusal(
        .wrongInput,
        "\(error)\n\naudit: these lines are of the study file that would have been written. No study was kept. Start again "
          + "with what they ask for; `base_url` and `api_key_env` are --base-url and --api-key-env.")
    }
  }
}
