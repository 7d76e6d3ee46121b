internal import FoundationEssentials

/// Pictures inside `report.html`, there only where they were asked for.
public enum PagePictures {
  /// A page without its pictures: the very bytes that the page would have had if none had been asked for.
  ///
  /// An image's bytes are not kept in a study's databases, so that this is how far such a page can be worked out again.
  ///
  /// - Complexity: O(length).
  public static func removed(from page: String) -> String {
    let parts = page.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return parts.filter { !isPicture($0) }.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
  }

  /// Whether a line is a picture's element from its first byte to its last: what follows one is no picture.
  static func isPicture(_ line: Substring.UTF8View.SubSequence) -> Bool {
    guard line.starts(with: start.utf8) else { return false }
    let rest = line.dropFirst(start.utf8.count).drop { byte in
      // The letters of base64; a page has millions of them.
      UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
        || UInt8(ascii: "/")...UInt8(ascii: "9") ~= byte || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "=")
    }
    return String(decoding: rest, as: UTF8.self)
      .wholeMatch(of: /" alt="Image [^"<>]*" width="[0-9]+" height="[0-9]+" decoding="async">/) != nil
  }

  /// A line starts so only here: `<` of anything from outside is escaped.
  private static let start = "<img src=\"data:image/jpeg;base64,"

  /// A line of its own.
  static func element(_ thumbnail: Thumbnail, name: String) -> String {
    "\(start)\(Data(thumbnail.jpeg).base64EncodedString())\" alt=\"Image \(name)\" width=\"\(thumbnail.width)\" "
      + "height=\"\(thumbnail.height)\" decoding=\"async\">\n"
  }
}
