import Testing

@testable import Blinding

@Suite("habits of writing")
struct HouseStyleTests {
  private func has(_ kind: LeakKind, _ caption: String) throws -> Bool {
    try #require(HouseStyle.kinds.contains(kind))
    return HouseStyle.habits(of: caption, words: LeakText(caption)).contains(kind)
  }

  @Test(
    "each habit is found",
    arguments: [
      (LeakKind.opening, "The image shows a cup"), (.opening, "A close-up photo of a cup"),
      (.opening, "In this picture, a cup"),
      (.opening, "This is an image of a cup"), (.opening, "Das Bild zeigt eine Tasse"), (.opening, "图中有一个杯子"),
      (.opening, "この画像にはカップ"), (.opening, "تظهر الصورة كوبًا"), (.opening, "\u{200F}בתמונה ספל"),
      (.opening, "L’image montre"),
      (.markdown, "A **red** cup"), (.markdown, "# A cup\ntext"), (.markdown, "- a cup"),
      (.markdown, "1. a cup\n2. a pot"),
      (.markdown, "a `cup`"), (.markdown, "see [a cup](https://example.org)"), (.markdown, "__A cup__ on a table"),
      (.markdown, "**红色**的杯子"), (.quoted, "\"A red cup.\""), (.quoted, " “A cup” "), (.quoted, "„Eine Tasse“"),
      (.quoted, "«Une tasse»"), (.quoted, "「カップ」"), (.period, "A cup."), (.period, "一个杯子。"), (.period, "\"A cup.\""),
      (.period, "**A cup.** "), (.period, "یک فنجان۔"), (.emoji, "A cup ☕️"), (.emoji, "🇩🇪 flag"), (.emoji, "family 👨‍👩‍👧"),
      (.hashtag, "A cup #coffee"), (.hashtag, "#咖啡 杯子"), (.firstPerson, "I can see a cup"),
      (.firstPerson, "Here I’m sure"),
      (.firstPerson, "Ich sehe eine Tasse"), (.firstPerson, "我看到一个杯子"), (.lowerCase, "a red cup"),
      (.lowerCase, "eine tasse"),
      (.severalLines, "A cup\n\nOn a table"), (.severalLines, "A cup\r\non a table"),
    ])
  func hits(_ kind: LeakKind, _ caption: String) throws {
    let found = try has(kind, caption)
    #expect(found)
  }

  @Test(
    "what only looks like a habit is none",
    arguments: [
      (LeakKind.opening, "A photo album on a table"), (.opening, "A picture frame"),
      (.opening, "A cup in the image shows"),
      (.opening, ""), (.opening, "一个杯子"), (.markdown, "5 * 3 * 2 and **"), (.markdown, "snake_case__name__here"),
      (.markdown, "#1 jersey"), (.markdown, "1. FC Köln scarf"), (.markdown, "a – b - c"), (.markdown, "[sic] (left)"),
      (.quoted, "\"Stop\" beside \"Go\""), (.quoted, "\""), (.quoted, "A \"red\" cup"), (.quoted, ""),
      (.period, "A cup..."),
      (.period, "A cup"), (.period, ""), (.period, "Is it a cup?"), (.emoji, "3 cups © 2024 ™ → #1"),
      (.hashtag, "#1 player"),
      (.hashtag, "a C# book"), (.hashtag, "## Cup"), (.hashtag, "&#x27;"), (.firstPerson, "Henry I of England"),
      (.firstPerson, "World War I tank"), (.lowerCase, "A cup"), (.lowerCase, "一个杯子"), (.lowerCase, "كوب أحمر"),
      (.lowerCase, "123"), (.severalLines, "A cup\n"), (.severalLines, "\n A cup \n \n"),
    ])
  func misses(_ kind: LeakKind, _ caption: String) throws {
    let found = try has(kind, caption)
    #expect(!found)
  }

  @Test("Markdown says which marks there are")
  func marks() {
    #expect(HouseStyle.markdown(in: "# A\n- **b** `c`") == ["bold", "heading", "list", "code"])
  }

  @Test("every kind is a habit or is found in another way, and has an advice")
  func kinds() {
    let others: Set<LeakKind> = [.selfNaming, .name, .possibleName, .sameOpening, .length]
    for kind in LeakKind.allCases {
      #expect(HouseStyle.kinds.contains(kind) != others.contains(kind))
      #expect(!kind.advice.isEmpty)
    }
  }

  @Test("a text of ASCII's characters only is cut into the same words by its bytes as by its characters")
  func bytes() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2_000 {
      let length = Int.random(in: 0...40, using: &generator)
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...0x7F, using: &generator) }
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(LeakText(text).words == LeakText.words(of: text), "\(bytes)")
      let chunks = text.split(whereSeparator: \.isWhitespace).count
      #expect(LeakText.length(of: text) == chunks, "\(bytes)")
    }
  }
}
