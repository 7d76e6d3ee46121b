internal import Foundation
internal import Roster
internal import StudyModel
internal import Synchronization
internal import Testing
internal import WireStand

@testable internal import Captioning

/// A cache in memory.
private final class MemoryCache: Sendable {
  let entries = Mutex<[CacheKey: CachedCaption]>([:])
  let nearest = Mutex<CaptionCache.NearCaption?>(nil)
  let nearAsked = Mutex<[UInt64]>([])

  var kept: [CacheKey: CachedCaption] { entries.withLock { $0 } }
  var pictures: [UInt64] { nearAsked.withLock { $0 } }

  var closures: CaptionCache {
    CaptionCache(
      find: { [self] key, since in
        entries.withLock { $0[key] }.flatMap { $0.createdAt >= since ?? .min ? $0 : nil }
      },
      near: { [self] picture, _, bits, since in
        nearAsked.withLock { $0.append(picture) }
        return nearest.withLock { $0 }.flatMap { $0.distance <= bits ? $0 : nil }
      }, keep: { [self] key, caption, _ in entries.withLock { $0[key] = caption } })
  }
}

@Suite("a cache in front of a model", .timeLimit(.minutes(30)))
struct CachedStepTests {
  private static let now: Int64 = 1_795_300_000_000

  private static func key(_ image: String = "a", user: String = "Describe.") -> CacheKey {
    let call = ModelCall(model: "cap-1", declared: "cap-1", user: "Describe.")
    return CacheKey(
      image: image,
      question: CacheQuestion(CacheKey.Scope(call, address: "http://127.0.0.1/v1"), system: nil, user: user))
  }

  private static func caption(_ text: String, age: Double = 0) throws -> CachedCaption {
    try #require(
      CachedCaption(
        text: text, createdAt: now - Int64(age * 1000), model: "cap-1", cost: 0.002, totalSeconds: 1.5,
        firstTokenSeconds: 0.4))
  }

  private static func step(_ cache: MemoryCache, lifetime: Double? = nil, near: Int? = nil) -> CachedStep {
    CachedStep(cache.closures, turns: KeyTurns(), lifetime: lifetime, near: near, now: { now })
  }

  @Test("gives an entry for the same bytes, with what it had cost and taken, and looks at no picture")
  func exact() async throws {
    let cache = MemoryCache()
    cache.entries.withLock { $0[Self.key()] = try? Self.caption("A teapot.", age: 60) }
    let answer: CachedStep.Answer<Int> = try await Self.step(cache, near: 4).answer(Self.key()) {
      Issue.record("a picture is read for an exact hit")
      return nil
    } ask: {
      Issue.record("asked in spite of an entry")
      return (0, nil)
    }
    guard case .found(let caption, let hit) = answer else { return #expect(Bool(false), "asked") }
    #expect(caption.text == "A teapot." && hit.distance == nil && hit.originAt == Self.now - 60_000)
    #expect(hit.originCost == 0.002 && hit.originTotal == 1.5 && hit.originFirstToken == 0.4)
    #expect((hit.ownTotal ?? -1) > 0 && (hit.ownTotal ?? -1) < 1.5 && cache.pictures.isEmpty)
  }

  @Test(
    "takes an entry as long as it is younger than its lifetime, to the second",
    arguments: [(59.999, true), (60.0, false), (60.001, false), (0, true)])
  func lifetime(age: Double, isGood: Bool) async throws {
    let cache = MemoryCache()
    let old = try Self.caption("A teapot.", age: age)
    cache.entries.withLock { $0[Self.key()] = old }
    let fresh = try Self.caption("Another.")
    let answer = try await Self.step(cache, lifetime: 60).answer(Self.key(), picture: { nil }, ask: { (1, fresh) })
    if case .found = answer { #expect(isGood) } else { #expect(!isGood) }
    #expect(cache.kept[Self.key()]?.text == (isGood ? "A teapot." : "Another."))
  }

  @Test("an expired caption does not come back where the service fails, and the failure is told as it is")
  func lostWhileRefreshing() async throws {
    struct Lost: Error {}
    let cache = MemoryCache()
    let old = try Self.caption("A teapot.", age: 61)
    cache.entries.withLock { $0[Self.key()] = old }
    await #expect(throws: Lost.self) {
      _ = try await Self.step(cache, lifetime: 60).answer(
        Self.key(), picture: { nil }, ask: { () -> (Int, CachedCaption?) in throw Lost() })
    }
  }

  @Test(
    "takes a near picture's caption within the bits stated, and asks beyond them", arguments: [(4, true), (5, false)])
  func near(distance: Int, isNear: Bool) async throws {
    let cache = MemoryCache()
    let other = try Self.caption("A teapot.")
    cache.nearest.withLock { $0 = .init(caption: other, distance: distance) }
    let own = try Self.caption("Own.")
    let picture = try Self.picture()
    let answer = try await Self.step(cache, near: 4).answer(Self.key(), picture: { picture }, ask: { (1, own) })
    if case .found(let caption, let hit) = answer {
      #expect(isNear && hit.distance == 4 && caption.text == "A teapot.")
      // Nothing is kept under this picture's own key: its neighbours' neighbours would drift away.
      #expect(cache.kept.isEmpty)
    } else {
      #expect(!isNear && cache.kept[Self.key()]?.pictureBits != nil)
    }
    #expect(cache.pictures.count == 1)
  }

  @Test("takes no perceptual hash where near pictures do not count, and none is near one that cannot be decoded")
  func noHash() async throws {
    let cache = MemoryCache()
    let other = try Self.caption("A teapot.")
    cache.nearest.withLock { $0 = .init(caption: other, distance: 0) }
    let kept = try Self.caption("Own.")
    _ = try await Self.step(cache).answer(Self.key("b")) {
      Issue.record("a picture is read")
      return nil
    } ask: {
      (1, kept)
    }
    _ = try await Self.step(cache, near: 4).answer(Self.key("c"), picture: { [1, 2, 3] }, ask: { (1, kept) })
    #expect(cache.pictures.isEmpty)
    #expect(cache.kept.values.allSatisfy { $0.pictureBits == nil })
  }

  /// Eight grey bars, as a BMP.
  private static func picture() throws -> [UInt8] {
    let side = 32
    var bytes: [UInt8] = [0x42, 0x4D]
    func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 255) } }
    bytes += word(54 + side * side * 3) + word(0) + word(54) + word(40) + word(side) + word(side)
    bytes += [1, 0, 24, 0] + word(0) + word(side * side * 3) + word(2835) + word(2835) + word(0) + word(0)
    for _ in 0..<side { for column in 0..<side { bytes += [UInt8](repeating: UInt8(column / 4 * 32), count: 3) } }
    return bytes
  }

  @Test("a hundred who want one answer at once ask a real service once")
  func stampede() async throws {
    let stand = try Stand { _ in [.pause(.milliseconds(100))] + .caption("A teapot.") }
    let cache = MemoryCache()
    let step = CachedStep(cache.closures, turns: KeyTurns(), lifetime: nil, near: nil)
    let captioner = try stand.captioner()
    let found = try await withThrowingTaskGroup(of: String?.self, returning: [String?].self) { group in
      for _ in 0..<100 {
        group.addTask {
          let answer = try await step.answer(
            Self.key(), picture: { nil },
            ask: {
              let result = try await captioner.caption(CaptionRequest(Stand.item, image: [0xFF, 0xD8, 0xFF]))
              return (result.text, CachedCaption(result, cost: nil))
            })
          switch answer {
          case .found(let caption, _): return caption.text
          case .asked(let text): return text
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(stand.server.requests.count == 1)
    #expect(found.count == 100 && found.allSatisfy { $0 == "A teapot." })
  }

  @Test("what is no whole caption is never kept, and the next in turn asks for itself")
  func onlyWhole() async throws {
    let truncated = #"{"model":"m","choices":[{"message":{"content":"A tea"},"finish_reason":"length"}]}"#
    let filtered = #"{"model":"m","choices":[{"message":{"content":""},"finish_reason":"content_filter"}]}"#
    let refused = #"{"model":"m","choices":[{"message":{"content":null,"refusal":"No."},"finish_reason":"stop"}]}"#
    let empty = #"{"model":"m","choices":[{"message":{"content":" "},"finish_reason":"stop"}]}"#
    for body in [truncated, filtered, refused, empty] {
      let stand = try Stand { _ in .answer([UInt8](body.utf8)) }
      let cache = MemoryCache()
      let step = Self.step(cache)
      for _ in 0..<2 {
        let answer = try await step.answer(
          Self.key(), picture: { nil },
          ask: {
            let result = try await stand.ask()
            return (result.outcome, CachedCaption(result, cost: nil))
          })
        guard case .asked(let outcome) = answer else { return #expect(Bool(false), "\(body) came from the cache") }
        #expect(!outcome.isRated)
      }
      #expect(cache.kept.isEmpty, "\(body)")
    }
    let stand = try Stand { _ in .fault(500, "no") }
    #expect(CachedCaption(try await stand.ask(), cost: 0) == nil)
  }

  @Test(
    "a stream through LiteLLM's proxy, which ends cut ones in good order, is flagged and not kept",
    arguments: [true, false])
  func streamedByProxy(isProxy: Bool) async throws {
    let events = [
      #"{"model":"cap-1","choices":[{"delta":{"content":"A teapot with a"},"finish_reason":null}]}"#,
      #"{"model":"cap-1","choices":[{"delta":{},"finish_reason":"stop"}]}"#, "[DONE]",
    ]
    let body = Array(events.map { "data: \($0)\n\n" }.joined().utf8)
    let name = isProxy ? "x-litellm-call-id" : "x-call-id"
    var stand = try Stand { _ in
      .answer(headers: ["Content-Type": "text/event-stream", name: "1"], body, framing: .chunked)
    }
    stand.call = stand.call.streaming
    let result = try await stand.ask()
    #expect(result.outcome == .captioned && result.text == "A teapot with a")
    #expect(result.attempts.map(\.flags) == [isProxy ? ["streamed_by_proxy"] : []])
    #expect((CachedCaption(result, cost: 0) == nil) == isProxy)
    // Whole answers of the same proxy are kept.
    let whole = #"{"model":"cap-1","choices":[{"message":{"content":"A teapot."},"finish_reason":"stop"}]}"#
    let plain = try Stand { _ in
      .answer(headers: ["Content-Type": "application/json", name: "1"], Array(whole.utf8))
    }
    #expect(CachedCaption(try await plain.ask(), cost: 0) != nil)
  }

  @Test("a caption over the word limit is whole: the limit of the day says what becomes of it")
  func overLength() async throws {
    let record = AttemptRecord(
      number: 1, startedAt: 1, endedAt: 2, happened: "captioned", requestedModel: "cap-1", inputTokens: 5,
      totalSeconds: 0.5)
    let result = CaptionResult(text: "A very long caption.", outcome: .overLength, attempts: [record])
    let kept = try #require(CachedCaption(result, cost: 0.1))
    #expect(kept.createdAt == 2 && kept.model == "cap-1" && kept.totalSeconds == 0.5 && kept.inputTokens == 5)
    #expect(CachedCaption(CaptionResult(text: " \n", outcome: .captioned, attempts: [record]), cost: 0.1) == nil)
  }

  @Test("one whose wait for a turn is cancelled leaves, and holds up nobody")
  func cancelled() async throws {
    let turns = KeyTurns()
    let key = Self.key()
    let notes = Notes()
    let first = Task {
      try await turns.atTurn(of: key) { while notes.isHeld.withLock({ $0 }) { await Task.yield() } }
    }
    let second = Task { try await turns.atTurn(of: key) { notes.entered.withLock { $0 += 100 } } }
    while turns.waiting(at: key) < 1 { await Task.yield() }
    let third = Task { try await turns.atTurn(of: key) { notes.entered.withLock { $0 += 1 } } }
    while turns.waiting(at: key) < 2 { await Task.yield() }
    second.cancel()
    await #expect(throws: CancellationError.self) { try await second.value }
    notes.isHeld.withLock { $0 = false }
    try await first.value
    try await third.value
    let count = notes.entered.withLock { $0 }
    #expect(count == 1 && turns.waiting(at: key) == 0)
  }

  private final class Notes: Sendable {
    let entered = Mutex(0)
    let isHeld = Mutex(true)
  }
}
