internal import Digest
public import Roster

/// A cached caption as bytes, for caches that other machines share: the same values as a row of the cache's file, with the
/// same digest over them.
///
///     text    = value ‖ "|" ‖ … ‖ value ‖ "|" ‖ digest
///     value   = "-" | "i" decimal | "r" 16 hexadecimal digits | "t" length ":" bytes
///     digest  = SHA-256 over everything before the last bar, as hexadecimal digits
public enum WrittenCaption {
  /// Writes an entry.
  ///
  /// - Parameter key: 32 bytes; they are part of what the digest is of.
  public static func bytes(_ key: [UInt8], question: String, _ caption: CachedCaption) -> [UInt8] {
    let written = CacheEntry(key: key, question: question, caption: caption).written
    return written + "|".utf8 + SHA256.hex(written).utf8
  }

  /// A key as text.
  ///
  /// - Returns: 64 hexadecimal digits.
  public static func name(_ key: [UInt8]) -> String { hexadecimal(key) }

  /// Reads an entry.
  ///
  /// - Returns: nil for anything else than what ``bytes(_:question:_:)`` wrote under this key.
  public static func caption(in bytes: [UInt8], under key: [UInt8]) -> CachedCaption? {
    let length = bytes.count - 65
    guard length > 0, bytes[length] == UInt8(ascii: "|") else { return nil }
    let written = Array(bytes[..<length])
    guard SHA256.hex(written).utf8.elementsEqual(bytes[(length + 1)...]) else { return nil }
    var reader = ValueReader(bytes: written[...])
    guard let entry = reader.entry(), entry.key == key, entry.written == written else { return nil }
    return entry.caption
  }
}

/// Takes values off the front of a written entry.
private struct ValueReader {
  var bytes: ArraySlice<UInt8>

  /// A value that is not there, or is not of its kind.
  private struct Fault: Error {}

  mutating func entry() -> CacheEntry? {
    do {
      let key = try text()
      let question = try words()
      let picture = try integer()
      let text = try words()
      guard let key, let question, let text, let created = try integer(), let model = try words() else { return nil }
      let caption = try CachedCaption(
        text: text, createdAt: created, model: model, servedModel: words(), fingerprint: words(),
        inputTokens: integer().map(Int.init), outputTokens: integer().map(Int.init),
        cachedTokens: integer().map(Int.init), reasoningTokens: integer().map(Int.init), cost: real(),
        totalSeconds: real(), firstTokenSeconds: real(), answeredQuestion: words(),
        pictureBits: picture.map(UInt64.init(bitPattern:)))
      guard bytes.isEmpty else { return nil }
      return caption.map { CacheEntry(key: key, question: question, caption: $0) }
    } catch {
      return nil
    }
  }

  /// Up to a byte, which is taken too; to the end where there is none.
  private mutating func upTo(_ end: Character) -> ArraySlice<UInt8> {
    let taken = bytes.prefix { $0 != end.asciiValue }
    bytes = bytes.dropFirst(taken.count + 1)
    return taken
  }

  /// A value whose first byte is a letter; nil for none.
  private mutating func value(_ kind: Character) throws -> String? {
    let word = String(decoding: upTo("|"), as: UTF8.self)
    if word == "-" { return nil }
    guard word.first == kind else { throw Fault() }
    return String(word.dropFirst())
  }

  private mutating func integer() throws -> Int64? {
    guard let word = try value("i") else { return nil }
    guard let number = Int64(word) else { throw Fault() }
    return number
  }

  private mutating func real() throws -> Double? {
    guard let word = try value("r") else { return nil }
    guard let bits = UInt64(word, radix: 16) else { throw Fault() }
    return Double(bitPattern: bits)
  }

  private mutating func text() throws -> [UInt8]? {
    if bytes.first == UInt8(ascii: "-") {
      guard upTo("|").count == 1 else { throw Fault() }
      return nil
    }
    guard bytes.first == UInt8(ascii: "t"), let length = Int(String(decoding: upTo(":").dropFirst(), as: UTF8.self)),
      length >= 0, length <= bytes.count
    else { throw Fault() }
    let taken = bytes.prefix(length)
    bytes = bytes.dropFirst(length)
    guard bytes.isEmpty || upTo("|").isEmpty else { throw Fault() }
    return Array(taken)
  }

  private mutating func words() throws -> String? {
    guard let bytes = try text() else { return nil }
    guard let words = String(validating: bytes, as: UTF8.self) else { throw Fault() }
    return words
  }
}
