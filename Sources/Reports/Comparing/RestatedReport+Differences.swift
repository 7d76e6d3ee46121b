internal import Analysis

/// Where documents say something else than what was written again.
extension RestatedReport {
  /// A document that says something else.
  public struct Finding: Hashable, Sendable {
    /// Path within the report's folder.
    public let file: String
    /// Where, and what.
    public let difference: DocumentDifference
  }

  /// Holds documents against what was written again, and figures against the documents that show them.
  ///
  /// - Parameter files: path within the report's folder → text; what is not there is passed over.
  public func findings(in files: [String: String]) -> [Finding] {
    var findings: [Finding] = []
    func hold(_ file: String, _ differences: (String) -> [DocumentDifference]) {
      guard let text = files[file] else { return }
      findings += differences(text).map { Finding(file: file, difference: $0) }
    }
    hold("results.json", sentences)
    hold("decision.md") { cited(inMarkdown: $0) + alternatives($0, files) }
    hold("report.html") { cited(inPage: $0, forest: files[Self.forest]) + figures(inPage: $0, files) }
    hold("junit.xml") { DocumentDifference.lines($0, JUnitFile(reading: reading).text) }
    hold(Self.forest) { Self.texts($0, ForestPlot(reading: reading).svg) }
    hold(CategoriesPlot.file) { Self.texts($0, CategoriesPlot(reading: reading).svg) }
    return findings
  }

  private static let forest = "figures/forest.svg"

  /// The verdicts as `results.json` words them.
  private func sentences(_ results: String) -> [DocumentDifference] {
    guard let stated = try? JSONValue(json: results.utf8), case .array(let entries)? = stated["comparisons"] else {
      return []
    }
    return reading.challengers.flatMap { candidate -> [DocumentDifference] in
      guard let comparison = candidate.comparison,
        let entry = entries.first(where: { $0["candidate"] == .string(candidate.label) })
      else { return [] }
      let line = VerdictSentence(reading: reading, candidate: candidate, comparison: comparison).line
      let may: JSONValue = line.tone == .open ? .null : .bool(line.tone == .may)
      func compare(_ key: String, _ expected: JSONValue) -> [DocumentDifference] {
        guard entry[key] != expected else { return [] }
        let place = "comparisons[\(candidate.label)].\(key)"
        if case .string(let there)? = entry[key], case .string(let text) = expected {
          return [DocumentDifference(place: place, texts: there, text)]
        }
        return [DocumentDifference(place: place, there: entry[key]?.document, expected: expected.document)]
      }
      return compare("sentence", .string(line.sentence.words)) + compare("may_replace", may)
    }
  }

  /// Warnings and the first screen. Whom a screening left out is not in the ratings: that warning is passed over.
  private var document: Document { DecisionDocument(reading: reading).cited() }

  private func cited(inMarkdown text: String) -> [DocumentDifference] {
    var there = Self.lines(text)[...]
    var expected = Self.lines(MarkdownRenderer.render(document)).dropLast()
    if leavesRatersOut {
      there = there.drop { !$0.hasPrefix("# ") }
      expected = expected.drop { !$0.hasPrefix("# ") }
    }
    let end = there.firstIndex { $0.hasPrefix("**Table 2.") }.map { $0 - 1 }
    return Self.differences(there.prefix(upTo: max(there.startIndex, end ?? 0)), orFirst: there, expected)
  }

  private func cited(inPage text: String, forest: String?) -> [DocumentDifference] {
    let page = Self.lines(text)
    let (warnings, blocks) = HTMLRenderer.cited(document, drawn: forest)
    var differences: [DocumentDifference] = []
    if !leavesRatersOut {
      let from = page.firstIndex { $0.hasPrefix("<aside class=\"warnings\"") } ?? 0
      let to = page.firstIndex { $0 == "</aside>" } ?? from - 1
      differences += Self.differences(page[from..<max(from, to + 1)], Self.lines(warnings).dropLast())
    }
    let start = (page.firstIndex { $0.hasSuffix("</nav>") } ?? -1) + 1
    let tables = page.indices.filter { $0 >= start && page[$0] == "<div class=\"table\">" }
    let end = tables.count > 1 ? tables[1] : start
    return differences + Self.differences(page[start..<end], orFirst: page[start...], Self.lines(blocks).dropLast())
  }

  /// Figures of the page that are not those of the files.
  private func figures(inPage text: String, _ files: [String: String]) -> [DocumentDifference] {
    let page = Self.lines(text)
    return files.keys.sorted().filter { $0.hasSuffix(".svg") && $0 != Self.forest }.flatMap { name in
      let drawn = Self.lines(files[name] ?? "").dropLast()
      guard let start = drawn.first.flatMap(page.firstIndex) else {
        return [DocumentDifference(place: "figure \(name)", there: nil, expected: "the figure of that file")]
      }
      let end = page[start...].firstIndex(of: "</svg>") ?? start
      return Self.differences(page[start...end], drawn)
    }
  }

  /// Descriptions in `decision.md` that are not those of the figures.
  private func alternatives(_ text: String, _ files: [String: String]) -> [DocumentDifference] {
    Self.lines(text).enumerated().flatMap { index, line -> [DocumentDifference] in
      guard line.hasPrefix("!["), line.hasSuffix(")"), let bracket = line.lastIndex(of: "(") else { return [] }
      let name = String(line[line.index(after: bracket)...].dropLast())
      guard name != Self.forest, let svg = files[name],
        let description = Self.texts(svg).first(where: { $0.line.hasPrefix("<desc") })?.text
      else { return [] }
      let expected = "![\(Escaping.markdown(Escaping.unescaped(description)))](\(name))"
      return line == expected ? [] : [DocumentDifference(place: "line \(index + 1)", texts: line, expected)]
    }
  }

  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// A stretch of a document against what it should be; without the landmark that ends it, as many lines as there should be.
  private static func differences(
    _ stretch: ArraySlice<String>, orFirst rest: ArraySlice<String>? = nil, _ expected: ArraySlice<String>
  ) -> [DocumentDifference] {
    let there = stretch.isEmpty ? rest?.prefix(expected.count) ?? stretch : stretch
    return DocumentDifference.lines(
      there.joined(separator: "\n"), expected.joined(separator: "\n"), after: there.startIndex)
  }

  /// What a figure says in words, line by line; how it is drawn is left to its hash.
  private static func texts(_ svg: String) -> [(number: Int, line: String, text: String)] {
    lines(svg).enumerated().compactMap { index, line in
      guard ["<title", "<desc", "<text"].contains(where: line.hasPrefix), let from = line.firstIndex(of: ">"),
        let to = line.lastIndex(of: "<"), from < to
      else { return nil }
      return (index + 1, line, String(line[line.index(after: from)..<to]))
    }
  }

  private static func texts(_ svg: String, _ expected: String) -> [DocumentDifference] {
    let (there, should) = (texts(svg), texts(expected))
    guard there.count == should.count else {
      return [
        DocumentDifference(
          place: "as a whole", there: "\(Numbers.count(there.count)) texts", expected: Numbers.count(should.count))
      ]
    }
    return zip(there, should).filter { $0.text != $1.text }.map {
      DocumentDifference(place: "line \($0.number)", texts: $0.text, $1.text)
    }
  }
}
