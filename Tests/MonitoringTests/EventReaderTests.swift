import Foundation
import Statistics
import Testing

@testable import Monitoring

@Suite("logs of events")
struct EventReaderTests {
  private static let latest = Day(number: 20_000)

  private static func read(
    _ text: String, _ form: EventReader.Form? = nil, piece: Int = .max, skipsBad: Bool = false,
    outcomes: [String]? = nil
  ) throws -> (table: EventTable, bad: BadLines) {
    var table = EventTable(outcomes: outcomes)
    var reader = EventReader(file: "log", form: form, latest: latest, skipsBad: skipsBad)
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: min(piece, max(1, bytes.count))) {
      try reader.take(Array(bytes[start..<min(bytes.count, start + min(piece, bytes.count))]), into: &table)
    }
    try reader.finish(into: &table)
    return (table, reader.bad)
  }

  private static let csv = """
    time,category,tier,shown,final,accepted,note
    2024-03-01,food,nano,a red boat,a red boat,1,x
    2024-03-02T10:00:00Z,"food, hot",nano,"a ""red"" boat
    on sand","a ""blue"" boat
    on sand",0,
    2024-03-01,food,big,a red boat,,true,y

    """

  private static let jsonl = """
    {"time": "2024-03-01", "category": "food", "tier": "nano", "shown": "a red boat", "final": "a red boat", "accepted": 1, "note": "x"}
    {"tier": "nano", "time": 1709373600, "category": "food, hot", "shown": "a \\"red\\" boat\\non sand", "final": "a \\u0022blue\\u0022 boat\\non sand", "accepted": false, "tags": ["a", {"}": "]"}]}
    {"time":"2024-03-01","category":"food","tier":"big","shown":"a red boat","final":"","accepted":true,"note":"y"}
    """

  @Test("a table and lines of JSON say the same, in whatever pieces they come", arguments: [1, 2, 3, 7, 64, Int.max])
  func forms(piece: Int) throws {
    for text in [Self.csv, Self.jsonl, "\u{FEFF}" + Self.csv, "\u{FEFF}" + Self.jsonl] {
      let (table, bad) = try Self.read(text, piece: piece)
      #expect(table.events == 3 && bad.total == 0)
      #expect(table.categories == ["food", "food, hot"] && table.tiers == ["nano", "big"])
      #expect(table.span.map { "\($0.lowerBound) \($0.upperBound)" } == "2024-03-01 2024-03-02")
      // Unchanged; 1 of 5 words; all of them, and nothing left.
      #expect(table.tallies.map(\.classes) == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1]])
      #expect(table.tallies.map(\.emptied) == [0, 0, 1])
      let accepted = try #require(table.outcomes.first { $0.name == "accepted" })
      #expect(accepted.isRate && accepted.moments.map(\.mean) == [1, 0, 1])
      let note = try #require(table.outcomes.first { $0.name == "note" })
      #expect(note.isText && note.unreadable == 2 && note.readable == 0)
      #expect(note.unreadableAt == (text.contains("{") ? "log:1:129" : "log:2:46"))
    }
  }

  @Test("an event's order does not matter")
  func order() throws {
    let lines = Self.jsonl.split(separator: "\n").map(String.init)
    let (one, other) = (
      try Self.read(lines.joined(separator: "\n")), try Self.read(lines.reversed().joined(separator: "\n"))
    )
    func sums(_ table: EventTable) -> Set<String> {
      Set(
        zip(table.cells, table.tallies).map {
          "\($0.day) \(table.categories[Int($0.category)]) \(table.tiers[Int($0.tier)]) \($1)"
        })
    }
    #expect(sums(one.table) == sums(other.table))
  }

  @Test(
    "a line that is no event is refused at its place",
    arguments: [
      ("time,shown,final\nyesterday,a,a\n", 2, 1, "no time"),
      ("time,shown,final\n2024-01-01,a\n", 2, 1, "2 cells"),
      ("time,shown,final\n2024-01-01,a,\"b\"c\n", 2, 17, "after a closed quote"),
      ("time,shown,final\n2030-01-01,a,a\n", 2, 1, "has not come yet"),
      ("time,shown,final\n1999-01-01,a,a\n", 2, 1, "before 2000"),
      ("time,shown\n2024-01-01,a\n", 1, 1, "no column 'final'"),
      ("time,shown,final,time\n", 1, 1, "twice"),
      ("{\"time\": \"2024-01-01\", \"shown\": \"a\"}\n", 1, 1, "no 'final'"),
      ("\n{\"time\": \"2024-01-01\", \"shown\": \"a\", \"final\": \"a\"} x\n", 2, 52, "no JSON object"),
      ("{\"time\": \"2024-01-01\", \"shown\": [1], \"final\": \"a\"}\n", 1, 33, "no JSON object"),
      ("{\"time\": \"2024-01-01\", \"shown\": \"a\", \"shown\": \"b\", \"final\": \"a\"}\n", 1, 47, "twice"),
      ("[{\"time\": 1}]", 1, 1, "JSON list"),
    ])
  func refused(text: String, line: Int, column: Int, fact: String) throws {
    let error = #expect(throws: BadLine.self) { try Self.read(text) }
    #expect(error?.line == line && error?.column == column, "\(error?.place ?? "")")
    #expect(error?.fact.contains(fact) == true, "\(error?.fact ?? "")")
  }

  @Test("passed over, such lines are counted by kind and the others kept; a header never is")
  func skipped() throws {
    let text =
      "time,shown,final\nyesterday,a,a\n2024-01-01,a,b\n2024-01-01,a,\"b\"c\n2024-01-01,a\nnow,a,a\n2024-01-02,a,a"
    let (table, bad) = try Self.read(text, skipsBad: true)
    #expect(table.events == 2)
    #expect(bad.counts == [.time: 2, .notAnEvent: 2] && bad.firsts.map(\.line) == [2, 4])
    #expect(throws: BadLine.self) { try Self.read("time,shown\n", skipsBad: true) }
  }

  @Test("a quote that is never closed costs a stretch of a stream and no more")
  func openQuote() throws {
    let rows = (0..<60_000).map { "2024-01-01,caption number \($0),caption number \($0)" }.joined(separator: "\n")
    let text = "time,shown,final\n2024-01-01,\"a,a\n" + rows + "\n"
    let (table, bad) = try Self.read(text, piece: 1 << 16, skipsBad: true)
    #expect(bad.counts == [.tooLong: 1] && bad.firsts.first?.line == 2)
    #expect(table.events > 30_000 && table.events < 60_000)
  }

  @Test("a cell that is no number costs that cell and nothing else, whether the column was asked for or not")
  func outcomes() throws {
    let text = "time,shown,final,score,user_id\n2024-01-01,a,a,2.5,17\n2024-01-01,a,a,,18\n2024-01-01,a,a,3e0,19\n"
    let (table, _) = try Self.read(text)
    #expect(table.outcomes.map(\.name) == ["score"])
    #expect(table.outcomes[0].moments.map(\.mean) == [2.75] && !table.outcomes[0].isRate)
    for asked in [nil, ["score"]] {
      let (table, _) = try Self.read(text + "2024-01-02,a,b,good,20\n2024-01-02,a,b, 7 ,21\n", outcomes: asked)
      let score = table.outcomes[0]
      #expect(table.events == 5 && score.readable == 3 && score.unreadable == 1 && !score.isText)
      #expect(score.unreadableAt == "log:5:16" && score.moments.map(\.mean) == [2.75, 7])
    }
    // Half of the cells may be text, and no more.
    let header = "time,shown,final,score\n"
    for (cells, isText) in [("1,x", false), ("1,x,x", true), ("x,1,1,x", false), (",,x", true)] {
      let lines = cells.split(separator: ",", omittingEmptySubsequences: false).map { "2024-01-01,a,a,\($0)\n" }
      #expect(try Self.read(header + lines.joined()).table.outcomes[0].isText == isText, "\(cells)")
    }
    #expect(throws: BadLine.self) { try Self.read(text, outcomes: ["missing"]) }
  }

  @Test("memory does not grow with names without end: past a thousand they are refused")
  func names() throws {
    let rows = (0..<1500).map { "2024-01-01,id\($0),a,a" }.joined(separator: "\n")
    let (table, bad) = try Self.read("time,category,shown,final\n" + rows, skipsBad: true)
    #expect(table.events == 1000 && bad.counts == [.tooMany: 500] && table.categories.count == 1000)
  }

  @Test("bytes at random are refused or passed over, never more than that")
  func noise() throws {
    var generator = SeededGenerator(seed: 3)
    for text in [Self.csv, Self.jsonl] {
      for _ in 0..<300 {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
          bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        }
        var table = EventTable()
        var reader = EventReader(file: "log", form: nil, latest: Self.latest, skipsBad: true)
        do {
          try reader.take(bytes, into: &table)
          try reader.finish(into: &table)
        } catch {
          #expect(error.isFatal)
        }
        #expect(table.events <= 3)
      }
    }
  }
}
