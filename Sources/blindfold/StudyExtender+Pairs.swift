internal import Blinding
internal import StudyModel
internal import StudyStore

extension StudyExtender {
  /// Which pair of each item everybody gets.
  func pairs(_ design: PairDesign, _ draft: ExtensionDraft, _ seed: [UInt8]) throws -> PairAssignment {
    let all = collection.plan.itemsByRater
    // What nobody waits for: what was skipped, what guests have, and what raters who left have open.
    var leaving = collection.skipped
    for guest in collection.declared.guests { leaving[guest] = Set(all[guest] ?? []) }
    for rater in collection.withdrawals.keys { leaving[rater, default: []].formUnion(collection.openItems(of: rater)) }
    return PairAssignment(
      extending: collection.plan, dealt: draft.assignment.items,
      items: try store.categories().map { ($0.key, $0.value) },
      pairs: design.pairs(of: Array(try store.arms().values), incumbent: collection.declared.incumbent),
      leaving: leaving, secretSeed: seed)
  }

  /// Whoever takes over would have to get the very pairs that are open, and may have seen none of them.
  func refuseReplacingInPairs(_ rater: String) throws {
    guard collection.declared.pairs != nil else { return }
    throw Refusal(
      .wrongInput,
      "--replace \(rater): \(reading.location.studyFile) compares captions in pairs, and there nobody takes over another "
        + "rater's packet in this version. Nothing was changed. Withdraw instead, then extend: the pairs with the fewest "
        + "judgements go to whoever is added.\n  blindfold assign \(quoted(study)) --withdraw \(rater) --because TEXT\n"
        + "  blindfold extend \(quoted(study)) --raters NAME")
  }
}
