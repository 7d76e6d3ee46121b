internal import ArgumentParser
internal import Digest
internal import Foundation
internal import Imaging
internal import LogSampling

/// Draws the next study's images from a production log.
struct SampleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Draw the next study's images from a production log, with a study file that carries on from the last.",
    discussion: """
      LOG is what 'blindfold monitor' reads, .jsonl or .csv: an event a line with category, time, tier or model, shown and \
      final, and here 'image' (a path seen from the log's folder, or --root) or 'url'. Other columns go along for prompts \
      and rules; shown and final do not.

      Images are drawn by category in one pass: the order of the log changes nothing, and the seed repeats the sample. \
      Images that cannot be used, look like one that was drawn, or were in a study named by --except are replaced by the \
      next in turn. --edited 3x draws captions that users changed three times as often; the set's column 'stratum' and the \
      study file's traffic weight them back. Images of a stratum count alike, however many events each has.

      Written are FOLDER/images with metadata.jsonl, FOLDER/drawn.jsonl (where each is from and what it stands for), and \
      with --study FOLDER/study.yaml: the last one's candidates, rubric, raters and claim, over these images. With another \
      --incumbent the question is put anew, and the last one's stays as a comment. Nothing is written over. Addresses are fetched only with --download.

      Example:
        blindfold sample log.jsonl --into results/2027-02-alt-text --count 200 \\
          --study results/2026-11-alt-text
        blindfold sample jan.csv feb.csv --root photos --into next --count 200 \\
          --edited 3x --minimum 20 --per-category chart=60
        blindfold sample log.jsonl --into next --count 120 --category chart
        blindfold sample log.jsonl --into next --count 200 --incumbent flash \\
          --study last --except last --question "May mini replace flash?"

      Exit codes: 0 done, 64 usage, 65 wrong input, 66 missing file, 73 cannot write, 75 images are still to be fetched.
      """)

  @Argument(help: "Logs: .jsonl or .csv files.", completion: .file(extensions: ["jsonl", "csv"]))
  var logs: [String]

  @Option(help: "The new study's folder; it is made if it is not there.", completion: .directory)
  var into: String

  @Option(help: "How many images are drawn.")
  var count: Int

  @Option(help: "Repeats the draw, and the study's sampling; made of the folder's name unless given.")
  var seed: UInt64?

  @Option(help: "How images are shared out among categories: proportional to events, or equal.")
  var shares = Shares.proportional

  @Option(
    help: "How many images of some categories: chart=60,photo=100; the others share the rest.", transform: Self.counts)
  var perCategory: [String: Int] = [:]

  @Option(help: "The fewest images of a category, where the log has as many.")
  var minimum = 2

  @Option(name: .customLong("category"), help: "Draw from this category alone; may be repeated.")
  var categories: [String] = []

  @Option(help: "How many times as often captions that users changed are drawn: 3x.", transform: Self.rate)
  var edited: Double?

  @Option(help: "Pictures whose perceptual hashes differ in at most so many of 64 bits look alike.")
  var near = NearPair.usualDistance

  @Option(help: "Leave out what was in this study, and what looks like it; may be repeated.", completion: .file())
  var except: [String] = []

  @Option(help: "The study to carry on from: its folder or its study.yaml.", completion: .file())
  var study: String?

  @Option(help: "The incumbent of the new study, where it is another now; the study's question is then put anew.")
  var incumbent: String?

  @Option(help: "What the new study answers, in a sentence, in place of the last one's question.")
  var question: String?

  @Option(help: "What the captions are for, as the verdict names it, in place of the last one's subject.")
  var subject: String?

  @Option(
    help: "The folder that image names are seen from, and that nothing outside of is read.", completion: .directory)
  var root: String?

  @Flag(help: "Fetch images that the log has as addresses.")
  var download = false

  @Flag(help: "Print JSON (blindfold-sample/1).")
  var json = false

  enum Shares: String, ExpressibleByArgument, CaseIterable { case proportional, equal }

  func validate() throws {
    if logs.isEmpty { throw ValidationError("Give at least one log.") }
    if !(1...100_000).contains(count) {
      throw ValidationError("--count \(count): give a number of images, 1 to 100,000.")
    }
    if minimum < 0 { throw ValidationError("--minimum \(minimum): give a number of images, 0 or more.") }
    if !(0...64).contains(near) { throw ValidationError("--near \(near): give a number of bits, 0 to 64.") }
    if let seed, seed > UInt64(Int64.max) {
      throw ValidationError("--seed \(seed): a study file takes up to \(Int64.max).")
    }
    // However it is spelled, and through whatever links.
    let places = logs.map { URL(fileURLWithPath: $0).resolvingSymlinksInPath().path }
    if let twice = logs.indices.first(where: { places[..<$0].contains(places[$0]) }).map({ logs[$0] }) {
      throw ValidationError("\(twice) is given twice: its events would count twice.")
    }
    let fixed = perCategory.values.reduce(0, +)
    guard fixed <= count else {
      throw ValidationError("--per-category: \(fixed) images, and --count is \(count). Raise --count.")
    }
    let carried = [("incumbent", incumbent), ("question", question), ("subject", subject)]
    if study == nil, let (name, _) = carried.first(where: { $0.1 != nil }) {
      throw ValidationError("--\(name) is for the study file, which --study carries on from.")
    }
  }

  func run() async throws {
    try await ending {
      let folder = into.count > 1 && into.hasSuffix("/") ? String(into.dropLast()) : into
      let target = try SampleFolder(folder)
      let last = try study.map { study in
        try LastStudy(study, incumbent: incumbent, question: question, subject: subject)
      }
      let name = target.studyName
      // As a study file without a seed has it.
      let seed = seed ?? SHA256.hash(Array(name.utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) } >> 11
      let log = try SampledLog(logs, root: root, categories: Set(categories))
      let draw = try log.draw(count: count, seed: seed, editedRate: edited)
      let quotas = draw.quotas(shares == .equal ? .equal : .proportional, fixed: try fixed(draw), fewest: minimum)
      let excluded = try await ExcludedImages(except, within: near)
      let drawn = try await target.gathering { folder in
        let picked = try await PickedImages(
          draw, quotas, root: log.root, near: near, excluded: excluded, downloads: download, into: folder)
        let drawn = DrawnSample(log: log, draw: draw, quotas: quotas, picked: picked, near: near)
        if picked.addresses.isEmpty {
          try target.write(drawn, carryingOn: last)
        } else {
          try target.write(toFetch: drawn)
        }
        return drawn
      }
      guard drawn.picked.addresses.isEmpty else {
        throw Refusal(
          .notFinished,
          "\(target.listToFetch): \(counted(drawn.picked.addresses.count, "image")) of the sample \(drawn.picked.addresses.count == 1 ? "is an address" : "are addresses"), "
            + "which is a list and no image set yet: what looks alike and what cannot be used is known by the pictures "
            + "alone. Draw again with --download, or fetch them and give a log that names the files.")
      }
      print(json ? try drawn.json(target) : drawn.text(target))
    }
  }

  private func fixed(_ draw: LogDraw) throws -> [String: Int] {
    let known = Set(draw.strata.keys.map(\.category))
    if let unknown = perCategory.keys.filter({ !known.contains($0) }).min() {
      throw Refusal(
        .wrongInput,
        "--per-category \(unknown): the log has no event of it. Nothing was written. It has: "
          + "\(known.sorted().prefix(20).joined(separator: ", ")).")
    }
    return perCategory
  }

  private static func counts(_ text: String) throws -> [String: Int] {
    var counts: [String: Int] = [:]
    for part in text.split(separator: ",") {
      let pair = part.split(separator: "=").map(String.init)
      guard pair.count == 2, let number = Int(pair[1]), number >= 0, counts.updateValue(number, forKey: pair[0]) == nil
      else { throw ValidationError("'\(part)' is no number of images. Write chart=60,photo=100, each category once.") }
    }
    return counts
  }

  private static func rate(_ text: String) throws -> Double {
    let number = text.hasSuffix("x") ? String(text.dropLast()) : text
    guard let rate = Double(number), rate.isFinite, rate > 0, rate <= 1000 else {
      throw ValidationError("'\(text)' is no rate. Write 3x: three times as often.")
    }
    return rate
  }
}
