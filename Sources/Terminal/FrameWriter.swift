/// Turns frames into the bytes that change a terminal from one frame to the next.
public struct FrameWriter: Sendable {
  private let depth: ColourDepth
  private var shown: Frame?
  private var kitty = KittyScreen()

  /// - Parameter depth: the colours the terminal has; others are turned into the nearest ones.
  public init(depth: ColourDepth) { self.depth = depth }

  /// Forgets what the terminal shows: the next frame is written in full.
  public mutating func forget() { shown = nil }

  /// The bytes that show `frame`, as one synchronized update; empty where nothing changed.
  ///
  /// A picture in cells is wiped by writing over them, and drawn after all text. What lies under one that stays is not
  /// written, since that would wipe it.
  public mutating func bytes(for frame: Frame) -> [UInt8] {
    let before = shown.flatMap { frame.canFollow($0) ? $0 : nil }
    if before == frame { return [] }
    var output = Output(depth: depth)
    if before == nil { output.text += "\u{1B}[0m\u{1B}[2J" + kitty.clear() }
    let old = (before?.placements ?? []).filter(\.fillsCells)
    let new = frame.placements.filter(\.fillsCells)
    let gone = old.filter { !new.contains($0) }
    let staying = new.filter { old.contains($0) || before == nil }
    for row in 0..<frame.height {
      let wiped = gone.map { $0.columns(in: row) }
      let covered = staying.map { $0.columns(in: row) }
      write(row: row, of: frame, over: before, wiping: wiped, sparing: covered, to: &output)
    }
    output.text += "\u{1B}[0m"
    output.text += kitty.update(to: frame.placements.filter { !$0.fillsCells })
    var bytes = Array("\u{1B}[?2026h\(output.text)".utf8)
    for placement in new where before == nil || !old.contains(placement) {
      bytes += placement.bytes
    }
    shown = frame
    return bytes + Array("\u{1B}[?2026l".utf8)
  }

  /// The bytes that take the terminal's own pictures away.
  public mutating func bytesToEnd() -> [UInt8] { Array(kitty.update(to: []).utf8) }

  private func write(
    row: Int, of frame: Frame, over before: Frame?, wiping wiped: [Range<Int>], sparing covered: [Range<Int>],
    to output: inout Output
  ) {
    let cells = frame[row: row]
    let old = before.map { $0[row: row] }
    let isWiped = wiped.contains { !$0.isEmpty }
    if let old, !isWiped, old.elementsEqual(cells) { return }
    // Where a cluster may take more columns than we think, its neighbours cannot be trusted to be untouched.
    let isCertain = { (cell: Cell) in cell.cluster.map { DisplayWidth.isCertain($0) || Self.isPlainWide($0) } ?? true }
    let canDiffer = cells.allSatisfy(isCertain) && (old?.allSatisfy(isCertain) ?? true)
    for offset in 0..<frame.width {
      let cell = cells[cells.startIndex + offset]
      guard let cluster = cell.cluster, !covered.contains(where: { $0.contains(offset) }) else { continue }
      if let old, canDiffer, !(isWiped && wiped.contains { $0.contains(offset) }) {
        let isWide = offset + 1 < frame.width && cells[cells.startIndex + offset + 1].cluster == nil
        let sameHere = old[old.startIndex + offset] == cell
        let sameNext = !isWide || old[old.startIndex + offset + 1] == cells[cells.startIndex + offset + 1]
        if sameHere && sameNext { continue }
      }
      output.put(cluster, style: cell.style, column: offset, row: row)
    }
  }

  /// One wide scalar: all terminals agree on two columns, so only the cursor is put right after it.
  private static func isPlainWide(_ cluster: Character) -> Bool {
    cluster.unicodeScalars.count == 1 && DisplayWidth.of(cluster) == 2
  }

  /// Text being written, with what is known of the terminal's state.
  private struct Output {
    let depth: ColourDepth
    var text = ""
    private var cursor: (column: Int, row: Int)?
    private var style: Style?

    init(depth: ColourDepth) { self.depth = depth }

    mutating func put(_ cluster: Character, style wanted: Style, column: Int, row: Int) {
      move(to: column, row)
      if style != wanted {
        text += "\u{1B}[\(codes(wanted))m"
        style = wanted
      }
      let isCertain = DisplayWidth.isCertain(cluster)
      if !isCertain {
        // Blank its cells first: a terminal that draws it narrower would leave old letters showing.
        text += String(repeating: " ", count: DisplayWidth.of(cluster))
        cursor = nil
        move(to: column, row)
      }
      text.append(cluster)
      cursor = isCertain ? (column + 1, row) : nil
    }

    private mutating func move(to column: Int, _ row: Int) {
      if let cursor, cursor == (column, row) { return }
      text += "\u{1B}[\(row + 1);\(column + 1)H"
      cursor = (column, row)
    }

    private func codes(_ style: Style) -> String {
      var codes = "0"
      if style.isBold { codes += ";1" }
      if style.isDim { codes += ";2" }
      if style.isUnderlined { codes += ";4" }
      if style.isReversed { codes += ";7" }
      return codes + colour(style.foreground, 38) + colour(style.background, 48)
    }

    private func colour(_ colour: Colour, _ layer: Int) -> String {
      switch (colour, depth) {
      case (.standard, _), (_, .none): ""
      case (.rgb(let red, let green, let blue), .trueColour): ";\(layer);2;\(red);\(green);\(blue)"
      case (.rgb(let red, let green, let blue), .indexed): ";\(layer);5;\(ColourTable.nearest(red, green, blue))"
      case (.rgb(let red, let green, let blue), .sixteen): named(ColourTable.nearestNamed(red, green, blue), layer)
      case (.indexed(let place), .sixteen): named(place, layer)
      case (.indexed(let place), _): ";\(layer);5;\(place)"
      }
    }

    /// One of the 16 named colours: 30…37 or 40…47, the bright ones 60 higher.
    private func named(_ place: UInt8, _ layer: Int) -> String {
      ";\(layer - 8 + Int(place % 8) + (place < 8 ? 0 : 60))"
    }
  }
}

extension Frame {
  /// Whether it can be reached from another one by writing what differs.
  fileprivate func canFollow(_ before: Frame) -> Bool {
    let mustGo = before.placements.filter { $0.fillsCells && !$0.isWipedByText }
    return width == before.width && height == before.height && mustGo.allSatisfy(placements.contains)
  }
}

/// The 256-colour table's cube and grey ramp (16…255); the first 16 differ between terminals and are left alone.
enum ColourTable {
  /// xterm's first 16; other terminals' differ a little.
  private static let named: [[Int]] = [
    [0, 0, 0], [205, 0, 0], [0, 205, 0], [205, 205, 0], [0, 0, 238], [205, 0, 205], [0, 205, 205], [229, 229, 229],
    [127, 127, 127], [255, 0, 0], [0, 255, 0], [255, 255, 0], [92, 92, 255], [255, 0, 255], [0, 255, 255],
    [255, 255, 255],
  ]

  /// The one of the 16 named colours that is nearest by the sum of squared differences.
  static func nearestNamed(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
    let wanted = [Int(red), Int(green), Int(blue)]
    func distance(_ place: Int) -> Int { zip(named[place], wanted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
    return UInt8(named.indices.min { distance($0) < distance($1) } ?? 0)
  }

  private static let steps: [Int] = [0, 95, 135, 175, 215, 255]

  /// The place whose colour is nearest by the sum of squared differences.
  static func nearest(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
    let wanted = [Int(red), Int(green), Int(blue)]
    func distance(_ colour: [Int]) -> Int { zip(colour, wanted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
    let places = wanted.map { part in steps.indices.min { abs(steps[$0] - part) < abs(steps[$1] - part) } ?? 0 }
    let inCube = distance(places.map { steps[$0] })
    let grey = min(23, max(0, (wanted.reduce(0, +) / 3 - 3) / 10))
    let onRamp = distance(Array(repeating: 8 + 10 * grey, count: 3))
    return onRamp < inCube ? UInt8(232 + grey) : UInt8(16 + 36 * places[0] + 6 * places[1] + places[2])
  }
}
