/// Content with the reasoning at its head split off, which a service without a parser for it leaves in the text. It
/// would tell a rater which kind of model wrote the caption.
///
/// Recognised at the very beginning: `<think>…</think>` and `<thinking>…</thinking>`, and everything before a first
/// `</think>` that was never opened (some chat templates put the opening tag into the question). An opened tag that
/// is never closed leaves no caption: the model was still reasoning when it stopped. The white space after
/// the closing tag goes with the tag; nothing else is touched.
func splittingReasoning(_ content: String) -> (text: String, reasoning: String?) {
  // Few captions have any, and looking for text costs more than for a byte.
  guard content.utf8.contains(UInt8(ascii: "<")) else { return (content, nil) }
  let start = content.drop { $0.isWhitespace }
  for name in ["think", "thinking"] {
    let (open, close) = ("<\(name)>", "</\(name)>")
    if start.hasPrefix(open) {
      let rest = start.dropFirst(open.count)
      guard let end = rest.firstRange(of: close) else { return ("", String(rest)) }
      return (String(rest[end.upperBound...].drop { $0.isWhitespace }), trimmingSpace(String(rest[..<end.lowerBound])))
    }
    if let end = content.firstRange(of: close), !content[..<end.lowerBound].contains(open) {
      return (
        String(content[end.upperBound...].drop { $0.isWhitespace }), trimmingSpace(String(content[..<end.lowerBound]))
      )
    }
  }
  return (content, nil)
}
