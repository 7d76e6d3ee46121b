/// Tables and figures are numbered as they stand, so that none has to know of the others.
extension DecisionDocument {
  /// The same blocks, every table's and figure's caption with its number in front; a number that stands there already
  /// gives way.
  static func numbered(_ blocks: [Block]) -> [Block] {
    var (tables, figures) = (0, 0)
    return blocks.map { block in
      switch block {
      case .table(var table):
        tables += 1
        table.caption = numbered(table.caption, "Table \(tables).")
        return .table(table)
      case .figure(var figure):
        figures += 1
        figure.caption = numbered(figure.caption, "Figure \(figures).")
        return .figure(figure)
      default: return block
      }
    }
  }

  private static func numbered(_ caption: Prose, _ number: String) -> Prose {
    guard case .strong(var title)? = caption.spans.first, case .plain(let words)? = title.first else { return caption }
    var caption = caption
    let rest = words.replacing(#/^(Table|Figure)( \w+)?\. ?/#, with: "")
    title[0] = .plain(rest.isEmpty ? number : "\(number) \(rest)")
    caption.spans[0] = .strong(title)
    return caption
  }
}
