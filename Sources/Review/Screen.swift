/// What fills the screen, or the panel under the captions.
public enum Screen: Hashable, Sendable {
  /// The first screen; lines scrolled.
  case briefing(scroll: Int)
  /// A worked example with its picture, by its index.
  case example(Int)
  /// Rating.
  case rating
  /// The keys and the whole rubric; lines scrolled.
  case help(scroll: Int)
  /// The picture alone.
  case zoom
  /// A list of tags for the caption in focus.
  case tags(TagList)
  /// A reason for skipping: a number, or words of one's own.
  case skip(LineEditor)
  /// A comment on the item.
  case comment(LineEditor)
  /// The text that answers a question about the caption in focus.
  case text(question: String, LineEditor)
  /// The caption in focus, as the rater would have it.
  case edit(question: String, TextEditor)
  /// What was said of the item so far; lines scrolled.
  case history(scroll: Int)
  /// Which items to show.
  case filter
  /// The last question, about the item in focus.
  case guess

  /// What can be opened by a key.
  public enum Kind: Hashable, Sendable { case help, zoom, tags, skip, comment, text, filter, history, practice }

  /// Reasons for skipping that a digit gives.
  public static let reasons = [
    "The picture cannot be seen well enough", "I know where one of these captions comes from",
    "I would rather not look at this picture",
  ]
}

/// Tags being chosen.
public struct TagList: Hashable, Sendable {
  /// The question they answer.
  public var question: String
  /// All tags, in rubric order.
  public var tags: [String]
  /// Those chosen.
  public var chosen: Set<String>
  /// The one the cursor is on.
  public var cursor: Int

  /// The chosen ones, in rubric order.
  public var answer: [String] { tags.filter(chosen.contains) }
}
