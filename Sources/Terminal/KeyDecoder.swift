/// Turns the bytes of a terminal into keys.
///
/// Bytes may arrive cut anywhere; what is incomplete waits for the rest. An Escape that stands alone can only be told
/// from the start of a sequence by what does not follow: call ``flush()`` when nothing came for a while.
public struct KeyDecoder: Sendable {
  private var waiting: [UInt8] = []
  private var pasted: [UInt8]?

  /// Begins without anything waiting.
  public init() {}

  /// Whether bytes wait for the rest of their sequence.
  public var isWaiting: Bool { !waiting.isEmpty }

  /// Takes bytes and returns the keys that are complete.
  public mutating func decode(_ bytes: some Sequence<UInt8>) -> [Key] {
    waiting.append(contentsOf: bytes)
    var keys: [Key] = []
    var used = 0
    while used < waiting.count {
      let (length, key) = next(waiting[used...])
      if length == 0 { break }
      if let key { keys.append(key) }
      used += length
    }
    waiting.removeFirst(used)
    return keys
  }

  /// Takes what waits as it is: a lone Escape is the Escape key.
  public mutating func flush() -> [Key] {
    guard pasted == nil, !waiting.isEmpty else { return [] }
    let isEscape = waiting == [0x1B]
    waiting = []
    return isEscape ? [.escape] : []
  }

  private static let pasteEnd: [UInt8] = Array("\u{1B}[201~".utf8)

  /// The first key of `bytes` and the bytes it took; 0 bytes where more must come, no key where it means nothing.
  private mutating func next(_ bytes: ArraySlice<UInt8>) -> (Int, Key?) {
    if pasted != nil { return paste(bytes) }
    guard let first = bytes.first else { return (0, nil) }
    switch first {
    case 0x1B: return escape(bytes)
    case 0x0D, 0x0A: return (1, .enter)
    case 0x09: return (1, .tab)
    case 0x7F, 0x08: return (1, .backspace)
    case 0x00: return (1, .control(" "))
    case 0x01...0x1A: return (1, .control(Character(Unicode.Scalar(first + 0x60))))
    case 0x1C...0x1F: return (1, .control(Character(Unicode.Scalar(first + 0x40))))
    case 0x20..<0x80: return (1, .character(Character(Unicode.Scalar(first))))
    default: return letter(bytes)
    }
  }

  private mutating func paste(_ bytes: ArraySlice<UInt8>) -> (Int, Key?) {
    let ending = Self.pasteEnd
    for start in bytes.indices where bytes[start] == 0x1B {
      let rest = bytes[start...].prefix(ending.count)
      if rest.elementsEqual(ending) {
        let text = String(decoding: (pasted ?? []) + bytes[..<start], as: UTF8.self)
        pasted = nil
        return (start - bytes.startIndex + ending.count, .paste(text))
      }
      if ending.starts(with: rest) {
        pasted?.append(contentsOf: bytes[..<start])
        return (start - bytes.startIndex, nil)
      }
    }
    pasted?.append(contentsOf: bytes)
    return (bytes.count, nil)
  }

  private mutating func escape(_ bytes: ArraySlice<UInt8>) -> (Int, Key?) {
    let rest = bytes.dropFirst()
    guard let second = rest.first else { return (0, nil) }
    switch second {
    case UInt8(ascii: "["): return sequence(bytes)
    case UInt8(ascii: "O"):
      guard let third = rest.dropFirst().first else { return (0, nil) }
      return (3, Self.named(final: third))
    case UInt8(ascii: "_"), UInt8(ascii: "P"), UInt8(ascii: "]"), UInt8(ascii: "^"), UInt8(ascii: "X"):
      return string(bytes)
    case 0x1B: return (1, .escape)
    default: return (2, nil)  // Alt with a key: nothing here uses it, and it must not count as the key alone
    }
  }

  /// A control sequence: `ESC [`, parameters, and a last byte.
  private mutating func sequence(_ bytes: ArraySlice<UInt8>) -> (Int, Key?) {
    let body = bytes.dropFirst(2)
    guard let end = body.firstIndex(where: { (0x40...0x7E).contains($0) }) else {
      return body.count > 64 ? (bytes.count, nil) : (0, nil)
    }
    let length = end - bytes.startIndex + 1
    let parameters = String(decoding: body[..<end], as: UTF8.self)
    if bytes[end] == UInt8(ascii: "~") {
      switch parameters.split(separator: ";").first.flatMap({ Int($0) }) {
      case 1, 7: return (length, .home)
      case 4, 8: return (length, .end)
      case 3: return (length, .delete)
      case 5: return (length, .pageUp)
      case 6: return (length, .pageDown)
      case 200:
        pasted = []
        return (length, nil)
      default: return (length, nil)
      }
    }
    return (length, Self.named(final: bytes[end]))
  }

  /// What a terminal says of itself (`ESC _ … ESC \`): read to its end and ignored.
  private func string(_ bytes: ArraySlice<UInt8>) -> (Int, Key?) {
    var index = bytes.startIndex + 2
    while index < bytes.endIndex {
      if bytes[index] == 0x07 { return (index - bytes.startIndex + 1, nil) }
      if bytes[index] == 0x1B {
        guard index + 1 < bytes.endIndex else { return (0, nil) }
        return (index - bytes.startIndex + 2, nil)
      }
      index += 1
    }
    return bytes.count > 4096 ? (bytes.count, nil) : (0, nil)
  }

  private static func named(final: UInt8) -> Key? {
    switch final {
    case UInt8(ascii: "A"): .up
    case UInt8(ascii: "B"): .down
    case UInt8(ascii: "C"): .right
    case UInt8(ascii: "D"): .left
    case UInt8(ascii: "H"): .home
    case UInt8(ascii: "F"): .end
    case UInt8(ascii: "Z"): .backTab
    case UInt8(ascii: "M"): .enter
    default: nil
    }
  }

  /// One letter in UTF-8. A byte that cannot begin one, or a sequence that breaks off, is dropped.
  private func letter(_ bytes: ArraySlice<UInt8>) -> (Int, Key?) {
    guard let first = bytes.first else { return (0, nil) }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1
    if length == 1 || first > 0xF4 { return (1, nil) }
    let candidate = bytes.prefix(length)
    if let broken = candidate.dropFirst().firstIndex(where: { $0 & 0xC0 != 0x80 }) {
      return (broken - bytes.startIndex, nil)
    }
    guard candidate.count == length else { return (0, nil) }
    guard let text = String(validating: candidate, as: UTF8.self), let character = text.first else {
      return (length, nil)
    }
    return (length, .character(character))
  }
}
