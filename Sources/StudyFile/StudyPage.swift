/// A study file's lines, of which some are to be replaced by what stands where the reader found a value.
struct StudyPage {
  private var lines: [String]
  private let root: Section
  private let complaints: Complaints
  /// Lines to be put before a line, by its place from 0.
  private var before: [Int: [String]] = [:]
  /// Places of lines that are gone, from 0.
  private var gone: Set<Int> = []
  /// Places of lines that became comments, from 0.
  private var commented: Set<Int> = []

  init(_ text: String, root: Section, complaints: Complaints) {
    // A line end of two characters is one Character to Swift.
    lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    self.root = root
    self.complaints = complaints
  }

  /// The lines as they are now.
  var text: String {
    lines.indices.flatMap { (before[$0] ?? []) + (gone.contains($0) ? [] : [lines[$0]]) }.joined(separator: "\n")
  }

  /// Values that are paths, seen from the study file's folder; those of the data set, which is replaced, are not among them.
  var paths: [Tree] {
    let review = mapping(root.value("review"))
    let practice: [Tree] =
      if case .list(let items)? = review.first(where: { $0.key == "practice" })?.value.content { items } else { [] }
    let candidates = ["candidates", "parts"].flatMap { mapping(root.value($0)) }.flatMap { mapping($0.value) }
    return [root.value("prices")].compactMap(\.self) + review.filter { $0.key == "rubric" }.map(\.value)
      + practice.flatMap { mapping($0) }.filter { $0.key == "image" }.map(\.value)
      + candidates.filter { $0.key == "captions" && !commented.contains($0.place.line - 1) }.map(\.value)
  }

  private func mapping(_ value: Tree?) -> [Tree.Entry] {
    if case .mapping(let entries)? = value?.content { entries } else { [] }
  }

  /// Puts a text where a scalar stands. A scalar that is written over several lines is a complaint.
  mutating func replace(_ value: Tree, by text: String) {
    guard let old = value.text, old != text else { return }
    let index = value.place.line - 1
    let scalars = Array(lines[index].unicodeScalars)
    let start = value.place.column - 1
    let rest = scalars[min(start, scalars.count)...]
    var end: Int?
    if let quote = rest.first, quote == "\"" || quote == "'" {
      var position = start + 1
      while position < scalars.count, scalars[position] != quote {
        position += quote == "\"" && scalars[position] == "\\" ? 2 : 1
      }
      if position < scalars.count { end = position + 1 }
    } else if rest.starts(with: Array(old.unicodeScalars)) {
      end = start + old.unicodeScalars.count
    }
    guard let end else {
      complaints.add(
        value.place, "this text is written over several lines.", "What has to stand there instead has no place.",
        "Write it on one line.")
      return
    }
    let new = Self.quoted(text)
    lines[index] = String(
      String.UnicodeScalarView(Array(scalars[..<start]) + Array(new.unicodeScalars) + Array(scalars[end...])))
  }

  /// A comment above a key.
  mutating func note(_ key: String, _ words: String) {
    guard let line = root.entry(key)?.place.line else { return }
    before[line - 1, default: []].append("# \(words)")
  }

  /// Puts another text behind a key of the file's outermost level, on however many lines the old one is, which stays as a
  /// comment above. A key that is not there yet is put before the data set.
  mutating func replaceEntry(_ key: String, by text: String) {
    let line = "\(key): \(Self.quoted(text))"
    guard let old = root.entry(key)?.value.text else {
      if let dataset = root.entry("dataset")?.place.line { before[dataset - 1, default: []].append(line) }
      return
    }
    let words = old.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    replaceBlock(key, by: ["# in the last study: \(words)", line])
  }

  /// Puts lines where a key with its value stands.
  mutating func replaceBlock(_ key: String, by new: [String]) {
    guard let entry = root.entry(key) else { return }
    let first = entry.place.line - 1
    gone.formUnion(first..<end(of: entry, among: root.entries, within: lines.count))
    before[first, default: []] += new
  }

  /// The line after an entry's last one: comments and blank lines before the next belong to the next.
  private func end(of entry: Tree.Entry, among entries: [Tree.Entry], within last: Int) -> Int {
    let first = entry.place.line - 1
    let next = entries.map { $0.place.line - 1 }.filter { $0 > first }.min() ?? last
    var end = next
    while end > first + 1, isOutside(lines[end - 1], of: entry) { end -= 1 }
    return end
  }

  /// Whether a line is blank, or a comment that is no deeper than the key.
  private func isOutside(_ line: String, of entry: Tree.Entry) -> Bool {
    let rest = line.drop { $0 == " " || $0 == "\t" }
    guard let mark = rest.first else { return true }
    return mark == "#" && line.count - rest.count < entry.place.column
  }

  /// Turns candidates of ready-made captions into comments.
  ///
  /// - Parameter incumbent: must not be one.
  /// - Returns: their labels.
  mutating func commentReadyMade(keeping incumbent: String) -> [String] {
    var labels: [String] = []
    for block in ["candidates", "parts"] {
      guard let outer = root.entry(block) else { continue }
      let entries = mapping(outer.value)
      let last = end(of: outer, among: root.entries, within: lines.count)
      for entry in entries where mapping(entry.value).contains(where: { $0.key == "captions" }) {
        let first = entry.place.line - 1
        let isAlone =
          first > outer.place.line - 1
          && !entries.contains { $0.key != entry.key && $0.place.line == entry.place.line }
        guard isAlone, entry.key != incumbent else {
          complaints.add(
            entry.place,
            entry.key == incumbent
              ? "the incumbent \(shown(entry.key)) is ready-made captions of the last images."
              : "\(shown(entry.key)) is ready-made captions, and stands on one line with others.",
            "There are none of the new images.",
            entry.key == incumbent
              ? "Name another incumbent, or caption the new images elsewhere first."
              : "Write each candidate on lines of its own.")
          continue
        }
        labels.append(entry.key)
        for index in first..<end(of: entry, among: entries, within: last) {
          let indent = lines[index].prefix { $0 == " " }
          lines[index] = "\(indent)# \(lines[index].dropFirst(indent.count))"
          commented.insert(index)
        }
      }
    }
    return labels
  }

  /// A text that YAML reads as it stands.
  static func quoted(_ text: String) -> String {
    let isPlain =
      text.first?.isLetter == true
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./".contains($0)) }
      && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
    if isPlain { return text }
    return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
  }
}
