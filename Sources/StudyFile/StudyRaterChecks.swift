internal import Roster
internal import StudyModel

extension StudyReader {
  /// `repeats`, `anchors`, `screening` and `guess` of `review`.
  ///
  /// - Parameters:
  ///   - review: the section they stand in.
  ///   - raters: how many raters there are, guests not counted; nil where that could not be read.
  ///   - perItem: how many of them see each image; nil where that could not be read.
  func raterChecks(_ review: Section, raters: Int?, perItem: Int?) -> RaterChecks {
    let repeats = share(Key("repeats", "the share of a rater's items that are shown again", "repeats: 0.05"), review)
    let low = anchors(review)
    if low > 0, let raters, let perItem, perItem >= raters, let place = review.entry("anchors")?.place {
      complaints.add(
        place, "'review.anchors' are declared, and every rater sees every image.",
        "A low anchor is a caption of an image outside a rater's packet, and there is none.",
        "Lower 'ratings_per_item', add raters, or remove 'anchors'.")
    }
    let rule = screening(review)
    if rule != nil, low == 0, let place = review.entry("screening")?.place {
      complaints.add(
        place, "'review.screening' is a rule on anchors, and no anchors are declared.", "It could never be applied.",
        "Add `anchors: {low: 0.1}`, or remove 'screening'.")
    }
    let guess = review.flag(Key("guess", "whether raters are asked which captions are the incumbent's", "guess: true"))
    return RaterChecks(repeats: repeats, lowAnchors: low, screening: rule, asksForGuess: guess)
  }

  private func anchors(_ review: Section) -> Double {
    let key = Key("anchors", "the share of presentations with a caption of another image", "anchors: {low: 0.05}")
    guard let section = review.section(key) else { return 0 }
    section.refuseLater(["high"], next: "Remove it, or set it to 0.")
    section.refuseUnknownKeys(["low", "high"])
    return share(Key("low", key.purpose, "low: 0.05"), section)
  }

  private func share(_ key: Key, _ section: Section) -> Double {
    section.number(key, "a share from 0 to 0.5") { (0...0.5).contains($0) } ?? 0
  }

  private func screening(_ review: Section) -> ScreeningRule? {
    let example = "screening: {max_anchor: 2, min_pass: 0.85}"
    let key = Key("screening", "who counts as careless, before anyone rates", example)
    guard let section = review.section(key) else { return nil }
    section.refuseUnknownKeys(["max_anchor", "min_pass", "min_anchors", "exclude"])
    let most = section.number(
      Key("max_anchor", "the highest score that a caption of another image may get", "max_anchor: 2"), "a number",
      required: true
    ) { $0.isFinite }
    let pass = section.number(
      Key("min_pass", "the share of anchors that must get no more than that", "min_pass: 0.85"),
      "a share from 0.5 to 1 in whole percent"
    ) { (0.5...1).contains($0) && abs($0 * 100 - ($0 * 100).rounded()) < 1e-6 }
    let least = section.integer(
      Key("min_anchors", "how many rated anchors it takes to screen a rater", "min_anchors: 3"), 1...1000)
    let excludes = section.flag(Key("exclude", "whether the claim leaves screened raters out", "exclude: true"))
    return most.map {
      ScreeningRule(
        maxAnchor: $0, minPassPercent: Int(((pass ?? 0.85) * 100).rounded()), minAnchors: least ?? 3,
        excludes: excludes)
    }
  }

  /// Checks the rule on anchors against the claimed criterion, and says where packets are too short for it.
  func check(_ review: LoadedReview?, against claim: Claim?, items: Int) {
    guard let settings = review?.settings, let rule = settings.checks.screening, let claim,
      let range = settings.rubric.range(of: claim.criterion),
      let section = file.section(Key("review", "", ""))?.section(Key("screening", "", "")),
      let place = section.value("max_anchor")?.place
    else { return }
    if rule.maxAnchor < range.lowerBound || rule.maxAnchor >= range.upperBound {
      complaints.add(
        place,
        "'review.screening.max_anchor' is \(plain(rule.maxAnchor)); '\(claim.criterion)' goes from "
          + "\(plain(range.lowerBound)) to \(plain(range.upperBound)).",
        "The rule would screen everybody, or nobody.",
        "Write the highest score that a plainly wrong caption may get, below \(plain(range.upperBound)).")
    }
    let shortest = items * settings.ratingsPerItem / max(1, settings.raters.count)
    let anchors = RaterChecks.count(settings.checks.lowAnchors, of: shortest)
    if anchors < rule.minAnchors {
      complaints.notice(
        place,
        "a rater sees about \(counted(anchors, "anchor")), and the rule screens on \(rule.minAnchors) or more: nobody "
          + "can be screened. Raise 'anchors', or lower 'min_anchors' knowing that one slip then counts for more.")
    }
  }
}
