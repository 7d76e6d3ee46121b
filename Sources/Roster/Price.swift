/// What a service charges, in US dollars per million tokens.
///
/// It is part of what a study commits to: a kind of token that has no price of its own is nil, so that the definition of an
/// older study's candidate stays what it was.
public struct Price: Hashable, Sendable, Codable {
  /// Prompt tokens.
  public var input: Double
  /// Completion tokens.
  public var output: Double
  /// Prompt tokens that the service had in its cache; nil where they cost what others do.
  public var cached: Double?
  /// Completion tokens of hidden reasoning; nil where they cost what others do.
  public var reasoning: Double?
  /// Prompt tokens that stand for images; nil where they cost what others do.
  public var image: Double?
  /// What the same costs in a batch; nil where nothing is known of it.
  public var batch: Batch?
  /// The file it was read from; nil for a price that the study file states itself.
  public var source: Source?

  /// Prices of a batch, in US dollars per million tokens.
  public struct Batch: Hashable, Sendable, Codable {
    /// Prompt tokens.
    public var input: Double
    /// Completion tokens.
    public var output: Double

    /// Prices of a batch.
    public init(input: Double, output: Double) {
      self.input = input
      self.output = output
    }
  }

  /// Where a price was read.
  public struct Source: Hashable, Sendable, Codable {
    /// The path as the study file has it.
    public var file: String
    /// SHA-256 of the file's bytes: 64 lower-case hexadecimal digits.
    public var sha256: String
    /// Under which name in the file.
    public var entry: String

    /// Where a price was read.
    public init(file: String, sha256: String, entry: String) {
      self.file = file
      self.sha256 = sha256
      self.entry = entry
    }
  }

  /// US dollars per million tokens.
  public init(
    input: Double, output: Double, cached: Double? = nil, reasoning: Double? = nil, image: Double? = nil,
    batch: Batch? = nil, source: Source? = nil
  ) {
    self.input = input
    self.output = output
    self.cached = cached
    self.reasoning = reasoning
    self.image = image
    self.batch = batch
    self.source = source
  }

  /// Tokens of a call as its service counted them; nil where it did not say.
  public struct Tokens: Hashable, Sendable {
    /// Of the question, image and cached ones included.
    public var input: Int
    /// Of the answer, hidden reasoning included.
    public var output: Int
    /// Of the question, from the service's cache.
    public var cached: Int?
    /// Of the answer, hidden reasoning.
    public var reasoning: Int?
    /// Of the question, images.
    public var image: Int?

    /// Tokens of a call.
    public init(input: Int, output: Int, cached: Int? = nil, reasoning: Int? = nil, image: Int? = nil) {
      self.input = input
      self.output = output
      self.cached = cached
      self.reasoning = reasoning
      self.image = image
    }
  }

  /// What a call of so many tokens costs where no kind is priced apart: the most it can cost if the others cost less.
  ///
  /// - Returns: US dollars.
  public func cost(inputTokens: Int, outputTokens: Int) -> Double {
    (Double(inputTokens) * input + Double(outputTokens) * output) / 1_000_000
  }

  /// What a call costs:
  ///
  ///     ((in − cached − image) · input + cached · p_cached + image · p_image + (out − reasoning) · output + reasoning · p_reasoning) / 10⁶
  ///
  /// over the kinds that have a price of their own. A kind whose number the service does not report counts as none where
  /// it would be cheaper, so that the cost is rather too high than too low.
  ///
  /// - Returns: US dollars; nil is unknown: where a kind of unknown number would be dearer, where numbers contradict each
  ///   other, and where both cached and image tokens have prices of their own and it is not told how many are both.
  public func cost(of tokens: Tokens) -> Double? {
    billed(tokens).map { $0.reduce(0) { $0 + Double($1.tokens) * $1.price } / 1_000_000 }
  }

  /// Tokens that a call is billed for, at one price.
  public struct Billed: Hashable, Sendable {
    /// In a word: `input`, `cached`, `image`, `output` or `reasoning`.
    public var kind: String
    /// How many of them.
    public var tokens: Int
    /// US dollars per million of them.
    public var price: Double
  }

  /// What ``cost(of:)`` adds up, by kind; kinds without a price of their own are among the others.
  ///
  /// - Returns: nil where the cost is unknown.
  public func billed(_ tokens: Tokens) -> [Billed]? {
    guard let cached = Self.count(tokens.cached, of: tokens.input, at: cached, instead: input),
      let image = Self.count(tokens.image, of: tokens.input, at: image, instead: input),
      let reasoning = Self.count(tokens.reasoning, of: tokens.output, at: reasoning, instead: output)
    else { return nil }
    // What is cached is billed as that. With only some of the prompt cached, nobody says whether the image is in it.
    guard cached == 0 || image == 0 || cached == tokens.input else { return nil }
    let fresh = cached == tokens.input ? 0 : image
    return [
      Billed(kind: "input", tokens: tokens.input - cached - fresh, price: input),
      Billed(kind: "cached", tokens: cached, price: self.cached ?? input),
      Billed(kind: "image", tokens: fresh, price: self.image ?? input),
      Billed(kind: "output", tokens: tokens.output - reasoning, price: output),
      Billed(kind: "reasoning", tokens: reasoning, price: self.reasoning ?? output),
    ]
  }

  /// Tokens of a kind that are billed apart: none where the kind has no price of its own.
  ///
  /// - Returns: nil where it is not known how many there are and they would be dearer, or where they are more than all.
  private static func count(_ tokens: Int?, of all: Int, at price: Double?, instead other: Double) -> Int? {
    guard let price else { return 0 }
    guard let tokens else { return price > other ? nil : 0 }
    return (0...all).contains(tokens) ? tokens : nil
  }
}
