/// How pictures are shown.
public enum PictureMode: String, Hashable, Sendable {
  /// Drawn by the terminal, by Kitty's protocol.
  case kitty
  /// Drawn by the terminal, by iTerm2's protocol.
  case iterm2
  /// Drawn by the terminal, as sixels.
  case sixel
  /// Made of block symbols.
  case symbols
  /// Not at all.
  case none
}

/// How the rater wants pictures shown.
public enum PictureWish: String, Hashable, Sendable, CaseIterable {
  /// The best the terminal says it can.
  case auto
  /// By Kitty's protocol.
  case kitty
  /// By iTerm2's protocol.
  case iterm2
  /// As sixels.
  case sixel
  /// As block symbols.
  case symbols
  /// Not at all: they are opened outside.
  case none
}

/// How pictures are shown here, and why not as asked for where that cannot be.
public struct PictureChoice: Hashable, Sendable {
  /// How.
  public var mode: PictureMode
  /// Whether sixels go to the terminal behind tmux, which must be told to pass them on.
  public var isPassedOn: Bool
  /// What was asked for and cannot be, and what is used instead; nil where there is nothing to say.
  public var complaint: String?

  /// What was decided.
  public init(mode: PictureMode, isPassedOn: Bool = false, complaint: String? = nil) {
    self.mode = mode
    self.isPassedOn = isPassedOn
    self.complaint = complaint
  }

  /// Terminals that are known not to speak iTerm2's protocol, by the beginning of the name they give themselves. A
  /// terminal cannot be asked for it.
  private static let withoutITerm2 = ["kitty", "XTerm", "foot", "ghostty", "Alacritty", "VTE"]

  /// Decides by what the terminal said of itself.
  ///
  /// Inside tmux a picture that the terminal draws lands in the wrong place or is wiped, so symbols are used there
  /// unless sixels are asked for by name.
  ///
  /// - Parameters:
  ///   - wish: what the rater asked for.
  ///   - traits: what the terminal said.
  ///   - cell: pixels of a cell, nil where nobody knows.
  ///   - passesOn: whether tmux passes sequences on (its option `allow-passthrough`); asked for only where it matters.
  public init(wish: PictureWish, traits: TerminalTraits, cell: PixelSize?, passesOn: () -> Bool) {
    let auto = Self.best(traits, cell)
    let reason: String
    switch wish {
    case .auto:
      self.init(mode: auto)
      return
    case .symbols, .none:
      self.init(mode: wish == .none ? .none : .symbols)
      return
    case .kitty:
      if traits.isMultiplexed {
        reason = "inside tmux such a picture lands in the wrong place"
      } else if traits.drawsKitty || !traits.hasAnswered {
        self.init(mode: .kitty)
        return
      } else {
        reason = "this terminal says that it does not draw such pictures"
      }
    case .iterm2:
      if traits.isMultiplexed {
        reason = "inside tmux such a picture lands in the wrong place"
      } else if Self.withoutITerm2.contains(where: traits.name.hasPrefix) {
        reason = "this terminal does not draw such pictures"
      } else {
        self.init(mode: .iterm2)
        return
      }
    case .sixel:
      if cell == nil {
        reason = "this terminal does not tell how large its letters are"
      } else if traits.isMultiplexed && !traits.drawsSixel {
        if passesOn() {
          self.init(mode: .sixel, isPassedOn: true)
          return
        }
        reason = "tmux does not pass them on (tmux set -p allow-passthrough on)"
      } else if traits.drawsSixel || !traits.hasAnswered {
        self.init(mode: .sixel)
        return
      } else {
        reason = "this terminal says that it does not draw them"
      }
    }
    self.init(
      mode: auto, complaint: "--display \(wish.rawValue): \(reason). Pictures are shown as \(auto.name) instead.")
  }

  /// The best the terminal says it can. iTerm2's protocol comes first where it is spoken: it takes the image file as it
  /// is, a tenth of the bytes.
  private static func best(_ traits: TerminalTraits, _ cell: PixelSize?) -> PictureMode {
    if traits.isMultiplexed { return .symbols }
    if traits.name.hasPrefix("iTerm2") || traits.name.hasPrefix("WezTerm") { return .iterm2 }
    if traits.drawsKitty { return .kitty }
    return traits.drawsSixel && cell != nil ? .sixel : .symbols
  }
}

extension PictureChoice {
  /// How it is stored with a judgement: `kitty`, `iterm2`, `sixel`, `sixel-16`, `symbols-truecolor`, `symbols-256`,
  /// `symbols-16`, `symbols-none` or `none`.
  public func displayMode(_ depth: ColourDepth, _ limits: SixelLimits) -> String {
    switch mode {
    case .symbols: "symbols-\(depth.rawValue)"
    case .sixel where limits.colours < 256: "sixel-\(limits.colours)"
    case .kitty, .iterm2, .sixel, .none: mode.rawValue
    }
  }
}

extension PictureMode {
  /// For a sentence.
  var name: String {
    switch self {
    case .kitty: "Kitty pictures"
    case .iterm2: "iTerm2 pictures"
    case .sixel: "sixels"
    case .symbols: "block symbols"
    case .none: "nothing"
    }
  }
}
