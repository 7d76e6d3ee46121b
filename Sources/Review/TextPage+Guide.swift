internal import StudyModel
internal import Terminal

/// Pages made of the study's own words: worked examples, and what the conductor would have said of a practice item.
extension TextPage {
  /// The questions in short, one a line: their points stand word for word under the captions.
  static func shortQuestions(_ state: ReviewState, columns: Int) -> [[Span]] {
    let palette = state.facts.palette
    return state.rubric.questions.map { question in
      let keys = question.keyRange + (question.isRequired ? "" : ", optional")
      let name = "  \(question.title)"
      let room = max(0, columns - DisplayWidth.of(name) - DisplayWidth.of(keys) - 4)
      let ask = question.ask.isEmpty ? "" : ": \(SafeText.onOneLine(question.ask))"
      return [Span(name, palette.strong), Span(ask.fitted(to: room)), Span("  \(keys)", palette.title)]
    }
  }

  /// Captions with the conductor's answers.
  static func examples(_ state: ReviewState, columns: Int) -> [[Span]] {
    let palette = state.facts.palette
    return state.facts.guide.examples.flatMap { example -> [[Span]] in
      let caption = Wrapping.lines(
        "“\(SafeText.onOneLine(CaptionText.trimmed(example.caption)))”", columns: columns - 2)
      let answers = answers(example, state, withMeaning: false).joined(separator: ", ")
      let why = Wrapping.lines("\(answers): \(SafeText.onOneLine(example.because))", columns: columns - 4)
      return caption.map { [Span("  "), Span($0)] } + why.map { [Span("    "), Span($0, palette.quiet)] }
    }
  }

  /// An example's answers, one each: "Overall 2", with what that means where it is wanted.
  static func answers(_ example: WorkedExample, _ state: ReviewState, withMeaning: Bool) -> [String] {
    state.rubric.questions.compactMap { question in
      example.answers[question.id].map { answer in
        let line = PracticeAnswers.Line(question: question, own: nil, conductor: answer)
        return
          "\(question.title) \(PracticeAnswers.words(answer, line, caption: example.caption, withMeaning: withMeaning))"
      }
    }
  }

  /// One example with its picture beside it.
  static func example(_ state: ReviewState, _ index: Int) -> Frame {
    var frame = Frame(width: state.size.columns, height: state.size.rows)
    guard state.facts.guide.examples.indices.contains(index) else { return frame }
    let example = state.facts.guide.examples[index]
    let palette = state.facts.palette
    let left = example.image == nil ? 1 : state.size.columns / 2
    let columns = state.size.columns - left - 2
    if example.image != nil {
      putPicture(state, Rectangle(column: 1, row: 1, width: left - 2, height: state.size.rows - 3), on: &frame)
    }
    let title = "Example \(index + 1) of \(state.facts.guide.examples.count)"
    var lines = [[Span(title, palette.title)], [Span("Not one of your items.", palette.quiet)], []]
    lines += Wrapping.labelled(CaptionText.shown(example.caption), columns: columns).map {
      [Span($0.text, $0.isLabel ? palette.quiet : palette.text)]
    }
    lines.append([])
    for answer in answers(example, state, withMeaning: true) {
      lines += paragraph(answer, columns, palette.strong)
    }
    lines += [[]] + paragraph(SafeText.onOneLine(example.because), columns)
    for (row, line) in lines.prefix(state.size.rows - 3).enumerated() {
      frame.put(line, column: left, row: row + 1, columns: columns)
    }
    let keys = [
      Span("Enter", palette.title), Span(" next   "), Span("Esc", palette.title), Span(" back to the first screen"),
    ]
    frame.put(keys, column: 1, row: state.size.rows - 1, columns: state.size.columns - 2)
    return frame
  }

  /// What the conductor would have said of the practice item, beside what the rater said.
  static func told(_ state: ReviewState, _ practice: Practice, columns: Int) -> [[Span]] {
    let palette = state.facts.palette
    guard state.facts.guide.practice.indices.contains(practice.index) else { return [] }
    let item = state.facts.guide.practice[practice.index]
    var lines: [[Span]] = [
      [], [Span("PRACTICE", palette.warning), Span(" · what the conductor would have said", palette.title)], [],
    ]
    for (index, (caption, answers)) in PracticeAnswers.lines(practice.review, item).enumerated() {
      lines.append([Span(practice.review.captionName(index), palette.warning)])
      lines += Wrapping.labelled(CaptionText.shown(caption), columns: columns - 2).map {
        [Span("  "), Span($0.text, $0.isLabel ? palette.quiet : palette.text)]
      }
      for answer in answers {
        let isSame = answer.own == answer.conductor
        let text = "\(answer.question.title): \(PracticeAnswers.sentence(answer, caption: caption))"
        lines += Wrapping.lines(text, columns: columns - 4).enumerated().map { number, line in
          [Span(number == 0 ? (isSame ? "  ✓ " : "  ≠ ") : "    ", palette.title), Span(line)]
        }
      }
      lines.append([])
    }
    lines += paragraph("Why: \(SafeText.onOneLine(item.because))", columns, palette.strong)
    lines += paragraph(
      "Nothing of this is stored. Where you still see it otherwise, keep to your own judgement.", columns)
    return lines
  }

  /// What was said of the item in focus so far, newest first.
  static func history(_ state: ReviewState, columns: Int) -> [[Span]] {
    let palette = state.facts.palette
    let entries = state.history(item: state.focus.item)
    let title = "History of \(state.unit) \(state.focus.item + 1), newest first"
    var lines: [[Span]] = [
      [],
      [Span(title, palette.title), Span("  (\(Amount.text(entries.count, "entry", many: "entries")))", palette.quiet)],
      [],
    ]
    if entries.isEmpty { lines.append([Span("Nothing was said of this \(state.unit) yet.", palette.quiet)]) }
    for entry in entries {
      let (when, about, said) = state.words(entry)
      let text = "\(about): \(said)"
      lines += Wrapping.lines(text, columns: columns - 18).enumerated().map { index, line in
        [Span(index == 0 ? when.padded(to: 18) : String(repeating: " ", count: 18), palette.quiet), Span(line)]
      }
    }
    return lines
  }
}

extension Question {
  /// The keys that answer it: "1–5", or the key that opens it.
  var keyRange: String {
    guard let first = choices.first?.key, let last = choices.last?.key else {
      if case .tags = kind { return "t" }
      return "e"
    }
    return first == last ? "\(first)" : "\(first)–\(last)"
  }
}

/// What a first-time rater should know, in a few words.
extension TextPage {
  static func whatToDo(_ state: ReviewState) -> String {
    let ending = "Every answer is saved as you give it: stop and go on as you like."
    if state.comparesPairs {
      return
        "Each pair is two captions of one picture, the first and the second as chance had it. Nobody who wrote them is "
        + "named. Say which you prefer, that it makes no difference, or that neither is usable; what decided it can be "
        + "marked too. " + ending
    }
    let shown = state.facts.layout == .oneAtATime ? ", one at a time" : ""
    return "Each item is one picture with several captions in shuffled order\(shown). Nobody who wrote them is named. "
      + "Judge each for itself, against the picture. " + ending
  }

  /// The keys in a line or two.
  static func shortKeys(_ state: ReviewState, columns: Int) -> [[Span]] {
    let palette = state.facts.palette
    let caption = state.comparesPairs ? [] : ["j k caption"]
    let most =
      ["1–9 answers"] + caption + [
        "h l question", "Enter next \(state.unit)", "u undo", "s skip", "f flag", "c comment", "z o picture", "? help",
      ]
    // A key and what it does stay on one line.
    let whole = most.map { $0.replacing(" ", with: "\u{A0}") }.joined(separator: "  ")
    return Wrapping.lines(whole, columns: columns - 6).enumerated().map { index, line in
      let line = line.replacing("\u{A0}", with: " ")
      return [Span(index == 0 ? "Keys  " : "      ", palette.title), Span(line)]
    }
  }
}
