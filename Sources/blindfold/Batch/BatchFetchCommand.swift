internal import ArgumentParser
internal import Batching
internal import Foundation
internal import StudyStore

/// Asks how far batches are, and brings their results.
struct BatchFetchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Ask how far batches are, and bring the results of those that have ended.",
    discussion: """
      Asks once, or with --wait until every batch has ended. Answers and errors come into the folder 'results' beside the \
      exported files, as the service sends them. What is wrong with one batch, or with the key of one candidate, keeps no \
      other; it is told at the end. A batch of which nothing will come is given up with 'import --give-up NUMBER'.

      Example:
        blindfold batch fetch results/2026-11-alt-text
        blindfold batch fetch captions.jsonl --wait --every 300

      Exit codes: 0 all results are here, 66 nothing exported, 69 a service refuses, or a candidate has no key or address, \
      73 cannot write, 75 batches are still under way, 130 stopped by Ctrl-C.
      """)

  @Argument(
    help: "A study's folder or its study.yaml; or the output that a list's captions go to.", completion: .file())
  var what: String

  @Flag(help: "Ask again until every batch has ended.")
  var wait = false

  @Option(help: "With --wait: seconds between two rounds.")
  var every = 60.0

  func validate() throws {
    if !(0.1...86_400).contains(every) { throw ValidationError("--every \(every): give 0.1 to 86400 seconds.") }
  }

  func run() async throws {
    try await ending {
      let location = try BatchLocation(what)
      let (ledger, lock) = try location.opened()
      defer { withExtendedLifetime(lock) {} }
      guard try ledger.shards().contains(where: { $0.batch != nil }) else {
        throw Refusal(
          .missingFile,
          "\(location.folder): no batch was made of what is here, so there is nothing to fetch. Run first: blindfold batch "
            + "submit \(quoted(what))")
      }
      let problems = try await interruptible { [wait, every] in
        try await Self.fetch(ledger, every: wait ? .seconds(every) : nil)
      }
      let shards = try ledger.shards()
      let left = shards.filter { $0.batch != nil && !$0.isFetched && $0.stage != .ended }.count
      print(BatchStatusText(shards, try ledger.counts()).text)
      try throwFirst(problems)
      guard left == 0 else {
        throw Refusal(
          .notFinished,
          "\(counted(left, "batch is", "batches are")) still under way. The same command asks again; --wait stays until "
            + "they end.")
      }
      print("next: blindfold batch import \(quoted(what))")
    }
  }

  /// - Parameter pause: between two rounds; nil asks once.
  /// - Returns: what is in the way of shards, in their order.
  private static func fetch(_ ledger: BatchLedger, every pause: Duration?) async throws -> [any Error] {
    let services = try BatchServices()
    let fetch = BatchFetch(ledger, service: services.service, clock: { now() })
    let line = ProgressLine()
    defer { line.finish() }
    // Shard → times in a row that its service was in trouble.
    var troubles: [Int: Int] = [:]
    var problems: [Int: BatchProblem] = [:]
    while true {
      var isUnderWay = false
      let (ready, unready) = try services.ready(ledger.shards().filter(fetch.isToFetch))
      for shard in ready where problems[shard.number] == nil {
        do {
          if try await !fetch.fetch(shard).isFetched { isUnderWay = true }
          troubles[shard.number] = nil
        } catch let problem as BatchProblem {
          // Whoever waits for a day does not give up for a moment's trouble.
          guard pause != nil, problem.isPassing, troubles[shard.number, default: 0] < 5 else {
            problems[shard.number] = problem
            continue
          }
          troubles[shard.number, default: 0] += 1
          isUnderWay = true
          line.notice("\(problem)")
        }
      }
      guard isUnderWay, let pause else { return problems.sorted { $0.key < $1.key }.map(\.value) + unready }
      let shards = try ledger.shards()
      line.show { _ in
        let ended = shards.filter { $0.isFetched }.count
        let done = shards.reduce(0) { $0 + ($1.counts[1] ?? 0) + ($1.counts[2] ?? 0) }
        return "\(ended) of \(counted(shards.count, "batch", "batches")) ended · \(grouped(done)) requests done"
      }
      try await Task.sleep(for: pause)
    }
  }
}

/// Shows how far shards are, from the ledger alone.
struct BatchStatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show how far exported files and their requests are, and what was odd; asks nobody.",
    discussion: """
      What all imports met that is odd, and requests without an answer, are counted by kinds with the first of each; the \
      whole list is anomalies.txt beside the exported files.

      Example:
        blindfold batch status results/2026-11-alt-text

      Exit codes: 0 done, 66 nothing exported, 75 another command is at work on it.
      """)

  @Argument(
    help: "A study's folder or its study.yaml; or the output that a list's captions go to.", completion: .file())
  var what: String

  func run() async throws {
    try await ending {
      let location = try BatchLocation(what)
      let (ledger, lock) = try location.opened()
      defer { withExtendedLifetime(lock) {} }
      print(BatchStatusText(try ledger.shards(), try ledger.counts()).text)
      let anomalies = BatchAnomalies(ledger, in: location.folder)
      let text = try anomalies.text()
      if !text.isEmpty { print("\(text)\nall of them: \(anomalies.path)") }
    }
  }
}
