internal import Roster

extension DecisionDocument {
  /// How a policy decides, in a line.
  func policyText(_ policy: CaptionPolicy) -> Prose {
    switch policy.kind {
    case .router(let router):
      let rules = router.rules.map { rule -> Prose in
        guard let when = rule.when else { return "\(code: rule.use) otherwise" }
        return "\(code: rule.use) if \(code: when.text)"
      }
      return "a router: \(Prose.joined(rules, by: "; "))"
    case .fallback(let chain):
      let order = Prose.joined(chain.order.map { "\(code: $0)" }, by: ", then ")
      let reasons = chain.on.map(\.words).joined(separator: ", ")
      return "a fallback chain: \(order), on \(reasons); at most \(Numbers.count(chain.attempts)) requests an image"
    case .cache(let rule):
      let good = rule.ttl.map { ", good for \(Numbers.span(Int($0)))" } ?? ""
      let near = rule.near.map { ", also for pictures that differ in at most \($0) of 64 bits" } ?? ""
      return "a cache in front of \(code: rule.of)\(good)\(near)"
    case .audit(let audit):
      return
        "a cache on trial: what one of \(Numbers.count(audit.near)) of 64 bits in front of \(code: audit.of) would give, from what is "
        + "stored"
    }
  }
}

extension FallThrough {
  /// For a sentence.
  var words: String { rawValue.split(separator: "_").joined(separator: " ") }
}
