internal import Roster
internal import StudyModel

/// A prompt's templates with their places.
struct Prompt {
  var system: Tree?
  var user: Tree?

  /// Reads `prompt` of the study or of a candidate.
  static func read(_ owner: Section) -> Prompt? {
    guard let section = owner.section(Key("prompt", "what models are asked", "prompt: {user: Describe this picture.}"))
    else {
      return nil
    }
    section.refuseUnknownKeys(["system", "user"])
    func template(_ name: String, _ example: String) -> Tree? {
      let key = Key(name, "the \(name) prompt", example)
      return section.text(key) == nil ? nil : section.value(name)
    }
    return Prompt(
      system: template("system", "system: Write alt text of at most 25 words."),
      user: template("user", "user: Describe this {{category}} photo."))
  }
}

extension StudyReader {
  /// Refuses templates that name what some image does not have: the model would be sent a hole.
  func check(_ templates: [Tree], against items: [SetItem]) {
    for template in templates {
      guard let text = template.text else { continue }
      let hasStyles = file.value("styles") != nil
      for match in text.matches(of: /\{\{([^{}]*)\}\}/) {
        let name = String(match.1)
        let offset = text.distance(from: text.startIndex, to: match.range.lowerBound)
        let place = text.contains("\n") ? template.place : template.textPlace.advanced(by: offset)
        if name != trimmed(name) {
          complaints.add(
            place, "the prompt has spaces inside '{{\(name)}}'.", "It would be sent to the model as it stands.",
            "Write '{{\(trimmed(name))}}'.")
          continue
        }
        // A candidate without a style is refused where it is read.
        if name == "style", hasStyles { continue }
        let without = items.filter { name != "category" && $0.fields[name] == nil }
        guard let first = without.first else { continue }
        let known = Set(items.flatMap(\.fields.keys)).union(["category"]).sorted()
        let next =
          RowReader.neverFields.contains(name)
          ? "A candidate must not be told the reference: remove it."
          : nearest(to: name, among: known).flatMap { $0 == name ? nil : "Did you mean '{{\($0)}}'?" }
            ?? "Add the column to those images, or use one of: \(known.joined(separator: ", "))."
        complaints.add(
          place,
          "the prompt names '{{\(name)}}', which \(without.count) of \(counted(items.count, "image")) lack, \(quoted(first.fileName)) among them.",
          "For those the model would be asked with a hole in the sentence.", next)
      }
    }
  }
}

extension StudyReader {
  /// Refuses candidates whose images go out as addresses where the set has none, and says what cannot be known of them.
  func checkAddresses(_ candidates: [PlacedCandidate], against items: [SetItem]) {
    let told = candidates.flatMap { placed in
      calls(of: placed.candidate).filter { $0.call.imageMode == .url }.map { ($0.label, placed.place) }
    }
    for (label, place) in told {
      let without = items.filter { (try? ImageAddress($0.fields["url"] ?? "")) == nil }
      guard let first = without.first else {
        complaints.notice(
          place,
          "'\(label)' is told each image's address: the service fetches it, and whether it gets the same picture as the raters is not known here."
        )
        continue
      }
      complaints.add(
        place,
        "'\(label)' is to be told image addresses, which \(without.count) of \(counted(items.count, "image")) lack, \(quoted(first.fileName)) among them.",
        "Those images could not be asked about.",
        "Add a column 'url' with each image's http or https address on the public network, or write `image: data`.")
    }
  }

  /// The calls that a candidate may come to: its own, or those of the parts that are no candidates themselves.
  private func calls(of candidate: Candidate) -> [(label: String, call: ModelCall)] {
    switch candidate.source {
    case .model(let call): [(candidate.label, call)]
    case .captions: []
    case .policy(let policy):
      policy.parts.sorted { $0.key < $1.key }.filter { !policy.shared.contains($0.key) }.flatMap { calls(of: $0.value) }
    }
  }
}
