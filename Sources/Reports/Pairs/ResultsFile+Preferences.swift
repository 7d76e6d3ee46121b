internal import Analysis
internal import Blinding
internal import Statistics
internal import StudyModel

/// The part of `results.json` that a study of pairs has and a study of ratings has not.
extension ResultsFile {
  func preferences(_ found: PreferenceResults) -> JSONValue {
    .keyed([
      "unit": "net preference",
      "candidates": .array(
        reading.challengers.compactMap { candidate in
          found.shares.first { $0.arm == candidate.facts.arm }.map { shares(candidate, $0, found) }
        }),
      "head_to_head": headToHead(found.headToHead),
      "shown_order": .keyed([
        "side": side(found.headToHead.position),
        "raters": .array(
          found.headToHead.raterAgreement.map {
            .keyed([
              "rater": .string($0.rater), "judgements": .integer($0.judgements), "decided": .integer($0.decided),
              "first_shown": number($0.firstShare), "with_majority": number($0.withMajority),
              "compared": .integer($0.compared),
            ])
          }),
      ]),
      "repeats": found.repeats.map(repeats) ?? .null,
    ])
  }

  private func shares(
    _ candidate: CandidateReading, _ shares: PreferenceShares, _ found: PreferenceResults
  ) -> JSONValue {
    .keyed([
      "candidate": .string(candidate.label), "pairs": .integer(shares.pairs), "judged": .integer(shares.judged),
      "wins": .integer(shares.wins), "losses": .integer(shares.losses), "ties": .integer(shares.ties),
      "neither": .integer(shares.neither), "same_caption": .integer(shares.sameCaption),
      "without_own_caption": .integer(shares.withoutOwn),
      "without_incumbents_caption": .integer(shares.withoutIncumbent), "without_both": .integer(shares.withoutBoth),
      "won": scopes(shares.won), "lost": scopes(shares.lost), "no_difference": scopes(shares.tied),
      "neither_usable": scopes(shares.unusable),
      "reasons": .array(
        (found.reasons.first { $0.arm == candidate.facts.arm }?.counts ?? []).map {
          .keyed([
            "question": .string($0.question), "answer": .string($0.answer), "candidate_preferred": .integer($0.won),
            "incumbent_preferred": .integer($0.lost), "neither_preferred": .integer($0.undecided),
          ])
        }),
    ])
  }

  private func headToHead(_ found: PairAnalysis) -> JSONValue {
    func label(_ model: String) -> JSONValue { .string(reading.label(of: ArmCode(rawValue: model))) }
    return .keyed([
      "pairs": .integer(found.judgements), "connection": .text(found.connection.status.map { "\($0)" }),
      "method": .text(found.method?.rawValue), "reason": .text(found.worthReason.map(reading.named)),
      "tie_parameter": .real(found.tieParameter),
      "worths": .array(
        found.worths.map {
          .keyed([
            "candidate": label($0.model), "log_odds": scopes($0.logOdds), "rank": .whole($0.rank),
            "rank_range": $0.rankRange.map {
              .keyed(["lower": .integer($0.lowerBound), "upper": .integer($0.upperBound)])
            } ?? .null,
          ])
        }),
      "duels": .array(
        found.pairs.map {
          .keyed([
            "first": label($0.model), "second": label($0.other ?? ""), "pairs": .integer($0.judgements),
            "wins": .integer($0.wins), "losses": .integer($0.losses), "ties": .integer($0.ties),
            "neither": .integer($0.neither), "net_preference": scopes($0.netWin), "win_rate": scopes($0.winRate),
            "images_won": .integer($0.imagesWon), "images_lost": .integer($0.imagesLost),
            "sign_test_by_image": .real($0.signTestByImage),
          ])
        }),
      "cautions": .array(found.cautions.map { .string(reading.named($0)) }),
    ])
  }

  private func side(_ found: PositionBias) -> JSONValue {
    .keyed([
      "first_wins": .integer(found.firstWins), "decided": .integer(found.decided), "share": number(found.share),
      "clustered": scopes(found.clustered), "p": .real(found.p), "order_log_odds": scopes(found.orderEffect),
      "reason": .text(found.orderReason),
    ])
  }

  private func repeats(_ found: PairRepeats) -> JSONValue {
    .keyed([
      "repeats": .integer(found.repeats), "same": .integer(found.same), "reversed": .integer(found.reversed),
      "changed": .integer(found.changed), "same_side": .integer(found.sameSide), "agreement": scopes(found.agreement),
      "raters": .array(
        found.raters.map {
          .keyed(["rater": .string($0.rater), "repeats": .integer($0.repeats), "same": .integer($0.same)])
        }),
    ])
  }

  private func number(_ number: StatedNumber) -> JSONValue {
    .keyed([
      "value": .real(number.value), "lower": .real(number.lower), "upper": .real(number.upper),
      "reason": .text(number.reason), "caution": .text(number.caution),
    ])
  }
}
