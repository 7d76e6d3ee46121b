public import StudyModel

/// What asking a candidate for a caption came to.
public struct CaptionResult: Hashable, Sendable {
  /// The caption as it came, but for reasoning split off its head; nil where none came or none counts.
  public var text: String?
  /// How it ended.
  public var outcome: Outcome
  /// Why there is no caption: a refusal's words, or the last fault. One line, without a key.
  public var reason: String?
  /// Every try, in order.
  public var attempts: [AttemptRecord]

  /// What asking came to.
  public init(text: String?, outcome: Outcome, reason: String? = nil, attempts: [AttemptRecord] = []) {
    self.text = text
    self.outcome = outcome
    self.reason = reason
    self.attempts = attempts
  }
}

/// A fault that the next image would meet again: the candidate is stopped after this one proof, or after so many captions
/// without any answer that nobody can be there.
public struct PermanentFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The fault's class, for example `bad_key`, `quota`, `no_vision`, `unreachable` or `out_of_order`.
  public var kind: String
  /// Place, fact, consequence, next step; without a key.
  public var message: String
  /// The tries made for this caption, the last of which is the proof; none where another caption met it.
  public var attempts: [AttemptRecord]

  /// The message.
  public var description: String { message }
  /// Whether nobody answered, or the service with nothing but its own faults: not for good, only for this run.
  public var isUnreachable: Bool { [Self.unreachable, Self.outOfOrder].contains(kind) }

  /// Whether it is the image's row that lacks a field which the prompt names.
  public var lacksField: Bool { kind == Self.missingField }

  static let missingField = "missing_field"
  static let unreachable = "unreachable"
  static let outOfOrder = "out_of_order"
}
