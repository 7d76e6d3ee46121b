import Analysis
import Foundation
import Reports
import Testing

@Suite struct PlanFigureTests {
  private static let curves = [
    PrecisionCurve(images: 100, points: [.init(raters: 3, halfWidth: 0.4), .init(raters: 12, halfWidth: 0.2)]),
    PrecisionCurve(images: 200, points: [.init(raters: 3, halfWidth: 0.3), .init(raters: 12, halfWidth: 0.15)]),
    PrecisionCurve(images: nil, points: [.init(raters: 3, halfWidth: 0.35), .init(raters: 12, halfWidth: 0.09)]),
  ]

  private func figure(_ study: String) -> PlanFigure {
    PlanFigure(
      study: study, curves: Self.curves, margin: 0.3, declared: (12, 200, 0.15), basis: "typical raters (a preset)")
  }

  @Test("says in words what it shows: every line's ends, the floor, the margin, what is declared, what it rests on")
  func words() {
    #expect(
      figure("s").description
        == "Expected half-width of the interval in rubric points against the number of raters, margin 0.30. "
        + "100 images: 3 raters ±0.40, 12 raters ±0.20; 200 images: 3 raters ±0.30, 12 raters ±0.15; "
        + "endless images: 3 raters ±0.35, 12 raters ±0.09. Declared: 12 raters on 200 images, ±0.15. "
        + "From typical raters (a preset).")
  }

  @Test("is well-formed, whatever the study is called, and names no colour alone: lines differ by their dashes")
  func wellFormed() throws {
    let svg = figure("<b> & \"x\"").svg
    #expect(try XMLReader.isWellFormed(svg))
    #expect(!svg.contains("<b>") && svg.contains("&lt;b"))
    for style in ["line0", "line1", "floor", "margin", "declared"] { #expect(svg.contains("class=\"\(style)\"")) }
  }
}

/// Whether every element that is opened is closed in its turn: enough for what is written here.
private enum XMLReader {
  static func isWellFormed(_ text: String) throws -> Bool {
    var open: [Substring] = []
    for match in text.matches(of: /<(\/?)([a-z]+)[^<>]*?(\/?)>/) {
      if !match.1.isEmpty {
        guard open.popLast() == match.2 else { return false }
      } else if match.3.isEmpty {
        open.append(match.2)
      }
    }
    return open.isEmpty && !text.contains(/&(?!amp;|lt;|gt;|quot;|#)/)
  }
}
