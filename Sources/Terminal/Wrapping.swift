/// One line of wrapped text.
public struct WrappedLine: Hashable, Sendable {
  /// What it says.
  public var text: String
  /// Whether it announces the right-to-left lines after it, rather than being part of the text.
  public var isLabel: Bool

  /// A line, and whether it is a label of ours.
  public init(_ text: String, isLabel: Bool = false) {
    self.text = text
    self.isLabel = isLabel
  }
}

/// Breaks text into lines by the columns it takes.
public enum Wrapping {
  /// Wraps at spaces; a word longer than a line is cut, and so is a run of wide letters, which has no spaces.
  ///
  /// Text must have passed ``SafeText``.
  ///
  /// - Parameter columns: at least 2, the width of a wide letter; less is taken as 2.
  /// - Returns: lines of at most `columns`; a single empty line for an empty text.
  public static func lines(_ text: String, columns: Int) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph($0, columns: max(2, columns)) }
  }

  /// As ``lines(_:columns:)``, with paragraphs that are read from right to left set off by a label. They stay in
  /// the order in which they are stored; turning them round is the terminal's affair.
  public static func labelled(_ text: String, columns: Int) -> [WrappedLine] {
    var inRightToLeft = false
    return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { part -> [WrappedLine] in
      let turned = SafeText.isRightToLeft(part)
      let announces = turned && !inRightToLeft
      inRightToLeft = turned
      let label = announces ? [WrappedLine("[right to left]".fitted(to: columns), isLabel: true)] : []
      return label + paragraph(part, columns: max(2, columns)).map { WrappedLine($0) }
    }
  }

  private static func paragraph(_ text: Substring, columns: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var width = 0
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      let wordWidth = DisplayWidth.of(word)
      let isFirst = line.isEmpty && width == 0
      if width + (isFirst ? 0 : 1) + wordWidth <= columns {
        if !isFirst { line.append(" ") }
        line.append(contentsOf: word)
        width += (isFirst ? 0 : 1) + wordWidth
        continue
      }
      // A long word starts on the line that is open where at least a third of that is free: that suits scripts
      // without spaces, and keeps short words whole.
      if wordWidth > columns && !isFirst && columns - width > columns / 3 {
        line.append(" ")
        width += 1
      } else if !isFirst {
        lines.append(line)
        line = ""
        width = 0
      }
      for cluster in word {
        let own = DisplayWidth.of(cluster)
        if width + own > columns {
          lines.append(line)
          line = ""
          width = 0
        }
        line.append(cluster)
        width += own
      }
    }
    return lines + [line]
  }
}
