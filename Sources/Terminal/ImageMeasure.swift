internal import Imaging

/// The extent of an image file, for a review without pictures.
public enum ImageMeasure {
  /// Pixels of the upright picture, from the file's header.
  ///
  /// - Throws: why the bytes are not a picture.
  public static func size(of bytes: [UInt8]) throws -> PixelSize {
    let size = try ImageFile.size(of: bytes)
    return PixelSize(width: size.width, height: size.height)
  }
}
