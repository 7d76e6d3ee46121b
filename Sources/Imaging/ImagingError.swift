/// Why bytes are not a picture here.
public enum ImagingError: Error, Equatable, CustomStringConvertible {
  /// The first bytes are not those of an allowed format.
  case unknownFormat
  /// The format is allowed, but no loader for it is installed.
  case noLoader(format: String)
  /// The header says more pixels than the limit, or a side of zero.
  case sizeRefused(ImageSize)
  /// The file breaks off or contradicts itself.
  case damaged(detail: String)
  /// A picture could not be written as PNG.
  case notEncoded(detail: String)

  /// Fact, consequence, next step.
  public var description: String {
    switch self {
    case .unknownFormat:
      "not an image file that is known here. It cannot be shown. Use JPEG, PNG, WebP, GIF, TIFF, BMP, HEIF or AVIF."
    case .noLoader(let format):
      "no loader for \(format) is installed. It cannot be shown. Install the gdk-pixbuf loader for \(format), "
        + "or convert the image to PNG."
    case .sizeRefused(let size):
      "the image says it is \(size) pixels; 1 to \(ImageFile.largestPixelCount / 1_000_000) million pixels are "
        + "decoded. It cannot be shown. Scale it down, or replace the file."
    case .damaged(let detail):
      "the image file is damaged (\(detail)). It cannot be shown. Get a fresh copy of the file."
    case .notEncoded(let detail):
      "the picture could not be written as PNG (\(detail))."
    }
  }
}
