/// Cuts bytes that come in pieces into whole records: lines, or records of comma-separated values whose quoted cells may hold
/// line breaks. It holds the record that is not whole yet and no more.
struct RecordBuffer {
  /// Most bytes of one record: a quote that is never closed would otherwise take in the rest of a stream.
  static let mostBytes = 1 << 20

  /// Whole records, or a stretch that is none.
  struct Piece {
    var bytes: [UInt8]
    /// The number of its first line, from 1.
    var line: Int
    /// Whether it is longer than a record may be; it ends with a line, and so does what was lost.
    var isTooLong = false
  }

  private let honoursQuotes: Bool
  private var pending: [UInt8] = []
  /// How much of it was looked at.
  private var scanned = 0
  private var firstLine = 1
  private var isQuoted = false
  private var isCellStart = true
  private var isAfterQuote = false

  init(honoursQuotes: Bool) { self.honoursQuotes = honoursQuotes }

  /// Takes further bytes.
  ///
  /// - Returns: the records that are whole now; nil where none is.
  mutating func take(_ bytes: [UInt8]) -> Piece? {
    pending += bytes
    let end = scan()
    if end > 0 { return cut(end, isTooLong: false) }
    guard pending.count > Self.mostBytes else { return nil }
    (isQuoted, isCellStart, isAfterQuote) = (false, true, false)
    let lastLine = pending.lastIndex(of: 10).map { $0 + 1 } ?? pending.count
    return cut(lastLine, isTooLong: true)
  }

  /// What is left at the end of the stream.
  mutating func finish() -> Piece? { pending.isEmpty ? nil : cut(pending.count, isTooLong: false) }

  private mutating func cut(_ end: Int, isTooLong: Bool) -> Piece {
    let piece = Piece(bytes: Array(pending[..<end]), line: firstLine, isTooLong: isTooLong)
    pending.removeFirst(end)
    scanned = pending.count
    if isTooLong { scanned = 0 }
    firstLine += piece.bytes.count { $0 == 10 }
    return piece
  }

  /// Where the last whole record ends; 0 where none does.
  private mutating func scan() -> Int {
    guard honoursQuotes else {
      let end = pending[scanned...].lastIndex(of: 10).map { $0 + 1 } ?? 0
      scanned = pending.count
      return end
    }
    var end = 0
    pending.withUnsafeBufferPointer { bytes in
      for position in scanned..<bytes.count {
        let byte = bytes[position]
        if isQuoted {
          if byte == UInt8(ascii: "\"") { (isQuoted, isAfterQuote) = (false, true) }
          continue
        }
        switch byte {
        case UInt8(ascii: "\""):
          // A doubled quote closes and opens again; one within a cell without quotes is a character.
          if isCellStart || isAfterQuote { isQuoted = true }
          isCellStart = false
        case UInt8(ascii: ","): isCellStart = true
        case 10:
          isCellStart = true
          end = position + 1
        default: isCellStart = false
        }
        isAfterQuote = false
      }
    }
    scanned = pending.count
    return end
  }
}
