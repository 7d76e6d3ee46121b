/// Two pictures of a list whose perceptual hashes are near each other.
public struct NearPair: Hashable, Sendable {
  /// The place in the list of the one that comes first.
  public let first: Int
  /// The place of the other.
  public let second: Int
  /// In how many of the 64 bits their hashes differ.
  public let distance: Int

  /// At most so many bits apart, two pictures are called near-duplicates unless something else is stated.
  ///
  /// Of the 36 pictures of the demo set no two are nearer than 18 bits; each of them, halved and compressed again, stays
  /// within 6 of itself.
  public static let usualDistance = 6

  /// The pairs of hashes at most so many bits apart, the nearest first. Of hashes that are equal only the first is paired with
  /// others, and each of the rest with that one: a thousand blank pages make 999 pairs.
  ///
  /// The 64 bits are cut into one block more than may differ, so that the hashes of a pair have at least one block in
  /// common; only hashes that do are compared. A pair is found in the first block it has in common, and nowhere else.
  ///
  /// - Parameters:
  ///   - hashes: in the list's order.
  ///   - distance: 0 to 63 bits.
  /// - Complexity: for n hashes spread evenly and distance d, O(n² (d + 1) / 2^(64 / (d + 1))) comparisons: 1.4 % of all for 6.
  public static func all(of hashes: [PerceptualHash], within distance: Int) -> [NearPair] {
    precondition((0..<64).contains(distance), "a distance of \(distance) bits")
    let masks = blocks(distance + 1)
    var pairs: [NearPair] = []
    var firsts: [UInt64: Int] = [:]
    for (index, hash) in hashes.enumerated() {
      if let first = firsts[hash.bits] {
        pairs.append(NearPair(first: first, second: index, distance: 0))
      } else {
        firsts[hash.bits] = index
      }
    }
    for (index, mask) in masks.enumerated() {
      let order = firsts.values.sorted { (hashes[$0].bits & mask, $0) < (hashes[$1].bits & mask, $1) }
      var start = 0
      while start < order.count {
        let block = hashes[order[start]].bits & mask
        var end = start + 1
        while end < order.count, hashes[order[end]].bits & mask == block { end += 1 }
        for left in start..<end {
          for right in (left + 1)..<max(end, left + 1) {
            let (first, second) = (min(order[left], order[right]), max(order[left], order[right]))
            let differing = hashes[first].bits ^ hashes[second].bits
            guard differing.nonzeroBitCount <= distance, !masks[..<index].contains(where: { differing & $0 == 0 })
            else { continue }
            pairs.append(NearPair(first: first, second: second, distance: differing.nonzeroBitCount))
          }
        }
        start = end
      }
    }
    return pairs.sorted { ($0.distance, $0.first, $0.second) < ($1.distance, $1.first, $1.second) }
  }

  /// 64 bits in so many blocks of nearly one size.
  private static func blocks(_ count: Int) -> [UInt64] {
    (0..<count).map { block in
      let (low, high) = (64 * block / count, 64 * (block + 1) / count)
      return (low..<high).reduce(0) { $0 | 1 << UInt64($1) }
    }
  }
}
