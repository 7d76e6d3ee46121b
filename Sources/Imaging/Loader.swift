internal import CGdkPixbuf

/// One gdk-pixbuf loader at work. It belongs to the function that made it.
final class Loader {
  let pointer: UnsafeMutablePointer<GdkPixbufLoader>
  /// What the header says, once it has been read; the sides as stored, before any turning.
  private(set) var size: ImageSize?
  private let bounds: ImageSize?
  let wantsSizeOnly: Bool
  private var problem: String?
  private var isOpen = true

  /// - Parameters:
  ///   - format: a loader's name.
  ///   - bounds: the largest extent wanted of the picture as stored.
  ///   - sizeOnly: whether to stop once the size is known; nothing is decoded then, at the end neither.
  init(format: String, bounds: ImageSize?, sizeOnly: Bool = false) throws {
    var error: UnsafeMutablePointer<GError>?
    // A HEIF file's loader may be registered under either of the two names that share the container.
    let names = format == "heif" ? ["heif", "heic", "avif"] : format == "avif" ? ["avif", "heif"] : [format]
    var made: UnsafeMutablePointer<GdkPixbufLoader>?
    for name in names where made == nil {
      g_clear_error(&error)
      made = gdk_pixbuf_loader_new_with_type(name, &error)
    }
    g_clear_error(&error)
    guard let made else { throw ImagingError.noLoader(format: format) }
    pointer = made
    self.bounds = bounds
    wantsSizeOnly = sizeOnly
    let prepared: @convention(c) (OpaquePointer?, gint, gint, gpointer?) -> Void = { _, width, height, data in
      guard let data else { return }
      Unmanaged<Loader>.fromOpaque(data).takeUnretainedValue().prepare(Int(width), Int(height))
    }
    g_signal_connect_data(
      UnsafeMutableRawPointer(pointer), "size-prepared", unsafeBitCast(prepared, to: GCallback.self),
      Unmanaged.passUnretained(self).toOpaque(), nil, GConnectFlags(0))
  }

  deinit {
    close()
    g_object_unref(UnsafeMutableRawPointer(pointer))
  }

  /// The header is known: ask for the scale wanted, or for nothing where the picture will be refused.
  private func prepare(_ width: Int, _ height: Int) {
    let stored = ImageSize(width: width, height: height)
    size = stored
    guard width > 0, height > 0 else { return }
    if wantsSizeOnly || width > ImageFile.largestPixelCount / height {
      gdk_pixbuf_loader_set_size(pointer, 0, 0)  // makes the loader stop before it takes memory
    } else if let bounds, stored.fitted(within: bounds) != stored {
      let wanted = stored.fitted(within: bounds)
      gdk_pixbuf_loader_set_size(pointer, gint(wanted.width), gint(wanted.height))
    }
  }

  /// Hands bytes to the loader.
  ///
  /// - Returns: whether they were accepted; ``failure()`` tells why not.
  func feed(_ bytes: ArraySlice<UInt8>) -> Bool {
    var error: UnsafeMutablePointer<GError>?
    let accepted = bytes.withUnsafeBufferPointer {
      gdk_pixbuf_loader_write(pointer, $0.baseAddress, gsize($0.count), &error)
    }
    note(error)
    return accepted != 0
  }

  /// Tells the loader that there is no more.
  ///
  /// - Returns: whether the picture was whole.
  @discardableResult
  func close() -> Bool {
    guard isOpen else { return true }
    isOpen = false
    var error: UnsafeMutablePointer<GError>?
    let whole = gdk_pixbuf_loader_close(pointer, &error)
    note(error)
    return whole != 0
  }

  /// Why the file was not accepted.
  func failure() -> ImagingError { .damaged(detail: problem ?? "it ends before the picture begins") }

  private func note(_ error: UnsafeMutablePointer<GError>?) {
    guard let error else { return }
    problem = problem ?? String(cString: error.pointee.message)
    g_error_free(error)
  }
}
