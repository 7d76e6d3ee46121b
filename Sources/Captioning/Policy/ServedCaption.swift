public import Roster
public import StudyModel

/// A policy's caption of one image, and what gave it.
public struct ServedCaption: Sendable {
  /// What asking came to; its attempts are all that were made for it, of whatever part.
  public var result: CaptionResult
  /// What gave it.
  public var served: Served
  /// Whether it stands. One that does not is no answer: asking again may bring one.
  public var isFinal: Bool
}

/// What gave a policy's caption.
public struct Served: Hashable, Sendable, Codable {
  /// The label of the part: a model, or captions made elsewhere.
  public var part: String
  /// The index, from 0, of the outermost router's rule; nil where no router decided.
  public var rule: Int?
  /// What was asked before and did not give it, in order.
  public var passed: [Passed]
  /// The label of the study's candidate whose stored caption it is; nil where the policy asked for itself.
  public var takenFrom: String?
  /// That a cache had it.
  public var hit: CacheHit?
  /// The image of the study whose caption it is, where a cache on trial would have given another's.
  public var lentBy: ItemID?

  /// What gave a policy's caption.
  public init(
    part: String, rule: Int? = nil, passed: [Passed] = [], takenFrom: String? = nil, hit: CacheHit? = nil,
    lentBy: ItemID? = nil
  ) {
    self.part = part
    self.rule = rule
    self.passed = passed
    self.takenFrom = takenFrom
    self.hit = hit
    self.lentBy = lentBy
  }
}

/// A candidate's stored caption of one image, as a router takes it.
public struct TakenCaption: Sendable {
  /// As it came; nil where none did.
  public var text: String?
  /// How asking for it had ended.
  public var outcome: Outcome
  /// What gave it, where that candidate is a policy.
  public var served: Served?
  /// What asking for it had come to, where that is wanted.
  public var origin: CacheHit?
  /// Whether a cache would have kept it, if it is a caption.
  public var isKept = true

  /// A candidate's stored caption of one image.
  public init(text: String?, outcome: Outcome, served: Served? = nil, origin: CacheHit? = nil) {
    self.text = text
    self.outcome = outcome
    self.served = served
    self.origin = origin
  }
}
