/// How wide a text will be in a figure, by estimate: a figure is drawn without a font at hand, and readers have different
/// ones. It errs on the wide side.
enum TextWidth {
  /// In picture units.
  ///
  /// - Parameters:
  ///   - size: of the font.
  ///   - isBold: weights of 600 and more.
  static func of(_ text: String, size: Double, isBold: Bool = false) -> Double {
    text.unicodeScalars.reduce(0) { $0 + ems($1) } * size * (isBold ? 1.04 : 1)
  }

  /// The text, its middle left out where it would be wider: two names that start alike still differ.
  static func fitted(_ text: String, to width: Double, size: Double, isBold: Bool = false) -> String {
    let clean = Escaping.line(text)
    guard of(clean, size: size, isBold: isBold) > width else { return clean }
    // The longest that fits, by halving: a character more is never narrower.
    var (fits, tooLong) = (3, clean.count)
    while tooLong - fits > 1 {
      let middle = (fits + tooLong) / 2
      let isFitting = of(Escaping.shortened(clean, to: middle), size: size, isBold: isBold) <= width
      if isFitting { fits = middle } else { tooLong = middle }
    }
    return Escaping.shortened(clean, to: fits)
  }

  private static func ems(_ scalar: Unicode.Scalar) -> Double {
    switch scalar.value {
    case 0x20, 0x21, 0x27...0x29, 0x2C...0x2F, 0x3A, 0x3B, 0x49, 0x5B...0x5D, 0x66, 0x69, 0x6A, 0x6C, 0x72, 0x74, 0x7C:
      0.35
    case 0x25, 0x40, 0x4D, 0x57, 0x6D, 0x77: 0.93
    case 0x41...0x5A: 0.67
    case 0..<0x300: 0.57
    case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: 0
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F000...0x1FAFF, 0x20000...0x3FFFD:
      1.05
    default: 0.68
    }
  }
}
