/// What both `decision.md` and `report.html` say: written once, rendered twice.
struct Document: Sendable {
  /// What a reader must know before anything else: one line each, at the very top.
  var warnings: [Prose]
  var title: Prose
  var blocks: [Block]
}

/// One piece of a document.
enum Block: Sendable {
  /// Levels 2 and 3; 1 is the document's title.
  case heading(Int, Prose)
  case paragraph(Prose)
  case list([Prose])
  /// One sentence a candidate, first thing under the title.
  case verdicts([VerdictLine])
  case table(Table)
  case figure(Figure)
  /// Lines to be copied, as they are.
  case code([String])
}

/// A sentence that stands alone, and what kind of answer it is.
struct VerdictLine: Sendable {
  enum Tone: String, Sendable { case may, mayNot = "may-not", open }
  var tone: Tone
  var sentence: Prose
}

/// A table with its caption. The first column names the row.
struct Table: Sendable {
  struct Column: Sendable {
    enum Alignment: Sendable { case leading, trailing }
    var title: Prose
    var alignment: Alignment

    static func text(_ title: Prose) -> Column { Column(title: title, alignment: .leading) }
    static func number(_ title: Prose) -> Column { Column(title: title, alignment: .trailing) }
  }

  var caption: Prose
  var columns: [Column]
  /// Each as long as ``columns``.
  var rows: [[Prose]]
  /// Whether a narrow screen shows a row as a card, one cell below the other, rather than a table to be scrolled.
  var stacks = false
}

/// A picture that also stands in a file of its own.
struct Figure: Sendable {
  /// Path within the report's folder.
  var file: String
  /// What it shows, for those who do not see it.
  var alternative: String
  var caption: Prose
  var svg: String
}
