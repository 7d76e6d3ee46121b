/// Colours and weights that all figures share: each also stands alone, on a page of either colour scheme and in black and
/// white, so nothing is told by colour.
enum FigureStyle {
  /// A figure's style sheet, confined to that figure: several stand in one page.
  ///
  /// - Parameters:
  ///   - figure: the class of its root.
  ///   - light: further rules, one a line, each beginning with `&`, which stands for the root.
  ///   - dark: the same for a dark screen, where they differ.
  static func sheet(_ figure: String, light: String = "", dark: String = "") -> String {
    let rules = """
      \(joined(Self.light, light))
      @media screen and (prefers-color-scheme: dark) {
      \(joined(Self.dark, dark))
      }
      """
    return rules.split(separator: "\n").map { $0.replacing("&", with: ".\(figure)") }.joined(separator: "\n")
  }

  private static func joined(_ shared: String, _ own: String) -> String { own.isEmpty ? shared : "\(shared)\n\(own)" }

  private static let light = """
    & .paper { fill: #ffffff; }
    & text { fill: #1f2328; font-size: 14px; }
    & .title { font-size: 18px; font-weight: 600; }
    & .name, & .number { font-size: 15px; font-weight: 600; }
    & .mark { font-size: 13px; font-weight: 700; letter-spacing: .04em; }
    & .soft, & .tick { fill: #59636e; font-size: 13px; }
    & .small { font-size: 13px; }
    & .strong { font-size: 13px; font-weight: 600; }
    & .loss { fill: #eceff2; }
    & .thick { stroke: #1f2328; stroke-width: 4; }
    & .thin { stroke: #59636e; stroke-width: 1.5; }
    & .zero { stroke: #1f2328; stroke-width: 1.25; }
    & .margin { stroke: #1f2328; stroke-width: 1.5; stroke-dasharray: 6 4; }
    & .gain { stroke: #8b949e; stroke-width: 1; stroke-dasharray: 2 4; }
    & .axis { stroke: #59636e; stroke-width: 1; }
    & .rule { stroke: #d1d9e0; stroke-width: 1; }
    & .solid, & .arrow { fill: #1f2328; }
    & .hollow { fill: #ffffff; stroke: #1f2328; stroke-width: 2.5; }
    & .point { fill: #59636e; }
    """

  private static let dark = """
    & .paper { fill: #0d1117; }
    & text { fill: #e6edf3; }
    & .soft, & .tick { fill: #9aa5b1; }
    & .loss { fill: #1c232c; }
    & .thick, & .zero, & .margin { stroke: #e6edf3; }
    & .thin, & .axis { stroke: #9aa5b1; }
    & .rule { stroke: #30363d; }
    & .solid, & .arrow { fill: #e6edf3; }
    & .hollow { fill: #0d1117; stroke: #e6edf3; }
    & .point { fill: #9aa5b1; }
    """
}
