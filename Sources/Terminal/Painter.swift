internal import Imaging

/// Puts a picture where a frame wants one.
///
/// It keeps what it made last, so that a frame in which only a score changed costs nothing, and a picture that is looked
/// at in parts stays decoded.
public struct Painter {
  /// How pictures are shown.
  public let mode: PictureMode
  private let depth: ColourDepth
  private let sixel: SixelLimits
  private let isPassedOn: Bool
  private var cell: PixelSize
  private var source: PictureSource?
  private var made: [(request: PictureRequest, picture: Made)] = []

  private struct Made {
    var geometry: PictureGeometry
    var cells: [[Cell]] = []
    var drawing: PicturePlacement.Drawing?
    var reached: PixelSize
  }

  /// What reached the screen.
  public struct Painted: Hashable, Sendable {
    /// The pixels of the whole picture that reach the eye, at the scale at which its part is shown; at most its own. A
    /// cell of symbols counts as 2 × 2: a block symbol has two colours and divides its cell about that finely.
    public var reached: PixelSize
    /// The part shown.
    public var part: PicturePart
  }

  /// As many pictures are kept: the whole one beside the captions, the one alone, and a part.
  private static let mostKept = 3

  /// - Parameters:
  ///   - mode: how pictures are shown.
  ///   - depth: the terminal's colours.
  ///   - cell: pixels of one cell; nil: 8 × 16 is assumed, for proportions only.
  ///   - sixel: what a terminal that draws sixels can take.
  ///   - isPassedOn: whether sixels are for the terminal behind tmux.
  public init(
    mode: PictureMode, depth: ColourDepth, cell: PixelSize?, sixel: SixelLimits = SixelLimits(),
    isPassedOn: Bool = false
  ) {
    self.mode = mode
    self.depth = depth
    self.sixel = sixel
    self.isPassedOn = isPassedOn
    self.cell = cell ?? PixelSize(width: 8, height: 16)
  }

  /// The terminal's letters have another size now.
  public mutating func resize(cell: PixelSize) {
    if cell != self.cell { made = [] }
    self.cell = cell
  }

  /// Draws what the frame's request names.
  ///
  /// - Parameters:
  ///   - frame: the frame; its request stays as it is.
  ///   - file: gives the image file's bytes; called only when the picture must be made anew.
  /// - Returns: what reached the screen, nil where the frame wants no picture or none is shown here.
  /// - Throws: what `file` throws, or why the bytes are not a picture.
  public mutating func paint(_ frame: inout Frame, file: () throws -> [UInt8]) throws -> Painted? {
    guard let request = frame.request, request.place.width > 0, request.place.height > 0, mode != .none else {
      return nil
    }
    let picture = try made(for: request, file)
    let place = picture.geometry.place
    if let drawing = picture.drawing {
      let part = picture.geometry.part
      let name = "\(request.name) \(place.width)×\(place.height) \(part.x) \(part.y) \(part.width)×\(part.height)"
      frame.placements = [PicturePlacement(name: name, drawing: drawing, place: place)]
    }
    for (row, cells) in picture.cells.enumerated() {
      for (column, cell) in cells.enumerated() {
        frame.put(cell, column: place.column + column, row: place.row + row)
      }
    }
    return Painted(reached: picture.reached, part: picture.geometry.part)
  }

  private mutating func made(for request: PictureRequest, _ file: () throws -> [UInt8]) throws -> Made {
    if let kept = made.first(where: { $0.request == request }) { return kept.picture }
    made.removeAll { $0.request.name != request.name }
    if made.count >= Self.mostKept { made.removeFirst() }
    let source =
      try self.source.flatMap { $0.name == request.name ? $0 : nil } ?? PictureSource(name: request.name, file: file())
    self.source = source
    let picture = try make(request, from: source)
    made.append((request, picture))
    return picture
  }

  private func make(_ request: PictureRequest, from source: PictureSource) throws -> Made {
    let bounds = room(in: request.place)
    let geometry = PictureGeometry(
      of: source.size, in: bounds, zoom: request.zoom, cell: cell, enlarging: mode == .symbols)
    let place = geometry.place
    let room = PixelSize(width: bounds.width * cell.width, height: bounds.height * cell.height)
    let raster = try source.raster(of: geometry, atMost: room)
    func reached(_ shown: PixelSize) -> PixelSize { geometry.reached(shown, of: source.size) }
    let sent = PixelSize(width: raster.width, height: raster.height)
    switch mode {
    case .none: return Made(geometry: geometry, reached: PixelSize(width: 0, height: 0))
    case .symbols:
      return Made(
        geometry: geometry,
        cells: SymbolPicture.cells(of: raster, columns: place.width, rows: place.height, depth: depth),
        reached: reached(
          PixelSize(width: min(raster.width, place.width * 2), height: min(raster.height, place.height * 2))))
    case .kitty:
      return Made(geometry: geometry, drawing: .kitty(png: try raster.png(compression: 1)), reached: reached(sent))
    case .iterm2:
      let file = try source.fileAsItIs(for: geometry) ?? raster.jpeg()
      let sequence = ITermPicture.sequence(file: file, columns: place.width, rows: place.height)
      return Made(geometry: geometry, drawing: .inCells(sequence), reached: reached(sent))
    case .sixel:
      return Made(geometry: geometry, drawing: sixels(of: raster, size: geometry.extent), reached: reached(sent))
    }
  }

  /// The cells that can be filled: a terminal may cut sixels off.
  private func room(in place: Rectangle) -> Rectangle {
    guard mode == .sixel, let largest = sixel.largest else { return place }
    let width = min(place.width, max(1, largest.width / cell.width))
    return Rectangle(
      column: place.column + (place.width - width) / 2, row: place.row, width: width,
      height: min(place.height, max(1, largest.height / cell.height)))
  }

  private func sixels(of raster: Raster, size: PixelSize) -> PicturePlacement.Drawing {
    let sequence = SixelPicture.sequence(of: raster, size: size, colours: sixel.colours)
    guard isPassedOn else { return .inCells(sequence) }
    if sequence.count <= TmuxPassthrough.largest { return .passedOn(sequence) }
    // Fewer colours rather than fewer pixels: the picture fills its cells.
    return .passedOn(SixelPicture.sequence(of: raster, size: size, colours: 16))
  }
}
