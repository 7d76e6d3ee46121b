import Foundation
import GRDB
import Roster
import Synchronization
import Testing

@testable import StudyStore

/// Fault F14, the half of an entry that is damaged; and a cache that others use, that is full, or is none.
@Suite("the file of cached captions", .timeLimit(.minutes(30)))
struct CaptionCacheTests {
  /// A folder of its own, and what was said of the cache in it.
  private final class Stand: Sendable {
    let folder: String
    let warnings = Mutex<[String]>([])
    var path: String { folder + "/sub/captions.sqlite" }

    init() throws {
      folder = FileManager.default.temporaryDirectory.appending(path: "cache-\(UUID().uuidString)").path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func open() -> CaptionCacheFile {
      CaptionCacheFile(path) { [self] warning in warnings.withLock { $0.append(warning) } }
    }

    var said: [String] { warnings.withLock { $0 } }
  }

  private static func key(_ number: Int) -> [UInt8] {
    (0..<32).map { UInt8(truncatingIfNeeded: number >> (8 * ($0 % 4)) &+ $0) }
  }

  private static func caption(_ text: String, created: Int64 = 1000, picture: UInt64? = nil) throws -> CachedCaption {
    try #require(
      CachedCaption(
        text: text, createdAt: created, model: "cap-1", servedModel: "cap-1-2026", fingerprint: "fp",
        inputTokens: 800, outputTokens: 9, cachedTokens: 3, reasoningTokens: 2, cost: 0.25, totalSeconds: 1.5,
        firstTokenSeconds: 0.5, answeredQuestion: "q", pictureBits: picture))
  }

  @Test("gives back all of what was kept, at once and from another process's view of the file; its owner only reads it")
  func roundTrip() async throws {
    let stand = try Stand()
    let cache = stand.open()
    // A NUL, an escape sequence, and bits of a picture that are a negative number to SQLite.
    let caption = try Self.caption("A \u{0}tea\u{1B}[31mpot 🫖.", picture: 0x8000_0000_0000_0001)
    cache.keep(Self.key(1), question: "ask", caption)
    #expect(cache.find(Self.key(1), since: nil) == caption)
    await cache.settle()
    #expect(cache.find(Self.key(1), since: nil) == caption && cache.find(Self.key(2), since: nil) == nil)
    #expect(stand.open().find(Self.key(1), since: nil) == caption)
    let mode = try FileManager.default.attributesOfItem(atPath: stand.path)[.posixPermissions] as? Int
    let folderMode = try FileManager.default.attributesOfItem(atPath: stand.folder + "/sub")[.posixPermissions] as? Int
    #expect(mode == 0o600 && folderMode == 0o700 && stand.said.isEmpty)
  }

  @Test("of many who open a new file at once each has a cache, and none hears of trouble")
  func openedAtOnce() throws {
    for _ in 0..<15 {
      let stand = try Stand()
      let isOpen = Mutex<[Bool]>([])
      DispatchQueue.concurrentPerform(iterations: 8) { _ in
        let cache = stand.open()
        isOpen.withLock { $0.append(cache.isOpen) }
      }
      #expect(isOpen.withLock { $0 } == Array(repeating: true, count: 8) && stand.said.isEmpty, "\(stand.said)")
    }
  }

  @Test("an entry created before the moment stated is none, and one created then is")
  func since() async throws {
    let stand = try Stand()
    let cache = stand.open()
    cache.keep(Self.key(1), question: "ask", try Self.caption("A.", created: 5000, picture: 0))
    for _ in 0..<2 {
      #expect(cache.find(Self.key(1), since: 5000)?.text == "A." && cache.find(Self.key(1), since: 5001) == nil)
      #expect(cache.near(0, question: "ask", within: 0, since: 5000)?.caption.text == "A.")
      #expect(cache.near(0, question: "ask", within: 0, since: 5001) == nil)
      await cache.settle()
    }
  }

  @Test("a newer answer takes an older one's place")
  func replaced() async throws {
    let stand = try Stand()
    let cache = stand.open()
    for (text, created) in [("Old.", 1000), ("New.", 2000)] as [(String, Int64)] {
      cache.keep(Self.key(1), question: "ask", try Self.caption(text, created: created, picture: 0))
      await cache.settle()
      #expect(cache.near(0, question: "ask", within: 0, since: nil)?.caption.text == text)
    }
    #expect(cache.find(Self.key(1), since: nil)?.text == "New." && stand.said.isEmpty)
  }

  @Test(
    "a near picture is found at the threshold and not a bit beyond; the nearest, then the oldest; of its question only")
  func near() async throws {
    let stand = try Stand()
    let cache = stand.open()
    let far: UInt64 = 0b11111
    cache.keep(Self.key(1), question: "ask", try Self.caption("Five.", picture: far))
    cache.keep(Self.key(2), question: "other", try Self.caption("Another question's.", picture: 0))
    cache.keep(Self.key(3), question: "ask", try Self.caption("No picture."))
    for isWritten in [false, true] {
      if isWritten { await cache.settle() }
      #expect(cache.near(0, question: "ask", within: 4, since: nil) == nil)
      let found = try #require(cache.near(0, question: "ask", within: 5, since: nil))
      #expect(found.caption.text == "Five." && found.distance == 5)
    }
    cache.keep(Self.key(4), question: "ask", try Self.caption("Two, young.", created: 3000, picture: 0b11))
    cache.keep(Self.key(5), question: "ask", try Self.caption("Two, old.", created: 2000, picture: 1 << 63 | 1))
    for isWritten in [false, true] {
      if isWritten { await cache.settle() }
      #expect(cache.near(0, question: "ask", within: 64, since: nil)?.caption.text == "Two, old.")
    }
    // What another process kept since is seen too.
    let other = stand.open()
    other.keep(Self.key(6), question: "ask", try Self.caption("One.", picture: 1 << 40))
    await other.settle()
    #expect(cache.near(0, question: "ask", within: 5, since: nil)?.caption.text == "One." && stand.said.isEmpty)
  }

  @Test("near entries are those that comparing with every one finds")
  func nearExhaustively() async throws {
    let stand = try Stand()
    let cache = stand.open()
    var generator = SystemRandomNumberGenerator()
    // Few bits set, so that many are near each other.
    func bits() -> UInt64 { generator.next() & generator.next() & generator.next() & generator.next() }
    let pictures = (0..<500).map { _ in bits() }
    for (number, picture) in pictures.enumerated() {
      cache.keep(
        Self.key(number), question: "ask",
        try Self.caption("\(number)", created: Int64(number), picture: picture))
      if number == 250 { await cache.settle() }
    }
    for _ in 0..<200 {
      let (asked, within) = (bits(), Int.random(in: 0...8))
      let expected = pictures.enumerated().map { (distance: ($1 ^ asked).nonzeroBitCount, number: $0) }
        .filter { $0.distance <= within }.min { $0 < $1 }
      let found = cache.near(asked, question: "ask", within: within, since: nil)
      #expect(found?.distance == expected?.distance && found?.caption.text == expected.map { "\($0.number)" })
    }
  }

  @Test("whatever byte of an entry is flipped, it is a miss with one warning, and the next answer takes its place")
  func flippedValues() async throws {
    let columns = [
      "question", "picture", "text", "created", "model", "served_model", "fingerprint", "input_tokens",
      "output_tokens", "cached_tokens", "reasoning_tokens", "cost", "total", "first_token", "answered", "digest",
    ]
    for column in columns {
      let stand = try Stand()
      let first = stand.open()
      for number in 1...2 {
        first.keep(Self.key(number), question: "ask", try Self.caption("A teapot.", picture: 7))
      }
      await first.settle()
      let changed: String =
        switch column {
        case "text", "digest": "CAST(substr(\(column), 1, 1) || 'X' || substr(\(column), 3) AS BLOB)"
        case "question", "model", "served_model", "fingerprint", "answered": "\(column) || 'X'"
        default: "\(column) + 1"
        }
      try await DatabaseQueue(path: stand.path).write { try $0.execute(sql: "UPDATE entry SET \(column) = \(changed)") }
      let cache = stand.open()
      for number in 1...2 { #expect(cache.find(Self.key(number), since: nil) == nil, "\(column)") }
      #expect(cache.near(7, question: "ask", within: 0, since: nil) == nil, "\(column)")
      #expect(stand.said.count == 1 && stand.said[0].contains("is not what was written"), "\(column): \(stand.said)")
      cache.keep(Self.key(1), question: "ask", try Self.caption("Again.", picture: 7))
      await cache.settle()
      #expect(cache.find(Self.key(1), since: nil)?.text == "Again.")
    }
  }

  @Test("an entry under a key that is not its own is none")
  func movedKey() async throws {
    let stand = try Stand()
    let first = stand.open()
    first.keep(Self.key(1), question: "ask", try Self.caption("A teapot."))
    await first.settle()
    try await DatabaseQueue(path: stand.path).write {
      try $0.execute(sql: "UPDATE entry SET key = ?", arguments: [Data(Self.key(2))])
    }
    #expect(stand.open().find(Self.key(2), since: nil) == nil && stand.said.count == 1)
  }

  @Test("an index that holds what its table cannot is told of, and nothing stops")
  func damagedIndex() async throws {
    let stand = try Stand()
    let first = stand.open()
    for number in 0..<40 {
      first.keep(Self.key(number), question: "ask", try Self.caption("A.", picture: UInt64(number)))
    }
    await first.settle()
    try await DatabaseQueue(path: stand.path).writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
    // A record of the index begins with its values' types: a text of three bytes, two integers of one, one of two, one of one.
    var bytes = try #require(FileManager.default.contents(atPath: stand.path))
    let record = [0x13, 1, 1, 2, 1] + Array("ask".utf8)
    let all = Array(bytes)
    let places = all.indices.filter { all[$0...].starts(with: record) }
    #expect(places.count > 30)
    for place in places { bytes[place + 2] = 0 }
    let copy = stand.folder + "/copy.sqlite"
    try bytes.write(to: URL(fileURLWithPath: copy))
    let said = Mutex<[String]>([])
    let cache = CaptionCacheFile(copy) { warning in said.withLock { $0.append(warning) } }
    #expect(cache.near(9, question: "ask", within: 0, since: nil) == nil)
    #expect(said.withLock { $0.count } == 1, "\(said.withLock { $0 })")
  }

  @Test("whatever byte of the file is flipped, no wrong caption comes out and nothing stops")
  func flippedBytes() async throws {
    let stand = try Stand()
    let first = stand.open()
    var kept: [Int: CachedCaption] = [:]
    for number in 0..<40 {
      kept[number] = try Self.caption("Caption \(number).", picture: UInt64(number))
      first.keep(Self.key(number), question: "ask", try #require(kept[number]))
    }
    await first.settle()
    try await DatabaseQueue(path: stand.path).writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
    let whole = try #require(FileManager.default.contents(atPath: stand.path))
    var misses = 0
    for round in 0..<300 {
      let copy = stand.folder + "/copy-\(round).sqlite"
      var bytes = whole
      let place = round < 100 ? round : Int.random(in: 100..<whole.count)
      bytes[place] ^= UInt8.random(in: 1...255)
      _ = FileManager.default.createFile(atPath: copy, contents: bytes)
      let said = Mutex(0)
      let cache = CaptionCacheFile(copy) { _ in said.withLock { $0 += 1 } }
      for (number, caption) in kept {
        let found = cache.find(Self.key(number), since: nil)
        #expect(found == nil || found == caption, "byte \(place): \(found?.text ?? "")")
        if found == nil { misses += 1 }
        if let near = cache.near(UInt64(number), question: "ask", within: 0, since: nil) {
          #expect(near.caption == caption, "byte \(place)")
        }
      }
      cache.keep(Self.key(99), question: "ask", try Self.caption("New."))
      await cache.settle()
      let warnings = said.withLock { $0 }
      #expect(warnings <= 3)
      for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: copy + suffix) }
    }
    #expect(misses > 0)
  }

  @Test("a file that is no cache is left as it is to the byte, and the work goes on without one")
  func notOurs() async throws {
    let stand = try Stand()
    let other = stand.folder + "/other.sqlite"
    try await DatabaseQueue(path: other).write {
      try $0.execute(sql: "CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)")
    }
    let text = stand.folder + "/notes.txt"
    _ = FileManager.default.createFile(atPath: text, contents: Data(repeating: 65, count: 5000))
    for path in [other, text, stand.folder] {
      let before = FileManager.default.contents(atPath: path)
      let said = Mutex<[String]>([])
      let cache = CaptionCacheFile(path) { warning in said.withLock { $0.append(warning) } }
      #expect(!cache.isOpen)
      cache.keep(Self.key(1), question: "ask", try Self.caption("A."))
      await cache.settle()
      #expect(cache.find(Self.key(1), since: nil) == nil)
      #expect(cache.near(0, question: "ask", within: 9, since: nil) == nil)
      let warnings = said.withLock { $0 }
      #expect(warnings.count == 1 && warnings[0].hasPrefix(path + ": "), "\(warnings)")
      #expect(path == stand.folder || warnings[0].contains("this is no caption cache"), "\(warnings)")
      #expect(FileManager.default.contents(atPath: path) == before)
    }
    #expect(throws: CacheTrouble.self) { try CaptionCacheFile.remove(other) }
    #expect(throws: CacheTrouble.self) { try CaptionCacheFile.remove(text) }
    #expect(try CaptionCacheFile.held(stand.path) == nil)
  }

  @Test("a newer program's file is left alone, and the work goes on without one")
  func newer() async throws {
    let stand = try Stand()
    do {
      let cache = stand.open()
      cache.keep(Self.key(1), question: "ask", try Self.caption("A."))
      await cache.settle()
    }
    // The cache before may still be closing its file.
    var configuration = Configuration()
    configuration.busyMode = .timeout(60)
    try await DatabaseQueue(path: stand.path, configuration: configuration).write {
      try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('9 something new')")
    }
    let cache = stand.open()
    #expect(cache.find(Self.key(1), since: nil) == nil && !cache.isOpen)
    #expect(stand.said.count == 1 && stand.said[0].contains("newer blindfold"))
  }

  @Test("while another process writes for long, captions are found; what cannot be kept is said once")
  func busy() async throws {
    let stand = try Stand()
    let cache = stand.open()
    cache.keep(Self.key(1), question: "ask", try Self.caption("A."))
    await cache.settle()
    let other = try DatabaseQueue(path: stand.path)
    try await other.writeWithoutTransaction { db in
      try db.execute(sql: "BEGIN IMMEDIATE")
      #expect(cache.find(Self.key(1), since: nil)?.text == "A.")
      cache.keep(Self.key(2), question: "ask", try Self.caption("B."))
      #expect(cache.find(Self.key(2), since: nil)?.text == "B.")
      // Longer than the cache waits.
      let deadline = ContinuousClock.now + .seconds(20)
      while stand.said.isEmpty, ContinuousClock.now < deadline { usleep(20_000) }
      try db.execute(sql: "ROLLBACK")
    }
    #expect(stand.said.count == 1 && stand.said[0].contains("held for too long"))
    cache.keep(Self.key(3), question: "ask", try Self.caption("C."))
    await cache.settle()
    #expect(stand.open().find(Self.key(3), since: nil)?.text == "C." && stand.said.count == 1)
  }

  @Test("several at once in one file, all kept")
  func together() async throws {
    let stand = try Stand()
    let caches = (0..<4).map { _ in stand.open() }
    await withTaskGroup(of: Void.self) { group in
      for (place, cache) in caches.enumerated() {
        group.addTask {
          for number in 0..<200 {
            guard let caption = try? Self.caption("\(place) \(number)") else { continue }
            cache.keep(Self.key(place * 1000 + number), question: "ask", caption)
            if number % 20 == 0 { await cache.settle() }
          }
          await cache.settle()
        }
      }
    }
    let cache = stand.open()
    for place in 0..<4 {
      for number in 0..<200 {
        #expect(cache.find(Self.key(place * 1000 + number), since: nil)?.text == "\(place) \(number)")
      }
    }
    #expect(stand.said.isEmpty)
  }

  @Test("is where the environment says, by absolute paths only")
  func standardPath() {
    let path = CaptionCacheFile.standardPath
    #expect(path(["XDG_CACHE_HOME": "/c", "HOME": "/h"]) == "/c/blindfold/captions.sqlite")
    #expect(path(["XDG_CACHE_HOME": "c", "HOME": "/h"]) == "/h/.cache/blindfold/captions.sqlite")
    #expect(path(["XDG_CACHE_HOME": ""]) == nil && path([:]) == nil)
  }

  @Test("is removed with what SQLite keeps beside it")
  func removed() async throws {
    let stand = try Stand()
    do {
      let cache = stand.open()
      cache.keep(Self.key(1), question: "ask", try Self.caption("A."))
      await cache.settle()
      let held = try #require(try CaptionCacheFile.held(stand.path))
      #expect(held.captions == 1 && held.bytes > 4096)
      try CaptionCacheFile.remove(stand.path)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: stand.folder + "/sub").isEmpty)
    #expect(stand.open().find(Self.key(1), since: nil) == nil && stand.said.isEmpty)
  }
}
