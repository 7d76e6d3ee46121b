import ProgramStand
import Testing

/// Names that a spreadsheet would take for a formula.
@Suite("verify, names that look like formulas", .serialized)
struct VerifyNamesTests {
  @Test("a category that ratings.csv has with an apostrophe before it is the one of results.json")
  func category() throws {
    let study = try Copied()
    for name in ["study.sqlite", "key.sqlite"] { try study.remove(name) }
    // One category has all the traffic: its estimates are those over everything, where the two files' names agree.
    try study.replace("\"traffic\": {}", "\"traffic\": {\"+misc\": 1}", in: "results.json")
    func categories(_ name: String) throws {
      let rows = try study.text("ratings.csv").split(separator: "\n")
      let renamed = rows.enumerated().map { number, row in
        var cells = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        if number > 0 { cells[1] = name }
        return cells.joined(separator: ",")
      }
      try study.write(renamed.joined(separator: "\n") + "\n", to: "ratings.csv")
      for document in ["results.json", "ratings.csv"] { try study.listAnew(document) }
    }
    try categories("'+misc")
    let result = try study.verify()
    #expect(result.status == 0 && !result.output.contains("DIFFERS"), "\(result.output)\(result.errors)")
    // The apostrophe is taken off, not passed over: another name still differs.
    try categories("'+miscs")
    let other = try study.verify()
    #expect(other.status == 100, "\(other.output)")
  }
}
