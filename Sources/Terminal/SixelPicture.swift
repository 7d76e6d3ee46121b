internal import CChafa
internal import Imaging

/// A picture as sixels, made by libchafa: a palette, then bands six pixels high.
///
/// Source: DEC, VT330/VT340 Programmer Reference Manual, chapter 14.
enum SixelPicture {
  /// Pixels in the height of a band. A picture of another height would reach into the row below it.
  static let band = 6

  /// The sequence that draws a picture at the cursor.
  ///
  /// - Parameters:
  ///   - raster: the picture.
  ///   - size: pixels to fill; the height is cut to whole bands.
  ///   - colours: the palette's size; below 256 a fixed one of 16, dithered.
  static func sequence(of raster: Raster, size: PixelSize, colours: Int) -> [UInt8] {
    let configuration = chafa_canvas_config_new()
    defer { chafa_canvas_config_unref(configuration) }
    chafa_canvas_config_set_pixel_mode(configuration, CHAFA_PIXEL_MODE_SIXELS)
    let hasMany = colours >= 256
    chafa_canvas_config_set_canvas_mode(
      configuration, hasMany ? CHAFA_CANVAS_MODE_TRUECOLOR : CHAFA_CANVAS_MODE_INDEXED_16)
    chafa_canvas_config_set_dither_mode(
      configuration, hasMany ? CHAFA_DITHER_MODE_NONE : CHAFA_DITHER_MODE_DIFFUSION)
    // One "cell" of any extent: the picture's own, not a multiple of the terminal's.
    chafa_canvas_config_set_geometry(configuration, 1, 1)
    let height = max(band, size.height / band * band)
    chafa_canvas_config_set_cell_geometry(configuration, gint(max(1, size.width)), gint(height))
    let canvas = chafa_canvas_new(configuration)
    defer { chafa_canvas_unref(canvas) }
    ChafaInput.draw(raster, on: canvas)
    let sequences = chafa_term_info_new()
    defer { chafa_term_info_unref(sequences) }
    chafa_term_info_set_seq(sequences, CHAFA_TERM_SEQ_BEGIN_SIXELS, "\u{1B}P%1;%2;%3q", nil)
    chafa_term_info_set_seq(sequences, CHAFA_TERM_SEQ_END_SIXELS, "\u{1B}\\", nil)
    guard let text = chafa_canvas_print(canvas, sequences) else { return [] }
    defer { g_string_free(text, 1) }
    let sequence = text.pointee.str.withMemoryRebound(to: UInt8.self, capacity: Int(text.pointee.len)) {
      Array(UnsafeBufferPointer(start: $0, count: Int(text.pointee.len)))
    }
    // A step down after the last band could scroll the screen.
    let ending = Array("-\u{1B}\\".utf8)
    return sequence.suffix(ending.count).elementsEqual(ending)
      ? sequence.dropLast(ending.count) + ending.dropFirst() : sequence
  }
}
