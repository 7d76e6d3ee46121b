/// A document as one HTML file that asks the network for nothing: style, pictures and the one script stand in it, and a
/// policy in its head forbids the rest.
struct HTMLRenderer {
  /// The whole page, with the items at its end where there are any.
  static func render(_ document: Document, items: ItemSection? = nil) -> String {
    var headings = document.blocks.compactMap { piece -> Heading? in
      guard case .heading(let level, let title) = piece else { return nil }
      return Heading(level: level, anchor: anchor(title), markup: Escaping.markup(title.words))
    }
    if items != nil { headings.append(ItemSection.heading) }
    var page = opening(document, headings, hasItems: items != nil)
    items?.write(to: &page, text: text)
    page += "</main>\n"
    if items != nil { page += "\(ItemScript.element)\n" }
    return page + "</body>\n</html>\n"
  }

  /// A heading that the list of contents leads to.
  struct Heading: Hashable {
    var level: Int
    var anchor: String
    /// Its words, escaped.
    var markup: String
  }

  /// The page from its first line to the last block, without items.
  static func opening(_ document: Document, _ headings: [Heading], hasItems: Bool) -> String {
    let policy =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
      + (hasItems ? "; script-src \(ItemScript.source)" : "")
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(Escaping.markup(document.title.words))</title>
      <link rel="icon" href="data:,">
      <style>
      \(HTMLStyle.sheet)\(hasItems ? "\n" + HTMLStyle.items : "")
      </style>
      </head>
      <body>
      <a class="skip" href="#main">Skip to the verdict</a>
      \(warnings(document))\
      <main id="main" tabindex="-1">
      <h1>\(text(document.title))</h1>
      \(contents(headings))
      \(document.blocks.enumerated().map { block($1, number: $0) + "\n" }.joined())
      """
  }

  private static func warnings(_ document: Document) -> String {
    guard !document.warnings.isEmpty else { return "" }
    let lines = document.warnings.map { "<p>\(text($0))</p>" }.joined(separator: "\n")
    return "<aside class=\"warnings\" aria-label=\"Read this first\">\n\(lines)\n</aside>\n"
  }

  /// Links to every heading.
  private static func contents(_ headings: [Heading]) -> String {
    let entries = headings.map {
      "<li class=\"level-\($0.level)\"><a href=\"#\($0.anchor)\">\($0.markup)</a></li>"
    }
    return """
      <nav class="contents" aria-label="Contents"><details>
      <summary>Contents</summary>
      <ul>
      \(entries.joined(separator: "\n"))
      </ul>
      </details></nav>
      """
  }

  private static func block(_ block: Block, number: Int) -> String {
    switch block {
    case .heading(let level, let title):
      return "<h\(level) id=\"\(anchor(title))\">\(text(title))</h\(level)>"
    case .paragraph(let prose): return "<p>\(text(prose))</p>"
    case .list(let entries): return list(entries.map { "<li>\(text($0))</li>" })
    case .verdicts(let lines):
      return list(
        lines.map { "<li class=\"\($0.tone.rawValue)\">\(sign($0.tone))<span>\(text($0.sentence))</span></li>" },
        name: "verdicts")
    case .table(let content): return table(content, id: "table-\(number)")
    case .figure(let figure):
      return """
        <figure>
        <div class="scroll" tabindex="0" role="group" aria-label="Figure">
        \(figure.svg)</div>
        <figcaption>\(text(figure.caption))</figcaption>
        </figure>
        """
    case .code(let lines): return "<pre>\(lines.map(Escaping.markup).joined(separator: "\n"))</pre>"
    }
  }

  private static func list(_ entries: [String], name: String? = nil) -> String {
    "<ul\(name.map { " class=\"\($0)\"" } ?? "")>\n\(entries.joined(separator: "\n"))\n</ul>"
  }

  /// A shape as well as a colour: it must also read in black and white.
  private static func sign(_ tone: VerdictLine.Tone) -> String {
    let mark =
      switch tone {
      case .may: "✓"
      case .mayNot: "✕"
      case .open: "?"
      }
    return "<span class=\"sign\" aria-hidden=\"true\">\(mark)</span>"
  }

  private static func table(_ table: Table, id: String) -> String {
    func side(_ column: Table.Column) -> String { column.alignment == .trailing ? " class=\"number\"" : "" }
    let head = table.columns.map { "<th role=\"columnheader\" scope=\"col\"\(side($0))>\(text($0.title))</th>" }
      .joined()
    let rows = table.rows.map { cells in
      let cells = zip(table.columns, cells).enumerated().map { index, pair in
        let (column, cell) = pair
        return index == 0
          ? "<th role=\"rowheader\" scope=\"row\"\(side(column))>\(text(cell))</th>"
          : "<td role=\"cell\" data-column=\"\(Escaping.markup(column.title.words))\"\(side(column))>\(table.stacks ? "<span>\(text(cell))</span>" : text(cell))</td>"
      }
      return "<tr role=\"row\">\(cells.joined())</tr>"
    }
    // The roles say what browsers forget once a style shows rows as cards.
    return """
      <div class="table">
      <p class="caption" id="\(id)">\(text(table.caption))</p>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="\(id)">
      <table role="table"\(table.stacks ? " class=\"stacks\"" : "") aria-labelledby="\(id)">
      <thead role="rowgroup"><tr role="row">\(head)</tr></thead>
      <tbody role="rowgroup">
      \(rows.joined(separator: "\n"))
      </tbody>
      </table>
      </div>
      </div>
      """
  }

  /// Keeps a number with its unit and an interval's bounds together: a line may break before a bracket, not inside.
  private static func unbroken(_ text: String) -> String {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    var result = words.first.map(String.init) ?? ""
    for (index, word) in words.enumerated().dropFirst() {
      let before = words[index - 1]
      let next = index + 1 < words.count ? words[index + 1] : ""
      let isUnit = endsInNumber(before) && ["%", "USD", "s"].contains(word.prefix { $0.isLetter || $0 == "%" })
      let joins = word == "to" && endsInNumber(before) && startsWithNumber(next)
      let joined = before == "to" && index > 1 && endsInNumber(words[index - 2]) && startsWithNumber(word)
      // The level of an interval and its lower bound.
      let isLevel = before == "%" && next == "to" && startsWithNumber(word)
      result += (isUnit || joins || joined || isLevel ? "\u{A0}" : " ") + word
    }
    return result
  }

  private static func endsInNumber(_ word: Substring) -> Bool { word.last.map { $0.isNumber || $0 == "%" } ?? false }

  private static func startsWithNumber(_ word: Substring) -> Bool {
    word.first.map { $0.isNumber || $0 == "−" } ?? false
  }

  private static func anchor(_ title: Prose) -> String {
    String(title.words.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
  }

  private static func text(_ prose: Prose) -> String { text(prose.spans) }

  private static func text(_ spans: [Prose.Span]) -> String {
    spans.map { span in
      switch span {
      case .plain(let words): unbroken(Escaping.markup(words))
      case .code(let code): "<code>\(Escaping.markup(code))</code>"
      case .strong(let inner): "<strong>\(text(inner))</strong>"
      }
    }.joined()
  }
}
