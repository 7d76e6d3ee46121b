internal import Analysis
public import FoundationEssentials

/// Renders a dossier and writes the report's folder.
public enum ReportWriter {
  /// The documents that every report has beside `manifest.json`.
  public static let documents: Set<String> = [
    "results.json", "ratings.csv", "answers.csv", "decision.md", "report.html", "junit.xml", "figures/forest.svg",
  ]

  /// Every file of a report, rendered, in the order in which they are put in place: name within the folder → text.
  ///
  /// The manifest comes last: it never speaks of documents that are not there.
  ///
  /// - Throws: where the dossier's parts do not fit together.
  public static func render(_ dossier: Dossier) throws(ReportError) -> [(name: String, text: String)] {
    let reading = try Reading(dossier)
    let document = Piece { DecisionDocument(reading: reading).document() }
    let ratings = Piece { reading.areCompared ? PreferencesFile.text(reading) : RatingsFile.text(reading) }
    let answers = Piece { AnswersFile.text(reading) }
    let results = Piece { ResultsFile(reading: reading).value.document }
    let page = Piece {
      Result { () throws(ReportError) in HTMLRenderer.render(document.value, items: try ItemSection(reading)) }
    }
    finishSideBySide([ratings, page, answers, results])
    let figures = document.value.blocks.compactMap { block in
      if case .figure(let figure) = block { (name: figure.file, text: figure.svg) } else { nil }
    }
    var files =
      figures + [
        (name: "ratings.csv", text: ratings.value),
        (name: "answers.csv", text: answers.value),
        (name: "results.json", text: results.value),
        (name: "junit.xml", text: JUnitFile(reading: reading).text),
        (name: "report.html", text: try page.value.get()),
        (name: "decision.md", text: MarkdownRenderer.render(document.value)),
      ]
    let named = Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.text) })
    files.append((name: "manifest.json", text: ManifestFile(reading: reading, files: named).value.document))
    return files
  }

  /// Writes the report, replacing the one that is there.
  ///
  /// Everything is rendered and on the disk under temporary names before the first old document is replaced.
  ///
  /// - Parameter folder: made where it is missing.
  /// - Throws: ``ReportError``.
  public static func write(_ dossier: Dossier, into folder: URL) throws { try write(render(dossier), into: folder) }

  /// Writes a report that is rendered already.
  ///
  /// - Parameters:
  ///   - files: as ``render(_:)`` returned them.
  ///   - folder: made where it is missing.
  ///   - isLocked: the caller holds the folder's lock already.
  /// - Throws: ``ReportError``.
  public static func write(_ files: [(name: String, text: String)], into folder: URL, isLocked: Bool = false) throws {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw ReportError.cannotWrite(path: folder.path, reason: "the folder cannot be made: \(error)")
    }
    try WholeFiles(folder: folder.path, isLocked: isLocked).replace(files)
  }

  /// Writes one text, replacing the file that is there only once the new one is whole on the disk.
  ///
  /// - Parameter path: its folder exists.
  /// - Throws: ``ReportError``.
  public static func write(_ text: String, to path: String) throws(ReportError) {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    try WholeFiles(folder: folder).replace([(name: name, text: text)])
  }
}
