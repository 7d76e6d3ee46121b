internal import Analysis
internal import Blinding
internal import Roster
internal import StudyModel

/// What words depend on whether captions were rated or compared.
extension Reading {
  /// Whether raters compared two captions at a time.
  var areCompared: Bool { dossier.rubric.mode == .pairwise }

  /// The unit of differences and of the margin.
  var unit: String { Undecided.unit(arePairs: areCompared) }

  /// Pairs of candidates that were compared, so many an image; nil where captions were rated.
  var pairs: Int? { areCompared ? max(1, dossier.preferences?.headToHead.pairs.count ?? 1) : nil }

  /// The unit as a figure's legend names it.
  var unitOnScale: String { areCompared ? "net preference" : "rubric points" }

  /// One of what the verdict rests on.
  var judgement: String { areCompared ? "judgement" : "rating" }

  /// What the estimated difference is called.
  var differenceTitle: Prose {
    areCompared
      ? "Net preference over \(code: incumbent.label)" : "Difference from \(code: incumbent.label)"
  }

  /// A difference in the unit of the claim, with its sign where it is a preference.
  func difference(_ value: Double) -> String {
    areCompared && Numbers.points(value) != Numbers.points(0) && value > 0
      ? "+\(Numbers.points(value))" : Numbers.points(value)
  }

  /// A difference with its interval: "−0.04 (−0.19 to 0.11)".
  func difference(_ number: TwoScopes?, for scope: Scope) -> String {
    IntervalText.difference(number, scope: scope, margin: claim.margin, value: difference)
  }

  /// How one candidate fared in its pairs with the incumbent.
  func shares(of candidate: CandidateReading) -> PreferenceShares? {
    dossier.preferences?.shares.first { $0.arm == candidate.facts.arm }
  }

  /// A text of the analysis with labels in the place of arm codes.
  func named(_ text: String) -> String {
    dossier.unblinding.names.sorted { $0.key < $1.key }.reduce(text) { text, entry in
      text.replacing(entry.key.rawValue, with: entry.value.label)
    }
  }
}
