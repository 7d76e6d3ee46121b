internal import ArgumentParser
internal import Batching
internal import CaptionClient
internal import Captioning
internal import Foundation
internal import Roster
internal import StudyStore

/// Takes in results.
struct BatchImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Take in files of results, in any order, and say what is missing.",
    discussion: """
      Without RESULTS, what 'fetch' brought; with them, files that 'vllm run-batch', LiteLLM or a service's own pages gave. \
      Lines are joined by custom_id. Each request ends answered, refused, error, expired or missing; of two lines for one \
      an answer counts before an error, and then the first; of another answer, which was billed too, the cost is booked. \
      Duplicates, ids that nobody asked for and lines that are none are counted, and with what is missing listed in \
      anomalies.txt; what earlier imports met 'batch status' shows.

      Captions go where a run would have put them: into a study's databases, or into the list's output. Afterwards 'run' or \
      'caption' asks for nothing that came; 'batch export' writes what did not.

      Example:
        blindfold batch import results/2026-11-alt-text
        blindfold batch import results/2026-11-alt-text answers.jsonl errors.jsonl
        blindfold batch import captions.jsonl answers-*.jsonl
        blindfold batch import results/2026-11-alt-text --give-up 3

      Exit codes: 0 every request has an answer, 65 wrong input, 66 a file is missing, 73 cannot write, 75 some have none, \
      or are still to come, 130 stopped by Ctrl-C.
      """)

  @Argument(
    help: "A study's folder or its study.yaml; or the output that a list's captions go to.", completion: .file())
  var what: String

  @Argument(help: "Files of results; what was fetched unless given.", completion: .file())
  var results: [String] = []

  @Flag(help: "No further results will come: whatever has none counts as missing.")
  var all = false

  @Option(help: "NUMBER: no further results of this file will come: whatever has none counts as missing.")
  var giveUp: [Int] = []

  func run() async throws {
    try await ending {
      let location = try BatchLocation(what)
      let keeper: any BatchKeeper =
        switch location.subject {
        case .study(let study): try StudyBatchKeeper(study, folder: location.folder)
        case .output(let path, let form): ListBatchKeeper(out: path, form: form)
        }
      let (ledger, lock) = try location.opened()
      defer { withExtendedLifetime(lock) {} }
      let files = results.isEmpty ? BatchFetch.files(in: location.folder) : results
      // Nothing fetched is no mistake where every batch failed as a whole.
      let hasEnded = try ledger.shards().contains { $0.isFetched && $0.stage != .ended }
      if let unknown = Set(giveUp).subtracting(try ledger.shards().map(\.number)).min() {
        throw Refusal(.wrongInput, "\(location.folder): there is no file of number \(unknown). Nothing was imported.")
      }
      if files.isEmpty, !all, giveUp.isEmpty, !hasEnded {
        throw Refusal(
          .missingFile,
          "\(location.folder): no results are here. Run first: blindfold batch fetch \(quoted(what)) --wait; or name the "
            + "files that another program gave.")
      }
      try await keeper.begin(ledger)
      let (open, news) = try await interruptible { [all, giveUp] in
        do {
          let taken = try await Self.take(files, ledger, keeper, all: all, givenUp: Set(giveUp))
          try await keeper.finish()
          return taken
        } catch {
          try? await keeper.finish()
          throw error
        }
      }
      try tell(ledger, open: open, news, folder: location.folder)
    }
  }

  /// - Returns: shards whose results are still to come, and what is new.
  private static func take(
    _ files: [String], _ ledger: BatchLedger, _ keeper: any BatchKeeper, all: Bool, givenUp: Set<Int>
  ) async throws -> (open: [BatchShard], news: BatchImport.News) {
    let calls = try ledger.shards().map { try $0.call() }
    let keys = Set(calls.compactMap(\.keyVariable)).compactMap { Variables().value($0).flatMap(Secret.init) }
    noteShortKeys(calls)
    var intake = try BatchImport(ledger, keys: keys, clock: { now() }, keep: keeper.keep)
    let line = ProgressLine()
    var before = 0
    for file in files {
      let read = try await intake.read(file) { lines in line.show { _ in "\(file): \(grouped(lines)) lines read" } }
      line.finish()
      if read.wasRead {
        before += 1
      } else {
        print("\(file): \(counted(read.lines, "line")), \(grouped(read.counted)) of them count")
      }
    }
    if before > 0 { print("\(counted(before, "file")) imported before, with nothing new") }
    let seconds = await keeper.seconds
    if !seconds.isEmpty { print(text(seconds)) }
    return (try await intake.end(all: all, givenUp: givenUp), intake.news)
  }

  /// "2 answers beside those that count were billed too: 0.0031 USD and 1 of unknown cost are booked".
  private static func text(_ seconds: [Double?]) -> String {
    let known = seconds.compactMap(\.self)
    let unknown = seconds.count - known.count
    let parts = [
      known.isEmpty ? nil : String(format: "%.4f USD", known.reduce(0, +)),
      unknown == 0 ? nil : "\(known.isEmpty ? "" : "\(grouped(unknown)) of ")unknown cost",
    ].compactMap(\.self)
    return
      "\(counted(seconds.count, "answer")) beside those that count \(seconds.count == 1 ? "was" : "were") billed too, and "
      + "booked: \(parts.joined(separator: ", "))"
  }

  /// Prints sums and what is odd, and writes the whole list of it.
  private func tell(_ ledger: BatchLedger, open: [BatchShard], _ news: BatchImport.News, folder: String) throws {
    let counts = try ledger.counts().values.reduce(into: [BatchRequestState: Int]()) { sums, counts in
      sums.merge(counts) { $0 + $1 }
    }
    print(BatchStatusText.sums(counts))
    let text = try BatchAnomalies(ledger, in: folder).write(news, typed: what)
    if !text.isEmpty { print(text) }
    let unanswered = [BatchRequestState.error, .expired, .missing].reduce(0) { $0 + counts[$1, default: 0] }
    var lines: [String] = []
    if !open.isEmpty {
      lines.append(
        "\(counted(open.count, "file")) of requests \(open.count == 1 ? "has" : "have") no results yet, the first: "
          + "\(open[0].file). What a service has is fetched first. Where none will come, import with --give-up "
          + "\(open[0].number), or with --all.")
    }
    if unanswered > 0 {
      lines.append(
        "\(counted(unanswered, "request")) without an answer. To ask again by batch: blindfold batch export "
          + (isStudy ? quoted(what) : "with the same list; one by one: blindfold caption with the same --out")
          + (isStudy ? "; one by one: blindfold run \(quoted(what))" : ""))
    }
    if !lines.isEmpty { throw Refusal(.notFinished, lines.joined(separator: "\n")) }
    if isStudy { print("next: blindfold run \(quoted(what))") }
  }

  private var isStudy: Bool { (try? OutputForm(of: what)) == nil }
}

/// Where captions go that came by batch.
protocol BatchKeeper: Sendable {
  /// Makes ready; whatever is wrong is found before anything is taken in.
  func begin(_ ledger: BatchLedger) async throws
  /// Costs of answers that were booked beside those that count; nil is unknown.
  var seconds: [Double?] { get async }
  /// Keeps what came; the same again changes nothing.
  func keep(_ arrived: [BatchImport.Arrived]) async throws
  /// Ends in good order.
  func finish() async throws
}
