public import Roster
internal import StudyModel

/// What captions images without a study: a policy, and what is counted and how calls are made.
public struct CaptionSetup: Sendable {
  /// What captions.
  public var candidate: Candidate
  /// Rules that are counted; captions are never edited.
  public var checks: CaptionChecks
  /// How calls are made.
  public var run: RunSettings
  /// What the reader should know of the file that does not stop it, each with file, line and column.
  public var notices: [String]

  /// What captions images without a study.
  public init(candidate: Candidate, checks: CaptionChecks, run: RunSettings, notices: [String] = []) {
    self.candidate = candidate
    self.checks = checks
    self.run = run
    self.notices = notices
  }
}

/// A model as a command line gives it.
public struct GivenModel: Sendable {
  /// `openai/NAME`, `openrouter/NAME`, `openai-api/PROVIDER/NAME`, or any name beside an address.
  public var model: String
  /// The user prompt's template.
  public var prompt: String
  /// The system prompt's template.
  public var system: String?
  /// The service address.
  public var address: String?
  /// The environment variable that holds the key, by name.
  public var keyVariable: String?
  /// Token limit of an answer.
  public var maxTokens: Int?
  /// US dollars per million prompt and completion tokens.
  public var price: (input: Double, output: Double)?

  /// A model as a command line gives it.
  public init(model: String, prompt: String) {
    self.model = model
    self.prompt = prompt
  }
}

extension StudyFile {
  /// Keys of a policy file that are a study's; whatever else stands in it is the policy's own, as under `candidates`.
  private static let sharedKeys = ["prompt", "defaults", "parts", "styles", "prices", "checks", "run"]

  /// Reads a policy file: what stands under a candidate's label in a study, and where wanted `prompt`, `defaults`, `parts`,
  /// `checks` and `run` as in a study.
  ///
  ///     model: openai/gpt-4o-mini
  ///     prompt: {user: "Write alt text for this {{category}} photo."}
  ///     max_tokens: 60
  ///     checks: {max_words: 25}
  ///
  /// - Parameter path: the file; its name without the ending is the policy's label.
  /// - Throws: ``StudyFileError``.
  public static func policy(_ path: String) throws -> CaptionSetup {
    let file = Paths.shown(path)
    guard let bytes = Paths.bytes(path) else {
      throw StudyFileError(
        file: file,
        "there is no such policy file.\nThere is nothing to caption with.\nCheck the path.")
    }
    let complaints = Complaints()
    let start = Place(file: file, line: 1, column: 1)
    let tree = try wholeYamlTree(bytes, file: file, complaints: complaints)
    guard let root = Section("", tree, introducedAt: start, complaints: complaints) else {
      try complaints.throwIfAny()
      preconditionFailure("a file is no mapping, and no complaint says so")
    }
    let label = Paths.name(of: path).split(separator: ".").first.map(String.init) ?? ""
    guard isName(label, also: "-_.", longest: 40) else {
      throw StudyFileError(
        file: file,
        "the file's name is not made of letters, digits, '-' and '_'.\nThe policy is called by it in the output."
          + "\nGive it a name such as alt-text.yaml.")
    }
    return try setup(root.entries, label: label, path: path, start: start, complaints)
  }

  /// A model that a command line gives.
  ///
  /// - Throws: ``StudyFileError``.
  public static func policy(_ given: GivenModel) throws -> CaptionSetup {
    let place = Place(file: "the command line", line: 1, column: 1)
    func entry(_ key: String, _ content: Tree.Content?) -> Tree.Entry? {
      content.map { Tree.Entry(key: key, place: place, value: Tree(place: place, content: $0)) }
    }
    func text(_ text: String?) -> Tree.Content? { text.map { .scalar($0, isPlain: false) } }
    func number(_ number: Double) -> Tree.Content { .scalar(plain(number), isPlain: true) }
    let prompt = [entry("user", text(given.prompt)), entry("system", text(given.system))].compactMap(\.self)
    let price = given.price.map {
      [entry("input", number($0.input)), entry("output", number($0.output))].compactMap(\.self)
    }
    let entries = [
      entry("model", text(given.model)), entry("base_url", text(given.address)),
      entry("api_key_env", text(given.keyVariable)),
      entry("max_tokens", given.maxTokens.map { .scalar(String($0), isPlain: true) }),
      entry("price", price.map { .mapping($0) }), entry("prompt", .mapping(prompt)),
    ].compactMap(\.self)
    return try setup(entries, label: "model", path: ".", start: place, Complaints())
  }

  private static func setup(
    _ entries: [Tree.Entry], label: String, path: String, start: Place, _ complaints: Complaints
  ) throws -> CaptionSetup {
    let own = Tree.Entry(
      key: label, place: start,
      value: Tree(place: start, content: .mapping(entries.filter { !sharedKeys.contains($0.key) })))
    let candidates = Tree(place: start, content: .mapping([own]))
    var study = Section("", Tree(place: start, content: .mapping([])), introducedAt: start, complaints: complaints)
    study?.entries =
      entries.filter { sharedKeys.contains($0.key) } + [Tree.Entry(key: "candidates", place: start, value: candidates)]
    guard let study, let body = Section(label, own.value, introducedAt: start, complaints: complaints) else {
      preconditionFailure("a mapping is none")
    }
    let reader = StudyReader(file: study, path: path, hash: "", imageFault: { _ in nil })
    let (checks, run) = (reader.checks(), reader.run())
    var shared = CallReader.Shared(study)
    shared.prices = reader.prices()
    let read = CandidateReader(study: reader, body: body, shared: shared, labels: reader.usableLabels).candidate(own)
    let found = reader.putTogether([read].compactMap(\.self), shared)
    let candidate = found.arms.first?.candidate
    for file in candidate?.reached.filter(\.isReadyMade) ?? [] {
      complaints.add(
        start, "the captions of '\(file.label)' are ready-made.", "There would be nothing to ask.",
        "Give it a `model`, or another policy.")
    }
    reader.checkNear(found.arms.map(\.candidate), run)
    for template in found.templates { refuseReferences(template, complaints) }
    try complaints.throwIfAny()
    guard let candidate else { preconditionFailure("a policy lacks a part, and no complaint says so") }
    return CaptionSetup(candidate: candidate, checks: checks, run: run, notices: complaints.notices)
  }

  /// Refuses a prompt that asks for what a model is never shown.
  private static func refuseReferences(_ template: Tree, _ complaints: Complaints) {
    for match in (template.text ?? "").matches(of: /\{\{\s*([^{}]*?)\s*\}\}/)
    where RowReader.neverFields.contains(String(match.1).lowercased()) {
      complaints.add(
        template.place, "the prompt names '{{\(match.1)}}', which holds references.",
        "A model must not be told the answer, and in production there is none.", "Take it out of the prompt.")
    }
  }
}
