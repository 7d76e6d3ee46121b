internal import FoundationEssentials

/// Reads `extra`: members of a request's body that the program does not write itself, passed on as they are.
struct ExtraReader {
  /// The candidate, or `defaults`.
  let body: Section

  private static let key = Key("extra", "further fields of a request's body", "extra: {top_p: 0.9}")

  /// What the program writes: the key that sets it, where there is one.
  private static let ours: [String: String?] = [
    "model": "model", "messages": "prompt", "stream": "stream", "stream_options": "stream",
    "temperature": "temperature", "max_tokens": "max_tokens", "max_completion_tokens": "max_completion_tokens",
    "seed": "seed", "n": nil,
  ]

  /// Most bytes of the text.
  private static let longest = 10_000

  /// - Returns: a JSON object as text: keys sorted at every depth, no white space. Nil where nothing is set, or a complaint
  ///   says what is wrong.
  func extra() -> String? {
    guard let section = body.section(Self.key), let value = body.value("extra"), !section.entries.isEmpty else {
      return nil
    }
    let before = body.complaints.count
    for entry in section.entries {
      guard let setter = Self.ours[entry.key] else { continue }
      body.complaints.add(
        entry.place, "'\(section.path(entry.key))' is a field that the program writes itself.",
        "The request would hold it twice, or twice as much would be paid for.",
        setter.map { "Remove it; `\($0)` beside 'extra' sets it." } ?? "Remove it: one answer an image is asked for.")
    }
    refuseSecrets(value, name: section.name)
    guard let text = Self.json(value), body.complaints.count == before else { return nil }
    guard text.utf8.count <= Self.longest else {
      body.refuse(value, Self.key, expected: "at most \(Self.longest) bytes of JSON")
      return nil
    }
    return text
  }

  private static let secretNames = ["apikey", "secret", "password", "authorization", "bearer", "accesstoken"]

  private func refuseSecrets(_ tree: Tree, name: String) {
    switch tree.content {
    case .nothing: break
    case .scalar(let text, _): if looksSecret(text) { refuseSecret(tree.place, name) }
    case .list(let values): for value in values { refuseSecrets(value, name: name) }
    case .mapping(let entries):
      for entry in entries {
        let letters = entry.key.lowercased().filter(\.isLetter)
        if Self.secretNames.contains(where: letters.hasSuffix) || looksSecret(entry.key) {
          refuseSecret(entry.place, name)
        } else {
          refuseSecrets(entry.value, name: "\(name).\(entry.key)")
        }
      }
    }
  }

  private func refuseSecret(_ place: Place, _ name: String) {
    body.complaints.add(
      place, "a value under '\(name)' looks like a key or a password.",
      "The file is hashed, committed and quoted; a key in it is a key given away.",
      "Remove it. If it is one, replace it at the service; the service's own key goes by `api_key_env: NAME`.")
  }

  /// A value as JSON: a word without quotes is a number, `true`, `false` or a text, as YAML's core schema has it.
  private static func json(_ tree: Tree) -> String? {
    switch tree.content {
    case .nothing: return "null"
    case .scalar(let text, let isPlain):
      if isPlain, text == "true" || text == "false" { return text }
      if let integer = tree.integer { return String(integer) }
      if let number = tree.number { return String(number) }
      return quoted(text)
    case .list(let values):
      let texts = values.compactMap(json)
      return texts.count == values.count ? "[\(texts.joined(separator: ","))]" : nil
    case .mapping(let entries):
      let members = entries.sorted { $0.key < $1.key }.compactMap { entry in
        quoted(entry.key).flatMap { key in json(entry.value).map { "\(key):\($0)" } }
      }
      return members.count == entries.count ? "{\(members.joined(separator: ","))}" : nil
    }
  }

  private static func quoted(_ text: String) -> String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) }
  }
}
