extension AttemptRecord {
  /// How fast the text was written, in tokens a second: those of the text after its first, over the time from the first to
  /// the last of it.
  ///
  ///     (output tokens − reasoning tokens − 1) / (last − first)
  ///
  /// Nil where no stream with text came, the service did not count its tokens, or all of it came within 10 ms: at once, then,
  /// and no rate.
  public var tokensPerSecond: Double? {
    AttemptRecord.tokensPerSecond(
      outputTokens: outputTokens, reasoningTokens: reasoningTokens, first: firstTokenSeconds, last: lastTokenSeconds)
  }

  /// The same from a ledger's columns.
  ///
  /// - Parameters:
  ///   - outputTokens: of the answer, reasoning included.
  ///   - reasoningTokens: nil counts as none.
  ///   - first: seconds until the first of the text had come.
  ///   - last: seconds until the last of it had come.
  public static func tokensPerSecond(outputTokens: Int?, reasoningTokens: Int?, first: Double?, last: Double?)
    -> Double?
  {
    guard let outputTokens, let first, let last, last - first >= 0.01 else { return nil }
    let tokens = outputTokens - (reasoningTokens ?? 0) - 1
    return tokens > 0 ? Double(tokens) / (last - first) : nil
  }

  /// Most characters of a text that is kept as evidence.
  static let longestPartial = 16_384
}
