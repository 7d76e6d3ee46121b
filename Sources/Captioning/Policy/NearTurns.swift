internal import Synchronization

/// Whoever wants a caption that one for a near picture would do for waits while that one is being asked for, and then finds it,
/// or asks. So a cache gives as much however many ask at once.
///
/// Waits are for those who came earlier alone: no two can wait for each other. How near two pictures are is known once both
/// are hashed: that too is waited for, so that whose hash takes less does not go first.
final class NearTurns: Sendable {
  private struct Asker {
    /// Held until ``bits`` are known, or there will be none.
    let hashing = PlaceQueue(1)
    /// Held until there is an answer, or there will be none.
    let asking = PlaceQueue(1)
    let bits = Bits()
  }

  private final class Bits: Sendable {
    let value = Mutex<UInt64?>(nil)
  }

  private struct Askers {
    var lastNumber = 0
    /// In the order in which they came, by number.
    var underWay: [CacheQuestion: [(number: Int, asker: Asker)]] = [:]
  }

  private let askers = Mutex(Askers())

  /// How many wait for another who asks the same.
  func waiting(for question: CacheQuestion) -> Int {
    askers.withLock {
      $0.underWay[question]?.reduce(0) { $0 + $1.asker.hashing.waiting + $1.asker.asking.waiting } ?? 0
    }
  }

  /// How many are under way with a question, those that wait among them.
  func underWay(with question: CacheQuestion) -> Int { askers.withLock { $0.underWay[question]?.count ?? 0 } }

  /// Does something once nobody who came earlier asks the same about a near picture.
  ///
  /// - Parameters:
  ///   - bits: most that the hashes of two pictures may differ in to be near.
  ///   - willWait: told before there is a wait for another's answer.
  ///   - hash: gives the picture's perceptual hash; nil where it has none, and is near none.
  ///   - work: given the hash.
  /// - Throws: `CancellationError` where the task was cancelled while it waited, and what the closures throw.
  func afterNear<Value>(
    within bits: Int, of question: CacheQuestion, willWait: () async throws -> Void,
    hash: () async throws -> UInt64?, _ work: (UInt64?) async throws -> Value
  ) async throws -> Value {
    let own = Asker()
    // Nobody else knows of them yet: there is no wait.
    try await own.hashing.take()
    try await own.asking.take()
    let (number, earlier) = enter(own, question)
    defer {
      leave(number, question)
      own.asking.giveBack()
    }
    guard let picture = try await known(hash, to: own) else { return try await work(nil) }
    for other in earlier {
      try await other.hashing.pass()
      guard let its = other.bits.value.withLock({ $0 }), (its ^ picture).nonzeroBitCount <= bits else { continue }
      try await other.asking.pass(willWait: willWait)
    }
    return try await work(picture)
  }

  /// - Returns: one's number, and who came earlier.
  private func enter(_ own: Asker, _ question: CacheQuestion) -> (Int, [Asker]) {
    askers.withLock { askers in
      askers.lastNumber += 1
      let earlier = askers.underWay[question, default: []].map(\.asker)
      askers.underWay[question, default: []].append((askers.lastNumber, own))
      return (askers.lastNumber, earlier)
    }
  }

  private func leave(_ number: Int, _ question: CacheQuestion) {
    askers.withLock { askers in
      askers.underWay[question]?.removeAll { $0.number == number }
      if askers.underWay[question]?.isEmpty == true { askers.underWay[question] = nil }
    }
  }

  private func known(_ hash: () async throws -> UInt64?, to own: Asker) async throws -> UInt64? {
    defer { own.hashing.giveBack() }
    let bits = try await hash()
    own.bits.value.withLock { $0 = bits }
    return bits
  }
}

extension PlaceQueue {
  /// Waits until the place is free, and takes none.
  fileprivate func pass(willWait: () async throws -> Void = {}) async throws {
    try await take(willWait: willWait)
    giveBack()
  }
}
