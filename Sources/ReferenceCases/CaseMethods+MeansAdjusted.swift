internal import Statistics

extension CaseMethods {
  /// A mean over categories with known shares.
  static func stratified(_ folder: CaseFolder) throws -> CaseAnswer {
    guard let weights = folder.params["weights"]?.object else {
      throw CaseError("params: 'weights' must be an object of shares by category. Nothing was computed.")
    }
    let table = try folder.table()
    let images = CaseLabels(try table.texts("image_id"))
    let names = try table.texts("stratum")
    var observations: [String: [Observation]] = [:]
    for (row, score) in try table.numbers("score").enumerated() {
      guard let score else { continue }
      observations[names[row], default: []].append(Observation(image: images.numbers[row], rater: 0, value: score))
    }
    for name in names where weights[name] == nil {
      throw CaseError(
        "\(table.path): category '\(name)' has no share in params. Nothing was computed. Add it to weights.")
    }
    let strata = try weights.values.keys.sorted().map { name in
      Stratum(name: name, weight: try weights.number(name), observations: imageMeans(observations[name] ?? []))
    }
    var answer = CaseAnswer()
    for stratum in strata {
      answer.set(
        "stratum.\(stratum.name).mean",
        Result { () throws(EstimationError) in
          guard !stratum.observations.isEmpty else { throw .emptyStratum(name: stratum.name) }
          return try CrossedMean(stratum.observations).value
        })
    }
    let mean = Result { () throws(EstimationError) in try CrossedMean(strata: strata) }
    answer.set("est", mean.map(\.value))
    answer.set(
      "", ["se": \.standardError, "df_satterthwaite": \.degreesOfFreedom, "lo": \.lower, "hi": \.upper],
      mean.flatMap { mean in Result { () throws(EstimationError) in try mean.overNewImages() } })
    return answer
  }

  /// Models' means with raters' leniency taken off, and each rater's leniency.
  static func leniency(_ folder: CaseFolder) throws -> CaseAnswer {
    let table = try folder.table()
    try table.requireRows()
    let images = CaseLabels(try table.texts("image_id"))
    let raters = CaseLabels(try table.texts("rater_id"))
    let models = CaseLabels(try table.texts("model"))
    var scores: [ExplainedScore] = []
    for (row, score) in try table.numbers("score").enumerated() {
      guard let score else { continue }
      scores.append(
        ExplainedScore(
          model: models.numbers[row], rater: raters.numbers[row], image: images.numbers[row], value: score))
    }
    let effects = Result { () throws(EstimationError) in try AdditiveEffects(scores) }
    let standardScores = Result { () throws(EstimationError) in try standardizedByRater(scores) }
    var answer = CaseAnswer()
    for (model, name) in models.names.enumerated() {
      func mean(_ scores: [ExplainedScore]) -> Result<Double, EstimationError> {
        let own = scores.filter { $0.model == model }
        return own.isEmpty
          ? .failure(.noObservations) : .success(own.reduce(0) { $0 + $1.value } / Double(own.count))
      }
      answer.set("\(name).raw_mean", mean(scores))
      answer.set("\(name).z_mean", standardScores.flatMap(mean))
      answer.set("\(name).adjusted_mean", effects.flatMap { $0.modelMeans[model].orNoObservations })
    }
    for (rater, name) in raters.names.enumerated() {
      answer.set("\(name).leniency", effects.flatMap { $0.leniency[rater].orNoObservations })
    }
    return answer
  }

  /// Every score as standard deviations from its rater's mean.
  private static func standardizedByRater(_ scores: [ExplainedScore]) throws(EstimationError) -> [ExplainedScore] {
    var standard = scores
    for (_, places) in Dictionary(grouping: scores.indices, by: { scores[$0].rater }).sorted(by: { $0.key < $1.key }) {
      let values = try standardized(places.map { scores[$0].value })
      for (place, value) in zip(places, values) { standard[place].value = value }
    }
    return standard
  }
}

extension Double? {
  /// The number; nil is for what has no observation.
  fileprivate var orNoObservations: Result<Double, EstimationError> {
    map(Result.success) ?? .failure(.noObservations)
  }
}
