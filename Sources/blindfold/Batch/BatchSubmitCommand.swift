internal import ArgumentParser
internal import Batching
internal import CaptionClient
internal import Foundation
internal import StudyStore

/// Uploads shards and has batches made of them, each once.
struct BatchSubmitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit",
    abstract: "Upload exported files and have batches made of them, each once.",
    discussion: """
      Each file goes to its candidate's service, with the key of its calls. What is about to be done is written down \
      before, and each file and batch carries a mark: after a crash or a lost answer the same command looks at the service \
      for what is there before it makes anything, so that nothing is paid twice. Where a service has no list to look at, it \
      says so and sends nothing.

      What was answered since it was exported is not asked again: a file with such requests is taken back, and 'export' \
      writes the rest of it anew. Files of a candidate that has no key or address here are passed over and named.

      --made is believed once the service confirms that batch, and does not say that it is of another file.

      Example:
        blindfold batch submit results/2026-11-alt-text
        blindfold batch submit captions.jsonl --limit 1

      Exit codes: 0 done, 65 wrong input, 66 nothing exported, 69 a service refuses or cannot tell, or a candidate has no \
      key or address, 73 cannot write, 75 not finished, the same command goes on, 130 stopped by Ctrl-C.
      """)

  @Argument(
    help: "A study's folder or its study.yaml; or the output that a list's captions go to.", completion: .file())
  var what: String

  @Option(help: "Submit at most this many files now.")
  var limit: Int?

  @Option(help: "Seconds that a batch whose making was cut off may take to appear in the service's list.")
  var grace = 10.0

  @Option(help: "NUMBER=BATCH: the batch that the service made of this file, where only its own pages tell.")
  var made: [String] = []

  @Option(help: "NUMBER: the service made no batch of this file, where only its own pages tell.")
  var notMade: [Int] = []

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit \(limit): give a number of files, 1 or more.") }
    if !(0...3600).contains(grace) { throw ValidationError("--grace \(grace): give 0 to 3600 seconds.") }
    for word in made where Self.pair(word) == nil {
      throw ValidationError("--made \(word): give a file's number and the batch's id, as in 3=batch_abc123")
    }
    if Set(made.compactMap(Self.pair).map(\.1)).count < made.count {
      throw ValidationError("--made: one batch is of one file; give each a batch of its own.")
    }
    let numbers = made.compactMap(Self.pair).map(\.0) + notMade
    if let twice = Set(numbers).first(where: { number in numbers.count { $0 == number } > 1 }) {
      throw ValidationError("file \(twice): --made and --not-made say two things of it. Give one.")
    }
  }

  private static func pair(_ word: String) -> (Int, String)? {
    let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, let number = Int(parts[0]) else { return nil }
    return (number, parts[1])
  }

  func run() async throws {
    try await ending {
      let location = try BatchLocation(what)
      let (ledger, lock) = try location.opened()
      defer { withExtendedLifetime(lock) {} }
      let hold = try await BatchHold(location, ledger)
      let summary = try await interruptible { [self] in
        let services = try BatchServices()
        var submission = BatchSubmission(
          ledger, service: services.service, grace: .seconds(grace), clock: { now() }, answered: hold.answered,
          tell: { printError($0) })
        try await settle(ledger, submission)
        return try await submit(ledger, services, &submission)
      }
      await hold.end()
      print(
        "\(counted(summary.made, "batch", "batches")) made, \(grouped(summary.wasThere)) found already made, "
          + "\(counted(summary.waiting - summary.made - summary.wasThere - summary.takenBack, "file")) left")
      try throwFirst(summary.problems)
      if summary.unasked > 0 {
        throw Refusal(
          .notFinished,
          "\(location.folder): \(counted(summary.takenBack, "file was", "files were")) not sent, since some of what they ask was "
            + "answered after they were written; it would have been paid twice. \(counted(summary.unasked, "request")) of them "
            + "\(summary.unasked == 1 ? "has" : "have") no answer. Run first: blindfold batch export, as before; then submit."
        )
      }
      print("next: blindfold batch fetch \(quoted(what)) --wait")
    }
  }

  /// Writes down what somebody saw at the service: all of it or, where the service denies any of it, nothing.
  private func settle(_ ledger: BatchLedger, _ submission: BatchSubmission) async throws {
    var settled: [BatchShard] = []
    for (number, batch) in made.compactMap(Self.pair) {
      settled.append(try await submission.confirmed(batch, of: creating(number, ledger)))
    }
    for number in notMade {
      var shard = try creating(number, ledger)
      (shard.stage, shard.changed) = (.uploaded, now())
      settled.append(shard)
    }
    for shard in settled { try ledger.put(shard) }
  }

  private func creating(_ number: Int, _ ledger: BatchLedger) throws -> BatchShard {
    let shards = try ledger.shards()
    guard let shard = shards.first(where: { $0.number == number }) else {
      throw Refusal(.wrongInput, "\(ledger.folder): there is no file of number \(number). Nothing was changed.")
    }
    guard shard.stage == .creating else {
      throw Refusal(
        .wrongInput,
        "\(ledger.folder)/\(shard.file): it is not in doubt whether a batch was made of it. Nothing was changed; leave the "
          + "option out.")
    }
    return shard
  }

  private struct Summary: Sendable {
    /// Files that had no batch.
    var waiting = 0
    var made = 0
    var wasThere = 0
    /// Files that were not sent, since some of what they ask is answered.
    var takenBack = 0
    /// Requests of those that have no answer.
    var unasked = 0
    /// What is in the way of files.
    var problems: [any Error] = []
  }

  private func submit(
    _ ledger: BatchLedger, _ services: BatchServices, _ submission: inout BatchSubmission
  ) async throws -> Summary {
    let waiting = try ledger.shards().filter { $0.batch == nil && $0.stage != .ended }
    var summary = Summary(waiting: waiting.count)
    let (ready, unready) = try services.ready(waiting)
    // A service that refused one file would refuse the next; others go on.
    var stopped: Set<String> = []
    for shard in ready.prefix(limit ?? ready.count) {
      let address = try services.service(of: shard).address.text
      if stopped.contains(address) { continue }
      do {
        let sent = try await submission.submit(shard)
        if sent.answered > 0 {
          summary.takenBack += 1
          summary.unasked += shard.lines - sent.answered
          print(
            "\(shard.file): not sent; \(grouped(sent.answered)) of \(counted(shard.lines, "request")) to "
              + "'\(shard.candidate)' \(sent.answered == 1 ? "was" : "were") answered since")
          continue
        }
        if sent.wasThere { summary.wasThere += 1 } else { summary.made += 1 }
        print(
          "\(shard.file): \(sent.wasThere ? "found as" : "made") \(sent.shard.batch ?? "") at \(address), "
            + "\(counted(shard.lines, "request")) to '\(shard.candidate)'")
        fflush(nil)
      } catch let problem as BatchProblem {
        summary.problems.append(problem)
        stopped.insert(address)
      }
    }
    summary.problems += unready
    return summary
  }
}
