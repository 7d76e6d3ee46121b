internal import StudyModel
public import Terminal

/// The review on a terminal's screen: keys in, frames out, until the rater quits.
public struct ReviewLoop {
  private var state: ReviewState
  private let desk: ReviewDesk
  private let device: TerminalDevice
  private var painter: Painter
  private var writer: FrameWriter
  private var decoder = KeyDecoder()
  private var isOver = false
  private var itemInFocus: PresentationID?
  private var cellOfWindow: PixelSize?

  /// More letters than this in one read were not typed: they are taken as pasted, and rate nothing.
  private static let mostTypedAtOnce = 4

  /// - Parameters:
  ///   - state: where to begin.
  ///   - desk: the world.
  ///   - device: a terminal that was entered; it is given back by whoever entered it.
  ///   - painter: draws pictures.
  ///   - depth: the terminal's colours.
  public init(state: ReviewState, desk: ReviewDesk, device: TerminalDevice, painter: Painter, depth: ColourDepth) {
    self.state = state
    self.desk = desk
    self.device = device
    self.painter = painter
    writer = FrameWriter(depth: depth)
  }

  /// Runs until the rater quits, the process is asked to end, or the terminal is gone.
  ///
  /// - Returns: why the last answer was not stored, where the rater left without it.
  public mutating func run() -> String? {
    feedSize()
    while !isOver {
      draw()
      let wake = device.wait(milliseconds: decoder.isWaiting ? 40 : 1000)
      heed(wake)
      if isOver { break }
      if let news = desk.news() { feed(news) }
      if wake.isEmpty {
        if decoder.isWaiting { feed(keys: decoder.flush()) }
        feed(.tick)
      }
    }
    device.write(writer.bytesToEnd())
    return state.pending?.problem
  }

  /// Does what a wait ended with: each of them is told once only.
  private mutating func heed(_ wake: TerminalDevice.Wake) {
    if wake.contains(.stop) { return isOver = true }
    if !wake.isDisjoint(with: [.resumed, .resized]) {
      // A window that was made smaller and larger again has lost what was on it, though its size is the same.
      writer.forget()
      if wake.contains(.resumed) { feed(.resumed) }
      feedSize()
    }
    if wake.contains(.input) { feed(keys: decoder.decode(device.read())) }
  }

  private mutating func feedSize() {
    let size = device.size
    // Letters of another size leave as many cells with other pixels: a picture must be made anew.
    if let cell = size.cell, cell != cellOfWindow {
      if cellOfWindow != nil { painter.resize(cell: cell) }
      cellOfWindow = cell
    }
    feed(.resized(columns: size.columns, rows: size.rows))
  }

  private mutating func feed(keys: [Key]) {
    let typed = keys.compactMap { if case .character(let character) = $0 { character } else { nil } }
    guard typed.count <= Self.mostTypedAtOnce else { return feed(.key(.paste(String(typed)))) }
    for key in keys { feed(.key(key)) }
  }

  private mutating func feed(_ event: Event) {
    var waiting = [event]
    while !waiting.isEmpty && !isOver {
      let (next, effects) = update(state, waiting.removeFirst(), at: desk.now())
      state = next
      waiting += effects.compactMap { perform($0) }
    }
    if state.presentation?.id != itemInFocus { desk.leave() }
    itemInFocus = state.presentation?.id
  }

  private mutating func perform(_ effect: Effect) -> Event? {
    switch effect {
    case .store(let judgement): return desk.answer(to: judgement)
    case .openPicture(let presentation): return .opened(presentation.id, desk.open(presentation))
    case .redraw: writer.forget()
    case .suspend:
      device.suspend()
      writer.forget()
      feed(.resumed)
      feedSize()
    case .quit: isOver = true
    }
    return nil
  }

  /// Shows the state. An item shown in full for the first time may be rated only by what is typed from then on:
  /// what was typed meanwhile is taken before it counts as seen.
  private mutating func draw() {
    while !isOver {
      let (frame, painted) = painted()
      device.write(writer.bytes(for: frame))
      let stage = state.stage
      guard let id = stage.presentation?.id, state.showsItem, stage.showsItem else { return }
      if stage.screen == .zoom, let painted, painted.part != stage.part || painted.isFiner(than: stage.partPicture) {
        feed(.zoomed(id, part: painted.part, picture: painted.reached))
        continue
      }
      let picture = painted.flatMap { $0.part == .whole ? $0.reached : nil } ?? PixelSize(width: 0, height: 0)
      let isLarger = picture.width > stage.picture.width
      if stage.isSeen && !isLarger { return }
      if !stage.isSeen {
        if stage.screen == .zoom { return }
        let wake = device.wait(milliseconds: 0)
        heed(wake)
        // What was just drawn is not what a window of another size shows.
        if !wake.isDisjoint(with: [.resumed, .resized]) { continue }
      }
      // The drawing counts for the item that was drawn; another one, if the keys led there, is drawn next.
      feed(.drawn(id, picture: picture))
    }
  }

  private mutating func painted() -> (Frame, Painter.Painted?) {
    var frame = view(state)
    do {
      let painted = try painter.paint(&frame) { [desk, state] in
        try state.shownImage.map { try desk.image($0.item) } ?? []
      }
      return (frame, painted)
    } catch {
      if let name = state.shownImage?.name { feed(.pictureFailed(PresentationID(rawValue: name), "\(error)")) }
      return (view(state), nil)
    }
  }
}

extension Painter.Painted {
  /// Whether it is a part, at a larger scale than any before.
  fileprivate func isFiner(than before: PixelSize) -> Bool { part != .whole && reached.width > before.width }
}

extension ReviewDesk {
  /// Stores a judgement and says what came of it.
  func answer(to judgement: Judgement) -> Event {
    do {
      try store(judgement)
      return .stored
    } catch {
      return .notSaved("\(error)")
    }
  }
}
