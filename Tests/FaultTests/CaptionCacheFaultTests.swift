import Foundation
import ProgramStand
import Roster
import StudyStore
import Synchronization
import Testing

/// Fault F14 and its neighbours: a cache without room, and one that is removed.
@Suite("a cache of captions that cannot be used", .timeLimit(.minutes(30)))
struct CaptionCacheFaultTests {
  private static func key(_ number: Int) -> [UInt8] {
    [UInt8](repeating: UInt8(number & 255), count: 31) + [UInt8(number >> 8)]
  }

  private static func caption(_ text: String) throws -> CachedCaption {
    try #require(CachedCaption(text: text, createdAt: 1000, model: "cap-1", pictureBits: 7))
  }

  @Test(
    "on a full disk captions are found, what cannot be kept is said once, and with room there is it is kept again",
    .enabled(if: SmallDisk.canMount, "mounting a small disk takes rights that this account lacks"))
  func fullDisk() async throws {
    let disk = try SmallDisk(kilobytes: 512)
    let path = disk.path + "/captions.sqlite"
    let said = Mutex<[String]>([])
    let cache = CaptionCacheFile(path) { warning in said.withLock { $0.append(warning) } }
    for number in 0..<20 { cache.keep(Self.key(number), question: "ask", try Self.caption("Caption \(number).")) }
    await cache.settle()
    try disk.fill()
    for number in 20..<400 {
      cache.keep(
        Self.key(number), question: "ask", try Self.caption(String(repeating: "Caption \(number). ", count: 20)))
      #expect(cache.find(Self.key(number), since: nil) != nil)
    }
    await cache.settle()
    let warnings = said.withLock { $0 }
    #expect(warnings.count == 1 && warnings[0].contains("Free some space"), "\(warnings)")
    for number in 0..<20 { #expect(cache.find(Self.key(number), since: nil)?.text == "Caption \(number).") }
    try disk.free()
    cache.keep(Self.key(500), question: "ask", try Self.caption("After."))
    await cache.settle()
    let again = CaptionCacheFile(path) { warning in said.withLock { $0.append(warning) } }
    #expect(again.find(Self.key(500), since: nil)?.text == "After.")
    for number in 0..<20 { #expect(again.find(Self.key(number), since: nil)?.text == "Caption \(number).") }
    let afterwards = said.withLock { $0.count }
    #expect(afterwards == 1)
  }

  @Test("without room for the file there is no cache, and that is said", .enabled(if: SmallDisk.canMount))
  func noRoomAtAll() throws {
    let disk = try SmallDisk(kilobytes: 64)
    try disk.fill()
    let said = Mutex<[String]>([])
    let cache = CaptionCacheFile(disk.path + "/sub/captions.sqlite") { warning in said.withLock { $0.append(warning) } }
    #expect(!cache.isOpen && cache.find(Self.key(1), since: nil) == nil)
    let warnings = said.withLock { $0 }
    #expect(warnings.count == 1, "\(warnings)")
  }

  @Test("purge --cache counts it, removes it and nothing else, and refuses what is no cache")
  func purge() async throws {
    let folder = try TemporaryFolder("cache")
    let path = folder.path + "/blindfold/captions.sqlite"
    do {
      let cache = CaptionCacheFile(path) { Issue.record("\($0)") }
      for number in 0..<3 { cache.keep(Self.key(number), question: "ask", try Self.caption("Caption.")) }
      await cache.settle()
    }
    let environment = ["XDG_CACHE_HOME": folder.path]
    func purge(_ arguments: String...) throws -> Programs.Result {
      try Programs.run("blindfold", ["purge", "--cache"] + arguments, environment: environment)
    }
    let dry = try purge("--dry-run")
    #expect(
      dry.status == 0 && dry.output.contains("\(path): 3 captions, ") && dry.output.contains("nothing was removed"))
    #expect(FileManager.default.fileExists(atPath: path))
    let other = folder.path + "/notes.txt"
    try Data("mine".utf8).write(to: URL(fileURLWithPath: other))
    let refused = try purge(other)
    #expect(refused.status == 65 && refused.errors.contains("Nothing was removed"), "\(refused.errors)")
    #expect(try String(contentsOfFile: other, encoding: .utf8) == "mine")
    let done = try purge()
    #expect(done.status == 0 && done.output.contains("3 captions") && done.output.contains("removed"), "\(done.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/blindfold").isEmpty)
    let again = try purge()
    #expect(again.status == 0 && again.output.contains("nothing to remove"))
    try Data(repeating: 65, count: 9000).write(to: URL(fileURLWithPath: path))
    let damaged = try purge()
    #expect(damaged.status == 0 && damaged.output.contains("can no longer be counted"), "\(damaged.errors)")
    #expect(!FileManager.default.fileExists(atPath: path))
    let both = try Programs.run("blindfold", ["purge", "x", "--cache", "--images"], environment: environment)
    #expect(both.status == 64)
  }
}
