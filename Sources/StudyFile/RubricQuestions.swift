internal import StudyModel

/// Reads a rubric's `questions`.
struct RubricQuestions {
  var mode: Rubric.Mode?
  var complaints: Complaints

  /// A question with the place where it stands.
  struct Placed {
    var question: Question
    var type: String
    var place: Place
  }

  enum QuestionType: String, CaseIterable {
    case scale, choice, tags, deduction, text, edit, preference
  }

  func read(_ file: Section) -> [Placed] {
    let key = Key("questions", "what raters are asked", "questions: [{id: overall, type: scale, …}]")
    guard let value = file.required(key) else { return [] }
    guard case .list(let list) = value.content else {
      file.refuse(value, key, expected: "a list of questions")
      return []
    }
    var placed: [Placed] = []
    for (index, item) in list.enumerated() {
      guard let question = question(item, number: index + 1) else { continue }
      if let first = placed.first(where: { $0.question.id == question.question.id }) {
        complaints.add(
          question.place,
          "the id '\(question.question.id)' stands twice: here and at line \(first.place.line), column \(first.place.column).",
          "Answers to the two questions could not be told apart.", "Rename one of them.")
      } else {
        placed.append(question)
      }
    }
    if list.isEmpty { file.refuse(value, key, expected: "a list of questions") }
    let preferences = placed.filter { $0.type == "preference" }
    if mode == .pairwise && preferences.count != 1 && !placed.isEmpty {
      complaints.add(
        preferences.dropFirst().first?.place ?? file.entry("questions")?.place ?? file.place,
        preferences.isEmpty
          ? "a rubric of mode 'pairwise' has no question of type 'preference'."
          : "a rubric of mode 'pairwise' has \(preferences.count) questions of type 'preference'.",
        "Raters would not know which preference counts.", "Keep exactly one question of type 'preference'.")
    }
    return placed
  }

  private func question(_ item: Tree, number: Int) -> Placed? {
    guard let body = Section("questions[\(number)]", item, introducedAt: item.place, complaints: complaints) else {
      return nil
    }
    let id = body.text(Key("id", "the question's name in every table of ratings", "id: accuracy"), required: true)
    if let id, let place = body.value("id")?.place { checkQuestionID(id, place) }
    var named = body
    if let id { named.name = id }
    let ask = named.text(Key("ask", "what the rater reads", "ask: Is everything it says true?"), required: true)
    let typeKey = Key("type", "how the question is answered", "type: scale")
    guard let typeValue = named.required(typeKey) else { return nil }
    guard let type = typeValue.text.flatMap(QuestionType.init(rawValue:)) else {
      let types = QuestionType.allCases.map(\.rawValue)
      let near = typeValue.text.flatMap { nearest(to: $0, among: types) }
      complaints.add(
        typeValue.place, "'\(named.path("type"))' is \(typeValue.kind), which is no type of question.",
        "Raters would not know how to answer it.",
        (near.map { "Did you mean '\($0)'? " } ?? "") + "Known: \(types.joined(separator: ", ")).")
      return nil
    }
    let further = type == .text || type == .edit ? [] : type == .scale ? ["points"] : ["options"]
    named.refuseUnknownKeys(["id", "type", "ask", "primary", "optional"] + further)
    let isPrimary = named.flag(Key("primary", "which question claims are about", "primary: true"))
    // Few captions are edited by whoever is not asked to: an edit is required only where the rubric says so.
    let isOptional =
      named.flag(Key("optional", "whether a caption counts as rated without it", "optional: true"))
      || (type == .edit && named.value("optional") == nil)
    guard let kind = kind(type, named, item.place), let id, let ask else { return nil }
    return Placed(
      question: Question(id: id, ask: ask, kind: kind, isPrimary: isPrimary, isOptional: isOptional),
      type: type.rawValue, place: item.place)
  }

  private func kind(_ type: QuestionType, _ body: Section, _ place: Place) -> Question.Kind? {
    let answers = RubricAnswers(body: body)
    if mode == .pairwise, type == .scale || type == .deduction {
      complaints.add(
        place, "'\(body.name)' is of type '\(type.rawValue)' in a rubric of mode 'pairwise'.",
        "Questions there are about two captions at once, so its points would be nobody's.",
        "Ask for a choice, or write `mode: absolute`.")
      return nil
    }
    switch type {
    case .scale: return answers.points().map { .scale($0) }
    case .choice: return answers.options().map { .choice($0) }
    case .tags: return answers.tags().map { .tags($0) }
    case .deduction: return answers.deductions().map { .deduction($0) }
    case .text: return .text
    case .edit:
      guard mode != .pairwise else {
        complaints.add(
          place, "'\(body.name)' is of type 'edit' in a rubric of mode 'pairwise'.",
          "An edit is of one caption, and a pair has two.", "Ask for a text, or write `mode: absolute`.")
        return nil
      }
      return .edit
    case .preference:
      guard mode != .absolute else {
        complaints.add(
          place, "'\(body.name)' is of type 'preference' in a rubric of mode 'absolute'.",
          "There, a rater sees no pair to prefer one of.", "Write `mode: pairwise`, or ask for a scale.")
        return nil
      }
      return answers.preferences().map { .preference($0) }
    }
  }

  private func checkQuestionID(_ id: String, _ place: Place) {
    if id.hasPrefix("@") {
      complaints.add(
        place, "the id \(shown(id)) begins with '@'.",
        "Such names are the program's own (\(Judgement.Reserved.flag), \(Judgement.Reserved.skip)).",
        "Remove the '@'.")
    } else if id == "score" {
      complaints.add(
        place, "a question has the id 'score'.", "That is the name of a rubric's computed total.",
        "Rename the question.")
    } else if !isName(id, also: "_", longest: 40) || id.first?.isLetter != true {
      complaints.add(
        place, "the id \(shown(id)) is not made of letters, digits and '_', beginning with a letter.",
        "It names a column in ratings.csv and may stand in a formula.", "Write, for example, `id: text_in_image`.")
    }
  }
}
