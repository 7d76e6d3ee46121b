internal import Analysis
internal import StudyModel

/// One rater with all that the report knows of this rater, put together from its parts.
struct RaterReading {
  let profile: RaterProfile
  /// Share of the judgements by bin (point, or outcome); adds up to 1.
  let shares: [Double]
  /// Nil where it is not known, or the claim leaves this rater out.
  let leniency: Double?
  let drift: IntervalOutcome?
  /// Share of decided pairs that went to the one shown first; nil where captions were rated.
  let firstShare: StatedNumber?
  /// Share of pairs judged as most others did; nil where captions were rated.
  let withMajority: StatedNumber?
  /// What the screening rule saw; nil where no rule was declared.
  let anchors: ScreeningResult.Rater?
  /// Captions (pairs) given the same again, of those judged twice: "7 of 9"; nil where none was.
  let repeats: String?
  /// What sets this rater apart: screened, withdrawn, not finished.
  let notes: [String]

  var isScreened: Bool { anchors?.outcome == .screened }

  /// Every rater with a judgement: the mildest first where leniency is known, those without by name after them.
  static func all(_ reading: Reading) -> [RaterReading] {
    let dossier = reading.dossier
    let habits = dossier.robustness?.reliability.raters ?? []
    let drifts = dossier.robustness?.drift.byRater ?? []
    let agreement = dossier.preferences?.headToHead.raterAgreement ?? []
    let raters = dossier.trust.profiles.map { profile in
      let own = agreement.first { $0.rater == profile.rater }
      let anchors = dossier.trust.screening?.raters.first { $0.rater == profile.rater }
      return RaterReading(
        profile: profile, shares: shares(profile, reading),
        leniency: habits.first { $0.rater == profile.rater }?.leniency,
        drift: drifts.first { $0.rater == profile.rater }?.slope, firstShare: own?.firstShare,
        withMajority: own?.withMajority, anchors: anchors, repeats: repeats(profile.rater, dossier),
        notes: notes(profile.rater, anchors, dossier))
    }
    return raters.sorted { left, right in
      (right.leniency ?? -.infinity, left.profile.rater) < (left.leniency ?? -.infinity, right.profile.rater)
    }
  }

  private static func repeats(_ rater: String, _ dossier: Dossier) -> String? {
    if let own = dossier.preferences?.repeats?.raters.first(where: { $0.rater == rater }) {
      return "\(Numbers.count(own.same)) of \(Numbers.count(own.repeats))"
    }
    guard let own = dossier.trust.selfAgreement?.raters.first(where: { $0.rater == rater }) else { return nil }
    return own.numbers.value.map { Numbers.percent($0.exactAgreement) } ?? "n = \(Numbers.count(own.repeats))"
  }

  private static func notes(_ rater: String, _ anchors: ScreeningResult.Rater?, _ dossier: Dossier) -> [String] {
    var notes: [String] = []
    if anchors?.outcome == .screened {
      notes.append(
        dossier.trust.screening?.rule.excludes == true
          ? "screened, left out of the claim" : "screened, counts in the claim")
    }
    if let facts = dossier.raters.first(where: { $0.pseudonym == rater }) {
      let open = facts.itemsPlanned - facts.itemsRated
      if let withdrawal = facts.withdrawal {
        notes.append(
          "\(withdrawal.replacedBy == nil ? "withdrawn" : "replaced"), \(Numbers.count(withdrawal.open)) left open")
      } else if open > 0 {
        notes.append("\(Numbers.count(facts.itemsRated)) of \(Numbers.counted(facts.itemsPlanned, "item")) rated")
      }
    }
    return notes
  }

  // MARK: - Points

  /// Texts under the bins: a bin a point of a short scale, else ten equal parts of the range, named by their ends.
  static func bins(_ reading: Reading) -> [String] {
    guard !reading.areCompared else { return ["1st", "=", "0", "2nd"] }
    if let points = scale(reading) { return points.map(JSONValue.rounded) }
    guard let range = range(reading) else { return [] }
    return (0..<10).map { JSONValue.rounded($0 < 5 ? range.lowerBound : range.upperBound) }
  }

  private static func shares(_ profile: RaterProfile, _ reading: Reading) -> [Double] {
    let whole = Double(max(1, profile.judgements))
    if let outcomes = profile.outcomes {
      return [outcomes.first, outcomes.tie, outcomes.neither, outcomes.second].map { Double($0) / whole }
    }
    if let points = scale(reading) {
      return points.map { point in Double(profile.points.first { $0.value == point }?.count ?? 0) / whole }
    }
    guard let range = range(reading), range.upperBound > range.lowerBound else { return [] }
    var bins = [Double](repeating: 0, count: 10)
    for point in profile.points {
      let part = (point.value - range.lowerBound) / (range.upperBound - range.lowerBound)
      bins[min(9, max(0, Int(part * 10)))] += Double(point.count) / whole
    }
    return bins
  }

  /// The points of the claimed criterion's scale, where it has at most eleven and every value given is one of them.
  private static func scale(_ reading: Reading) -> [Double]? {
    guard case .scale(let points)? = reading.dossier.rubric.question(reading.claim.criterion)?.kind, points.count <= 11
    else { return nil }
    let values = points.map { Double($0.value) }.sorted()
    let given = Set(reading.dossier.trust.profiles.flatMap(\.points).map(\.value))
    return given.isSubset(of: values) ? values : nil
  }

  private static func range(_ reading: Reading) -> ClosedRange<Double>? {
    if let range = Tabulation.ranges(of: reading.dossier.rubric)[reading.claim.criterion] { return range }
    let given = reading.dossier.trust.profiles.flatMap(\.points).map(\.value)
    return given.min().flatMap { low in given.max().map { low...$0 } }
  }
}
