/// What stays of a caption whose words were removed: enough to tell whether words that somebody still has were it, and to
/// work out again what its length decides.
public struct KeptCaption: Hashable, Sendable, Codable {
  /// SHA-256 of the caption's UTF-8 bytes, 64 lower-case hexadecimal digits.
  public var sha256: String
  /// How many words it had, parted by white space.
  public var words: Int

  /// What stays of a caption.
  public init(sha256: String, words: Int) {
    self.sha256 = sha256
    self.words = words
  }
}

/// What stays of a rater's text that was removed.
public struct RemovedText: Hashable, Sendable, Codable {
  /// How far an edited caption was from the caption, between 0 and 1; nil for a note.
  public var distance: Double?

  /// What stays of a rater's text.
  public init(distance: Double?) { self.distance = distance }

  /// What stands in the place of a removed text.
  public static let mark = "[removed]"
}

extension Slot {
  /// Whether two slots show the same caption, also where its words are gone.
  public func shows(_ other: Slot) -> Bool { caption == other.caption && kept?.sha256 == other.kept?.sha256 }
}
