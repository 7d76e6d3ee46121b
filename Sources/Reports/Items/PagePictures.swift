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
    return parts.filter { !$0.starts(with: start.utf8) }.map { String(decoding: $0, as: UTF8.self) }
      .joined(separator: "\n")
  }

  /// How many pictures a page holds.
  public static func count(in page: String) -> Int {
    page.utf8.split(separator: UInt8(ascii: "\n")).count { $0.starts(with: start.utf8) }
  }

  /// A line starts so only here: `<` of anything from outside is escaped.
  private static let start = "<img src=\"data:image/jpeg;base64,"

  /// A line of its own.
  static func element(_ thumbnail: Thumbnail, name: String) -> String {
    "\(start)\(Data(thumbnail.jpeg).base64EncodedString())\" alt=\"Image \(name)\" width=\"\(thumbnail.width)\" "
      + "height=\"\(thumbnail.height)\" decoding=\"async\">\n"
  }
}
