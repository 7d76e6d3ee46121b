/// An API key. It goes into one header of a request and nowhere else: printing, dumping, mirroring or interpolating it
/// shows `[key]`, and it is deliberately not `Codable`.
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private let text: String
  /// Every run of this many bytes of a long key is masked, so that a key cut short by a service's error text is too.
  private static let window = 8

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

  /// Whether a text holds the whole key.
  public func occurs(in text: String) -> Bool {
    let key = Array(self.text.utf8)
    let bytes = Array(text.utf8)
    guard bytes.count >= key.count else { return false }
    return (0...(bytes.count - key.count)).contains { bytes[$0..<$0 + key.count].elementsEqual(key) }
  }

  /// The text with the key, and any 8 or more bytes in a row of a key of 16 or more, replaced by `[key]`.
  public func scrub(_ text: String) -> String {
    let key = Array(self.text.utf8)
    let bytes = Array(text.utf8)
    let width = key.count >= 2 * Secret.window ? Secret.window : key.count
    guard bytes.count >= width else { return text }
    let runs = Set((0...(key.count - width)).map { Array(key[$0..<$0 + width]) })
    var masked = [Bool](repeating: false, count: bytes.count)
    for start in 0...(bytes.count - width) where runs.contains(Array(bytes[start..<start + width])) {
      for index in start..<start + width { masked[index] = true }
    }
    guard masked.contains(true) else { return text }
    var clean: [UInt8] = []
    for index in bytes.indices {
      if !masked[index] {
        clean.append(bytes[index])
      } else if index == 0 || !masked[index - 1] {
        clean.append(contentsOf: "[key]".utf8)
      }
    }
    return String(decoding: clean, as: UTF8.self)
  }

  /// `[key]`, always.
  public var description: String { "[key]" }
  /// `[key]`, always.
  public var debugDescription: String { "[key]" }
  /// A mirror without children.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
