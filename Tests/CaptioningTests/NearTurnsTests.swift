internal import Roster
internal import StudyModel
internal import Testing
internal import WireStand

@testable internal import Captioning
@testable internal import Imaging

/// What a cache gives for near pictures does not depend on how many ask at once.
@Suite("turns of those who ask about near pictures", .timeLimit(.minutes(30)))
struct NearTurnsTests {
  private static let near = 4
  private static let question = CacheQuestion(chain: [], rule: "a question")

  /// A cache of nothing but hashes, and whom it made ask.
  private final class Asked: Sendable {
    private let kept = Guarded<[UInt64]>([])
    private let names = Guarded<[String]>([])
    var all: [String] { names.change { $0 } }

    /// Finds a near one or asks, as a cache's step does.
    func find(_ name: String, _ bits: UInt64?, _ answer: () async throws -> Void = {}) async throws {
      guard let bits else { return }
      if kept.change({ $0.contains { ($0 ^ bits).nonzeroBitCount <= near } }) { return }
      names.change { $0.append(name) }
      try await answer()
      kept.change { $0.append(bits) }
    }
  }

  private static func ask(
    _ turns: NearTurns, _ asked: Asked, _ name: String, _ bits: UInt64, whileHashing gate: Guarded<Bool>? = nil,
    _ answer: @escaping @Sendable () async throws -> Void = {}
  ) -> Task<Void, any Error> {
    Task {
      try await turns.afterNear(within: near, of: question, willWait: {}) {
        if let gate { await settle { !gate.change { $0 } } }
        return bits
      } _: { bits in
        try await asked.find(name, bits, answer)
      }
    }
  }

  private static func settle(until isSo: () -> Bool) async { while !isSo() { await Task.yield() } }

  // a and b, and b and c, are 4 bits apart, a and c 8. In the order a, b, c: a is asked, b finds a, which is not kept again,
  // and c is asked; c, b, a likewise; from b on the other two find it; a, c, b and c, a, b ask twice.
  @Test(
    "of a chain of near pictures, all under way at once, as many are asked for as one after the other",
    arguments: [
      ("abc", ["a", "c"]), ("cba", ["c", "a"]), ("bac", ["b"]), ("bca", ["b"]), ("acb", ["a", "c"]),
      ("cab", ["c", "a"]),
    ])
  func chain(order: String, expected: [String]) async throws {
    let bits: [Character: UInt64] = ["a": 0x00, "b": 0x0F, "c": 0xFF]
    for isAtOnce in [false, true] {
      let (turns, asked, gate) = (NearTurns(), Asked(), Guarded(isAtOnce))
      var tasks: [Task<Void, any Error>] = []
      for (place, name) in order.enumerated() {
        tasks.append(
          Self.ask(turns, asked, String(name), try #require(bits[name])) {
            await Self.settle { !gate.change { $0 } }
          })
        guard isAtOnce else {
          try await tasks[place].value
          continue
        }
        await Self.settle { turns.underWay(with: Self.question) == place + 1 }
      }
      gate.change { $0 = false }
      for task in tasks { try await task.value }
      #expect(isAtOnce ? asked.all.sorted() == expected.sorted() : asked.all == expected, "\(asked.all)")
      #expect(turns.underWay(with: Self.question) == 0)
    }
  }

  @Test("the one who came first is waited for, also where its picture takes longer to hash")
  func slowHash() async throws {
    let (turns, asked, gate) = (NearTurns(), Asked(), Guarded(true))
    let first = Self.ask(turns, asked, "first", 0, whileHashing: gate)
    await Self.settle { turns.underWay(with: Self.question) == 1 }
    let second = Self.ask(turns, asked, "second", 1)
    await Self.settle { turns.waiting(for: Self.question) == 1 }
    gate.change { $0 = false }
    try await first.value
    try await second.value
    #expect(asked.all == ["first"])
  }

  @Test("where the first fails the next asks, and the others find what that one brought")
  func failure() async throws {
    struct Failed: Error {}
    let (turns, asked, gate) = (NearTurns(), Asked(), Guarded(true))
    let first = Self.ask(turns, asked, "first", 0) {
      await Self.settle { !gate.change { $0 } }
      throw Failed()
    }
    await Self.settle { asked.all == ["first"] }
    var others: [Task<Void, any Error>] = []
    for place in 1...4 {
      others.append(Self.ask(turns, asked, "\(place)", 0))
      await Self.settle { turns.waiting(for: Self.question) == place }
    }
    gate.change { $0 = false }
    await #expect(throws: Failed.self) { try await first.value }
    for task in others { try await task.value }
    #expect(asked.all == ["first", "1"])
  }

  @Test("one whose wait is cancelled leaves, and whoever came later waits for the others alone")
  func cancelled() async throws {
    let (turns, asked, gate) = (NearTurns(), Asked(), Guarded(true))
    let first = Self.ask(turns, asked, "first", 0) { await Self.settle { !gate.change { $0 } } }
    await Self.settle { asked.all == ["first"] }
    let second = Self.ask(turns, asked, "second", 0x0F)
    await Self.settle { turns.waiting(for: Self.question) == 1 }
    // Near the second alone.
    let third = Self.ask(turns, asked, "third", 0xFF)
    await Self.settle { turns.waiting(for: Self.question) == 2 }
    second.cancel()
    await #expect(throws: CancellationError.self) { try await second.value }
    try await third.value
    #expect(asked.all == ["first", "third"])
    gate.change { $0 = false }
    try await first.value
    #expect(turns.underWay(with: Self.question) == 0 && turns.waiting(for: Self.question) == 0)
  }

  @Test("who waits is told so before, and waits for nobody who asks something else or about another picture")
  func told() async throws {
    let (turns, asked, gate, told) = (NearTurns(), Asked(), Guarded(true), Guarded(0))
    let first = Self.ask(turns, asked, "first", 0) { await Self.settle { !gate.change { $0 } } }
    await Self.settle { asked.all == ["first"] }
    func wait(_ bits: UInt64, _ question: CacheQuestion) async throws {
      try await turns.afterNear(
        within: Self.near, of: question,
        willWait: {
          told.change { $0 += 1 }
          gate.change { $0 = false }
        }, hash: { bits }, { _ in })
    }
    try await wait(0, CacheQuestion(chain: [], rule: "another question"))
    try await wait(0x1F, Self.question)
    #expect(told.change { $0 } == 0)
    try await wait(0x0F, Self.question)
    #expect(told.change { $0 } == 1)
    try await first.value
  }

  @Test("twelve images, six pairs of the same picture, all at once: a real service is asked six times, each time")
  func pairs() async throws {
    let pictures = try (0..<6).map { try Self.picture(seed: $0) }
    let hashes = try pictures.map { try PerceptualHash(of: $0).bits }
    for (place, hash) in hashes.enumerated() {
      for other in hashes[..<place] { #expect((hash ^ other).nonzeroBitCount > Self.near) }
    }
    for _ in 0..<5 {
      let stand = try Stand { _ in [.pause(.milliseconds(20))] + .caption("A picture.") }
      let captioner = try stand.captioner()
      let kept = Guarded<[(question: CacheQuestion, caption: CachedCaption)]>([])
      let cache = CaptionCache(
        find: { _, _ in nil },
        near: { bits, question, near, _ in
          kept.change { kept in
            kept.filter { $0.question == question }.compactMap { entry in
              entry.caption.pictureBits.map {
                CaptionCache.NearCaption(caption: entry.caption, distance: ($0 ^ bits).nonzeroBitCount)
              }
            }.filter { $0.distance <= near }.min { $0.distance < $1.distance }
          }
        }, keep: { key, caption, _ in kept.change { $0.append((key.question, caption)) } })
      let step = CachedStep(cache, turns: KeyTurns(), lifetime: nil, near: Self.near)
      let hits = try await withThrowingTaskGroup(of: Bool.self, returning: Int.self) { group in
        for image in 0..<12 {
          group.addTask {
            let key = CacheKey(image: "image \(image)", question: Self.question)
            let answer = try await step.answer(key, picture: { pictures[image / 2] }) {
              let result = try await captioner.caption(CaptionRequest(Stand.item, image: [0xFF, 0xD8, 0xFF]))
              return (result.text, CachedCaption(result, cost: nil))
            }
            if case .found(_, let hit) = answer { return hit.distance == 0 }
            return false
          }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(hits == 6 && stand.server.requests.count == 6)
    }
  }

  /// Eight by eight grey fields by lot, as a BMP.
  private static func picture(seed: Int) throws -> [UInt8] {
    let side = 64
    var bytes: [UInt8] = [0x42, 0x4D]
    func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 255) } }
    bytes += word(54 + side * side * 3) + word(0) + word(54) + word(40) + word(side) + word(side)
    bytes += [1, 0, 24, 0] + word(0) + word(side * side * 3) + word(2835) + word(2835) + word(0) + word(0)
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 0xD1B5_4A32_D192_ED03
    let fields = (0..<64).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(state >> 56)
    }
    for row in 0..<side {
      for column in 0..<side { bytes += [UInt8](repeating: fields[row / 8 * 8 + column / 8], count: 3) }
    }
    return bytes
  }
}
