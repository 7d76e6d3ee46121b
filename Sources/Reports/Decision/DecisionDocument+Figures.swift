internal import Analysis
internal import StudyModel

/// The figures beside the tables, each with what it shows in words.
extension DecisionDocument {
  /// A figure; ``numbered(_:)`` gives it its number.
  func figure(_ file: String, _ svg: String, _ alternative: String, _ caption: Prose) -> Block {
    .figure(
      Figure(file: file, alternative: alternative, caption: marked("Figure.", " \(caption)"), svg: svg))
  }

  /// Where the overall difference comes from; nothing with fewer than two categories.
  var categoriesFigure: [Block] {
    guard dossier.images.byCategory.count > 1 else { return [] }
    let plot = CategoriesPlot(reading: reading)
    let sum: Prose =
      dossier.images.traffic.isEmpty
      ? "No traffic was declared, so every rating counts the same in the overall difference."
      : "The overall difference is the sum over categories of share of traffic × difference, which stands under “adds”."
    return [
      figure(
        CategoriesPlot.file, plot.svg, plot.description,
        "Difference from \(code: reading.incumbent.label) in each category and overall, for \(claim.scope.rawValue). "
          + "\(sum) The verdict is read off the thick intervals alone.")
    ]
  }

  /// What the differences would have been at earlier moments.
  var progressOfEstimate: [Block] {
    guard let progress = dossier.robustness?.progress else { return [] }
    let heading = Block.heading(3, "How did the estimate come about?")
    if let reason = progress.reason { return [heading, .paragraph("Not shown: \(reason).")] }
    let plot = ProgressPlot(reading: reading, progress: progress)
    if let reason = plot.emptiness { return [heading, .paragraph("Not shown: \(reason).")] }
    let order: Prose =
      switch progress.order {
      case .time: "Presentations are in the order of their first answers, by each rater’s clock."
      case .ownOrder:
        "Not every presentation carries the time of a person’s work (a stand-in’s carries none), so each rater’s first so "
          + "many are taken, as if all had begun and ended together."
      }
    return [
      heading,
      figure(
        ProgressPlot.file, plot.svg, plot.description,
        "What the report would have said of the difference from \(code: reading.incumbent.label) after a part of "
          + "\(Numbers.counted(progress.presentations, "presentation")), by its own estimator, for "
          + "\(claim.scope.rawValue). \(order) \(strong: "Nobody saw this while rating"), and the verdict rests on the last "
          + "point only. The intervals do not allow for looking more than once, so no rule to stop early can be read off "
          + "them."),
    ]
  }

  /// Each rater's use of the scale, pace and checks.
  var ratersFigure: [Block] {
    guard !dossier.trust.profiles.isEmpty else { return [] }
    let plot = RatersPlot(reading: reading)
    let what: Prose =
      reading.areCompared
      ? "What each rater preferred, how often the one shown first, and how often as most of the others did."
      : "Which points each rater used, how mild and how steady, and how long an item took."
    let checks: Prose =
      dossier.trust.anchors == nil && dossier.trust.selfAgreement == nil && dossier.preferences?.repeats == nil
      ? "" : " On the right what repeats and anchors showed."
    return [figure(RatersPlot.file, plot.svg, plot.description, "\(what)\(checks)")]
  }

  /// How evenly places were dealt, and what they did.
  var placesFigure: [Block] {
    guard let places = dossier.places, !places.decks.isEmpty else { return [] }
    let plot = PlacesPlot(reading: reading, places: places)
    let even: Prose =
      places.decks.allSatisfy(\.isEven)
      ? "As dealt, no two counts of a \(places.areCompared ? "pair" : "kind of presentation") differ by more than one."
      : "\(strong: "As dealt, counts differ by more than one.")"
    let judged: Prose =
      places.areCompared
      ? "Counted are packets with ratings. Judged counts leave out what was not answered."
      : "Counted by candidate, in packets with ratings: a caption that two gave alike was shown once and counts for both. "
        + "Judged counts depart from the plan where a candidate gave no caption or the same as another (those after it move "
        + "up) and where an item was not rated; hidden repeats are dealt and not counted as judged. Below, each caption "
        + "counts once."
    let old: Prose =
      places.withoutOrder > 0
      ? " \(Numbers.counted(places.withoutOrder, "presentation")) are of packets that kept no planned order: what was "
        + "shown stands in for it." : ""
    return [
      figure(
        PlacesPlot.file, plot.svg, plot.description,
        "How often each \(places.areCompared ? "candidate was shown first" : "candidate stood in each place"). \(even) "
          + "\(judged)\(old)")
    ]
  }
}
