/// Comma-separated values as RFC 4180 has them: fields in quotation marks may hold commas, line breaks and doubled
/// quotation marks; lines end with LF or CRLF; a byte order mark is skipped and empty lines are left out.
struct DelimitedText {
  struct Row: Equatable {
    /// Where the row begins, from 1.
    var line: Int
    var fields: [String]
  }

  struct Problem: Error, Equatable {
    var line: Int
    var fact: String
  }

  static func rows(_ text: String) throws(Problem) -> [Row] {
    var reader = Reader(text: Array(text.unicodeScalars))
    if reader.text.first == "\u{FEFF}" { reader.index = 1 }
    var rows: [Row] = []
    while reader.index < reader.text.count {
      let row = Row(line: reader.line, fields: try reader.row())
      if row.fields != [""] { rows.append(row) }
    }
    return rows
  }

  private struct Reader {
    let text: [Unicode.Scalar]
    var index = 0
    var line = 1

    mutating func row() throws(Problem) -> [String] {
      var fields: [String] = []
      while true {
        fields.append(try field())
        guard index < text.count, text[index] == "," else { break }
        index += 1
      }
      if index < text.count, text[index] == "\r" { index += 1 }
      if index < text.count, text[index] == "\n" { index += 1 }
      line += 1
      return fields
    }

    private var atEnd: Bool {
      index >= text.count || text[index] == "," || text[index] == "\n"
        || text[index] == "\r" && (index + 1 == text.count || text[index + 1] == "\n")
    }

    private mutating func field() throws(Problem) -> String {
      var field = String.UnicodeScalarView()
      guard index < text.count, text[index] == "\"" else {
        while !atEnd {
          field.append(text[index])
          index += 1
        }
        return String(field)
      }
      let opened = line
      index += 1
      while index < text.count {
        if text[index] == "\"" {
          index += 1
          guard index < text.count, text[index] == "\"" else {
            if atEnd { return String(field) }
            throw Problem(line: line, fact: "something stands between a closing quotation mark and the next comma.")
          }
        }
        if text[index] == "\n" { line += 1 }
        field.append(text[index])
        index += 1
      }
      throw Problem(line: opened, fact: "a quotation mark is never closed.")
    }
  }
}
