internal import Foundation
internal import GRDB
public import Roster
internal import Synchronization

/// The captions that were asked for before, in a file of its own that any number of runs use at once.
///
/// A cache is a convenience: whatever is wrong with it, the work goes on without it, and that is said once. So nothing here
/// throws. A row is given out only while the SHA-256 in it says that it is what was written, under the key that was asked
/// for; a damaged one is a miss, and the fresh answer takes its place. What is kept waits a moment to be written with others
/// and is found at once; a crash loses that moment.
public final class CaptionCacheFile: Sendable {
  /// Where it is.
  public let path: String

  private struct State {
    var warned: Set<CacheTrouble.Kind> = []
    var isOff = false
    /// What is kept and not on the disk yet.
    var pending: [[UInt8]: (number: Int, entry: CacheEntry)] = [:]
    var lastNumber = 0
    var indexes: [String: NearIndex] = [:]
  }

  private let pool: DatabasePool?
  private let group: GroupCommit?
  private let warn: @Sendable (String) -> Void
  private let state = Mutex(State())

  /// `$XDG_CACHE_HOME/blindfold/captions.sqlite`, else `.cache` in the home folder.
  ///
  /// - Returns: nil where the environment names neither by an absolute path.
  public static func standardPath(_ environment: [String: String]) -> String? {
    func folder(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
    guard let base = folder("XDG_CACHE_HOME") ?? folder("HOME").map({ $0 + "/.cache" }) else { return nil }
    return base + "/blindfold/captions.sqlite"
  }

  /// Opens the file, making it where there is none: readable by its owner only.
  ///
  /// - Parameter warn: told what is wrong with the cache, each kind of trouble once.
  public init(_ path: String, warn: @escaping @Sendable (String) -> Void) {
    self.path = path
    self.warn = warn
    do {
      let opened = try Self.open(path)
      pool = opened
      group = GroupCommit(StoreFile(path, opened: opened), gatheringFor: .milliseconds(20))
    } catch {
      (pool, group) = (nil, nil)
      tell(CacheTrouble(error))
    }
  }

  /// Whether there is a cache at all.
  public var isOpen: Bool { pool != nil && !state.withLock(\.isOff) }

  /// The entry under a key.
  ///
  /// - Parameters:
  ///   - key: 32 bytes.
  ///   - since: milliseconds since 1970; what was created before is no entry. Nil: any age.
  public func find(_ key: [UInt8], since: Int64?) -> CachedCaption? {
    if let waiting = state.withLock({ $0.pending[key]?.entry.caption }) { return good(waiting, since) }
    guard let entry = read({ try Self.fetch($0, "key = ?", Data(key)) }) ?? nil else { return nil }
    guard let entry = entry.value, entry.key == key else {
      tell(.damagedRow)
      return nil
    }
    return good(entry.caption, since)
  }

  /// Of the entries that answer a question for other pictures, the one whose picture is nearest, if it is near enough; of
  /// several as near, the oldest.
  ///
  /// - Parameter bits: most bits of the 64 that may differ.
  public func near(_ picture: UInt64, question: String, within bits: Int, since: Int64?) -> (
    caption: CachedCaption, distance: Int
  )? {
    let waiting = state.withLock { state in
      state.pending.values.map(\.entry).filter { $0.question == question }
    }
    var best: (caption: CachedCaption, distance: Int)?
    for entry in waiting {
      guard let other = entry.caption.pictureBits, let caption = good(entry.caption, since) else { continue }
      let distance = (other ^ picture).nonzeroBitCount
      if distance <= bits, (distance, caption.createdAt) < (best?.distance ?? 65, best?.caption.createdAt ?? 0) {
        best = (caption, distance)
      }
    }
    for match in matches(picture, question, bits, since) {
      if let best, (best.distance, best.caption.createdAt) <= (match.distance, match.created) { return best }
      // One that is gone or was replaced since it was seen is no match; another may be.
      guard let row = read({ try Self.fetch($0, "id = ?", match.number) }) ?? nil else { continue }
      guard let entry = row.value, entry.question == question, let other = entry.caption.pictureBits,
        (other ^ picture).nonzeroBitCount == match.distance
      else {
        tell(.damagedRow)
        continue
      }
      if let caption = good(entry.caption, since) { return (caption, match.distance) }
    }
    return best
  }

  /// Keeps a caption, in place of an older one. It is found from now on and written in a moment.
  public func keep(_ key: [UInt8], question: String, _ caption: CachedCaption) {
    guard let group, isOpen else { return }
    let entry = CacheEntry(key: key, question: question, caption: caption)
    let number = state.withLock { state in
      state.lastNumber += 1
      state.pending[key] = (state.lastNumber, entry)
      return state.lastNumber
    }
    group.enqueue(entry.write) { [self] error in
      state.withLock { state in
        // Another may have been kept under this key since.
        if state.pending[key]?.number == number { state.pending[key] = nil }
      }
      if let error { tell(CacheTrouble(error)) }
    }
  }

  /// Returns when all that was kept so far is written, or cannot be.
  public func settle() async {
    try? await group?.write { _ in }
  }

  private func good(_ caption: CachedCaption, _ since: Int64?) -> CachedCaption? {
    caption.createdAt >= since ?? .min ? caption : nil
  }

  private func matches(_ picture: UInt64, _ question: String, _ bits: Int, _ since: Int64?) -> [NearIndex.Match] {
    let last = state.withLock { $0.indexes[question]?.last ?? 0 }
    let fresh = read { db in
      let statement = try db.cachedStatement(
        sql: "SELECT id, picture, created FROM entry WHERE question = ? AND id > ? AND picture IS NOT NULL ORDER BY id")
      return try Row.fetchAll(statement, arguments: [question, last])
    }
    // In a damaged file an index may hold what its table cannot.
    let readable = (fresh ?? []).compactMap { row -> (number: Int64, picture: Int64, created: Int64)? in
      let values = (0..<3).compactMap { Int64.fromDatabaseValue(row[$0] as DatabaseValue) }
      return values.count == 3 ? (values[0], values[1], values[2]) : nil
    }
    if readable.count < fresh?.count ?? 0 { tell(.damagedRow) }
    return state.withLock { state in
      var index = state.indexes.removeValue(forKey: question) ?? NearIndex()
      defer { state.indexes[question] = index }
      // Another look may have added the same ones meanwhile.
      for row in readable where row.number > index.last {
        index.add(number: row.number, picture: UInt64(bitPattern: row.picture), created: row.created)
      }
      return index.matches(picture, within: bits, since: since ?? .min)
    }
  }

  /// A row that was found; nil for one that is not what was written.
  private struct Fetched {
    var value: CacheEntry?
  }

  private static func fetch(
    _ db: Database, _ condition: String, _ argument: some DatabaseValueConvertible
  ) throws -> Fetched? {
    let statement = try db.cachedStatement(sql: "SELECT \(CacheEntry.columns) FROM entry WHERE \(condition)")
    return try Row.fetchOne(statement, arguments: [argument]).map { Fetched(value: CacheEntry($0)) }
  }

  private func read<Value>(_ work: (Database) throws -> Value) -> Value? {
    guard let pool, isOpen else { return nil }
    do {
      // One statement needs no transaction of its own.
      return try pool.unsafeRead(work)
    } catch {
      tell(CacheTrouble(error))
      return nil
    }
  }

  /// Says what is wrong, once, and leaves a file alone that is damaged.
  private func tell(_ trouble: CacheTrouble) {
    let isNew = state.withLock { state in
      if trouble.kind == .damagedFile { state.isOff = true }
      return state.warned.insert(trouble.kind).inserted
    }
    if isNew { warn("\(path): \(trouble.description)") }
  }
}
