internal import Statistics

extension CaseMethods {
  /// Worths against the reference and against the average; a tie is half a win.
  static func bradleyTerryCase(_ folder: CaseFolder) throws -> CaseAnswer {
    let input = try PairsInput(folder)
    var answer = CaseAnswer()
    let keys =
      input.others.flatMap { ["\($0.name).beta", "\($0.name).se"] }
      + input.models.flatMap { ["\($0).sum0", "\($0).sum0_se"] }
    answer.state(keys) { () throws(PairwiseError) in
      let scale = try bradleyTerry(input.counts)
      let differences = input.others.map { scale.difference(of: $0.place, from: input.reference) }
      let centred = input.models.indices.map(scale.centred)
      return (differences + centred).flatMap { [$0.value, $0.standardError] }
    }
    return answer
  }

  /// Davidson, Rao–Kupper, and ties as half wins.
  static func tiedComparisonsCase(_ folder: CaseFolder) throws -> CaseAnswer {
    let input = try PairsInput(folder)
    var answer = CaseAnswer()
    func state(
      _ method: String, _ parameter: String, _ fit: (PairwiseCounts) throws(PairwiseError) -> TiedComparisons
    ) {
      let keys =
        input.others.flatMap { ["\($0.name).log_worth_vs_ref", "\($0.name).se"] }
        + input.models.map { "\($0).worth" } + [parameter, "neg_loglik"]
      answer.state(keys.map { "\(method).\($0)" }) { () throws(PairwiseError) in
        let fitted = try fit(input.counts)
        let differences = input.others.map { fitted.scale.difference(of: $0.place, from: input.reference) }
        return differences.flatMap { [$0.value, $0.standardError] } + fitted.scale.worths
          + [fitted.tieParameter, fitted.negativeLogLikelihood]
      }
    }
    state("davidson", "nu", davidson)
    state("rao_kupper", "theta", raoKupper)
    answer.state(input.others.map { "ties_half.\($0.name).beta" }) { () throws(PairwiseError) in
      let scale = try bradleyTerry(input.counts)
      return input.others.map { scale.difference(of: $0.place, from: input.reference).value }
    }
    return answer
  }

  /// Decided comparisons, with standard errors by image and two-way variances.
  static func clusteredBradleyTerryCase(_ folder: CaseFolder) throws -> CaseAnswer {
    let input = try PairsInput(folder)
    var answer = CaseAnswer()
    let needed = try folder.table()
    guard ["outcome", "image_id", "rater_id"].allSatisfy(needed.columns.contains) else {
      throw CaseError("\(needed.path):1: needs image_id, rater_id and outcome. Nothing was computed.")
    }
    func keys(_ names: String...) -> [String] { input.others.flatMap { other in names.map { "\(other.name).\($0)" } } }
    // Without clusters enough the worths themselves still stand.
    answer.state(keys("beta", "se_model")) { () throws(PairwiseError) in
      let scale = try bradleyTerry(input.counts.decided)
      return input.others.flatMap {
        let difference = scale.difference(of: $0.place, from: input.reference)
        return [difference.value, difference.standardError]
      }
    }
    do throws(PairwiseError) {
      let fit = try clusteredBradleyTerry(input.comparisons, models: input.models.count)
      for other in input.others {
        let byImage = fit.byImage.difference(of: other.place, from: input.reference).standardError
        answer.set(
          "\(other.name).se_image", reasonless: "the images do not differ, so the spread between images is unknown",
          byImage > 1e-9 ? byImage : nil)
        answer.set(
          "\(other.name).var_twoway", reasonless: "needs at least two raters, found one",
          fit.twoWayVariance(of: other.place, from: input.reference))
      }
    } catch {
      for key in keys("se_image", "var_twoway") { answer.undefined(key, "\(error)") }
    }
    return answer
  }

  /// Whether finite worths exist, and estimates that stay finite where they do not.
  static func comparisonStatusCase(_ folder: CaseFolder) throws -> CaseAnswer {
    let input = try PairsInput(folder)
    let graph = ComparisonGraph(input.counts)
    var answer = CaseAnswer()
    answer.set("n_weak_components", Double(graph.weakComponents.count))
    answer.set("n_strong_components", Double(graph.strongComponents.count))
    answer.set("mle_exists", graph.status == .connected)
    answer.set("status", graph.status.rawValue)
    answer.state(input.others.map { "\($0.name).beta" }) { () throws(PairwiseError) in
      let scale = try bradleyTerry(input.counts)
      return input.others.map { scale.difference(of: $0.place, from: input.reference).value }
    }
    answer.state(input.others.map { "firth.\($0.name).beta" }) { () throws(PairwiseError) in
      let scale = try firthBradleyTerry(input.counts)
      return input.others.map { scale.difference(of: $0.place, from: input.reference).value }
    }
    return answer
  }
}
