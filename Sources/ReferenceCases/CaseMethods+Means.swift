internal import Statistics

extension CaseMethods {
  /// Means, differences, tests, shares, planning and screening.
  static let means: [String: Method] = [
    "mean_ci_image_cluster": overNewImages,
    "mean_ci_twoway": overNewImagesAndRaters,
    "paired_diff": pairedDifference,
    "stratified": stratified,
    "leniency": leniency,
    "anova_re": components,
    "pigeonhole_var": pigeonhole,
    "test_retest": testRetest,
    "permutation_paired": signFlips,
    "wilcoxon": signedRanks,
    "tost_ni": equivalence,
    "friedman": friedman,
    "p_adjust": adjustedFamily,
    "wilson": proportions,
    "newcombe_indep": independentProportions,
    "paired_binary": pairedProportions,
    "winrate_ties": winRate,
    "power": power,
    "screening": screening,
    "verdict": verdicts,
  ]

  /// Each model's mean over new images, judged by the same raters.
  private static func overNewImages(_ folder: CaseFolder) throws -> CaseAnswer {
    var answer = CaseAnswer()
    for (model, observations) in try CaseRatings(folder.table()).byModel {
      let mean = Result { () throws(EstimationError) in try CrossedMean(observations) }
      answer.set("\(model).mean", mean.map(\.value))
      answer.set(
        "\(model).", ["se": \.standardError, "df": \.degreesOfFreedom, "lo": \.lower, "hi": \.upper],
        mean.flatMap { mean in Result { () throws(EstimationError) in try mean.overNewImages() } })
    }
    return answer
  }

  /// Each model's mean over new images and new raters.
  private static func overNewImagesAndRaters(_ folder: CaseFolder) throws -> CaseAnswer {
    var answer = CaseAnswer()
    for (model, observations) in try CaseRatings(folder.table()).byModel {
      let mean = Result { () throws(EstimationError) in try CrossedMean(observations) }
      answer.set("\(model).mean", mean.map(\.value))
      answer.setParts("\(model).", mean)
      answer.set("\(model).V_cgm_raw", mean.combinedParts { $0 + $1 - $2 })
      answer.set("\(model).V", mean.combinedParts { max($0 + $1 - $2, $0, $1) })
      answer.set(
        "\(model).", ["se": \.standardError, "df_satterthwaite": \.degreesOfFreedom, "lo": \.lower, "hi": \.upper],
        mean.flatMap { mean in Result { () throws(EstimationError) in try mean.overNewImagesAndRatersUnguarded() } })
      answer.set(
        "\(model).", ["df_guarded": \.degreesOfFreedom, "lo_guarded": \.lower, "hi_guarded": \.upper],
        mean.flatMap { mean in Result { () throws(EstimationError) in try mean.overNewImagesAndRaters() } })
    }
    return answer
  }

  /// One model less another, in the cells where both were rated.
  private static func pairedDifference(_ folder: CaseFolder) throws -> CaseAnswer {
    let ratings = try CaseRatings(folder.table())
    try ratings.requireSingleCells()
    let first = try ratings.observations(of: folder.params.text("model"))
    let second = try ratings.observations(of: folder.params.text("incumbent"))
    var answer = CaseAnswer()
    let pairs = Result { () throws(EstimationError) in try PairedDifferences(of: first, minus: second) }
    switch pairs {
    case .success(let pairs): answer.set("n_pairs", Double(pairs.observations.count))
    case .failure(.nothingShared): answer.set("n_pairs", 0)
    case .failure(let error): answer.undefined("n_pairs", error.description)
    }
    let mean = pairs.flatMap { pairs in Result { () throws(EstimationError) in try CrossedMean(pairs.observations) } }
    answer.set("diff", mean.map(\.value))
    answer.setParts("", mean)
    answer.set(
      "fixed_raters.", ["se": \.standardError, "df": \.degreesOfFreedom, "lo": \.lower, "hi": \.upper],
      mean.flatMap { mean in Result { () throws(EstimationError) in try mean.overNewImages() } })
    answer.set(
      "random_raters.", ["se": \.standardError, "df": \.degreesOfFreedom, "lo": \.lower, "hi": \.upper],
      mean.flatMap { mean in Result { () throws(EstimationError) in try mean.overNewImagesAndRatersUnguarded() } })
    answer.set(
      "random_raters.", ["df_guarded": \.degreesOfFreedom, "lo_guarded": \.lower, "hi_guarded": \.upper],
      mean.flatMap { mean in Result { () throws(EstimationError) in try mean.overNewImagesAndRaters() } })
    return answer
  }
}

extension CaseAnswer {
  /// V_image, V_rater and V_cell, or why there is none.
  fileprivate mutating func setParts(_ prefix: String, _ mean: Result<CrossedMean, EstimationError>) {
    func part(_ part: KeyPath<VarianceParts, Double?>, _ missing: (CrossedMean) -> EstimationError)
      -> Result<Double, EstimationError>
    {
      mean.flatMap { mean in mean.parts[keyPath: part].map(Result.success) ?? .failure(missing(mean)) }
    }
    set("\(prefix)V_image", part(\.image) { .tooFewImages(found: $0.images) })
    set("\(prefix)V_rater", part(\.rater) { .tooFewRaters(found: $0.raters) })
    set("\(prefix)V_cell", part(\.cell) { .tooFewImages(found: $0.images) })
  }
}

extension Result<CrossedMean, EstimationError> {
  /// A combination of image, rater and cell part, where all are there.
  fileprivate func combinedParts(_ combine: (Double, Double, Double) -> Double) -> Result<Double, EstimationError> {
    flatMap { mean in
      guard let image = mean.parts.image, let cell = mean.parts.cell else {
        return .failure(.tooFewImages(found: mean.images))
      }
      guard let rater = mean.parts.rater else { return .failure(.tooFewRaters(found: mean.raters)) }
      return .success(combine(image, rater, cell))
    }
  }
}
