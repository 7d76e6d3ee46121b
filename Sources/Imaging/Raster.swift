/// A decoded picture: upright, opaque, 8 bits a channel.
public struct Raster: Hashable, Sendable {
  /// Pixels across, at least 1.
  public let width: Int
  /// Pixels down, at least 1.
  public let height: Int
  /// Red, green and blue of every pixel, row by row from the top, without padding: `width × height × 3` bytes.
  public let pixels: [UInt8]

  /// Takes pixels.
  ///
  /// - Returns: nil where a side is below 1 or the bytes are not `width × height × 3`.
  public init?(width: Int, height: Int, pixels: [UInt8]) {
    guard width > 0, height > 0, width <= .max / 3 / height, pixels.count == width * height * 3 else { return nil }
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// Red, green and blue of one pixel.
  public subscript(column: Int, row: Int) -> (red: UInt8, green: UInt8, blue: UInt8) {
    let start = (row * width + column) * 3
    return (pixels[start], pixels[start + 1], pixels[start + 2])
  }
}

/// An extent in pixels.
public struct ImageSize: Hashable, Sendable, CustomStringConvertible {
  /// Pixels across.
  public var width: Int
  /// Pixels down.
  public var height: Int

  /// An extent in pixels.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// For example `640 × 480`.
  public var description: String { "\(width) × \(height)" }

  /// The largest extent of the same proportions inside `bounds`; never an enlargement, and no side becomes 0.
  public func fitted(within bounds: ImageSize) -> ImageSize {
    guard width > bounds.width || height > bounds.height else { return self }
    let scale = min(Double(bounds.width) / Double(width), Double(bounds.height) / Double(height))
    return ImageSize(
      width: max(1, Int((Double(width) * scale).rounded())), height: max(1, Int((Double(height) * scale).rounded())))
  }
}
