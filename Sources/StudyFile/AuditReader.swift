internal import Roster
internal import StudyModel

/// Reads what puts a cache on trial:
///
///     near-hits:
///       cache: {of: big, near: 12, audit: true}
///     near-hits:
///       cache:
///         of: big
///         near: 12
///         audit: {wrong: {below: 1}, limit: 0.05, drawn_from: {images: 50000, hits: {0: 12, 3: 41, 12: 380}}}
struct AuditReader {
  /// The cache.
  let cache: Section

  static let key = Key("audit", "whether the cache is put on trial", "audit: true")

  /// - Parameters:
  ///   - of: the candidate behind the cache.
  ///   - near: the cache's bits; nil, after a complaint, where it has none.
  /// - Returns: nil, after a complaint, where it cannot be read.
  func audit(of: String, near: Int?) -> CacheAudit? {
    guard let value = cache.value("audit") else { return nil }
    let before = cache.complaints.count
    if let ttl = cache.entry("ttl") {
      cache.complaints.add(
        ttl.place, "'\(cache.path("ttl"))' stands beside 'audit'.",
        "An audit takes captions of the same run, whatever their age, so it would do nothing.", "Remove one of the two."
      )
    }
    if near == nil {
      cache.complaints.add(
        value.place, "'\(cache.path("audit"))' puts a cache without 'near' on trial.",
        "It would give no caption to another picture, so there is nothing to be wrong.",
        "Add the largest threshold that may come into question: `near: 12`.")
    }
    guard let near, cache.complaints.count == before else { return nil }
    if value.text == "true" { return CacheAudit(of: of, near: near) }
    guard let section = cache.section(Self.key) else { return nil }
    section.refuseUnknownKeys(["wrong", "limit", "drawn_from"])
    let wrong = wrong(section)
    let limit = section.number(
      Key("limit", "the largest rate of wrong hits that would be put up with", "limit: 0.05"),
      "a share from 0.001 to 0.5"
    ) { (0.001...0.5).contains($0) }
    let population = population(section, near: near)
    guard cache.complaints.count == before else { return nil }
    return CacheAudit(of: of, near: near, wrong: wrong, limit: limit, population: population)
  }

  /// `wrong`: points below the fresh caption, or answers to a question.
  private func wrong(_ audit: Section) -> WrongHit {
    let key = Key("wrong", "when a cache's caption counts as wrong", "wrong: {below: 1}")
    guard let section = audit.section(key) else { return WrongHit() }
    section.refuseUnknownKeys(["below", "criterion", "question", "answers"])
    if let question = section.entry("question") {
      for other in ["below", "criterion"] {
        guard let entry = section.entry(other) else { continue }
        section.complaints.add(
          entry.place, "'\(section.path(other))' stands beside 'question' (line \(question.place.line)).",
          "A hit would be wrong by two rules.", "Keep one of the two.")
      }
      let id = section.text(Key("question", "the question that tells", "question: fits"), required: true)
      let answers = section.texts(
        Key("answers", "the answers by which it is wrong", "answers: [other-thing]"), required: true)
      return .answered(question: id ?? "", answers: (answers ?? []).compactMap(\.text))
    }
    if let answers = section.entry("answers") {
      section.complaints.add(
        answers.place, "'\(section.path("answers"))' stands without 'question'.", "Nothing would be wrong.",
        "Add the question's id: `question: fits`.")
    }
    let below = section.number(
      Key("below", "by how many points the cache's caption is rated lower", "below: 1"), "a number above 0",
      required: true
    ) { $0 > 0 }
    return .below(
      points: below ?? 1, criterion: section.text(Key("criterion", "on which question", "criterion: accuracy")))
  }

  /// `drawn_from`: how often hits are found where the images were drawn.
  private func population(_ audit: Section, near: Int) -> HitPopulation? {
    let key = Key(
      "drawn_from", "how often hits are found where the images were drawn", "drawn_from: {images: 50000, hits: {3: 41}}"
    )
    guard let section = audit.section(key) else { return nil }
    section.refuseUnknownKeys(["images", "hits"])
    let images = section.integer(
      Key("images", "how many images there were", "images: 50000"), 1...1_000_000_000, required: true)
    let hitsKey = Key("hits", "images by the bits to their nearest earlier picture", "hits: {0: 12, 3: 41}")
    guard let hits = section.section(hitsKey, required: true) else { return nil }
    var counts: [Int: Int] = [:]
    for entry in hits.entries {
      guard let bits = Int(entry.key), (0...near).contains(bits) else {
        section.complaints.add(
          entry.place, "'\(hits.name)' has \(shown(entry.key)), which is no number of bits from 0 to \(near).",
          "It could not be told which hits are meant.", "Write bits and images: `hits: {0: 12, 3: 41}`.")
        continue
      }
      guard let count = entry.value.integer, count >= 0 else {
        hits.refuse(entry.value, Key(entry.key, "images", ""), expected: "a number of images")
        continue
      }
      counts[bits] = count
    }
    guard let images else { return nil }
    let found = counts.values.reduce(0, +)
    if found > images {
      section.complaints.add(
        hits.place, "'\(hits.name)' has \(found) images, and there were \(images).", "Shares would be above one.",
        "Write what `blindfold audit` had found.")
    }
    return HitPopulation(images: images, hits: counts)
  }
}

extension StudyReader {
  /// Refuses a cache on trial that is no candidate, that something else names, or whose captions are no candidate's.
  func checkAudits(_ found: StudyCandidates) {
    for placed in found.all {
      let candidate = placed.candidate
      if let named = candidate.reached.dropFirst().first(where: { $0.audit != nil }) {
        complaints.add(
          placed.place, "'\(candidate.label)' names '\(named.label)', a cache on trial.",
          "What that gives is another image's caption, taken from what the study has stored: it is there to be rated.",
          "Name the candidate behind it, or a cache without 'audit'.")
      }
      guard let audit = candidate.audit else { continue }
      let isPart = !found.arms.contains { $0.candidate.label == candidate.label }
      if isPart || candidate.policy?.shared.contains(audit.of) != true {
        complaints.add(
          placed.place,
          isPart
            ? "the part '\(candidate.label)' is a cache on trial."
            : "'\(candidate.label)' puts a cache on trial, and '\(audit.of)' is no candidate of a study.",
          "An audit puts stored captions of a candidate beside its fresh ones, for raters to compare.",
          isPart ? "Move it under `candidates`." : "Name a candidate of the study, or remove 'audit'.")
      }
    }
  }

  /// Refuses a rule of wrong hits that the rubric cannot answer.
  func check(_ arms: [PlacedCandidate], against review: LoadedReview?) {
    guard let rubric = review?.settings.rubric else { return }
    for placed in arms {
      guard let audit = placed.candidate.audit else { continue }
      let label = placed.candidate.label
      if rubric.mode == .pairwise {
        complaints.add(
          placed.place, "'\(label)' puts a cache on trial, and the rubric compares captions.",
          "How many hits are wrong is counted from ratings.", "Use a rubric that rates each caption.")
        continue
      }
      switch audit.wrong {
      case .below(let points, let criterion?):
        guard let range = rubric.range(of: criterion) else {
          complaints.add(
            placed.place,
            "'\(label)': the rubric has no criterion \(shown(criterion)) in points that everybody answers.",
            "No hit could be found wrong.", "Name a question of points, or leave 'criterion' out for the claimed one.")
          continue
        }
        if points > range.upperBound - range.lowerBound {
          complaints.add(
            placed.place, "'\(label)': no caption can be \(plain(points)) points below another on '\(criterion)'.",
            "No hit could be found wrong.", "Write fewer points.")
        }
      case .below(_, nil): break
      case .answered(let id, let answers):
        guard let known = rubric.question(id)?.namedAnswers else {
          complaints.add(
            placed.place, "'\(label)': the rubric has no question \(shown(id)) with options or tags.",
            "No hit could be found wrong.", "Name one, or write `wrong: {below: 1}`.")
          continue
        }
        for answer in answers where !known.contains(answer) {
          complaints.add(
            placed.place, "'\(label)': the question '\(id)' has no answer \(shown(answer)).",
            "No rater could give it.", "Known: \(known.joined(separator: ", ")).")
        }
      }
    }
  }

  /// `only` of `review`: the column that says which images raters see. The others are captioned alone.
  func checkRated(_ review: LoadedReview?, against items: [SetItem]) {
    guard let settings = review?.settings, let column = settings.only,
      let place = file.section(Key("review", "", ""))?.value("only")?.place
    else { return }
    if settings.rubric.mode == .pairwise {
      complaints.add(
        place, "'review.only' stands beside a rubric that compares captions.", "Pairs are dealt of every image.",
        "Remove it, or use a rubric that rates each caption.")
    }
    let unclear = items.filter { !["true", "false"].contains($0.fields[column]?.lowercased()) }
    if let first = unclear.first {
      complaints.add(
        place,
        "'review.only' names the column \(shown(column)), which is neither true nor false for "
          + "\(counted(unclear.count, "image")), '\(first.fileName)' for one.",
        "It could not be told whether raters see it.", "Write true or false in every row.")
    } else if !items.isEmpty, !items.contains(where: { settings.rates($0) }) {
      complaints.add(
        place, "'review.only' names the column \(shown(column)), which is true for no image.",
        "Raters would see nothing.", "Write true for the images that are rated.")
    }
  }
}

extension Question {
  /// The names of answers that are no numbers; nil where a question has none.
  fileprivate var namedAnswers: [String]? {
    switch kind {
    case .choice(let options): options.map(\.id)
    case .tags(let tags): tags
    case .scale, .deduction, .text, .edit, .preference: nil
    }
  }
}
