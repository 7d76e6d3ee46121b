internal import Statistics

/// The coefficients of agreement of one table of units, each with an interval or a reason.
struct AgreementEstimator {
  /// Up to this many units are resampled; beyond, the linearized standard error gives the same interval at a cost that
  /// does not grow with the rounds. At 10,000 units the two differ in the fourth decimal.
  static let mostUnitsResampled = 10_000
  /// Rounds of resampling.
  static let rounds = 1000
  /// Pairs of raters grow with the square of their number.
  static let mostRatersPaired = 100

  private let units: RatedUnits
  private let lists: [[Double]]
  private let levels: RatedLevels
  private let confidence: Double
  private let seed: UInt64
  private let alphas: Result<KrippendorffAlpha, AgreementError>

  init(_ units: RatedUnits, levels: RatedLevels, confidence: Double, seed: UInt64) {
    self.units = units
    self.levels = levels
    self.confidence = confidence
    self.seed = seed
    let lists = units.lists
    self.lists = lists
    alphas = Result { () throws(AgreementError) in try KrippendorffAlpha(units: lists) }
  }

  var pairableUnits: Int { (try? alphas.get().pairableUnits) ?? 0 }

  /// What was done otherwise than in a small table.
  var notes: [String] {
    pairableUnits > Self.mostUnitsResampled
      ? [
        "alpha’s intervals are from its linearized standard error: \(pairableUnits) captions are too many to resample, "
          + "and too many for it to matter"
      ] : []
  }

  func alpha(_ metric: AlphaMetric) -> Coefficient {
    let alpha: KrippendorffAlpha
    let value: Double
    do {
      alpha = try alphas.get()
      value = try alpha.value(metric)
    } catch {
      return Coefficient(undefined: error.description)
    }
    do {
      if alpha.pairableUnits <= Self.mostUnitsResampled {
        let found = try alpha.bootstrapInterval(metric, rounds: Self.rounds, confidence: confidence, seed: seed)
        guard found.upper > found.lower else {
          return Coefficient(value: value, withoutInterval: "every resample of the captions gives the same value")
        }
        return Coefficient(
          value: value, lower: found.lower, upper: found.upper,
          interval: "\(Self.rounds) resamples of \(alpha.pairableUnits) captions")
      }
      return around(value, try alpha.linearizedStandardError(metric), "linearized standard error")
    } catch {
      return Coefficient(value: value, withoutInterval: error.description)
    }
  }

  func gwet(_ weights: AgreementWeights) -> Coefficient {
    guard let points = levels.values else { return Coefficient(undefined: levels.tooMany) }
    do {
      let found = try gwetAgreement(lists, levels: points, weights: weights)
      guard let error = found.standardError else {
        return Coefficient(value: found.value, withoutInterval: "one caption only")
      }
      return around(found.value, error, "Gwet’s standard error")
    } catch {
      return Coefficient(undefined: error.description)
    }
  }

  /// Fleiss' kappa is nominal alpha but for a factor that the number of ratings fixes: (1 − κ) = (1 − α) n/(n − 1).
  func fleiss(nominalAlpha: Coefficient) -> Coefficient {
    guard levels.values != nil else { return Coefficient(undefined: levels.tooMany) }
    do {
      let value = try fleissKappa(lists)
      let n = Double(units.values.count)
      var scaled = nominalAlpha.scaled(disagreementBy: n / (n - 1))
      scaled.value = value
      return scaled
    } catch .unequalRatings {
      return Coefficient(undefined: "captions have different numbers of ratings; alpha allows for that")
    } catch {
      return Coefficient(undefined: error.description)
    }
  }

  func weightedKappa() -> (coefficient: Coefficient, pairs: Int, notes: [String]) {
    guard let points = levels.values else { return (Coefficient(undefined: levels.tooMany), 0, []) }
    let numbers = units.raterNumbers
    guard numbers.count <= Self.mostRatersPaired else {
      let reason =
        "\(numbers.count) raters make \(numbers.count * (numbers.count - 1) / 2) pairs; alpha takes them all at once"
      return (Coefficient(undefined: reason), 0, [])
    }
    let places = Dictionary(uniqueKeysWithValues: zip(numbers, 0...))
    let levelPlaces = Dictionary(uniqueKeysWithValues: zip(points, Int32(0)...))
    var byRater = [[MeanKappa.Rated]](repeating: [], count: numbers.count)
    for unit in 0..<units.count {
      for index in units.starts[unit]..<units.starts[unit + 1] {
        guard let rater = places[units.raters[index]], let level = levelPlaces[units.values[index]] else {
          return (Coefficient(undefined: AgreementError.undeclaredLevel(value: units.values[index]).description), 0, [])
        }
        byRater[rater].append(MeanKappa.Rated(unit: Int32(unit), level: level))
      }
    }
    do {
      let found = try MeanKappa(raters: byRater, units: units.count, levels: points.count)
      let notes =
        found.undefinedPairs > 0
        ? [
          "\(found.undefinedPairs) of \(found.pairs + found.undefinedPairs) pairs of raters have no weighted kappa (fewer "
            + "than two captions in common, or chance agreement complete) and are left out of its mean"
        ] : []
      guard let error = found.standardError else {
        return (Coefficient(value: found.value, withoutInterval: "every caption agrees alike"), found.pairs, notes)
      }
      return (around(found.value, error, "linearized standard error"), found.pairs, notes)
    } catch {
      return (Coefficient(undefined: error.description), 0, [])
    }
  }

  /// A large-sample interval, its upper bound cut at 1, which no coefficient passes.
  private func around(_ value: Double, _ standardError: Double, _ method: String) -> Coefficient {
    guard let z = try? Normal.quantile(0.5 + confidence / 2) else {
      return Coefficient(value: value, withoutInterval: "confidence cannot be \(confidence)")
    }
    guard standardError > 1e-12 else {
      return Coefficient(value: value, withoutInterval: "every caption agrees alike")
    }
    let upper = value + z * standardError
    return Coefficient(
      value: value, lower: value - z * standardError, upper: min(1, upper),
      interval: upper > 1 ? method + ", upper bound cut at 1" : method)
  }
}
