import Foundation
import ProgramStand
import Testing

/// `blindfold monitor` on logs as production writes them.
@Suite("monitor, as a user runs it")
struct MonitorTests {
  /// Sixty days of 20 events a day and category; food gets worse on the fortieth, 2024-02-10.
  private static func lines(days: Int = 60) -> [String] {
    (0..<days).flatMap { day -> [String] in
      let date = Date(timeIntervalSince1970: Double(19_723 + day) * 86_400).formatted(.iso8601)
      return ["food", "people"].flatMap { category in
        (0..<20).map { number in
          let isEdited = number < (category == "food" && day >= 40 ? 11 : 3)
          return
            "\(date),\(category),A boat on the sand.,\(isEdited ? "A red boat on the sand." : "A boat on the sand."),1"
        }
      }
    }
  }

  private static let header = "time,category,shown,final,accepted\n"

  private func monitor(
    _ arguments: [String], input: String = ""
  ) throws -> (status: Int32, output: String, errors: String) {
    let result = try Programs.run("blindfold", ["monitor"] + arguments, input: input)
    return (result.status, result.output, result.errors)
  }

  @Test("a category that gets worse ends in 100, with a table, a document, a figure and the same as JSON")
  func flagged() throws {
    let folder = try TemporaryFolder("monitor")
    let log = folder.path + "/edits.csv"
    try (Self.header + Self.lines().joined(separator: "\n")).write(toFile: log, atomically: true, encoding: .utf8)
    let files = ["md", "json", "svg"].map { "\(folder.path)/edits.\($0)" }
    let (status, output, errors) = try monitor([
      log, "--swap", "2024-02-10", "--markdown", files[0], "--json", files[1], "--svg", files[2],
    ])
    #expect(status == 100 && errors.isEmpty, "\(errors)")
    #expect(output.contains("FLAG food: ") && !output.contains("FLAG people"), "\(output)")
    let words = output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let since = try #require(words.firstMatch(of: /Flagged since (2024-02-1[0-9]) by the events' own dates/)).1
    #expect(output.contains("2,400 events, 2024-01-01 to 2024-02-29") && output.contains("Before and after 2024-02-10"))
    let texts = try files.map { try String(contentsOfFile: $0, encoding: .utf8) }
    #expect(texts[0].contains("](edits.svg)") && texts[0].contains("| food |"))
    #expect(texts[2].contains("</svg>") && texts[2].contains("prefers-color-scheme: dark"))
    let object = try #require(JSONSerialization.jsonObject(with: Data(texts[1].utf8)) as? [String: Any])
    #expect(object["flagged"] as? Bool == true && (object["rows"] as? [Any])?.count == 3)
    let printed = try monitor([log, "--swap", "2024-02-10", "--json", "-"])
    #expect(printed.output == texts[1] && printed.status == 100)
    // Replayed as a stream months later, the flag has the day of the data, and not that of the look.
    let replayed = try monitor(["-"], input: Self.header + Self.lines().joined(separator: "\n"))
    #expect(
      replayed.output.contains("flag up: food, flagged since \(since) by the events' own dates. Read up to 2024-02-"),
      "\(replayed.output)")
  }

  @Test("a cell that is no number is named, and everything else counts; only a column that is mostly text is left out")
  func cells() throws {
    let folder = try TemporaryFolder("monitor")
    let log = folder.path + "/edits.csv"
    var lines = Self.lines(days: 10).map { "\($0),said" }
    lines[7] = lines[7].replacing(",1,said", with: ",n/a,said")
    try ("time,category,shown,final,accepted,comment\n" + lines.joined(separator: "\n")).write(
      toFile: log, atomically: true, encoding: .utf8)
    for arguments in [[log], [log, "--outcome", "accepted"]] {
      let (status, output, errors) = try monitor(arguments)
      #expect(status == 0 && errors.isEmpty && output.contains("400 events"), "\(output)\(errors)")
      let words = output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(
        words.contains(
          "Column 'accepted': 1 of 400 cells (0.3 %) is neither a number nor true or false, first \(log):9:"),
        "\(output)")
      #expect(words.contains("accepted all 399 100.0 %"), "\(output)")
      #expect(words.contains("Column 'comment': 400 of 400 cells") == (arguments.count == 1), "\(output)")
    }
  }

  @Test("Unix time in milliseconds is read, and said; a time of another number of digits is told which are read")
  func milliseconds() throws {
    let lines = (0..<150).map { "17040672\($0 % 10)0000,food,a,a,1" }.joined(separator: "\n")
    let (status, output, errors) = try monitor(["-"], input: Self.header + lines + "\n17040672,food,a,a,1\n")
    #expect(status == 0 && output.contains("150 events, 2024-01-01 to 2024-01-01"), "\(output)")
    #expect(output.contains("150 times of 13 digits: read as Unix time in milliseconds."), "\(output)")
    #expect(errors.contains("Unix time of 10 digits (13 in milliseconds, 16 in microseconds)"), "\(errors)")
  }

  @Test("nothing wrong ends in 0; what is asked of a flag is the caller's to say")
  func quiet() throws {
    let folder = try TemporaryFolder("monitor")
    let log = folder.path + "/edits.csv"
    try (Self.header + Self.lines(days: 30).joined(separator: "\n")).write(
      toFile: log, atomically: true, encoding: .utf8)
    let quiet = try monitor([log])
    #expect(quiet.status == 0 && quiet.output.contains("No flag is up"), "\(quiet.output)")
    #expect(try monitor([log, "--threshold", "0.05"]).status == 100)
    #expect(try monitor([log, "--threshold", "0.05", "--minimum", "100000"]).status == 0)
  }

  @Test("of a stream a flag is printed when it goes up, long before the end; a bad line is told once and ends nothing")
  func stream() throws {
    let running = try Running("blindfold", ["monitor", "-"])
    running.write(
      Self.header + Self.lines(days: 55).joined(separator: "\n") + "\nyesterday,food,a,a,1\nnow,food,a,a,1\n")
    #expect(running.until { $0.contains("flag up: food") }, "\(running.output)")
    running.write("2024-02-29,people,a,a,1\n")
    running.closeInput()
    let result = running.wait()
    #expect(result.status == 100 && result.output.contains("2,201 events"), "\(result.output)")
    #expect(result.errors.split(separator: "\n").count == 1 && result.errors.contains("standard input:2202:1"))
    #expect(result.output.contains("2 lines passed over"))
  }

  @Test("lines of JSON on standard input are told by their first byte, and Ctrl-C ends with what had come")
  func interrupted() throws {
    let running = try Running("blindfold", ["monitor", "-"])
    let line = "{\"time\": \"2024-01-01\", \"category\": \"food\", \"shown\": \"a boat\", \"final\": \"a ship\"}\n"
    running.write(String(repeating: line, count: 150))
    #expect(running.until { $0.contains("flag up: all") }, "\(running.output) \(running.errors)")
    kill(running.process.processIdentifier, SIGINT)
    let result = running.wait()
    #expect(result.status == 130 && result.output.contains("FLAG all: 100.0 % of 150"), "\(result.output)")
  }

  @Test("says what is wrong, where, and ends with its code")
  func refusals() throws {
    let folder = try TemporaryFolder("monitor")
    let log = folder.path + "/edits.csv"
    try (Self.header + "2024-01-01,food,a,a,1\nyesterday,food,a,a,1\n").write(
      toFile: log, atomically: true, encoding: .utf8)
    let bad = try monitor([log])
    #expect(bad.status == 65 && bad.errors.contains("\(log):3:1: 'yesterday' is no time"), "\(bad.errors)")
    #expect(bad.errors.contains("--skip-bad") && bad.output.isEmpty)
    let skipped = try monitor([log, "--skip-bad"])
    #expect(skipped.status == 0 && skipped.output.contains("1 line passed over"), "\(skipped.output)")
    #expect(try monitor([folder.path + "/none.csv"]).status == 66)
    #expect(try monitor([log, log]).status == 64)
    #expect(try monitor([log, "--threshold", "30"]).status == 64)
    #expect(try monitor([log, "--swap", "1 November"]).status == 64)
    #expect(try monitor([log, "--outcome", "shown"]).status == 64)
    let missing = try monitor([log, "--outcome", "clicks"])
    #expect(missing.status == 65 && missing.errors.contains("no column 'clicks'"), "\(missing.errors)")
    #expect(try monitor([log, "--skip-bad", "--svg", folder.path + "/nowhere/a.svg"]).status == 73)
    let empty = try monitor(["-"])
    #expect(empty.status == 65 && empty.errors.contains("no event in it"), "\(empty.errors)")
  }
}
