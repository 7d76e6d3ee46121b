internal import Foundation

/// A picture by iTerm2's protocol: an image file as it is, which the terminal decodes.
///
/// Source: https://iterm2.com/documentation-images.html.
enum ITermPicture {
  /// The sequence that draws a file at the cursor into so many cells.
  static func sequence(file: [UInt8], columns: Int, rows: Int) -> [UInt8] {
    // doNotMoveCursor is WezTerm's; others pass over it.
    let start =
      "\u{1B}]1337;File=inline=1;size=\(file.count);width=\(columns);height=\(rows);preserveAspectRatio=1;"
      + "doNotMoveCursor=1:"
    return Array(start.utf8) + Data(file).base64EncodedData() + [0x07]
  }
}
