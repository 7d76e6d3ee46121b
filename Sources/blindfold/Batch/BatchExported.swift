internal import Batching
internal import Digest
internal import StudyModel
internal import StudyStore

/// What an export wrote, and what it left out and why.
struct BatchExported {
  /// Shards that were written.
  var shards: [ShardWriter.Written] = []
  /// Requests whose answers are in already, or are in an output.
  var answered = 0
  /// Requests in shards whose results are not in.
  var out = 0
  /// Requests that failed in a way that another try meets again.
  var failed = 0
  /// Images that cannot be asked about.
  var unusable = 0
  /// The first of them, and why.
  var firstUnusable = ""

  /// Requests written.
  var lines: Int { shards.reduce(0) { $0 + $1.lines } }

  /// Whether a request is to be written, by what became of it so far; what is not is counted.
  ///
  /// - Parameter includesErrors: whether to ask again what failed in a way that another try meets again.
  mutating func wants(_ known: BatchRequest?, includesErrors: Bool) -> Bool {
    switch known?.state {
    case nil, .expired, .missing, .answered, .refused: return true
    case .out:
      out += 1
      return false
    case .error:
      if includesErrors || known?.mayPass != false { return true }
      failed += 1
      return false
    }
  }

  mutating func leave(_ name: String, _ reason: String) {
    unusable += 1
    if unusable == 1 { firstUnusable = "\(visible(name)): \(reason)" }
  }

  /// What there is to be told.
  ///
  /// - Parameters:
  ///   - folder: where the shards are.
  ///   - typed: what the next command is given.
  func text(folder: String, typed: String) -> String {
    var lines = shards.map { shard in
      "\(folder)/\(shard.file): \(counted(shard.lines, "request")) to '\(shard.candidate)', \(megabytes(shard.bytes))"
    }
    if lines.count > 12 {
      lines = Array(lines.prefix(10)) + ["… and \(lines.count - 10) more"]
    }
    lines.append(
      "\(counted(self.lines, "request")) in \(counted(shards.count, "file"))"
        + [
          answered > 0 ? "\(grouped(answered)) answered before" : nil,
          out > 0 ? "\(grouped(out)) in files whose results are not imported" : nil,
          failed > 0 ? "\(grouped(failed)) failed for good (--errors writes them too)" : nil,
        ].compactMap(\.self).map { "; \($0)" }.joined())
    if unusable > 0 {
      lines.append("\(counted(unusable, "image")) cannot be asked about, the first: \(firstUnusable)")
    }
    if !shards.isEmpty {
      lines.append("next: blindfold batch submit \(quoted(typed))")
      lines.append("or run the files elsewhere, then: blindfold batch import \(quoted(typed)) RESULTS…")
    }
    return lines.joined(separator: "\n")
  }
}

extension ItemID {
  /// The 32 bytes of the digest.
  var bytes: [UInt8] {
    guard let bytes = Digest.bytes(ofHexadecimal: hex) else { preconditionFailure("a digest is no digest") }
    return bytes
  }
}

/// "12.3 MB".
func megabytes(_ bytes: Int) -> String {
  let tenths = (bytes + 50_000) / 100_000
  return tenths == 0 && bytes > 0 ? "under 0.1 MB" : "\(grouped(tenths / 10)).\(tenths % 10) MB"
}
