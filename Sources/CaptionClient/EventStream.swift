/// Server-sent events out of bytes that arrive in any pieces: the `data` of each event, as the WHATWG's event-stream
/// rules have it (a byte order mark, LF, CR and CRLF, comments, several data lines joined by LF, one space after the
/// colon). Other fields are read over. Bytes are kept until a line is whole, so a character cut in two is not lost.
struct EventStream {
  private var line: [UInt8] = []
  private var data: [[UInt8]] = []
  private var lastWasCR = false
  private var isFirstLine = true

  /// - Returns: the events that these bytes complete.
  mutating func feed(_ bytes: some Sequence<UInt8>) -> [[UInt8]] {
    var events: [[UInt8]] = []
    for byte in bytes {
      if byte == 0x0A, lastWasCR {
        lastWasCR = false
        continue
      }
      lastWasCR = byte == 0x0D
      if byte == 0x0A || byte == 0x0D {
        if let event = endLine() { events.append(event) }
      } else {
        line.append(byte)
      }
    }
    return events
  }

  /// What was left when the stream ended. By the rules an event without its blank line is dropped; services forget
  /// that line at the end, so a whole line is still given out, and a line cut short is not.
  mutating func finish() -> (event: [UInt8]?, cutShort: Bool) {
    let cutShort = !line.isEmpty
    line = []
    defer { data = [] }
    return (data.isEmpty ? nil : Array(data.joined(separator: [0x0A])), cutShort)
  }

  private mutating func endLine() -> [UInt8]? {
    defer {
      line = []
      isFirstLine = false
    }
    if isFirstLine, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    if line.isEmpty {
      defer { data = [] }
      return data.isEmpty ? nil : Array(data.joined(separator: [0x0A]))
    }
    let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
    guard line[..<colon].elementsEqual("data".utf8) else { return nil }
    var value = line[colon...].dropFirst()
    if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
    data.append(Array(value))
    return nil
  }
}
