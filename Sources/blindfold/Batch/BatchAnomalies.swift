internal import Batching
internal import Captioning
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
    let file = try PartFile(path)
    var first: [String: [String]] = [:]
    var counts: [String: Int] = [:]
    func add(_ kind: String, _ line: String) throws {
      counts[kind, default: 0] += 1
      if counts[kind, default: 0] <= Self.shown { first[kind, default: []].append("  " + line) }
      try file.write(Array((line + "\n").utf8))
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
    guard !counts.isEmpty else {
      try file.remove()
      return ""
    }
    try file.finish()
    let kinds = counts.keys.sorted()
    let lines = kinds.flatMap { kind in
      let more = counts[kind, default: 0] - Self.shown
      return ["\(kind): \(grouped(counts[kind, default: 0]))"] + (first[kind] ?? [])
        + (more > 0 ? ["  … and \(grouped(more)) more"] : [])
    }
    return (lines + ["all of them: \(path)"]).joined(separator: "\n")
  }
}
