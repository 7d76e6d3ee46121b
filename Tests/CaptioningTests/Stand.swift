internal import CaptionClient
internal import Captioning
internal import Foundation
internal import Roster
internal import StudyModel
internal import Synchronization
internal import Testing
internal import WireStand

/// A clock on which every sleep is over at once, and is noted down.
final class NotedClock: Clock {
  struct Instant: InstantProtocol {
    var offset: Duration
    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private let state = Mutex((now: Duration.zero, sleeps: [Duration]()))
  var now: Instant { Instant(offset: state.withLock { $0.now }) }
  var minimumResolution: Duration { .zero }
  var sleeps: [Duration] { state.withLock { $0.sleeps } }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    try Task.checkCancellation()
    state.withLock { state in
      state.sleeps.append(deadline.offset - state.now)
      state.now = deadline.offset
    }
  }
}

/// Always the same bits: `Double.random(in: 0..<1)` gives just under 1 for all ones, and 0 for none.
struct FixedBits: RandomNumberGenerator, Sendable {
  var bits: UInt64
  mutating func next() -> UInt64 { bits }
}

/// What the ledger was told, in order.
final class Ledger: Sendable {
  private let lines = Mutex<[String]>([])
  private let kept = Mutex<[AttemptRecord]>([])
  private let begun = Mutex<[AttemptStart]>([])
  var entries: [String] { lines.withLock { $0 } }
  var records: [AttemptRecord] { kept.withLock { $0 } }
  /// What was announced before it was sent.
  var starts: [AttemptStart] { begun.withLock { $0 } }
  func willSend(_ start: AttemptStart) {
    begun.withLock { $0.append(start) }
    lines.withLock { $0.append("send \(start.number)") }
  }
  func didEnd(_ record: AttemptRecord) {
    lines.withLock { $0.append("end \(record.number) \(record.happened)") }
    kept.withLock { $0.append(record) }
  }
}

/// A candidate at a stand-in service, with everything that a test looks at afterwards.
struct Stand {
  static let key = "sk-canary-0123456789abcdefghij"
  let server: WireServer
  let clock = NotedClock()
  let ledger = Ledger()
  let client: HTTPClient
  var call: ModelCall
  var settings = RunSettings(timeout: 20, attempts: 3)
  var checks = CaptionChecks()
  var policy = RetryPolicy()
  var environment = ["A_KEY": Stand.key]

  init(_ script: @escaping WireServer.Script) throws {
    server = try WireServer(script)
    client = try HTTPClient()
    call = ModelCall(
      model: "cap-1", declared: "openai-api/x/cap-1", baseURL: server.address, keyVariable: "A_KEY", keyRequired: true,
      user: "Describe this {{category}}.")
  }

  static let item = SetItem(
    id: ItemID(hex: String(repeating: "a", count: 64)) ?? .init(placeholder: 0), path: "/x/product-01.jpg",
    fileName: "images/product-01.jpg", format: .jpeg, category: "product", references: ["the reference caption"],
    fields: ["title": "Teapot {{category}}", "text": "the hidden text", "facts": "the hidden facts"])

  var candidate: Candidate { Candidate(label: "flash", source: .model(call)) }

  func captioner(_ settings: RunSettings? = nil) throws -> Captioner {
    try Captioner(
      call, label: "flash", settings: settings ?? self.settings, checks: checks, client: client,
      environment: { environment[$0] }, policy: policy,
      pacer: Pacer(clock: clock, random: FixedBits(bits: .max), wallClock: { 1_795_300_000_000 }))
  }

  func ask() async throws -> CaptionResult {
    let ledger = ledger
    return try await captioner().caption(
      CaptionRequest(Stand.item, image: [0xFF, 0xD8, 0xFF]),
      CallWatch(willSend: { ledger.willSend($0) }, didEnd: { ledger.didEnd($0) }))
  }

  /// Asks for many captions by one captioner.
  ///
  /// - Parameter together: all at once instead of one after the other.
  func ask(_ count: Int, together: Bool) async throws -> [Result<CaptionResult, PermanentFailure>] {
    let captioner = try captioner()
    let ledger = ledger
    @Sendable func one() async throws -> Result<CaptionResult, PermanentFailure> {
      do {
        return .success(
          try await captioner.caption(
            CaptionRequest(Stand.item, image: [0xFF, 0xD8, 0xFF]),
            CallWatch(willSend: { ledger.willSend($0) }, didEnd: { ledger.didEnd($0) })))
      } catch let failure as PermanentFailure {
        return .failure(failure)
      }
    }
    guard together else {
      var results: [Result<CaptionResult, PermanentFailure>] = []
      for _ in 0..<count { results.append(try await one()) }
      return results
    }
    return try await withThrowingTaskGroup { group in
      for _ in 0..<count { group.addTask { try await one() } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
  }

  func stopped() async throws -> PermanentFailure? {
    do {
      _ = try await ask()
      return nil
    } catch let failure as PermanentFailure {
      return failure
    }
  }
}

extension ItemID {
  init(placeholder: Int) {
    guard let id = ItemID(hex: String(repeating: "0", count: 64)) else { preconditionFailure("64 zeros are a SHA-256") }
    self = id
  }
}
