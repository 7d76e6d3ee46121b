/// Elements of a picture as text. Coordinates have one decimal, so that two machines draw the same bytes.
struct SVG {
  private(set) var lines: [String] = []

  /// A coordinate.
  static func number(_ value: Double) -> String {
    let tenths = (value * 10).rounded()
    let text = Numbers.fixed(abs(tenths) / 10, decimals: tenths.truncatingRemainder(dividingBy: 10) == 0 ? 0 : 1)
    return (tenths < 0 ? "-" : "") + text.filter { $0 != "," }
  }

  mutating func line(_ style: String, from start: (Double, Double), to end: (Double, Double)) {
    add(
      "<line class=\"\(style)\" x1=\"\(SVG.number(start.0))\" y1=\"\(SVG.number(start.1))\" "
        + "x2=\"\(SVG.number(end.0))\" y2=\"\(SVG.number(end.1))\"/>")
  }

  mutating func rectangle(_ style: String, x: Double, y: Double, width: Double, height: Double) {
    add(
      "<rect class=\"\(style)\" x=\"\(SVG.number(x))\" y=\"\(SVG.number(y))\" width=\"\(SVG.number(width))\" "
        + "height=\"\(SVG.number(height))\"/>")
  }

  mutating func circle(_ style: String, at center: (Double, Double), radius: Double) {
    add(
      "<circle class=\"\(style)\" cx=\"\(SVG.number(center.0))\" cy=\"\(SVG.number(center.1))\" "
        + "r=\"\(SVG.number(radius))\"/>")
  }

  mutating func polygon(_ style: String, _ corners: [(Double, Double)]) {
    let points = corners.map { "\(SVG.number($0.0)),\(SVG.number($0.1))" }.joined(separator: " ")
    add("<polygon class=\"\(style)\" points=\"\(points)\"/>")
  }

  enum Anchor: String { case start, middle, end }

  mutating func text(_ style: String, _ words: String, at point: (Double, Double), anchor: Anchor = .start) {
    add(
      "<text class=\"\(style)\" x=\"\(SVG.number(point.0))\" y=\"\(SVG.number(point.1))\" "
        + "text-anchor=\"\(anchor.rawValue)\">\(Escaping.markup(words))</text>")
  }

  mutating func add(_ element: String) { lines.append(element) }
}
