/// How the captions of an item are put before a rater who scores each by itself.
public enum CaptionLayout: String, Hashable, Sendable, Codable, CaseIterable {
  /// All of them on one screen.
  case together
  /// One on the screen; the next one once it is complete.
  case oneAtATime = "one-at-a-time"
}

/// What a study shows its raters before they begin: captions in the conductor's own words, with the answers that the
/// conductor would give and why.
///
/// Nothing of it comes from a candidate or is about an item of the study, and nothing said of it is stored as a rating.
public struct ReviewGuide: Hashable, Sendable, Codable {
  /// Captions with their answers, for the first screen.
  public var examples: [WorkedExample]
  /// Pictures to try the keys on.
  public var practice: [PracticeItem]

  /// What a study shows its raters before they begin; as it stands, nothing.
  public init(examples: [WorkedExample] = [], practice: [PracticeItem] = []) {
    self.examples = examples
    self.practice = practice
  }

  /// Whether nothing is shown.
  public var isEmpty: Bool { examples.isEmpty && practice.isEmpty }

  /// Every picture that is needed to show it, each once, sorted.
  public var images: [ItemID] { Set(examples.compactMap(\.image) + practice.map(\.image)).sorted() }
}

/// One caption with the answers that the conductor would give, shown on the first screen.
public struct WorkedExample: Hashable, Sendable, Codable {
  /// Its picture, named by the SHA-256 of its bytes; nil where the words are enough.
  public var image: ItemID?
  /// The caption, in the conductor's own words.
  public var caption: String
  /// Question id → the answer that the conductor would give.
  public var answers: [String: Answer]
  /// Why.
  public var because: String

  /// One caption with the conductor's answers.
  public init(image: ItemID? = nil, caption: String, answers: [String: Answer], because: String) {
    self.image = image
    self.caption = caption
    self.answers = answers
    self.because = because
  }
}

/// A picture with captions to try the keys on before the first item.
public struct PracticeItem: Hashable, Sendable, Codable {
  /// The picture, named by the SHA-256 of its bytes.
  public var image: ItemID
  /// In shown order.
  public var captions: [PracticeCaption]
  /// Why the conductor would answer so.
  public var because: String

  /// A picture with captions to try the keys on.
  public init(image: ItemID, captions: [PracticeCaption], because: String) {
    self.image = image
    self.captions = captions
    self.because = because
  }
}

/// One caption to practise on.
public struct PracticeCaption: Hashable, Sendable, Codable {
  /// The caption, in the conductor's own words.
  public var caption: String
  /// Question id → the answer that the conductor would give.
  public var answers: [String: Answer]

  /// One caption to practise on.
  public init(caption: String, answers: [String: Answer]) {
    self.caption = caption
    self.answers = answers
  }
}
