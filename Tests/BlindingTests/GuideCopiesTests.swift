import Blinding
import Digest
import StudyModel
import Testing

@Suite("examples in the conductor's own words")
struct GuideCopiesTests {
  @Test("a caption that an arm gave is named once, whatever its white space; others and missing outputs are not")
  func copies() throws {
    let item = try #require(ItemID(hex: SHA256.hex("one")))
    let texts: [(String?, Outcome)] = [("A red  boat.", .captioned), ("a red boat.", .captioned), (nil, .refused)]
    let outputs = texts.enumerated().map { number, said in
      Output(arm: ArmCode(rawValue: "arm-\(number)"), item: item, text: said.0, outcome: said.1)
    }
    let guide = ReviewGuide(
      examples: ["A red boat.", "A red boat", "A dog."].map {
        WorkedExample(caption: $0, answers: [:], because: "")
      },
      practice: [
        PracticeItem(image: item, captions: [PracticeCaption(caption: "A red boat.", answers: [:])], because: "")
      ])
    #expect(guide.copies(of: outputs) == ["A red boat."])
    #expect(ReviewGuide().copies(of: outputs).isEmpty)
  }
}
