internal import Analysis
internal import Statistics

/// The analysis of judgements of pairs as JSON. What is undefined is null, and `notes` of the same object says why.
struct PairsJSON {
  private let analysis: PairAnalysis

  init(_ analysis: PairAnalysis) { self.analysis = analysis }

  var text: String { get throws { try document.document() } }

  private var document: JSONTree {
    var object = NotedObject()
    object["inputs"] = .object([
      "judgements": .whole(analysis.judgements), "decided": .whole(analysis.decided), "ties": .whole(analysis.ties),
      "neither": .whole(analysis.neither), "images": .whole(analysis.images), "raters": .whole(analysis.raters),
      "repeats": .whole(analysis.repeats),
    ])
    object["terms"] = .object([
      "incumbent": .string(analysis.incumbent), "confidence": .number(analysis.confidence),
      "seed": .text(String(analysis.seed)), "rounds": .whole(analysis.rounds),
    ])
    object["connection"] = connection
    object["method"] = .string(analysis.method?.rawValue)
    object.note("method", analysis.worthReason)
    object["tie_parameter"] = .real(analysis.tieParameter)
    if analysis.tieParameter == nil { object.note("tie_parameter", "there is one with Davidson's method only") }
    object["undefined_rounds"] = .whole(analysis.undefinedRounds)
    object["bootstrap_draws"] = .text(analysis.drawsRaters ? "images and raters" : "images")
    object["worths"] = .array(analysis.worths.map(worth))
    object["standings"] = .array(analysis.standings.map(score))
    object["pairs"] = .array(analysis.pairs.map(score))
    object["tie_rate"] = .scopes(analysis.tieRate)
    object["neither_rate"] = .scopes(analysis.neitherRate)
    if analysis.tieRate == nil { for key in ["tie_rate", "neither_rate"] { object.note(key, "no judgements") } }
    object["position"] = position
    object["raters"] = .array(analysis.raterAgreement.map(rater))
    object["krippendorff_alpha_nominal"] = number(analysis.alpha)
    object["cautions"] = .array(analysis.cautions.map(JSONTree.text))
    return object.tree
  }

  private var connection: JSONTree {
    func names(_ groups: [[String]]) -> JSONTree { .array(groups.map { .array($0.map(JSONTree.text)) }) }
    let found = analysis.connection
    var object = NotedObject()
    object["status"] = .string(found.status?.rawValue)
    if found.status == nil { object.note("status", "no judgements") }
    object["groups"] = names(found.groups)
    object["ladder"] = names(found.ladder)
    object["never_won"] = .array(found.neverWon.map(JSONTree.text))
    object["never_lost"] = .array(found.neverLost.map(JSONTree.text))
    return object.tree
  }

  private func worth(_ worth: ModelWorth) -> JSONTree {
    var object = NotedObject()
    object["model"] = .text(worth.model)
    object["is_incumbent"] = .flag(worth.model == analysis.incumbent)
    object["log_odds"] = .scopes(worth.logOdds)
    object["rank"] = worth.rank.map(JSONTree.whole) ?? .null
    if worth.logOdds == nil { for key in ["log_odds", "rank"] { object.note(key, analysis.worthReason) } }
    object["rank_lower"] = worth.rankRange.map { .whole($0.lowerBound) } ?? .null
    object["rank_upper"] = worth.rankRange.map { .whole($0.upperBound) } ?? .null
    let why = analysis.worthReason ?? "the bootstrap gives none: see cautions"
    if worth.rankRange == nil { for key in ["rank_lower", "rank_upper"] { object.note(key, why) } }
    object.set(
      "bootstrap_standard_error", worth.bootstrapError,
      reason: worth.model == analysis.incumbent ? "the others are measured against it" : why)
    object.set("rao_kupper", worth.raoKupper, reason: why)
    return object.tree
  }

  private func score(_ score: PairScore) -> JSONTree {
    var object = NotedObject()
    object["model"] = .text(score.model)
    object["other"] = .string(score.other)
    object["judgements"] = .whole(score.judgements)
    object["wins"] = .whole(score.wins)
    object["losses"] = .whole(score.losses)
    object["ties"] = .whole(score.ties)
    object["neither"] = .whole(score.neither)
    object["win_rate"] = .scopes(score.winRate)
    object["net_win"] = .scopes(score.netWin)
    object["tie_rate"] = .scopes(score.tieRate)
    object["neither_rate"] = .scopes(score.neitherRate)
    object["images_won"] = .whole(score.imagesWon)
    object["images_lost"] = .whole(score.imagesLost)
    object.set("sign_test_p", score.signTest, reason: "no decided judgement")
    object.set("sign_test_by_image_p", score.signTestByImage, reason: "no image with more wins for one side")
    if score.other == nil { object.note("other", "all others together") }
    return object.tree
  }

  private var position: JSONTree {
    let found = analysis.position
    var object = NotedObject()
    object["first_wins"] = .whole(found.firstWins)
    object["decided"] = .whole(found.decided)
    object["left_out"] = .whole(found.leftOut)
    object["first_share"] = number(found.share)
    object["first_share_clustered"] = .scopes(found.clustered)
    object.set("p", found.p, reason: "no decided judgement")
    object["order_effect_log_odds"] = .scopes(found.orderEffect)
    object.note("order_effect_log_odds", found.orderReason)
    if found.clustered == nil { object.note("first_share_clustered", "no decided judgement") }
    object["pairs_in_one_order_only"] = .whole(found.oneOrderOnly)
    object["pairs"] = .whole(found.pairs)
    return object.tree
  }

  private func rater(_ rater: RaterAgreement) -> JSONTree {
    .object([
      "rater": .text(rater.rater), "judgements": .whole(rater.judgements), "compared": .whole(rater.compared),
      "with_majority": number(rater.withMajority), "decided": .whole(rater.decided),
      "first_share": number(rater.firstShare),
    ])
  }

  private func number(_ number: StatedNumber) -> JSONTree {
    var object = NotedObject()
    object.set("value", number.value, reason: number.reason)
    object.set("lower", number.lower, reason: number.reason)
    object.set("upper", number.upper, reason: number.reason)
    if let caution = number.caution { object.note("caution", caution) }
    return object.tree
  }
}
