/// How many columns text takes in a terminal's window.
///
/// Terminals disagree about clusters of several scalars (a family emoji takes 6 columns in xterm and 2 in tmux).
/// This is the rule we lay out by; ``FrameWriter`` moves the cursor absolutely after every such cluster, so that a
/// terminal that disagrees spoils at most that cluster.
public enum DisplayWidth {
  /// Columns of one grapheme cluster: 1 or 2, or 0 where nothing is drawn.
  public static func of(_ cluster: Character) -> Int {
    if cluster.isASCII { return cluster.asciiValue.map { $0 >= 0x20 && $0 != 0x7F } == true ? 1 : 0 }
    let scalars = cluster.unicodeScalars
    guard let first = scalars.first else { return 0 }
    if scalars.count == 1 { return isZeroWidth(first) ? 0 : WideRanges.contains(first) ? 2 : 1 }
    // An emoji sequence is one picture: a base asked to be one, a skin tone, a flag, or several joined.
    let asksForPicture = scalars.contains { $0.value == 0xFE0F || (0x1F3FB...0x1F3FF).contains($0.value) }
    if asksForPicture && first.properties.isEmoji { return 2 }
    if scalars.contains(where: WideRanges.contains) { return 2 }
    return scalars.allSatisfy(isZeroWidth) ? 0 : 1
  }

  /// Columns of a text on one line.
  public static func of(_ text: some StringProtocol) -> Int {
    text.reduce(0) { $0 + of($1) }
  }

  /// Whether every terminal can be trusted to advance by exactly ``of(_:)-(Character)``.
  static func isCertain(_ cluster: Character) -> Bool {
    let scalars = cluster.unicodeScalars
    guard let first = scalars.first, scalars.count == 1 else { return false }
    return !WideRanges.contains(first) && !isZeroWidth(first)
  }

  private static func isZeroWidth(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x300 { return scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return true
    default: return false
    }
  }
}

extension StringProtocol {
  /// The longest beginning that fits into `columns`, ending in "…" where something was cut off.
  public func fitted(to columns: Int) -> String {
    guard DisplayWidth.of(self) > columns else { return String(self) }
    guard columns > 0 else { return "" }
    var kept = ""
    var width = 0
    for cluster in self {
      width += DisplayWidth.of(cluster)
      if width > columns - 1 { break }
      kept.append(cluster)
    }
    return kept + "…"
  }

  /// The text with spaces after it, exactly `columns` wide; too long a text is cut as ``fitted(to:)`` does.
  public func padded(to columns: Int) -> String {
    let text = fitted(to: columns)
    return text + String(repeating: " ", count: Swift.max(0, columns - DisplayWidth.of(text)))
  }
}
