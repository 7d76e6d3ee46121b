extension Raster {
  /// The picture as a JPEG file.
  ///
  /// - Parameter quality: 0…100; at 90 no loss is seen at a picture's own size.
  /// - Throws: ``ImagingError/notEncoded(detail:)``.
  public func jpeg(quality: Int = 90) throws -> [UInt8] {
    try encoded(as: "jpeg", options: [("quality", "\(quality)")])
  }
}

extension ImageFile {
  /// Whether a file is shown upright without being turned by its EXIF block.
  public static func isUpright(_ bytes: [UInt8]) -> Bool { Orientation(exifOf: bytes).value == 1 }

  /// Whether a file is a JPEG or a PNG, by its first bytes: what every program that shows images can decode.
  public static func isCommon(_ bytes: [UInt8]) -> Bool {
    ["jpeg", "png"].contains((try? format(of: bytes)) ?? "")
  }
}
