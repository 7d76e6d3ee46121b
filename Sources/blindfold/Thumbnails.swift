internal import Foundation
internal import Imaging
internal import Reports
internal import Roster
internal import StudyModel

/// Small copies of a study's images, for a report that was asked to hold them.
enum Thumbnails {
  /// A small copy of every image: upright, at most ``Reports/Thumbnail/longestSide`` pixels, without anything that the file
  /// says beside its pixels.
  ///
  /// Images that cannot be decoded here have none; they are told of on standard error.
  ///
  /// - Throws: `Refusal` where a file cannot be read any more, or holds other bytes than were captioned.
  static func all(of set: [SetItem]) async throws -> [ItemID: Thumbnail] {
    var thumbnails: [ItemID: Thumbnail] = [:]
    var refused: [String] = []
    for (item, result) in zip(set, try await concurrently(set, copy)) {
      switch result {
      case .success(let thumbnail): thumbnails[item.id] = thumbnail
      case .failure(let error): refused.append("  \(item.id.hex.prefix(8)): \(error)")
      }
    }
    if !refused.isEmpty {
      let start = "report.html: \(refused.count) of \(set.count) images cannot be in the page; their captions are."
      printError(([start] + refused.sorted()).joined(separator: "\n"))
    }
    return thumbnails
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
