internal import Analysis
internal import Statistics

extension CaseMethods {
  /// Chances of tests and numbers of images, each under its `id`. `alpha` is 0.05 where none is given.
  static func power(_ folder: CaseFolder) throws -> CaseAnswer {
    let params = folder.params
    var answer = CaseAnswer()
    for design in params.objects("paired_t") {
      let (n, plan) = (try design.wholeNumber("n"), try twoSided(design))
      answer.set(
        "\(try design.text("id")).power",
        plan.flatMap { plan in Result { () throws(EstimationError) in try plan.power(images: n) } })
    }
    for design in params.objects("paired_t_n") {
      try answer.setImages(design.text("id"), plan: twoSided(design), power: design.number("power"))
    }
    for design in params.objects("ni_n") {
      let (difference, margin) = (try design.number("true_diff"), try design.number("margin"))
      let (sd, alpha) = (try design.number("sd"), level(design))
      let plan = Result { () throws(EstimationError) in
        try PairedTestPlan.notWorse(trueDifference: difference, margin: margin, standardDeviation: sd, alpha: alpha)
      }
      try answer.setImages(design.text("id"), plan: plan, power: design.number("power"))
    }
    for design in params.objects("sign") {
      let (id, n, p) = (try design.text("id"), try design.wholeNumber("n"), try design.number("p"))
      let plan = Result { () throws(EstimationError) in
        try SignTestPlan(judgements: n, winProbability: p, alpha: level(design))
      }
      answer.set("\(id).crit", plan.map { Double($0.criticalWins) })
      answer.set("\(id).power", plan.map(\.power))
    }
    for design in params.objects("vc") {
      let (images, raters) = (try design.wholeNumber("images"), try design.wholeNumber("raters"))
      let parts = try (
        design.number("sd_image_model"), design.number("sd_rater_model"), design.number("sd_resid")
      )
      answer.set(
        "\(try design.text("id")).se_diff",
        Result { () throws(EstimationError) in
          try CrossedDesign(images: images, raters: raters).standardErrorOfDifference(
            imageModel: parts.0, raterModel: parts.1, rest: parts.2)
        })
    }
    return answer
  }

  private static func level(_ design: CaseParams) -> Double { design["alpha"]?.number ?? 0.05 }

  private static func twoSided(_ design: CaseParams) throws -> Result<PairedTestPlan, EstimationError> {
    let (delta, sd, alpha) = (try design.number("delta"), try design.number("sd"), level(design))
    return Result { () throws(EstimationError) in
      try PairedTestPlan(shift: delta, standardDeviation: sd, alpha: alpha)
    }
  }

  /// Raters to leave out by BS.1534-3.
  static func screening(_ folder: CaseFolder) throws -> CaseAnswer {
    let table = try folder.table()
    try table.requireRows()
    let raters = CaseLabels(try table.texts("rater_id"))
    let conditions = try table.texts("condition")
    var references = [[Double]](repeating: [], count: raters.names.count)
    var anchors = references
    for (row, score) in try table.numbers("score").enumerated() {
      guard let score else { continue }
      switch conditions[row] {
      case "hidden_reference": references[raters.numbers[row]].append(score)
      case "mid_anchor": anchors[raters.numbers[row]].append(score)
      default: continue
      }
    }
    let rule = PostScreening()
    var answer = CaseAnswer()
    var excluded: [String] = []
    for (rater, name) in raters.names.enumerated() {
      let missed = Result { () throws(EstimationError) in try rule.missedReferences(references[rater]) }
      let overrated = Result { () throws(EstimationError) in try rule.overratedAnchors(anchors[rater]) }
      answer.set("\(name).frac_ref_below90", missed.map(\.value))
      answer.set("\(name).frac_anchor_above90", overrated.map(\.value))
      let shares = [missed, overrated].compactMap { try? $0.get() }
      if shares.contains(where: rule.isOverLimit) { excluded.append(name) }
    }
    answer.set("excluded", excluded.sorted())
    return answer
  }

  /// Both facts of each interval against its margin, in the cases' own words.
  static func verdicts(_ folder: CaseFolder) throws -> CaseAnswer {
    var answer = CaseAnswer()
    for interval in folder.params.objects("cis") {
      let (id, margin) = (try interval.text("id"), try interval.number("margin"))
      guard let lower = interval["lo"]?.number, let upper = interval["hi"]?.number else {
        answer.undefined(id, "no interval, so no verdict")
        continue
      }
      guard margin > 0 else {
        answer.undefined(id, EstimationError.outOfDomain(parameter: "the margin", value: margin).description)
        continue
      }
      guard lower < upper else {
        answer.undefined(id, "an interval from \(lower) to \(upper) has no width, so no verdict")
        continue
      }
      let verdict = Verdict(lower: lower, upper: upper, margin: margin)
      let direction =
        switch verdict.direction {
        case .measurablyHigher: "better"
        case .measurablyLower: "worse"
        case .noDifferenceShown: "undetermined"
        }
      let against =
        switch verdict.margin {
        case .notWorse: "non_inferior"
        case .equivalent: "equivalent"
        case .worseBeyondMargin: "inferior_beyond_margin"
        case .undecided: "inconclusive"
        }
      answer.set(id, "\(direction)|\(against)")
    }
    return answer
  }
}

extension CaseAnswer {
  /// States the images that a power needs, and the power they give.
  fileprivate mutating func setImages(_ id: String, plan: Result<PairedTestPlan, EstimationError>, power: Double) {
    let images = plan.flatMap { plan in Result { () throws(EstimationError) in try plan.images(forPower: power) } }
    set("\(id).n", images.map(Double.init))
    set(
      "\(id).power_at_n",
      plan.flatMap { plan in
        images.flatMap { images in Result { () throws(EstimationError) in try plan.power(images: images) } }
      })
  }
}
