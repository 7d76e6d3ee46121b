internal import CChafa
internal import Imaging

/// A picture made of letters: each cell a block symbol in two colours, chosen by libchafa.
enum SymbolPicture {
  /// Turns a picture into cells.
  ///
  /// Measured choices: work 0.5 (more costs time and is not seen); at 256 colours the DIN99d space and no dither,
  /// which keeps edges readable.
  ///
  /// - Parameters:
  ///   - raster: the picture.
  ///   - columns: cells across, at least 1.
  ///   - rows: cells down, at least 1.
  /// - Returns: `rows` rows of `columns` cells.
  static func cells(of raster: Raster, columns: Int, rows: Int, depth: ColourDepth) -> [[Cell]] {
    let configuration = chafa_canvas_config_new()
    defer { chafa_canvas_config_unref(configuration) }
    let symbols = chafa_symbol_map_new()
    defer { chafa_symbol_map_unref(symbols) }
    chafa_symbol_map_add_by_tags(
      symbols, ChafaSymbolTags(CHAFA_SYMBOL_TAG_BLOCK.rawValue | CHAFA_SYMBOL_TAG_SPACE.rawValue))
    chafa_canvas_config_set_symbol_map(configuration, symbols)
    chafa_canvas_config_set_geometry(configuration, gint(columns), gint(rows))
    chafa_canvas_config_set_work_factor(configuration, 0.5)
    // With two inks, or sixteen, and no dither only outlines would be left.
    let isCoarse = depth == .none || depth == .sixteen
    chafa_canvas_config_set_dither_mode(
      configuration, isCoarse ? CHAFA_DITHER_MODE_DIFFUSION : CHAFA_DITHER_MODE_NONE)
    chafa_canvas_config_set_canvas_mode(configuration, mode(for: depth))
    if depth == .indexed { chafa_canvas_config_set_color_space(configuration, CHAFA_COLOR_SPACE_DIN99D) }
    let canvas = chafa_canvas_new(configuration)
    defer { chafa_canvas_unref(canvas) }
    ChafaInput.draw(raster, on: canvas)
    return (0..<rows).map { row in (0..<columns).map { cell(of: canvas, column: $0, row: row, depth: depth) } }
  }

  private static func mode(for depth: ColourDepth) -> ChafaCanvasMode {
    switch depth {
    case .trueColour: CHAFA_CANVAS_MODE_TRUECOLOR
    case .indexed: CHAFA_CANVAS_MODE_INDEXED_240
    case .sixteen: CHAFA_CANVAS_MODE_INDEXED_16_8
    case .none: CHAFA_CANVAS_MODE_FGBG_BGFG
    }
  }

  private static func cell(of canvas: OpaquePointer?, column: Int, row: Int, depth: ColourDepth) -> Cell {
    let symbol = Unicode.Scalar(chafa_canvas_get_char_at(canvas, gint(column), gint(row))) ?? " "
    var foreground: gint = -1
    var background: gint = -1
    chafa_canvas_get_raw_colors_at(canvas, gint(column), gint(row), &foreground, &background)
    var style = Style()
    switch depth {
    case .trueColour:
      style.foreground = rgb(foreground)
      style.background = rgb(background)
    case .indexed, .sixteen:
      style.foreground = indexed(foreground)
      style.background = indexed(background)
    case .none:
      // Only two inks, the terminal's own: 0 is the bright one, -1 what is behind.
      style.isReversed = background >= 0
    }
    return Cell(Character(symbol), style: style)
  }

  private static func rgb(_ packed: gint) -> Colour {
    guard packed >= 0 else { return .standard }
    return .rgb(UInt8(packed >> 16 & 255), UInt8(packed >> 8 & 255), UInt8(packed & 255))
  }

  private static func indexed(_ place: gint) -> Colour {
    UInt8(exactly: place).map { .indexed($0) } ?? .standard
  }
}
