internal import Roster
internal import StudyModel

/// A candidate with the place of its label.
struct PlacedCandidate {
  var candidate: Candidate
  var place: Place
  /// A file of ready-made captions and where it is named; nil for a model and for a policy.
  var captions: (content: ReadyMadeCaptions, place: Place)?
}

/// What stands under a label.
struct ReadCandidate {
  var label: String
  var place: Place
  /// The candidate; nil for a policy, which is put together when all are read.
  var placed: PlacedCandidate?
  var policy: WrittenPolicy?
  /// The templates of its own prompts.
  var templates: [Tree] = []
}

/// The candidates of a study.
struct StudyCandidates {
  /// In the order of the study file.
  var arms: [PlacedCandidate] = []
  /// What only policies use.
  var parts: [PlacedCandidate] = []
  /// Every router, among them those of parts.
  var routers: [PlacedRouter] = []
  /// The templates of every prompt that is sent.
  var templates: [Tree] = []

  /// All that may be asked.
  var all: [PlacedCandidate] { arms + parts }
}

extension StudyReader {
  /// Labels as written, whatever is wrong with what is under them.
  var candidateLabels: [String] { labels(under: "candidates") }

  private func labels(under key: String) -> [String] {
    if case .mapping(let entries) = file.value(key)?.content { entries.map(\.key) } else { [] }
  }

  /// `candidates`, and `parts` that their policies use.
  func candidates() -> StudyCandidates {
    var shared = CallReader.Shared(file)
    shared.prices = prices()
    let key = Key("candidates", "what is compared", "candidates: {big: {model: openai/gpt-4o}, local: {…}}")
    guard let section = file.section(key, required: true) else { return StudyCandidates() }
    if section.entries.count < 2 {
      complaints.add(
        section.place, "there \(section.entries.count == 1 ? "is 1 candidate" : "are no candidates").",
        "A study compares at least two.", "Add the incumbent and a challenger.")
    }
    let found = putTogether(read(section, shared), shared)
    noteSameCalls(found.arms)
    return found
  }

  /// Reads `parts`, and puts policies together from what they name.
  func putTogether(_ arms: [ReadCandidate], _ shared: CallReader.Shared) -> StudyCandidates {
    let key = Key("parts", "what policies use and nobody rates", "parts: {cheap: {model: openai/gpt-4o-mini}}")
    let parts = file.section(key).map { read($0, shared) } ?? []
    for part in parts where arms.contains(where: { $0.label == part.label }) {
      complaints.add(
        part.place, "the part '\(part.label)' is named like a candidate.", "A policy that names it could mean either.",
        "Give it another name, or let the policy use the candidate.")
    }
    var found = StudyCandidates()
    found.templates = shared.templates + (arms + parts).flatMap(\.templates)
    found.routers = (arms + parts).compactMap(\.policy?.router)
    var resolver = PolicyResolver(arms + parts, arms: Set(arms.map(\.label)), complaints: complaints)
    func placed(_ entry: ReadCandidate) -> PlacedCandidate? {
      entry.placed ?? resolver.candidate(entry.label).map { PlacedCandidate(candidate: $0, place: entry.place) }
    }
    found.arms = arms.compactMap(placed)
    found.parts = parts.compactMap(placed)
    noteUnused(found)
    checkAudits(found)
    return found
  }

  /// Labels that a policy may name, as written.
  var usableLabels: [String] { candidateLabels + labels(under: "parts") }

  private func read(_ section: Section, _ shared: CallReader.Shared) -> [ReadCandidate] {
    let labels = usableLabels
    return section.entries.compactMap { entry in
      checkLabel(entry)
      return Section(
        "\(section.name).\(entry.key)", entry.value, introducedAt: entry.place, complaints: complaints
      ).flatMap { CandidateReader(study: self, body: $0, shared: shared, labels: labels).candidate(entry) }
    }
  }

  private func checkLabel(_ entry: Tree.Entry) {
    guard !isName(entry.key, also: "-_.", longest: 40) else { return }
    complaints.add(
      entry.place, "the candidate's label \(shown(entry.key)) is not made of letters, digits, '-', '_' and '.'.",
      "Reports and commands name candidates by it.", "Write, for example, `flash-lite`.")
  }

  /// A part that no policy reaches is perhaps a slip.
  private func noteUnused(_ found: StudyCandidates) {
    let reached = Set(found.arms.flatMap { $0.candidate.reached.map(\.label) })
    for part in found.parts where !reached.contains(part.candidate.label) {
      complaints.notice(part.place, "no policy uses the part '\(part.candidate.label)': it is never asked.")
    }
  }

  /// Two candidates that make the same call may be meant (to see the noise), or be a slip.
  private func noteSameCalls(_ placed: [PlacedCandidate]) {
    for (index, one) in placed.enumerated() {
      if let other = placed[..<index].first(where: { $0.candidate.source == one.candidate.source }) {
        complaints.notice(
          one.place,
          "'\(one.candidate.label)' and '\(other.candidate.label)' are the same call: a difference between them is noise."
        )
      }
    }
  }

  /// Refuses routers that could not decide for some image.
  func check(_ routers: [PlacedRouter], against items: [SetItem]) throws {
    let reader = RouterReader(complaints: complaints, labels: candidateLabels)
    for router in routers { try reader.check(router, against: items, picture: picture) }
  }
}
