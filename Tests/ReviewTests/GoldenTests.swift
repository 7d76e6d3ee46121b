import Foundation
import StudyModel
import Terminal
import Testing

@testable import Review

/// Screens as text, at both sizes. `BLINDFOLD_RECORD=1 swift test --filter GoldenTests` writes them anew; look at
/// the difference before committing it.
@Suite("Golden screens")
struct GoldenTests {
  static let sizes = [(80, 24), (120, 36)]

  static let hostile = [
    "\u{1B}[2J\u{1B}]0;owned\u{7}A red boat\u{202E} taob der\u{9B}31m with a hidden\u{200B} word"
      + "\u{E0041}\u{E0042} and a forged picture \u{10EEEE}, Z" + String(repeating: "\u{336}", count: 30) + "!",
    "", "One very long word: " + String(repeating: "Donaudampfschiff", count: 12),
  ]

  static let wide = [
    "赤いボートが干潮の砂浜に置かれ、小さな桟橋のそばで二羽のカモメが舳先にとまっている。",
    "一艘红色的小船停在沙滩上 👨‍👩‍👧 🇯🇵 ❤\u{FE0F}", "סירה אדומה על החול ליד מזח קטן, עם שני שחפים.",
  ]

  @Test("the briefing", arguments: sizes)
  func briefing(columns: Int, rows: Int) throws {
    try compare(Scratch.state(items: 40, canReadKey: true, columns: columns, rows: rows), "briefing")
  }

  @Test("rating, with some answers given", arguments: sizes)
  func rating(columns: Int, rows: Int) throws {
    var desk = Desk(try Scratch.state(items: 12, columns: columns, rows: rows))
    desk.press(.enter)
    desk.now = 31_000
    desk.press("411211322]f42")
    desk.now = 64_000
    desk.press("j3")
    try compare(desk.state, "rating")
  }

  @Test("help", arguments: sizes)
  func help(columns: Int, rows: Int) throws {
    try compare(pressing("?", columns, rows), "help")
  }

  @Test("the list of tags", arguments: sizes)
  func tags(columns: Int, rows: Int) throws {
    try compare(pressing("jt jjj ", columns, rows), "tags")
  }

  @Test("a comment, a skip and a filter being chosen", arguments: [("c", "comment"), ("s", "skip"), ("/", "filter")])
  func panels(keys: String, name: String) throws {
    var desk = Desk(try pressing(keys, 80, 24))
    if name != "filter" { desk.press("the mast is cut off") }
    try compare(desk.state, name)
  }

  @Test("the last question, with one answer given", arguments: sizes)
  func guess(columns: Int, rows: Int) throws {
    var desk = try GuessScreenTests.desk(items: 6, columns: columns, rows: rows)
    desk.press("n2p")
    try compare(desk.state, "guess")
  }

  @Test("the picture alone, a part of it", arguments: sizes)
  func zoom(columns: Int, rows: Int) throws {
    try compare(pressing("z3l", columns, rows), "zoom")
  }

  @Test("a picture that waits to be fetched over ssh, and one where there is no desktop")
  func offer() throws {
    for (tunnel, name) in [("ssh -N -L 40123:127.0.0.1:40123 ana@192.0.2.7", "offer"), (nil, "offer-here")] {
      var desk = Desk(try pressing("", 80, 24))
      let id = desk.state.presentations[0].id
      let address = "http://127.0.0.1:40123/00112233445566778899aabbccddeeff"
      desk.send(.opened(id, .offered(PictureOffer(address: address, tunnel: tunnel, minutes: 5))))
      try compare(desk.state, name)
    }
  }

  @Test("a window that is too small")
  func tiny() throws {
    try compare(pressing("", 50, 12), "tiny")
  }

  @Test("the smallest window that rates")
  func smallest() throws {
    try compare(pressing("j", 60, 18), "smallest")
  }

  @Test("captions that try to act", arguments: sizes)
  func hostile(columns: Int, rows: Int) throws {
    try compare(pressing("", columns, rows, captions: Self.hostile), "hostile")
  }

  @Test("captions in wide and right-to-left writing", arguments: sizes)
  func wide(columns: Int, rows: Int) throws {
    try compare(pressing("jj", columns, rows, captions: Self.wide), "wide")
  }

  static let scripts = [
    "यह एक लाल नाव है, और क्षि भी।", "เรือสีแดงจอดอยู่บนหาดทราย",
    "e\u{301}\u{323}\u{302}\u{331}\u{30A}\u{327} 👩🏽‍🚀 🏳\u{FE0F}‍🌈 1\u{FE0F}\u{20E3} ⚓\u{FE0E}", "   ",
    "قارب أحمر على الرمال\nThe same, in English: a red boat on the sand.",
  ]

  @Test(
    "captions with combining marks, emoji, scripts without spaces, two directions, and nothing but spaces",
    arguments: sizes)
  func scripts(columns: Int, rows: Int) throws {
    try compare(pressing("jjjj", columns, rows, captions: Self.scripts), "scripts")
  }

  @Test("a caption of 4,000 characters, scrolled", arguments: sizes)
  func long(columns: Int, rows: Int) throws {
    let caption = (1...700).map { "word\($0)" }.joined(separator: " ")
    try compare(pressing("   ", columns, rows, captions: [String(caption.prefix(4000)), "short"]), "long")
  }

  @Test("a caption being edited", arguments: sizes)
  func edit(columns: Int, rows: Int) throws {
    var desk = Desk(
      try Scratch.state(items: 12, rubric: Scratch.editing, captions: Scratch.captions, columns: columns, rows: rows))
    desk.press(.enter)
    desk.press("4e")
    desk.press(.home)
    for _ in 0..<5 { desk.press(.right) }
    desk.press("fishing ")
    try compare(desk.state, "edit")
  }

  @Test("a right-to-left caption being edited")
  func editTurned() throws {
    var desk = Desk(try Scratch.state(items: 12, rubric: Scratch.editing, captions: Self.wide))
    desk.press(.enter)
    desk.press("jje")
    try compare(desk.state, "edit-wide")
  }

  @Test("one caption at a time, the first complete", arguments: sizes)
  func one(columns: Int, rows: Int) throws {
    var desk = Desk(try Scratch.state(items: 12, layout: .oneAtATime, columns: columns, rows: rows))
    desk.press(.enter)
    desk.press("411")
    try compare(desk.state, "one-at-a-time")
  }

  @Test("the first screen with examples and a practice item", arguments: sizes)
  func guided(columns: Int, rows: Int) throws {
    try compare(Scratch.state(items: 40, guide: Scratch.guide(), columns: columns, rows: rows), "guided")
  }

  @Test("an example with its picture")
  func example() throws {
    var desk = Desk(try Scratch.state(items: 40, guide: Scratch.guide()))
    desk.press("xn")
    try compare(desk.state, "example")
  }

  @Test("the practice item, and what the conductor would have said", arguments: sizes)
  func practice(columns: Int, rows: Int) throws {
    var desk = Desk(try Scratch.state(items: 12, guide: Scratch.guide(), columns: columns, rows: rows))
    desk.press(.enter)
    desk.send(.drawn(PresentationID(rawValue: "practice-1"), picture: PixelSize(width: 60, height: 40)))
    desk.press("41")
    try compare(desk.state, "practice")
    desk.press("1111")
    desk.press(.enter)
    try compare(desk.state, "practice-told")
  }

  @Test("the history of an item", arguments: sizes)
  func history(columns: Int, rows: Int) throws {
    var desk = Desk(try Scratch.state(items: 12, columns: columns, rows: rows))
    desk.now = 1_764_275_460_000
    desk.press(.enter)
    desk.press("4h5fu")
    desk.now += 120_000
    desk.press("ca little dark")
    desk.press(.enter)
    desk.press("H")
    try compare(desk.state, "history")
  }

  @Test("an answer that was not saved")
  func notSaved() throws {
    var desk = Desk(try pressing("4", 80, 24))
    desk.isFull = true
    desk.press("2")
    try compare(desk.state, "not-saved")
  }

  private func pressing(
    _ keys: String, _ columns: Int, _ rows: Int, captions: [String] = Scratch.captions
  ) throws -> ReviewState {
    var desk = Desk(try Scratch.state(items: 12, captions: captions, columns: columns, rows: rows))
    desk.press(.enter)
    desk.press(keys)
    return desk.state
  }

  func compare(_ state: ReviewState, _ name: String) throws {
    let frame = view(state)
    for (row, line) in frame.text.enumerated() {
      #expect(DisplayWidth.of(line) == frame.width, "row \(row) of \(name)")
    }
    // Trailing spaces are cut, so that an editor that strips them does no harm.
    let lines = frame.text.map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }
    let text = lines.joined(separator: "\n") + "\n"
    let file = "\(name)-\(frame.width)x\(frame.height).txt"
    // Read where they stand, not from the built copy, so that recording needs no second build.
    let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden/\(file)")
    if Scratch.environment["BLINDFOLD_RECORD"] != nil {
      return try text.write(to: golden, atomically: true, encoding: .utf8)
    }
    let recorded = try String(contentsOf: golden, encoding: .utf8)
    #expect(text == recorded, "\(file) differs; if it should, record it and look at the difference")
  }
}

@Suite("Frames")
struct FrameTests {
  @Test("a changed score is less than 2 KB on the wire, and mostly far less", arguments: ColourDepth.allDepths)
  func smallDifference(depth: ColourDepth) throws {
    var desk = Desk(try Scratch.state(items: 12))
    desk.press(.enter)
    var writer = FrameWriter(depth: depth)
    var painter = Painter(mode: .symbols, depth: depth, cell: nil)
    let png = try Scratch.png(seed: 3)
    func bytes(_ state: ReviewState) throws -> Int {
      var frame = view(state)
      _ = try painter.paint(&frame) { png }
      return writer.bytes(for: frame).count
    }
    #expect(try bytes(desk.state) > 2000)
    for key in "431j5h2u" {
      desk.press(String(key))
      #expect(try bytes(desk.state) < 2000, "after \(key)")
    }
  }

  @Test("every row of every screen is exactly as wide as the window", arguments: [60, 80, 133])
  func widths(columns: Int) throws {
    for captions in [Scratch.captions, GoldenTests.hostile, GoldenTests.wide] {
      for rows in [18, 31] {
        var desk = Desk(try Scratch.state(items: 12, captions: captions, columns: columns, rows: rows))
        for key in " \rj4fc漢字\rtj \r/?zz" {
          desk.press(key == "\r" ? .enter : .character(key))
          let frame = view(desk.state)
          #expect(frame.text.allSatisfy { DisplayWidth.of($0) == columns })
          #expect(frame.text.count == rows)
        }
      }
    }
  }

  @Test("the anchors of the question in focus are on the screen in every window that rates")
  func anchors() throws {
    for (columns, rows) in [(60, 18), (80, 24), (120, 36)] {
      var desk = Desk(try Scratch.state(items: 2, columns: columns, rows: rows))
      desk.press(.enter)
      for question in desk.state.rubric.questions {
        let screen = view(desk.state).text.joined().filter { $0 != " " && $0 != "│" }
        for choice in question.choices {
          let anchor = choice.meaning.filter { $0 != " " }
          #expect(screen.contains(anchor), "\(choice.meaning) at \(columns)×\(rows)")
        }
        desk.press("l")
      }
    }
  }

  @Test("without colours, what has the focus and what is done can still be told")
  func noColour() throws {
    let facts = Scratch.facts(usesColour: false)
    #expect(facts.palette.focus.foreground == .standard && facts.palette.focus.isBold)
    #expect(facts.palette.alarm.isReversed)
  }
}

extension ColourDepth {
  static let allDepths: [ColourDepth] = [.none, .sixteen, .indexed, .trueColour]
}
