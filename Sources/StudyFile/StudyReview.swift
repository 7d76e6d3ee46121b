internal import Roster
internal import StudyModel

/// `review` as read, with its rubric.
struct LoadedReview {
  var settings: ReviewSettings
  /// SHA-256 of the rubric file's bytes.
  var hash: String
  /// What raters are shown first.
  var guide = LoadedGuide()

  /// With so many ratings an item that packets take about 20 minutes, where the study file gives no number.
  func choosingRatings(items: Int?, candidates: Int) -> LoadedReview {
    guard settings.choosesRatings, let items else { return self }
    var review = self
    review.settings.ratingsPerItem = settings.packetTime.ratingsPerItem(
      items: items * (settings.pairs?.count(candidates: candidates) ?? 1), raters: settings.raters.count,
      hasAnchors: settings.checks.lowAnchors > 0)
    return review
  }
}

extension StudyReader {
  /// `review`: who judges what.
  func review() -> LoadedReview? {
    let key = Key("review", "who judges, and by which rubric", "review: {rubric: alt-text.yaml, raters: [ana, bo]}")
    guard let section = file.section(key, required: true) else { return nil }
    section.refuseUnknownKeys([
      "rubric", "raters", "guests", "ratings_per_item", "seconds_per_item", "repeats", "anchors", "screening", "guess",
      "layout", "examples", "practice", "only",
    ])
    let names = raters(section)
    let (raters, guests) = (names?.raters, names?.guests ?? [])
    let most = max(1, raters?.count ?? .max)
    let perItem = ratingsPerItem(section, raters: most)
    let seconds = section.integer(
      Key("seconds_per_item", "the seconds an item is expected to take a rater", "seconds_per_item: 40"), 1...3600)
    let choosesRatings = section.value("ratings_per_item") == nil
    // Where the number is chosen later, it is one that leaves anchors an image wherever there are two raters.
    let checks = raterChecks(section, raters: raters?.count, perItem: choosesRatings ? 1 : perItem)
    guard let (rubric, path) = rubric(section) else { return nil }
    let layout = layout(section, mode: rubric.rubric.mode)
    let guide = guide(section, rubric: rubric.rubric)
    guard let raters, let perItem else { return nil }
    refuseOutsidePairs(section, rubric, checks)
    var settings = ReviewSettings(
      rubric: rubric.rubric, rubricPath: path, raters: raters, guests: guests,
      ratingsPerItem: perItem, secondsPerItem: seconds ?? 40, checks: checks, pairs: rubric.pairs, layout: layout,
      guide: guide.guide, guideImages: guide.files)
    settings.choosesRatings = choosesRatings
    settings.only = section.text(Key("only", "which images raters see, by a column of true and false", "only: rated"))
    return LoadedReview(settings: settings, hash: rubric.hash, guide: guide)
  }

  private func rubric(_ review: Section) -> (RubricFile.Loaded, path: String)? {
    let key = Key("rubric", "what raters are asked", "rubric: ../../rubrics/alt-text.yaml")
    guard let written = review.text(key, required: true), let value = review.value("rubric") else { return nil }
    let path = located(written)
    guard let bytes = Paths.bytes(path) else {
      complaints.add(
        value.place, "there is no rubric at \(Paths.shown(path)).", "Raters would have nothing to go by.",
        "Check the path; it is taken from the study file's folder.")
      return nil
    }
    complaints.note(Paths.shown(path))
    do {
      let loaded = try RubricFile.read(bytes, file: Paths.shown(path))
      return (loaded, Paths.resolved(path))
    } catch {
      for complaint in (error as? StudyFileError)?.complaints ?? [] { complaints.include(complaint) }
      return nil
    }
  }

  /// `raters` and `guests`: no name stands twice in both together, since a packet's file is named by it.
  private func raters(_ review: Section) -> (raters: [String], guests: [String])? {
    let key = Key("raters", "the raters by pseudonym, a packet each", "raters: [ana, bo, chi]")
    guard let values = review.texts(key, required: true) else { return nil }
    if values.isEmpty, let value = review.value("raters") { review.refuse(value, key, expected: "a list of texts") }
    let further = Key("guests", "further raters for whom the report does not wait", "guests: [you]")
    var seen: [String: Place] = [:]
    let raters = values.compactMap { pseudonym($0, &seen) }
    return (raters, (review.texts(further) ?? []).compactMap { pseudonym($0, &seen) })
  }

  private func pseudonym(_ value: Tree, _ seen: inout [String: Place]) -> String? {
    let name = trimmed(value.text ?? "")
    if !ReviewSettings.isPseudonym(name) {
      complaints.add(
        value.place, "the rater \(shown(name)) is not made of 1 to 32 lower-case letters, digits and '-'.",
        "A packet's file is named by it.", "Write, for example, `ana`.")
      return nil
    }
    if let first = seen[name] {
      complaints.add(
        value.place, "the rater '\(name)' stands twice: here and at line \(first.line), column \(first.column).",
        "Two packets would have one name.", "Remove or rename one of them.")
      return nil
    }
    seen[name] = value.place
    return name
  }

  private func ratingsPerItem(_ review: Section, raters: Int) -> Int? {
    let key = Key("ratings_per_item", "how many raters see each image, or `all`", "ratings_per_item: 3")
    guard let value = review.value("ratings_per_item") else { return 1 }
    if value.text == "all" { return raters }
    guard let number = review.integer(key, 1...Int.max) else { return nil }
    if number > raters {
      complaints.add(
        value.place,
        "'review.ratings_per_item' is \(number), and there \(raters == 1 ? "is 1 rater" : "are \(raters) raters").",
        "Nobody rates an image twice.", "Add raters, or write at most \(raters).")
    }
    return number
  }

  /// `claim`: what is claimed, fixed in advance.
  func claim(under review: LoadedReview?) -> Claim? {
    let example = "claim: {criterion: overall, scope: raters like these, margin: 0.30, because: …}"
    guard let section = file.section(Key("claim", "what is claimed, before anyone rates", example), required: true)
    else {
      return nil
    }
    section.refuseUnknownKeys(["criterion", "scope", "margin", "because", "confidence"])
    let scope = section.word(Key("scope", "whom the claim speaks for", "scope: raters like these"), as: Scope.self)
    let margin = section.number(
      Key("margin", "the smallest loss that would matter, in rubric points", "margin: 0.30"), "a number above 0",
      required: true
    ) { $0 > 0 }
    let because = section.text(
      Key("because", "why that margin and no other", "because: Below 0.3 editors changed no more captions."),
      required: true)
    let confidence = section.number(
      Key("confidence", "the confidence level of every interval", "confidence: 0.95"), "a number from 0.5 to 0.999"
    ) { (0.5...0.999).contains($0) }
    if scope == .ratersLikeThese, let raters = review?.settings.raters, raters.count < 2,
      let value = section.value("scope")
    {
      complaints.add(
        value.place, "a claim about raters like these, with 1 rater.", "One person says nothing of how people differ.",
        "Add raters under `review`, or write `scope: these raters`.")
    }
    guard let criterion = criterion(section, review?.settings.rubric, margin), let scope, let margin, let because else {
      return nil
    }
    return Claim(criterion: criterion, scope: scope, margin: margin, because: because, confidence: confidence ?? 0.95)
  }

  /// The question claimed about, by default the rubric's primary one, or its score.
  private func criterion(_ claim: Section, _ rubric: Rubric?, _ margin: Double?) -> String? {
    let key = Key("criterion", "the question that the claim is about", "criterion: overall")
    let written = claim.text(key)
    guard let rubric else { return written }
    if rubric.mode == .pairwise { return preference(claim, rubric, margin) }
    let criterion = written ?? rubric.primary?.id ?? "score"
    guard let range = rubric.range(of: criterion) else {
      let known =
        rubric.questions.filter { $0.range != nil && !$0.isOptional }.map(\.id)
        + (rubric.composite == nil ? [] : ["score"])
      let place = claim.value("criterion")?.place ?? claim.place
      let consequence = "A margin is in points, so the claim must be about answers in points."
      let next =
        nearest(to: criterion, among: known).map { "Did you mean '\($0)'?" }
        ?? "Write one of: \(known.joined(separator: ", "))."
      let fact =
        if let question = rubric.question(criterion) {
          "the criterion \(shown(criterion)) \(question.range == nil ? "has no points" : "is optional") in rubric '\(rubric.name)'."
        } else if criterion == "score" {
          "rubric '\(rubric.name)' declares no score."
        } else {
          "rubric '\(rubric.name)' has no question \(shown(criterion))."
        }
      complaints.add(place, fact, consequence, next)
      return nil
    }
    let width = range.upperBound - range.lowerBound
    if let margin, margin >= width, let place = claim.value("margin")?.place {
      complaints.add(
        place, "the margin \(plain(margin)) is not smaller than the width of '\(criterion)', \(plain(width)) points.",
        "Every candidate would be 'not worse', whatever raters say.",
        "Write the smallest loss that would matter to you, in points of '\(criterion)'.")
    }
    return criterion
  }
}

extension Rubric {
  /// The lowest and highest a criterion can be; nil where it has no points or may be left out.
  func range(of criterion: String) -> ClosedRange<Double>? {
    if criterion == "score", let composite {
      var (low, high) = (composite.constant, composite.constant)
      for (id, weight) in composite.weights.sorted(by: { $0.key < $1.key }) {
        guard let range = question(id)?.range else { return nil }
        low += min(weight * range.lowerBound, weight * range.upperBound)
        high += max(weight * range.lowerBound, weight * range.upperBound)
      }
      return low...high
    }
    guard let question = question(criterion), !question.isOptional else { return nil }
    return question.range
  }
}
