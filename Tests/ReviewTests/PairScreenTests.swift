import Packet
import StudyModel
import Terminal
import Testing

@testable import Review

extension Scratch {
  /// A rubric with every kind of question of the pairwise mode.
  static let pairRubric = Rubric(
    name: "pairwise", version: 1, mode: .pairwise, sources: ["made for tests"],
    questions: [
      Question(
        id: "preference", ask: "Which caption would you rather ship for this picture?",
        kind: .preference([
          AnswerOption(id: "A", label: "The first."), AnswerOption(id: "B", label: "The second."),
          AnswerOption(id: "tie", label: "Either; no difference that matters."),
          AnswerOption(id: "both_bad", label: "Neither is usable."),
        ]), isPrimary: true),
      Question(
        id: "why", ask: "What decided it? Mark all that apply.",
        kind: .tags([
          "more-accurate", "more-complete", "shorter", "reads-better", "safer-about-people", "other-had-an-error",
        ])),
      Question(
        id: "sure", ask: "How sure are you?",
        kind: .choice([
          AnswerOption(id: "sure", label: "Sure"), AnswerOption(id: "torn", label: "It could go either way"),
        ]),
        isOptional: true),
      Question(id: "note", ask: "Your note", kind: .text, isOptional: true),
    ])

  static let pair = Array(captions.prefix(2))

  /// A review of pairs after the briefing.
  static func pairs(
    items: Int = 3, captions: [String] = pair, asksForGuess: Bool = false, columns: Int = 80, rows: Int = 24
  ) throws -> Desk {
    var desk = Desk(
      try state(
        items: items, rubric: pairRubric, captions: captions, asksForGuess: asksForGuess, columns: columns, rows: rows))
    desk.press(.enter)
    return desk
  }
}

@Suite("Pairs on the screen")
struct PairScreenTests {
  private func screen(_ desk: Desk) -> String { view(desk.state).text.joined(separator: "\n") }

  @Test("1 is the first, 2 the second, 3 no difference, 4 neither: one judgement of the pair and of no slot")
  func preferences() throws {
    for (key, option) in [("1", "A"), ("2", "B"), ("3", "tie"), ("4", "both_bad")] {
      var desk = try Scratch.pairs()
      desk.press(key)
      let stored = try #require(desk.stored.first)
      #expect(desk.stored.count == 1)
      #expect(stored.presentation == desk.state.presentations[0].id && stored.slot == nil)
      #expect(stored.question == "preference" && stored.answer == .option(option))
      #expect(desk.state.rated == [0])
    }
  }

  @Test("keys mean the same whichever preferences a rubric has")
  func keys() {
    let options = [AnswerOption(id: "A", label: "x"), AnswerOption(id: "B", label: "y")]
    let without = Question(id: "p", ask: "", kind: .preference(options + [AnswerOption(id: "both_bad", label: "z")]))
    #expect(without.choices.map(\.key) == ["1", "2", "4"] && without.unreachableChoices == 0)
    let unknown = Question(id: "p", ask: "", kind: .preference(options + [AnswerOption(id: "C", label: "z")]))
    #expect(unknown.unreachableChoices == 1)
  }

  @Test("a complete pair waits for Enter and says so; the preferred caption is marked")
  func complete() throws {
    var desk = try Scratch.pairs()
    #expect(!screen(desk).contains("preferred"))
    desk.press("2")
    #expect(desk.state.focus.item == 0)
    #expect(screen(desk).contains("Second ● preferred") && screen(desk).contains("✓ complete  Enter next pair"))
    desk.press("1")
    #expect(screen(desk).contains("First ● preferred"))
    desk.press("3")
    #expect(!screen(desk).contains("● preferred"))
    desk.press(.enter)
    #expect(desk.state.focus.item == 1 && desk.state.rated == [0])
    desk.press("1")
    desk.press("n1")
    #expect(screen(desk).contains("All pairs are done."))
  }

  @Test("a held key judges one pair once; another key changes it by a further judgement")
  func held() throws {
    var desk = try Scratch.pairs()
    desk.press("1111")
    #expect(desk.stored.count == 1 && desk.state.focus.item == 0)
    desk.press("2")
    #expect(desk.stored.map(\.answer) == [.option("A"), .option("B")])
    #expect(desk.state.rated == [0])
  }

  @Test("a key that came before the pair was on the screen judges nothing, in the rating screen and in the tags")
  func typeAhead() throws {
    var (state, _) = update(try Scratch.state(rubric: Scratch.pairRubric, captions: Scratch.pair), .key(.enter), at: 0)
    for keys in [
      [Key.character("2")], [.character("t"), .character(" "), .enter], [.character("e"), .character("x"), .enter],
    ] {
      for key in keys {
        let (next, effects) = update(state, .key(key), at: 0)
        #expect(effects.isEmpty)
        state = next
      }
    }
    #expect(state.answers.isEmpty && state.message?.text.contains("before the pair was on the screen") == true)
    (state, _) = update(state, .drawn(state.presentations[0].id, picture: PixelSize(width: 9, height: 9)), at: 0)
    let (_, effects) = update(state, .key(.character("2")), at: 0)
    #expect(effects.count == 1)
  }

  @Test("reasons, a text, a comment, a flag and a skip are of the pair; undo and redo come out where they began")
  func undo() throws {
    var desk = try Scratch.pairs()
    let start = desk.state.answers
    desk.press("1t j ")
    desk.press(.enter)
    desk.press("ll2e")
    desk.press("the mast")
    desk.press(.enter)
    desk.press("cblurred")
    desk.press(.enter)
    desk.press("f")
    #expect(desk.stored.allSatisfy { $0.slot == nil })
    #expect(
      desk.stored.map(\.question) == ["preference", "why", "sure", "note", "@comment", "@flag"])
    #expect(desk.stored[1].answer == .tags(["more-accurate", "more-complete"]))
    let end = desk.state.answers
    desk.press("uuuuuu")
    #expect(desk.state.answers == start && desk.state.rated.isEmpty)
    for _ in 0..<6 { desk.press(.control("r")) }
    #expect(desk.state.answers == end && desk.state.rated == [0])
    #expect(desk.stored.count == 18)
    desk.press("s1")
    #expect(desk.state.isSkipped(0))
  }

  @Test("Backspace takes the preference back and opens the pair again")
  func clear() throws {
    var desk = try Scratch.pairs()
    desk.press("2")
    desk.press(.backspace)
    #expect(desk.stored.map(\.answer) == [.option("B"), nil] && desk.state.rated.isEmpty)
  }

  @Test("j and k change the caption that scrolls, h and l the question, and neither changes what is judged")
  func moving() throws {
    var desk = try Scratch.pairs()
    desk.press("jj")
    #expect(desk.state.focus.slot == 1 && desk.state.focus.question == 0)
    desk.press("llllhh")
    #expect(desk.state.focus == ReviewState.Focus(item: 0, slot: 1, question: 1))
    desk.press("h4k")
    #expect(desk.state.focus.slot == 0)
    #expect(desk.stored.map(\.answer) == [.option("both_bad")])
  }

  @Test("a long caption is reached by j and scrolled by Space, and can be judged there")
  func long() throws {
    let long = (1...60).map { "sentence \($0) of the second caption." }.joined(separator: " ")
    var desk = try Scratch.pairs(captions: ["A boat.", long])
    #expect(!screen(desk).contains("sentence 60"))
    #expect(desk.state.showsSecond)
    desk.press("j")
    for _ in 0..<12 { desk.press(" ") }
    #expect(screen(desk).contains("sentence 60"))
    desk.press("2")
    #expect(desk.stored.map(\.answer) == [.option("B")])
  }

  @Test("while a long first caption hides the second, no key says which is better", arguments: ["j", "     "])
  func hidden(keys: String) throws {
    let long = (1...40).map { "sentence \($0) of the first caption." }.joined(separator: " ")
    var desk = try Scratch.pairs(captions: [long, "A boat."])
    #expect(!screen(desk).contains("A boat."))
    desk.press("2")
    #expect(desk.stored.isEmpty && desk.state.message?.text.hasPrefix("The second caption is further down") == true)
    for _ in 0..<6 { desk.press(keys) }
    #expect(screen(desk).contains("A boat."))
    desk.press("2")
    #expect(desk.stored.map(\.answer) == [.option("B")])
    desk.press("n1")
    #expect(desk.stored.count == 1, "each pair anew")
  }

  @Test("a window too small to show anything has not shown the second caption either")
  func tooSmall() throws {
    let long = (1...40).map { "sentence \($0) of the first caption." }.joined(separator: " ")
    var desk = try Scratch.pairs(captions: [long, "A boat."])
    desk.send(.resized(columns: 20, rows: 5))
    desk.send(.tick)
    desk.send(.resized(columns: 80, rows: 24))
    #expect(!screen(desk).contains("A boat."))
    desk.press("2")
    #expect(desk.stored.isEmpty)
  }

  @Test("the history is that of a pair")
  func history() throws {
    var desk = try Scratch.pairs()
    desk.press("H")
    #expect(screen(desk).contains("History of pair 1") && screen(desk).contains("Nothing was said of this pair yet."))
  }

  @Test("progress read back from what was stored is what the screen says")
  func progress() throws {
    var desk = try Scratch.pairs(items: 4)
    desk.press("1")
    desk.press("ns1")
    desk.press("3")
    desk.press(.backspace)
    let progress = PacketProgress(desk.state.presentations, rubric: Scratch.pairRubric, ratings: desk.ratings)
    #expect(progress.planned == 4 && progress.rated == 1 && progress.skipped == 1 && progress.open == 2)
    #expect(desk.state.rated == [0] && desk.state.doneCount == 2)
    let again = ReviewState(
      facts: Scratch.facts(), rubric: Scratch.pairRubric, presentations: desk.state.presentations,
      ratings: desk.ratings,
      size: (80, 24), now: 0)
    #expect(again.rated == [0] && again.focus.item == 2)
  }

  @Test("the last question names the first or the second")
  func guess() throws {
    var desk = try Scratch.pairs(asksForGuess: true)
    desk.press("1n1n1n")
    #expect(desk.state.screen == .guess)
    #expect(screen(desk).contains("1 First") && screen(desk).contains("2 Second"))
    #expect(!screen(desk).contains("preferred"), "what was answered must not suggest what is answered now")
    desk.press("2p")
    #expect(screen(desk).contains("Your answer: Second"))
    #expect(desk.stored.last?.answer == GuessQuestion.answer(desk.state.presentations[0].slots[1].id))
  }

  @Test(
    "every row is as wide as the window, and nothing speaks of caption A",
    arguments: [(60, 18), (80, 24), (133, 31), (300, 100)])
  func widths(columns: Int, rows: Int) throws {
    for captions in [Scratch.pair, Array(GoldenTests.hostile.prefix(2)), Array(GoldenTests.wide.suffix(2))] {
      var desk = Desk(
        try Scratch.state(
          items: 12, rubric: Scratch.pairRubric, captions: captions, asksForGuess: true, columns: columns, rows: rows))
      for key in " \rj2fc漢字\rtj \rll1e漢\r/?q?zz" {
        desk.press(key == "\r" ? .enter : .character(key))
        let frame = view(desk.state)
        #expect(frame.text.allSatisfy { DisplayWidth.of($0) == columns } && frame.text.count == rows)
        #expect(!frame.text.joined().contains("Caption A"))
      }
      for index in 0..<12 { desk.press(desk.state.rated.contains(index) ? "n" : "1n") }
      let frame = view(desk.state)
      #expect(frame.text.allSatisfy { DisplayWidth.of($0) == columns })
    }
  }

  @Test(
    "every preference is on the screen word for word in every window that rates",
    arguments: [(60, 18), (80, 24), (120, 36)])
  func anchors(columns: Int, rows: Int) throws {
    let desk = try Scratch.pairs(columns: columns, rows: rows)
    let shown = screen(desk).filter { $0 != " " && $0 != "│" && $0 != "\n" }
    for choice in Scratch.pairRubric.questions[0].choices {
      #expect(shown.contains("\(choice.key)\(choice.meaning.filter { $0 != " " })"))
    }
  }
}
