/// What is wrong with a caption, found by comparing its words with an image's facts.
///
/// A penalty is in points of a scale from 1 to 5 and is taken off 5. The amounts are the same for every model.
public struct Defects: Hashable, Sendable {
  /// How a caption names what the image is of.
  public enum Subject: Hashable, Sendable {
    /// By one of the fact's terms.
    case right
    /// By a word that says no more than that there is something.
    case vague
    /// As something else.
    case wrong
    /// Not at all.
    case missing
  }

  /// How the subject is named.
  public var subject: Subject
  /// Other facts that are not mentioned, in the order of the fact book.
  public var missing: [Fact]
  /// Other facts of which a false variant stands in the caption.
  public var wrong: [Fact]
  /// Things that are not in the image.
  public var invented: [Fact]
  /// Facts about words in the image that are given correctly.
  public var textsGiven: Int
  /// Facts about words in the image that a caption could give.
  public var texts: Int
  /// Whether it has more words than allowed.
  public var isTooLong: Bool
  /// Whether it opens with filler.
  public var hasBannedOpening: Bool

  /// Points taken off for what is said but false.
  public var falsehoods: Double {
    (subject == .wrong ? Self.subjectWrong : 0)
      + wrong.reduce(0) { $0 + Self.wrongBase + Self.wrongPerWeight * Double($1.weight) }
      + Self.inventedEach * Double(invented.count)
  }

  /// Points taken off for what is not said. A wrong subject is a missing one here.
  public var omissions: Double { subjectOmission(wrongCounts: true) + missingFacts }

  /// Points taken off in all: falsehoods, omissions and form.
  public var penalty: Double {
    falsehoods + subjectOmission(wrongCounts: false) + missingFacts + (isTooLong ? Self.tooLong : 0)
      + (hasBannedOpening ? Self.bannedOpening : 0)
  }

  /// 5 less the penalty: the latent quality, before anybody's taste. It may be below 1.
  public var quality: Double { 5 - penalty }

  private var missingFacts: Double { missing.reduce(0) { $0 + Self.missingPerWeight * Double($1.weight) } }

  private func subjectOmission(wrongCounts: Bool) -> Double {
    switch subject {
    case .right: 0
    case .vague: Self.subjectVague
    case .missing: Self.subjectMissing
    case .wrong: wrongCounts ? Self.subjectMissing : 0
    }
  }

  static let subjectWrong = 3.0
  static let subjectMissing = 2.0
  static let subjectVague = 1.0
  static let missingPerWeight = 0.2
  static let wrongBase = 0.5
  static let wrongPerWeight = 0.25
  static let inventedEach = 1.0
  static let tooLong = 0.5
  static let bannedOpening = 0.5
}
