internal import Foundation
internal import Imaging
internal import Roster

/// The perceptual hashes of image files, each decoded once, small.
struct PictureHashes {
  /// In the list's order; nil where a picture could not be decoded.
  let hashes: [PerceptualHash?]
  /// Seconds that each took to be decoded and hashed, once it was read.
  let seconds: [Double]
  /// What could not be looked at.
  let undecoded: UndecodedImages

  /// Pictures of more pixels are decoded one at a time: each may need gigabytes for a moment.
  private static let manyPixels = 40_000_000

  /// What a look at an image found.
  private enum Look {
    case hash(PerceptualHash, seconds: Double)
    case undecoded(ImagingError)
    /// It is to be looked at alone.
    case later

    init(of bytes: [UInt8]) {
      let began = ContinuousClock.now
      do {
        let hash = try PerceptualHash(of: bytes)
        self = .hash(hash, seconds: (ContinuousClock.now - began) / .seconds(1))
      } catch {
        self = .undecoded(error as? ImagingError ?? .damaged(detail: "\(error)"))
      }
    }
  }

  /// Hashes a study's images.
  ///
  /// - Throws: `Refusal` where a file cannot be read any more, or holds other bytes than when the study was read.
  init(of items: [SetItem]) async throws {
    try await self.init(names: items.map(\.fileName)) { try imageBytes(of: items[$0]) }
  }

  /// Hashes the images of a list.
  ///
  /// - Parameters:
  ///   - names: one for each, for messages.
  ///   - bytes: reads one, by its place in the list.
  /// - Throws: what `bytes` throws.
  init(names: [String], bytes: @escaping @Sendable (Int) throws -> [UInt8]) async throws {
    var looks = try await concurrently(Array(names.indices)) { index in
      let bytes = try bytes(index)
      if let size = try? ImageFile.size(of: bytes), size.width * size.height > Self.manyPixels { return Look.later }
      return Look(of: bytes)
    }
    for index in looks.indices {
      if case .later = looks[index] { looks[index] = Look(of: try bytes(index)) }
    }
    hashes = looks.map { if case .hash(let hash, _) = $0 { hash } else { PerceptualHash?.none } }
    seconds = looks.map { if case .hash(_, let seconds) = $0 { seconds } else { 0 } }
    undecoded = UndecodedImages(
      images: zip(names, looks).compactMap { name, look in
        if case .undecoded(let error) = look { (name, error) } else { nil }
      })
  }
}
