internal import CGdkPixbuf

/// Decodes image files held in memory, through gdk-pixbuf.
///
/// Only the formats of the allow-list are handed to a loader, by the file's first bytes and never by its name: SVG,
/// and whatever else a loader may be installed for, is not an image here.
public enum ImageFile {
  /// More pixels than this are refused from the header, before anything is decoded.
  public static let largestPixelCount = 200_000_000

  /// The extent of the upright picture, from the file's header.
  ///
  /// - Throws: ``ImagingError``.
  public static func size(of bytes: [UInt8]) throws -> ImageSize {
    let loader = try Loader(format: format(of: bytes), bounds: nil, sizeOnly: true)
    defer { loader.close() }
    _ = try header(bytes, loader)
    guard let size = loader.size else { throw loader.failure() }
    return Orientation(exifOf: bytes).swapsSides ? ImageSize(width: size.height, height: size.width) : size
  }

  /// Looks at a file without decoding it: its format, the extent its header states, and whether it reaches its own end.
  ///
  /// - Throws: ``ImagingError``.
  public static func check(_ bytes: [UInt8]) throws {
    _ = try size(of: bytes)
    guard Completeness.holds(for: bytes, format: try format(of: bytes)) else {
      throw ImagingError.damaged(detail: "it breaks off")
    }
  }

  /// Decodes a picture: upright (EXIF orientation applied), transparent parts over mid-grey, the first frame of an
  /// animation, 16-bit channels cut to 8.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - fittingWithin: the largest extent wanted; the picture keeps its proportions and is never enlarged. A JPEG
  ///     is then decoded at a reduced scale, which saves most of the time. nil: as it is.
  /// - Throws: ``ImagingError``. A file that breaks off is refused, not shown in part.
  public static func decode(_ bytes: [UInt8], fittingWithin bounds: ImageSize? = nil) throws -> Raster {
    let swaps = Orientation(exifOf: bytes).swapsSides
    let turned = bounds.map { swaps ? ImageSize(width: $0.height, height: $0.width) : $0 }
    let format = try format(of: bytes)
    let loader = try Loader(format: format, bounds: turned)
    defer { loader.close() }
    let rest = try header(bytes, loader)
    guard loader.feed(rest), loader.close() else { throw loader.failure() }
    guard Completeness.holds(for: bytes, format: format) else { throw ImagingError.damaged(detail: "it breaks off") }
    guard let decoded = gdk_pixbuf_loader_get_pixbuf(loader.pointer) else { throw loader.failure() }
    guard let upright = gdk_pixbuf_apply_embedded_orientation(decoded) else {
      throw ImagingError.damaged(detail: "it cannot be turned upright")
    }
    defer { g_object_unref(UnsafeMutableRawPointer(upright)) }
    return try raster(of: upright, fittingWithin: bounds)
  }

  /// Feeds a loader in small pieces until it knows the size, so that nothing is decoded before that was checked.
  ///
  /// - Returns: the bytes that it has not had.
  private static func header(_ bytes: [UInt8], _ loader: Loader) throws -> ArraySlice<UInt8> {
    var rest = bytes[...]
    while !rest.isEmpty && loader.size == nil {
      let isAccepted = loader.feed(rest.prefix(4096))
      if let size = loader.size {
        try check(size)
        if loader.wantsSizeOnly { break }
      }
      guard isAccepted else { throw loader.failure() }
      rest = rest.dropFirst(4096)
    }
    return rest
  }

  private static func check(_ size: ImageSize) throws {
    guard size.width > 0, size.height > 0, size.width <= largestPixelCount / size.height else {
      throw ImagingError.sizeRefused(size)
    }
  }

  /// A loader that has no reduced decoding may still give a larger picture than asked for: scale that down here.
  static func raster(of pixbuf: OpaquePointer, fittingWithin bounds: ImageSize? = nil) throws -> Raster {
    let size = ImageSize(
      width: Int(gdk_pixbuf_get_width(pixbuf)), height: Int(gdk_pixbuf_get_height(pixbuf)))
    let wanted = bounds.map(size.fitted(within:)) ?? size
    if wanted != size {
      guard let scaled = gdk_pixbuf_scale_simple(pixbuf, gint(wanted.width), gint(wanted.height), GDK_INTERP_BILINEAR)
      else { throw ImagingError.damaged(detail: "out of memory while scaling") }
      defer { g_object_unref(UnsafeMutableRawPointer(scaled)) }
      return try raster(of: scaled, fittingWithin: nil)
    }
    guard let source = gdk_pixbuf_read_pixels(pixbuf) else { throw ImagingError.damaged(detail: "no pixels") }
    let channels = Int(gdk_pixbuf_get_n_channels(pixbuf))
    let stride = Int(gdk_pixbuf_get_rowstride(pixbuf))
    let hasAlpha = gdk_pixbuf_get_has_alpha(pixbuf) != 0
    let pixels = [UInt8](unsafeUninitializedCapacity: size.width * size.height * 3) { buffer, count in
      var out = 0
      if !hasAlpha && channels == 3, let start = buffer.baseAddress {
        for row in 0..<size.height {
          (start + row * size.width * 3).initialize(from: source + row * stride, count: size.width * 3)
        }
        count = size.width * size.height * 3
        return
      }
      for row in 0..<size.height {
        var at = row * stride
        for _ in 0..<size.width {
          for channel in 0..<3 {
            buffer[out] = hasAlpha ? overGrey(source[at + channel], alpha: source[at + 3]) : source[at + channel]
            out += 1
          }
          at += channels
        }
      }
      count = out
    }
    guard let raster = Raster(width: size.width, height: size.height, pixels: pixels) else {
      throw ImagingError.damaged(detail: "its pixels do not match its size")
    }
    return raster
  }

  /// A channel over mid-grey, on which both black and white drawings on a transparent ground can be seen.
  private static func overGrey(_ value: UInt8, alpha: UInt8) -> UInt8 {
    let alpha = Int(alpha)
    return UInt8((Int(value) * alpha + 128 * (255 - alpha) + 127) / 255)
  }

  /// The name of gdk-pixbuf's loader for the file's first bytes.
  static func format(of bytes: [UInt8]) throws -> String {
    func at(_ offset: Int, _ text: String) -> Bool { bytes.dropFirst(offset).starts(with: text.utf8) }
    switch true {
    case bytes.starts(with: [0xFF, 0xD8, 0xFF]): return "jpeg"
    case bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]): return "png"
    case at(0, "RIFF") && at(8, "WEBP"): return "webp"
    case at(0, "GIF8"): return "gif"
    case bytes.starts(with: [0x49, 0x49, 0x2A, 0]), bytes.starts(with: [0x4D, 0x4D, 0, 0x2A]): return "tiff"
    case at(0, "BM"): return "bmp"
    case at(4, "ftypavif"): return "avif"
    case at(4, "ftyphei"), at(4, "ftyphev"), at(4, "ftypmif1"): return "heif"
    default: throw ImagingError.unknownFormat
    }
  }
}
