import Foundation
import Monitoring
import Testing

@testable import Reports

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("what users do to captions, in documents")
struct MonitorDocumentsTests {
  /// Ten weeks of two categories and two tiers; food on nano gets worse after the swap, and one name means to act.
  private static func report(looks: MonitorTerms.Looks = .daily) throws -> MonitorReport {
    var text = "time,category,tier,shown,final,accepted,seconds,comment\n"
    for day in 0..<70 {
      for number in 0..<40 {
        let (category, tier) = (number % 2 == 0 ? "food" : "<b>|=1", number % 4 < 2 ? "large" : "nano")
        let share = category == "food" && tier == "nano" && day >= 40 ? 6 : 2
        let final =
          (number * 7 + day) % 10 < share
          ? (day % 3 == 0 ? "quite another text" : "a red boat on sand") : "a boat on sand"
        text += "\(Day(number: 19_723 + day)),\(category),\(tier),a boat on sand,\(final),\((number + day) % 2),"
        text += "\(day == 60 && number < 3 ? "n/a" : "\(Double(number % 7) / 2)"),said \(number)\n"
      }
    }
    var table = EventTable()
    var reader = EventReader(file: "edits.csv", form: .csv, latest: Day(number: 20_000), skipsBad: true)
    try reader.take(Array((text + "yesterday,food,nano,a,a,1,1,x\n").utf8), into: &table)
    try reader.finish(into: &table)
    let terms = try MonitorTerms(looks: looks, swap: Day(number: 19_763))
    return try #require(try MonitorReport(table, terms, bad: reader.bad))
  }

  @Test("documents are what they were", arguments: ["txt", "md", "json", "svg", "once.txt"])
  func golden(_ form: String) throws {
    let report = try Self.report(looks: form == "once.txt" ? .once : .daily)
    let text =
      switch form {
      case "md": report.markdown(figure: "edits.svg")
      case "json": report.json
      case "svg": report.figure
      default: report.text
      }
    try GoldenTests().compare(text, with: "monitor/edits.\(form)")
    if form.hasSuffix("txt") { for line in text.split(separator: "\n") { #expect(line.count <= 110, "\(line)") } }
  }

  @Test("the figure is well-formed, described, of greys alone, and nothing in a name acts")
  func figure() throws {
    let report = try Self.report()
    let svg = report.figure
    #expect(XMLParser(data: Data(svg.utf8)).parse())
    #expect(svg.contains("role=\"img\"") && svg.contains("flag up since") && !svg.contains("<b>"))
    for match in svg.matches(of: /#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})\b/) {
      let parts = [match.1, match.2, match.3].compactMap { Int($0, radix: 16) }
      #expect((parts.max() ?? 0) - (parts.min() ?? 0) <= 24)
    }
    #expect(!report.markdown().contains("<b>") && report.markdown().contains("&lt;b&gt;\\|=1"))
  }

  @Test("a decision document names the command that watches, with the terms that the program goes by")
  func confirmation() throws {
    let decision = try #require(try ReportWriter.render(Fixture.decided).first { $0.name == "decision.md" }).text
    #expect(decision.contains("    \(MonitorTerms.standard.command(log: "LOG", swap: "DAY"))\n"))
    #expect(decision.contains("more than 30 % of a category's captions"))
  }
}
