extension CrossedMean {
  /// The interval for new images judged by the same raters.
  ///
  ///     SE = √(image part)      df = (ΣVₛ)² / Σ Vₛ²/(Iₛ−1), which is I − 1 with one stratum
  ///
  /// Source: Miller (2024), "Adding error bars to evals", arXiv:2411.00640; Liang and Zeger (1986); Satterthwaite (1946)
  /// over strata.
  ///
  /// - Parameter confidence: above 0 and below 1.
  /// - Returns: in the unit of the observations.
  /// - Throws: `tooFewImages`, `singleImageStratum`, `constantObservations`, `imagesWithoutSpread`, `outOfDomain`.
  public func overNewImages(confidence: Double = 0.95) throws(EstimationError) -> Estimate {
    try requireConfidence(confidence)
    let variance = try imagePart()
    try requireSpread(variance)
    return try interval(variance, degreesOfFreedom: imageDegreesOfFreedom, confidence: confidence)
  }

  /// The interval for new images judged by new raters like these.
  ///
  ///     SE = √max(image + rater − cell, image, rater)
  ///     df = (image + U)² / (image²/dfᵢ + U²/(R−1)),   U = rater · (R−1) / χ²₀.₁₅(R−1)
  ///
  /// dfᵢ is that of ``overNewImages(confidence:)``. With three raters the rater part is itself nearly unknown; when it
  /// happens to come out small, Satterthwaite's formula would take the many images' degrees of freedom for it. U is the
  /// rater part as large as it may well be (an upper 85 % bound), and guards against that. Source: Cameron, Gelbach and
  /// Miller (2011) for the variance; Satterthwaite (1946), "An approximate distribution of estimates of variance
  /// components", Biometrics Bulletin 2, for the degrees of freedom; the guard is this project's own, chosen by
  /// simulation.
  ///
  /// - Parameter confidence: above 0 and below 1.
  /// - Returns: in the unit of the observations.
  /// - Throws: `tooFewImages`, `singleImageStratum`, `tooFewRaters`, `constantObservations`, `imagesWithoutSpread`,
  ///   `outOfDomain`.
  public func overNewImagesAndRaters(confidence: Double = 0.95) throws(EstimationError) -> Estimate {
    try requireConfidence(confidence)
    let image = try imagePart()
    guard let rater = parts.rater, let variance = parts.combined else { throw .tooFewRaters(found: raters) }
    try requireSpread(variance)
    let df = try guardedDegreesOfFreedom(
      image: image, imageFreedom: imageDegreesOfFreedom, rater: rater, raters: raters)
    return try interval(variance, degreesOfFreedom: df, confidence: confidence)
  }

  /// The interval for new images and raters with Satterthwaite's degrees of freedom as they stand, without the guard of
  /// ``overNewImagesAndRaters(confidence:)``: for comparison with other software; too narrow with few raters.
  ///
  ///     SE = √V,  V = max(image + rater − cell, image, rater)      df = V² / (image²/dfᵢ + rater²/(R−1))
  ///
  /// Source: Cameron, Gelbach and Miller (2011); Satterthwaite (1946).
  ///
  /// - Parameter confidence: above 0 and below 1.
  /// - Returns: in the unit of the observations.
  /// - Throws: as ``overNewImagesAndRaters(confidence:)``.
  public func overNewImagesAndRatersUnguarded(confidence: Double = 0.95) throws(EstimationError) -> Estimate {
    try requireConfidence(confidence)
    let image = try imagePart()
    guard let rater = parts.rater, let variance = parts.combined else { throw .tooFewRaters(found: raters) }
    try requireSpread(variance)
    let imageShare = image / variance
    let raterShare = rater / variance
    let fromImages = image > 0 ? imageShare * imageShare / imageDegreesOfFreedom : 0
    let df = 1 / (fromImages + raterShare * raterShare / Double(raters - 1))
    return try interval(variance, degreesOfFreedom: df, confidence: confidence)
  }

  /// Satterthwaite's degrees of freedom of the image part.
  var imageDegreesOfFreedom: Double {
    if strata.count == 1 { return Double(images - 1) }
    let total = strata.reduce(0) { $0 + ($1.image ?? 0) }
    let inverse = strata.reduce(0) { inverse, stratum in
      let share = (stratum.image ?? 0) / total
      return inverse + share * share / Double(stratum.images - 1)
    }
    return 1 / inverse
  }

  private func imagePart() throws(EstimationError) -> Double {
    guard images >= 2 else { throw .tooFewImages(found: images) }
    for stratum in strata where stratum.images < 2 { throw .singleImageStratum(name: stratum.name) }
    guard let image = parts.image else { throw .tooFewImages(found: images) }
    return image
  }

  private func requireSpread(_ variance: Double) throws(EstimationError) {
    if let constant { throw .constantObservations(value: constant) }
    guard variance.squareRoot() > roundingShare * scale else { throw .imagesWithoutSpread }
  }

  private func interval(
    _ variance: Double, degreesOfFreedom: Double, confidence: Double
  ) throws(EstimationError) -> Estimate {
    try tInterval(value, variance: variance, degreesOfFreedom: degreesOfFreedom, confidence: confidence)
  }
}
