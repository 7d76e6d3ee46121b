internal import StudyModel
public import Terminal

/// What a state looks like. Where the frame asks for a picture, it names the presentation.
public func view(_ state: ReviewState) -> Frame {
  guard state.fits else { return tooSmall(state) }
  if let offer = state.offer { return offered(state, offer) }
  let palette = state.facts.palette
  if let practice = state.practice {
    guard let scroll = practice.told else { return view(practice.review) }
    let isLast = practice.index + 1 == state.facts.guide.practice.count
    let keys = [
      Span("Enter", palette.title), Span(isLast ? " begins with the items that count" : " next practice item"),
    ]
    return TextPage.frame(
      state, TextPage.told(state, practice, columns: TextPage.width(state)), scroll: scroll, keys: keys)
  }
  switch state.screen {
  case .briefing(let scroll):
    let lines = TextPage.briefing(state, columns: TextPage.width(state))
    return TextPage.frame(state, lines, scroll: scroll, keys: briefingKeys(state))
  case .example(let index): return TextPage.example(state, index)
  case .history(let scroll):
    let keys = [Span("q", palette.title), Span(" or "), Span("H", palette.title), Span(" closes the history")]
    return TextPage.frame(
      state, TextPage.history(state, columns: TextPage.width(state)), scroll: scroll, keys: keys)
  case .help(let scroll):
    let lines = TextPage.help(state, columns: TextPage.width(state))
    var keys = [Span("q", palette.title), Span(" or "), Span("?", palette.title), Span(" closes the help")]
    if !state.facts.guide.practice.isEmpty { keys += [Span("   P", palette.title), Span(" practice item")] }
    return TextPage.frame(state, lines, scroll: scroll, keys: keys)
  case .zoom: return zoomed(state)
  case .rating, .tags, .skip, .comment, .text, .edit, .filter, .guess: return rating(state)
  }
}

/// The briefing's keys: the practice item comes first until it was done or skipped.
private func briefingKeys(_ state: ReviewState) -> [Span] {
  let palette = state.facts.palette
  let goesOn = state.doneCount > 0 ? " goes on   " : " begins   "
  var keys: [(String, String)] =
    state.offersPractice
    ? [("Enter", " practice (does not count)  "), ("s", " without it  ")] : [("Enter", goesOn)]
  if !state.facts.guide.examples.isEmpty { keys.append(("x", " examples  ")) }
  if !state.facts.guide.practice.isEmpty && !state.offersPractice { keys.append(("P", " practice again  ")) }
  if !state.offersPractice { keys.append(("j k", " scroll  ")) }
  keys.append(("q", " quits"))
  return keys.flatMap { [Span($0.0, palette.title), Span($0.1)] }
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
  guard let image = state.shownImage else { return }
  let text: String
  if let problem = state.pictureProblem {
    text = "This picture cannot be shown: \(SafeText.onOneLine(problem)) o opens it outside; s skips the item."
  } else if state.facts.displayMode == PictureMode.none.rawValue {
    text = "Pictures are not shown here (--display none). o opens it outside."
  } else {
    frame.request = PictureRequest(name: image.name, place: place, zoom: zoom)
    return
  }
  for (row, line) in Wrapping.lines(text, columns: place.width - 2).prefix(place.height).enumerated() {
    frame.put(line, column: place.column + 1, row: place.row + row, style: state.facts.palette.warning)
  }
}
