import Foundation
import ProgramStand
import Testing

/// Names that a spreadsheet would take for a formula.
@Suite("verify, names that look like formulas", .serialized)
struct VerifyNamesTests {
  @Test("a category that ratings.csv has with an apostrophe before it is the one of results.json")
  func category() throws {
    let study = try Copied()
    for name in ["study.sqlite", "key.sqlite"] { try study.remove(name) }
    // Of another version, so that the documents' words, which have the old names, are not held against it.
    for name in ["results.json", "manifest.json"] {
      try study.write(
        try study.text(name).replacing(/"blindfold": "[^"]*"/, with: "\"blindfold\": \"0.0.9\""), to: name)
    }
    let table = try study.text("ratings.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let names = Set(table.dropFirst().map { $0[1] })
    let numbers = names.reduce(try study.text("results.json")) {
      $0.replacingOccurrences(of: "\"\($1)\":", with: "\"+\($1)\":")
    }
    try study.write(numbers, to: "results.json")
    func categories(_ name: (String) -> String) throws {
      let rows = table.enumerated().map { number, cells in
        var cells = cells
        if number > 0 { cells[1] = name(cells[1]) }
        return cells.joined(separator: ",")
      }
      try study.write(rows.joined(separator: "\n") + "\n", to: "ratings.csv")
      for document in ["results.json", "ratings.csv"] { try study.listAnew(document) }
    }
    try categories { "'+\($0)" }
    let result = try study.verify()
    #expect(result.status == 0 && !result.output.contains("DIFFERS"), "\(result.output)\(result.errors)")
    // One that is the name's own has another before it.
    try categories { "''+\($0)" }
    #expect(try study.verify().status == 100)
    // The apostrophe is taken off, not passed over: another name still differs.
    try categories { "'+\($0)s" }
    let other = try study.verify()
    #expect(other.status == 100, "\(other.output)")
  }
}
