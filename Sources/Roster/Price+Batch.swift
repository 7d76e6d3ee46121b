extension Price {
  /// The price of what comes by batch; nil where none is known.
  ///
  /// A batch's price knows two kinds of tokens. Those that cost less by themselves are counted as the others, so that the cost
  /// is rather too high than too low; where a kind costs more than the others, nothing is known of it in a batch.
  public var inBatch: Price? {
    guard let batch, (image ?? 0) <= input, (cached ?? 0) <= input, (reasoning ?? 0) <= output else { return nil }
    return Price(input: batch.input, output: batch.output, source: source)
  }
}
