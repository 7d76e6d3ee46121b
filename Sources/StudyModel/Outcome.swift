/// How asking for a caption ended.
public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
  /// A caption within the declared length.
  case captioned
  /// A caption longer than the declared length; still rated.
  case overLength = "over-length"
  /// Cut off by the token limit.
  case truncated
  /// The model declined.
  case refused
  /// The service's content filter withheld it.
  case filtered
  /// An answer without text.
  case empty
  /// No answer within the attempts allowed.
  case failed

  /// Whether raters see it. What they do not see counts as the scale's lowest point.
  public var isRated: Bool { self == .captioned || self == .overLength }
}
