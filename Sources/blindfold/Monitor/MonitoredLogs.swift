internal import Foundation
internal import Glibc
internal import Monitoring
internal import Reports

/// Logs on their way into one table.
struct MonitoredLogs: Sendable {
  private let terms: MonitorTerms
  private let form: EventReader.Form?
  private let skipsBad: Bool
  private let printsFlags: Bool
  private let latest: Day
  private var table: EventTable
  private var bad = BadLines()
  private var up: [LiveFlag] = []
  /// Whether a stream was given up before its end.
  private(set) var wasStopped = false

  /// - Parameters:
  ///   - terms: by which flags are raised.
  ///   - outcomes: columns whose means are asked for; nil: all that hold numbers.
  ///   - form: what lines are; nil: told by the first byte.
  ///   - skipsBad: whether a line that is no event is passed over.
  ///   - printsFlags: whether a stream's flags are printed as they go up and come down.
  init(terms: MonitorTerms, outcomes: [String]?, form: EventReader.Form?, skipsBad: Bool, printsFlags: Bool) {
    self.terms = terms
    self.form = form
    self.skipsBad = skipsBad
    self.printsFlags = printsFlags
    // Clocks may differ, and days begin earlier in the east.
    latest = Day(number: Int(now() / 86_400_000) + 1)
    table = EventTable(outcomes: outcomes)
  }

  /// What the logs say; nil where they hold no event.
  func report() throws -> MonitorReport? { try MonitorReport(table, terms, bad: bad) }

  /// Reads a whole file.
  ///
  /// - Throws: `Refusal`.
  mutating func read(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let fact = errno == ENOENT ? "no such file" : "cannot be read (\(String(cString: strerror(errno))))"
      throw Refusal(.missingFile, "\(path): \(fact). Nothing was reported. Check the path and its permissions.")
    }
    defer { close(descriptor) }
    var reader = EventReader(file: path, form: form ?? Self.form(of: path), latest: latest, skipsBad: skipsBad)
    while let bytes = try Self.bytes(descriptor, path) { try take(bytes, &reader) }
    try finish(&reader)
  }

  /// Reads standard input to its end, or until the task is cancelled.
  mutating func readStream() throws {
    var reader = EventReader(file: "standard input", form: form, latest: latest, skipsBad: true)
    var lastLook = ContinuousClock.now
    var isLookDue = false
    while !Task.isCancelled {
      // Whoever writes into a pipe may take long, and stopping must not.
      var waiting = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      let ready = poll(&waiting, 1, 200)
      if ready > 0 {
        guard let bytes = try Self.bytes(STDIN_FILENO, "standard input") else { break }
        try take(bytes, &reader)
        isLookDue = true
      }
      if isLookDue, ready <= 0 || ContinuousClock.now - lastLook > .milliseconds(100) {
        try look()
        (lastLook, isLookDue) = (ContinuousClock.now, false)
      }
    }
    wasStopped = Task.isCancelled
    try finish(&reader)
    try look()
  }

  private static func form(of path: String) -> EventReader.Form? {
    if path.hasSuffix(".csv") { return .csv }
    return path.hasSuffix(".jsonl") || path.hasSuffix(".ndjson") ? .jsonl : nil
  }

  /// The next bytes; nil at the end.
  private static func bytes(_ descriptor: Int32, _ name: String) throws -> [UInt8]? {
    while true {
      var count = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: 256 << 10) { room, filled in
        count = Glibc.read(descriptor, room.baseAddress, room.count)
        filled = max(0, count)
      }
      if count >= 0 { return count > 0 ? bytes : nil }
      guard errno == EINTR || errno == EAGAIN else {
        throw Refusal(
          .missingFile,
          "\(name): the rest of it cannot be read (\(String(cString: strerror(errno)))). Nothing was reported. Give a file "
            + "that can be read.")
      }
    }
  }

  private mutating func take(_ bytes: [UInt8], _ reader: inout EventReader) throws {
    let told = reader.bad.firsts.count
    do { try reader.take(bytes, into: &table) } catch { throw refusal(error) }
    tell(reader.bad.firsts.dropFirst(told))
  }

  private mutating func finish(_ reader: inout EventReader) throws {
    let told = reader.bad.firsts.count
    do { try reader.finish(into: &table) } catch { throw refusal(error) }
    tell(reader.bad.firsts.dropFirst(told))
    bad.add(reader.bad)
  }

  private func tell(_ lines: ArraySlice<BadLine>) {
    for line in lines { printError("\(line.place): \(line.fact) Passed over, and so are further lines of the kind.") }
  }

  private func refusal(_ line: BadLine) -> Refusal {
    Refusal(
      .wrongInput,
      "\(line.place): \(line.fact)\nNothing was reported. "
        + (line.isFatal ? "Mend it." : "Mend the line, or pass over such lines with --skip-bad."))
  }

  private mutating func look() throws {
    guard printsFlags else { return }
    let flags = try LiveFlag.all(table, terms)
    for change in try LiveFlag.changes(from: up, to: flags, table, terms) {
      FileHandle.standardOutput.write(Data((change.line(threshold: terms.threshold) + "\n").utf8))
    }
    up = flags
  }
}
