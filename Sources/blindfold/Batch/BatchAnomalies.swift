internal import Batching
internal import Captioning
internal import StudyStore

/// Lists what is odd about results, and the requests without an answer: the whole of it in a file, the beginning on the
/// terminal.
struct BatchAnomalies {
  private let ledger: BatchLedger
  /// The list.
  let path: String

  /// - Parameter folder: of the batches.
  init(_ ledger: BatchLedger, in folder: String) {
    self.ledger = ledger
    path = folder + "/anomalies.txt"
  }

  /// Lines shown of each kind.
  private static let shown = 3

  /// What is shown: of each kind how many there are, and the first of them.
  private struct Digest {
    var first: [String: [String]] = [:]
    var counts: [String: Int] = [:]

    mutating func add(_ kind: String, _ line: String) {
      counts[kind, default: 0] += 1
      if counts[kind, default: 0] <= BatchAnomalies.shown { first[kind, default: []].append("  " + line) }
    }

    var lines: [String] {
      counts.keys.sorted().flatMap { kind in
        let more = counts[kind, default: 0] - BatchAnomalies.shown
        return ["\(kind): \(grouped(counts[kind, default: 0]))"] + (first[kind] ?? [])
          + (more > 0 ? ["  … and \(grouped(more)) more"] : [])
      }
    }
  }

  /// Writes the list anew.
  ///
  /// - Parameters:
  ///   - news: what an import brought: what was there before is counted only.
  ///   - typed: what the batch commands are given.
  /// - Returns: what is to be printed; empty where nothing is odd.
  func write(_ news: BatchImport.News, typed: String) throws -> String {
    let file = try PartFile(path)
    var digest = Digest()
    var (oddBefore, unansweredBefore) = (0, 0)
    try each { kind, line, subject in
      try file.write(Array((line + "\n").utf8))
      switch subject {
      case .line(let oddity) where !news.has(oddity): oddBefore += 1
      case .request(let request) where !news.has(request): unansweredBefore += 1
      default: digest.add(kind, line)
      }
    }
    var lines = digest.lines
    let before = [
      oddBefore > 0 ? counted(oddBefore, "odd line") : nil,
      unansweredBefore > 0 ? counted(unansweredBefore, "request") + " without an answer" : nil,
    ].compactMap(\.self)
    if !before.isEmpty {
      lines.append(
        "of earlier imports: \(before.joined(separator: ", ")); blindfold batch status \(quoted(typed)) shows them")
    }
    guard !lines.isEmpty else {
      try file.remove()
      return ""
    }
    try file.finish()
    return (lines + ["all of them: \(path)"]).joined(separator: "\n")
  }

  /// What all imports met, to be printed; empty where nothing is odd.
  func text() throws -> String {
    var digest = Digest()
    try each { kind, line, _ in digest.add(kind, line) }
    return digest.lines.joined(separator: "\n")
  }

  private enum Subject {
    case line(BatchOddity)
    case request(BatchRequest)
  }

  private func each(_ work: (_ kind: String, _ line: String, Subject) throws -> Void) throws {
    try ledger.eachOddity { file, oddity in
      let consequence = BatchOddityKind(rawValue: oddity.kind)?.consequence ?? oddity.kind
      let id = oddity.id.isEmpty ? "" : "\(visible(oddity.id)) "
      try work(oddity.kind, "\(file):\(oddity.place.line): \(id)\(consequence)", .line(oddity))
    }
    try ledger.eachUnanswered { shard, request, reason in
      let reason = visible(reason ?? "has no line in the results")
      try work(
        request.state.rawValue, "\(shard): \(request.id.text) (\(visible(request.name))) \(reason)", .request(request))
    }
  }
}
