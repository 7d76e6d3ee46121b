internal import StudyModel

/// One stand-in rater with one rubric: what it says of a caption.
struct StandIn: Sendable {
  let panel: SimulatedPanel
  let rater: String
  let rubric: Rubric
  /// How often the item was shown before: a second look is a judgement of its own.
  var showing = 0

  /// An answer, with the milliseconds that thinking of it took.
  struct Said: Hashable, Sendable {
    var question: String
    var answer: Answer
    var onTask: Int
  }

  /// What it says of one caption, in the rubric's order. Optional texts are left out, and tags where none applies.
  func says(of caption: String, _ entry: FactBook.Entry) -> [Said] {
    let defects = felt(caption, entry)
    return rubric.questions.compactMap { question in
      let draws = draws(entry, caption, question)
      return answer(question, of: caption, defects, draws).map {
        Said(question: question.id, answer: $0, onTask: time(draws, caption))
      }
    }
  }

  /// What is wrong with a caption to a person: one that names neither the subject nor more than one other fact is of
  /// another picture, and so as false as one that names another subject.
  private func felt(_ caption: String, _ entry: FactBook.Entry) -> Defects {
    var defects = entry.defects(of: caption)
    let others = entry.facts.count { $0.kind != .subject && $0.kind != .absent }
    if defects.subject == .missing, defects.missing.count + defects.wrong.count >= others - 1 {
      defects.subject = .wrong
    }
    return defects
  }

  /// What it says of two captions side by side. With one caption, or none, there is nothing to compare.
  func compares(_ captions: [String], of entry: FactBook.Entry) -> [Said] {
    guard captions.count == 2 else { return [] }
    return rubric.questions.compactMap { question in
      let felt = captions.map { caption in
        entry.defects(of: caption).quality + taste(draws(entry, caption, question))
      }
      // By the words and not by the place.
      let both = draws(entry, captions.sorted().joined(separator: "\n"), question)
      let answer = isCareless(both) ? byChance(question, both) : answer(question, felt: felt)
      return answer.map {
        Said(
          question: question.id, answer: $0,
          onTask: captions.reduce(0) { $0 + time(draws(entry, $1, question), $1) })
      }
    }
  }

  private func answer(_ question: Question, felt: [Double]) -> Answer? {
    switch question.kind {
    case .preference(let options): Preference.option(options, first: felt[0], second: felt[1]).map { .option($0) }
    case .scale(let points): ScaleAnswer.point(of: points, quality: (felt[0] + felt[1]) / 2).map { .number($0) }
    case .choice(let options): ChoiceAnswer.byRank(options, quality: (felt[0] + felt[1]) / 2).map { .option($0) }
    case .deduction(let steps): steps.map(\.points).max().map { .number($0) }
    case .tags, .text, .edit: nil
    }
  }

  /// Which of an item's captions it takes for the one used today.
  func guesses(among slots: [Slot], of entry: FactBook.Entry) -> Said {
    let draws = Draws("guess", "\(panel.seed)", rater, entry.id.hex)
    let answer: Answer
    if draws.unit("unknown") < panel.guesses.unknown || slots.isEmpty {
      answer = GuessQuestion.unknown
    } else if draws.unit("best") < panel.guesses.best {
      let best = slots.max { entry.defects(of: $0.caption).quality < entry.defects(of: $1.caption).quality }
      answer = best.map { GuessQuestion.answer($0.id) } ?? GuessQuestion.unknown
    } else {
      // By the words and not by the place: the same captions in another order get the same answer.
      let sorted = slots.sorted { $0.caption < $1.caption }
      answer = GuessQuestion.answer(sorted[min(sorted.count - 1, Int(draws.unit("any") * Double(sorted.count)))].id)
    }
    return Said(question: Judgement.Reserved.guess, answer: answer, onTask: 4000)
  }

  private func answer(_ question: Question, of caption: String, _ defects: Defects, _ draws: Draws) -> Answer? {
    if isCareless(draws) { return byChance(question, draws) ?? unedited(question, caption) }
    switch question.kind {
    case .scale(let points):
      return ScaleAnswer.point(of: points, quality: Aspect(question).quality(defects) + taste(draws)).map {
        .number($0)
      }
    case .choice(let options):
      return
        (ChoiceAnswer.byRule(question.id, options, defects)
        ?? ChoiceAnswer.byRank(options, quality: defects.quality + taste(draws))).map { .option($0) }
    case .tags(let names):
      let found = TagAnswer.tags(names, defects)
      return found.isEmpty ? nil : .tags(found)
    case .deduction(let steps):
      let points = steps.map(\.points)
      let padded = question.id.lowercased().contains("concis") && (defects.isTooLong || defects.hasBannedOpening)
      return (padded ? points.min() : points.max()).map { .number($0) }
    case .edit: return unedited(question, caption)
    case .text, .preference:
      return nil
    }
  }

  /// A stand-in edits nothing; where a rubric insists on an edit it says that none is needed.
  private func unedited(_ question: Question, _ caption: String) -> Answer? {
    question.kind == .edit && question.isRequired ? .text(caption) : nil
  }

  /// Whether an answer is given without looking.
  private func isCareless(_ draws: Draws) -> Bool {
    panel.careless[rater].map { draws.unit("careless") < $0 } ?? false
  }

  private func byChance(_ question: Question, _ draws: Draws) -> Answer? {
    let choices = question.answersByChance
    guard !choices.isEmpty else { return nil }
    return choices[min(choices.count - 1, Int(draws.unit("any") * Double(choices.count)))]
  }

  private func draws(_ entry: FactBook.Entry, _ caption: String, _ question: Question) -> Draws {
    showing == 0
      ? Draws("rating", "\(panel.seed)", rater, entry.id.hex, caption, question.id)
      : Draws("rating", "\(panel.seed)", rater, entry.id.hex, caption, question.id, "showing \(showing + 1)")
  }

  /// The rater's leniency and the judgement's own noise, in points of a scale from 1 to 5.
  private func taste(_ draws: Draws) -> Double {
    panel.leniency(of: rater) + panel.noiseSD * draws.normal("noise")
  }

  /// Milliseconds: about a tenth of a second a word and two seconds to decide, spread by a third.
  private func time(_ draws: Draws, _ caption: String) -> Int {
    let usual = 2000 + 100 * Double(Words.count(caption))
    return Int(usual * max(0.3, 1 + draws.normal("time") / 3))
  }
}

extension Question {
  /// Every answer that whoever does not look may give; none for tags and texts.
  fileprivate var answersByChance: [Answer] {
    switch kind {
    case .scale(let points): points.map { .number(Double($0.value)) }
    case .choice(let options), .preference(let options): options.map { .option($0.id) }
    case .deduction(let steps): steps.map { .number($0.points) }
    case .tags, .text, .edit: []
    }
  }
}

/// What a scale asks about: everything, or falsehoods or omissions alone.
enum Aspect: Sendable {
  case overall, falsehoods, omissions

  /// The primary scale and any scale of an unknown name ask about everything.
  init(_ question: Question) {
    switch question.id.lowercased() {
    case _ where question.isPrimary: self = .overall
    case "accuracy", "precision", "attributes": self = .falsehoods
    case "recall", "coverage", "completeness": self = .omissions
    default: self = .overall
    }
  }

  func quality(_ defects: Defects) -> Double {
    switch self {
    case .overall: defects.quality
    case .falsehoods: 5 - defects.falsehoods
    case .omissions: 5 - defects.omissions
    }
  }
}
