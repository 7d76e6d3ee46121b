internal import Blinding
internal import Digest
internal import Foundation
internal import Reports
internal import Roster
internal import StudyModel
internal import StudyStore

/// A report of all that is stored now; its documents are still to be put in place.
struct MadeReport {
  let dossier: Dossier
  /// Documents in the order in which they are put in place.
  let files: [(name: String, text: String)]
  /// Figures that earlier reports of the study wrote and this one does not: name → SHA-256 of each that was written.
  private let outdated: [String: Set<String>]

  /// Puts what was estimated under candidates' names, renders the documents, and keeps what they were made from. The
  /// study's lock is held by the caller.
  ///
  /// - Parameters:
  ///   - blind: estimated from the collection, under arm codes.
  ///   - names: arm → candidate.
  ///   - thumbnails: image → its small copy; only of images that are to leave with the page.
  init(
    _ store: StudyStore, _ collection: Collection, _ inputs: ReportInputs, _ blind: BlindResults,
    names: [ArmCode: Candidate], unblinding: UnblindingRecord, thumbnails: [ItemID: Thumbnail] = [:]
  ) throws {
    let extent = try store.extent()
    let content = try store.content(extent)
    let at = now()
    var dossier = try DossierBuilder(
      store: store, collection: collection, inputs: inputs, extent: extent, contents: content.summary, at: at,
      names: names, unblinding: unblinding
    ).build(blind)
    for index in dossier.items.indices { dossier.items[index].thumbnail = thumbnails[dossier.items[index].item] }
    files = try ReportWriter.render(dossier)
    self.dossier = dossier
    let own = Set(files.map(\.name))
    outdated = try store.reports().reduce(into: [:]) { outdated, report in
      for (name, hash) in report.documents where Self.isFigure(name) && !own.contains(name) {
        outdated[name, default: []].insert(hash)
      }
    }
    try store.keepReport(
      at: at, inputs, extent, content,
      documents: Dictionary(files.map { ($0.name, SHA256.hex($0.text)) }, uniquingKeysWith: { first, _ in first }))
  }

  /// Whether a name that was read back is a figure's, and leads nowhere else.
  private static func isFigure(_ name: String) -> Bool { name.wholeMatch(of: /figures\/[a-z0-9-]+\.svg/) != nil }

  /// Puts the documents in place of those that are there, and takes away figures that none of them shows any more. What is
  /// not as a report wrote it is somebody's own and stays. The study's lock is held by the caller.
  ///
  /// - Throws: `ReportError`.
  func putInPlace(in folder: String) throws {
    try ReportWriter.write(files, into: URL(fileURLWithPath: folder, isDirectory: true), isLocked: true)
    for (name, hashes) in outdated {
      let path = "\(folder)/\(name)"
      guard let bytes = FileManager.default.contents(atPath: path), hashes.contains(SHA256.hex([UInt8](bytes))) else {
        continue
      }
      try FileManager.default.removeItem(atPath: path)
    }
  }
}
