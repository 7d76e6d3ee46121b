internal import Statistics

/// Puts the models on one scale as far as the judgements carry it.
struct WorthPlacing {
  var connection: PairConnection
  var method: WorthMethod?
  var reason: String?
  var tieParameter: Double?
  var undefinedRounds = 0
  var drawsRaters = false
  var worths: [ModelWorth]
  var cautions: [String] = []

  /// Where more than this share of rounds has no finite worths, the others do not tell the spread.
  static let mostUndefined = 0.1

  /// - Parameter reference: the incumbent's place among the models.
  init(_ table: PairTable, reference: Int?, confidence: Double, seed: UInt64, rounds: Int) {
    let judgements = table.forWorths
    let counts = PairwiseCounts(judgements, models: table.models.count)
    connection = PairConnection(table, counts)
    worths = table.models.map { ModelWorth(model: $0) }
    guard !judgements.isEmpty else {
      reason = "no judgements"
      return
    }
    let fit: ClusteredWorths
    do throws(PairwiseError) {
      fit = try ClusteredWorths(judgements, models: table.models.count)
    } catch {
      reason = table.reason(error)
      switch error {
      case .separated, .tiesWithoutLimit, .notConverged: placeByFirth(counts, reference, table)
      default: break
      }
      return
    }
    method = fit.tieParameter > 0 ? .davidson : .bradleyTerry
    tieParameter = fit.tieParameter > 0 ? fit.tieParameter : nil
    let raoKupper = try? raoKupper(counts).scale
    for model in worths.indices {
      worths[model].raoKupper = raoKupper.map {
        Self.distance($0.logWorths, model, reference)
      }
      worths[model].logOdds = Self.scopes(fit, model, reference, confidence: confidence)
    }
    rank(fit.scale.logWorths)
    resample(judgements, reference, confidence: confidence, seed: seed, rounds: rounds, raters: fit.raters)
    sort()
  }

  /// Finite where a model won or lost everything, and without intervals: the data put no limit to them.
  private mutating func placeByFirth(_ counts: PairwiseCounts, _ reference: Int?, _ table: PairTable) {
    guard let scale = try? firthBradleyTerry(counts) else { return }
    method = .firth
    let noLimit = IntervalOutcome.unavailable(
      reason: "some distances have no limit; without those models the others may have intervals")
    for model in worths.indices {
      worths[model].logOdds = TwoScopes(
        value: Self.distance(scale.logWorths, model, reference), theseRaters: noLimit, ratersLikeThese: noLimit)
    }
    cautions.append("worths are Firth’s, which stay finite where a model won or lost everything; a tie counts half")
    rank(scale.logWorths)
    sort()
  }

  private static func distance(_ logWorths: [Double], _ model: Int, _ reference: Int?) -> Double {
    logWorths[model] - (reference.map { logWorths[$0] } ?? 0)
  }

  private static func scopes(
    _ fit: ClusteredWorths, _ model: Int, _ reference: Int?, confidence: Double
  ) -> TwoScopes {
    let value = distance(fit.scale.logWorths, model, reference)
    guard model != reference else {
      let itself = IntervalOutcome.unavailable(reason: "the others are measured against it")
      return TwoScopes(value: 0, theseRaters: itself, ratersLikeThese: itself)
    }
    let parts = reference.map { fit.parts(of: model, from: $0) } ?? fit.parts(of: model)
    return fit.scopes(value, parts, confidence: confidence)
  }

  /// Worths that differ by rounding only share a rank.
  private static func ranks(_ logWorths: [Double]) -> [Int] {
    logWorths.map { own in 1 + logWorths.count { $0 > own + 1e-9 } }
  }

  private mutating func rank(_ logWorths: [Double]) {
    for (model, rank) in Self.ranks(logWorths).enumerated() { worths[model].rank = rank }
  }

  private mutating func sort() {
    worths.sort { ($0.rank ?? 0, $0.model) < ($1.rank ?? 0, $1.model) }
  }

  /// Nil where all are equal but for rounding.
  private static func deviation(_ values: [Double]) -> Double? {
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    return variance > 1e-18 ? variance.squareRoot() : nil
  }

  /// Ranks and standard errors of resampled judgements.
  private mutating func resample(
    _ judgements: [PairJudgement], _ reference: Int?, confidence: Double, seed: UInt64, rounds: Int, raters: Int
  ) {
    drawsRaters = raters >= 3
    guard
      let bootstrap = try? bootstrapWorths(
        judgements, models: worths.count, over: drawsRaters ? .imagesAndRaters : .images, rounds: rounds, seed: seed)
    else {
      cautions.append("no rank ranges: one image only")
      return
    }
    undefinedRounds = bootstrap.undefinedRounds
    guard Double(undefinedRounds) <= Self.mostUndefined * Double(rounds), bootstrap.logWorths.count >= 2 else {
      cautions.append(
        "no rank ranges: \(undefinedRounds) of \(rounds) draws of the judgements leave models without a finite worth")
      return
    }
    if undefinedRounds > 0 {
      cautions.append(
        "\(undefinedRounds) of \(rounds) draws had no finite worths and are left out: a few judgements hold the scale together"
      )
    }
    if !drawsRaters {
      cautions.append("rank ranges are for these raters: with fewer than three, others cannot be spoken for")
    }
    let drawn = bootstrap.logWorths.map(Self.ranks)
    let tail = (1 - confidence) / 2
    for model in worths.indices {
      let sorted = drawn.map { $0[model] }.sorted()
      let low = Int((tail * Double(sorted.count)).rounded(.down))
      worths[model].rankRange = sorted[min(low, sorted.count - 1)]...sorted[max(low, sorted.count - 1 - low)]
      guard model != reference else { continue }
      worths[model].bootstrapError = Self.deviation(
        bootstrap.logWorths.map { Self.distance($0, model, reference) })
    }
  }
}

extension PairConnection {
  /// What a table connects.
  init(_ table: PairTable, _ counts: PairwiseCounts) {
    let graph = ComparisonGraph(counts)
    func names(_ groups: [[Int]]) -> [[String]] { groups.map { $0.map { table.models[$0] } } }
    let models = table.models.indices
    self.init(
      status: table.rows.isEmpty ? nil : graph.status, groups: names(graph.weakComponents),
      ladder: graph.status == .separated ? names(graph.strongComponents) : [],
      neverWon: models.filter { model in !models.contains { counts.wins(of: model, over: $0) > 0 } }
        .map { table.models[$0] },
      neverLost: models.filter { model in !models.contains { counts.wins(of: $0, over: model) > 0 } }
        .map { table.models[$0] })
  }
}
