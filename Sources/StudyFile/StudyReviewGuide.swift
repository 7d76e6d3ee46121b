internal import Digest
internal import Roster
internal import StudyModel

/// `review.examples` and `review.practice` as read, with what can be checked only once the image set is known.
struct LoadedGuide {
  var guide = ReviewGuide()
  /// The pictures' files, resolved.
  var files: [ItemID: String] = [:]
  /// Where each picture is named.
  var places: [(id: ItemID, place: Place)] = []
}

extension StudyReader {
  /// `review.layout`: whether the captions of an item are shown together.
  func layout(_ review: Section, mode: Rubric.Mode) -> CaptionLayout {
    guard let value = review.value("layout") else { return .together }
    let key = Key("layout", "how the captions of an image are put before a rater", "layout: one-at-a-time")
    guard let layout = review.word(key, as: CaptionLayout.self) else { return .together }
    if layout == .oneAtATime && mode == .pairwise {
      complaints.add(
        value.place, "'review.layout' is 'one-at-a-time' with a rubric of mode 'pairwise'.",
        "Two captions can be compared only side by side.", "Remove the line, or name a rubric of mode 'absolute'.")
    }
    return layout
  }

  /// `review.examples` and `review.practice`: what raters are shown before the first item.
  func guide(_ review: Section, rubric: Rubric) -> LoadedGuide {
    var loaded = LoadedGuide()
    for name in ["examples", "practice"] where rubric.mode == .pairwise {
      guard let entry = review.entry(name), !entry.value.isNothing else { continue }
      complaints.add(
        entry.place, "'review.\(name)' stands beside a rubric of mode 'pairwise'.",
        "Examples show one caption with its answers, and a pair has two.",
        "Remove it, or name a rubric of mode 'absolute'.")
    }
    guard rubric.mode == .absolute else { return loaded }
    let example = "examples: [{caption: A dog., answers: {overall: 2}, because: Which dog?}]"
    for section in sections(review, Key("examples", "captions with the answers you would give", example)) {
      section.refuseUnknownKeys(["image", "caption", "answers", "because"])
      let image = section.value("image") == nil ? nil : picture(section, &loaded)
      let caption = section.text(Key("caption", "the caption, in your own words", "caption: A dog."), required: true)
      let key = Key("answers", "the answers you would give", "answers: {overall: 2}")
      let answers = section.section(key, required: true).map { self.answers($0, rubric) }
      guard let caption, let answers, let because = because(section) else { continue }
      loaded.guide.examples.append(
        WorkedExample(image: image, caption: caption, answers: answers, because: because))
    }
    let practice = "practice: [{image: try.jpg, captions: [A dog.], answers: [{overall: 2}], because: Which dog?}]"
    for section in sections(review, Key("practice", "an item to try the keys on", practice)) {
      section.refuseUnknownKeys(["image", "captions", "answers", "because"])
      let image = picture(section, &loaded)
      let captions = practiceCaptions(section, rubric)
      guard let image, let captions, let because = because(section) else { continue }
      loaded.guide.practice.append(PracticeItem(image: image, captions: captions, because: because))
    }
    return loaded
  }

  /// Refuses pictures that raters are about to judge: whoever saw the conductor's answers would not judge for itself.
  func check(_ guide: LoadedGuide?, against items: [SetItem]) {
    let known = Dictionary(items.map { ($0.id, $0.fileName) }, uniquingKeysWith: { first, _ in first })
    for (id, place) in guide?.places ?? [] {
      guard let name = known[id] else { continue }
      complaints.add(
        place, "this picture is an image of the study, \(quoted(name)).",
        "Raters would have your answers in mind when they judge it.",
        "Use a picture that was not sampled, or one of your own.")
    }
  }

  private func because(_ section: Section) -> String? {
    section.text(Key("because", "why you would answer so", "because: Which dog?"), required: true)
  }

  private func sections(_ review: Section, _ key: Key) -> [Section] {
    guard let value = review.value(key.name) else { return [] }
    guard case .list(let list) = value.content, !list.isEmpty else {
      review.refuse(value, key, expected: "a list of mappings")
      return []
    }
    return list.enumerated().compactMap { index, item in
      Section(
        "\(review.path(key.name))[\(index + 1)]", item, introducedAt: item.place, complaints: complaints)
    }
  }

  /// A picture, named from the study file's folder.
  private func picture(_ section: Section, _ loaded: inout LoadedGuide) -> ItemID? {
    let key = Key("image", "the picture, from the study file's folder", "image: practice.jpg")
    guard let written = section.text(key, required: true), let place = section.value("image")?.place else { return nil }
    let path = located(written)
    guard let bytes = Paths.bytes(path), !bytes.isEmpty, bytes.count <= ImageFiles.mostBytes,
      ImageFormat(signature: bytes) != nil, let id = ItemID(hex: SHA256.hex(bytes))
    else {
      complaints.add(
        place,
        Paths.isFile(path)
          ? "\(Paths.shown(path)) is not an image of a known format and of at most \(ImageFiles.mostBytes / 1_000_000) MB."
          : "there is no picture at \(Paths.shown(path)).",
        "Raters could not be shown it.", "Check the path; it is taken from the study file's folder.")
      return nil
    }
    loaded.files[id] = Paths.resolved(path)
    loaded.places.append((id, place))
    return id
  }

  private func practiceCaptions(_ section: Section, _ rubric: Rubric) -> [PracticeCaption]? {
    let key = Key("captions", "the captions, in your own words", "captions: [A dog., A brown dog asleep on a rug.]")
    let answersKey = Key("answers", "the answers you would give, caption by caption", "answers: [{overall: 2}]")
    let texts = section.texts(key, required: true)
    guard let value = section.required(answersKey) else { return nil }
    guard case .list(let list) = value.content else {
      section.refuse(value, answersKey, expected: "a list of mappings, one a caption")
      return nil
    }
    guard let texts else { return nil }
    guard list.count == texts.count, !texts.isEmpty else {
      complaints.add(
        value.place,
        "'\(section.path("answers"))' has \(counted(list.count, "mapping")) for \(counted(texts.count, "caption")).",
        "A rater would not learn what you would have said of each.", "Write one mapping of answers for each caption.")
      return nil
    }
    return zip(texts, list).enumerated().compactMap { index, pair in
      guard
        let answers = Section(
          "\(section.path("answers"))[\(index + 1)]", pair.1, introducedAt: pair.1.place, complaints: complaints)
      else { return nil }
      let given = self.answers(answers, rubric)
      let asked = rubric.questions.filter(\.isRequired).map(\.id)
      let missing = asked.filter { answers.entry($0) == nil }
      if !missing.isEmpty {
        complaints.add(
          answers.place, "'\(answers.name)' has no answer to \(missing.map { "'\($0)'" }.joined(separator: ", ")).",
          "A rater who practises answers it, and would not learn what you would have said.",
          "Add, for example, `\(missing[0]): …`.")
      }
      return PracticeCaption(caption: trimmed(pair.0.text ?? ""), answers: given)
    }
  }

  /// Answers as a rater could give them; whatever could not be given is refused in its place.
  private func answers(_ section: Section, _ rubric: Rubric) -> [String: Answer] {
    section.refuseUnknownKeys(rubric.questions.map(\.id))
    if section.entries.isEmpty {
      complaints.add(
        section.place, "'\(section.name)' is empty.", "Raters would learn nothing from it.",
        "Write, for example, `{\(rubric.questions.first?.id ?? "overall"): 2}`.")
    }
    return rubric.questions.reduce(into: [:]) { given, question in
      guard section.value(question.id) != nil else { return }
      given[question.id] = answer(question, section)
    }
  }

  private func answer(_ question: Question, _ section: Section) -> Answer? {
    func key(_ example: String) -> Key {
      Key(question.id, "the answer you would give", "\(question.id): \(example)")
    }
    guard let value = section.value(question.id) else { return nil }
    switch question.kind {
    case .scale(let points):
      let known = points.map(\.value)
      if let number = value.integer, known.contains(number) { return .number(Double(number)) }
      section.refuse(
        value, key("\(known.first ?? 1)"), expected: "a point from \(known.first ?? 0) to \(known.last ?? 0)")
    case .deduction(let steps):
      if let number = value.number, steps.contains(where: { $0.points == number }) { return .number(number) }
      let known = steps.map { plain($0.points) }
      section.refuse(value, key(known.first ?? "0"), expected: "one of \(known.joined(separator: ", "))")
    case .choice(let options), .preference(let options):
      let known = options.map(\.id)
      if let text = value.text, known.contains(text) { return .option(text) }
      section.refuse(value, key(known.first ?? ""), expected: "one of \(known.joined(separator: ", "))")
    case .tags(let tags):
      let marked = section.texts(key("[\(tags.first ?? "")]")) ?? []
      for tree in marked where !tags.contains(trimmed(tree.text ?? "")) {
        section.refuse(
          tree, key("[\(tags.first ?? "")]"), expected: "one of \(tags.joined(separator: ", "))")
      }
      let chosen = Set(marked.compactMap { $0.text.map(trimmed) })
      return .tags(tags.filter(chosen.contains))
    case .text, .edit: return section.text(key("Which dog?")).map { .text($0) }
    }
    return nil
  }
}
