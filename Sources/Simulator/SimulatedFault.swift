internal import StudyModel

/// A way in which the stand-in service misbehaves when it is told to, so that a run's conduct can be tried.
public struct SimulatedFault: Hashable, Sendable {
  /// What it does in place of a good answer.
  public enum Kind: String, CaseIterable, Sendable {
    /// 429 with `Retry-After: 1`.
    case rateLimit = "rate-limit"
    /// 429 with `insufficient_quota`: no wait cures it.
    case quota
    /// 401.
    case badKey = "bad-key"
    /// 404 with `model_not_found`.
    case noModel = "no-model"
    /// 500 as llama.cpp without a projector says it: no wait cures it.
    case noVision = "no-vision"
    /// 500.
    case serverError = "server-error"
    /// 503, "Loading model".
    case loading
    /// A good answer, two seconds late.
    case slow
    /// No byte of an answer for ten minutes.
    case hang
    /// Half of a good answer, then no byte for ten minutes.
    case stall
    /// Half of a good answer, then the connection is closed.
    case close
    /// A stream that ends in good order without its end; an answer that is no stream is closed in the middle.
    case cutStream = "cut-stream"
    /// 200 with half of a JSON object, as if it were whole.
    case badJSON = "bad-json"
    /// 200 with a portal's page.
    case page
    /// 200 with nothing.
    case nothing
    /// A good answer without text.
    case empty
    /// A good answer by another model than the one asked for.
    case otherModel = "other-model"
    /// 500 that repeats the key.
    case echoKey = "echo-key"
  }

  /// What it does.
  public var kind: Kind
  /// The chance that a request meets it, over 0 and at most 1.
  public var rate: Double
  /// The only model that it happens to; nil: all.
  public var model: String?

  /// A fault of that chance.
  public init(_ kind: Kind, rate: Double = 1, model: String? = nil) {
    self.kind = kind
    self.rate = rate
    self.model = model
  }

  /// Reads `KIND[:RATE][@MODEL]`, for example `rate-limit:0.2` or `quota@sim-nano`.
  ///
  /// - Returns: nil where the text is none.
  public init?(_ text: String) {
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let words = parts[0].split(separator: ":", omittingEmptySubsequences: false)
    guard let kind = words.first.flatMap({ Kind(rawValue: String($0)) }), words.count <= 2, parts.last != "" else {
      return nil
    }
    var rate = 1.0
    if words.count == 2 {
      guard let number = Double(words[1]), number > 0, number <= 1 else { return nil }
      rate = number
    }
    self.init(kind, rate: rate, model: parts.count == 2 ? String(parts[1]) : nil)
  }

  /// Whether a request meets it: drawn of the seed, the image, the model and how often that was asked, so that the order in
  /// which requests come changes nothing.
  ///
  /// - Parameter time: 1 for the first time that this model is asked about this image.
  func strikes(_ item: ItemID, by model: String, time: Int, seed: UInt64) -> Bool {
    guard self.model == nil || self.model == model else { return false }
    return Draws("fault", "\(seed)", kind.rawValue, item.hex, model).unit("\(time)") < rate
  }
}
