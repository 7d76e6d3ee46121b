/// A document as Markdown that code hosts render: tables, images by path, no HTML.
struct MarkdownRenderer {
  /// The whole text, ending in a line break.
  static func render(_ document: Document) -> String {
    var parts: [String] = []
    if !document.warnings.isEmpty {
      parts.append(document.warnings.map { "> " + line($0) }.joined(separator: "\n>\n"))
    }
    parts.append("# " + text(document.title))
    for (index, block) in document.blocks.enumerated() {
      parts.append(self.block(block))
      if let contents = contents(after: index, in: document.blocks) { parts.append(contents) }
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// Links to the sections under a heading of level 2, where there are enough to get lost among.
  private static func contents(after index: Int, in blocks: [Block]) -> String? {
    guard case .heading(2, _) = blocks[index] else { return nil }
    var sections: [Prose] = []
    for case .heading(let level, let title) in blocks[(index + 1)...] {
      guard level > 2 else { break }
      sections.append(title)
    }
    guard sections.count > 4 else { return nil }
    return sections.map { "[\(text($0))](#\(anchor($0)))" }.joined(separator: " · ")
  }

  /// What code hosts make of a heading: lower case, hyphens for spaces, everything else that is no letter, digit, hyphen
  /// or underscore left out.
  private static func anchor(_ title: Prose) -> String {
    String(
      title.words.lowercased().compactMap { character -> Character? in
        if character == " " { return "-" }
        return character.isLetter || character.isNumber || "-_".contains(character) ? character : nil
      })
  }

  private static func block(_ block: Block) -> String {
    switch block {
    case .heading(let level, let title): String(repeating: "#", count: level) + " " + text(title)
    case .paragraph(let prose): line(prose)
    case .list(let entries): entries.map { "- " + line($0) }.joined(separator: "\n")
    case .verdicts(let lines): lines.map { "- " + line($0.sentence) }.joined(separator: "\n")
    case .table(let content): table(content)
    case .figure(let figure):
      "![\(Escaping.markdown(figure.alternative))](\(figure.file))\n\n\(line(figure.caption))"
    case .code(let lines):
      lines.allSatisfy(Escaping.isTame)
        ? lines.map { "    " + $0 }.joined(separator: "\n")
        : lines.map { Escaping.markdownStart(Escaping.markdown($0)) }.joined(separator: "\n\n")
    }
  }

  private static func table(_ table: Table) -> String {
    func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    let head = row(table.columns.map { text($0.title) })
    let rule = row(table.columns.map { $0.alignment == .trailing ? "--:" : "---" })
    let body = table.rows.map { row($0.map(text)) }
    return line(table.caption) + "\n\n" + ([head, rule] + body).joined(separator: "\n")
  }

  private static func line(_ prose: Prose) -> String { Escaping.markdownStart(text(prose)) }

  private static func text(_ prose: Prose) -> String { text(prose.spans) }

  private static func text(_ spans: [Prose.Span]) -> String {
    spans.map { span in
      switch span {
      case .plain(let words): Escaping.markdown(words)
      case .code(let code): Escaping.markdownCode(code)
      case .strong(let inner): "**\(text(inner))**"
      }
    }.joined()
  }
}
