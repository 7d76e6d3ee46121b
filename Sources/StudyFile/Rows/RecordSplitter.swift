/// Cuts a stream of bytes into records without holding more than one of them: lines, or records of comma-separated values
/// whose quoted cells may hold line breaks.
struct RecordSplitter {
  /// Most bytes of one record. A quote that is never closed would otherwise take in the rest of the stream.
  static let mostBytes = 1 << 20

  /// A record without its line end.
  struct Record {
    /// The line on which it begins, from 1.
    var line: Int
    var bytes: [UInt8]
    /// Whether it was longer than ``mostBytes``; its bytes are then the first of it.
    var isTooLong = false
    /// Whether the stream ended inside a quote.
    var isOpen = false
  }

  private let honoursQuotes: Bool
  private let read: () throws -> [UInt8]?
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  private var nextLine = 1
  private var isAtStart = true

  /// - Parameters:
  ///   - honoursQuotes: whether line ends inside quotes are part of a record.
  ///   - read: gives the next bytes; nil at the end.
  init(honoursQuotes: Bool, read: @escaping () throws -> [UInt8]?) {
    self.honoursQuotes = honoursQuotes
    self.read = read
  }

  private mutating func byte() throws -> UInt8? {
    while position == buffer.count {
      guard !isAtEnd else { return nil }
      guard let more = try read() else {
        isAtEnd = true
        return nil
      }
      (buffer, position) = (more, 0)
    }
    defer { position += 1 }
    return buffer[position]
  }

  /// The next record that is not blank; nil at the end.
  mutating func next() throws -> Record? {
    while true {
      guard let record = try anyRecord() else { return nil }
      if record.bytes.contains(where: { $0 != 32 && $0 != 9 }) { return record }
    }
  }

  private mutating func anyRecord() throws -> Record? {
    var record = Record(line: nextLine, bytes: [])
    var isQuoted = false
    var isCellStart = true
    var sawByte = false
    while let byte = try byte() {
      sawByte = true
      if byte == 10 {
        nextLine += 1
        if !isQuoted || record.isTooLong { return finished(record) }
      }
      if honoursQuotes {
        if byte == UInt8(ascii: "\"") {
          // A doubled quote closes and opens again.
          if isQuoted { isQuoted = false } else if isCellStart || record.bytes.last == byte { isQuoted = true }
        }
        isCellStart = byte == UInt8(ascii: ",") && !isQuoted
      }
      if record.bytes.count < Self.mostBytes { record.bytes.append(byte) } else { record.isTooLong = true }
    }
    record.isOpen = isQuoted
    return sawByte ? finished(record) : nil
  }

  /// Without a byte order mark at the stream's start and a carriage return at the record's end.
  private mutating func finished(_ record: Record) -> Record {
    var record = record
    if isAtStart, record.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { record.bytes.removeFirst(3) }
    isAtStart = false
    if record.bytes.last == 13 { record.bytes.removeLast() }
    return record
  }
}
