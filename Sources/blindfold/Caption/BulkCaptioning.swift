internal import Captioning
internal import Dispatch
internal import Foundation
internal import Roster
internal import Runner
internal import StudyFile
internal import StudyStore
internal import Synchronization

/// Captions a list of images into an output with a ledger beside it.
struct BulkCaptioning {
  let rows: CaptionRows
  let setup: CaptionSetup
  let cache: CaptionCacheOptions
  let out: String
  let limit: Int?
  /// Whether the list is still being written while it is read.
  let isStream: Bool

  func run() async throws {
    let form = try OutputForm(of: out)
    var asked = setup
    asked.candidate = try cache.before(setup.candidate)
    let cache = try cache.opened(for: asked.candidate, setup.run)
    let policy = try PolicyAsker(asked, cache: cache)
    let (output, ledger) = try await BulkOutput.open(out, job: try Self.job(setup, form), at: now())
    // Under the lock that 'batch submit' takes: nothing is given to a service from here on.
    do { try BatchesUnderWay.refuse(out) } catch {
      await output.close()
      throw error
    }
    let asker = RowAsker(
      images: RowImages(root: rows.root), checks: setup.checks, form: form, header: ledger.header,
      takesAddresses: setup.candidate.reached.compactMap(\.call).allSatisfy { $0.imageMode != .data }, ask: policy.ask)
    let before = try ledger.sums()
    let line = ProgressLine()
    let (list, columns) = (RowList(rows, mostAtOnce: isStream ? 1 : .max), ColumnsSeen(setup.candidate))
    let engine = BulkRun(
      next: { most in
        try await list.next(most).map { row in
          columns.saw(row)
          return asker.row(row)
        }
      }, ledger: ledger, output: output,
      workers: setup.run.concurrency, limit: limit, maxCost: setup.run.maxCost,
      unpriced: Set(setup.candidate.unpriced), noticesLength: setup.checks.runawayWords == nil,
      notice: { line.notice($0) }, clock: now)
    let started = ContinuousClock.now
    let summary: BulkSummary
    do {
      summary = try await interruptible(waitsForRequests) {
        defer { line.finish() }
        return try await withTaskCancellationHandler {
          let summary = try await engine.run { progress in line.show { Self.text(progress, elapsed: $0) } }
          line.show(isLast: true) { Self.text(summary.progress, elapsed: $0) }
          return summary
        } onCancel: {
          rows.stop()
        }
      }
    } catch {
      await cache?.settle()
      printError(sums(try ledger.sums(), before, since: started))
      throw error
    }
    await cache?.settle()
    let sums = try ledger.sums()
    print(self.sums(sums, before, since: started))
    noteStopped(policy.stoppedParts.filter { summary.stopped?.contains($0.value) != true }, "rows")
    if let unusable = sums.outcomes[CaptionLine.unusable], unusable < sums.rows {
      printError(
        "\(unusable) row\(unusable == 1 ? "" : "s") could not be used; each says why in \(out). Once mended, the same "
          + "command captions them.")
    }
    try tell(summary, columns)
  }

  private func sums(_ sums: BulkSums, _ before: BulkSums, since started: ContinuousClock.Instant) -> String {
    CaptionSums(
      sums, before: before, elapsed: started.duration(to: .now),
      severalMayServe: setup.candidate.reached.compactMap(\.call).count > 1
    ).text(out: out)
  }

  /// What a second run has to have in common with the first.
  static func job(_ setup: CaptionSetup, _ form: OutputForm) throws -> BulkJob {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let definition = CaptionJobDefinition(candidate: setup.candidate, checks: setup.checks, form: form.rawValue)
    return BulkJob(
      definition: String(decoding: try encoder.encode(definition), as: UTF8.self), header: form.header,
      earlierHeaders: form.earlierHeaders)
  }

  private static func text(_ progress: BulkProgress, elapsed: Duration) -> String {
    var parts = ["\(progress.done) row\(progress.done == 1 ? "" : "s")"]
    if progress.doneBefore > 0 { parts.append("\(progress.doneBefore) before") }
    if progress.unanswered > 0 { parts.append("\(progress.unanswered) without an answer") }
    if progress.unusable > 0 { parts.append("\(progress.unusable) unusable") }
    parts.append(dollars(progress.cost, digits: 4))
    let seconds = elapsed / .seconds(1)
    if seconds > 1 { parts.append(String(format: "%.1f/s", Double(progress.done) / seconds)) }
    return parts.joined(separator: " · ")
  }

  /// What remains to be said, and how the command ends.
  private func tell(_ summary: BulkSummary, _ columns: ColumnsSeen) throws {
    let passed = rows.passedOver
    if passed.count > 0 {
      printError(
        "\(passed.count) file\(passed.count == 1 ? "" : "s") passed over, no image by name: "
          + visible(passed.first) + (passed.count > 1 ? ", …" : ""))
    }
    if summary.changed.count > 0 {
      printError(
        "\(summary.changed.count) image\(summary.changed.count == 1 ? " was" : "s were") captioned before and "
          + "changed since: \(visible(summary.changed.first))\(summary.changed.count > 1 ? ", …" : ""). What is in "
          + "\(out) is of the earlier file. For new captions give another --out.")
    }
    let progress = summary.progress
    if progress.done + progress.doneBefore + progress.unanswered == 0, summary.stopped == nil, !summary.budgetReached {
      printError("there was no image in what is to be captioned.")
    }
    var lines = summary.unanswered.map { "without an answer: \(visible($0))" }
    let unnamed = summary.progress.unanswered - summary.unanswered.count
    if unnamed > 0 { lines.append("and \(unnamed) more") }
    if let reason = summary.stopped {
      lines.append(reason)
      lines.append("\(out): what was captioned is kept. The same command goes on once that is mended.")
      throw Refusal(summary.isUnreachable ? .notFinished : .unavailable, lines.joined(separator: "\n"))
    }
    if summary.budgetReached {
      let estimated = summary.estimated
      if estimated.calls > 0 { lines.append(estimated.text) }
      let spent = estimated.calls > 0 ? "known and estimated cost have" : "known cost has"
      lines.append("\(out): \(spent) reached the limit; what was captioned is kept. Give a higher --max-cost to go on.")
      throw Refusal(.budgetReached, lines.joined(separator: "\n"))
    }
    if progress.unusable > 0, !summary.hasUsable, progress.unanswered == 0 {
      throw Refusal(.wrongInput, noneUsable(progress.unusable, summary.firstUnusable, columns))
    }
    if summary.progress.unanswered > 0 {
      lines.append("\(out): the same command asks for those again, and for nothing else.")
      throw Refusal(.notFinished, lines.joined(separator: "\n"))
    }
  }

  /// The list as a whole is at fault, or the way it is read.
  private func noneUsable(_ count: Int, _ first: String, _ columns: ColumnsSeen) -> String {
    "\(out): no caption, for no row of \(grouped(count)) could be used. The first: \(visible(first)).\n"
      + columns.missing.map { visible($0) + "\n" }.joined()
      + "Nothing was sent; each row's line says why. Mend the list, the policy's rules, or where names are seen from "
      + "(--root): the same command then captions them into the same output."
  }
}

/// What an output of captions was begun with.
struct CaptionJobDefinition: Codable {
  var candidate: Candidate
  var checks: CaptionChecks
  var form: String
}

/// A list that is read on a thread of its own: whoever writes into standard input may take long.
private final class RowList: Sendable {
  private let rows: CaptionRows
  private let mostAtOnce: Int
  private let queue = DispatchQueue(label: "rows")
  /// What went wrong after some rows, until those are done.
  private let fault = Mutex<(any Error)?>(nil)

  /// - Parameter mostAtOnce: 1 where the rows after the next may be long in coming.
  init(_ rows: CaptionRows, mostAtOnce: Int) {
    self.rows = rows
    self.mostAtOnce = mostAtOnce
  }

  /// The next rows, no more than so many; none after the last.
  func next(_ most: Int) async throws -> [CaptionRow] {
    try await withCheckedThrowingContinuation { caller in
      queue.async { [self] in caller.resume(with: Result { try read(min(most, mostAtOnce)) }) }
    }
  }

  private func read(_ most: Int) throws -> [CaptionRow] {
    if let error = fault.withLock(\.self) { throw error }
    var found: [CaptionRow] = []
    do {
      while found.count < most, let row = try rows.next() { found.append(row) }
    } catch {
      if found.isEmpty { throw error }
      fault.withLock { $0 = error }
    }
    return found
  }
}
