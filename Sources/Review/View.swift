internal import StudyModel
public import Terminal

/// What a state looks like. Where the frame asks for a picture, it names the presentation.
public func view(_ state: ReviewState) -> Frame {
  guard state.fits else { return tooSmall(state) }
  if let offer = state.offer { return offered(state, offer) }
  let palette = state.facts.palette
  switch state.screen {
  case .briefing(let scroll):
    let lines = TextPage.briefing(state, columns: TextPage.width(state))
    let begin = [Span("Enter", palette.title), Span(state.doneCount > 0 ? " goes on   " : " begins   ")]
    let rest = [Span("j k Space", palette.title), Span(" scroll   "), Span("q", palette.title), Span(" quits")]
    return TextPage.frame(state, lines, scroll: scroll, keys: begin + rest)
  case .help(let scroll):
    let lines = TextPage.help(state, columns: TextPage.width(state))
    let keys = [Span("q", palette.title), Span(" or "), Span("?", palette.title), Span(" closes the help")]
    return TextPage.frame(state, lines, scroll: scroll, keys: keys)
  case .zoom: return zoomed(state)
  case .rating, .tags, .skip, .comment, .text, .filter, .guess: return rating(state)
  }
}

private func tooSmall(_ state: ReviewState) -> Frame {
  var frame = Frame(width: state.size.columns, height: state.size.rows)
  let smallest = RatingLayout.smallest
  let text =
    "The window has \(state.size.columns)×\(state.size.rows) cells; rating needs \(smallest.columns)×\(smallest.rows), "
    + "better 80×24. Make it larger, or quit (q) and use --plain."
  for (row, line) in Wrapping.lines(text, columns: state.size.columns).enumerated() {
    frame.put(line, column: 0, row: row, style: state.facts.palette.warning)
  }
  return frame
}

func putPicture(
  _ state: ReviewState, _ place: Rectangle, zoom: PictureZoom = .whole, on frame: inout Frame
) {
  guard let presentation = state.presentation else { return }
  let text: String
  if let problem = state.pictureProblem {
    text = "This picture cannot be shown: \(SafeText.onOneLine(problem)) o opens it outside; s skips the item."
  } else if state.facts.displayMode == PictureMode.none.rawValue {
    text = "Pictures are not shown here (--display none). o opens it outside."
  } else {
    frame.request = PictureRequest(name: presentation.id.rawValue, place: place, zoom: zoom)
    return
  }
  for (row, line) in Wrapping.lines(text, columns: place.width - 2).prefix(place.height).enumerated() {
    frame.put(line, column: place.column + 1, row: place.row + row, style: state.facts.palette.warning)
  }
}
