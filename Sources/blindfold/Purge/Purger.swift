internal import Analysis
internal import Blinding
internal import Foundation
internal import Reports
internal import Roster
internal import Statistics
internal import StudyFile
internal import StudyModel
internal import StudyStore

/// Removes a study's images and captions, and keeps what its numbers rest on.
///
/// In this order, so that a crash between any two steps loses no number and the same command goes on: what is kept, in one
/// step with the texts that go; the key's texts; packets; the pages that texts were on; documents made anew; the mark that
/// all of this is done.
struct Purger {
  let location: StudyLocation
  let store: StudyStore
  let files: PurgeFiles
  let request: PurgeRequest
  /// What a purge would remove now.
  let texts: PurgeRecord.Removed
  /// The purge that a crash or a full disk cut off.
  let unfinished: PurgeRecord?
  /// Nil where the study file or what it names cannot be read any more.
  let inputs: StudyInputFiles?
  /// Documents of the last report.
  let documents: [String]

  /// What the conductor asked for.
  struct Wish {
    var notes: Bool
    var inputs: Bool
    var because: String?
  }

  /// Looks at a study whose lock is held, and removes nothing.
  ///
  /// - Throws: `Refusal` where raters may still need what would go, or would lose something.
  init(_ location: StudyLocation, _ wish: Wish) throws {
    self.location = location
    store = try StudyStore(folder: location.folder, create: false)
    guard let report = try store.reports().last, let names = try store.namesAfterUnblinding(),
      let declared = try store.declaredProtocol()
    else {
      throw Refusal(
        .notFinished,
        "\(location.folder): no report was made yet, or by an older blindfold only. Raters, and the report, need images and "
          + "captions; nothing was removed. Run first: blindfold report \(quoted(location.folder))")
    }
    unfinished = try store.unfinishedPurge()
    if try store.purges().isEmpty, try store.extent().ratings != report.extent.ratings {
      throw Refusal(
        .notFinished,
        "\(location.folder): ratings were collected after the last report. Nothing was removed. "
          + "Run first: blindfold report \(quoted(location.folder))")
    }
    documents = report.documents.keys.sorted()
    files = try PurgeFiles(location, store, documents: Set(report.documents.keys))
    inputs = (try? StudyFile.loadWithProvenance(location.studyFile, imageFault: imageFault))
      .map { StudyInputFiles($0.plan, location) }
    if wish.inputs, inputs == nil, try store.purges().allSatisfy(\.files.isEmpty) {
      throw Refusal(
        .wrongInput,
        "\(location.studyFile): cannot be read as it was declared, so what --inputs means is not known. Nothing was removed. "
          + "Put it right, or leave --inputs out and delete the image set yourself.")
    }
    let byLabel = Dictionary(names.map { ($1.label, $1) }, uniquingKeysWith: { first, _ in first })
    let leaks =
      try store.purges().last?.leaks
      ?? LeakScan(
        store.outputs(), incumbent: declared.incumbent,
        words: LeakWords(report.inputs.candidates.compactMap { byLabel[$0] }))
    request = PurgeRequest(
      removesNotes: wish.notes, because: wish.because, packets: files.packets.count,
      files: wish.inputs ? inputs?.inside ?? [] : [], leaks: leaks, rubric: declared.rubric,
      words: { Showing.words(in: $0) }, distance: { WordEdits.distance($0, $1) })
    texts = try store.texts(request)
  }

  /// Whether there is nothing to do.
  func isDone() throws -> Bool {
    try !store.purges().isEmpty && unfinished == nil && texts.captions == 0 && texts.edits == 0
      && (!request.removesNotes || texts.notes == 0)
      && files.packets.isEmpty && files.batches.isEmpty && files.leftovers.isEmpty && request.files.isEmpty
  }

  /// Everything up to the documents, which are returned for the caller to put in place.
  func removeAll() async throws -> Done {
    let record = try store.removeTexts(request, at: now())
    let late = try files.late + files.packets.filter { try !files.remove($0, store) }.map(\.name)
    try PurgeFiles.remove(
      ((files.batches + files.leftovers).map(\.name) + record.files).map { "\(location.folder)/\($0)" })
    removeEmptyFolders(of: record.files)
    do {
      try store.compact()
    } catch StoreError.busy(let path) {
      throw Refusal(
        .notFinished,
        "\(path): another process reads it, so what was removed may still stand in its write-ahead log. The purge is begun "
          + "and not finished; no number is lost. End that process and give the same command again.")
    }
    return Done(record: record, late: late, report: try await MadeReport(again: store))
  }

  /// What is done once texts and packets are gone.
  struct Done {
    var record: PurgeRecord
    /// Packets that were left because of what came into them after captions were removed.
    var late: [String]
    /// Still to be put in place.
    var report: MadeReport
  }

  /// Folders in which nothing is left.
  private func removeEmptyFolders(of files: [String]) {
    var folders = Set(files.map { ($0 as NSString).deletingLastPathComponent })
    while let deepest = folders.max(by: { $0.utf8.count < $1.utf8.count }) {
      folders.remove(deepest)
      // It fails, as it should, where anything is in it.
      guard !deepest.isEmpty, rmdir("\(location.folder)/\(deepest)") == 0 else { continue }
      folders.insert((deepest as NSString).deletingLastPathComponent)
    }
  }
}
