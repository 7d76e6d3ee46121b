internal import Analysis
internal import Blinding
internal import Statistics

/// Costs and savings in words. Labels come from whoever has unblinded.
struct CostText {
  /// Arm → label.
  let label: (ArmCode) -> String

  /// "0.094 USD (0.089 to 0.099)".
  static func money(_ money: Money) -> String {
    switch money.interval {
    case .stated(let estimate, let caution):
      let widest = max(abs(money.dollars), (estimate.upper - estimate.lower) / 2)
      let (value, low, high) = (
        Numbers.dollars(money.dollars, like: widest), Numbers.dollars(estimate.lower, like: widest),
        Numbers.dollars(estimate.upper, like: widest)
      )
      return "\(value) USD (\(low) to \(high))" + (caution.map { "; \($0)" } ?? "")
    case .unavailable(let reason): return "\(Numbers.dollars(money.dollars)) (no interval: \(reason))"
    }
  }

  /// An amount without its unit.
  static func plain(_ dollars: Double) -> String { Numbers.dollars(dollars).replacing(" USD", with: "") }

  /// An amount, or "unknown" with the reason.
  func outcome(_ outcome: MoneyOutcome) -> String {
    switch outcome {
    case .known(let money): Self.money(money)
    case .unknown(let reason): "unknown (\(why(reason)))"
    }
  }

  /// "flash: cost of 3 calls unknown; human: ready-made captions".
  func why(_ reason: UnknownCosts, named: Bool = true) -> String {
    guard !reason.parts.isEmpty else { return "no image" }
    return reason.parts.map { part in
      let words =
        part.isReadyMade
        ? "ready-made captions"
        : part.calls > 0
          ? "cost of \(Numbers.counted(part.calls, "call")) unknown"
          : "\(Numbers.counted(part.images, "image")) without a caption"
      return named ? "\(label(part.arm)): \(words)" : words
    }.joined(separator: "; ")
  }

  /// The parts of a saving: "by the models 5,500 USD, by the router 100 USD; cache: not measured".
  static func parts(_ saving: Saving) -> String {
    let cache = saving.cache.map { "by the cache \(money($0))" } ?? "cache: \(saving.withoutCache ?? "not measured")"
    guard let model = saving.model else {
      return "models and router: not told apart, \(saving.withoutRouter ?? "no reason"); \(cache)"
    }
    guard let router = saving.router else {
      let whole = saving.cache == nil ? "all of it by the model" : "by the model \(money(model))"
      return "\(whole); \(saving.withoutRouter ?? "none"); \(cache)"
    }
    return "by the models \(money(model)), by the router \(money(router)); \(cache)"
  }
}

extension Numbers {
  /// A chance between 0 and 1 as a share of draws, never more exact than draws allow: "97 %", "under 0.1 %".
  static func chance(_ share: Double, draws: Int) -> String {
    let least = 1 / Double(max(draws, 1))
    if share <= 0 { return "under \(fixed(least * 100, decimals: 2)) %" }
    if share >= 1 { return "over \(fixed(100 - least * 100, decimals: 2)) %" }
    return percent(share)
  }
}

extension CostQuality {
  /// The cheapest first, and by label where arm codes, which are random, would decide.
  func ordered(_ label: (ArmCode) -> String) -> CostQuality {
    var facts = self
    facts.points.sort { ($0.cost.dollars, label($0.arm)) < ($1.cost.dollars, label($1.arm)) }
    facts.apart.sort { label($0.arm) < label($1.arm) }
    facts.savings.sort { ($0.bill.dollars, label($0.arm)) < ($1.bill.dollars, label($1.arm)) }
    return facts
  }
}

extension Reading {
  /// Cost against quality, in an order that two identical runs share.
  var costQuality: CostQuality? { dossier.costQuality?.ordered(label) }
}
