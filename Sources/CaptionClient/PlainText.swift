/// What a service said, made fit for one line of an error message: control characters, line breaks and characters that
/// turn the direction of writing become spaces, runs of spaces one, and anything beyond `limit` characters an ellipsis.
///
/// For messages only. A caption is never passed through this.
func plainLine(_ text: String, limit: Int = 240) -> String {
  var line = ""
  var pendingSpace = false
  var count = 0
  for scalar in text.unicodeScalars {
    if isUnprintable(scalar) || scalar.properties.isWhitespace {
      pendingSpace = !line.isEmpty
      continue
    }
    if count >= limit { return line + "…" }
    if pendingSpace {
      line += " "
      count += 1
      pendingSpace = false
    }
    line.unicodeScalars.append(scalar)
    count += 1
  }
  return line
}

/// Whether a character acts on a terminal instead of showing: C0 and C1 controls, DEL, bidirectional controls,
/// line and paragraph separators.
func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x00...0x1F, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
  default: false
  }
}
