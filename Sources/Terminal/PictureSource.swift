internal import Imaging

/// An image file and what was decoded of it.
final class PictureSource {
  /// Names the picture.
  let name: String
  /// Its own pixels, upright.
  let size: PixelSize
  private let file: [UInt8]
  private var whole: Raster?

  /// A side of the picture that is kept decoded for looking at its parts; a larger one is kept reduced.
  private static let largestSide = 8192
  /// A file above so many bytes is sent reduced: the line may be slow.
  private static let largestFile = 1_500_000

  /// - Throws: why the bytes are not a picture.
  init(name: String, file: [UInt8]) throws {
    self.name = name
    self.file = file
    let size = try ImageFile.size(of: file)
    self.size = PixelSize(width: size.width, height: size.height)
  }

  /// The pixels of a part, or of the whole, scaled down where there are more than wanted.
  func raster(of geometry: PictureGeometry, atMost room: PixelSize) throws -> Raster {
    let room = ImageSize(width: room.width, height: room.height)
    if geometry.isWhole && whole == nil { return try ImageFile.decode(file, fittingWithin: room) }
    let side = ImageSize(width: Self.largestSide, height: Self.largestSide)
    let decoded = try whole ?? ImageFile.decode(file, fittingWithin: side)
    whole = decoded
    let scale = Double(decoded.width) / Double(size.width)
    func scaled(_ pixels: Int) -> Int { Int((Double(pixels) * scale).rounded()) }
    return try decoded.part(
      column: scaled(geometry.origin.column), row: scaled(geometry.origin.row),
      size: ImageSize(
        width: max(1, scaled(geometry.pixels.width)), height: max(1, scaled(geometry.pixels.height))), atMost: room)
  }

  /// The file itself, where a terminal shows it as it should be: whole, upright, and not too large to send.
  func fileAsItIs(for geometry: PictureGeometry) -> [UInt8]? {
    let isFit = geometry.isWhole && file.count <= Self.largestFile && ImageFile.isCommon(file)
    return isFit && ImageFile.isUpright(file) ? file : nil
  }
}
