import ProgramStand
import StudyModel
import Terminal
import Testing

@testable import Review

/// Every screen in windows from the smallest that rates to 300×100.
@Suite("Windows of any size")
struct SizeTests {
  /// Edges, and sizes by chance from a fixed seed.
  static let sizes: [(columns: Int, rows: Int)] = {
    var random = Sequence(state: 20_261_127)
    let chosen = (0..<30).map { _ in
      (Int.random(in: 60...300, using: &random), Int.random(in: 18...100, using: &random))
    }
    return [(60, 18), (80, 24), (120, 40), (300, 100), (60, 100), (300, 18)] + chosen
  }()

  /// splitmix64: the same sizes in every run.
  struct Sequence: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
      return mixed ^ mixed >> 31
    }
  }

  /// Keys that lead from rating to each screen.
  static let keys = ["", "4", "?", "z", "z3l", "jt j ", "cthe mast", "s", "/", "v", "e", "f]n", "u"]

  /// States of every kind of review, before a key.
  private func desks(_ columns: Int, _ rows: Int) throws -> [Desk] {
    let texts = [Scratch.captions, GoldenTests.hostile, GoldenTests.wide]
    var desks = try texts.map { Desk(try Scratch.state(items: 12, captions: $0, columns: columns, rows: rows)) }
    desks.append(Desk(try Scratch.state(layout: .oneAtATime, columns: columns, rows: rows)))
    for index in desks.indices { desks[index].press(.enter) }
    desks.append(Desk(try Scratch.state(guide: Scratch.guide(), columns: columns, rows: rows)))
    desks.append(try Scratch.pairs(captions: Array(GoldenTests.wide.prefix(2)), columns: columns, rows: rows))
    return desks
  }

  private func offer(_ desk: inout Desk) {
    guard let id = desk.state.presentation?.id else { return }
    let address = "http://127.0.0.1:40123/00112233445566778899aabbccddeeff"
    let tunnel = "ssh -N -p 2222 -L 40123:127.0.0.1:40123 somebody@a-long-name.of.a.machine.example.org"
    desk.send(.opened(id, .offered(PictureOffer(address: address, tunnel: tunnel, minutes: 5))))
  }

  private func check(_ state: ReviewState, _ what: String) {
    let frame = view(state)
    let (columns, rows) = state.size
    #expect(frame.text.count == rows, "\(what) at \(columns)×\(rows)")
    for (row, line) in frame.text.enumerated() where DisplayWidth.of(line) != columns {
      Issue.record("row \(row) of \(what) at \(columns)×\(rows) is \(DisplayWidth.of(line)) wide: \(line)")
    }
    guard let place = frame.request?.place else { return }
    // A picture in the last row would scroll the screen of a terminal that draws it.
    let isInside = place.column >= 0 && place.row >= 0 && place.column + place.width <= columns
    #expect(
      isInside && place.row + place.height < rows, "the picture's place in \(what) at \(columns)×\(rows): \(place)")
    let covered = frame.text[place.row..<place.row + place.height].map { line -> Substring in
      var column = 0
      let start = line.firstIndex { cluster in
        defer { column += DisplayWidth.of(cluster) }
        return column >= place.column
      }
      return line[(start ?? line.endIndex)...].prefix(place.width)
    }
    #expect(
      covered.allSatisfy { $0.allSatisfy { $0 == " " } }, "text under the picture in \(what) at \(columns)×\(rows)")
  }

  @Test("every row of every screen is as wide as the window, and a picture lies inside, over nothing", arguments: sizes)
  func everyScreen(columns: Int, rows: Int) throws {
    for (kind, desk) in try desks(columns, rows).enumerated() {
      for keys in Self.keys {
        var desk = desk
        desk.press(keys)
        check(desk.state, "review \(kind) after '\(keys)'")
      }
      var offered = desk
      offer(&offered)
      check(offered.state, "review \(kind) with an offer")
    }
  }

  @Test("a window that changes its size at any moment shows the same as one that had it from the start")
  func resized() throws {
    var random = Sequence(state: 7)
    var desk = try desks(80, 24)[0]
    for (columns, rows) in Self.sizes + [(20, 4), (1, 1), (59, 17), (80, 24)] {
      desk.send(.resized(columns: columns, rows: rows))
      let keys = Self.keys[Int.random(in: 0..<Self.keys.count, using: &random)]
      desk.press(keys)
      check(desk.state, "after '\(keys)'")
      desk.press(.escape)
    }
  }

  @Test(
    "what is written frame by frame leaves on a terminal exactly the last frame",
    arguments: [ColourDepth.none, .trueColour])
  func written(depth: ColourDepth) throws {
    var random = Sequence(state: 99)
    // Plain letters: a terminal of its own mind about wide ones is FrameWriter's affair.
    var desk = try desks(80, 24)[0]
    var writer = FrameWriter(depth: depth)
    var screen = TerminalScreen(columns: 80, rows: 24)
    for step in 0..<150 {
      if step % 10 == 9 {
        let (columns, rows) = Self.sizes[Int.random(in: 0..<Self.sizes.count, using: &random)]
        desk.send(.resized(columns: columns, rows: rows))
        screen.resize(columns: columns, rows: rows)
      }
      desk.press(
        ["j", "k", "4", "2", "u", "z", "3", "l", "?", "/", "]", "n", "\u{1B}"][Int.random(in: 0..<13, using: &random)])
      if step % 7 == 0 { desk.press(.escape) }
      let frame = view(desk.state)
      screen.feed(writer.bytes(for: frame))
      let shown = (0..<frame.height).map { screen.line($0) }
      let wanted = frame.text.map { String($0.reversed().drop { $0 == " " }.reversed()) }
      #expect(shown == wanted, "step \(step)")
      #expect(screen.strange.isEmpty)
    }
  }
}
