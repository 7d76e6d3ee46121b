internal import Imaging

/// How pictures are shown.
public enum PictureMode: String, Hashable, Sendable {
  /// Drawn by the terminal, by Kitty's protocol.
  case kitty
  /// Made of block symbols.
  case symbols
}

/// Puts a picture where a frame wants one.
///
/// It keeps what it made last, so that a frame in which only a score changed costs nothing.
public struct Painter {
  /// How pictures are shown.
  public let mode: PictureMode
  private let depth: ColourDepth
  private let cell: PixelSize
  private var made: (request: PictureRequest, picture: Made)?

  private struct Made {
    var place: Rectangle
    var cells: [[Cell]] = []
    var png: [UInt8]?
    var reached: PixelSize
  }

  /// - Parameters:
  ///   - mode: how pictures are shown.
  ///   - depth: the terminal's colours.
  ///   - cell: pixels of one cell; nil: 8 × 16 is assumed, for proportions only.
  public init(mode: PictureMode, depth: ColourDepth, cell: PixelSize?) {
    self.mode = mode
    self.depth = depth
    self.cell = cell ?? PixelSize(width: 8, height: 16)
  }

  /// Draws what the frame's request names.
  ///
  /// - Parameters:
  ///   - frame: the frame; its request stays as it is.
  ///   - file: gives the image file's bytes; called only when the picture must be made anew.
  /// - Returns: the pixels that reach the eye, nil where the frame wants no picture. A cell of symbols counts as
  ///   2 × 2: a block symbol has two colours and divides its cell about that finely. A picture
  ///   drawn by the terminal counts as the pixels sent, at most the image's own.
  /// - Throws: what `file` throws, or why the bytes are not a picture.
  public mutating func paint(_ frame: inout Frame, file: () throws -> [UInt8]) throws -> PixelSize? {
    guard let request = frame.request, request.place.width > 0, request.place.height > 0 else { return nil }
    let picture: Made
    if let made, made.request == request {
      picture = made.picture
    } else {
      let limit = ImageSize(width: request.place.width * cell.width, height: request.place.height * cell.height)
      picture = try make(request, from: ImageFile.decode(file(), fittingWithin: limit))
      made = (request, picture)
    }
    if let png = picture.png {
      let name = "\(request.name) \(picture.place.width)×\(picture.place.height)"
      frame.placements = [KittyPlacement(name: name, png: png, place: picture.place)]
    }
    for (row, cells) in picture.cells.enumerated() {
      for (column, cell) in cells.enumerated() {
        frame.put(cell, column: picture.place.column + column, row: picture.place.row + row)
      }
    }
    return picture.reached
  }

  private func make(_ request: PictureRequest, from raster: Raster) throws -> Made {
    let place = Self.fit(raster.width, raster.height, into: request.place, cell: cell, enlarging: mode == .symbols)
    switch mode {
    case .kitty:
      return Made(
        place: place, png: try raster.png(), reached: PixelSize(width: raster.width, height: raster.height))
    case .symbols:
      return Made(
        place: place, cells: SymbolPicture.cells(of: raster, columns: place.width, rows: place.height, depth: depth),
        reached: PixelSize(width: min(raster.width, place.width * 2), height: min(raster.height, place.height * 2)))
    }
  }

  /// The largest place of the picture's proportions inside `bounds`, centred across, at the top.
  static func fit(_ width: Int, _ height: Int, into bounds: Rectangle, cell: PixelSize, enlarging: Bool) -> Rectangle {
    let across = Double(bounds.width * cell.width) / Double(width)
    let down = Double(bounds.height * cell.height) / Double(height)
    let scale = enlarging ? min(across, down) : min(1, across, down)
    let columns = min(bounds.width, max(1, Int((Double(width) * scale / Double(cell.width)).rounded())))
    let rows = min(bounds.height, max(1, Int((Double(height) * scale / Double(cell.height)).rounded())))
    return Rectangle(
      column: bounds.column + (bounds.width - columns) / 2, row: bounds.row, width: columns, height: rows)
  }
}
