internal import Imaging
internal import Roster

/// Images of a study that look alike: raters meet them twice, and they weigh twice in the estimate. What cannot be decoded
/// is found on the way.
struct NearDuplicates {
  /// What could not be looked at.
  let undecoded: UndecodedImages
  private let items: [SetItem]
  /// Places in `items` of what could be looked at.
  private let seen: [Int]
  /// The hashes of those.
  private let hashes: [PerceptualHash]
  private let pairs: [NearPair]

  /// Most pairs that are named.
  private static let mostNamed = 20

  /// Decodes each image once, small.
  ///
  /// - Throws: `Refusal` where a file cannot be read any more, or holds other bytes than when the study was read.
  init(of items: [SetItem]) async throws {
    let pictures = try await PictureHashes(of: items)
    self.items = items
    seen = pictures.hashes.indices.filter { pictures.hashes[$0] != nil }
    undecoded = pictures.undecoded
    hashes = pictures.hashes.compactMap(\.self)
    pairs = NearPair.all(of: hashes, within: NearPair.usualDistance)
  }

  /// How many pairs of the set's pictures are at most so many bits apart.
  func pairs(within bits: Int) -> Int { NearPair.all(of: hashes, within: bits).count }

  /// How many images have an earlier one in the set that is at most so many bits apart.
  func hits(within bits: Int) -> Int {
    EarlierNeighbours(hashes).nearest(within: bits).count { $0 != nil }
  }

  /// What the hashes say, in lines: first a headline, then the pairs by both files' names, the nearest first.
  ///
  /// - Returns: nil where no two images look alike.
  var warning: String? {
    guard !pairs.isEmpty else { return nil }
    var lines = [headline]
    lines += pairs.prefix(Self.mostNamed).map { pair in
      "\(pair.distance) bits: \(items[seen[pair.first]].fileName) and \(items[seen[pair.second]].fileName)"
    }
    if pairs.count > Self.mostNamed { lines.append("and \(pairs.count - Self.mostNamed) pairs more") }
    return lines.joined(separator: "\n")
  }

  /// How many pairs there are, by which rule, and what was not looked at.
  var headline: String {
    let rule = "at most \(NearPair.usualDistance) of 64 bits of their perceptual hashes apart"
    let unseen = items.count - seen.count
    let found =
      pairs.isEmpty
      ? "no two images look alike (\(rule))"
      : "\(counted(pairs.count, "pair")) of images look alike (\(rule)); each counts as an image of its own"
    return found + (unseen == 0 ? "" : "; \(counted(unseen, "image")) could not be decoded here and may be such")
  }
}
