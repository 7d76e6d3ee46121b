internal import Statistics

extension CaseMethods {
  /// How much of the spread is due to images, raters and neither.
  static func components(_ folder: CaseFolder) throws -> CaseAnswer {
    let ratings = try CaseRatings(folder.table())
    try ratings.requireSingleCells()
    let observations = try ratings.onlyModel()
    let table = Result { () throws(EstimationError) in try CrossedTable(observations) }
    let components = table.flatMap { table in Result { () throws(EstimationError) in try CrossedComponents(table) } }
    var answer = CaseAnswer()
    answer.set("mean", Result { () throws(EstimationError) in try CrossedMean(observations).value })
    answer.set(
      "",
      [
        "MS_image": \.meanSquareImages, "MS_rater": \.meanSquareRaters, "MS_resid": \.meanSquareRest,
        "var_image": \.imageVariance, "var_rater": \.raterVariance, "var_resid": \.restVariance,
      ], components)
    answer.set(
      "se_mean", components.flatMap { one in Result { () throws(EstimationError) in try one.standardErrorOfMean() } })
    answer.set("icc_2_1", components.flatMap { one in Result { () throws(EstimationError) in try one.imageShare() } })
    if case .success(let components) = components {
      for part in components.negative { answer.set("var_\(part.rawValue).flag", "came out negative, set to 0") }
    }
    return answer
  }

  /// The pigeonhole bootstrap's variance of a mean, without resampling.
  static func pigeonhole(_ folder: CaseFolder) throws -> CaseAnswer {
    let ratings = try CaseRatings(folder.table())
    try ratings.requireSingleCells()
    let observations = try ratings.onlyModel()
    let variance = Result { () throws(EstimationError) in try pigeonholeVariance(CrossedTable(observations)) }
    var answer = CaseAnswer()
    answer.set("mean", Result { () throws(EstimationError) in try CrossedMean(observations).value })
    answer.set("boot_var_exact", variance)
    answer.set("boot_se_exact", variance.map { $0.squareRoot() })
    return answer
  }

  /// One rater's repeats.
  static func testRetest(_ folder: CaseFolder) throws -> CaseAnswer {
    let table = try folder.table()
    let pairs = zip(try table.numbers("first"), try table.numbers("second")).compactMap { first, second in
      if let first, let second { (first: first, second: second) } else { nil }
    }
    let repeats = Result { () throws(EstimationError) in try TestRetest(pairs) }
    let limits = repeats.flatMap { one in Result { () throws(EstimationError) in try one.limitsOfAgreement() } }
    var answer = CaseAnswer()
    answer.set("n", Double(pairs.count))
    answer.set(
      "",
      [
        "mean_shift": \.meanShift, "within_sd": \.withinDeviation, "exact_agreement": \.exactAgreement,
        "within_one": \.withinOne, "repeatability_coef": \.repeatability,
      ], repeats)
    answer.set(
      "sd_diff",
      repeats.flatMap { one in one.differenceDeviation.map(Result.success) ?? .failure(.tooFewImages(found: one.items))
      })
    answer.set("loa_lo", limits.map(\.lowerBound))
    answer.set("loa_hi", limits.map(\.upperBound))
    answer.set("icc_2_1", repeats.flatMap { one in Result { () throws(EstimationError) in try one.agreement() } })
    return answer
  }
}
