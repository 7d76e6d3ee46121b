internal import StudyModel
internal import Terminal

/// One caption at a time: the next one is shown once everything that is asked of the one before is answered.
extension ReviewState {
  /// Whether one caption of the item is shown, and not all of them. The last question shows all: each was seen by then.
  var showsOneCaption: Bool { facts.layout == .oneAtATime && !isGuessing }

  /// The name of the caption in focus.
  var captionName: String { captionName(focus.slot) }

  /// Required answers that one caption of the item in focus lacks.
  func missingAnswers(slot index: Int) -> Int {
    guard let presentation, presentation.slots.indices.contains(index) else { return 0 }
    return rubric.questions.count { $0.isRequired && answer($0, presentation.slots[index]) == nil }
  }

  /// Whether a caption of the item in focus may be shown: every one before it is complete.
  func mayShow(slot index: Int) -> Bool { !showsOneCaption || (0..<index).allSatisfy { missingAnswers(slot: $0) == 0 } }
}
