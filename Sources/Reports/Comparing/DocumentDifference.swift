/// Where a document says something else than what was worked out again.
public struct DocumentDifference: Hashable, Sendable {
  /// Where in the document: `line 12`, or a key path such as `comparisons[flash].difference.value`.
  public var place: String
  /// What the document says there, shortened; nil where it says nothing.
  public var there: String?
  /// What it should say, shortened likewise; nil where it should say nothing.
  public var expected: String?

  /// Where a document says something else.
  public init(place: String, there: String?, expected: String?) {
    self.place = place
    self.there = there
    self.expected = expected
  }

  /// Two different texts, each cut to what surrounds the first difference.
  public init(place: String, texts there: String, _ expected: String) {
    let (one, other) = (Array(there), Array(expected))
    let shared = zip(one, other).prefix { $0 == $1 }.count
    // A number is told whole, and with a few words before it.
    let start = max(0, shared - 24)
    func cut(_ text: [Character]) -> String {
      let end = min(text.count, shared + 40)
      return (start > 0 ? "…" : "") + String(text[start..<max(start, end)]) + (end < text.count ? "…" : "")
    }
    self.init(place: place, there: cut(one), expected: cut(other))
  }
}

extension String {
  /// Its lines, and an empty one behind the last line feed.
  var documentLines: [Substring] {
    utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Substring($0) }
  }
}

extension DocumentDifference {
  /// Two texts line by line.
  ///
  /// Lines are held against each other from both ends, so that one that is missing or new does not make others out of all
  /// that follow.
  ///
  /// - Returns: a difference a line; one for the whole stretch where the numbers of lines differ.
  public static func lines(_ there: String, _ expected: String) -> [DocumentDifference] {
    lines(there.documentLines[...], expected.documentLines)
  }

  /// The same of a stretch of a document's lines, whose indices are those of the whole document.
  static func lines(_ there: ArraySlice<Substring>, _ expected: [Substring]) -> [DocumentDifference] {
    let (before, one, other) = (there.startIndex, Array(there), expected)
    let head = zip(one, other).prefix { $0 == $1 }.count
    let most = min(one.count, other.count) - head
    let tail = zip(one.reversed(), other.reversed()).prefix { $0 == $1 }.prefix(most).count
    let (left, right) = (one[head..<one.count - tail], other[head..<other.count - tail])
    if left.count == right.count {
      return zip(left, right).enumerated().filter { $0.element.0 != $0.element.1 }.map { offset, pair in
        DocumentDifference(place: "line \(before + head + offset + 1)", texts: String(pair.0), String(pair.1))
      }
    }
    let place =
      left.isEmpty
      ? "after line \(before + head)"
      : left.count == 1
        ? "line \(before + head + 1)" : "lines \(before + head + 1) to \(before + head + left.count)"
    func short(_ lines: ArraySlice<Substring>) -> String? {
      lines.first.map { $0.prefix(80) + ($0.count > 80 || lines.count > 1 ? "…" : "") }.map(String.init)
    }
    return [DocumentDifference(place: place, there: short(left), expected: short(right))]
  }
}
