/// What stands in the part of a page that is not compared and would act on the part that is: styles, scripts, comments and
/// whatever loads or leads elsewhere. The page's own script and the styles of its figures are known.
struct PageActions {
  private(set) var differences: [DocumentDifference] = []

  /// Elements that no part of a page behind its head has.
  private static let strangers: Set<String> = [
    "base", "dialog", "embed", "frame", "iframe", "link", "meta", "object", "template", "textarea", "xmp",
  ]

  /// Every figure's own style, which acts inside that figure only.
  private static let sheets: Set<String> = [
    ForestPlot.sheet, CategoriesPlot.sheet, FrontierStyle.sheet, HarmPlot.sheet, PlacesPlot.sheet, ProgressPlot.sheet,
    RatersPlot.sheet,
  ]

  /// Looks through lines whose indices are those of the whole page.
  init(_ lines: ArraySlice<Substring>) {
    for (index, line) in zip(lines.indices, lines) where !PagePictures.isPicture(line.utf8) {
      for tag in Self.tags(line) where !isKnown(tag, at: index, lines) {
        differences.append(
          DocumentDifference(place: "line \(index + 1)", there: String(tag.text.prefix(60)), expected: nil))
      }
    }
  }

  private struct Tag {
    /// In lower case; `!` for a comment or declaration.
    var name: Substring
    /// From its bracket on.
    var text: Substring
    /// Or that this cannot be told.
    var hasStyle: Bool
  }

  private func isKnown(_ tag: Tag, at index: Int, _ lines: ArraySlice<Substring>) -> Bool {
    switch tag.name {
    case "style":
      let end = lines[index...].firstIndex(of: "</style>") ?? index
      return !tag.hasStyle && tag.text == "<style>"
        && Self.sheets.contains(lines[min(index + 1, end)..<end].joined(separator: "\n"))
    case "script": return lines[index...].starts(with: ItemScript.element.documentLines)
    default: return !tag.hasStyle && !Self.strangers.contains(String(tag.name))
    }
  }

  /// The tags that begin in a line.
  private static func tags(_ line: Substring) -> [Tag] {
    var tags: [Tag] = []
    let bytes = line.utf8
    var place = bytes.startIndex
    while let start = bytes[place...].firstIndex(of: UInt8(ascii: "<")) {
      place = bytes.index(after: start)
      let text = line[start...]
      if text.hasPrefix("<!") {
        tags.append(Tag(name: "!", text: text, hasStyle: true))
        continue
      }
      let name = text.dropFirst().prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
      guard !name.isEmpty else { continue }
      // What stands in an attribute's quotes is no attribute, and ends no tag.
      let unquoted = text.replacing(/"[^"]*"|'[^']*'/, with: "\"")
      let attributes = unquoted.prefix { $0 != ">" }
      tags.append(
        Tag(
          name: Substring(name.lowercased()), text: text,
          // A tag that goes on in the next line is no page's.
          hasStyle: attributes.contains(/(?i)["\s\/]style\s*=/) || attributes.endIndex == unquoted.endIndex))
    }
    return tags
  }
}
