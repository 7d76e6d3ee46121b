internal import Analysis

/// What a thousand images cost with one candidate. Unknown is not zero.
enum CostReading: Hashable, Sendable {
  /// US dollars, every billed call counted but for those that brought no answer and whose cost is unknown.
  case known(Double, without: UnansweredCalls?)
  /// US dollars of the calls whose cost is known; so many are not.
  case atLeast(Double, unknownCalls: Int)
  /// No call's cost is known.
  case unknown(calls: Int)
  /// Captions made elsewhere: the run paid nothing, which says nothing of what they cost.
  case readyMade

  /// - Parameter costQuality: costs image by image, weighted to traffic like the scores that they stand beside; nil where
  ///   they were not worked out, and the run's plain average has to do.
  init(_ facts: ArmFacts, _ costQuality: CostQuality?) {
    let calls = facts.cost.unknownCalls
    if facts.isReadyMade {
      self = .readyMade
    } else if let money = costQuality?.cost(of: facts.arm) {
      self = .known(money.dollars, without: costQuality?.unanswered(of: facts.arm))
    } else if let apart = costQuality?.apart.first(where: { $0.arm == facts.arm }) {
      self = apart.atLeast.map { .atLeast($0, unknownCalls: calls) } ?? .unknown(calls: calls)
    } else if let dollars = facts.cost.dollars, dollars.isFinite, facts.flow.sent > 0 {
      let perThousand = dollars / Double(facts.flow.sent) * 1000
      self =
        calls > 0 ? .atLeast(perThousand, unknownCalls: calls) : .known(perThousand, without: facts.cost.unanswered)
    } else {
      self = .unknown(calls: calls)
    }
  }

  /// US dollars for a thousand images, where all of it is known.
  var perThousand: Double? {
    if case .known(let dollars, _) = self { dollars } else { nil }
  }

  /// Calls that are not in ``perThousand``; nil where there are none.
  var without: UnansweredCalls? {
    if case .known(_, let calls) = self { calls } else { nil }
  }

  /// For a column of amounts: "≥ 0.43" where no more is known.
  var short: String {
    switch self {
    case .known(let dollars, _): CostText.plain(dollars)
    case .atLeast(let dollars, _): "≥ \(CostText.plain(dollars))"
    case .unknown, .readyMade: Numbers.unknown
    }
  }

  /// For a table cell.
  var text: String {
    switch self {
    case .known(let dollars, let calls): Numbers.dollars(dollars) + (calls.map { " (\($0.words))" } ?? "")
    case .atLeast(let dollars, let calls):
      "unknown; at least \(Numbers.dollars(dollars))"
        + (calls > 0 ? " (cost of \(Numbers.counted(calls, "call")) unknown)" : "")
    case .unknown: Numbers.unknown
    case .readyMade: "unknown (ready-made captions)"
    }
  }
}

extension Reading {
  /// " (24 of 36 captions from a cache filled before this run)", to stand behind what a candidate costs against the incumbent:
  /// what other work paid for is no saving of this one, nor is what the hits of a set save that was drawn for them, and calls
  /// of unknown cost are in neither cost. Empty where there is nothing to say.
  func costBasis(_ candidate: CandidateReading) -> Prose {
    let parts =
      both(candidate) { drawnTrial($0)?.basis } + [foundBefore(candidate)].compactMap(\.self) + unanswered(candidate)
    return parts.isEmpty ? "" : " (\(Prose.joined(parts, by: "; ")))"
  }

  /// " (without 3 calls of 39, 8 %, whose cost is unknown)", of either side; empty where there is nothing to say.
  func unansweredBasis(_ candidate: CandidateReading) -> Prose {
    let parts = unanswered(candidate)
    return parts.isEmpty ? "" : " (\(Prose.joined(parts, by: "; ")))"
  }

  private func unanswered(_ candidate: CandidateReading) -> [Prose] { both(candidate) { $0.cost.without?.short } }

  /// What is to be said of a candidate, and of the incumbent by name.
  private func both(_ candidate: CandidateReading, _ basis: (CandidateReading) -> String?) -> [Prose] {
    [candidate, incumbent].compactMap { one in
      basis(one).map { one.isIncumbent ? "\(code: one.label) \($0)" : "\($0)" }
    }
  }

  /// "24 of 36 captions from a cache filled before this run"; nil where neither had any.
  private func foundBefore(_ candidate: CandidateReading) -> Prose? {
    let found = [candidate, incumbent].compactMap { one -> Prose? in
      guard let cache = dossier.caches.first(where: { $0.arm == one.facts.arm }), cache.beforeRun > 0 else {
        return nil
      }
      let count: Prose = "\(Numbers.count(cache.beforeRun)) of \(Numbers.counted(cache.images, "caption"))"
      return one.isIncumbent ? "\(count) of \(code: one.label)" : count
    }
    return found.isEmpty ? nil : "\(Prose.joined(found, by: ", ")) from a cache filled before this run"
  }
}
