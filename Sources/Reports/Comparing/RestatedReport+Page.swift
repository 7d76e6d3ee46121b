/// `report.html` against what was written again.
extension RestatedReport {
  /// The page from its first line to Table 2, and what stands behind that and could act on it.
  func cited(inPage text: String, forest: String?) -> [DocumentDifference] {
    let page = text.documentLines
    var document = document
    document.blocks = document.blocks.map { piece in
      guard case .figure(var figure) = piece, let forest else { return piece }
      figure.svg = forest
      return .figure(figure)
    }
    let isTable: (Substring) -> Bool = { $0.hasPrefix("<p class=\"caption\"") && $0.contains("<strong>Table 2.") }
    let opening = HTMLRenderer.opening(
      document, Self.headings(page), hasItems: page.contains { $0.hasPrefix("<section class=\"items\"") })
    // What the landmark's line stands in.
    let expected = opening.documentLines.dropLast() + ["<div class=\"table\">"]
    let rest = page[(page.firstIndex(where: isTable) ?? page.endIndex)...]
    return Self.differences(page, upTo: isTable, Array(expected)) + PageActions(rest).differences
  }

  /// The headings that the list of contents leads to, as the page itself has them.
  private static func headings(_ page: [Substring]) -> [HTMLRenderer.Heading] {
    var headings: [HTMLRenderer.Heading] = []
    for line in page where line.hasPrefix("<h2 ") || line.hasPrefix("<h3 ") {
      guard let found = line.wholeMatch(of: /<h([23]) id="([a-z0-9-]+)">(.*)<\/h[23]>/) else { continue }
      if found.output.2 == ItemSection.heading.anchor { return headings + [ItemSection.heading] }
      let words = found.output.3.replacing(/<\/?(?:code|strong)>/, with: "").replacing("\u{A0}", with: " ")
      headings.append(
        HTMLRenderer.Heading(
          level: found.output.1 == "2" ? 2 : 3, anchor: String(found.output.2), markup: String(words)))
    }
    return headings
  }

  /// Figures of the page that are not those of the files.
  func figures(inPage text: String, _ files: [String: String]) -> [DocumentDifference] {
    let page = text.documentLines
    return files.keys.sorted().filter { $0.hasSuffix(".svg") && $0 != Self.forest }.flatMap { name in
      let drawn = Array((files[name] ?? "").documentLines.dropLast())
      guard let start = drawn.first.flatMap(page.firstIndex) else {
        return [DocumentDifference(place: "figure \(name)", there: nil, expected: "the figure of that file")]
      }
      let end = page[start...].firstIndex(of: "</svg>") ?? start
      return DocumentDifference.lines(page[start...end], drawn)
    }
  }
}
