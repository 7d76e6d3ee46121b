internal import Analysis

/// A cache on trial whose cost is counted with a stated share of hits, since its set was drawn for hits: what must be said
/// wherever that cost is cited.
struct DrawnTrialNote {
  let label: String
  /// "57 %".
  let share: String

  /// To stand behind a cost.
  var basis: String { "with hits for \(share) of images, as where its set was drawn from" }
}

extension Reading {
  /// Those of which a cost is given, the incumbent first.
  var drawnTrials: [DrawnTrialNote] { candidates.compactMap(drawnTrial) }

  /// - Returns: nil where the candidate is no such cache, or its cost is not known.
  func drawnTrial(_ candidate: CandidateReading) -> DrawnTrialNote? {
    guard candidate.cost.perThousand != nil,
      let share = dossier.hitAudits.first(where: { $0.arm == candidate.facts.arm })?.shareInCost
    else { return nil }
    return DrawnTrialNote(label: candidate.label, share: HitAuditText.percent(share))
  }

  /// A sentence for each, to stand in a table's caption behind others; empty where there is none.
  ///
  /// - Parameter besideDifferences: whether differences stand beside the costs.
  func drawnTrialCaption(besideDifferences: Bool = false) -> Prose {
    let differences =
      besideDifferences ? "; its difference is over the images that raters saw, which were drawn for their hits" : ""
    return Prose.joined(
      drawnTrials.map { " The cost of \(code: $0.label) is \($0.basis), and not as in the set\(differences)." }, by: "")
  }
}
