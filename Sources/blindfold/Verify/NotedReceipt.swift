/// What a rater noted on leaving: so many entries, and how the chain ended.
struct NotedReceipt: Hashable {
  let rater: String
  let count: Int
  /// The chain's last hash, or its first digits.
  let head: String

  /// Reads `ana:260:ee9d61643127`; nil for anything else. Digits may be shortened to eight.
  init?(_ typed: String) {
    let parts = typed.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, !parts[0].isEmpty, let count = Int(parts[1]), count >= 0, (8...64).contains(parts[2].count),
      parts[2].allSatisfy(\.isHexDigit)
    else { return nil }
    (rater, self.count, head) = (parts[0], count, parts[2].lowercased())
  }
}
