/// The name of an item: the SHA-256 of its image's bytes, as 64 lower-case hexadecimal digits.
///
/// Two files with the same bytes are one item; a file that changes by a bit is another.
public struct ItemID: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
  /// 64 lower-case hexadecimal digits.
  public let hex: String

  /// - Parameter hex: 64 lower-case hexadecimal digits.
  /// - Returns: nil where the text is anything else.
  public init?(hex: String) {
    guard hex.utf8.count == 64, hex.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else {
      return nil
    }
    self.hex = hex
  }

  /// Reads the hexadecimal digits back; anything else is a corrupt value.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let id = ItemID(hex: text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not a SHA-256")
    }
    self = id
  }

  /// Writes the hexadecimal digits as one string.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hex)
  }

  /// By hexadecimal digits: an order that says nothing of file names.
  public static func < (left: ItemID, right: ItemID) -> Bool { left.hex < right.hex }

  /// The 64 digits.
  public var description: String { hex }
}

/// The kinds of image file that count as an image here. SVG does not: it is a program.
public enum ImageFormat: String, Hashable, Sendable, Codable, CaseIterable {
  case jpeg, png, webp, gif, tiff, bmp, heif, avif

  /// The media type sent in a data URL, for example `image/jpeg`.
  public var mediaType: String { "image/\(rawValue)" }

  /// Recognises a format by the file's first bytes, never by its name.
  ///
  /// - Parameter bytes: at least the first 16 bytes of the file.
  public init?(signature bytes: some Collection<UInt8>) {
    let head = Array(bytes.prefix(16))
    func at(_ offset: Int, _ text: StaticString) -> Bool {
      let wanted = text.withUTF8Buffer { Array($0) }
      return head.count >= offset + wanted.count && Array(head[offset..<offset + wanted.count]) == wanted
    }
    switch true {
    case head.starts(with: [0xFF, 0xD8, 0xFF]): self = .jpeg
    case head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]): self = .png
    case at(0, "RIFF") && at(8, "WEBP"): self = .webp
    case at(0, "GIF8"): self = .gif
    case head.starts(with: [0x49, 0x49, 0x2A, 0]), head.starts(with: [0x4D, 0x4D, 0, 0x2A]): self = .tiff
    case at(0, "BM"): self = .bmp
    case at(4, "ftypavif"): self = .avif
    case at(4, "ftyphei"), at(4, "ftyphev"), at(4, "ftypmif1"): self = .heif
    default: return nil
    }
  }
}
