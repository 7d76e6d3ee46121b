import Roster
import Testing

@testable import RedisCache

@Suite(
  "a connection to a Redis", .timeLimit(.minutes(30)),
  .enabled(if: RedisStand.exists, "no redis-server is installed"))
struct RedisLinkTests {
  @Test("knows the IP address that a name stood for, and connects there again without looking the name up")
  func host() throws {
    let redis = try RedisStand()
    let first = try RedisLink(RedisAddress("redis://localhost:\(redis.port)"), password: nil)
    #expect(first.host == "127.0.0.1")
    // A name that stands for nothing: whoever looked it up would not get far.
    let nowhere = try RedisAddress("redis://nowhere.invalid:\(redis.port)")
    let again = try RedisLink(nowhere, at: first.host, password: nil)
    #expect(again.host == "127.0.0.1")
    #expect(throws: RedisFault.self) { try RedisLink(nowhere, password: nil) }
  }
}
