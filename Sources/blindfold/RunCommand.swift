internal import ArgumentParser
internal import Blinding
internal import CaptionClient
internal import Captioning
internal import Digest
internal import Foundation
internal import Packet
internal import Roster
internal import Runner
internal import StudyModel
internal import StudyStore

/// Captions every item with every candidate and writes one packet a rater.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Caption every image with every candidate, then write one blind packet a rater.",
    discussion: """
      Stores outputs under arm codes in study.sqlite and everything that names them in key.sqlite. Ctrl-C or a kill, \
      then the same command again, goes on where it was: no stored answer is asked for again.

      Example:
        blindfold run results/2026-11-alt-text --dry-run
        blindfold run results/2026-11-alt-text --limit 3
        blindfold run results/2026-11-alt-text --max-cost 2.50
        blindfold run results/2026-11-alt-text

      Exit codes: 0 done, 3 max_cost reached, 4 small chance of a verdict, 65 wrong input, 69 a service is not there, \
      75 captions are missing, 130 stopped by Ctrl-C.
      """)

  @Argument(help: "The study's folder or its study.yaml.", completion: .file())
  var study: String

  @Flag(help: "Print calls, estimated cost and rater minutes; send nothing.")
  var dryRun = false

  @Option(help: "Caption this many images only, show the captions and what they cost, and stop. They are kept.")
  var limit: Int?

  @Option(help: "Stop sending once this many US dollars are known to be spent, in place of the study's max_cost.")
  var maxCost: Double?

  @Flag(help: "Store captions that still have no answer as failed, for good, and go on. Logged and reported.")
  var acceptFailures = false

  @Flag(name: [.customShort("y"), .long], help: "Go on where the chance of a verdict is small, without being asked.")
  var yes = false

  func validate() throws {
    if limit != nil && acceptFailures {
      throw ValidationError("--limit with --accept-failures: a smoke test accepts nothing. Give one of them.")
    }
    if let maxCost, !(maxCost.isFinite && maxCost > 0) {
      throw ValidationError("--max-cost \(maxCost): give US dollars, more than 0.")
    }
    if let limit, limit < 1 { throw ValidationError("--limit \(limit): give a number of images, 1 or more.") }
  }

  func run() async throws {
    try await ending {
      let reading = try StudyReading(StudyLocation(study))
      try PurgedStudy.refuse(
        in: reading.location.folder,
        "Nothing was sent, and packets cannot be written again. For more captions start a new study.")
      for notice in reading.plan.notices { printError(notice) }
      try reading.refuseTakenQuestionIDs()
      if dryRun {
        print(try await Forecast(reading).text())
        return
      }
      let lock = try StudyLock(folder: reading.location.folder)
      defer { withExtendedLifetime(lock) {} }
      // Under the lock that 'batch submit' takes: nothing is given to a service from here on.
      try BatchesUnderWay.refuse(study)
      // Whatever is wrong with a candidate is found before anything is written down.
      let ready = try CandidateSources(reading.plan)
      noteShortKeys(reading.plan.candidates.flatMap(\.reached).compactMap(\.call))
      let accepted = limit == nil ? try await SmallChance.askAgain(reading, study: study, accepted: yes) : nil
      let store = try StudyStore(folder: reading.location.folder, create: true)
      let arms = try store.begin(reading.plan, at: now())
      if let accepted { try SmallChance.note(accepted, in: store) }
      try noteLeftOut(reading.plan, store)
      let items = limit.map { Sample.spread($0, over: reading.plan.items) } ?? reading.plan.items
      var settings = reading.plan.run
      if let maxCost { settings.maxCost = maxCost }
      settings.concurrency = ConnectionNotice.fitted(
        settings.concurrency, services: Set(ready.sources.values.compactMap(\.service)).count)
      if maxCost != nil, reading.plan.run.maxCost == nil { noteUnpriced(reading.plan.candidates) }
      // What a cache on trial gives depends on the whole set: a few images would decide it for good.
      let trials = Set(reading.plan.candidates.filter { $0.audit != nil }.map(\.label))
      let asked = limit == nil ? arms : arms.filter { !trials.contains($0.key) }
      // The set was read whole to be hashed.
      ProcessMemory.giveBack()
      let line = ProgressLine()
      let run = try CaptionRun(
        items: items, arms: asked, sources: ready.sources, store: store, settings: settings,
        noticesLength: reading.plan.checks.runawayWords == nil, notice: { line.notice($0) }, clock: now)
      let summary: RunSummary
      do {
        summary = try await interruptible(waitsForRequests) {
          defer { line.finish() }
          return try await run.run { line.show($0) }
        }
      } catch {
        await ready.settle()
        throw error
      }
      await ready.settle()
      noteStopped(ready.stoppedParts(besides: Set(summary.stopped.keys)), "the policies that use it")
      for line in try PassedNotice.lines(reading.plan.candidates, arms: asked, store) { printError(line) }
      if limit != nil {
        print(try SmokeTest(reading, items: items, arms: asked, store: store).text)
        if !summary.isComplete { throw try unfinished(summary, reading) }
        return
      }
      if !summary.isComplete {
        guard acceptFailures, summary.stopped.isEmpty, !summary.budgetReached else {
          throw try unfinished(summary, reading)
        }
        try refuseSilent(arms, store, besides: trials)
        let rest = try CaptionRun(
          items: items, arms: arms, sources: ready.sources, store: store, settings: settings, clock: now)
        try store.note(
          event: "failures accepted", detail: "\(rest.remaining) captions without an answer count as failed", at: now())
        var accepted = try await rest.acceptFailures(besides: trials)
        if !trials.isEmpty {
          // No cache keeps a caption that failed: only now is it known what it would give instead.
          let trial = try CaptionRun(
            items: items, arms: arms, sources: ready.sources, store: store, settings: settings, clock: now)
          _ = try await trial.run { _ in }
          accepted += try await trial.acceptFailures()
        }
        print("\(accepted) captions without an answer now count as failed, for good")
      }
      try CaptionScan(reading, store).announce(store, at: now())
      let packets = try PacketPlan(reading, store: store).write()
      print(
        """
        \(summary.progress.total) captions stored, \(packets.count) packets in \(reading.location.packets)
        next: each rater judges with
        """)
      let guests = Set(reading.plan.review.guests)
      for rater in packets {
        print("  blindfold review \(quoted(study)) --rater \(rater)" + (guests.contains(rater) ? "   (guest)" : ""))
      }
      print("then: blindfold report \(quoted(study))")
    }
  }

  /// Where a candidate gave not one caption, there is nothing of it to be judged: that is an outage and no result.
  private func refuseSilent(_ arms: [String: ArmCode], _ store: StudyStore, besides trials: Set<String>) throws {
    let facts = try store.facts()
    let silent = arms.filter { label, arm in
      !trials.contains(label) && !(facts[arm]?.outcomes ?? [:]).contains { $0.key.isRated && $0.value > 0 }
    }.keys.sorted()
    if silent.isEmpty { return }
    let names = silent.map { "'\($0)'" }.joined(separator: ", ")
    throw Refusal(
      .notFinished,
      "\(study): not one caption came from \(names). Counted as failed for good, all would leave nothing to judge; nothing was "
        + "changed. 'blindfold doctor \(quoted(study))' explains what is wrong: mend it and run again, or take the candidate "
        + "out of study.yaml.")
  }

  /// Logs once which images the study does without: the report lists them.
  private func noteLeftOut(_ plan: StudyPlan, _ store: StudyStore) throws {
    let event = "images left out"
    guard let summary = plan.leftOut.summary, try store.log().last(where: { $0.event == event })?.detail != summary
    else { return }
    try store.note(event: event, detail: summary, at: now())
  }

  /// What is missing and what to do about it.
  private func unfinished(_ summary: RunSummary, _ reading: StudyReading) throws -> Refusal {
    var lines: [String] = []
    for (label, stop) in summary.stopped.sorted(by: { $0.key < $1.key }) {
      let missing = summary.missing[label] ?? 0
      lines.append(
        "\(counted(missing, "caption")) \(missing == 1 ? "is" : "are") missing: \(stop)")
    }
    for (label, reasons) in summary.unanswered.sorted(by: { $0.key < $1.key }) where summary.stopped[label] == nil {
      lines.append("candidate '\(label)': \(reasons.count) captions without an answer, e.g. \(reasons[0])")
    }
    for (label, from) in summary.untaken.sorted(by: { $0.key < $1.key }) where summary.stopped[label] == nil {
      let counts = from.sorted { $0.key < $1.key }.map { "\($0.value) from '\($0.key)'" }
      let all = counted(from.values.reduce(0, +), "caption")
      lines.append(
        "candidate '\(label)': \(all) still to be taken, once they are there: \(counts.joined(separator: ", "))")
    }
    let progress = summary.progress
    lines.append(
      "\(reading.location.folder): \(progress.done) of \(progress.total) captions are stored and kept; "
        + "no packet is written while any is missing.")
    if summary.budgetReached {
      let estimated = summary.estimated
      let uncounted = progress.unknownCalls - estimated.calls
      if uncounted > 0 { lines.append("\(counted(uncounted, "call")) of unknown cost: not in what is known.") }
      if estimated.calls > 0 { lines.append(estimated.text) }
      let spent = estimated.calls > 0 ? "Known and estimated cost have" : "Known cost has"
      lines.append(
        maxCost == nil
          ? "\(spent) reached max_cost. Raise run: max_cost: in study.yaml, or give --max-cost, then run again."
          : "\(spent) reached --max-cost. Run again with a higher one, or without it for the study's own limit.")
      return Refusal(.budgetReached, lines.joined(separator: "\n"))
    }
    lines.append(
      "Run again to ask for the missing ones only"
        + (summary.stopped.isEmpty
          ? ", or add --accept-failures to count them as failed for good."
          : " once that is mended; 'blindfold doctor \(quoted(study))' explains what is wrong."))
    // Whoever is not there now may be there the next time; nothing here has to be mended first.
    let isForNow = summary.stopped.values.allSatisfy(\.isUnreachable)
    return Refusal(isForNow ? .notFinished : .unavailable, lines.joined(separator: "\n"))
  }
}

/// A word as a shell takes it.
func quoted(_ word: String) -> String {
  word.allSatisfy { $0.isLetter || $0.isNumber || "/._-~".contains($0) }
    ? word : "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
}

/// A few items that touch every category.
enum Sample {
  /// The first items of each category in turn.
  static func spread(_ count: Int, over items: [SetItem]) -> [SetItem] {
    let byCategory = Dictionary(grouping: items, by: \.category)
    let queues = byCategory.keys.sorted().map { byCategory[$0] ?? [] }
    let longest = queues.map(\.count).max() ?? 0
    let turns = (0..<longest).flatMap { turn in queues.compactMap { turn < $0.count ? $0[turn] : nil } }
    return Array(turns.prefix(count))
  }
}

extension EstimatedSpending {
  /// How calls of unknown cost were counted, in a line.
  var text: String {
    "\(counted(calls, "call")) of unknown cost, each at the mean of those that are known: \(dollars(cost)) toward the limit, "
      + "and unknown in the ledger."
  }
}

/// Says which models' keys are too short to be looked for in captions.
func noteShortKeys(_ calls: [ModelCall]) {
  for notice in shortKeyNotices(calls, environment: Variables().value) { printError(notice) }
}

/// Says which models' calls a `--max-cost` does not count; of a study's own limit its reader says so.
func noteUnpriced(_ candidates: [Candidate], by limit: String = "--max-cost") {
  let unpriced = Set(candidates.flatMap(\.unpriced)).sorted()
  if unpriced.isEmpty { return }
  printError(
    "\(limit) does not count \(unpriced.map { "'\($0)'" }.joined(separator: ", ")): no price is given, so the cost is "
      + "unknown.")
}
