internal import StudyModel

/// Reads what may be answered to one question of a rubric.
struct RubricAnswers {
  var body: Section

  private var complaints: Complaints { body.complaints }

  private static let splitByComma =
    "If a comma has split a text inside { }, put that text in quotes; else write what it means after a colon."

  /// Most points of a scale: each is one key to press.
  private static let mostPoints = 9

  func points() -> [ScalePoint]? {
    let key = Key("points", "what each number on the scale means", "points: {1: Misleads., 2: Usable., 3: Good.}")
    guard let points = entries(key) else { return nil }
    let place = body.entry("points")?.place ?? body.place
    var known: [Int: String] = [:]
    var empty: [Int] = []
    for entry in points {
      guard let value = Int(entry.key), (0...9).contains(value) else {
        complaints.add(
          entry.place, "'\(body.name)' has a point \(shown(entry.key)), not a whole number from 0 to 9.",
          "Raters give a point by pressing one digit.",
          entry.value.isNothing ? Self.splitByComma : "Write the points as 1, 2, 3…")
        continue
      }
      if let anchor = label(entry.value) { known[value] = anchor } else { empty.append(value) }
    }
    if !empty.isEmpty {
      complaints.add(
        place, "criterion '\(body.name)' has no anchor text for \(list(empty)).",
        "Raters would have to guess what \(empty.count == 1 ? "that point means" : "those points mean").",
        "Write what \(list(empty)) \(empty.count == 1 ? "means" : "mean"), or shorten the scale.")
    }
    let values = (Array(known.keys) + empty).sorted()
    if let low = values.first, let high = values.last {
      let gaps = (low...high).filter { !values.contains($0) }
      if !gaps.isEmpty {
        complaints.add(
          place, "criterion '\(body.name)' goes from \(low) to \(high) but has no \(list(gaps)).",
          "Raters would have to guess whether they may give \(gaps.count == 1 ? "it" : "them").",
          "Add \(gaps.count == 1 ? "point" : "points") \(list(gaps)), or number the scale without a gap.")
      }
    }
    if points.count < 2 || points.count > Self.mostPoints {
      complaints.add(
        place, "criterion '\(body.name)' has \(counted(points.count, "point")); a scale has 2 to \(Self.mostPoints).",
        points.count < 2
          ? "Every caption would get the same."
          : "Raters cannot keep so many meanings apart, nor press one key for each.",
        points.count < 2 ? "Add points, or ask for a text." : "Merge points that raters would mix up.")
    }
    refuseSameLabels(points, called: "anchor text")
    return known.sorted { $0.key < $1.key }.map { ScalePoint(value: $0.key, anchor: $0.value) }
  }

  func options() -> [AnswerOption]? {
    let key = Key("options", "what can be chosen", "options: {right: Right product, wrong: Wrong product}")
    guard let entries = entries(key) else { return nil }
    refuseFewOptions(entries)
    return named(entries)
  }

  func preferences() -> [AnswerOption]? {
    let key = Key(
      "options", "what can be preferred", "options: {A: First, B: Second, tie: No difference, both_bad: Neither}")
    guard let entries = entries(key) else { return nil }
    let place = body.entry("options")?.place ?? body.place
    let known = ["A", "B", "tie", "both_bad"]
    for entry in entries where !known.contains(entry.key) {
      complaints.add(
        entry.place, "'\(body.name)' has an option \(shown(entry.key)).",
        "A preference is one of \(known.joined(separator: ", ")).",
        nearest(to: entry.key, among: known).map { "Did you mean '\($0)'?" } ?? "Remove it.")
    }
    for side in ["A", "B"] where !entries.contains(where: { $0.key == side }) {
      complaints.add(
        place, "'\(body.name)' has no option '\(side)'.", "Raters could not prefer one of the two captions.",
        "Add `\(side): \(side == "A" ? "First" : "Second")`.")
    }
    // One order in every rubric: a rater's fingers learn it.
    return named(entries).sorted { (known.firstIndex(of: $0.id) ?? 9) < (known.firstIndex(of: $1.id) ?? 9) }
  }

  func deductions() -> [Deduction]? {
    let key = Key(
      "options", "how many points are taken off, and for what", "options: {0: Reads cleanly, -0.5: Hard to follow}")
    guard let entries = entries(key) else { return nil }
    refuseFewOptions(entries)
    var steps: [Deduction] = []
    for entry in entries {
      guard let points = Double(entry.key), points.isFinite else {
        complaints.add(
          entry.place, "'\(body.name)' has an option \(shown(entry.key)), not a number of points.",
          "Nobody could tell what it takes off.", "Write, for example, `-0.5: Hard to follow`.")
        continue
      }
      if points > 0 {
        complaints.add(
          entry.place, "'\(body.name)' has a deduction of \(shown(entry.key)), above 0.",
          "A deduction takes points off; this one would add them.", "Write `-\(entry.key)`, or ask for a scale.")
      } else if let earlier = steps.first(where: { $0.points == points }) {
        complaints.add(
          entry.place, "'\(body.name)' deducts \(plain(points)) twice: here and for \(shown(earlier.label)).",
          "The two answers could not be told apart.", "Change one of the numbers, or merge the two.")
      } else if let label = requiredLabel(entry) {
        steps.append(Deduction(points: points, label: label))
      }
    }
    if !entries.contains(where: { Double($0.key) == 0 }) {
      complaints.add(
        body.entry("options")?.place ?? body.place, "'\(body.name)' has no option 0.",
        "A caption without fault would lose points all the same.", "Add, for example, `0: No padding`.")
    }
    refuseSameLabels(entries, called: "label")
    return steps.sorted { $0.points > $1.points }
  }

  func tags() -> [String]? {
    let key = Key("options", "the tags that can be set", "options: [wrong-count, too-long]")
    guard let values = body.texts(key, required: true) else { return nil }
    var tags: [String] = []
    for value in values {
      let tag = trimmed(value.text ?? "")
      checkOptionID(tag, value.place)
      if tags.contains(tag) {
        complaints.add(
          value.place, "'\(body.name)' has the tag '\(tag)' twice.", "The two could not be told apart.",
          "Remove one of them.")
      } else {
        tags.append(tag)
      }
    }
    if values.isEmpty, let value = body.value("options") { body.refuse(value, key, expected: "a list of texts") }
    return tags
  }

  // MARK: - Parts

  private func entries(_ key: Key) -> [Tree.Entry]? {
    guard let value = body.required(key) else { return nil }
    guard case .mapping(let entries) = value.content else {
      body.refuse(value, key, expected: "a mapping")
      return nil
    }
    return entries
  }

  private func named(_ entries: [Tree.Entry]) -> [AnswerOption] {
    refuseSameLabels(entries, called: "label")
    return entries.compactMap { entry in
      checkOptionID(entry.key, entry.place)
      return requiredLabel(entry).map { AnswerOption(id: entry.key, label: $0) }
    }
  }

  /// A label that is not blank.
  private func label(_ value: Tree) -> String? {
    guard let text = value.text, !trimmed(text).isEmpty else { return nil }
    return trimmed(text)
  }

  private func requiredLabel(_ entry: Tree.Entry) -> String? {
    if let label = label(entry.value) { return label }
    complaints.add(
      entry.place, "option \(shown(entry.key)) of '\(body.name)' has no label.",
      "Raters would have to guess what it means.",
      Self.splitByComma)
    return nil
  }

  private func refuseFewOptions(_ entries: [Tree.Entry]) {
    guard entries.count < 2 else { return }
    complaints.add(
      body.entry("options")?.place ?? body.place, "'\(body.name)' has \(counted(entries.count, "option")).",
      "Where nothing can be chosen, an answer says nothing.", "Add an option, or remove the question.")
  }

  private func refuseSameLabels(_ entries: [Tree.Entry], called noun: String) {
    var first: [String: Tree.Entry] = [:]
    for entry in entries {
      guard let label = label(entry.value)?.lowercased() else { continue }
      if let earlier = first[label] {
        complaints.add(
          entry.value.place,
          "\(earlier.key) and \(entry.key) of '\(body.name)' have the same \(noun) (\(earlier.key) at line \(earlier.place.line)).",
          "Raters could not tell them apart.", "Say what makes them differ, or merge them.")
      } else {
        first[label] = entry
      }
    }
  }

  private func checkOptionID(_ id: String, _ place: Place) {
    guard !isName(id, also: "_-", longest: 40) else { return }
    complaints.add(
      place, "the option \(shown(id)) of '\(body.name)' is not made of letters, digits, '-' and '_'.",
      "It is a value in ratings.csv.", "Write, for example, `wrong-count`.")
  }

  private func list(_ numbers: [Int]) -> String { numbers.sorted().map(String.init).joined(separator: ", ") }
}
