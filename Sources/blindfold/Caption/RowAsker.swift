internal import Captioning
internal import Digest
internal import Foundation
internal import Imaging
internal import Roster
internal import Runner
internal import StudyFile
internal import StudyModel
internal import StudyStore

/// Makes rows of a list into rows that the engine can do: looks at the image, asks, and words the output's line.
struct RowAsker: Sendable {
  let images: RowImages
  let checks: CaptionChecks
  let form: OutputForm
  /// What the output begins with.
  let header: [UInt8]
  /// Whether the policy asks only models that are sent addresses, or no image at all.
  let takesAddresses: Bool
  /// Asks for one caption.
  let ask: @Sendable (SetItem, [UInt8], RowEntries) async throws -> AskedCaption

  /// A row as the engine sees it.
  func row(_ row: CaptionRow) -> BulkRow {
    let path = row.content == .file ? row.name.map { images.root + "/" + $0 } : nil
    return BulkRow(
      key: RowKey(digest: row.digest), otherKey: row.otherDigest.map(RowKey.init),
      name: row.name ?? "row \(row.number)", file: { path.flatMap { try? ImageFile.stamp(of: $0) } }
    ) { entries in try await result(of: row, entries) }
  }

  private func result(of row: CaptionRow, _ entries: RowEntries) async throws -> RowResult {
    var line = CaptionLine(row: row.number, image: row.name, outcome: CaptionLine.unusable)
    var file: String?
    do throws(UnusableRow) {
      let image = try RowSight(images: images, takesAddresses: takesAddresses).image(of: row)
      (file, line.sha256) = (image.stamp, image.stamp == nil ? nil : image.item.id.hex)
      let caption = try await caption(image, entries)
      (line.outcome, line.caption, line.reason) = (caption.outcome.rawValue, caption.text, caption.reason)
      (line.part, line.rule, line.passed, line.cache) = (caption.part, caption.rule, caption.passed, caption.cache)
      (line.cachedModel, line.flags) = (caption.cachedModel, caption.flags)
      line.breaches = caption.text.map { checks.breaches(of: $0, fileName: row.name ?? "").map(\.rule) } ?? []
    } catch {
      switch error {
      case .unusable(let reason): line.reason = reason
      case .other(let other): throw other
      }
    }
    line.totals = entries.totals
    return RowResult(
      outcome: line.outcome, part: line.part, file: file, cache: line.cache,
      line: line.written(as: form, under: header),
      reason: line.reason,
      // Looking costs nothing as long as nothing is sent.
      isLookedAtAgain: line.outcome == CaptionLine.unusable && line.totals.last == nil)
  }

  private func caption(_ image: RowImage, _ entries: RowEntries) async throws(UnusableRow) -> AskedCaption {
    do {
      return try await ask(image.item, image.bytes, entries)
    } catch let image as UnusableImage {
      throw .unusable("the image \(image.fault)")
    } catch let row as UndecidedRow {
      throw .unusable(row.reason)
    } catch let failure as PermanentFailure where failure.lacksField {
      // Other rows may have the column.
      throw .unusable(failure.message)
    } catch let failure as PermanentFailure {
      throw .other(CandidateStopped(failure.message, isUnreachable: failure.isUnreachable))
    } catch let refusal as Refusal {
      // A rule asks for facts that the image does not tell.
      throw .unusable(refusal.description)
    } catch let error as ImagingError {
      // Its header is whole, and what follows is not: met where an image is scaled down.
      throw .unusable("the image cannot be scaled down (\(error))")
    } catch {
      throw .other(error)
    }
  }
}

/// An image that no model can be asked about.
struct UnusableImage: Error {
  /// What stands after its name.
  var fault: String
}

/// A row of which a router cannot tell what to ask.
struct UndecidedRow: Error {
  /// Which rule, and why; a clause without a full stop.
  var reason: String
}

/// What came of asking for one caption.
struct AskedCaption: Sendable {
  var text: String?
  var outcome: Outcome
  /// Why there is no caption.
  var reason: String?
  /// The label of the model that answered.
  var part: String
  /// The router's rule that chose it, from 1.
  var rule: Int?
  /// What was asked before and did not give it, each with why.
  var passed: [String]
  /// The cache's word where one answered.
  var cache: String?
  /// The model that the service said answered when the cached caption was asked for.
  var cachedModel: String?
  /// What was odd about the answer.
  var flags: [String] = []
}
