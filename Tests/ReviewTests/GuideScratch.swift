import Digest
import Review
import StudyModel
import Testing

extension Scratch {
  /// A rubric whose last question asks for an edited version.
  static let editing = Rubric(
    name: "product", version: 2, mode: .absolute, sources: ["made for tests"],
    questions: [
      rubric.questions[0], rubric.questions[3],
      Question(
        id: "edit", ask: "The caption as you would publish it; save it unchanged if it needs no edit.", kind: .edit,
        isOptional: true),
    ])

  /// Two examples, one with a picture, and one practice item with two captions.
  static func guide() throws -> ReviewGuide {
    func name(_ seed: Int) throws -> ItemID { try #require(ItemID(hex: SHA256.hex(png(seed: seed)))) }
    return ReviewGuide(
      examples: [
        WorkedExample(
          caption: "Image of some food", answers: ["overall": .number(2), "flags": .tags(["starts-with-image-of"])],
          because: "Nobody could order it by that."),
        WorkedExample(
          image: try name(90), caption: "Two croissants on a blue plate beside a cup of black coffee.",
          answers: ["overall": .number(5)], because: "Everything a reader needs, and nothing more."),
      ],
      practice: [
        PracticeItem(
          image: try name(91),
          captions: [
            PracticeCaption(
              caption: "A striped blanket.",
              answers: ["overall": .number(3), "text_in_image": .option("none"), "padding": .number(0)]),
            PracticeCaption(
              caption: "This is a really very nice blanket, nice indeed.",
              answers: ["overall": .number(1), "text_in_image": .option("none"), "padding": .number(-0.5)]),
          ], because: "The second one pads and says nothing of the stripes.")
      ])
  }
}
