/// Numbers the different texts of a column from 0 in the order of their first appearance, reading each as bytes: a text is
/// made once a name and not once a row.
public struct NameTable: Sendable {
  /// By number.
  public private(set) var names: [String] = []
  private var hashes: [UInt64] = []
  /// All names' bytes, one after the other.
  private var stored: [UInt8] = []
  /// Where a name's bytes begin; one more at the end.
  private var starts: [Int] = [0]
  /// Numbers by hash, the next free place where two meet; −1 is free. A power of two, at most half full.
  private var slots = [Int32](repeating: -1, count: 64)

  /// No name yet.
  public init() {}

  /// A cell's number.
  ///
  /// - Returns: nil where the cell is no UTF-8.
  /// - Complexity: O(bytes).
  public mutating func number(of cell: Int, in reader: CSVReader) -> Int32? { number(of: reader.content(cell)) }

  /// A text's number.
  public mutating func number(of name: String) -> Int32 {
    // The bytes of a string are UTF-8.
    number(of: Array(name.utf8)[...]) ?? 0
  }

  /// A text's number.
  ///
  /// - Returns: nil where the bytes are no UTF-8.
  public mutating func number(of content: ArraySlice<UInt8>) -> Int32? {
    let (slot, hash) = find(content)
    if slots[slot] >= 0 { return slots[slot] }
    guard let name = String(validating: content, as: UTF8.self) else { return nil }
    let number = Int32(names.count)
    names.append(name)
    hashes.append(hash)
    stored.append(contentsOf: content)
    starts.append(stored.count)
    slots[slot] = number
    if 2 * names.count > slots.count { grow() }
    return number
  }

  /// A text's number; nil where it has none yet.
  public func known(_ content: ArraySlice<UInt8>) -> Int32? {
    let number = slots[find(content).slot]
    return number >= 0 ? number : nil
  }

  /// Where a text's number is, or would be put.
  private func find(_ content: ArraySlice<UInt8>) -> (slot: Int, hash: UInt64) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in content { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    var slot = place(hash)
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      if hashes[number] == hash, stored[starts[number]..<starts[number + 1]].elementsEqual(content) { break }
      slot = (slot + 1) & (slots.count - 1)
    }
    return (slot, hash)
  }

  /// The low bits of FNV-1a alone are weak.
  private func place(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash ^ (hash >> 32)) & (slots.count - 1) }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: 4 * slots.count)
    for (number, hash) in hashes.enumerated() {
      var slot = place(hash)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number)
    }
  }
}
