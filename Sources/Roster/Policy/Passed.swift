/// A part of a policy that did not give the caption.
public struct Passed: Hashable, Sendable, Codable {
  /// Its label.
  public var part: String
  /// Why, in a word: one of ``FallThrough``'s, or ``onHold``, ``stopped`` or ``noCaption``.
  public var why: String

  /// A part that did not give the caption.
  public init(part: String, why: String) {
    self.part = part
    self.why = why
  }

  /// It was not asked: its service had asked to be left alone.
  public static let onHold = "on_hold"
  /// It cannot go on in this run.
  public static let stopped = "stopped"
  /// Its file of captions has none of this image.
  public static let noCaption = "no_caption"
}
