internal import Batching
internal import Captioning
internal import Foundation
internal import Roster
internal import StudyFile
internal import StudyModel
internal import StudyStore

/// Writes what `caption` would still send for a list of images.
struct BatchListExport {
  let rows: CaptionRows
  let setup: CaptionSetup
  let location: BatchLocation
  let out: String
  let limits: ShardWriter.Limits
  let includesErrors: Bool

  func run() async throws {
    guard let call = setup.candidate.call else {
      throw Refusal(
        .wrongInput,
        "'\(setup.candidate.label)' is a policy of several models: what it asks depends on what was answered before. Nothing "
          + "was written. Give a policy of one model, or use 'caption'.")
    }
    let job = try BulkCaptioning.job(setup, try OutputForm(of: out))
    let folder = try location.madeFolder()
    let lock = try StudyLock(folder: folder)
    defer { withExtendedLifetime(lock) {} }
    let ledger = try BatchLedger(folder: folder, definition: job.definition, at: now())
    // Held, so that nobody captions the same rows meanwhile.
    let (output, done) = try await BulkOutput.open(out, job: job, at: now())
    let sight = RowSight(images: RowImages(root: rows.root), takesAddresses: call.imageMode != .data)
    let questions = try BatchQuestions(call, label: setup.candidate.label)
    var exported = BatchExported()
    let writer = ShardWriter(
      ledger, candidate: setup.candidate.label, definition: try setup.candidate.canonical(), limits: limits, clock: now)
    let progress = ProgressLine()
    defer { progress.finish() }
    while let row = try rows.next() {
      let key = RowKey(digest: row.digest)
      let id = ledger.id(of: key.bytes, candidate: setup.candidate.label)
      if writer.isWaiting(id) { continue }
      let known = try ledger.request(id)
      // The output is what counts: an answer that is in it is not asked for again.
      if case .done = try done.standings(of: [key])[key] {
        exported.answered += 1
        continue
      }
      guard exported.wants(known, includesErrors: includesErrors) else { continue }
      try add(row, id, sight, questions, writer, &exported)
      progress.show { _ in "\(counted(row.number, "row")) read" }
    }
    try writer.finish()
    await output.close()
    exported.shards = writer.shards
    notePrices([setup.candidate])
    print(exported.text(folder: folder, typed: out))
  }

  private func add(
    _ row: CaptionRow, _ id: BatchRequestID, _ sight: RowSight, _ questions: BatchQuestions, _ writer: ShardWriter,
    _ exported: inout BatchExported
  ) throws {
    let name = row.name ?? "row \(row.number)"
    do {
      let image = try sight.image(of: row)
      let request = CaptionRequest(image.item) {
        if let fault = imageFault(image.bytes) { throw UnusableImage(fault: fault) }
        return image.bytes
      }
      let line = try questions.line(request, id: id.text)
      guard writer.fits(line) else {
        exported.leave(name, "its request alone is over \(megabytes(limits.bytes)); set max_side")
        return
      }
      try writer.add(
        line,
        NewBatchRequest(
          id: id, subject: RowKey(digest: row.digest).bytes, row: row.number, name: name,
          sha256: image.stamp == nil ? nil : image.item.id.bytes, file: image.stamp,
          imageSent: line.imageSent))
    } catch let error as UnusableRow {
      switch error {
      case .unusable(let reason): exported.leave(name, reason)
      case .other(let error): exported.leave(name, "\(error)")
      }
    } catch let error as UnusableImage {
      exported.leave(name, "the image \(error.fault)")
    } catch let error as BatchQuestions.Unusable {
      exported.leave(name, error.description)
    } catch let error as PermanentFailure where error.lacksField {
      exported.leave(name, error.message)
    }
  }
}
