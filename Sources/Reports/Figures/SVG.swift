/// Elements of a picture as text. Coordinates have one decimal, so that two machines draw the same bytes.
struct SVG {
  private(set) var lines: [String] = []
  /// Elements drawn so far with their classes, "circle.hollow": what a legend has to explain.
  private(set) var marks: Set<String> = []

  /// A coordinate.
  static func number(_ value: Double) -> String {
    let tenths = (value * 10).rounded()
    let text = Numbers.fixed(abs(tenths) / 10, decimals: tenths.truncatingRemainder(dividingBy: 10) == 0 ? 0 : 1)
    return (tenths < 0 ? "-" : "") + text.filter { $0 != "," }
  }

  mutating func line(_ style: String, from start: (Double, Double), to end: (Double, Double)) {
    marks.insert("line.\(style)")
    add(
      "<line class=\"\(style)\" x1=\"\(SVG.number(start.0))\" y1=\"\(SVG.number(start.1))\" "
        + "x2=\"\(SVG.number(end.0))\" y2=\"\(SVG.number(end.1))\"/>")
  }

  mutating func rectangle(_ style: String, x: Double, y: Double, width: Double, height: Double) {
    marks.insert("rect.\(style)")
    add(
      "<rect class=\"\(style)\" x=\"\(SVG.number(x))\" y=\"\(SVG.number(y))\" width=\"\(SVG.number(width))\" "
        + "height=\"\(SVG.number(height))\"/>")
  }

  mutating func circle(_ style: String, at center: (Double, Double), radius: Double) {
    marks.insert("circle.\(style)")
    add(
      "<circle class=\"\(style)\" cx=\"\(SVG.number(center.0))\" cy=\"\(SVG.number(center.1))\" "
        + "r=\"\(SVG.number(radius))\"/>")
  }

  mutating func polygon(_ style: String, _ corners: [(Double, Double)]) {
    let points = corners.map { "\(SVG.number($0.0)),\(SVG.number($0.1))" }.joined(separator: " ")
    marks.insert("polygon.\(style)")
    add("<polygon class=\"\(style)\" points=\"\(points)\"/>")
  }

  enum Anchor: String { case start, middle, end }

  mutating func text(_ style: String, _ words: String, at point: (Double, Double), anchor: Anchor = .start) {
    add(
      "<text class=\"\(style)\" x=\"\(SVG.number(point.0))\" y=\"\(SVG.number(point.1))\" "
        + "text-anchor=\"\(anchor.rawValue)\">\(Escaping.markup(words))</text>")
  }

  mutating func add(_ element: String) { lines.append(element) }

  /// The whole picture: named and described for screen readers, with its own style, on paper of its own.
  ///
  /// - Parameters:
  ///   - name: of the picture's kind; class of the root and start of its ids.
  ///   - size: width and height.
  func document(
    _ name: String, size: (Double, Double), title: String, description: String, sheet: String
  ) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" class="\(name)" viewBox="0 0 \(SVG.number(size.0)) \(SVG.number(size.1))" \
    role="img" aria-labelledby="\(name)-title \(name)-desc" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, \
    'Helvetica Neue', Arial, sans-serif">
    <title id="\(name)-title">\(Escaping.markup(title))</title>
    <desc id="\(name)-desc">\(Escaping.markup(description))</desc>
    <style>
    \(sheet)
    </style>
    <rect class="paper" x="0" y="0" width="100%" height="100%"/>
    \(lines.joined(separator: "\n"))
    </svg>

    """
  }
}
