import StudyModel
import Terminal
import Testing

@testable import Review

/// Lines are a full equal of the screen.
@Suite("Lines and screen")
struct PlainEqualTests {
  /// What a rater in lines stores, and what was said.
  private func lines(_ typed: [String], _ state: ReviewState) -> (stored: [Judgement], said: String, state: ReviewState)
  {
    var left = typed[...]
    var said = ""
    var stored: [Judgement] = []
    let desk = ReviewDesk(
      store: { stored.append($0) }, image: { _ in try Scratch.png(seed: 1) }, open: { _ in .failed("no display") },
      file: { "/tmp/\($0.id.rawValue).png" }, now: { 0 })
    var review = PlainReview(
      state: state, desk: desk, read: { left.popFirst() }, print: { said += $0 }, beginItem: {})
    _ = review.run()
    return (stored, said, review.state)
  }

  /// What counts of a judgement, whatever showed the item.
  private struct Said: Equatable {
    var presentation: PresentationID?
    var slot: SlotID?
    var question: String
    var answer: Answer?
    init(_ judgement: Judgement) {
      (presentation, slot) = (judgement.presentation, judgement.slot)
      (question, answer) = (judgement.question, judgement.answer)
    }
  }

  static let rubric = Rubric(
    name: "all", version: 1, mode: .absolute, sources: [],
    questions: Scratch.rubric.questions + [Question(id: "edit", ask: "Yours", kind: .edit, isOptional: true)])

  /// What is pressed on the screen (Enter is a line feed, ⌫ Backspace, ⌦ Ctrl-W, ↻ Ctrl-R), and what is typed in lines.
  private func steps(_ layout: CaptionLayout) -> [(keys: String, lines: [String])] {
    // In lines the next caption and the next item come by themselves.
    let next = layout == .together ? "" : "\n"
    let item = [("111" + next + "111\n", ["1", "1", "1", "1", "1", "1"])]
    return [
      ("s", ["s"]), ("4", ["4"]), ("t \n", ["t", "1"]), ("lll", ["l", "l", "l"]), ("ea note\n", ["e a note"]),
      ("l", ["l"]), ("e\n", ["e ="]), ("hhhhh", ["h", "h", "h", "h", "h"]), ("5", ["5"]), ("u", ["u"]), ("↻", ["r"]),
      ("⌫", ["x"]), ("411" + next, ["4", "1", "1"]), ("lllll", ["l", "l", "l", "l", "l"]),
      ("e⌦⌦⌦⌦⌦⌦⌦Boat on sand.\n", ["e Boat on sand."]), ("hhhhh", ["h", "h", "h", "h", "h"]), ("f", ["f"]),
      ("ctoo dark\n", ["c too dark"]), ("211\n", ["2", "1", "1"]), ("s2", ["s 2"]), ("sglare\n", ["s glare"]),
      ("[s", ["[", "s"]), ("/4s", ["/ 4", "s"]), ("/1", ["/ all"]), ("GgG", ["G", "g", "g 4"]), ("H", ["H"]), ("q", []),
      ("g]", ["g", "]"]),
    ] + item + item + [("111" + next + "111n", ["1", "1", "1", "1", "1", "1", "n"]), ("2d1d", ["2", "d", "1", "d"])]
      + [("q", ["q"])]
  }

  private func key(_ character: Character) -> Key {
    switch character {
    case "\n": .enter
    case "⌫": .backspace
    case "⌦": .control("w")
    case "↻": .control("r")
    default: .character(character)
    }
  }

  @Test("a whole session of both stores the same answers in the same order", arguments: CaptionLayout.allCases)
  func session(layout: CaptionLayout) throws {
    func state() throws -> ReviewState {
      try Scratch.state(
        items: 4, rubric: Self.rubric, captions: Array(Scratch.captions.prefix(2)), asksForGuess: true, layout: layout,
        guide: Scratch.guide())
    }
    var desk = Desk(try state())
    for step in steps(layout) { for character in step.keys { desk.press(key(character)) } }
    let plain = lines(steps(layout).flatMap(\.lines), try state())
    #expect(desk.stored.map(Said.init) == plain.stored.map(Said.init), "\(plain.said)")
    #expect(desk.state.answers == plain.state.answers)
    #expect(desk.state.doneCount == 4 && desk.state.openGuesses == 0)
    #expect(desk.effects.last == .quit)
    #expect(plain.stored.count > 40)
  }

  @Test("nothing that lines say needs a layout: no frame, no symbol that only a picture explains, nothing that acts")
  func words() throws {
    let state = try Scratch.state(
      items: 4, rubric: Self.rubric, captions: GoldenTests.hostile + GoldenTests.wide, guide: Scratch.guide())
    let said = lines(
      ["", "4", "2", "1", "3", "2", "2", "H", "e =", "?", "f", "t", "1 2", "H", "l", "l", "l", "q"], state
    ).said
    #expect(!said.isEmpty)
    for scalar in said.unicodeScalars {
      #expect(!(0x2500...0x25FF).contains(scalar.value) || scalar == "\u{25CC}", "\(scalar)")
      #expect(!["✓", "✎", "⚑", "●", "▶", "≠"].contains(scalar), "\(scalar)")
      #expect(scalar.value >= 32 || scalar == "\n")
    }
  }

  @Test("the practice item in lines is marked, ends with the conductor's answers, and stores only that it was done")
  func practice() throws {
    let state = try Scratch.state(guide: Scratch.guide())
    let plain = lines(["", "4", "1", "1", "1", "1", "1", "4", "q"], state)
    #expect(plain.stored.map(\.question) == ["@practice", "overall"])
    #expect(plain.stored[0].answer == .text("done"))
    #expect(plain.said.contains("PRACTICE. Nothing you answer until it is over is stored or counted."))
    #expect(plain.said.contains("Not stored: PRACTICE Caption A, Overall: 4."))
    #expect(
      plain.said.contains(
        "PRACTICE Caption A, Overall. The conductor would have said: 3 = The main thing comes across; something a reader "
          + "needs is absent or clumsy. You said 4."))
    #expect(
      plain.said.contains(
        "Text in image. The conductor would have said: none = No meaningful words in the picture. So did you."))
    #expect(plain.said.contains("Practice is over. From here on everything counts."))
    let left = lines(["", "4", "q", "P", "q", "q"], state)
    #expect(left.stored.map(\.answer) == [.text("skipped")], "left before its end, and noted once")
    let again = lines(["s", "P", "q", "q"], state).said.split(separator: "From here on everything counts.")
    #expect(again.last?.contains("Item 1 of 3, open.") == true, "the item is said again: practice was heard last")
    let skipped = lines(["s", "q"], state)
    #expect(skipped.stored.map(\.answer) == [.text("skipped")])
    let ended = lines(["", "4"], state)
    #expect(ended.stored.isEmpty, "nobody chose to skip it")
    #expect(plain.said.contains("Example 1, not one of your items. Caption: Image of some food\n"))
    #expect(plain.said.contains("Picture of example 2. File: /tmp/example-2.png\n"))
  }

  @Test("in lines every key of the screen has its word", arguments: Keymap.table.map(\.keys))
  func keys(keys: String) {
    let words = [
      "1–9": "A number answers", "Backspace": "x takes the answer back", "j k ↓ ↑": "j, k: next, previous caption",
      "h l ← → Tab": "l, h: next, previous question", "n Enter": "n: next unrated item", "p [ ]": "p: previous item",
      "g G": "g: first item. G: last item", "u Ctrl-R": "u undoes, r redoes", "t": "t: tags", "e": "e and words",
      "f": "f: flag", "s": "s and a reason", "c": "c and words", "/": "/: show unrated", "o": "o: open the picture",
      "H": "H: what you said", "P": "P: the practice item", "q": "q: save and quit", "Ctrl-L": "a: say the item again",
    ]
    // A picture cannot be zoomed in lines, lines scroll by themselves, and ? is how one got here.
    guard !["z", "Space PgDn PgUp", "?"].contains(keys) else { return }
    let help = (try? Scratch.state()).map { PlainText.help($0).joined(separator: "\n") } ?? ""
    let word = words[keys]
    #expect(word.map { help.contains($0) } == true, "\(keys)")
  }
}
