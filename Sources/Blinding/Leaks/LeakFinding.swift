public import StudyModel

/// What a leak scan may find in an arm's captions.
public enum LeakKind: String, Hashable, Sendable, Codable, CaseIterable {
  /// A caption says that a machine wrote it, or which one.
  case selfNaming = "speaks of itself"
  /// A distinctive name of a maker, a model or a candidate.
  case name = "names a maker or model"
  /// A name that is also an ordinary word, such as the label `flash`.
  case possibleName = "possibly names one"
  /// The caption opens by speaking of the picture: "The image shows".
  case opening = "opens with the picture"
  /// Many captions open with the same words.
  case sameOpening = "same first words"
  /// Bold, headings, lists, code or links in Markdown.
  case markdown = "Markdown"
  /// The whole caption stands in quotation marks.
  case quoted = "in quotation marks"
  /// A full stop ends the caption.
  case period = "full stop at the end"
  /// Emoji.
  case emoji
  /// A hashtag.
  case hashtag
  /// "I can see".
  case firstPerson = "first person"
  /// Not one capital letter in a script that has them.
  case lowerCase = "no capitals"
  /// More than one line.
  case severalLines = "several lines"
  /// Lengths that hardly overlap with the incumbent's.
  case length

  /// What the conductor can do. Captions are never edited, and what is stored is not asked for again: what helps is a
  /// prompt for a new study, or to know the limit.
  public var advice: String {
    let alike = "ask every candidate for the same style in the prompt of a new study"
    return switch self {
    case .selfNaming, .name:
      "raters who read these know whose they are: it limits the blind. Tell the model to describe the picture alone"
    case .possibleName: "look at the examples: it may be what the picture shows"
    case .opening, .sameOpening: "\(alike) (\"do not open with …\")"
    case .markdown, .severalLines: "\(alike) (\"plain text in one line\")"
    case .quoted, .period, .emoji, .hashtag, .lowerCase, .firstPerson: alike
    case .length: "ask every candidate for the same number of words, and shorten what is too long, in a new study"
    }
  }
}

/// One way in which an arm's captions may tell whose they are.
public struct LeakFinding: Hashable, Sendable, Codable {
  /// A caption as it came.
  public struct Example: Hashable, Sendable, Codable {
    /// Of which image.
    public var item: ItemID
    /// Unedited.
    public var text: String
  }

  /// How well the arm is told from the incumbent by this alone.
  public struct Contrast: Hashable, Sendable, Codable {
    /// The incumbent's captions of which it is true.
    public var captions: Int
    /// The incumbent's captions.
    public var of: Int
    /// Images of which both have a caption.
    public var images: Int
    /// Of these, images where it is true of one caption and not of the other; for lengths, where one is longer in the
    /// direction in which the arm is.
    public var differing: Int
    /// Area under the curve, 0.5 to 1: the chance of telling right which of two captions is the arm's, by this alone.
    /// For a habit the captions are of one image: ½ + |b − c| / 2n, with it in b images the arm's alone and in c the
    /// incumbent's alone. For lengths they are any two: the Mann–Whitney statistic, ties counted half.
    public var auc: Double
    /// Median words, the arm's and the incumbent's; for lengths alone.
    public var medians: [Double]
  }

  /// Under cover.
  public var arm: ArmCode
  /// What kind.
  public var kind: LeakKind
  /// What was found, in the captions' or the lists' words; empty where the kind says it all.
  public var found: [String]
  /// The arm's captions of which it is true; for lengths, those on the arm's side of the incumbent's median.
  public var captions: Int
  /// Captions of the arm that raters may see.
  public var of: Int
  /// Nil for names, which tell on an arm by themselves.
  public var contrast: Contrast?
  /// Two at most, of this arm; of the incumbent, where it is the incumbent that has the habit.
  public var examples: [Example]

  /// The share of the arm's captions.
  public var share: Double { of == 0 ? 0 : Double(captions) / Double(of) }
}
