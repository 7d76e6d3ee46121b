public import StudyModel
internal import Terminal

/// What differs where two captions are compared: questions are about the pair, not about one caption. The focus on a
/// caption then only says which one scrolls.
extension ReviewState {
  /// Whether captions are compared in pairs.
  public var comparesPairs: Bool { rubric.mode == .pairwise }

  /// What a presentation is to a rater, in a word.
  var unit: String { comparesPairs ? "pair" : "item" }

  /// What a caption is called on the screen: the captions of a pair not "A" and "B", which sound like names of somebody.
  /// Where one is shown at a time it is "Caption 2 of 5"; where it is practice, it is marked.
  func captionName(_ index: Int) -> String {
    let name =
      comparesPairs
      ? (index == 0 ? "First" : "Second")
      : facts.layout == .oneAtATime
        ? "Caption \(index + 1) of \(presentation?.slots.count ?? 0)" : "Caption \(CaptionPane.letter(index))"
    return isPractice ? "PRACTICE \(name)" : name
  }

  /// "Caption B · " before a question about the caption in focus; nothing before one about the pair.
  var subject: String { comparesPairs ? "" : "\(captionName(focus.slot)) · " }

  /// What an answer to a question is about now: the pair, or the caption in focus; nil where there is none.
  func place(of question: String) -> AnswerKey? {
    guard let presentation, let slot else { return nil }
    return AnswerKey(presentation: presentation.id, slot: comparesPairs ? nil : slot.id, question: question)
  }

  /// The answer to a question about what is in focus.
  public func answer(_ question: Question) -> Answer? { place(of: question.id).flatMap { answers[$0] } }

  /// Whether the screen, as it is now, shows where the second caption of the pair begins. In lines everything is said.
  var showsSecond: Bool {
    guard size.columns > 0 else { return true }
    guard fits else { return false }
    let layout = RatingLayout(self)
    let pane = CaptionPane(self, columns: layout.captions.width)
    return pane.titles.dropFirst().allSatisfy {
      $0 + 1 < pane.top(rows: layout.captions.height, scroll: scroll) + layout.captions.height
    }
  }

  /// The index of the caption of the pair that is preferred; nil for none.
  var preferred: Int? {
    switch rubric.preference.flatMap({ answer($0) }) {
    case .option("A"): 0
    case .option("B"): 1
    default: nil
    }
  }
}
