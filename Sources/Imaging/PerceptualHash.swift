internal import Glibc

/// 64 bits that stay nearly the same when a picture is scaled, compressed again or slightly retouched: the sign pattern
/// of its 64 slowest waves.
///
/// The method is ImageHash's `phash`: grey by ITU-R BT.601, scaled to 32 × 32, a two-way discrete cosine transform of
/// type II, the 8 × 8 lowest frequencies, each bit whether one lies above their median. What differs: the picture is
/// upright first (EXIF orientation), a JPEG is decoded at a reduced scale, and gdk-pixbuf scales. Hashes were at most
/// 4 bits from ImageHash 4.3.2's where that was checked.
public struct PerceptualHash: Hashable, Sendable, CustomStringConvertible {
  /// The bits, the most significant first: the mean, then the waves row by row.
  public let bits: UInt64

  /// A hash by its bits.
  public init(bits: UInt64) { self.bits = bits }

  /// A hash as it is written: 16 hexadecimal digits.
  ///
  /// - Returns: nil where the text is anything else.
  public init?(hex: String) {
    guard hex.utf8.count == 16, let bits = UInt64(hex, radix: 16), hex.first != "+" else { return nil }
    self.bits = bits
  }

  /// 16 lower-case hexadecimal digits.
  public var description: String {
    let digits = String(bits, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// In how many of the 64 bits two hashes differ.
  public func distance(to other: PerceptualHash) -> Int { (bits ^ other.bits).nonzeroBitCount }

  /// Hashes an image file's bytes.
  ///
  /// - Throws: ``ImagingError``.
  public init(of bytes: [UInt8]) throws {
    // Four times what is looked at: the scale a JPEG is decoded at then hardly shows.
    try self.init(ImageFile.decode(bytes, fittingWithin: ImageSize(width: 4 * Self.side, height: 4 * Self.side)))
  }

  /// Hashes a picture.
  ///
  /// - Throws: ``ImagingError/damaged(detail:)`` where memory runs out.
  public init(_ picture: Raster) throws {
    let small = try picture.stretched(to: ImageSize(width: Self.side, height: Self.side))
    var grey: [Double] = []
    grey.reserveCapacity(Self.side * Self.side)
    for pixel in stride(from: 0, to: small.pixels.count, by: 3) {
      let (red, green, blue) = (small.pixels[pixel], small.pixels[pixel + 1], small.pixels[pixel + 2])
      grey.append(0.299 * Double(red) + 0.587 * Double(green) + 0.114 * Double(blue))
    }
    let waves = Self.lowWaves(grey)
    let ordered = waves.sorted()
    let median = (ordered[waves.count / 2 - 1] + ordered[waves.count / 2]) / 2
    bits = waves.reduce(0) { $0 << 1 | ($1 > median ? 1 : 0) }
  }

  /// Pixels across and down that are looked at.
  private static let side = 32
  /// Frequencies each way that are kept.
  private static let kept = 8

  /// `cos(π k (2n + 1) / 2N)` for the kept frequencies k.
  private static let cosines: [[Double]] = (0..<kept).map { wave in
    (0..<side).map { cos(Double.pi * Double(wave) * Double(2 * $0 + 1) / Double(2 * side)) }
  }

  /// The lowest frequencies of a picture, row by row.
  private static func lowWaves(_ grey: [Double]) -> [Double] {
    let rows = (0..<side).map { row in
      cosines.map { wave in (0..<side).reduce(0) { $0 + wave[$1] * grey[row * side + $1] } }
    }
    return cosines.flatMap { wave in
      (0..<kept).map { column in (0..<side).reduce(0) { $0 + wave[$1] * rows[$1][column] } }
    }
  }
}

extension Raster {
  /// The picture with these sides, whatever its proportions were.
  ///
  /// - Throws: ``ImagingError/damaged(detail:)`` where memory runs out.
  func stretched(to size: ImageSize) throws -> Raster {
    try scaled(column: 0, row: 0, size: ImageSize(width: width, height: height), to: size)
  }
}
