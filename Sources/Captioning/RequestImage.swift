internal import CaptionClient
internal import Digest
internal import Imaging
internal import StudyModel
internal import Synchronization

/// An item's image on its way out: read, scaled down and encoded when it is first wanted, and then shared.
///
/// Whoever wants the same at the same time waits for the one who makes it. Never used on curl's thread.
final class RequestImage: Sendable {
  private struct State {
    var bytes: [UInt8]?
    var whole: EncodedImage?
    var scaled: [Int: SentImage] = [:]
  }

  private let format: ImageFormat
  private let reading: @Sendable () throws -> [UInt8]
  private let state = Mutex(State())

  init(format: ImageFormat, reading: @escaping @Sendable () throws -> [UInt8]) {
    self.format = format
    self.reading = reading
  }

  /// The file's bytes, kept until they have been encoded.
  func bytes() throws -> [UInt8] {
    try state.withLock { state in
      let bytes = try state.bytes ?? reading()
      state.bytes = bytes
      return bytes
    }
  }

  /// The file as it is.
  func whole() throws -> EncodedImage {
    try state.withLock { state in
      if let whole = state.whole { return whole }
      let whole = EncodedImage(try state.bytes ?? reading(), mediaType: format.mediaType)
      // Base64 stands for the bytes from here on: two copies of every image under way would be one too many.
      state.whole = whole
      state.bytes = nil
      return whole
    }
  }

  /// A copy whose longer side is within a limit; the file as it is where that already holds.
  ///
  /// - Throws: `ImagingError` where it cannot be decoded here.
  func scaled(to side: Int) throws -> SentImage {
    try state.withLock { state in
      if let scaled = state.scaled[side] { return scaled }
      let scaled = try SentImage(state.bytes ?? reading(), format: format, maxSide: side)
      state.scaled[side] = scaled
      state.bytes = nil
      return scaled
    }
  }
}

/// An image that goes out under a limit of its sides, and what the ledger says of it.
struct SentImage: Sendable {
  let image: EncodedImage
  /// For example `data 1024x768 jpeg 84123 sha256:…`: extent, format, bytes, and SHA-256 of those.
  let note: String

  /// Scales a file down where its longer side is over a limit: upright, transparent parts over mid-grey, without the file's
  /// metadata; PNG where the file is a PNG or a GIF, else a JPEG of quality 90.
  ///
  /// - Throws: `ImagingError`.
  init(_ bytes: [UInt8], format: ImageFormat, maxSide: Int) throws {
    let size = try ImageFile.size(of: bytes)
    guard max(size.width, size.height) > maxSide else {
      self.init(bytes, size: size, format: format)
      return
    }
    let raster = try ImageFile.decode(bytes, fittingWithin: ImageSize(width: maxSide, height: maxSide))
    let isDrawn = format == .png || format == .gif
    self.init(
      try isDrawn ? raster.png() : raster.jpeg(), size: ImageSize(width: raster.width, height: raster.height),
      format: isDrawn ? .png : .jpeg)
  }

  private init(_ bytes: [UInt8], size: ImageSize, format: ImageFormat) {
    image = EncodedImage(bytes, mediaType: format.mediaType)
    note = "data \(size.width)x\(size.height) \(format.rawValue) \(bytes.count) sha256:\(SHA256.hex(bytes))"
  }
}
