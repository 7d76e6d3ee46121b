public import Analysis
public import Blinding
public import Roster
public import StudyModel

/// What happened to one arm between the plan and the analysis.
public struct ArmFacts: Hashable, Sendable, Codable {
  /// Under cover.
  public var arm: ArmCode
  /// Whether a stand-in service answered in the model's place.
  public var isSimulated: Bool
  /// How asking ended, by images. What is missing is zero.
  public var outcomes: [Outcome: Int]
  /// Rule → captions that broke it, with a zero for a rule that none broke. Empty: no rule was declared.
  public var checksBroken: [String: Int]
  /// HTTP exchanges, retries among them; nil for ready-made captions.
  public var attempts: Int?
  /// Prompt tokens billed; nil where unknown.
  public var inputTokens: Int?
  /// Completion tokens billed; nil where unknown.
  public var outputTokens: Int?
  /// What the run paid.
  public var cost: RunCost
  /// Time of a successful call; nil where it was not measured.
  public var latency: Latency?
  /// Time to the first of a caption's text, of successful streamed calls; nil where none was streamed.
  public var firstToken: Latency?
  /// What its own requests came to, by the model that was asked; one that was not asked is not there.
  public var calls: [CallFacts] = []
  /// Successful calls that came by batch, of which no time was taken; nil where none did.
  public var batched: Int?
  /// What services said of themselves, by the label of a policy's part; under the empty label the candidate itself.
  public var served: [String: ServedSightings] = [:]
  /// Model strings as the service named itself, sorted; empty where it did not say.
  public var servedModels: [String]
  /// Whether its captions were made elsewhere and read from a file.
  public var isReadyMade: Bool
  /// How many images went how far.
  public var flow: ItemFlow

  /// What happened to one arm.
  public init(
    arm: ArmCode, isSimulated: Bool = false, outcomes: [Outcome: Int], checksBroken: [String: Int] = [:],
    attempts: Int? = nil, inputTokens: Int? = nil, outputTokens: Int? = nil, cost: RunCost, latency: Latency? = nil,
    firstToken: Latency? = nil, servedModels: [String] = [], isReadyMade: Bool = false, flow: ItemFlow
  ) {
    self.arm = arm
    self.isSimulated = isSimulated
    self.outcomes = outcomes
    self.checksBroken = checksBroken
    self.attempts = attempts
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.cost = cost
    self.latency = latency
    self.firstToken = firstToken
    self.servedModels = servedModels
    self.isReadyMade = isReadyMade
    self.flow = flow
  }

  /// Images for which there was no caption to judge.
  public var failures: Int { outcomes.reduce(0) { $1.key.isRated ? $0 : $0 + $1.value } }
}

/// What the run paid for one arm. Unknown is unknown, never zero.
public struct RunCost: Hashable, Sendable, Codable {
  /// US dollars of the calls whose cost is known; nil where no call's is.
  public var dollars: Double?
  /// Billed calls whose cost is not known.
  public var unknownCalls: Int
  /// Calls that are not in ``dollars`` although these are taken for what the captions cost: only where costs by image are not
  /// at hand, and another document says so.
  public var unanswered: UnansweredCalls?

  /// What the run paid for one arm.
  public init(dollars: Double?, unknownCalls: Int = 0, unanswered: UnansweredCalls? = nil) {
    self.dollars = dollars
    self.unknownCalls = unknownCalls
    self.unanswered = unanswered
  }
}

/// What a candidate's own requests to one model came to. Those behind a caption that it took from another candidate are that
/// one's.
public struct CallFacts: Hashable, Sendable, Codable {
  /// The label of the policy's part; empty for the candidate itself.
  public var part: String
  /// HTTP exchanges, retries among them.
  public var calls: Int
  /// What they cost.
  public var cost: RunCost
  /// Prompt tokens billed; nil where unknown.
  public var inputTokens: Int?
  /// Completion tokens billed; nil where unknown.
  public var outputTokens: Int?
  /// Prompt tokens from the service's cache; nil where no call reported any.
  public var cachedTokens: Int?
  /// Completion tokens of hidden reasoning; nil where no call reported any.
  public var reasoningTokens: Int?
  /// Prompt tokens of images; nil where no call reported any.
  public var imageTokens: Int?
  /// How fast the text came after its first token, of successful streamed calls; nil where it was not measured.
  public var speed: TokenSpeed?
  /// Answers that broke off after some text had come. The text is kept in the ledger and is never a caption.
  public var partialAnswers = 0
  /// What went out of an image other than its file's bytes, in a word → calls.
  public var imagesSent: [String: Int] = [:]

  /// What requests to one model came to.
  public init(part: String = "", calls: Int, cost: RunCost, inputTokens: Int? = nil, outputTokens: Int? = nil) {
    self.part = part
    self.calls = calls
    self.cost = cost
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
  }
}

/// Seconds of successful calls, from the start of a request to its last byte or to another moment of its answer.
public struct Latency: Hashable, Sendable, Codable {
  /// Half of the calls took less, in seconds.
  public var median: Double
  /// 95 % of the calls took less, in seconds.
  public var p95: Double
  /// Calls that were timed.
  public var calls: Int

  /// Seconds of successful calls.
  public init(median: Double, p95: Double, calls: Int) {
    self.median = median
    self.p95 = p95
    self.calls = calls
  }
}

/// Tokens per second of successful streamed calls: those of the text after the first, over the time between the first of
/// the text and the last, where those are 10 ms or more apart.
public struct TokenSpeed: Hashable, Sendable, Codable {
  /// Half of the calls were faster.
  public var median: Double
  /// 95 % of the calls were faster.
  public var p5: Double
  /// Calls that were timed.
  public var calls: Int

  /// Tokens per second.
  public init(median: Double, p5: Double, calls: Int) {
    self.median = median
    self.p5 = p5
    self.calls = calls
  }
}

/// How many images of one arm went how far.
public struct ItemFlow: Hashable, Sendable, Codable {
  /// Images of the declared set.
  public var planned: Int
  /// Asked for at least once, or looked up in the file of ready-made captions.
  public var sent: Int
  /// With at least one complete rating of this arm's caption.
  public var rated: Int
  /// That count in the comparison, failures among them.
  public var analysed: Int

  /// How many images went how far.
  public init(planned: Int, sent: Int, rated: Int, analysed: Int) {
    self.planned = planned
    self.sent = sent
    self.rated = rated
    self.analysed = analysed
  }
}
