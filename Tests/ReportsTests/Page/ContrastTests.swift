import Foundation
import Testing

@testable import Reports

/// Colours of the page by the formula of WCAG 2.2, "relative luminance" and "contrast ratio".
@Suite("colours of the page")
struct ContrastTests {
  static let palettes = ["light": HTMLStyle.light, "dark": HTMLStyle.dark]

  /// Between 1 and 21.
  static func contrast(_ first: String, _ second: String) throws -> Double {
    let (one, other) = (try luminance(first), try luminance(second))
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
  }

  private static func luminance(_ colour: String) throws -> Double {
    let value = try #require(Int(colour.dropFirst(), radix: 16))
    let parts = [16, 8, 0].map { shift -> Double in
      let part = Double(value >> shift & 255) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  @Test("the formula gives the values of the standard: 21 for black on white, 4.54 for #767676 on white")
  func formula() throws {
    #expect(abs(try Self.contrast("#000000", "#ffffff") - 21) < 1e-9)
    #expect(abs(try Self.contrast("#767676", "#ffffff") - 4.54) < 0.005)
  }

  @Test("text has a contrast of 4.5 or more on everything it stands on", arguments: palettes.keys.sorted())
  func text(_ scheme: String) throws {
    let palette = try #require(Self.palettes[scheme])
    let inks = [
      "ink": palette.ink, "soft": palette.soft, "link": palette.link, "good": palette.good,
      "bad": palette.bad, "open": palette.open,
    ]
    for (name, ink) in inks {
      for (ground, colour) in ["paper": palette.paper, "panel": palette.panel] {
        #expect(try Self.contrast(ink, colour) >= 4.5, "\(scheme): \(name) on \(ground)")
      }
    }
    #expect(try Self.contrast(palette.ink, palette.warn) >= 4.5)
  }

  @Test("edges of fields and the ring around what has the focus have 3 or more", arguments: palettes.keys.sorted())
  func edges(_ scheme: String) throws {
    let palette = try #require(Self.palettes[scheme])
    for ground in [palette.paper, palette.panel] {
      #expect(try Self.contrast(palette.edge, ground) >= 3)
      #expect(try Self.contrast(palette.link, ground) >= 3)
    }
  }
}
