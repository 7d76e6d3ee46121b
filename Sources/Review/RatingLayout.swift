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

  /// Lays a state's window out: two lines above, the panes, the panel as high as its text needs, one line below.
  init(_ state: ReviewState) {
    let columns = state.size.columns
    let rows = state.size.rows
    // Header 2, three borders, keys 1, and 6 lines at least for picture and captions; on a high window they get half.
    let room = max(4, min(rows - 12, max(12, rows / 3)))
    let lines = QuestionPanel.lines(state, columns: columns - 4, rows: room)
    let height = rows - 6 - lines.count
    let captionsNeed = columns >= 100 ? 46 : 40
    // A cell is about twice as high as wide, and most pictures are about 3:2.
    let wanted = min(columns * 11 / 20, height * 3 + 2)
    let width = max(18, min(wanted, columns - 3 - captionsNeed))
    picture = Rectangle(column: 1, row: 3, width: width, height: height)
    captions = Rectangle(column: width + 3, row: 3, width: columns - width - 4, height: height)
    panel = Rectangle(column: 2, row: 4 + height, width: columns - 4, height: lines.count)
    panelLines = lines
  }
}

extension ReviewState {
  /// Whether the window is large enough for anything but a notice.
  var fits: Bool { size.columns >= RatingLayout.smallest.columns && size.rows >= RatingLayout.smallest.rows }

  /// Whether the item in focus is what the screen shows.
  var showsItem: Bool {
    switch screen {
    case .briefing, .help: false
    case .rating, .zoom, .tags, .skip, .comment, .text, .filter: fits
    }
  }
}
