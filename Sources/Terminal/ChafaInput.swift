internal import CChafa
internal import Imaging

/// Hands pictures to libchafa.
enum ChafaInput {
  /// Draws a picture on a canvas, which scales it to its own extent.
  static func draw(_ raster: Raster, on canvas: OpaquePointer?) {
    // libchafa 1.12 shears a picture whose rows are not whole 32-bit words.
    let stride = (raster.width * 3 + 3) / 4 * 4
    var padded = raster.pixels
    if stride != raster.width * 3 {
      padded = [UInt8](repeating: 0, count: stride * raster.height)
      for row in 0..<raster.height {
        let from = row * raster.width * 3
        padded.replaceSubrange(
          row * stride..<row * stride + raster.width * 3, with: raster.pixels[from..<from + raster.width * 3])
      }
    }
    padded.withUnsafeBufferPointer { pixels in
      chafa_canvas_draw_all_pixels(
        canvas, CHAFA_PIXEL_RGB8, pixels.baseAddress, gint(raster.width), gint(raster.height), gint(stride))
    }
  }
}
