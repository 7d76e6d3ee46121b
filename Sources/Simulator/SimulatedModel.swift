/// How often a simulated model does what, as declared. Each is a chance from 0 to 1 unless said otherwise.
public struct SimulatedModel: Hashable, Sendable {
  /// The model string, for example `sim-flash`.
  public var name: String
  /// That a fact other than the subject is left out; of each fact by itself.
  public var drop: Double
  /// That a caption states one false variant of a fact other than the subject. That fact is then not left out.
  public var wrong: Double
  /// That a caption calls the subject something else.
  public var wrongSubject: Double
  /// That a caption mentions one thing that is not there.
  public var invent: Double
  /// That a caption names the subject vaguely; then each other fact is left out with ``vagueDrop`` at least.
  public var vague: Double
  /// That a caption is padded beyond the word limit.
  public var pad: Double
  /// That a caption opens with filler such as "The image shows".
  public var opening: Double
  /// That the model declines.
  public var refuse: Double
  /// That the answer has no text.
  public var empty: Double
  /// That the service answers with ``errorStatus`` instead.
  public var error: Double
  /// The HTTP status of such an answer.
  public var errorStatus: Int
  /// How often a question is answered so before it is answered well; nil: for ever.
  public var errorTimes: Int?
  /// That a draw is the one that other models draw for the same image, instead of one of its own: what is hard for one
  /// model is then hard for others. It changes no chance above, only how alike two models' captions are.
  public var likeness: Double
  /// How long an answer takes.
  public var latency: Latency
  /// The model string that answers carry; nil: the one that was asked for.
  public var served: String?

  /// How long an answer takes, in milliseconds: median + spread × a standard normal number, at least a quarter of the
  /// median.
  public struct Latency: Hashable, Sendable {
    /// Half of all answers take longer.
    public var median: Double
    /// Standard deviation.
    public var spread: Double

    /// In milliseconds.
    public init(median: Double, spread: Double) {
      self.median = median
      self.spread = spread
    }
  }

  /// How often a detail is left out, at least, when the subject is vague.
  public static let vagueDrop = 0.8

  /// A model; without further arguments one that never errs and answers at once.
  public init(
    name: String, drop: Double = 0, wrong: Double = 0, wrongSubject: Double = 0, invent: Double = 0, vague: Double = 0,
    pad: Double = 0, opening: Double = 0, refuse: Double = 0, empty: Double = 0, error: Double = 0,
    errorStatus: Int = 500, errorTimes: Int? = nil, likeness: Double = 0,
    latency: Latency = Latency(median: 0, spread: 0), served: String? = nil
  ) {
    self.name = name
    self.drop = drop
    self.wrong = wrong
    self.wrongSubject = wrongSubject
    self.invent = invent
    self.vague = vague
    self.pad = pad
    self.opening = opening
    self.refuse = refuse
    self.empty = empty
    self.error = error
    self.errorStatus = errorStatus
    self.errorTimes = errorTimes
    self.likeness = likeness
    self.latency = latency
    self.served = served
  }

  /// That no caption ever comes: refused, empty, or an error that never ends. Drawn in that order, so that the three
  /// chances multiply out.
  var failure: Double {
    1 - (1 - refuse) * (1 - empty) * (1 - (errorTimes == nil ? error : 0))
  }
}

/// What a simulated model answers to an image.
public enum SimulatedAnswer: Hashable, Sendable {
  /// A caption.
  case caption(String)
  /// The model declined, in these words.
  case refusal(String)
  /// An answer without text.
  case empty
  /// An HTTP error, the first so many times (nil: always); afterwards the caption.
  case error(status: Int, times: Int?, then: String)
}
