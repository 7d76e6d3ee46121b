/// Tables are numbered as they stand, so that none has to know of the others.
extension DecisionDocument {
  /// The same blocks, every table's caption with its number in front; a number that stands there already gives way.
  static func numbered(_ blocks: [Block]) -> [Block] {
    var number = 0
    return blocks.map { block in
      guard case .table(var table) = block else { return block }
      number += 1
      guard case .strong(var title)? = table.caption.spans.first, case .plain(let words)? = title.first else {
        return block
      }
      title[0] = .plain("Table \(number). \(words.replacing(#/^Table \w+\. /#, with: ""))")
      table.caption.spans[0] = .strong(title)
      return .table(table)
    }
  }
}
