/// What an SVG picture says, apart from where it is drawn.
enum FigureText {
  /// A text of a picture.
  struct Element: Hashable {
    /// `title`, `desc` or `text`.
    var name: String
    /// As it stands there, escaped.
    var text: String
  }

  /// Every title, description and text, wherever it stands.
  static func elements(_ svg: String) -> [Element] {
    svg.matches(of: /<(title|desc|text)(?:\s[^>]*)?>([^<]*)/).map {
      Element(name: String($0.output.1), text: String($0.output.2))
    }
  }

  /// Two pictures line by line: elements, their classes, texts and style, but not the numbers in attributes, which may be
  /// drawn from scores that a file rounded.
  static func differences(_ svg: String, _ expected: String) -> [DocumentDifference] {
    let (there, should) = (svg.documentLines, expected.documentLines)
    let (blank, blankExpected) = (there.map(withoutPlaces), should.map(withoutPlaces))
    return DocumentDifference.lines(blank[...], blankExpected)
  }

  private static func withoutPlaces(_ line: Substring) -> Substring {
    line.hasPrefix("<")
      ? Substring(line.replacing(/\ (?:[xy][12]?|c[xy]|r|width|height|points|viewBox|d)="[-0-9., ]*"/, with: "")) : line
  }
}
