internal import Foundation

/// The output of captioning in bulk: a file that only ever grows by whole lines, in the order of its ledger.
///
/// It is locked as long as this lives. A crash leaves it behind its ledger, perhaps with a torn last line; opening cuts
/// that back and appends what is missing.
public actor BulkOutput {
  private let path: String
  private var descriptor: Int32
  private var last: Int64 = 0
  private var ledger: BulkLedger?

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
      try await output.begin(ledger, header: job.header)
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

  /// Compares the output with its ledger, cuts back what a crash tore, and appends what is missing.
  private func begin(_ ledger: BulkLedger, header: [UInt8]) throws {
    self.ledger = ledger
    let size = try size()
    var matched = 0
    var line = 1
    var isWhole = try match(header, at: &matched, of: size, line)
    if !header.isEmpty { line += 1 }
    while isWhole {
      let lines = try ledger.lines(after: last, limit: 500)
      for (sequence, text) in lines {
        isWhole = try match(text, at: &matched, of: size, line)
        guard isWhole else { break }
        (last, line) = (sequence, line + 1)
      }
      if lines.isEmpty { break }
    }
    if isWhole, matched < size { throw BulkError.edited(output: path, line: line) }
    guard ftruncate(descriptor, off_t(matched)) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else {
      throw BulkError.notWritable(output: path, detail: Self.lastError)
    }
    if matched < header.count { try write(header) }
    try catchUp()
  }

  /// Whether the file holds these bytes at a place.
  ///
  /// - Returns: false where it ends before or within them, or holds only zeros from some byte of them on, as a power cut
  ///   may leave it.
  /// - Throws: ``BulkError/edited(output:line:)`` where it holds something else.
  private func match(_ expected: [UInt8], at place: inout Int, of size: Int, _ line: Int) throws -> Bool {
    let found = try bytes(at: place, expected.count)
    if found == expected {
      place += expected.count
      return true
    }
    let common = zip(found, expected).prefix { $0 == $1 }.count
    if common == found.count { return false }
    var position = place + common
    while position < size {
      let rest = try bytes(at: position, 1 << 16)
      guard !rest.isEmpty, rest.allSatisfy({ $0 == 0 }) else { throw BulkError.edited(output: path, line: line) }
      position += rest.count
    }
    return false
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
        try write(lines.flatMap(\.line))
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
