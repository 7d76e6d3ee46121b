/// A picture that the terminal draws itself.
public struct PicturePlacement: Hashable, Sendable {
  /// How it is sent.
  public enum Drawing: Sendable {
    /// A PNG file, by Kitty's protocol: it lies over the cells, is kept by the terminal and taken away by a command.
    case kitty(png: [UInt8])
    /// A sequence that draws at the cursor (sixels, iTerm2): it fills cells, and text written there takes it away.
    case inCells([UInt8])
    /// The same for the terminal behind tmux, which must be told to pass it on.
    case passedOn([UInt8])
  }

  /// Names the picture, its part and its size, so that it is sent once.
  public var name: String
  /// What is sent; it follows from the name.
  public var drawing: Drawing
  /// The cells it fills.
  public var place: Rectangle

  /// A picture and the cells it fills.
  public init(name: String, drawing: Drawing, place: Rectangle) {
    self.name = name
    self.drawing = drawing
    self.place = place
  }

  /// By name and place; the bytes follow from the name.
  public static func == (left: PicturePlacement, right: PicturePlacement) -> Bool {
    left.name == right.name && left.place == right.place
  }

  /// By name and place.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(place)
  }

  /// Whether it is part of the cells it fills.
  var fillsCells: Bool {
    if case .kitty = drawing { false } else { true }
  }

  /// The bytes that draw it; only where it fills cells.
  var bytes: [UInt8] {
    let start = Array("\u{1B}[\(place.row + 1);\(place.column + 1)H".utf8)
    switch drawing {
    case .kitty: return []
    case .inCells(let sequence): return start + sequence
    case .passedOn(let sequence): return start + TmuxPassthrough.wrapped(sequence)
    }
  }

  /// Whether writing over its cells wipes it. tmux leaves out what it believes to be blank: behind it only a screen drawn
  /// anew is free of old pictures.
  var isWipedByText: Bool {
    if case .inCells = drawing { true } else { false }
  }

  /// The columns it fills in a row; empty outside.
  func columns(in row: Int) -> Range<Int> {
    let isHere = (place.row..<place.row + place.height).contains(row)
    return isHere ? place.column..<place.column + place.width : 0..<0
  }
}
