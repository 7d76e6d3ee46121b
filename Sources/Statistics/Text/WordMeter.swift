internal import Glibc

/// ``WordEdits/distance(_:_:)`` between texts that lie in memory as UTF-8, for many of them.
///
/// The numbers are the same. Equal texts, and what two texts begin and end with in common, cost one pass; texts of ASCII
/// alone are compared word by word as bytes, others as Unicode has it.
public struct WordMeter: Sendable {
  private struct Word: Equatable {
    var start: Int
    var length: Int
    var hash: UInt64
  }

  private var words: (first: [Word], second: [Word]) = ([], [])
  private var row: [Int] = []

  /// Keeps its room from one pair of texts to the next.
  public init() {}

  /// The share of words that had to be put in, taken out or replaced.
  ///
  /// - Returns: between 0 and 1; nil where the texts differ and one of them is no UTF-8.
  /// - Complexity: O(bytes) where they are equal, else O(words that differ, squared) besides.
  public mutating func distance(_ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>) -> Double? {
    first.withUnsafeBytes { a in
      second.withUnsafeBytes { b in
        if a.count == b.count {
          guard let left = a.baseAddress, let right = b.baseAddress, memcmp(left, right, a.count) != 0 else { return 0 }
        }
        guard Self.isASCII(a), Self.isASCII(b) else { return Self.distanceOfTexts(a, b) }
        return distanceOfBytes(a, b)
      }
    }
  }

  private static func isASCII(_ bytes: UnsafeRawBufferPointer) -> Bool { bytes.allSatisfy { $0 < 0x80 } }

  private static func distanceOfTexts(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Double? {
    guard let first = String(validating: a, as: UTF8.self), let second = String(validating: b, as: UTF8.self) else {
      return nil
    }
    return WordEdits.distance(first, second)
  }

  private mutating func distanceOfBytes(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Double {
    Self.split(a, into: &words.first)
    Self.split(b, into: &words.second)
    let (m, n) = (words.first.count, words.second.count)
    guard max(m, n) > 0 else { return 0 }
    func isSame(_ i: Int, _ j: Int) -> Bool {
      let (left, right) = (words.first[i], words.second[j])
      guard left.hash == right.hash, left.length == right.length else { return false }
      return (0..<left.length).allSatisfy { a[left.start + $0] == b[right.start + $0] }
    }
    // What both begin and end with is no edit.
    var start = 0
    while start < min(m, n), isSame(start, start) { start += 1 }
    var (endA, endB) = (m, n)
    while endA > start, endB > start, isSame(endA - 1, endB - 1) { (endA, endB) = (endA - 1, endB - 1) }
    row.removeAll(keepingCapacity: true)
    row.append(contentsOf: 0...(endB - start))
    for i in start..<endA {
      var diagonal = row[0]
      row[0] = i - start + 1
      for j in start..<endB {
        let replaced = diagonal + (isSame(i, j) ? 0 : 1)
        let column = j - start + 1
        diagonal = row[column]
        row[column] = min(replaced, row[column - 1] + 1, diagonal + 1)
      }
    }
    return Double(row[endB - start]) / Double(max(m, n))
  }

  private static func split(_ bytes: UnsafeRawBufferPointer, into words: inout [Word]) {
    words.removeAll(keepingCapacity: true)
    var start = 0
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for position in 0...bytes.count {
      let byte = position < bytes.count ? bytes[position] : 32
      if byte == 32 || (9...13).contains(byte) {
        if position > start { words.append(Word(start: start, length: position - start, hash: hash)) }
        start = position + 1
        hash = 0xCBF2_9CE4_8422_2325
      } else {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
      }
    }
  }
}
