internal import Captioning
internal import Foundation
internal import StudyStore

/// Lists what is odd about results, and the requests without an answer: the whole of it in a file, the beginning on the
/// terminal.
struct BatchAnomalies {
  private let ledger: BatchLedger
  private let path: String

  /// - Parameter path: of the list, written anew.
  init(_ ledger: BatchLedger, path: String) {
    self.ledger = ledger
    self.path = path
  }

  /// Lines shown of each kind.
  private static let shown = 3

  /// Writes the list.
  ///
  /// - Returns: what is to be printed; empty where nothing is odd.
  func write() throws -> String {
    let file = try LineFile(path)
    var first: [String: [String]] = [:]
    var counts: [String: Int] = [:]
    func add(_ kind: String, _ line: String) throws {
      counts[kind, default: 0] += 1
      if counts[kind, default: 0] <= Self.shown { first[kind, default: []].append("  " + line) }
      try file.write(line)
    }
    try ledger.eachOddity { name, number, kind, id in
      let consequence = BatchOddityKind(rawValue: kind)?.consequence ?? kind
      try add(kind, "\(name):\(number): \(id.isEmpty ? "" : "\(visible(id)) ")\(consequence)")
    }
    try ledger.eachUnanswered { shard, request, reason in
      try add(
        request.state.rawValue,
        "\(shard): \(request.id.text) (\(visible(request.name))) \(visible(reason ?? "has no line in the results"))")
    }
    try file.finish(isEmpty: counts.isEmpty)
    if counts.isEmpty { return "" }
    let kinds = counts.keys.sorted()
    let lines = kinds.flatMap { kind in
      let more = counts[kind, default: 0] - Self.shown
      return ["\(kind): \(grouped(counts[kind, default: 0]))"] + (first[kind] ?? [])
        + (more > 0 ? ["  … and \(grouped(more)) more"] : [])
    }
    return (lines + ["all of them: \(path)"]).joined(separator: "\n")
  }
}

/// A text file that is written line by line and takes its name once it is whole.
private final class LineFile {
  private let path: String
  private let handle: FileHandle
  private var buffer = Data()

  init(_ path: String) throws {
    self.path = path
    let descriptor = open(path + ".part", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Refusal(
        .cannotWrite,
        "\(path): not written (\(String(cString: strerror(errno)))). What was imported is kept; give the same command again."
      )
    }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  func write(_ line: String) throws {
    buffer.append(Data((line + "\n").utf8))
    if buffer.count > 1 << 16 { try flush() }
  }

  func finish(isEmpty: Bool) throws {
    try flush()
    // Nothing odd any more: no list of it.
    if isEmpty { unlink(path) }
    guard isEmpty ? unlink(path + ".part") == 0 : rename(path + ".part", path) == 0 else {
      throw Refusal(
        .cannotWrite, "\(path): not written (\(String(cString: strerror(errno)))). What was imported is kept.")
    }
  }

  private func flush() throws {
    try handle.write(contentsOf: buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}
