/// The perceptual hashes of one question's entries, as far as they have been seen, in memory: 24 bytes an entry.
///
/// Looking through all of them takes about a nanosecond each, whatever distance is asked for, and is exact: for 50,000 a
/// small part of what decoding the picture at hand took. Blocks of bits in tables of their own would make every write dearer.
struct NearIndex {
  /// The last entry's number that was seen.
  private(set) var last: Int64 = 0
  private var numbers: [Int64] = []
  private var pictures: [UInt64] = []
  private var created: [Int64] = []

  /// An entry that is near enough.
  struct Match {
    var number: Int64
    var distance: Int
    var created: Int64
  }

  mutating func add(number: Int64, picture: UInt64, created: Int64) {
    numbers.append(number)
    pictures.append(picture)
    self.created.append(created)
    last = max(last, number)
  }

  /// The entries within a distance, the nearest first; of several as near, the oldest.
  func matches(_ picture: UInt64, within bits: Int, since: Int64) -> [Match] {
    var found: [Match] = []
    pictures.withUnsafeBufferPointer { pictures in
      for place in pictures.indices {
        let distance = (pictures[place] ^ picture).nonzeroBitCount
        guard distance <= bits, created[place] >= since else { continue }
        found.append(Match(number: numbers[place], distance: distance, created: created[place]))
      }
    }
    return found.sorted { ($0.distance, $0.created, $0.number) < ($1.distance, $1.created, $1.number) }
  }
}
