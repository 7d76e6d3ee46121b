internal import Analysis
internal import Blinding
internal import RatingFiles
internal import Statistics
internal import StudyModel

/// The analysis of a table of ratings as JSON; its keys are documented in Analyze.md and stay.
struct AnalyzeJSON {
  private let table: RatingFileTable
  private let analysis: TableAnalysis

  init(_ table: RatingFileTable, _ analysis: TableAnalysis) {
    self.table = table
    self.analysis = analysis
  }

  var text: String { get throws { try document.document() } }

  private var document: JSONTree {
    let terms = analysis.terms
    return .object([
      "inputs": .object([
        "files": .array(table.files.map(JSONTree.text)), "ratings": .whole(table.rows),
        "rows_without_score": .whole(table.withoutScore),
        "ignored_columns": .array(table.ignoredColumns.map(JSONTree.text)),
      ]),
      "terms": .object([
        "criterion": .text(analysis.criteria[0].criterion), "incumbent": .string(terms.incumbent?.rawValue),
        "scope": .text(terms.scope.rawValue), "margin": .real(terms.margin), "confidence": .number(terms.confidence),
        "traffic": .object(terms.traffic.mapValues(JSONTree.number)), "seed": .text(String(analysis.seed)),
      ]),
      "criteria": .array(analysis.criteria.map(criterion)),
      "comparisons": .array(zip(analysis.comparisons, analysis.tests?.claimed ?? []).map(comparison)),
      "exploratory": .array((analysis.tests?.exploratory ?? []).map(exploratory)),
      "notes": .array(AnalyzeNotes(table, analysis).all.map(JSONTree.text)),
    ])
  }

  private func criterion(_ one: CriterionAnalysis) -> JSONTree {
    .object([
      "criterion": .text(one.criterion),
      "scale": .object([
        "lowest": .number(one.range.lowerBound), "highest": .number(one.range.upperBound),
        "declared": .flag(one.isRangeDeclared),
      ]),
      "images": .whole(one.images),
      "models": .array(one.arms.map { model($0, range: one.range) }),
      "agreement": agreement(one.reliability),
    ])
  }

  private func model(_ arm: ArmEstimate, range: ClosedRange<Double>) -> JSONTree {
    var object = NotedObject()
    object["model"] = .text(arm.arm.rawValue)
    object["images"] = .whole(arm.items)
    object["raters"] = .whole(arm.raters)
    object["ratings"] = .whole(arm.ratings)
    object["failures"] = .whole(arm.failures)
    object["mean"] = .scopes(arm.mean)
    if arm.mean == nil { object.note("mean", "no rating lies in a category with traffic") }
    let index = arm.mean?.index(on: range)
    object["index_0_100"] = .scopes(index)
    if arm.mean != nil, index == nil { object.note("index_0_100", "a scale of one point has no index") }
    object["share_4_or_better"] = .scopes(arm.publishable)
    if arm.publishable == nil { object.note("share_4_or_better", "is counted on a scale from 1 to 5 only") }
    object["mean_without_failures"] = .scopes(arm.meanWithoutFailures)
    if arm.meanWithoutFailures == nil {
      object.note("mean_without_failures", arm.failures == 0 ? "no failure: the same as the mean" : "nothing is left")
    }
    object["by_category"] = .object(arm.byCategory.mapValues { .scopes($0) })
    return object.tree
  }

  private func agreement(_ found: RaterReliability) -> JSONTree {
    let forms = found.intraclass
    return .object([
      "ratings": .whole(found.ratings), "captions": .whole(found.units),
      "captions_with_two_ratings": .whole(found.pairableUnits), "failures_left_out": .whole(found.failuresLeftOut),
      "krippendorff_alpha_interval": coefficient(found.alphaInterval),
      "krippendorff_alpha_ordinal": coefficient(found.alphaOrdinal),
      "krippendorff_alpha_nominal": coefficient(found.alphaNominal),
      "gwet_ac1": coefficient(found.ac1), "gwet_ac2_quadratic": coefficient(found.ac2),
      "fleiss_kappa": coefficient(found.fleissKappa),
      "mean_pairwise_kappa_quadratic": coefficient(found.weightedKappa), "rater_pairs": .whole(found.raterPairs),
      "icc_1_1": coefficient(forms.oneSingle), "icc_2_1": coefficient(forms.twoSingle),
      "icc_2_k": coefficient(forms.twoMean), "icc_3_1": coefficient(forms.threeSingle),
      "icc_k": .number(forms.ratingsPerUnit), "icc_basis": .text(forms.basis),
      "raters": .array(
        found.raters.map { rater in
          var object = NotedObject()
          object["rater"] = .text(rater.rater)
          object["ratings"] = .whole(rater.ratings)
          object["mean"] = .number(rater.mean)
          object.set("leniency", rater.leniency, reason: found.withoutLeniency)
          object["lowest_share"] = .number(rater.lowestShare)
          object["highest_share"] = .number(rater.highestShare)
          return object.tree
        }),
      "notes": .array(found.notes.map(JSONTree.text)),
    ])
  }

  private func coefficient(_ found: Coefficient) -> JSONTree {
    var object = NotedObject()
    object.set("value", found.value, reason: found.reason)
    object.set("lower", found.lower, reason: found.reason)
    object.set("upper", found.upper, reason: found.reason)
    object["interval"] = .string(found.interval)
    if found.interval == nil { object.note("interval", found.reason) }
    return object.tree
  }

  private func comparison(_ found: Comparison, _ tests: ComparisonTests) -> JSONTree {
    var object = NotedObject()
    object["model"] = .text(found.arm.rawValue)
    object["pairs"] = .whole(found.pairs)
    object["unpaired"] = .whole(found.unpaired)
    object["images"] = .whole(found.items)
    object["raters"] = .whole(found.raters)
    object["difference"] = .scopes(found.difference)
    if found.difference == nil { object.note("difference", found.withoutVerdict[analysis.terms.scope]) }
    object["difference_without_failures"] = .scopes(found.differenceWithoutFailures)
    if found.differenceWithoutFailures == nil {
      object.note("difference_without_failures", "no failure in a pair, or nothing is left")
    }
    object["by_category"] = .object(found.byCategory.mapValues { .scopes($0) })
    for (key, scope) in [("these_raters", Scope.theseRaters), ("raters_like_these", .ratersLikeThese)] {
      let estimate = found.difference?[scope].estimate
      object["margin_\(key)"] = .string(found.verdicts[scope]?.margin.rawValue)
      object["direction_\(key)"] = .string(
        estimate.map { DirectionFact(lower: $0.lower, upper: $0.upper).rawValue })
      if found.verdicts[scope] == nil { object.note("margin_\(key)", found.withoutVerdict[scope]) }
      if estimate == nil { object.note("direction_\(key)", found.withoutVerdict[scope]) }
    }
    object.set("p", tests.p, reason: tests.reasons["p"])
    object.set("p_holm", tests.holmP, reason: tests.reasons["p"])
    object.set("non_inferiority_p", tests.nonInferiorityP, reason: tests.reasons["non_inferiority_p"])
    object.set("non_inferiority_p_holm", tests.nonInferiorityHolmP, reason: tests.reasons["non_inferiority_p"])
    object.set("simultaneous_lower", tests.simultaneous?.lower, reason: tests.reasons["p"])
    object.set("simultaneous_upper", tests.simultaneous?.upper, reason: tests.reasons["p"])
    object["simultaneous_margin"] = .string(tests.simultaneousVerdict?.margin.rawValue)
    if tests.simultaneousVerdict == nil { object.note("simultaneous_margin", tests.reasons["non_inferiority_p"]) }
    object.set("permutation_p", tests.permutationP, reason: tests.reasons["permutation_p"])
    object["permutation_is_exact"] = tests.permutationIsExact.map(JSONTree.flag) ?? .null
    if tests.permutationIsExact == nil { object.note("permutation_is_exact", tests.reasons["permutation_p"]) }
    object.set("wilcoxon_p", tests.wilcoxonP, reason: tests.reasons["wilcoxon_p"])
    object["share"] = share(tests.share)
    if tests.share == nil { object.note("share", tests.reasons["share"]) }
    return object.tree
  }

  private func share(_ share: ShareComparison?) -> JSONTree {
    guard let share else { return .null }
    var object = NotedObject()
    let reason =
      "needs one rater only, and no traffic weights: answers of several raters on an image are not independent"
    object["passing"] = .text(share.passing)
    object["difference"] = .scopes(share.difference)
    object.set("tango_lower", share.tango?.lower, reason: reason)
    object.set("tango_upper", share.tango?.upper, reason: reason)
    object.set("mcnemar_mid_p", share.mcNemarMidP, reason: reason)
    return object.tree
  }

  private func exploratory(_ test: ExploratoryTest) -> JSONTree {
    var object = NotedObject()
    object["model"] = .text(test.arm.rawValue)
    object["criterion"] = .text(test.criterion)
    object["difference"] = .scopes(test.difference)
    if test.difference == nil { object.note("difference", test.reason) }
    object.set("p", test.p, reason: test.reason)
    object.set("q_benjamini_hochberg", test.q, reason: test.reason)
    return object.tree
  }
}
