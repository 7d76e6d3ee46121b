internal import Roster
internal import StudyModel

/// What a study of pairs cannot have, and what it claims.
extension StudyReader {
  /// Refuses what a study of pairs cannot have, each in its place.
  func refuseOutsidePairs(_ review: Section, _ rubric: RubricFile.Loaded, _ checks: RaterChecks) {
    guard let pairs = rubric.pairs else { return }
    if let anchors = review.entry("anchors"), checks.lowAnchors > 0 {
      complaints.add(
        anchors.place, "'review.anchors' are declared, and rubric '\(rubric.rubric.name)' compares captions in pairs.",
        "A caption of another image would take the place of one of the two, and that pair would go unjudged.",
        "Remove 'anchors' and 'screening'; `repeats: 0.05` shows whether a rater answers the same way twice.")
    }
    if checks.asksForGuess, pairs == .all, let guess = review.entry("guess") {
      complaints.add(
        guess.place, "'review.guess' is asked, and rubric '\(rubric.rubric.name)' compares all pairs.",
        "In most pairs neither caption is the incumbent's, so the question would have no answer.",
        "Remove 'guess', or write `pairs: incumbent-vs-each` in the rubric.")
    }
  }

  /// Says where there are too few raters to keep an image's pairs apart.
  func noteSeenAgain(_ review: LoadedReview?, candidates: Int) {
    guard let settings = review?.settings, let pairs = settings.pairs,
      let section = file.section(Key("review", "", "")), let place = section.value("raters")?.place
    else { return }
    let count = pairs.count(candidates: candidates)
    let needed = count * settings.ratingsPerItem
    guard needed > settings.raters.count, settings.ratingsPerItem <= settings.raters.count else { return }
    let times = (needed + settings.raters.count - 1) / settings.raters.count
    complaints.notice(
      place,
      "\(counted(count, "pair")) of an image × \(settings.ratingsPerItem) judgements are more than "
        + "\(counted(settings.raters.count, "rater")): a rater sees an image in up to \(counted(times, "pair")), far apart"
        + (pairs == .incumbentVsEach ? ", and can tell that the caption seen again is the incumbent's" : "")
        + ". With \(needed) raters or more nobody would.")
  }

  /// The preference that a claim in pairs is about.
  func preference(_ claim: Section, _ rubric: Rubric, _ margin: Double?) -> String? {
    guard let preference = rubric.preference else { return nil }
    if let value = claim.value("criterion"), let written = value.text, written != preference.id {
      complaints.add(
        value.place,
        rubric.question(written) == nil
          ? "rubric '\(rubric.name)' has no question \(shown(written))."
          : "the criterion \(shown(written)) is no preference; rubric '\(rubric.name)' compares captions in pairs.",
        "In pairs, a claim is about how many prefer the candidate's caption.",
        "Write `criterion: \(preference.id)`, or remove the line.")
      return nil
    }
    if let margin, margin >= 1, let place = claim.value("margin")?.place {
      complaints.add(
        place, "the margin \(plain(margin)) is not below 1; in pairs it is a share of judgements.",
        "Every candidate would be 'not worse', even one that nobody ever prefers.",
        "Write the smallest loss that would matter to you: 0.1 is ten judgements in a hundred, net.")
    }
    return preference.id
  }
}
