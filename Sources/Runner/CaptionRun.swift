public import Blinding
internal import Captioning
public import Roster
internal import StudyModel
public import StudyStore
internal import Synchronization

/// How far a run is.
public struct RunProgress: Hashable, Sendable {
  /// Outputs stored, earlier runs' among them.
  public var done: Int
  /// Outputs that earlier runs had stored.
  public var doneBefore: Int
  /// Outputs wanted.
  public var total: Int
  /// Outputs that will be missing when this run ends.
  public var missing: Int
  /// US dollars known to be spent, over all runs; nil where no cost is known.
  public var cost: Double?
  /// Calls whose cost is not known, over all runs.
  public var unknownCalls: Int
}

/// What a run leaves behind.
public struct RunSummary: Sendable {
  /// How far it came.
  public var progress: RunProgress
  /// Candidate label → why it was stopped.
  public var stopped: [String: CandidateStopped] = [:]
  /// Candidate label → outputs that are missing, where any is.
  public var missing: [String: Int] = [:]
  /// Candidate label → items without an answer, each with the last reason.
  public var unanswered: [String: [String]] = [:]
  /// Candidate label → label of a candidate whose captions it takes → how many of those are not there yet.
  public var untaken: [String: [String: Int]] = [:]
  /// Whether the run stopped because `max_cost` was reached.
  public var budgetReached = false
  /// What counted toward `max_cost` without being known.
  public var estimated = EstimatedSpending(calls: 0, cost: 0)

  /// Whether every wanted output is stored.
  public var isComplete: Bool { progress.done == progress.total }
}

/// Captions every item with every candidate: bounded concurrency, resume, budget. Losing and falsifying nothing.
///
/// Each candidate has a lane of its own, and each service has places: at most `concurrency` captions are under way there, and the
/// request that takes an answer's place is sent no sooner than that answer is durable; so that is the most that a crash can
/// make a service answer twice. Whoever waits, because a model wants to be left alone, has no place: it holds up no other,
/// and neither does another service.
public struct CaptionRun: Sendable {
  /// One caption to ask for. Of a large set there are many at a time, so it is no more than two numbers.
  private struct Job {
    /// Which of the candidates.
    var candidate: Int32
    /// Which of the items.
    var item: Int32
  }

  /// One candidate, as the run sees it.
  private struct Candidate {
    var label: String
    var arm: ArmCode
    var source: CaptionSource?
    var lane: Lane { Lane(service: source?.service, label: label) }
  }

  /// What is asked one caption after the other, or `concurrency` at a time.
  private struct Lane: Hashable {
    /// Nil where none is asked.
    var service: String?
    var label: String
  }

  private let store: StudyStore
  private let arms: [String: ArmCode]
  private let settings: RunSettings
  private let items: [SetItem]
  private let candidates: [Candidate]
  private let jobs: [Job]
  private let total: Int
  private let clock: @Sendable () -> Int64
  private let watch: RunWatch
  private let notice: @Sendable (String) -> Void
  private let unwritten = FirstError()

  /// Draws up what is still to be asked.
  ///
  /// - Parameters:
  ///   - items: the images wanted, all of the set or a few for a smoke test.
  ///   - arms: candidate label → arm.
  ///   - sources: candidate label → where its captions come from.
  ///   - store: where outputs and attempts are kept.
  ///   - noticesLength: whether to tell of a caption that ran away: no check counts it.
  ///   - notice: told in a line what should not wait for the report.
  ///   - clock: milliseconds since 1970.
  public init(
    items: [SetItem], arms: [String: ArmCode], sources: [String: CaptionSource], store: StudyStore,
    settings: RunSettings, noticesLength: Bool = false, notice: @escaping @Sendable (String) -> Void = { _ in },
    clock: @escaping @Sendable () -> Int64
  ) throws {
    let before = try store.sightings()
    watch = RunWatch(
      arms.compactMapValues { before[$0] },
      lengthAdvice: noticesLength
        ? "It is kept as it came, and the report counts those of over 1,000. To have others counted, declare "
          + "`checks: {runaway_words: 300}`."
        : nil, tell: notice)
    self.notice = notice
    self.store = store
    self.arms = arms
    self.settings = settings
    self.clock = clock
    self.items = items
    candidates = arms.sorted { $0.key < $1.key }.map {
      Candidate(label: $0.key, arm: $0.value, source: sources[$0.key])
    }
    total = items.count * arms.count
    let stored = try store.storedItems()
    var jobs: [Job] = []
    // Item by item, so that an image that was read once serves all candidates.
    for (item, wanted) in items.enumerated() {
      for (candidate, asked) in candidates.enumerated() where stored[asked.arm]?.contains(wanted.id) != true {
        jobs.append(Job(candidate: Int32(candidate), item: Int32(item)))
      }
    }
    self.jobs = jobs
  }

  /// Outputs still to be asked for.
  public var remaining: Int { jobs.count }

  /// Runs until nothing is left to ask, the budget is reached, or the task is cancelled.
  ///
  /// - Throws: `CancellationError` after the requests in flight were given up and written down as lost; database errors.
  public func run(progress report: @escaping @Sendable (RunProgress) -> Void) async throws -> RunSummary {
    let before = total - jobs.count
    let spent = try store.spent()
    let spending = Spending(
      spent.known, unknownCalls: spent.unknownCalls, models: try spentByModel(), limit: settings.maxCost,
      unpriced: Set(candidates.flatMap { $0.source?.unpriced ?? [] }), tell: notice)
    var summary = RunSummary(
      progress: RunProgress(
        done: before, doneBefore: before, total: total, missing: 0, cost: spent.known, unknownCalls: spent.unknownCalls)
    )
    for job in jobs { summary.missing[candidate(job).label, default: 0] += 1 }
    let order = RunOrder(
      takes: Dictionary(candidates.map { ($0.label, $0.source?.takes ?? []) }, uniquingKeysWith: { first, _ in first }))
    var steps = order.steps(jobs) { candidate($0).label }[...]
    var lanes: [Lane: ArraySlice<Job>] = [:]
    let services = Set(candidates.compactMap(\.lane.service))
    let places = Dictionary(uniqueKeysWithValues: services.map { ($0, PlaceQueue(settings.concurrency)) })
    report(summary.progress)
    // What costs nothing goes on.
    func stopAtBudget() {
      guard spending.isUsedUp else { return }
      for (lane, rest) in lanes where lane.service != nil && !rest.isEmpty {
        summary.budgetReached = true
        summary.progress.missing += rest.count
        lanes[lane] = []
      }
    }
    stopAtBudget()
    do {
      try await withThrowingTaskGroup(of: Ended.self) { group in
        var running = 0
        func startNext(in lane: Lane) {
          while let job = lanes[lane]?.popFirst() {
            let candidate = candidate(job)
            if summary.stopped[candidate.label] != nil {
              summary.progress.missing += 1
              continue
            }
            let place = lane.service.flatMap { places[$0] }.map(HeldPlace.init)
            group.addTask { try await ask(candidate, items[Int(job.item)], spending, place) }
            running += 1
            return
          }
        }
        func startStep() async throws {
          while running == 0, let step = steps.popFirst() {
            // It may take captions of the step before.
            try await store.settle()
            lanes = Dictionary(grouping: step) { candidate($0).lane }.mapValues { $0[...] }
            stopAtBudget()
            // In turns, so that an image that was read once serves all candidates.
            let order = lanes.keys.sorted { $0.label < $1.label }
            for turn in 0..<max(1, settings.concurrency) {
              for lane in order { startNext(in: lane) }
              // The first of each is on its way before all the others read their images, and nobody is sent for before it
              // has been heard of.
              if turn == 0, !services.isEmpty { try await Task.sleep(for: .milliseconds(4)) }
            }
          }
        }
        try await startStep()
        while running > 0, let ended = try await group.next() {
          running -= 1
          try unwritten.check()
          switch ended.result {
          case .kept:
            summary.progress.done += 1
            summary.missing[ended.label]? -= 1
          case .stopped(let stop):
            summary.stopped[ended.label] = summary.stopped[ended.label] ?? stop
            summary.progress.missing += 1
          case .notAsked:
            summary.budgetReached = true
            summary.progress.missing += 1
          case .untaken(let label):
            summary.untaken[ended.label, default: [:]][label, default: 0] += 1
            summary.progress.missing += 1
          case .unanswered(let reason):
            summary.unanswered[ended.label, default: []].append("\(ended.fileName): \(reason)")
            summary.progress.missing += 1
          }
          (summary.progress.cost, summary.progress.unknownCalls) = (spending.known, spending.unknownCalls)
          stopAtBudget()
          report(summary.progress)
          startNext(in: ended.lane)
          try await startStep()
        }
      }
    } catch {
      try? await store.settle()
      throw error
    }
    try await store.settle()
    try unwritten.check()
    try Task.checkCancellation()
    summary.missing = summary.missing.filter { $0.value > 0 }
    summary.estimated = spending.estimated
    return summary
  }

  /// What earlier runs' calls came to, by the label of the model that was asked.
  private func spentByModel() throws -> [String: SpentCalls] {
    let spent = try store.spentByPart()
    return candidates.reduce(into: [:]) { models, candidate in
      for (part, calls) in spent[candidate.arm] ?? [:] {
        // Several policies may ask the same part.
        let label = part.isEmpty ? candidate.label : part
        models[label] = (models[label] ?? SpentCalls()) + calls
      }
    }
  }

  private func candidate(_ job: Job) -> Candidate { candidates[Int(job.candidate)] }

  private struct Ended: Sendable {
    enum Result: Sendable {
      /// Its answer is about to become durable.
      case kept
      case stopped(CandidateStopped)
      case unanswered(String)
      /// What it is taken from has none yet.
      case untaken(String)
      /// The budget was used up before it was sent.
      case notAsked
    }
    var label: String
    var fileName: String
    var lane: Lane
    var result: Result
  }

  private func ask(
    _ candidate: Candidate, _ item: SetItem, _ spending: Spending, _ place: HeldPlace?
  ) async throws -> Ended {
    guard let source = candidate.source else { preconditionFailure("a candidate without a source") }
    // Nothing of the image is read before: no more than have a place are in memory, and those that wait.
    try await place?.take()
    defer { place?.giveBack() }
    let entries = JobEntries(
      store: store, arms: arms, label: candidate.label, arm: candidate.arm, item: item.id, fileName: item.fileName,
      clock: clock, spending: spending, place: place
    ) { [watch] attempt, start in
      watch.saw(attempt, start, label: candidate.label, fileName: item.fileName)
    }
    defer { entries.close() }
    func ended(_ result: Ended.Result) -> Ended {
      Ended(label: candidate.label, fileName: item.fileName, lane: candidate.lane, result: result)
    }
    do {
      let caption = try await source.ask(item, entries.ledger)
      let output = Output(arm: candidate.arm, item: item.id, text: caption.text, outcome: caption.outcome)
      try entries.keep(output, caption, ended: unwritten.take)
      return ended(.kept)
    } catch let stop as CandidateStopped {
      try await entries.flush()
      return ended(.stopped(stop))
    } catch is BudgetUsedUp {
      try await entries.flush()
      return ended(.notAsked)
    } catch let untaken as Untaken {
      try await entries.flush()
      return ended(.untaken(untaken.label))
    } catch let unanswered as Unanswered {
      try await entries.flush()
      return ended(.unanswered(unanswered.description))
    } catch {
      try await entries.flush()
      throw error
    }
  }

  /// Stores every output that is still missing as *failed*, for good.
  ///
  /// - Parameter others: labels of candidates that are left alone.
  /// - Returns: how many there were.
  public func acceptFailures(besides others: Set<String> = []) async throws -> Int {
    let jobs = jobs.filter { !others.contains(candidate($0).label) }
    for job in jobs {
      let output = Output(arm: candidate(job).arm, item: items[Int(job.item)].id, text: nil, outcome: .failed)
      try store.keep(output, breaches: [], ended: unwritten.take)
    }
    try await store.settle()
    try unwritten.check()
    return jobs.count
  }
}

/// The first of the errors that come while nobody waits for them.
private final class FirstError: Sendable {
  private let first = Mutex<(any Error)?>(nil)

  @Sendable func take(_ error: (any Error)?) {
    if let error { first.withLock { $0 = $0 ?? error } }
  }

  /// - Throws: the first error taken, if there is one.
  func check() throws {
    if let error = first.withLock({ $0 }) { throw error }
  }
}
