internal import StudyModel

/// Captions that can stand as low anchors: those of images that a rater does not see.
struct AnchorSource {
  private let captions: [(anchor: HiddenChecks.Anchor, text: String, words: Set<Substring>)]
  private let categories: [ItemID: String]

  init(outputs: [Output], categories: [ItemID: String]) {
    self.categories = categories
    captions = outputs.filter(\.outcome.isRated).compactMap { output in
      output.text.map { (HiddenChecks.Anchor(item: output.item, arm: output.arm), $0, Self.words(of: $0)) }
    }.sorted { ($0.0.item, $0.0.arm) < ($1.0.item, $1.0.arm) }
  }

  /// A caption that is plainly wrong for a presentation: of an image the rater does not see, of another category where
  /// there is one, and of a few drawn the one that shares the fewest words with the captions beside it. Captions of
  /// fewer than four words could fit any image, and are taken only where there is no other.
  ///
  /// - Returns: nil where the rater sees every captioned image.
  func draw(
    for presentation: Presentation, outside inside: Set<ItemID>, using generator: inout HashGenerator
  ) -> (anchor: HiddenChecks.Anchor, text: String)? {
    let shown = Set(presentation.slots.map(\.caption))
    let beside = presentation.slots.map { Self.words(of: $0.caption) }.reduce(into: Set()) { $0.formUnion($1) }
    let outside = captions.filter { !inside.contains($0.anchor.item) && !shown.contains($0.text) }
    let category = categories[presentation.item]
    let wishes: [((anchor: HiddenChecks.Anchor, text: String, words: Set<Substring>)) -> Bool] = [
      { $0.words.count >= 4 && categories[$0.anchor.item] != category }, { $0.words.count >= 4 }, { _ in true },
    ]
    let pool = wishes.lazy.map { outside.filter($0) }.first { !$0.isEmpty } ?? []
    let few = pool.shuffled(using: &generator).prefix(20)
    return few.min { $0.words.intersection(beside).count < $1.words.intersection(beside).count }
      .map { ($0.anchor, $0.text) }
  }

  private static func words(of text: String) -> Set<Substring> {
    Set(text.lowercased().split { !$0.isLetter && !$0.isNumber })
  }
}
