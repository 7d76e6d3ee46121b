internal import StudyStore

/// How far shards and their requests are, as a table.
struct BatchStatusText {
  private let shards: [BatchShard]
  private let counts: [Int: [BatchRequestState: Int]]

  init(_ shards: [BatchShard], _ counts: [Int: [BatchRequestState: Int]]) {
    self.shards = shards
    self.counts = counts
  }

  var text: String {
    let rows = shards.map { shard in
      [shard.file, shard.candidate, grouped(shard.lines), words(shard), came(of: shard)]
    }
    let header = ["file", "candidate", "requests", "how far", "came to"]
    let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
    let lines = ([header] + rows).map { row in
      row.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        // Numbers stand under each other; nothing follows the last column.
        return column == 2 ? space + row[column] : column == row.count - 1 ? row[column] : row[column] + space
      }.joined(separator: "  ")
    }
    return (lines + [Self.sums(total)]).joined(separator: "\n")
  }

  private var total: [BatchRequestState: Int] {
    counts.values.reduce(into: [:]) { sums, counts in sums.merge(counts) { $0 + $1 } }
  }

  private func words(_ shard: BatchShard) -> String {
    switch shard.stage {
    case .written: return "not submitted"
    case .uploading, .uploaded: return "being submitted"
    case .creating: return "being submitted; in doubt"
    case .submitted:
      let done = shard.counts[1].flatMap { answered in
        shard.counts[2].map { " (\(grouped(answered)) answered, \(grouped($0)) failed)" }
      }
      let status = (shard.status ?? "submitted").replacing("_", with: " ")
      return status + (done ?? "") + (shard.isFetched ? ", fetched" : "")
    case .ended: return "imported"
    }
  }

  private func came(of shard: BatchShard) -> String { Self.list(counts[shard.number] ?? [:]) }

  /// "3 answered, 1 missing"; what is still to come is `out`.
  static func list(_ counts: [BatchRequestState: Int]) -> String {
    let order: [BatchRequestState] = [.answered, .refused, .error, .expired, .missing, .out]
    let parts = order.compactMap { state in
      counts[state].map { "\(grouped($0)) \(state == .out ? "to come" : state.rawValue)" }
    }
    return parts.isEmpty ? "asked again in a later file" : parts.joined(separator: ", ")
  }

  /// All requests together.
  static func sums(_ counts: [BatchRequestState: Int]) -> String {
    "\(counted(counts.values.reduce(0, +), "request")): \(list(counts))"
  }
}
