internal import CaptionClient
public import Roster
internal import StudyModel
internal import Synchronization

/// The ledger of a policy's requests for one image: written before each is sent and after it has ended.
public struct PolicyLedger: Sendable {
  /// Told before there is a wait, with nothing under way.
  public var willWait: @Sendable () async throws -> Void
  /// Writes down that a part is about to be asked; gives the entry's number. The starts of one image are numbered through,
  /// whatever part they are of.
  public var willSend: @Sendable (Candidate, AttemptStart) async throws -> Int64
  /// Writes down how that ended.
  public var didEnd: @Sendable (Candidate, Int64, AttemptRecord) async throws -> Void
  /// As ``CallWatch/isAwaited``.
  public var isAwaited = false

  /// A ledger.
  public init(
    willWait: @escaping @Sendable () async throws -> Void = {},
    willSend: @escaping @Sendable (Candidate, AttemptStart) async throws -> Int64 = { _, _ in 0 },
    didEnd: @escaping @Sendable (Candidate, Int64, AttemptRecord) async throws -> Void = { _, _, _ in }
  ) {
    self.willWait = willWait
    self.willSend = willSend
    self.didEnd = didEnd
  }
}

/// One image on its way through a policy.
final class PolicyAsking: Sendable {
  let request: CaptionRequest
  let facts: ItemFacts
  let taken: @Sendable (String) async throws -> TakenCaption?
  let lent: @Sendable (String, ItemID) async throws -> TakenCaption?
  private let ledger: PolicyLedger
  private let log = Mutex<[(part: Candidate, record: AttemptRecord)]>([])
  private let started = Mutex(0)
  private let onText: (@Sendable (LiveText.Piece) -> Void)?
  /// Whether anything that was shown still counts.
  private let isShown = Mutex(false)

  init(
    _ request: CaptionRequest, facts: ItemFacts, ledger: PolicyLedger, onText: (@Sendable (LiveText.Piece) -> Void)?,
    taken: @escaping @Sendable (String) async throws -> TakenCaption?,
    lent: @escaping @Sendable (String, ItemID) async throws -> TakenCaption? = { _, _ in nil }
  ) {
    self.request = request
    self.facts = facts
    self.ledger = ledger
    self.onText = onText
    self.taken = taken
    self.lent = lent
  }

  /// Requests that were sent so far.
  var sent: Int { started.withLock { $0 } }

  /// How every request that was sent has ended, in order.
  var attempts: [AttemptRecord] { log.withLock { $0.map(\.record) } }

  /// US dollars that all requests from one on cost together; nil where that of any is unknown.
  func cost(from first: Int) -> Double? {
    log.withLock { log in
      log.dropFirst(first).reduce(0) { sum, one in
        guard let sum, let cost = one.record.cost(at: one.part.price) else { return nil }
        return sum + cost
      }
    }
  }

  /// Told before there is a wait, with nothing under way.
  func willWait() async throws { try await ledger.willWait() }

  /// Takes back what was shown: somebody else is asked.
  func takeBack() {
    let wasShown = isShown.withLock { isShown in
      defer { isShown = false }
      return isShown
    }
    if wasShown { onText?(.takenBack) }
  }

  private func show(_ piece: LiveText.Piece) {
    isShown.withLock { $0 = piece != .takenBack }
    onText?(piece)
  }

  /// What a part's captioner tells of its tries.
  func watch(of part: Candidate) -> CallWatch {
    let entries = Entries(part: part, asking: self)
    var watch = CallWatch(willWait: ledger.willWait, willSend: entries.willSend, didEnd: entries.didEnd)
    watch.isAwaited = ledger.isAwaited
    if onText != nil { watch.onText = { [self] piece in show(piece) } }
    return watch
  }

  /// One part's way into the ledger.
  private final class Entries: Sendable {
    private let part: Candidate
    private let asking: PolicyAsking
    private let entry = Mutex<Int64?>(nil)

    init(part: Candidate, asking: PolicyAsking) {
      self.part = part
      self.asking = asking
    }

    func willSend(_ start: AttemptStart) async throws {
      var start = start
      start.number = asking.started.withLock { started in
        started += 1
        return started
      }
      let id = try await asking.ledger.willSend(part, start)
      entry.withLock { $0 = id }
    }

    func didEnd(_ record: AttemptRecord) async throws {
      asking.log.withLock { $0.append((part, record)) }
      guard let id = entry.withLock({ $0 }) else { return }
      try await asking.ledger.didEnd(part, id, record)
    }
  }
}
