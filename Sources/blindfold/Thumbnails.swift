internal import Foundation
internal import Imaging
internal import Reports
internal import Roster
internal import StudyModel

/// Small copies of a study's images, for a report that was asked to hold them.
enum Thumbnails {
  /// Adds a small copy to every item: upright, at most ``Reports/Thumbnail/longestSide`` pixels, without anything that the
  /// file says beside its pixels.
  ///
  /// Images that cannot be decoded here have none; they are told of on standard error.
  ///
  /// - Throws: `Refusal` where a file cannot be read any more, or holds other bytes than were captioned.
  static func add(to items: inout [ReportItem], from set: [SetItem]) async throws {
    let files = Dictionary(set.map { ($0.id, $0) }) { first, _ in first }
    let workers = max(1, ProcessInfo.processInfo.activeProcessorCount)
    var missing: [String] = []
    try await withThrowingTaskGroup(of: (Int, Result<Thumbnail, ImagingError>)?.self) { group in
      var next = 0
      func start() {
        guard next < items.count else { return }
        let place = next
        next += 1
        let file = files[items[place].item]
        group.addTask { @concurrent in
          guard let file else { return nil }
          return (place, try copy(of: file))
        }
      }
      for _ in 0..<workers { start() }
      while let done = try await group.next() {
        start()
        guard let (place, result) = done else { continue }
        switch result {
        case .success(let thumbnail): items[place].thumbnail = thumbnail
        case .failure(let error): missing.append("\(items[place].item.hex.prefix(8)): \(error)")
        }
      }
    }
    let absent = items.count { $0.thumbnail == nil }
    guard absent > 0 else { return }
    printError(
      ([
        "report.html: \(absent) of \(items.count) images are not in the page. Their captions and ratings are."
      ] + missing.sorted().map { "  " + $0 }).joined(separator: "\n"))
  }

  private static func copy(of item: SetItem) throws -> Result<Thumbnail, ImagingError> {
    let bytes = try imageBytes(of: item)
    do {
      let side = Thumbnail.longestSide
      let raster = try ImageFile.decode(bytes, fittingWithin: ImageSize(width: side, height: side))
      return .success(Thumbnail(width: raster.width, height: raster.height, jpeg: try raster.jpeg(quality: 80)))
    } catch let error as ImagingError {
      return .failure(error)
    }
  }
}
