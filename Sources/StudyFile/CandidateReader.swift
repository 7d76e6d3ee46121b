internal import Digest
internal import Roster
internal import StudyModel

/// Reads one candidate: a model with its call, a file of captions, or a policy.
struct CandidateReader {
  let study: StudyReader
  let body: Section
  let shared: CallReader.Shared
  /// Labels that a policy may name.
  let labels: [String]

  /// - Returns: nil where a complaint says what lacks.
  func candidate(_ entry: Tree.Entry) -> ReadCandidate? {
    refuseUnknown()
    var read = ReadCandidate(label: entry.key, place: entry.place)
    if let key = PolicyReader.keys.first(where: { body.entry($0)?.value.isOff == false }) {
      guard standsAlone(key), let policy = PolicyReader(body: body, labels: labels).policy() else { return nil }
      read.policy = policy
      return read
    }
    guard let source = source() else { return nil }
    let candidate = Candidate(
      label: entry.key, source: source.source, price: PriceReader(body: body).price() ?? filePrice(source.source),
      contextWindow: contextWindow(),
      licence: fact("licence", "the licence of weights or captions, which the report quotes", "Apache-2.0"),
      provider: fact("provider", "who runs the service, which the report names", "Example Cloud"))
    read.placed = PlacedCandidate(candidate: candidate, place: entry.place, captions: source.captions)
    read.templates = source.templates
    return read
  }

  /// A policy asks nothing by itself: whatever stands beside it would do nothing.
  private func standsAlone(_ key: String) -> Bool {
    guard let other = body.entries.first(where: { $0.key != key && !$0.value.isOff }) else { return true }
    body.complaints.add(
      other.place, "'\(body.path(other.key))' stands beside '\(key)'.",
      "A policy asks the candidates that it names, each as its own entry says, so it would do nothing.",
      "Remove it, or write it under the candidate that it is meant for.")
    return false
  }

  /// Facts that the report states and no call depends on: a file of captions may have them too.
  private static let statedKeys = ["context_window", "licence", "provider"]

  private func refuseUnknown() {
    let secrets = body.entries.filter { entry in
      let name = entry.key.lowercased().filter { $0.isLetter }
      return !CallReader.keys.contains(entry.key)
        && ["apikey", "key", "secret", "token", "password", "authorization", "bearer"].contains { name.hasSuffix($0) }
    }
    for entry in secrets {
      body.complaints.add(
        entry.place, "'\(body.path(entry.key))' writes a key into the study file.",
        "The file is hashed, committed and quoted; a key in it is a key given away.",
        "Remove it, replace the key at the service, and name the environment variable that holds the new one: `api_key_env: NAME`."
      )
    }
    body.refuseUnknownKeys(
      CallReader.keys + Self.statedKeys + ["captions"] + PolicyReader.keys, also: Set(secrets.map(\.key)))
  }

  /// Where a candidate's captions come from, as read.
  private struct ReadSource {
    var source: Candidate.Source
    var templates: [Tree] = []
    var captions: (content: ReadyMadeCaptions, place: Place)?
  }

  private func source() -> ReadSource? {
    let model = body.value("model")
    if let captions = body.value("captions") {
      let useless = body.entries.first { CallReader.keys.contains($0.key) && $0.key != "price" }
      if let useless {
        body.complaints.add(
          useless.place, "'\(body.path(useless.key))' stands beside 'captions'.",
          "Ready-made captions make no calls, so it would do nothing.",
          "Keep one of the two.")
      }
      guard let (written, from) = captionFile() else { return nil }
      let file = study.located(written)
      guard Paths.isFile(file) else {
        body.complaints.add(
          captions.place, "there is no file of captions at \(Paths.shown(file)).",
          "This candidate would have nothing to show.",
          "Check the path; it is taken from the study file's folder.")
        return nil
      }
      guard let bytes = Paths.bytes(file) else {
        body.complaints.add(
          captions.place, "the file of captions at \(Paths.shown(file)) cannot be read.",
          "This candidate would have nothing to show.", "Check its permissions.")
        return nil
      }
      return ReadSource(
        source: .captions(CaptionFile(path: written, sha256: SHA256.hex(bytes), from: from)),
        captions: (ReadyMadeCaptions(file: Paths.shown(file), bytes: bytes, provider: from), captions.place))
    }
    guard model != nil else {
      body.complaints.add(
        body.place, "'\(body.name)' has neither 'model' nor 'captions'.", "There would be no captions to judge.",
        "Add `model: openai/gpt-4o`, or `captions: FILE`.")
      return nil
    }
    return CallReader(body: body, shared: shared).call().map { ReadSource(source: .model($0), templates: $1) }
  }

  /// `captions: FILE`, or `captions: {file: FILE, from: MODEL}` for an export that holds several models' answers.
  private func captionFile() -> (path: String, from: String?)? {
    let key = Key("captions", "a file of ready-made captions", "captions: human.jsonl")
    guard case .mapping = body.value("captions")?.content else { return body.text(key).map { ($0, nil) } }
    guard let section = body.section(key) else { return nil }
    section.refuseUnknownKeys(["file", "from"])
    let from = Key("from", "whose captions of an export are meant", "from: \"openai:gpt-4o\"")
    guard let path = section.text(Key("file", "the file of captions", "file: results.json"), required: true) else {
      return nil
    }
    if section.value("from") != nil && section.text(from) == nil { return nil }
    return (path, section.value("from")?.text)
  }

  private func contextWindow() -> Int? {
    let key = Key(
      "context_window", "how many tokens the model takes in, which the report states", "context_window: 128000")
    return body.integer(key, 1...100_000_000)
  }

  /// A fact in a few words on one line.
  private func fact(_ name: String, _ purpose: String, _ example: String) -> String? {
    let key = Key(name, purpose, "\(name): \(example)")
    guard let text = body.text(key), let value = body.value(name) else { return nil }
    guard text.count <= 80, !text.contains(where: \.isNewline) else {
      body.refuse(value, key, expected: "a text of at most 80 characters on one line")
      return nil
    }
    return text
  }
}
