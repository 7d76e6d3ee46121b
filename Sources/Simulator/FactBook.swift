public import Roster
public import StudyModel

/// What is true of each image of a set, known by the SHA-256 of the image's bytes.
///
/// It is read from an ImageFolder's `metadata.jsonl`, from the columns `file_name`, `category` and `facts` alone: the
/// reference captions are never looked at. The stand-in service writes captions from it and the stand-in raters judge
/// captions by it.
public struct FactBook: Sendable {
  /// One image and its facts.
  public struct Entry: Sendable {
    /// SHA-256 of the image's bytes.
    public let id: ItemID
    /// The file's name as the data set has it.
    public let fileName: String
    /// The stratum it counts in.
    public let category: String
    /// In caption order; the absent ones are for making things up.
    public let facts: [Fact]

    let matcher: FactMatcher
    /// Openings and padding sentences that mention nothing these facts are about.
    let openings: [String]
    let filler: [String]

    init(id: ItemID, fileName: String, category: String, facts: [Fact]) {
      self.id = id
      self.fileName = fileName
      self.category = category
      self.facts = facts
      matcher = FactMatcher(facts: facts)
      openings = CaptionBank.silent(CaptionBank.openings, matcher)
      filler = CaptionBank.silent(CaptionBank.filler, matcher)
    }

    /// A complete true caption: all that is known, in caption order.
    public var completeCaption: String {
      Sentence.write(facts.filter { $0.kind != .absent }.map(\.say))
    }

    /// What is wrong with a caption of this image.
    public func defects(of caption: String) -> Defects {
      matcher.defects(of: caption, checks: FactBook.checks)
    }
  }

  /// In the order of the file.
  public let entries: [Entry]
  private let places: [ItemID: Int]

  /// What stand-in raters hold captions to: 25 words and no filler in front.
  public static let checks = CaptionChecks(maxWords: 25, bannedOpenings: CaptionBank.openings)

  /// The image of that id; nil where it is not in the book.
  public subscript(item: ItemID) -> Entry? { places[item].map { entries[$0] } }

  init(entries: [Entry]) {
    self.entries = entries
    places = Dictionary(
      entries.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
  }
}
