internal import Analysis
internal import Blinding
internal import Foundation
internal import Roster
internal import StudyModel
internal import StudyStore

extension StudyExtender {
  /// What an extension would add, and how exact the study would be with it.
  func show(_ draft: ExtensionDraft) throws {
    let request = draft.request
    let seconds = reading.plan.review.secondsPerItem
    var lines: [String] = []
    if !request.raters.isEmpty {
      lines.append("  \(request.raters.joined(separator: ", ")): \(request.imagesEach) images each")
    }
    for rater in request.returning {
      lines.append("  \(rater): \(draft.assignment.items[rater]?.count ?? 0) further images")
    }
    let images = draft.ratingsAnImage(reading.plan.ratedItems)
    print(
      """
      extension \(draft.number), on the captions there are:
      \(lines.joined(separator: "\n"))
      \(draft.presentations) more presentations, about \((draft.presentations * seconds + 59) / 60) rater-minutes
      \(collection.declared.pairs == nil ? "ratings" : "raters") an image: \(images.before) planned so far, then \(images.after)
      \(try precision(draft))
      """)
    if let rater = draft.short.keys.min() {
      printError(
        "fewer images were left than \(request.further) for \(draft.short.count) of them (for '\(rater)': "
          + "\(draft.short[rater] ?? 0)): nobody rates an image twice")
    }
  }

  /// What the extension is expected to bring, over all pairs of candidates: it may be looked at before unblinding.
  private func precision(_ draft: ExtensionDraft) throws -> String {
    let declared = collection.declared
    let (ratings, categories) = (try store.ratings(), try store.categories())
    let expected = try [[:], draft.assignment.items].map { further in
      try StudyProgress(
        plan: collection.plan, ratings: ratings, outputs: collection.outputs, categories: categories,
        rubric: declared.rubric, claim: declared.claim, traffic: declared.traffic, guests: declared.guests,
        withdrawn: Set(collection.withdrawals.keys), secondsPerItem: reading.plan.review.secondsPerItem,
        further: further
      ).precision
    }
    let margin = String(format: "%.2f", declared.claim.margin)
    guard let without = expected[0].atCompletion, let with = expected[1].atCompletion else {
      return "precision: cannot be foretold yet (\(expected[0].reason ?? "no ratings")); margin \(margin)"
    }
    return "precision when all is in: about "
      + String(format: "±%.2f \(reading.plan.unit) without this, about ±%.2f with it; ", without, with)
      + "margin \(margin)"
  }
}
