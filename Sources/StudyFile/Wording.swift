/// The known word nearest to a misspelt one.
///
/// - Returns: nil where nothing is near: more than a third of the letters, or more than three, would have to change.
public func nearest(to word: String, among known: [String]) -> String? {
  let limit = min(3, max(1, word.count / 3))
  let ranked = known.map { (word: $0, distance: editDistance(word.lowercased(), $0.lowercased())) }
  guard let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= limit else { return nil }
  return best.word
}

/// The least number of letters put in, left out, replaced, or swapped with their neighbour (optimal string alignment).
///
/// - Complexity: O(n · m).
func editDistance(_ left: String, _ right: String) -> Int {
  let a = Array(left)
  let b = Array(right)
  var rows = [Array(0...b.count)]
  for i in 0..<a.count {
    var row = [i + 1]
    for j in 0..<b.count {
      var cost = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, rows[i - 1][j - 1] + 1) }
      row.append(cost)
    }
    rows.append(row)
  }
  return rows[a.count][b.count]
}

/// A value as a message may show it: short, on one line, and never what looks like a key.
func shown(_ value: String) -> String {
  looksSecret(value) ? "(not shown: it looks like a key)" : quoted(value, longest: 60)
}

/// A file's name as a message shows it; names made of hashes are common, and no keys.
func quoted(_ name: String, longest: Int = 120) -> String {
  let flat = String(name.map { $0.isNewline || $0 == "\t" ? " " : $0 })
  return "'" + (flat.count > longest ? flat.prefix(longest - 3) + "..." : flat) + "'"
}

/// Whether a text looks like a service key: `sk-…`, `Bearer …`, or a long run of letters and digits.
func looksSecret(_ text: String) -> Bool {
  let lower = trimmed(text).lowercased()
  if lower.hasPrefix("bearer ") { return true }
  return lower.split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }).contains { word in
    word.hasPrefix("sk-") || (word.count >= 32 && word.contains(where: \.isNumber) && word.contains(where: \.isLetter))
  }
}

/// A number without a needless `.0`.
func plain(_ number: Double) -> String {
  number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
}

/// `1 image`, `2 images`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

/// A text without white space at its ends.
func trimmed(_ text: some StringProtocol) -> String {
  var rest = Substring(text)
  while rest.first?.isWhitespace == true { rest.removeFirst() }
  while rest.last?.isWhitespace == true { rest.removeLast() }
  return String(rest)
}

/// Whether a text is made of ASCII letters, digits and the further characters only, and is 1 to `longest` long.
func isName(_ text: String, also further: String, longest: Int) -> Bool {
  (1...longest).contains(text.count)
    && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) || further.contains($0) }
}
