internal import StudyModel
internal import Terminal

/// Keys of the picture alone.
extension Update {
  /// Factors that `+` and `-` step through.
  private static let factors = [1, 2, 3, 4, 6, 8, 12, 16]

  mutating func takeZoom(_ key: Key) {
    switch key {
    case .character("+"), .character("="): zoom(to: Self.factors.first { $0 > state.zoom.factor })
    case .character("-"), .character("_"): zoom(to: Self.factors.last { $0 < state.zoom.factor })
    case .character("0"): state.zoom = .whole
    case .character(let digit) where digit.isASCII && digit.isNumber: zoom(to: digit.wholeNumberValue)
    case .character("h"), .left: pan(-1, 0)
    case .character("l"), .right: pan(1, 0)
    case .character("k"), .up: pan(0, -1)
    case .character("j"), .down: pan(0, 1)
    case .character("o"): perform(.openPicture)
    case .character("z"), .enter, .character(" "): state.screen = .rating
    default: if closes(key) { state.screen = .rating }
    }
  }

  /// A part of the picture was on the screen.
  mutating func noteZoomed(_ part: PicturePart, _ picture: PixelSize) {
    state.part = part
    if part != .whole, picture.width > state.partPicture.width { state.partPicture = picture }
  }

  /// The middle of what is shown stays where it is.
  private mutating func zoom(to factor: Int?) {
    guard let factor, factor != state.zoom.factor else { return }
    let part = state.part
    let ratio = Double(state.zoom.factor) / Double(factor)
    state.zoom = PictureZoom(factor: factor, x: part.x + part.width / 2, y: part.y + part.height / 2)
    // Until it is drawn; then what is shown is known.
    let (width, height) = (min(1, part.width * ratio), min(1, part.height * ratio))
    state.part = PicturePart(
      x: Self.inside(state.zoom.x, width) - width / 2, y: Self.inside(state.zoom.y, height) - height / 2, width: width,
      height: height)
  }

  /// Moves by a quarter of what is shown, up to the picture's edge.
  private mutating func pan(_ across: Double, _ down: Double) {
    let part = state.part
    let x = Self.inside(part.x + part.width * (0.5 + across / 4), part.width)
    let y = Self.inside(part.y + part.height * (0.5 + down / 4), part.height)
    state.part = PicturePart(x: x - part.width / 2, y: y - part.height / 2, width: part.width, height: part.height)
    state.zoom = PictureZoom(factor: state.zoom.factor, x: x, y: y)
  }

  /// A middle around which a part of this extent lies inside the picture.
  private static func inside(_ middle: Double, _ extent: Double) -> Double {
    min(1 - extent / 2, max(extent / 2, middle))
  }
}
