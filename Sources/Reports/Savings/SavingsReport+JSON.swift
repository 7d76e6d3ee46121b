internal import Analysis
internal import Blinding
internal import Statistics

extension SavingsReport {
  /// The same for machines, ending in a line break. Numbers are rounded to six decimals; null is unknown, never zero.
  public var json: String {
    JSONValue.keyed([
      "format": "blindfold-savings/1",
      "study": .string(study),
      "simulated": .text(mark),
      "images": .real(comparison.images),
      "is_monthly": .bool(isMonthly),
      "images_from": .string(imagesFrom),
      "images_measured": .integer(measured.images),
      "images_of_the_set": .integer(measured.of),
      "confidence": .real(confidence),
      "traffic": .array(
        categories.map {
          .keyed(["category": .string($0.name), "weight": .real($0.weight), "images": .integer($0.images)])
        }),
      "prices": .string(prices),
      "against": .string(baseline),
      "order_of_parts": .array(["models", "router", "cache"].map { .string($0) }),
      "candidates": .array(candidates.map(value)),
      "notes": .array(notes.map { .string($0) }),
    ]).document
  }

  private func value(_ candidate: Candidate) -> JSONValue {
    let bill = candidate.bill
    var reason: String?
    if case .unknown(let unknown) = bill.cost {
      reason = CostText(label: { _ in candidate.label }).why(unknown, named: false)
    }
    var (least, most): (Double?, Double?)
    switch bill.bound {
    case .atLeast(let dollars): least = dollars
    case .atMost(let dollars): most = dollars
    case nil: break
    }
    return .keyed([
      "candidate": .string(candidate.label),
      "bill_usd": .money(bill.cost.money),
      "bill_unknown_because": .text(reason),
      "bill_at_least_usd": .real(bill.atLeast),
      "lower_share": share(bill.lower),
      "saved_usd": .money(bill.saving?.saved),
      "saved_at_least_usd": .real(least),
      "saved_at_most_usd": .real(most),
      "by_model_usd": .money(bill.saving?.model),
      "by_router_usd": .money(bill.saving?.router),
      "by_cache_usd": .money(bill.saving?.cache),
      "without_router": .text(bill.saving?.withoutRouter),
      "without_cache": .text(bill.saving?.withoutCache),
      "hit_rate": hits(candidate.hits),
      "check": arithmetic(candidate.arithmetic),
    ]).with("calls_not_in_cost", bill.unanswered?.value)
  }

  private func share(_ share: CostComparison.Share?) -> JSONValue {
    guard let share else { return .null }
    var reason: String?
    if case .unavailable(let why) = share.interval { reason = why }
    return .keyed([
      "value": .real(share.value), "lower": .real(share.interval.estimate?.lower),
      "upper": .real(share.interval.estimate?.upper), "reason": .text(reason),
    ])
  }

  private func hits(_ hits: Hits?) -> JSONValue {
    guard let hits else { return .null }
    return .keyed([
      "value": .real(hits.rate), "lower": .real(hits.interval?.lowerBound), "upper": .real(hits.interval?.upperBound),
      "from": .string(hits.from), "is_the_studys_own": .bool(hits.isStudys), "asked_share": .real(hits.asked),
    ])
  }

  private func arithmetic(_ arithmetic: Arithmetic?) -> JSONValue {
    guard let arithmetic else { return .null }
    return .keyed([
      "terms": .array(
        arithmetic.terms.map { term in
          .keyed([
            "model": .string(term.model), "kind": .string(term.kind), "tokens_per_image": .real(term.tokens.value),
            "usd_per_million": .real(term.price), "behind_cache": .bool(term.isBehindCache),
            "by_category": .array(
              term.tokens.categories.map {
                .keyed(["category": .string($0.name), "weight": .real($0.weight), "tokens_per_image": .real($0.mean)])
              }),
          ])
        }),
      // Small numbers: per million images, so that six decimals keep them.
      "cached_usd_per_million_images": .real(arithmetic.cached * 1_000_000),
      "requests_without_cost": .integer(arithmetic.free),
      "hit_rate": .real(arithmetic.rate),
      "usd_per_million_images": .real(arithmetic.perImage * 1_000_000),
    ])
  }
}
