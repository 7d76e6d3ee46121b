internal import StudyModel

/// From a felt quality on a scale from 1 to 5 to a point of whatever scale is asked.
enum ScaleAnswer {
  /// The felt quality stretched from 1…5 to the scale's range, rounded, halves up, and kept inside the scale.
  static func point(of points: [ScalePoint], quality: Double) -> Double? {
    guard let low = points.first?.value, let high = points.last?.value else { return nil }
    let stretched = Double(low) + (quality - 1) / 4 * Double(high - low)
    return min(Double(high), max(Double(low), (stretched + 0.5).rounded(.down)))
  }
}

/// Choices that follow from what was found, and those that follow from how good the caption is.
enum ChoiceAnswer {
  /// - Returns: the option's id; nil where there is no rule, or the rule's option is not offered.
  static func byRule(_ question: String, _ options: [AnswerOption], _ defects: Defects) -> String? {
    let answer: String
    switch question.lowercased() {
    case "text_in_image":
      let isWrong = defects.wrong.contains { $0.kind == .text }
      answer =
        defects.texts == 0
        ? "none"
        : defects.textsGiven == defects.texts ? "given" : defects.textsGiven > 0 || isWrong ? "partial" : "missing"
    case "identity":
      switch defects.subject {
      case .right: answer = "right"
      case .vague: answer = "vague"
      case .wrong, .missing: answer = "wrong"
      }
    default: return nil
    }
    return options.first { $0.id == answer }?.id
  }

  /// The options taken as falling from best to worst, each an equal share of the way from 5 down to 1.
  static func byRank(_ options: [AnswerOption], quality: Double) -> String? {
    guard !options.isEmpty else { return nil }
    let rank = Int((5 - quality) / 4 * Double(options.count))
    return options[min(options.count - 1, max(0, rank))].id
  }
}

/// Tags whose names say a defect that was found.
enum TagAnswer {
  /// - Returns: in rubric order; `none`, where it is offered, if nothing else applies.
  static func tags(_ names: [String], _ defects: Defects) -> [String] {
    let found = names.filter { applies($0, defects) }
    return found.isEmpty ? names.filter { $0 == "none" } : found
  }

  private static func applies(_ name: String, _ defects: Defects) -> Bool {
    func isWrong(_ kinds: Fact.Kind...) -> Bool { defects.wrong.contains { kinds.contains($0.kind) } }
    switch name {
    case "invented-object": return !defects.invented.isEmpty
    case "wrong-subject": return defects.subject == .wrong
    case "wrong-attribute": return isWrong(.colour, .material, .object, .detail)
    case "wrong-count": return isWrong(.count)
    case "wrong-relation": return isWrong(.setting, .trend)
    case "wrong-text": return isWrong(.text)
    case "material-guess": return isWrong(.material)
    case "brand-guess": return isWrong(.text)
    case "too-long": return defects.isTooLong
    case "starts-with-image-of": return defects.hasBannedOpening
    default: return false
    }
  }
}

/// Which of two captions is preferred.
enum Preference {
  /// A smaller difference of the felt qualities is a tie.
  static let tie = 0.5
  /// Two captions below this are both unusable.
  static let usable = 2.0

  /// Options go by their ids (`A`, `B`, `tie`, `both_bad`), or, where these are not offered, by their order.
  static func option(_ options: [AnswerOption], first: Double, second: Double) -> String? {
    func named(_ id: String, place: Int) -> String? {
      options.first { $0.id == id }?.id ?? (options.indices.contains(place) ? options[place].id : nil)
    }
    if max(first, second) < usable, let bad = named("both_bad", place: 3) { return bad }
    if abs(first - second) < tie, let even = named("tie", place: 2) { return even }
    return first >= second ? named("A", place: 0) : named("B", place: 1)
  }
}
