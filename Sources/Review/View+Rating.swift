internal import StudyModel
internal import Terminal

/// The rating screen: where one is, the picture beside the captions, the question with its anchors, the keys.
func rating(_ state: ReviewState) -> Frame {
  var frame = Frame(width: state.size.columns, height: state.size.rows)
  guard state.presentation != nil else {
    frame.put("This packet has no items. q quits.", column: 1, row: 1)
    return frame
  }
  let layout = RatingLayout(state)
  header(state, on: &frame)
  progress(state, on: &frame)
  let pane = CaptionPane(state, columns: layout.captions.width)
  let top = pane.top(rows: layout.captions.height, scroll: state.scroll)
  borders(state, layout, above: top > 0, below: pane.lines.count - top > layout.captions.height, on: &frame)
  putPicture(state, layout.picture, on: &frame)
  for (row, line) in pane.lines.dropFirst(top).prefix(layout.captions.height).enumerated() {
    frame.put(line, column: layout.captions.column, row: layout.captions.row + row, columns: layout.captions.width)
  }
  for (row, line) in layout.panelLines.enumerated() {
    frame.put(line, column: layout.panel.column, row: layout.panel.row + row, columns: layout.panel.width)
  }
  frame.put(footer(state), column: 1, row: state.size.rows - 1, columns: state.size.columns - 2)
  return frame
}

/// " Item 7/40 · open ⚑ flagged          ana  12m04s  38s/item  ETA 21m"
private func header(_ state: ReviewState, on frame: inout Frame) {
  let palette = state.facts.palette
  let index = state.focus.item
  var left = [
    Span("\(state.comparesPairs ? "Pair" : "Item") \(index + 1)/\(state.presentations.count)", palette.strong),
    Span(" · "),
  ]
  if let reason = state.words(Judgement.Reserved.skip, item: index) {
    left.append(Span("skipped: \(SafeText.onOneLine(reason))".fitted(to: 30), palette.warning))
  } else {
    left.append(state.rated.contains(index) ? Span("✓ rated", palette.done) : Span("open"))
  }
  if state.isGuessing { left = GuessPanel.header(state) }
  if state.isPractice {
    left = [Span("PRACTICE", palette.warning), Span(" · nothing you answer here is stored or counted", palette.strong)]
  }
  if state.isFlagged(index) { left.append(Span(" ⚑ flagged", palette.warning)) }
  if state.answer(Judgement.Reserved.comment, item: index) != nil { left.append(Span(" ✎ comment", palette.title)) }
  if state.filter != .all {
    let count = state.presentations.indices.count { state.passes($0) }
    left.append(Span(" · \(state.filter.rawValue) only: \(count)", palette.focus))
  }
  let pace = state.millisecondsPerItem.map { "  \($0 / 1000)s/\(state.unit)" } ?? ""
  let time = state.clock.isAway ? "paused \(Clock.text(state.clock.total))" : Clock.text(state.clock.total)
  let toGo = state.doneCount < state.presentations.count ? "  ETA \(Clock.rough(state.millisecondsLeft))" : "  done"
  let right = "\(SafeText.onOneLine(state.facts.rater).fitted(to: 20))  \(time)\(pace)\(toGo)"
  let room = state.size.columns - 2
  let start = 1 + room - DisplayWidth.of(right)
  frame.put(left, column: 1, row: 0, columns: room)
  let leftWidth = left.reduce(0) { $0 + DisplayWidth.of($1.text) }
  if leftWidth + 2 < start { frame.put(right, column: start, row: 0, style: palette.quiet) }
}

private func progress(_ state: ReviewState, on frame: inout Frame) {
  let palette = state.facts.palette
  if state.isPractice {
    let line = "PRACTICE " + String(repeating: "─", count: max(0, state.size.columns - 11))
    return frame.put([Span(line, palette.warning)], column: 1, row: 1, columns: state.size.columns - 2)
  }
  let done = state.doneCount
  let all = state.presentations.count
  let skipped = state.presentations.indices.count { state.isSkipped($0) }
  let text = " \(done)/\(all) (\(all > 0 ? done * 100 / all : 0)%)" + (skipped > 0 ? ", \(skipped) skipped" : "")
  let width = state.size.columns - 2 - DisplayWidth.of(text)
  let filled = all > 0 ? done * width / all : 0
  let bar = [
    Span(String(repeating: "━", count: filled), palette.done),
    Span(String(repeating: "─", count: width - filled), palette.quiet), Span(text, palette.text),
  ]
  frame.put(bar, column: 1, row: 1, columns: state.size.columns - 2)
}

private func borders(_ state: ReviewState, _ layout: RatingLayout, above: Bool, below: Bool, on frame: inout Frame) {
  let columns = state.size.columns
  let line = state.facts.palette.quiet
  let middle = layout.picture.column + layout.picture.width
  let mid = layout.captions.row + layout.captions.height
  let bottom = mid + layout.panel.height + 1
  func rule(_ row: Int, _ left: String, _ joint: String, _ right: String) {
    frame.put(left + String(repeating: "─", count: columns - 2) + right, column: 0, row: row, style: line)
    frame.put(joint, column: middle, row: row, style: line)
  }
  rule(2, "╭", "┬", "╮")
  rule(mid, "├", "┴", "┤")
  rule(bottom, "╰", "─", "╯")
  for row in 3..<bottom where row != mid {
    frame.put("│", column: 0, row: row, style: line)
    if row < mid { frame.put("│", column: middle, row: row, style: line) }
    frame.put("│", column: columns - 1, row: row, style: line)
  }
  frame.put(pictureTitle(state), column: 2, row: 2, columns: layout.picture.width - 2)
  let title =
    state.comparesPairs
    ? (columns >= 90 ? " Two captions (sides by chance, nobody named) " : " Two captions (blind) ")
    : state.showsOneCaption
      ? " \(state.captionName)\(state.isPractice ? "" : " (shuffled, blind)") "
      : columns >= 90 ? " Captions (shuffled, nobody named) " : " Captions (shuffled, blind) "
  frame.put(title, column: middle + 2, row: 2, style: state.facts.palette.text)
  let warning = state.facts.palette.warning
  if above { frame.put(" ▲ more ", column: columns - 10, row: 2, style: warning) }
  if below { frame.put(" ▼ more: Space ", column: columns - 17, row: mid, style: warning) }
}

/// Below some 200 pixels across, detail cannot be judged: the title says what helps.
private func pictureTitle(_ state: ReviewState) -> [Span] {
  let palette = state.facts.palette
  let width = state.display.pixelWidth
  guard width > 0, width < 200, !state.isOpenOutside, !state.isGuessing else {
    return [Span(" Image ")]
  }
  if state.size.columns < 75 { return [Span(" coarse: ", palette.warning), Span("z o ", palette.title)] }
  return [
    Span(" Image "), Span("coarse: ", palette.warning), Span("z", palette.title), Span(" zoom ", palette.warning),
    Span("o", palette.title), Span(" open ", palette.warning),
  ]
}

private func footer(_ state: ReviewState) -> [Span] {
  let palette = state.facts.palette
  if state.pending?.problem != nil {
    let next = state.pending?.isLeaving == true ? "q again leaves without it" : "any key tries again"
    return [Span(" NOT SAVED ", palette.alarm), Span(" \(next)", palette.warning)]
  }
  if let message = state.message {
    return [
      Span(message.isWarning ? "! " : "", palette.warning),
      Span(message.text, message.isWarning ? palette.warning : palette.strong),
    ]
  }
  switch state.screen {
  case .tags:
    return keys(
      [("1–9", "mark"), ("j k", "move"), ("Space", "marks"), ("Enter", "saves"), ("Esc", "leaves as it was")], state)
  case .edit:
    return keys(
      [("Enter", "saves"), ("Esc", "leaves as it was"), ("Ctrl-R", "the caption back"), ("↑↓", "lines")], state)
  case .skip, .comment, .text: return keys([("Enter", "saves"), ("Esc", "leaves as it was")], state)
  case .guess:
    return keys(
      [
        ("n", "next"), ("p", "previous"), ("jk", "caption"), ("u", "undo"), ("o", "open picture"),
        ("Esc", "to the \(state.unit)s"),
      ], ending: [("q", "quit")], state)
  case .filter: return keys([("1–4", "choose"), ("Esc", "leaves as it was")], state)
  default: break
  }
  if state.isPractice && state.doneCount == state.presentations.count {
    return [Span("PRACTICE ", palette.warning), Span("✓ complete  ", palette.done)]
      + keys([("Enter", "what the conductor would have said")], ending: [("q", "leave")], state)
  }
  if state.showsOneCaption, state.missingAnswers(slot: state.focus.slot) == 0,
    state.missing(in: state.focus.item, after: nil) != nil
  {
    return [Span("✓ complete  ", palette.done)]
      + keys(
        [("Enter", "next caption"), ("k", "back"), ("u", "undo"), ("t", "tags"), ("e", "edit"), ("?", "help")],
        ending: [("q", "quit")], state)
  }
  if state.rated.contains(state.focus.item) && state.doneCount < state.presentations.count {
    let next = [Span("✓ complete  ", palette.done)]
    return next
      + keys(
        [
          ("Enter", "next \(state.unit)"), ("u", "undo"), ("t", "tags"), ("c", "comment"), ("?", "help"), ("q", "quit"),
        ], state)
  }
  if state.openGuesses > 0 {
    let next = [Span("✓ all done  ", palette.done)]
    return next + keys([("n", "one last question, optional"), ("u", "undo")], ending: [("q", "quit")], state)
  }
  let choices = state.question?.choices ?? []
  let digits =
    choices.count > 1 ? "\(choices[0].key)–\(choices[choices.count - 1].key)" : choices.first.map { "\($0.key)" }
  let score = digits.map { [($0, state.comparesPairs ? "prefer" : "score")] } ?? []
  // Where both captions fit, j and k change nothing of a pair.
  let captions = state.comparesPairs ? [] : [("jk", "caption")]
  return keys(
    score + captions + [
      ("hl", "question"), ("Enter", "next"), ("u", "undo"), ("s", "skip"), ("f", "flag"),
      ("z", "zoom"), ("c", "comment"),
    ], ending: [("?", "help"), ("q", "quit")], state)
}

/// Keys with what they do: as many as fit, the most needed first, and always the last ones.
func keys(
  _ entries: [(String, String)], ending: [(String, String)] = [], after lead: String = "", _ state: ReviewState
) -> [Span] {
  let palette = state.facts.palette
  func width(_ entry: (String, String)) -> Int { DisplayWidth.of(entry.0) + DisplayWidth.of(entry.1) + 3 }
  var room = state.size.columns - DisplayWidth.of(lead) - ending.reduce(0) { $0 + width($1) }
  let fitting = entries.prefix { entry in
    room -= width(entry)
    return room >= 0
  }
  return (fitting + ending).flatMap { [Span($0.0, palette.title), Span(" \($0.1)  ", palette.text)] }
}
