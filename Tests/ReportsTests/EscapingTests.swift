import Foundation
import Testing

@testable import Reports

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct EscapingTests {
  private func file(_ name: String) throws -> String {
    try #require(ReportWriter.render(Fixture.hostile).first { $0.name == name }).text
  }

  @Test("keeps every row of a Markdown table at the number of cells of its head")
  func tables() throws {
    var width: Int?
    var tables = 0
    for line in try file("decision.md").split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("|") else {
        width = nil
        continue
      }
      let cells = line.replacing("\\|", with: "").count { $0 == "|" } - 1
      if width == nil { tables += 1 }
      #expect(cells == width ?? cells, "\(line)")
      width = cells
    }
    #expect(tables == 20)
  }

  @Test("gives no text from outside the power to be a tag, a heading, a link or a control code")
  func texts() throws {
    for file in try ReportWriter.render(Fixture.hostile) where !file.name.hasSuffix(".json") {
      if !file.name.hasSuffix(".csv") {
        let others = file.text.lowercased().components(separatedBy: "<script").count - 1
        #expect(others == (file.name == "report.html" ? 1 : 0), "\(file.name)")
      }
      if file.name == "decision.md" {
        #expect(!file.text.contains("\n# owned"))
        #expect(!file.text.replacing("\\]", with: "").contains("](javascript"))
        #expect(!file.text.contains(" **b** "))
      }
      let unsafe = file.text.unicodeScalars.filter {
        $0.value < 0x20 && $0 != "\n" && !file.name.hasSuffix(".csv")
          || $0.value == 0x202E && !file.name.hasSuffix(".csv")
      }
      #expect(unsafe.isEmpty, "\(file.name)")
    }
    #expect(try !verdictTable(Fixture.hostile).unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E })
  }

  @Test("lets no cell of the CSV run as a formula, and leaves numbers alone")
  func formulas() throws {
    let text = try file("ratings.csv")
    #expect(text.contains(",\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\","))
    #expect(text.contains(",'@SUM(A1),"))
    for start in ["=", "+", "@", "-"] {
      #expect(!text.contains(",\(start)"))
      #expect(!text.contains(",\"\(start)"))
    }
    #expect(Escaping.csv("-1") == "'-1")
    #expect(Escaping.csv(" =1") == "' =1")
    #expect(Escaping.csv("\t=1") == "' =1")
    #expect(Escaping.csv("a\nb") == "a b")
    #expect(JSONValue.rounded(-1.25) == "-1.25")
  }

  @Test("draws figures that are well-formed XML", arguments: ["decided", "rehearsal", "one-rater", "hostile"])
  func figures(_ name: String) throws {
    let dossier =
      switch name {
      case "decided": Fixture.decided
      case "rehearsal": Fixture.rehearsal
      case "one-rater": Fixture.oneRater
      default: Fixture.hostile
      }
    let svg = try #require(ReportWriter.render(dossier).first { $0.name == "figures/forest.svg" }).text
    let parser = XMLParser(data: Data(svg.utf8))
    #expect(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "")")
    #expect(svg.contains("<title ") && svg.contains("<desc ") && svg.contains("viewBox"))
    #expect(!svg.contains("http://") || svg.contains("http://www.w3.org/2000/svg"))
  }

  @Test(
    "writes code as escaped words where a renderer could act on it", arguments: ["a`b", "a|b", "<b>", "a\nb", "\\"])
  func code(_ text: String) {
    #expect(Escaping.markdownCode(text) == Escaping.markdown(text))
    #expect(Escaping.markdownCode("a_b*c") == "`a_b*c`")
  }

  @Test(
    "does not let a line start a list, a heading, a rule or a quotation",
    arguments: [("- a", "\\- a"), ("1. a", "1\\. a"), ("# a", "\\# a"), ("=== ", "\\=== "), ("2026 a", "2026 a")])
  func starts(_ text: String, _ expected: String) {
    #expect(Escaping.markdownStart(text) == expected)
  }
}
