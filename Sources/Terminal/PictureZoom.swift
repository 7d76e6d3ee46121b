/// How a picture is looked at: whole, or a part of it enlarged.
public struct PictureZoom: Hashable, Sendable {
  /// How many times larger than fitting into its place; 1…``largest``.
  public var factor: Int
  /// The middle of what is wanted, as a share of the picture's width from the left.
  public var x: Double
  /// The middle of what is wanted, as a share of the picture's height from the top.
  public var y: Double

  /// The largest factor.
  public static let largest = 16

  /// The whole picture.
  public static let whole = PictureZoom(factor: 1, x: 0.5, y: 0.5)

  /// A factor, brought into its bounds, and the middle of what is wanted.
  public init(factor: Int, x: Double, y: Double) {
    self.factor = min(Self.largest, max(1, factor))
    self.x = x
    self.y = y
  }
}

/// The part of a picture that is shown, in shares of its width and height.
public struct PicturePart: Hashable, Sendable {
  /// Left edge, 0…1.
  public var x: Double
  /// Upper edge, 0…1.
  public var y: Double
  /// Width, above 0, at most 1.
  public var width: Double
  /// Height, above 0, at most 1.
  public var height: Double

  /// All of it.
  public static let whole = PicturePart(x: 0, y: 0, width: 1, height: 1)

  /// A part by its edges and extent.
  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }
}

/// Which pixels of a picture go to which cells.
struct PictureGeometry {
  /// The cells filled.
  let place: Rectangle
  /// The first pixel shown, from the upper left.
  let origin: (column: Int, row: Int)
  /// The pixels shown.
  let pixels: PixelSize
  /// The pixels of the window that they take: up to half a cell less or more than the cells.
  let extent: PixelSize
  /// What that is of the whole.
  let part: PicturePart

  /// Whether the whole picture is shown.
  var isWhole: Bool { part == .whole }

  /// - Parameters:
  ///   - image: the picture's own pixels.
  ///   - bounds: the cells it may fill: it keeps its proportions, is centred across and begins at the top.
  ///   - zoom: what is wanted; its middle gives way so that the picture's edge is never inside the window.
  ///   - cell: pixels of a cell.
  ///   - enlarging: whether the whole picture may be shown larger than its own pixels.
  init(of image: PixelSize, in bounds: Rectangle, zoom: PictureZoom, cell: PixelSize, enlarging: Bool) {
    let across = Double(bounds.width * cell.width)
    let down = Double(bounds.height * cell.height)
    let (wide, high) = (Double(image.width), Double(image.height))
    let fit = min(across / wide, down / high)
    let scale = (enlarging ? fit : min(1, fit)) * Double(zoom.factor)
    let width = min(image.width, max(1, Int((across / scale).rounded())))
    let height = min(image.height, max(1, Int((down / scale).rounded())))
    let columns = min(bounds.width, max(1, Int((Double(width) * scale / Double(cell.width)).rounded())))
    let rows = min(bounds.height, max(1, Int((Double(height) * scale / Double(cell.height)).rounded())))
    place = Rectangle(
      column: bounds.column + (bounds.width - columns) / 2, row: bounds.row, width: columns, height: rows)
    func start(_ middle: Double, _ whole: Int, _ shown: Int) -> Int {
      min(whole - shown, max(0, Int((middle * Double(whole) - Double(shown) / 2).rounded())))
    }
    origin = (start(zoom.x, image.width, width), start(zoom.y, image.height, height))
    pixels = PixelSize(width: width, height: height)
    extent = PixelSize(
      width: min(columns * cell.width, Int((Double(width) * scale).rounded())),
      height: min(rows * cell.height, Int((Double(height) * scale).rounded())))
    part = PicturePart(
      x: Double(origin.column) / wide, y: Double(origin.row) / high, width: Double(width) / wide,
      height: Double(height) / high)
  }

  /// The pixels of the whole picture at the scale at which its part is shown.
  ///
  /// - Parameter shown: pixels in which the part reaches the eye.
  func reached(_ shown: PixelSize, of image: PixelSize) -> PixelSize {
    func whole(_ shown: Int, _ part: Int, _ image: Int) -> Int {
      min(image, Int((Double(min(shown, part)) * Double(image) / Double(part)).rounded()))
    }
    return PixelSize(
      width: whole(shown.width, pixels.width, image.width), height: whole(shown.height, pixels.height, image.height))
  }
}
