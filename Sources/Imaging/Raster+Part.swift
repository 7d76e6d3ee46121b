internal import CGdkPixbuf

extension Raster {
  /// A part of the picture, scaled down where it is larger than wanted; never enlarged.
  ///
  /// - Parameters:
  ///   - column: its first pixel from the left.
  ///   - row: its first pixel from the top.
  ///   - size: its extent; whatever of it lies outside the picture is left out.
  ///   - bounds: the largest extent wanted, each side for itself: a part that fills cells need not keep proportions to
  ///     the pixel.
  /// - Throws: ``ImagingError/damaged(detail:)`` where memory runs out or nothing of it is inside.
  public func part(column: Int, row: Int, size: ImageSize, atMost bounds: ImageSize) throws -> Raster {
    let left = Swift.max(0, column)
    let top = Swift.max(0, row)
    let across = Swift.min(width, column + size.width) - left
    let down = Swift.min(height, row + size.height) - top
    guard across > 0, down > 0 else { throw ImagingError.damaged(detail: "no part of it is there") }
    return try scaled(
      column: left, row: top, size: ImageSize(width: across, height: down),
      to: ImageSize(width: Swift.min(across, bounds.width), height: Swift.min(down, bounds.height)))
  }

  /// A part that lies inside the picture, with other sides.
  ///
  /// - Throws: ``ImagingError/damaged(detail:)`` where memory runs out.
  func scaled(column: Int, row: Int, size: ImageSize, to wanted: ImageSize) throws -> Raster {
    try pixels.withUnsafeBufferPointer { source in
      // The pixel buffer only reads these bytes, and is gone before they are.
      let start = source.baseAddress.map { $0 + (row * width + column) * 3 }
      guard
        let pixbuf = gdk_pixbuf_new_from_data(
          start, GDK_COLORSPACE_RGB, 0, 8, gint(size.width), gint(size.height), gint(width * 3), nil, nil)
      else { throw ImagingError.damaged(detail: "out of memory") }
      defer { g_object_unref(UnsafeMutableRawPointer(pixbuf)) }
      guard let scaled = gdk_pixbuf_scale_simple(pixbuf, gint(wanted.width), gint(wanted.height), GDK_INTERP_BILINEAR)
      else { throw ImagingError.damaged(detail: "out of memory while scaling") }
      defer { g_object_unref(UnsafeMutableRawPointer(scaled)) }
      return try ImageFile.raster(of: scaled)
    }
  }
}
