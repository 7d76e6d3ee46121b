internal import StudyModel
internal import Terminal

/// Where the parts of the rating screen are.
struct RatingLayout {
  /// The place of the picture.
  let picture: Rectangle
  /// The place of the captions.
  let captions: Rectangle
  /// The place of the panel with the question in focus, inside its border.
  let panel: Rectangle
  /// The panel's lines; never more than its rows.
  let panelLines: [[Span]]

  /// Smallest window in which rating is possible.
  static let smallest = (columns: 60, rows: 18)

  /// Lays a state's window out: two lines above, the panes, the panel, one line below.
  ///
  /// The panel is as high as the rubric's longest question needs, whichever is in focus: the picture must not jump
  /// from key to key.
  init(_ state: ReviewState) {
    let columns = state.size.columns
    let rows = state.size.rows
    // Header 2, three borders, keys 1. Picture and captions keep 8 lines (4 in the smallest window), or two thirds.
    let room = max(rows / 3, rows - 6 - min(8, rows - 14))
    let numbered = state.rubric.questions.indices.filter { !state.rubric.questions[$0].choices.isEmpty }
    let longest = numbered.map { index in
      QuestionPanel.question(state, index, columns: columns - 4, rows: room).count
    }
    let tallest = state.isGuessing ? GuessPanel.lines(state, columns: columns - 4).count : longest.max() ?? 0
    let panelHeight = min(room, max(4, tallest))
    let lines = QuestionPanel.lines(state, columns: columns - 4, rows: panelHeight)
    let height = rows - 6 - panelHeight
    let captionsNeed = columns >= 100 ? 46 : 40
    // A cell is about twice as high as wide, and most pictures are about 3:2.
    let wanted = min(columns * 11 / 20, height * 3 + 2)
    let width = max(18, min(wanted, columns - 3 - captionsNeed))
    picture = Rectangle(column: 1, row: 3, width: width, height: height)
    captions = Rectangle(column: width + 3, row: 3, width: columns - width - 5, height: height)
    panel = Rectangle(column: 2, row: 4 + height, width: columns - 4, height: panelHeight)
    panelLines = lines
  }
}

extension ReviewState {
  /// Whether the window is large enough for anything but a notice.
  var fits: Bool { size.columns >= RatingLayout.smallest.columns && size.rows >= RatingLayout.smallest.rows }

  /// Whether the item in focus is what the screen shows.
  var showsItem: Bool {
    switch screen {
    case .briefing, .example, .help, .history: false
    case .rating, .zoom, .tags, .skip, .comment, .text, .edit, .filter, .guess:
      fits && offer == nil && practice?.told == nil
    }
  }
}
