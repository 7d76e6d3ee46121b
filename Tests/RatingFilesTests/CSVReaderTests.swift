import CSV
import Testing

@Suite("Comma-separated values")
struct CSVReaderTests {
  private func records(_ text: String, trimming: Bool = false) throws -> [[String]] {
    var reader = CSVReader(Array(text.utf8), trimsSpaces: trimming)
    var records: [[String]] = []
    while try reader.next() { records.append(reader.texts) }
    return records
  }

  @Test("quotes hold commas, line breaks and doubled quotes; blank lines and a byte order mark are passed over")
  func quotes() throws {
    #expect(
      try records("\u{FEFF}a,\"b, c\"\r\n\r\n\"say \"\"hi\"\"\",\"two\nlines\"\n\n,\n")
        == [["a", "b, c"], ["say \"hi\"", "two\nlines"], ["", ""]])
    #expect(try records("a,b") == [["a", "b"]])
    #expect(try records("\"\"\"\"\"\",x") == [["\"\"", "x"]])
    #expect(try records(" a , \"b\"", trimming: true) == [["a", "\"b\""]])
    #expect(try records("").isEmpty)
  }

  @Test("a quote that does not close is told where it opens, in characters")
  func fault() {
    #expect(throws: CSVReader.Fault(line: 2, column: 3, fact: "a quote that opens here is not closed.")) {
      try records("a,b\né,\"open\n")
    }
    #expect(throws: CSVReader.Fault(line: 1, column: 4, fact: "text stands after a closed quote.")) {
      try records("\"a\"b,c")
    }
  }

  @Test("a cell's place is its line and column, behind a cell that spans lines too")
  func places() throws {
    var reader = CSVReader(Array("h,i\n\"x\ny\",z".utf8))
    #expect(try reader.next())
    #expect(try reader.next())
    #expect(reader.line == 2)
    #expect(reader.place(of: 0) == (2, 1))
    #expect(reader.place(of: 1) == (3, 4))
  }

  @Test("numbers are those that reading the text gives, to the last bit")
  func numbers() throws {
    for text in ["4", "-0.5", "3.14159", "0.1", "+2", ".5", "5.", "1e3", "123456789012345", "0.123456789012345678"] {
      var reader = CSVReader(Array(text.utf8))
      #expect(try reader.next())
      #expect(reader.number(0) == Double(text), "\(text)")
    }
    for text in ["x", "-", ".", "1.2.3", "nan", "inf", "0x10", "1e999", "1;5"] {
      var reader = CSVReader(Array(text.utf8))
      #expect(try reader.next())
      #expect(reader.number(0) == nil, "\(text)")
    }
  }

  @Test("equal texts have one number, in the order of first appearance, whatever their number")
  func names() throws {
    let words = (0..<5000).map { "n\($0 % 1700)" }
    var reader = CSVReader(Array(words.joined(separator: "\n").utf8))
    var table = NameTable()
    var numbers: [Int32] = []
    while try reader.next() {
      let number = table.number(of: 0, in: reader)
      numbers.append(try #require(number))
    }
    #expect(table.names == (0..<1700).map { "n\($0)" })
    #expect(numbers == words.indices.map { Int32($0 % 1700) })
    var broken = CSVReader([0x61, 0xFF])
    #expect(try broken.next())
    let none = table.number(of: 0, in: broken)
    #expect(none == nil)
  }
}
