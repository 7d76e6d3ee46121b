/// When something happened, to the day, out of a log's bytes.
///
/// Read are RFC 3339 dates (`2026-11-01`) and date-times (`2026-11-01T09:30:00Z`, `…+02:00`, with a space for the T, with
/// parts of a second), and Unix time. A date-time without an offset is UTC. Days begin at midnight UTC.
public enum EventTime {
  /// What Unix time counts. How many digits it has tells: from September 2001 to 2286 none has as many as another.
  public enum Unit: Int, Hashable, Sendable, CaseIterable {
    /// Ten digits.
    case seconds = 10
    /// 13 digits.
    case milliseconds = 13
    /// 16 digits.
    case microseconds = 16
    /// 19 digits.
    case nanoseconds = 19
  }

  /// Earlier times are a clock that was never set.
  static let earliest = Day(number: 10_957)

  /// - Returns: the day, and for Unix time what it counts; nil where the bytes are no such time.
  static func read(_ bytes: ArraySlice<UInt8>) -> (day: Day, unit: Unit?)? {
    let count = bytes.prefix(while: isDigit).count
    guard count >= Unit.seconds.rawValue else { return day(bytes).map { ($0, nil) } }
    var rest = Reader(bytes: bytes, position: bytes.startIndex)
    // Whatever is counted, the first ten digits are the seconds.
    guard let unit = Unit(rawValue: count), let seconds = rest.digits(Unit.seconds.rawValue) else { return nil }
    while rest.digits(1) != nil {}
    // Programs that count in floating point write parts of it.
    if rest.skip(".") { while rest.digits(1) != nil {} }
    return rest.isAtEnd ? (Day(number: seconds / 86_400), unit) : nil
  }

  private static func day(_ bytes: ArraySlice<UInt8>) -> Day? {
    var rest = Reader(bytes: bytes, position: bytes.startIndex)
    guard let year = rest.digits(4), rest.skip("-"), let month = rest.digits(2), rest.skip("-"),
      let dayOfMonth = rest.digits(2), let day = Day(year: year, month: month, day: dayOfMonth)
    else { return nil }
    if rest.isAtEnd { return day }
    guard rest.skip("T") || rest.skip("t") || rest.skip(" "), let hour = rest.digits(2), hour < 24, rest.skip(":"),
      let minute = rest.digits(2), minute < 60
    else { return nil }
    if rest.skip(":") {
      guard let second = rest.digits(2), second <= 60 else { return nil }
      if rest.skip(".") || rest.skip(",") {
        guard rest.digits(1) != nil else { return nil }
        while rest.digits(1) != nil {}
      }
    }
    if rest.isAtEnd || ((rest.skip("Z") || rest.skip("z")) && rest.isAtEnd) { return day }
    let isBehind = rest.skip("-")
    guard isBehind || rest.skip("+"), let hours = rest.digits(2), hours < 24 else { return nil }
    _ = rest.skip(":")
    guard let minutes = rest.digits(2), minutes < 60, rest.isAtEnd else { return nil }
    let offset = (60 * hours + minutes) * (isBehind ? -1 : 1)
    let inUTC = 60 * hour + minute - offset
    return day + (inUTC < 0 ? -1 : inUTC >= 1440 ? 1 : 0)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

  private struct Reader {
    let bytes: ArraySlice<UInt8>
    var position: Int

    var isAtEnd: Bool { position == bytes.endIndex }

    mutating func skip(_ mark: Unicode.Scalar) -> Bool {
      guard position < bytes.endIndex, bytes[position] == UInt8(ascii: mark) else { return false }
      position += 1
      return true
    }

    mutating func digits(_ count: Int) -> Int? {
      guard position + count <= bytes.endIndex else { return nil }
      var number = 0
      for byte in bytes[position..<position + count] {
        guard isDigit(byte) else { return nil }
        number = 10 * number + Int(byte - 48)
      }
      position += count
      return number
    }
  }
}
