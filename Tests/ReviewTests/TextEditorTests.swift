import StudyModel
import Terminal
import Testing

@testable import Review

@Suite("Caption editor")
struct TextEditorTests {
  private func text(_ editor: TextEditor, _ columns: Int) -> [String] {
    editor.lines(columns: columns).map { String(editor.text[$0]) }
  }

  @Test("breaks at spaces into lines that fit, with the last column kept for the cursor, and loses no character")
  func lines() {
    let editor = TextEditor("A red boat lies on the sand")
    #expect(text(editor, 12) == ["A red boat ", "lies on the ", "sand"])
    for caption in GoldenTests.hostile + GoldenTests.wide + [
      "", "a\nb\n", "a  b   c", String(repeating: "x", count: 99),
    ] {
      for columns in [3, 10, 40] {
        let editor = TextEditor(caption)
        let lines = editor.lines(columns: columns)
        #expect(lines.flatMap { editor.text[$0] } == Array(CaptionText.trimmed(caption)), "\(columns)")
        #expect(
          lines.allSatisfy {
            $0.count <= 1 || DisplayWidth.of(editor.text[$0].map(TextEditor.shown).joined()) <= columns
          })
      }
    }
  }

  @Test("up and down keep the column, Home and End stay on the line, and nothing leaves the text")
  func moving() {
    var editor = TextEditor("A red boat lies on the sand")
    func press(_ keys: Key...) { for key in keys { editor.take(key, columns: 12) } }
    press(.up)
    #expect(editor.cursor == 15, "four columns into the second line")
    press(.home)
    #expect(editor.cursor == 11)
    press(.end)
    #expect(editor.cursor == 22, "before the space that ends the line")
    press(.up, .up, .up, .home, .left)
    #expect(editor.cursor == 0)
    press(.down, .down, .down, .end, .right)
    #expect(editor.cursor == 27)
  }

  @Test("writes, deletes and puts the caption back, in any script, grapheme by grapheme")
  func writing() {
    var editor = TextEditor("👨‍👩‍👧 e\u{301}té")
    func press(_ keys: Key...) { for key in keys { editor.take(key, columns: 40) } }
    press(.backspace)
    #expect(String(editor.text) == "👨‍👩‍👧 e\u{301}t")
    press(.home, .delete)
    #expect(String(editor.text) == " e\u{301}t")
    press(.paste("a\nb"))
    #expect(String(editor.text) == "a b e\u{301}t")
    press(.control("k"))
    #expect(String(editor.text) == "a b")
    press(.control("w"))
    #expect(String(editor.text) == "a ")
    press(.control("r"))
    #expect(editor.isUnchanged)
  }

  @Test("what differs in white space at the ends only is the caption itself, byte for byte")
  func unchanged() {
    #expect(TextEditor(" a boat ", text: "a boat").written == " a boat ")
    #expect(TextEditor("a boat", text: "  a ship\n").written == "a ship")
    #expect(TextEditor("a boat", text: "").written == "")
    #expect(TextEditor("", text: "").isUnchanged)
  }

  @Test("a caption of 4,000 characters can be edited at both ends, and the cursor's line is on the screen")
  func long() throws {
    let caption = (1...800).map { "w\($0)" }.joined(separator: " ")
    var desk = Desk(try Scratch.state(rubric: Scratch.editing, captions: [caption, "short"]))
    desk.press(.enter)
    desk.press("e")
    desk.press(.pageUp)
    desk.press("First ")
    #expect(view(desk.state).text.contains { $0.contains("› First w1 w2") })
    desk.press(.pageDown)
    desk.press("!")
    #expect(view(desk.state).text.contains { $0.contains("w800!") })
    desk.press(.enter)
    #expect(desk.stored.last?.answer == .text("First " + caption + "!"))
  }
}

@Suite("Edited captions")
struct EditedCaptionTests {
  private func desk() throws -> Desk {
    var desk = Desk(try Scratch.state(rubric: Scratch.editing))
    desk.press(.enter)
    return desk
  }

  @Test("e opens the caption in focus; saved as it is, it needs no edit, which is stored as the caption itself")
  func unchanged() throws {
    var desk = try desk()
    desk.press("je")
    desk.press(.enter)
    #expect(desk.stored.map(\.answer) == [.text(Scratch.captions[1])])
    #expect(desk.stored[0].slot == desk.state.presentations[0].slots[1].id && desk.stored[0].question == "edit")
    #expect(desk.state.message?.text == "Noted: no edit needed.")
    #expect(view(desk.state).text.contains { $0.contains("Edit =") })
    desk.press("e")
    desk.press(.enter)
    #expect(desk.stored.count == 1, "said already")
  }

  @Test("an edit is kept, taken up again by e, and taken back by Backspace or an empty text; u is a further row")
  func edited() throws {
    var desk = try desk()
    desk.press("je")
    desk.press(.backspace)
    desk.press(" at low tide.")
    desk.press(.enter)
    #expect(desk.stored.last?.answer == .text("Boat on a beach at low tide."))
    desk.press("e")
    desk.press(.control("w"))
    desk.press(.escape)
    #expect(desk.stored.count == 1)
    desk.press("e")
    for _ in 0..<9 { desk.press(.control("w")) }
    desk.press(.enter)
    #expect(desk.stored.last?.answer == nil)
    desk.press("u")
    #expect(desk.stored.map(\.answer).last == .text("Boat on a beach at low tide."))
    #expect(desk.stored.count == 3)
  }

  @Test("keeps what is written in the caption in focus while it is edited, and rates nothing by the digits in it")
  func digits() throws {
    var desk = try desk()
    desk.press("e 42")
    desk.press(.enter)
    #expect(desk.stored.map(\.question) == ["edit"])
    #expect(desk.stored[0].answer == .text(Scratch.captions[0] + " 42"))
  }

  @Test("is optional unless the rubric says otherwise; where it is asked for, an item is complete only with it")
  func required() throws {
    var rubric = Scratch.editing
    rubric.questions[2].isOptional = false
    var desk = Desk(try Scratch.state(rubric: rubric, captions: ["a boat"]))
    desk.press(.enter)
    desk.press("4")
    #expect(desk.state.question?.id == "edit" && desk.state.rated.isEmpty)
    desk.press("5")
    #expect(desk.state.message?.text == "Edit has no number: e opens it.")
    desk.press("e")
    desk.press(.enter)
    #expect(desk.state.rated == [0])
    var free = try self.desk()
    free.press("444")
    #expect(free.state.rated == [0])
  }

  @Test("a caption that tries to act is edited as it is and shown harmless")
  func hostile() throws {
    var desk = Desk(try Scratch.state(rubric: Scratch.editing, captions: GoldenTests.hostile))
    desk.press(.enter)
    desk.press("e")
    #expect(view(desk.state).text.allSatisfy { !$0.unicodeScalars.contains { $0.value < 32 || $0.value == 0x202E } })
    desk.press(.enter)
    #expect(desk.stored.map(\.answer) == [.text(GoldenTests.hostile[0])])
  }
}
