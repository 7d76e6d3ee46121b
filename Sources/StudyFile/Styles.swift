/// `styles`: texts that stand for `{{style}}` in prompts, so that candidates may share one prompt and differ in one sentence.
///
/// A candidate's definition has the prompt with its style filled in. A style may name item fields like a prompt.
struct Styles {
  private let byName: [String: Tree]
  /// Whether the study has styles at all; without, `{{style}}` is an item's field like any.
  let areDeclared: Bool
  private let complaints: Complaints

  private static let hole = "{{style}}"
  private static let key = Key("style", "which of the styles stands for {{style}}", "style: brief")

  /// Reads `styles` of a study.
  init(_ file: Section) {
    complaints = file.complaints
    let key = Key("styles", "the texts that stand for {{style}} in prompts", "styles: {brief: at most 12 words}")
    areDeclared = file.value("styles") != nil
    var byName: [String: Tree] = [:]
    for entry in file.section(key)?.entries ?? [] {
      if !isName(entry.key, also: "-_.", longest: 40) {
        complaints.add(
          entry.place, "the style's name \(shown(entry.key)) is not made of letters, digits, '-', '_' and '.'.",
          "Candidates name styles by it.", "Write, for example, `brief`.")
      } else if let text = entry.value.text, text.contains(Self.hole) {
        complaints.add(
          entry.value.place, "the style '\(entry.key)' has {{style}} in it.", "It would stand in itself.",
          "Write the text out.")
      } else if let text = entry.value.text, !trimmed(text).isEmpty {
        byName[entry.key] = entry.value
      } else {
        complaints.add(
          entry.value.place, "the style '\(entry.key)' is \(entry.value.kind), not a text.",
          "It would stand in prompts as nothing.", "Write, for example, `brief: at most 12 words`.")
      }
    }
    self.byName = byName
  }

  /// The texts, to be held against the items like prompts.
  var texts: [Tree] { byName.sorted { $0.key < $1.key }.map(\.value) }

  /// The style that a section names.
  func named(in section: Section) -> (name: String, place: Place)? {
    guard let name = section.text(Self.key), let value = section.value("style") else { return nil }
    guard byName[name] == nil else { return (name, value.place) }
    let known = byName.keys.sorted()
    complaints.add(
      value.place, "there is no style \(shown(name)).", "Prompts with {{style}} would have a hole.",
      nearest(to: name, among: known).map { "Did you mean '\($0)'?" }
        ?? (known.isEmpty
          ? "Add it: `styles: {brief: at most 12 words}`." : "Styles of this study: \(known.joined(separator: ", "))."))
    return nil
  }

  /// The text of a candidate's style; nil where its prompts have no place for one.
  func style(_ style: (name: String, place: Place)?, for candidate: Section, in templates: [Tree?]) -> String? {
    let hasHole = templates.contains { $0?.text?.contains(Self.hole) == true }
    if areDeclared, hasHole, style == nil, candidate.value("style") == nil {
      complaints.add(
        candidate.place, "the prompt of '\(candidate.name)' asks for {{style}}, and it has no style.",
        "The model would be asked with a hole in the sentence.",
        "Add `style: NAME`, one of: \(byName.keys.sorted().joined(separator: ", ")).")
    }
    if !hasHole, candidate.value("style") != nil, let style {
      complaints.add(
        style.place, "'\(candidate.path("style"))' is set, and no prompt of this candidate has {{style}} in it.",
        "It would do nothing.", "Write {{style}} where it belongs in the prompt, or remove the style.")
    }
    return style.flatMap { byName[$0.name]?.text }
  }

  /// A template with its style, or as it is without one.
  static func fill(_ template: String, _ style: String?) -> String {
    style.map { template.replacing(hole, with: $0) } ?? template
  }
}
