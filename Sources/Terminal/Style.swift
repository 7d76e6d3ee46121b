/// A colour of a cell.
public enum Colour: Hashable, Sendable {
  /// The terminal's own.
  case standard
  /// Red, green and blue, 0…255 each.
  case rgb(UInt8, UInt8, UInt8)
  /// A place in the 256-colour table.
  case indexed(UInt8)
}

/// How a cell looks.
public struct Style: Hashable, Sendable {
  /// The letter's colour.
  public var foreground: Colour
  /// The colour behind it.
  public var background: Colour
  /// Bold letters.
  public var isBold: Bool
  /// Fainter letters, where the terminal has them.
  public var isDim: Bool
  /// Underlined letters.
  public var isUnderlined: Bool
  /// Foreground and background exchanged.
  public var isReversed: Bool

  /// Without arguments, the terminal's own look.
  public init(
    foreground: Colour = .standard, background: Colour = .standard, bold: Bool = false, dim: Bool = false,
    underlined: Bool = false, reversed: Bool = false
  ) {
    self.foreground = foreground
    self.background = background
    isBold = bold
    isDim = dim
    isUnderlined = underlined
    isReversed = reversed
  }

  /// The terminal's own look.
  public static let plain = Style()
}

/// The colours of the interface: Okabe and Ito's, which people who see few colours can tell apart too. No meaning is
/// ever carried by colour alone.
public struct Palette: Hashable, Sendable {
  /// Whether the interface uses colour. Without it bold, underline and reverse remain.
  public var usesColour: Bool

  /// - Parameter usesColour: false where `NO_COLOR` is set. Pictures keep their colours all the same.
  public init(usesColour: Bool) { self.usesColour = usesColour }

  /// What has the focus.
  public var focus: Style { style(.rgb(0xE6, 0x9F, 0x00), bold: true) }
  /// What is done.
  public var done: Style { style(.rgb(0x00, 0x9E, 0x73)) }
  /// A title, or a key to press.
  public var title: Style { style(.rgb(0x56, 0xB4, 0xE9), bold: true) }
  /// What needs attention; Okabe and Ito's yellow is lost on a light ground.
  public var warning: Style { style(.rgb(0xD5, 0x5E, 0x00), bold: true) }
  /// What went wrong; reversed, so that it is seen without colour too.
  public var alarm: Style {
    Style(foreground: usesColour ? .rgb(0xD5, 0x5E, 0x00) : .standard, bold: true, reversed: true)
  }
  /// What matters less.
  public var quiet: Style { Style(dim: true) }
  /// Ordinary text.
  public var text: Style { .plain }
  /// Text that stands out without colour.
  public var strong: Style { Style(bold: true) }

  private func style(_ colour: Colour, bold: Bool = false) -> Style {
    Style(foreground: usesColour ? colour : .standard, bold: bold)
  }
}

/// How many colours a terminal can show.
public enum ColourDepth: String, Hashable, Sendable {
  /// Black and white.
  case none
  /// The terminal's 16 named colours, of which the first 8 serve as backgrounds.
  case sixteen = "16"
  /// The 256-colour table.
  case indexed = "256"
  /// Red, green and blue in 256 steps each.
  case trueColour = "truecolor"
}
