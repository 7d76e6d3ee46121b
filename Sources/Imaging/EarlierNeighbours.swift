/// Which pictures of a list look like one that stands before them: at most these a cache that was filled in the list's order
/// would have found. A cache keeps no caption of what it found itself, so that of three and more that look alike in a chain
/// it can miss some.
///
/// Hashes are compared one by one, which is exact for any number of bits. Blocks of bits, as ``NearPair`` has them, sort out
/// ever fewer of them the more bits may differ: half at 12.
public struct EarlierNeighbours: Sendable {
  /// A picture before another, and how far from it.
  public struct Neighbour: Hashable, Sendable {
    /// Its place in the list.
    public let index: Int
    /// In how many of the 64 bits the two hashes differ.
    public let distance: Int

    /// A picture before another.
    public init(index: Int, distance: Int) {
      self.index = index
      self.distance = distance
    }
  }

  private let bits: [UInt64]
  private let isKnown: [Bool]

  /// Takes the hashes of a list.
  ///
  /// - Parameter hashes: in the list's order; nil where a picture could not be decoded: it is near none.
  public init(_ hashes: [PerceptualHash?]) {
    bits = hashes.map { $0?.bits ?? 0 }
    isKnown = hashes.map { $0 != nil }
  }

  /// The pictures before one that are near it, the nearest first; of several as near, the one that stands first.
  ///
  /// - Parameters:
  ///   - index: a place in the list.
  ///   - distance: the most bits that may differ.
  /// - Complexity: O(index).
  public func near(_ index: Int, within distance: Int) -> [Neighbour] {
    guard isKnown[index] else { return [] }
    let found = (0..<index).compactMap { earlier -> Neighbour? in
      guard isKnown[earlier] else { return nil }
      let differing = (bits[earlier] ^ bits[index]).nonzeroBitCount
      return differing <= distance ? Neighbour(index: earlier, distance: differing) : nil
    }
    return found.sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }
  }

  /// For every picture the nearest of those before it; nil where none is near. Of several as near, the one that stands
  /// first.
  ///
  /// - Parameters:
  ///   - distance: the most bits that may differ.
  ///   - copies: places of files whose bytes stood in the list before: they are neither neighbours nor have any.
  /// - Complexity: O(n²) comparisons of about a nanosecond.
  public func nearest(within distance: Int, besides copies: Set<Int> = []) -> [Neighbour?] {
    let places = bits.indices.filter { isKnown[$0] && !copies.contains($0) }
    let hashes = places.map { bits[$0] }
    var nearest = [Neighbour?](repeating: nil, count: bits.count)
    hashes.withUnsafeBufferPointer { hashes in
      for later in hashes.indices {
        let own = hashes[later]
        var (best, least) = (-1, distance + 1)
        for earlier in 0..<later {
          let differing = (hashes[earlier] ^ own).nonzeroBitCount
          if differing < least { (best, least) = (earlier, differing) }
        }
        if best >= 0 { nearest[places[later]] = Neighbour(index: places[best], distance: least) }
      }
    }
    return nearest
  }
}
