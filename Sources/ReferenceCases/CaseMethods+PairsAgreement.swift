internal import Statistics

extension CaseMethods {
  /// Krippendorff's alpha on the scales that `levels` names; `jackknife` and `bootstrap` name one scale each.
  static func krippendorffCase(_ folder: CaseFolder) throws -> CaseAnswer {
    let units = try ReliabilityInput(folder).units.map { Array($0.values) }
    var answer = CaseAnswer()
    func metric(_ name: String) throws -> AlphaMetric {
      guard let metric = AlphaMetric(rawValue: name) else {
        throw CaseError("params: '\(name)' is no scale. Known are: nominal, ordinal, interval, ratio.")
      }
      return metric
    }
    let all = AlphaMetric.allCases.map(\.rawValue)
    let metrics = try (folder.params["levels"]?.list?.compactMap(\.text) ?? all).map(metric)
    let jackknife = try folder.params["jackknife"]?.text.map(metric)
    let bootstrap = try folder.params["bootstrap"]?.text.map(metric)
    // Sorted, so that sums do not depend on the order of raters.
    let sorted = units.map { $0.sorted() }
    answer.set("n_pairable_values", Double(units.reduce(0) { $0 + ($1.count >= 2 ? $1.count : 0) }))
    answer.set("n_units_pairable", Double(units.count { $0.count >= 2 }))
    for metric in metrics {
      answer.state(["alpha.\(metric.rawValue)"]) { () throws(AgreementError) in
        [try KrippendorffAlpha(units: sorted).value(metric)]
      }
    }
    if let jackknife {
      answer.state(["jackknife_se.\(jackknife.rawValue)"]) { () throws(AgreementError) in
        [try KrippendorffAlpha(units: sorted).jackknifeStandardError(jackknife)]
      }
    }
    if let bootstrap {
      answer.state(["boot_lo.\(bootstrap.rawValue)", "boot_hi.\(bootstrap.rawValue)"]) { () throws(AgreementError) in
        let interval = try KrippendorffAlpha(units: sorted).bootstrapInterval(bootstrap, rounds: 10_000, seed: 1)
        return [interval.lower, interval.upper]
      }
    }
    return answer
  }

  /// Two raters, three weightings.
  static func kappaCase(_ folder: CaseFolder) throws -> CaseAnswer {
    let table = try folder.table()
    let (first, second) = (try table.numbers("rater1"), try table.numbers("rater2"))
    let both = zip(first, second).compactMap { a, b in a.flatMap { a in b.map { (a, $0) } } }
    let declared = folder.params["levels"]?.list?.compactMap(\.number)
    let levels = Set(declared ?? both.flatMap { [$0.0, $0.1] }).sorted()
    var answer = CaseAnswer()
    func counts() throws(AgreementError) -> [[Double]] {
      var counts = Array(repeating: [Double](repeating: 0, count: levels.count), count: levels.count)
      for (a, b) in both {
        guard let row = levels.firstIndex(of: a) else { throw .undeclaredLevel(value: a) }
        guard let column = levels.firstIndex(of: b) else { throw .undeclaredLevel(value: b) }
        counts[row][column] += 1
      }
      return counts
    }
    for (name, weights) in [
      ("unweighted", AgreementWeights.identity), ("linear", .linear), ("quadratic", .quadratic),
    ] {
      answer.state(["kappa.\(name)", "se.\(name)"]) { () throws(AgreementError) in
        let kappa = try cohenKappa(counts(), weights: weights)
        return [kappa.value, kappa.standardError]
      }
    }
    answer.set(
      "percent_agreement", reasonless: "\(AgreementError.nothingToCompare)",
      both.isEmpty ? nil : Double(both.count { $0.0 == $0.1 }) / Double(both.count))
    return answer
  }

  /// Fleiss' kappa.
  static func fleissCase(_ folder: CaseFolder) throws -> CaseAnswer {
    let input = try ReliabilityInput(folder)
    var answer = CaseAnswer()
    answer.state(["fleiss_kappa"]) { () throws(AgreementError) in
      [try fleissKappa(input.units.map { $0.values.sorted() })]
    }
    return answer
  }

  /// The six intraclass correlations, two with intervals.
  static func intraclassCase(_ folder: CaseFolder) throws -> CaseAnswer {
    let input = try ReliabilityInput(folder)
    var answer = CaseAnswer()
    let keys = ["1_1", "2_1", "2_1.lo", "2_1.hi", "3_1", "3_1.lo", "3_1.hi", "1_k", "2_k", "3_k"].map { "icc_\($0)" }
    do throws(AgreementError) {
      let table = try input.complete()
      let icc = try IntraclassCorrelation(table)
      let two = try icc.twoSingleInterval()
      let three = try icc.threeSingleInterval()
      let values = [
        icc.oneSingle, icc.twoSingle, two?.lowerBound, two?.upperBound, icc.threeSingle, three?.lowerBound,
        three?.upperBound, icc.oneMean, icc.twoMean, icc.threeMean,
      ]
      for (key, value) in zip(keys, values) {
        let isBound = key.hasSuffix(".lo") || key.hasSuffix(".hi")
        let reason =
          isBound
          ? "there is no residual, so its spread is unknown" : "the units' means do not differ, so there is no share"
        answer.set(key, reasonless: reason, value)
      }
    } catch {
      for key in keys { answer.undefined(key, "\(error)") }
    }
    return answer
  }

  /// AC1, and AC2 with two weightings.
  static func gwetCase(_ folder: CaseFolder) throws -> CaseAnswer {
    let units = try ReliabilityInput(folder).units.map { $0.values.sorted() }
    let levels = folder.params["levels"]?.list?.compactMap(\.number)
    var answer = CaseAnswer()
    for (name, weights) in [
      ("ac1", AgreementWeights.identity), ("ac2_linear", .linear), ("ac2_quadratic", .quadratic),
    ] {
      do throws(AgreementError) {
        let gwet = try gwetAgreement(units, levels: levels, weights: weights)
        answer.set(name, gwet.value)
        answer.set("\(name).se", reasonless: "needs at least two units, found 1", gwet.standardError)
        if weights == .identity { answer.set("percent_agreement", gwet.observed) }
      } catch {
        for key in [name, "\(name).se"] { answer.undefined(key, "\(error)") }
        if weights == .identity { answer.undefined("percent_agreement", "\(error)") }
      }
    }
    return answer
  }
}

/// A table `unit_id,rater_id,value`; a missing value is an empty cell or a row that is not there.
private struct ReliabilityInput {
  /// In the order in which they first appear, each with its values by rater.
  let units: [[String: Double]]
  let raters: [String]

  init(_ folder: CaseFolder) throws {
    let table = try folder.table()
    let (ids, names, values) = (try table.texts("unit_id"), try table.texts("rater_id"), try table.numbers("value"))
    raters = Set(names).sorted()
    var places: [String: Int] = [:]
    var units: [[String: Double]] = []
    for row in ids.indices {
      let place = places[ids[row]] ?? units.count
      if place == units.count {
        places[ids[row]] = place
        units.append([:])
      }
      guard let value = values[row] else { continue }
      guard units[place].updateValue(value, forKey: names[row]) == nil else {
        throw CaseError(
          "\(table.path):\(row + 2): a second value of rater '\(names[row])' for unit '\(ids[row])'. Nothing was "
            + "computed.")
      }
    }
    self.units = units
  }

  /// One row a unit, one column a rater.
  func complete() throws(AgreementError) -> [[Double]] {
    let table = units.map { unit in raters.compactMap { unit[$0] } }
    guard table.allSatisfy({ $0.count == raters.count }) else { throw .unequalRatings }
    return table
  }
}
