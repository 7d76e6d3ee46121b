internal import Digest
internal import Roster
internal import StudyModel

/// Reads the parts of a study file; each part has a file of its own beside this one.
struct StudyReader {
  let file: Section
  /// The study file as it was named.
  let path: String
  /// SHA-256 of its bytes.
  let hash: String
  /// Why bytes are no picture that can be shown, in a few words; nil where they are one.
  let imageFault: @Sendable ([UInt8]) -> String?
  /// Looks at an image file; nil where rules that ask for this are not tried on the images.
  var picture: ((SetItem) throws -> PictureFacts)?

  var complaints: Complaints { file.complaints }

  /// A path in the study file is seen from the study file's folder.
  func located(_ written: String) -> String { Paths.join(Paths.folder(of: path), written) }

  /// The whole study; nil where a complaint says what lacks.
  ///
  /// - Throws: what `picture` throws.
  func study() throws -> LoadedStudy? {
    file.refuseLater(PolicyReader.keys, next: "Move it under a candidate: `candidates: {tiered: {router: […]}}`.")
    file.refuseUnknownKeys(
      [
        "version", "study", "question", "subject", "dataset", "prompt", "styles", "checks", "defaults", "prices",
        "incumbent", "candidates", "parts", "run", "review", "claim", "report",
      ], also: Set(PolicyReader.keys))
    checkVersion()
    let name = studyName()
    let question = file.text(
      Key("question", "what the study answers, in a sentence", "question: May a cheaper model replace the incumbent?"),
      required: true)
    let subject = subject()
    let settings = (checks: checks(), run: run(), imagesPerMonth: imagesPerMonth())
    let candidates = candidates()
    let incumbent = incumbent(among: candidates.arms)
    let read = review()
    let claim = claim(under: read)
    let data = data(studyName: name ?? "")
    let rated = data.map { data in read?.settings.rated(of: data.items) ?? data.items }
    let review = read?.choosingRatings(items: rated?.count, candidates: candidates.arms.count)
    check(candidates.arms, against: review)
    if let data { checkRated(review, against: data.items) }
    if let rated { check(review, against: claim, items: rated.count) }
    if let data { check(review?.guide, against: data.items) }
    if let data { check(candidates.templates, against: data.items) }
    if let data { checkAddresses(candidates.all, against: data.items) }
    if let data { try check(candidates.routers, against: data.items) }
    let readyMade = data.map { self.readyMade(candidates.all, $0) } ?? [:]
    checkNear(candidates.arms.map(\.candidate), settings.run)
    noteUnpriced(candidates.all, settings.run)
    noteSeenAgain(review, candidates: candidates.arms.count)
    guard complaints.isEmpty, let name, let question, let incumbent, let review, let claim, let data else { return nil }
    let provenance = StudyProvenance(studyFile: hash, rubricFile: review.hash, items: data.items)
    var plan = StudyPlan(
      name: name, question: question, subject: subject, path: Paths.resolved(path),
      protocolHash: provenance.protocolHash,
      items: data.items, traffic: data.traffic, seed: data.seed, candidates: candidates.arms.map(\.candidate),
      readyMade: readyMade, incumbent: incumbent, checks: settings.checks, run: settings.run, review: review.settings,
      claim: claim,
      imagesPerMonth: settings.imagesPerMonth, notices: complaints.notices)
    plan.leftOut = data.leftOut
    return LoadedStudy(plan: plan, provenance: provenance)
  }

  private func checkVersion() {
    let key = Key("version", "which form of study file this is", "version: 1")
    guard let value = file.required(key), value.integer != 1 else { return }
    complaints.add(
      value.place, "this is a study file of version \(value.text ?? value.kind); this program reads version 1.",
      "Keys could mean something else there.", "Write `version: 1`, or install a newer blindfold.")
  }

  private func studyName() -> String? {
    let key = Key("study", "the study's name, which names files", "study: 2026-11-alt-text")
    guard let name = file.text(key, required: true), let value = file.value("study") else { return nil }
    guard isName(name, also: "-_.", longest: 64), name.first != ".", name.first != "-" else {
      file.refuse(value, key, expected: "a name of letters, digits, '-', '_' and '.'")
      return nil
    }
    return name
  }

  /// `subject`: what stands after "for" in the verdict, so it has to be short and on one line.
  private func subject() -> String? {
    let key = Key("subject", "what the captions are for, as the verdict names it", "subject: product alt text")
    guard let subject = file.text(key), let value = file.value("subject") else { return nil }
    guard subject.count <= 60, !subject.contains(where: \.isNewline), subject.last != "." else {
      file.refuse(value, key, expected: "a few words, at most 60 characters without a full stop")
      return nil
    }
    return subject
  }

  private func incumbent(among candidates: [PlacedCandidate]) -> String? {
    let key = Key("incumbent", "which candidate is in production now", "incumbent: big")
    guard let label = file.text(key, required: true), let value = file.value("incumbent") else { return nil }
    let labels = candidateLabels
    if !labels.isEmpty && !labels.contains(label) {
      complaints.add(
        value.place, "the incumbent \(shown(label)) is not among the candidates.",
        "There would be nothing to compare with.",
        nearest(to: label, among: labels).map { "Did you mean '\($0)'?" }
          ?? "Candidates: \(labels.joined(separator: ", ")).")
    }
    return label
  }

  /// `max_cost` cannot count what has no price.
  private func noteUnpriced(_ candidates: [PlacedCandidate], _ run: RunSettings) {
    guard run.maxCost != nil, let place = file.entry("run")?.place else { return }
    let unpriced = candidates.filter { placed in
      placed.candidate.call != nil && placed.candidate.price == nil
    }
    if !unpriced.isEmpty {
      complaints.notice(
        place,
        "max_cost does not count \(unpriced.map { "'\($0.candidate.label)'" }.joined(separator: ", ")): no price is given, so the cost is unknown."
      )
    }
  }
}

extension Section {
  /// Refuses what a later version may have, unless it is set to nothing: 0, false, or a mapping of such.
  func refuseLater(_ keys: [String], next: String) {
    for key in keys {
      guard let entry = entry(key), !entry.value.isOff else { continue }
      complaints.add(
        entry.place, "'\(path(key))' is not in this version.", "The study would run without what its file declares.",
        next)
    }
  }
}

extension Tree {
  /// Whether a value sets nothing.
  var isOff: Bool {
    switch content {
    case .nothing: true
    case .scalar(let text, _): text == "false" || number == 0
    case .list(let values): values.isEmpty
    case .mapping(let entries): entries.allSatisfy(\.value.isOff)
    }
  }
}
