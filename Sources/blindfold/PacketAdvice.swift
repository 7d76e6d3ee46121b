internal import Roster
internal import StudyModel

/// How long a study's packets are, and what would make them about 20 minutes.
extension StudyPlan {
  /// What is shown at a time: `image`, or `pair`.
  var shownWord: String { review.pairs == nil ? "image" : "pair" }

  /// The most presentations that a rater gets, those shown again not counted.
  var presentationsEach: Int { presentationsEach(ratings: review.ratingsPerItem) }

  /// Minutes a packet, as declared.
  var packetMinutes: Int { review.packetTime.minutes(items: presentationsEach) }

  private var shownInAll: Int { ratedItems.count * pairsPerItem }

  private func presentationsEach(ratings: Int) -> Int {
    PacketTime.itemsEach(items: shownInAll, raters: review.raters.count, ratingsPerItem: ratings)
  }

  /// Which number of ratings an image was chosen, in a line; nil where the study file gives it.
  var ratingsChoice: String? {
    guard review.choosesRatings else { return nil }
    return
      "'ratings_per_item' is not given: \(review.ratingsPerItem) of \(counted(review.raters.count, "rater")) judge each "
      + "\(shownWord), which comes nearest to packets of \(PacketTime.usualMinutes) minutes (about \(packetMinutes) at "
      + "\(review.secondsPerItem) s each)"
  }

  /// What is wrong with packets of more than 30 minutes, and what would make them shorter; nil where they are not.
  var lengthWarning: String? {
    guard packetMinutes > PacketTime.longMinutes else { return nil }
    let fits = review.packetTime.items(minutes: PacketTime.usualMinutes)
    let needed = (shownInAll * review.ratingsPerItem + fits - 1) / fits
    let fewer = review.packetTime.ratingsPerItem(
      items: shownInAll, raters: review.raters.count, hasAnchors: review.checks.lowAnchors > 0)
    let other =
      fewer < review.ratingsPerItem
      ? ", 'ratings_per_item: \(fewer)' about "
        + "\(review.packetTime.minutes(items: presentationsEach(ratings: fewer)))" : ""
    return
      "packets of \(packetMinutes) minutes are long: past \(PacketTime.longMinutes) people tire. \(needed) raters would make "
      + "them about \(PacketTime.usualMinutes) minutes\(other)"
  }
}
