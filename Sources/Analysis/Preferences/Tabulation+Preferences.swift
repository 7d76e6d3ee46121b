internal import Blinding
internal import StudyModel

extension Tabulation {
  /// What became of every pair, in the order of packets: of each pair and question the last answer counts, and a withdrawn
  /// one is none. Of a pair that a rater saw twice the first showing counts.
  ///
  /// What was not asked counts for raters who judged anything: the same caption twice is a tie; one caption only is lost
  /// by the arm without one; none at all is a tie. Of a rater who judged a part of what was shown, the same part of it
  /// counts, rounded up and in the order of images' hashes: else ties would outweigh the judgements of whoever stopped
  /// early, and draw the net preference towards 0.
  static func preferences(
    plan: PresentationPlan, ratings: [String: [Rating]], outputs: [Output], categories: [ItemID: String],
    rubric: Rubric
  ) -> [Preference] {
    guard let question = rubric.preference?.id else { return [] }
    struct Caption: Hashable {
      let item: ItemID
      let arm: ArmCode
    }
    let captioned = Set(
      outputs.filter { $0.outcome.isRated && $0.hasText }.map { Caption(item: $0.item, arm: $0.arm) })
    var preferences: [Preference] = []
    var shown: [String: Int] = [:]
    for packet in plan.packets {
      let answers = PairAnswers(ratings[packet.id] ?? [])
      let showings = Showings(ratings[packet.id] ?? [], after: shown[packet.rater, default: 0])
      shown[packet.rater] = showings.last
      for presentation in packet.presentations where plan.hidden.repeats[presentation.id] == nil {
        guard let outcome = PairTable.Outcome(answers.answer(presentation.id, question)),
          let arms = plan.armsShown(in: presentation)
        else { continue }
        var said = answers.all(presentation.id).filter { rubric.question($0.key) != nil }
        said[question] = nil
        preferences.append(
          Preference(
            item: presentation.item, category: categories[presentation.item] ?? "", rater: packet.rater,
            first: arms.first, second: arms.second, outcome: outcome,
            showings: presentation.slots.compactMap { showings.showing(of: $0.id, in: presentation) }, said: said))
      }
    }
    let judged = preferences.reduce(into: [String: Int]()) { $0[$1.rater, default: 0] += 1 }
    let asked = plan.packets.reduce(into: [String: Int]()) { asked, packet in
      asked[packet.rater, default: 0] += packet.presentations.count { plan.hidden.repeats[$0.id] == nil }
    }
    for packet in plan.packets {
      let counted = RaterChecks.count(
        Double(judged[packet.rater] ?? 0) / Double(max(1, asked[packet.rater] ?? 0)), of: packet.unasked.count)
      for pair in packet.unasked.sorted(by: { $0.item < $1.item }).prefix(counted) {
        let has = [pair.first, pair.second].map { captioned.contains(Caption(item: pair.item, arm: $0)) }
        preferences.append(
          Preference(
            item: pair.item, category: categories[pair.item] ?? "", rater: packet.rater, first: pair.first,
            second: pair.second, outcome: has[0] == has[1] ? .tie : has[0] ? .first : .second,
            basis: has == [true, true] ? .sameCaption : .noCaption))
      }
    }
    return preferences
  }
}

extension HiddenRatings {
  /// Pairs that a rater judged at both showings.
  static func repeatedPreferences(
    plan: PresentationPlan, ratings: [String: [Rating]], rubric: Rubric
  ) -> [RepeatedPreference] {
    guard let question = rubric.preference?.id else { return [] }
    return plan.packets.flatMap { packet in
      let answers = PairAnswers(ratings[packet.id] ?? [])
      let byID = Dictionary(packet.presentations.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      return packet.presentations.compactMap { presentation -> RepeatedPreference? in
        guard let first = plan.hidden.repeats[presentation.id].flatMap({ byID[$0] }),
          let before = PairTable.Outcome(answers.answer(first.id, question)),
          let after = PairTable.Outcome(answers.answer(presentation.id, question))
        else { return nil }
        // Captions of one pair differ from each other, so the words tell which was which.
        let isTurned = !zip(first.slots, presentation.slots).prefix(1).allSatisfy { $0.shows($1) }
        return RepeatedPreference(
          rater: packet.rater, item: presentation.item, before: before, after: isTurned ? after.turned : after,
          isTurned: isTurned)
      }
    }
  }
}

/// The last answer to every question about every pair; a withdrawn one is none.
struct PairAnswers {
  private var answers: [PresentationID: [String: Answer]] = [:]

  init(_ ratings: [Rating]) {
    for judgement in ratings.sorted(by: { $0.sequence < $1.sequence }).map(\.judgement) where judgement.slot == nil {
      guard let presentation = judgement.presentation else { continue }
      answers[presentation, default: [:]][judgement.question] = judgement.answer
    }
  }

  func answer(_ presentation: PresentationID, _ question: String) -> Answer? { answers[presentation]?[question] }

  func all(_ presentation: PresentationID) -> [String: Answer] { answers[presentation] ?? [:] }
}
