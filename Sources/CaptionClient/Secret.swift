/// An API key. It goes into one header of a request and nowhere else: printing, dumping, mirroring or interpolating it
/// shows `[key]`, and it is deliberately not `Codable`.
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private let text: String
  /// Every run of this many bytes of a long key is masked, so that a key cut short by a service's error text is too. Fewer
  /// bytes may stand in any text by chance.
  private static let window = 8

  /// Whether it is too short to be looked for in captions: they would have it by chance, and would be lost.
  public var isShort: Bool { text.utf8.count < Secret.window }

  /// Takes a key as it stands in the environment; white space around it is dropped.
  ///
  /// - Returns: nil where nothing is left, or where the key holds a character that no HTTP header may (a line break
  ///   in the middle would start a header of its own).
  public init?(_ text: String) {
    let trimmed = Secret.trimmed(text)
    guard !trimmed.isEmpty, trimmed.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
    self.text = trimmed
  }

  private static func trimmed(_ text: String) -> String {
    let space: (Character) -> Bool = { $0.isWhitespace || $0.isNewline }
    let rest = text.drop(while: space)
    return String(rest.reversed().drop(while: space).reversed())
  }

  /// The value of the `Authorization` header.
  var bearer: String { "Bearer \(text)" }

  /// Whether a text holds the whole key. Of a key that is short it is not known, and so no.
  public func occurs(in text: String) -> Bool {
    !isShort && !Secret.places(of: Array(self.text.utf8), in: Array(text.utf8)).isEmpty
  }

  /// How many bytes at a text's end may be the beginning of the key.
  func begun(atEndOf text: String) -> Int {
    guard !isShort else { return 0 }
    let key = Array(self.text.utf8)
    let bytes = Array(text.utf8.suffix(key.count - 1))
    return (0...bytes.count).first { key.starts(with: bytes[$0...]) }.map { bytes.count - $0 } ?? 0
  }

  /// The text with the key, and any 8 or more bytes in a row of a key of 16 or more, replaced by `[key]`. A key that is short
  /// is replaced where it stands by itself, between other bytes than letters, digits, `-` and `_`.
  public func scrub(_ text: String) -> String {
    let key = Array(self.text.utf8)
    let bytes = Array(text.utf8)
    let isLong = key.count >= 2 * Secret.window
    let starts = isLong ? Secret.pieces(of: key, in: bytes) : Secret.places(of: key, in: bytes)
    guard !starts.isEmpty else { return text }
    let width = isLong ? Secret.window : key.count
    var clean: [UInt8] = []
    var index = 0
    for start in starts where start + width > index {
      if start > index || index == 0 {
        clean += bytes[index..<max(start, index)]
        clean += Array("[key]".utf8)
      }
      index = start + width
    }
    return String(decoding: clean + bytes[index...], as: UTF8.self)
  }

  /// Where the whole key begins; a short one only where it stands by itself.
  private static func places(of key: [UInt8], in bytes: [UInt8]) -> [Int] {
    guard bytes.count >= key.count else { return [] }
    let places = (0...bytes.count - key.count).filter { bytes[$0] == key[0] && bytes[$0...].starts(with: key) }
    guard key.count < window else { return places }
    func isWord(_ index: Int) -> Bool {
      guard bytes.indices.contains(index) else { return false }
      return switch bytes[index] {
      case 48...57, 65...90, 97...122, 0x80..., UInt8(ascii: "-"), UInt8(ascii: "_"): true
      default: false
      }
    }
    return places.filter { !isWord($0 - 1) && !isWord($0 + key.count) }
  }

  /// Where 8 bytes begin that stand somewhere in the key. Eight bytes are one number, so a long text takes no longer
  /// than it must.
  private static func pieces(of key: [UInt8], in bytes: [UInt8]) -> [Int] {
    func windows(_ bytes: [UInt8], _ take: (_ start: Int, _ piece: UInt64) -> Void) {
      var piece: UInt64 = 0
      for (index, byte) in bytes.enumerated() {
        piece = piece << 8 | UInt64(byte)
        if index >= window - 1 { take(index - window + 1, piece) }
      }
    }
    var known: Set<UInt64> = []
    windows(key) { known.insert($1) }
    var starts: [Int] = []
    windows(bytes) { if known.contains($1) { starts.append($0) } }
    return starts
  }

  /// `[key]`, always.
  public var description: String { "[key]" }
  /// `[key]`, always.
  public var debugDescription: String { "[key]" }
  /// A mirror without children.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
