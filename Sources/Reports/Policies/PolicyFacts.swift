public import Analysis
public import Blinding

/// What really served a policy's captions: its images in parts, by the rule or the part that served them.
///
/// A part's numbers are of the policy's own captions. None of them is ever pooled under the candidate that a policy asks
/// first, and none of another arm's captions is among them.
public struct PolicyFacts: Hashable, Sendable, Codable {
  /// Under cover.
  public var arm: ArmCode
  /// `router`, `fallback` or `cache`.
  public var kind: String
  /// In the order of the rules, or of the chain; one that served nothing is there too.
  public var tiers: [Tier]
  /// What was passed over, and why: in the order of the chain.
  public var passed: [PassedOver]
  /// Images that a chain's first candidate did not serve, or that went on to another inside a rule.
  public var fellThrough: Int
  /// Images that count as failed since no answer came in the end.
  public var unserved: Int

  /// The images that one rule sent to its candidate, or that one part served.
  public struct Tier: Hashable, Sendable, Codable {
    /// The candidate or part.
    public var label: String
    /// A router's condition as written; nil for its last rule, and for what is no router.
    public var when: String?
    /// How many.
    public var images: Int
    /// Of them, those whose caption is another arm's stored one, which was paid for once.
    public var taken: Int
    /// On the claimed criterion, weighted to traffic within the part; nil where no image of it has a rating.
    public var score: TwoScopes?
    /// What the calls behind these captions cost, also those that were made for another arm.
    public var cost: RunCost
    /// US dollars per 1,000 images, each weighing what it stands for in production; nil where they are not known.
    public var weightedCost: Double?
    /// Calls that are not in ``weightedCost``; nil where there are none.
    public var unanswered: UnansweredCalls?
    /// Of the call that brought the caption; nil where none was measured.
    public var latency: Latency?

    /// The images of one rule or part.
    public init(
      label: String, when: String? = nil, images: Int, taken: Int = 0, score: TwoScopes? = nil, cost: RunCost,
      weightedCost: Double? = nil, unanswered: UnansweredCalls? = nil, latency: Latency? = nil
    ) {
      self.label = label
      self.when = when
      self.images = images
      self.taken = taken
      self.score = score
      self.cost = cost
      self.weightedCost = weightedCost
      self.unanswered = unanswered
      self.latency = latency
    }

    /// US dollars per 1,000 images, weighted like the score; a plain average where its images stand for none of production.
    /// Nil where it is unknown what an answer cost, or there is no image.
    public var perThousand: Double? {
      guard images > 0 else { return nil }
      return weightedCost ?? (cost.unknownCalls > 0 ? nil : cost.dollars.map { $0 / Double(images) * 1000 })
    }
  }

  /// How often a part did not serve, for one reason.
  public struct PassedOver: Hashable, Sendable, Codable {
    /// The part.
    public var label: String
    /// Why, in a word such as `rate_limited`.
    public var why: String
    /// Times, over all images and passes.
    public var times: Int

    /// How often a part did not serve.
    public init(label: String, why: String, times: Int) {
      self.label = label
      self.why = why
      self.times = times
    }
  }

  /// What served a policy's captions.
  public init(arm: ArmCode, kind: String, tiers: [Tier], passed: [PassedOver], fellThrough: Int, unserved: Int) {
    self.arm = arm
    self.kind = kind
    self.tiers = tiers
    self.passed = passed
    self.fellThrough = fellThrough
    self.unserved = unserved
  }

  /// All images.
  public var images: Int { tiers.reduce(unserved) { $0 + $1.images } }
}
