internal import Foundation
internal import Synchronization

/// The output of captioning in bulk: a file that only ever grows by whole lines, in the order of its ledger.
///
/// It is locked as long as this lives. A crash leaves it behind its ledger, perhaps with a torn last line; opening cuts
/// that back and appends what is missing.
public actor BulkOutput {
  private let path: String
  private var descriptor: Int32
  private var last: Int64 = 0
  private var ledger: BulkLedger?
  private var header: [UInt8] = []

  /// Takes the output's lock, opens its ledger, and brings the output up to it.
  ///
  /// - Parameter at: milliseconds since 1970.
  /// - Returns: the output, and its ledger.
  /// - Throws: ``BulkError``, ``StoreError``. Nothing was changed then, but for a file that had nothing in it.
  public static func open(_ path: String, job: BulkJob, at: Int64) async throws -> (BulkOutput, BulkLedger) {
    let isNew = !FileManager.default.fileExists(atPath: path)
    let output = try BulkOutput(path)
    do {
      let hasLedger = FileManager.default.fileExists(atPath: BulkLedger.path(beside: path))
      if !hasLedger, try await output.size() > 0 { throw BulkError.noLedger(output: path) }
      let ledger = try BulkLedger(beside: path, job: job, at: at)
      try await output.begin(ledger, header: ledger.header)
      return (output, ledger)
    } catch {
      if isNew, (try? await output.size()) == 0 { unlink(path) }
      await output.close()
      throw error
    }
  }

  private init(_ path: String) throws {
    self.path = path
    descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o644)
    guard descriptor >= 0 else { throw BulkError.notWritable(output: path, detail: Self.lastError) }
    // Whatever is thrown from here on, the descriptor is closed with the actor.
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw BulkError.busy(output: path) }
    var facts = stat()
    // A device or a pipe can be neither locked against others nor cut back.
    guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
      throw BulkError.notWritable(output: path, detail: "it is no ordinary file")
    }
  }

  deinit { if descriptor >= 0 { Glibc.close(descriptor) } }

  /// Lets the lock go; nothing more is appended.
  public func close() {
    ledger = nil
    // A program that another thread is just starting holds the descriptor too, until it is another program.
    flock(descriptor, LOCK_UN)
    Glibc.close(descriptor)
    descriptor = -1
  }

  private static var lastError: String { String(cString: strerror(errno)) }

  private func size() throws -> Int {
    let size = lseek(descriptor, 0, SEEK_END)
    guard size >= 0 else { throw BulkError.notWritable(output: path, detail: Self.lastError) }
    return size
  }

  /// Compares the output with its ledger, cuts back what a crash tore, takes out lines that others have replaced, and
  /// appends what is missing.
  private func begin(_ ledger: BulkLedger, header: [UInt8]) throws {
    self.ledger = ledger
    self.header = header
    let size = try size()
    var place = Place()
    var isWhole = true
    if !header.isEmpty { isWhole = try advance(&place, by: header, match(header, at: 0, of: size)) }
    var compared: Int64 = 0
    while isWhole {
      let lines = try ledger.lines(after: compared, limit: 500, replaced: true)
      for entry in lines {
        compared = entry.sequence
        let found = try match(entry.text, at: place.matched, of: size)
        // It may have been taken out already.
        if entry.isReplaced, found == .differs { continue }
        if entry.isReplaced, found == .whole { place.hasReplaced = true }
        isWhole = try advance(&place, by: entry.text, found)
        guard isWhole else { break }
        if !place.hasReplaced { last = entry.sequence }
      }
      if lines.isEmpty { break }
    }
    if isWhole, place.matched < size { throw BulkError.edited(output: path, line: place.line) }
    guard ftruncate(descriptor, off_t(place.kept)) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else {
      throw BulkError.notWritable(output: path, detail: Self.lastError)
    }
    if place.kept < header.count { try write(header) }
    try catchUp()
  }

  /// How far an output was compared with its ledger.
  private struct Place {
    /// Bytes that are as they should be.
    var matched = 0
    /// Bytes that stay: from a replaced line on the file is written anew.
    var kept = 0
    /// The next line, from 1.
    var line = 1
    var hasReplaced = false
  }

  /// - Returns: whether the file goes on.
  private func advance(_ place: inout Place, by expected: [UInt8], _ found: Match) throws -> Bool {
    guard found != .differs else { throw BulkError.edited(output: path, line: place.line) }
    guard found == .whole else { return false }
    place.matched += expected.count
    place.line += 1
    if !place.hasReplaced { place.kept = place.matched }
    return true
  }

  /// Takes lines out that others have replaced. Whoever is interrupted in it leaves an output that is behind its ledger.
  ///
  /// - Throws: ``BulkError``, ``StoreError``.
  public func takeOutReplaced() throws {
    guard let ledger, ledger.hasReplaced.exchange(false, ordering: .relaxed) else { return }
    last = 0
    try begin(ledger, header: header)
  }

  /// How a place of the file compares with what should stand there.
  private enum Match {
    case whole
    /// The file ends before or within it, or holds only zeros from some byte of it on, as a power cut may leave it.
    case ends
    case differs
  }

  private func match(_ expected: [UInt8], at place: Int, of size: Int) throws -> Match {
    let found = try bytes(at: place, expected.count)
    if found == expected { return .whole }
    let common = zip(found, expected).prefix { $0 == $1 }.count
    if common == found.count { return .ends }
    var position = place + common
    while position < size {
      let rest = try bytes(at: position, 1 << 16)
      guard !rest.isEmpty, rest.allSatisfy({ $0 == 0 }) else { return .differs }
      position += rest.count
    }
    return .ends
  }

  private func bytes(at place: Int, _ count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let read = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, count, off_t(place)) }
    guard read >= 0 else { throw BulkError.notWritable(output: path, detail: Self.lastError) }
    return Array(bytes.prefix(read))
  }

  /// Appends the lines that are in the ledger and not yet here.
  ///
  /// - Throws: ``BulkError/notAppended(output:detail:)``; the file is then mended when it is opened again.
  public func catchUp() throws {
    guard let ledger else { return }
    while true {
      let lines = try ledger.lines(after: last, limit: 500)
      guard let end = lines.last?.sequence else { return }
      do {
        try write(lines.flatMap(\.text))
      } catch {
        // What follows a torn line would be torn too.
        self.ledger = nil
        throw error
      }
      last = end
    }
  }

  private func write(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { all in
        Glibc.write(descriptor, all.baseAddress.map { $0 + sent }, bytes.count - sent)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw BulkError.notAppended(output: path, detail: Self.lastError) }
      sent += count
    }
  }

  /// Returns when everything appended is on the disk.
  public func flush() throws {
    guard fsync(descriptor) == 0 else { throw BulkError.notAppended(output: path, detail: Self.lastError) }
  }
}
