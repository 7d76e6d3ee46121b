internal import StudyModel
internal import Terminal

/// The picture alone, whole or a part of it.
func zoomed(_ state: ReviewState) -> Frame {
  let size = state.size
  var frame = Frame(width: size.columns, height: size.rows)
  let palette = state.facts.palette
  let place = Rectangle(column: 0, row: 0, width: size.columns, height: size.rows - 1)
  putPicture(state, place, zoom: state.zoom, on: &frame)
  if let message = state.message {
    frame.put(" " + message.text.fitted(to: size.columns - 2), column: 0, row: size.rows - 1, style: palette.warning)
    return frame
  }
  let factor = state.zoom.factor
  let lead = " ×\(factor)\(factor > 1 ? " \(waysOn(state.part))" : "")  "
  let move = factor > 1 ? [("hjkl ←↑↓→", "move"), ("0", "whole")] : []
  let line = keys([("+ −", "size")] + move + [("o", "open outside")], ending: [("z", "back")], after: lead, state)
  frame.put([Span(lead, palette.strong)] + line, column: 0, row: size.rows - 1, columns: size.columns)
  return frame
}

/// Arrows to where the picture goes on beyond the window.
private func waysOn(_ part: PicturePart) -> String {
  let none = 1e-9
  return (part.x > none ? "◀" : "·") + (part.y > none ? "▲" : "·")
    + (part.y + part.height < 1 - none ? "▼" : "·") + (part.x + part.width < 1 - none ? "▶" : "·")
}

/// Where a picture waits to be fetched from outside, with what has to be typed there.
func offered(_ state: ReviewState, _ offer: PictureOffer) -> Frame {
  let palette = state.facts.palette
  let columns = TextPage.width(state)
  func text(_ text: String) -> [[Span]] { Wrapping.lines(text, columns: columns).map { [Span($0)] } }
  func command(_ text: String) -> [[Span]] {
    [[]] + Wrapping.lines(text, columns: columns).map { [Span($0, palette.title)] } + [[]]
  }
  var lines: [[Span]] = [[], [Span("The picture in a browser", palette.strong)], []]
  if let tunnel = offer.tunnel {
    lines += text("On your own machine run this in a terminal, and leave it running:") + command(tunnel)
    lines += text("Then open there:") + command(offer.address)
  } else {
    lines += text("There is no desktop here. Open this in a browser on this machine:") + command(offer.address)
  }
  lines += text(
    "The picture can be fetched once, within \(offer.minutes) minutes, while you are on this item, and from this machine "
      + "alone. You can go on rating meanwhile; o shows this again.")
  return TextPage.frame(state, lines, scroll: 0, keys: [Span("Any key", palette.title), Span(" goes back")])
}
