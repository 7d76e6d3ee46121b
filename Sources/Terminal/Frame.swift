/// One place of a frame. A wide cluster fills its cell and leaves the next one as its other half.
public struct Cell: Hashable, Sendable {
  /// The cluster shown; nil in the second half of a wide one.
  public var cluster: Character?
  /// How it looks.
  public var style: Style

  /// An empty cell unless told otherwise.
  public init(_ cluster: Character? = " ", style: Style = .plain) {
    self.cluster = cluster
    self.style = style
  }
}

/// A place and an extent, in cells; the origin is the upper left corner, 0, 0.
public struct Rectangle: Hashable, Sendable {
  /// First column.
  public var column: Int
  /// First row.
  public var row: Int
  /// Columns.
  public var width: Int
  /// Rows.
  public var height: Int

  /// A rectangle in cells.
  public init(column: Int, row: Int, width: Int, height: Int) {
    self.column = column
    self.row = row
    self.width = max(0, width)
    self.height = max(0, height)
  }
}

/// Where a view wants a picture. Whoever draws puts it there; the view itself never touches image bytes.
public struct PictureRequest: Hashable, Sendable {
  /// Which picture.
  public var name: String
  /// The cells it may fill; it keeps its proportions and is centred.
  public var place: Rectangle
  /// Which part of it.
  public var zoom: PictureZoom

  /// A picture by name, the place for it, and the part wanted; all of it unless told otherwise.
  public init(name: String, place: Rectangle, zoom: PictureZoom = .whole) {
    self.name = name
    self.place = place
    self.zoom = zoom
  }
}

/// What a screen shows: a grid of cells, and perhaps pictures that the terminal draws over them.
///
/// A frame is a value: two equal frames look the same.
public struct Frame: Hashable, Sendable {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// Where a picture is wanted, if anywhere.
  public var request: PictureRequest?
  /// Pictures that the terminal itself draws.
  public var placements: [PicturePlacement] = []
  private var cells: [Cell]

  /// An empty frame.
  public init(width: Int, height: Int) {
    self.width = max(1, width)
    self.height = max(1, height)
    cells = Array(repeating: Cell(), count: self.width * self.height)
  }

  /// The cells of a row.
  public subscript(row row: Int) -> ArraySlice<Cell> { cells[row * width..<(row + 1) * width] }

  /// Puts a text, cut at the right edge of `columns` (or of the frame). Outside the frame nothing happens.
  ///
  /// Whatever could act on a terminal is made harmless here too, so that no caller can forget it.
  ///
  /// - Returns: the column after the text.
  @discardableResult
  public mutating func put(
    _ text: some StringProtocol, column: Int, row: Int, style: Style = .plain, columns: Int? = nil
  )
    -> Int
  {
    guard (0..<height).contains(row) else { return column }
    let end = min(width, columns.map { column + $0 } ?? width)
    var at = column
    for cluster in Self.harmless(text) {
      let own = DisplayWidth.of(cluster)
      if own == 0 { continue }
      if at + own > end { break }
      if at >= 0 { set(Cell(cluster, style: style), own, column: at, row: row) }
      at += own
    }
    return at
  }

  /// Puts one ready cell of width 1, as a picture made of symbols does.
  mutating func put(_ cell: Cell, column: Int, row: Int) {
    guard (0..<height).contains(row), (0..<width).contains(column) else { return }
    set(cell, 1, column: column, row: row)
  }

  /// Fills a rectangle with one cluster of width 1.
  public mutating func fill(_ place: Rectangle, with cluster: Character = " ", style: Style = .plain) {
    for row in place.row..<(place.row + place.height) {
      put(String(repeating: cluster, count: place.width), column: place.column, row: row, style: style)
    }
  }

  /// The rows as text, without styles; trailing spaces are kept, so that each row is ``width`` columns wide.
  public var text: [String] { (0..<height).map { row in String(self[row: row].compactMap(\.cluster)) } }

  private mutating func set(_ cell: Cell, _ own: Int, column: Int, row: Int) {
    let index = row * width + column
    // Half a wide cluster cannot stay: both of its cells become empty.
    if cells[index].cluster == nil && column > 0 { cells[index - 1].cluster = " " }
    let next = index + own
    if column + own < width && cells[next].cluster == nil { cells[next].cluster = " " }
    cells[index] = cell
    if own == 2 { cells[index + 1] = Cell(nil, style: cell.style) }
  }

  private static func harmless(_ text: some StringProtocol) -> String {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } ? String(text) : SafeText.onOneLine(String(text))
  }
}
