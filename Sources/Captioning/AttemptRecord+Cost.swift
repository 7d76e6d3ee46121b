public import Roster

extension AttemptRecord {
  /// What the exchange cost, in US dollars; nil is unknown.
  ///
  /// Without a declared price nothing is known. With one: tokens × price where the service reported its tokens, each kind at
  /// its own (``Price/cost(of:)``); nothing
  /// where the service refused the request (a 4xx other than 408) or was never reached (no status, and not lost); else
  /// unknown.
  public func cost(at price: Price?) -> Double? {
    guard let price else { return nil }
    if let inputTokens, let outputTokens {
      return price.cost(
        of: Price.Tokens(
          input: inputTokens, output: outputTokens, cached: cachedTokens, reasoning: reasoningTokens, image: imageTokens
        ))
    }
    if lost { return nil }
    // A 408 ends a request that the service may have worked on.
    guard let status else { return 0 }
    return (400..<500).contains(status) && status != 408 ? 0 : nil
  }
}
