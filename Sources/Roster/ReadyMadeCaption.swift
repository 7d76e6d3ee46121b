public import StudyModel

/// A caption that was made elsewhere.
public struct ReadyMadeCaption: Hashable, Sendable {
  /// As written; empty where the answer said nothing.
  public var text: String
  /// How asking ended, where the file says that it did not end well: cut, filtered or refused. Nil where it is a caption
  /// like any other.
  public var outcome: Outcome?

  /// A caption that was made elsewhere.
  public init(_ text: String, outcome: Outcome? = nil) {
    self.text = text
    self.outcome = outcome
  }
}
