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
    hold("results.json", statements)
    hold("decision.md") { cited(inMarkdown: $0) + alternatives($0, files) }
    hold("report.html") { cited(inPage: $0, forest: files[Self.forest]) + figures(inPage: $0, files) }
    hold("junit.xml") { DocumentDifference.lines($0, JUnitFile(reading: reading).text) }
    hold(Self.forest) { FigureText.differences($0, ForestPlot(reading: reading).svg) }
    hold(CategoriesPlot.file) { FigureText.differences($0, CategoriesPlot(reading: reading).svg) }
    return findings
  }

  static let forest = "figures/forest.svg"

  /// Warnings and the first screen.
  var document: Document { DecisionDocument(reading: reading).cited(leftOut: leftOut) }

  /// The mark, the raters left out and the verdicts as `results.json` words them.
  private func statements(_ results: String) -> [DocumentDifference] {
    guard let stated = try? JSONValue(json: results.utf8) else { return [] }
    let strangers = Set(leftOut).subtracting(reading.dossier.raters.map(\.pseudonym)).sorted().map {
      DocumentDifference(place: "trust.screening.screened", there: $0, expected: "a rater of this study")
    }
    return Self.compare(stated, "simulated", .text(reading.mark), at: "simulated") + strangers + verdicts(stated)
      + recounted(stated)
  }

  private func verdicts(_ stated: JSONValue) -> [DocumentDifference] {
    guard case .array(let entries)? = stated["comparisons"] else { return [] }
    return reading.challengers.flatMap { candidate -> [DocumentDifference] in
      guard let comparison = candidate.comparison,
        let entry = entries.first(where: { $0["candidate"] == .string(candidate.label) })
      else { return [] }
      let line = VerdictSentence(reading: reading, candidate: candidate, comparison: comparison).line
      let may: JSONValue = line.tone == .open ? .null : .bool(line.tone == .may)
      let place = "comparisons[\(candidate.label)]"
      return Self.compare(entry, "sentence", .string(line.sentence.words), at: "\(place).sentence")
        + Self.compare(entry, "may_replace", may, at: "\(place).may_replace")
    }
  }

  private static func compare(
    _ entry: JSONValue, _ key: String, _ expected: JSONValue, at place: String
  ) -> [DocumentDifference] {
    guard entry[key] != expected else { return [] }
    if case .string(let there)? = entry[key], case .string(let text) = expected {
      return [DocumentDifference(place: place, texts: there, text)]
    }
    return [DocumentDifference(place: place, there: entry[key]?.document, expected: expected.document)]
  }

  private func cited(inMarkdown text: String) -> [DocumentDifference] {
    Self.differences(
      text.documentLines, upTo: { $0.hasPrefix("**Table 2.") }, MarkdownRenderer.render(document).documentLines)
  }

  /// The lines before a landmark against what they should be; a landmark that is missing is a difference itself.
  static func differences(
    _ lines: [Substring], upTo isLandmark: (Substring) -> Bool, _ expected: [Substring]
  ) -> [DocumentDifference] {
    guard let end = lines.firstIndex(where: isLandmark) else {
      return [DocumentDifference(place: "as a whole", there: nil, expected: "Table 2 behind Figure 1")]
    }
    return DocumentDifference.lines(lines[..<end], expected)
  }

  /// Descriptions in `decision.md` that are not those of the figures.
  private func alternatives(_ text: String, _ files: [String: String]) -> [DocumentDifference] {
    text.documentLines.enumerated().flatMap { index, line -> [DocumentDifference] in
      guard line.hasPrefix("!["), line.hasSuffix(")"), let bracket = line.lastIndex(of: "(") else { return [] }
      let name = String(line[line.index(after: bracket)...].dropLast())
      let place = "line \(index + 1)"
      guard name != Self.forest else { return [] }
      guard let description = files[name].flatMap({ FigureText.elements($0).first { $0.name == "desc" } }) else {
        return [DocumentDifference(place: place, there: name, expected: "a figure of this report, with a description")]
      }
      let expected = "![\(Escaping.markdown(Escaping.unescaped(description.text)))](\(name))"
      return line == expected ? [] : [DocumentDifference(place: place, texts: String(line), expected)]
    }
  }
}
