internal import Blinding
internal import Statistics
internal import StudyModel

extension RaterReliability {
  /// How well raters agree on preferences against the incumbent.
  ///
  /// A unit is an image with one pair. Its values are names without an order: the incumbent, the other, no difference,
  /// neither usable; so only coefficients for names are worked out. Pairs that nobody was asked about are left out.
  init(_ preferences: [Preference], incumbent: ArmCode, criterion: String, confidence: Double, seed: UInt64) {
    let units = RatedUnits(preferences, against: incumbent)
    let agreement = AgreementEstimator(
      units, levels: RatedLevels(names: PreferenceCode.allCases.count, observed: Set(units.values).count),
      confidence: confidence, seed: seed)
    let ordered = Coefficient(undefined: "preferences are names without an order")
    let judged = preferences.filter { $0.other(than: incumbent) != nil }
    self.criterion = criterion
    self.confidence = confidence
    ratings = units.values.count
    failuresLeftOut = judged.count - units.values.count
    self.units = units.count
    pairableUnits = agreement.pairableUnits
    alphaInterval = ordered
    alphaOrdinal = ordered
    alphaNominal = agreement.alpha(.nominal)
    ac1 = agreement.gwet(.identity)
    ac2 = ordered
    fleissKappa = agreement.fleiss(nominalAlpha: alphaNominal)
    weightedKappa = ordered
    raterPairs = 0
    intraclass = IntraclassForms(undefined: "preferences are names without an order")
    raters = []
    withoutLeniency = "a preference has no level that could be mild or strict"
    notes = agreement.notes
  }
}

/// What one rater says of a pair with the incumbent.
enum PreferenceCode: Int, CaseIterable {
  case incumbent, other, tie, neither

  init(_ preference: Preference, incumbent: ArmCode) {
    let value = preference.value(of: incumbent)
    self = value > 0 ? .incumbent : value < 0 ? .other : preference.outcome == .neither ? .neither : .tie
  }
}

extension RatedUnits {
  /// Judged pairs with the incumbent: a unit an image and pair, in an order that does not depend on arm codes.
  init(_ preferences: [Preference], against incumbent: ArmCode) {
    let numbered = NumberedPreferences(preferences, incumbent: incumbent)
    struct Unit: Hashable {
      let image: Int
      let arm: ArmCode
    }
    var places: [Unit: Int] = [:]
    var list: [[(rater: Int32, value: Double)]] = []
    for row in numbered.rows where row.preference.basis == .judged {
      guard let arm = row.preference.other(than: incumbent) else { continue }
      let unit = Unit(image: row.image, arm: arm)
      let place = places[unit] ?? list.count
      if place == list.count {
        places[unit] = place
        list.append([])
      }
      let code = PreferenceCode(row.preference, incumbent: incumbent)
      list[place].append((Int32(row.rater), Double(code.rawValue)))
    }
    self.init(list)
  }
}
