import Testing

@testable import Terminal

@Suite("how pictures are shown")
struct PictureChoiceTests {
  private static let cell = PixelSize(width: 10, height: 20)

  private func choose(
    _ wish: PictureWish, _ traits: TerminalTraits, cell: PixelSize? = cell, passesOn: Bool = false
  ) -> PictureChoice {
    PictureChoice(wish: wish, traits: traits, cell: cell) { passesOn }
  }

  @Test("by itself: iTerm2's protocol where its speakers name themselves, then Kitty's, then sixels, then symbols")
  func automatic() {
    for (traits, mode) in [
      (TerminalTraits(name: "iTerm2 3.5.0", drawsSixel: true), PictureMode.iterm2),
      (TerminalTraits(name: "WezTerm 20240203", drawsKitty: true, drawsSixel: true), .iterm2),
      (TerminalTraits(name: "kitty(0.26.5)", drawsKitty: true), .kitty),
      (TerminalTraits(name: "ghostty 1.0", drawsKitty: true, drawsSixel: true), .kitty),
      (TerminalTraits(name: "XTerm(379)", drawsSixel: true), .sixel),
      (TerminalTraits(name: "VTE(7200)"), .symbols),
      (TerminalTraits(hasAnswered: false), .symbols),
      (TerminalTraits(name: "tmux 3.4", drawsSixel: true, isMultiplexed: true), .symbols),
    ] {
      #expect(choose(.auto, traits) == PictureChoice(mode: mode), "\(traits.name)")
    }
  }

  @Test("sixels need the size of a letter")
  func unknownCell() {
    let traits = TerminalTraits(drawsSixel: true)
    #expect(choose(.auto, traits, cell: nil).mode == .symbols)
    #expect(choose(.sixel, traits, cell: nil).complaint?.contains("how large its letters are") == true)
  }

  @Test("what is asked for is used where the terminal can, and where it did not answer")
  func asked() {
    for wish in PictureWish.allCases where wish != .auto {
      let able = TerminalTraits(drawsKitty: true, drawsSixel: true)
      #expect(choose(wish, able) == PictureChoice(mode: PictureMode(rawValue: wish.rawValue) ?? .none))
      #expect(choose(wish, TerminalTraits(hasAnswered: false)).complaint == nil)
    }
  }

  @Test("what cannot be is said, with what is used instead")
  func impossible() {
    let xterm = TerminalTraits(name: "XTerm(379)", drawsSixel: true)
    #expect(
      choose(.kitty, xterm)
        == PictureChoice(
          mode: .sixel,
          complaint: "--display kitty: this terminal says that it does not draw such pictures. Pictures are shown as "
            + "sixels instead."))
    #expect(choose(.iterm2, xterm).mode == .sixel && choose(.iterm2, xterm).complaint != nil)
    let kitty = TerminalTraits(name: "kitty(0.26.5)", drawsKitty: true)
    #expect(choose(.sixel, kitty).mode == .kitty && choose(.sixel, kitty).complaint != nil)
  }

  @Test("inside tmux only sixels, only when asked for, and only where tmux draws them or passes them on")
  func tmux() {
    let traits = TerminalTraits(name: "tmux 3.3a", drawsKitty: true, isMultiplexed: true)
    #expect(choose(.kitty, traits).mode == .symbols && choose(.kitty, traits).complaint != nil)
    #expect(choose(.iterm2, traits).mode == .symbols && choose(.iterm2, traits).complaint != nil)
    #expect(choose(.sixel, traits).mode == .symbols)
    #expect(choose(.sixel, traits).complaint?.contains("tmux set -p allow-passthrough on") == true)
    #expect(choose(.sixel, traits, passesOn: true) == PictureChoice(mode: .sixel, isPassedOn: true))
    let newer = TerminalTraits(name: "tmux 3.5", drawsSixel: true, isMultiplexed: true)
    #expect(choose(.sixel, newer) == PictureChoice(mode: .sixel))
  }

  @Test("what is stored with a rating names the mode and its colours")
  func names() {
    let limits = SixelLimits()
    #expect(PictureChoice(mode: .symbols).displayMode(.trueColour, limits) == "symbols-truecolor")
    #expect(PictureChoice(mode: .symbols).displayMode(.sixteen, limits) == "symbols-16")
    #expect(PictureChoice(mode: .sixel).displayMode(.indexed, limits) == "sixel")
    #expect(PictureChoice(mode: .sixel).displayMode(.indexed, SixelLimits(colours: 16)) == "sixel-16")
    #expect(PictureChoice(mode: .none).displayMode(.indexed, limits) == "none")
  }
}
