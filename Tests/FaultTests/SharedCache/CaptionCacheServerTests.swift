import Foundation
import RedisCache
import Roster
import Synchronization
import Testing

/// The same Redis, without a program around it.
@Suite(
  "a shared cache's connection", .serialized, .timeLimit(.minutes(30)),
  .enabled(if: RedisStand.exists, "no redis-server is installed"))
struct CaptionCacheServerTests {
  private static let key = [UInt8](repeating: 7, count: 32)
  private let said = Said()

  private final class Said: Sendable {
    private let texts = Mutex<[String]>([])
    var count: Int { texts.withLock(\.count) }
    func add(_ text: String) { texts.withLock { $0.append(text) } }
  }

  private func open(_ port: Int) throws -> CaptionCacheServer {
    CaptionCacheServer(try RedisAddress("redis://127.0.0.1:\(port)"), password: nil) { [said] in said.add($0) }
  }

  private static func caption(_ text: String, created: Int64 = 1000) throws -> CachedCaption {
    try #require(
      CachedCaption(text: text, createdAt: created, model: "cap-1", inputTokens: 3, cost: 0.25, pictureBits: 1 << 63))
  }

  @Test("gives back all of what was kept, not what is too old, and not after its lifetime")
  func roundTrip() async throws {
    let redis = try RedisStand()
    let cache = try open(redis.port)
    let caption = try Self.caption("A \u{0}tea|pot\r\n$-1\r\n🫖.")
    cache.keep(Self.key, question: "ask", caption, lifetime: nil)
    #expect(await cache.find(Self.key, since: nil) == caption)
    #expect(await cache.find(Self.key, since: 1000) == caption)
    #expect(await cache.find(Self.key, since: 1001) == nil)
    await cache.settle()
    #expect(try await open(redis.port).find(Self.key, since: nil) == caption)
    // A part of a second is a second to a Redis.
    cache.keep(Self.key, question: "ask", caption, lifetime: 0.2)
    let deadline = ContinuousClock.now + .seconds(30)
    while await cache.find(Self.key, since: nil) != nil, ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(100))
    }
    #expect(await cache.find(Self.key, since: nil) == nil && said.count == 0)
  }

  @Test("a connection that was closed meanwhile is made anew, once, and nobody notices")
  func closedConnection() async throws {
    let redis = try RedisStand()
    let cache = try open(redis.port)
    cache.keep(Self.key, question: "ask", try Self.caption("A."), lifetime: nil)
    await cache.settle()
    for _ in 0..<3 {
      try redis.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
      #expect(await cache.find(Self.key, since: nil)?.text == "A.")
    }
    #expect(said.count == 0)
  }

  @Test("one that comes back is used again; it was said once that it was lost")
  func comesBack() async throws {
    let redis = try RedisStand()
    let cache = try open(redis.port)
    cache.keep(Self.key, question: "ask", try Self.caption("Before."), lifetime: nil)
    #expect(await cache.find(Self.key, since: nil) != nil)
    redis.end()
    for _ in 0..<100 {
      #expect(await cache.find(Self.key, since: nil) == nil)
      cache.keep(Self.key, question: "ask", try Self.caption("Lost."), lifetime: nil)
    }
    await cache.settle()
    try redis.start()
    var found: CachedCaption?
    let deadline = ContinuousClock.now + .seconds(60)
    while found == nil, ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(100))
      cache.keep(Self.key, question: "ask", try Self.caption("After."), lifetime: nil)
      found = await cache.find(Self.key, since: nil)
    }
    #expect(found?.text == "After." && said.count == 1)
  }

  @Test("a hundred who ask at once while it hangs all go on, without a second warning")
  func hangs() async throws {
    let redis = try RedisStand()
    let cache = try open(redis.port)
    await cache.settle()
    redis.hang()
    await withTaskGroup(of: CachedCaption?.self) { group in
      for number in 0..<100 {
        group.addTask { await cache.find([UInt8](repeating: UInt8(number), count: 32), since: nil) }
      }
      for await found in group { #expect(found == nil) }
    }
    await cache.settle()
    #expect(said.count == 1)
  }
}
