internal import StudyModel

/// `pairs`, `sides`, and what a rubric of pairs cannot have.
extension RubricFile {
  /// Which captions are compared.
  ///
  /// - Parameter mode: the rubric's; nil where it could not be read.
  /// - Returns: nil where each caption is rated for itself.
  static func pairing(_ file: Section, mode: Rubric.Mode?) -> PairDesign? {
    let key = Key("pairs", "which captions are compared", "pairs: incumbent-vs-each")
    let sides = Key("sides", "which caption of a pair is shown first", "sides: balanced")
    if mode == .absolute {
      for key in [key, sides] where file.value(key.name) != nil {
        file.complaints.add(
          file.entry(key.name)?.place ?? file.place, "'\(key.name)' stands in a rubric of mode 'absolute'.",
          "Nothing is shown in pairs there, so it would silently do nothing.", "Remove it, or write `mode: pairwise`.")
      }
      return nil
    }
    if let value = file.value(sides.name), value.text != "balanced" {
      file.complaints.add(
        value.place, "'sides' is \(value.kind); each pair is shown in both orders equally often, and no other way.",
        "The study would not be shown as its rubric declares.", "Write `\(sides.example)`, or remove the line.")
    }
    if mode == .pairwise, let score = file.entry("score") {
      file.complaints.add(
        score.place, "'score' stands in a rubric of mode 'pairwise'.",
        "A preference is of two captions; there are no points of one to add up.",
        "Remove it: the claim is about the preference.")
    }
    return file.value(key.name) == nil ? .incumbentVsEach : file.word(key, as: PairDesign.self)
  }
}
