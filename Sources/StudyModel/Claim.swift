/// What a study claims, fixed with its reason before packets are written.
public struct Claim: Hashable, Sendable, Codable {
  /// The question id the claim is about, or `score` for a rubric's declared total.
  public var criterion: String
  /// Whom the claim speaks for.
  public var scope: Scope
  /// The smallest loss that would matter, in rubric points; above zero. Where captions are compared, in net preference:
  /// judgements for the candidate less those for the incumbent, as a share of all; below one.
  public var margin: Double
  /// Why that margin.
  public var because: String
  /// Confidence level of every interval, for example 0.95.
  public var confidence: Double

  /// What a study claims.
  public init(criterion: String, scope: Scope, margin: Double, because: String, confidence: Double = 0.95) {
    self.criterion = criterion
    self.scope = scope
    self.margin = margin
    self.because = because
    self.confidence = confidence
  }
}

/// Whom an interval speaks for.
public enum Scope: String, Hashable, Sendable, Codable, CaseIterable {
  /// New images, the same people.
  case theseRaters = "these raters"
  /// New images and new people.
  case ratersLikeThese = "raters like these"

  /// The other one: always shown, never promoted.
  public var other: Scope { self == .theseRaters ? .ratersLikeThese : .theseRaters }
}

/// As a key in JSON, a scope stands under its phrase.
extension Scope: CodingKeyRepresentable {}
