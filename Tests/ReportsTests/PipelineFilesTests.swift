import Foundation
import StudyModel
import Testing

@testable import Reports

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// An XML file's elements as they come, in the order in which they open.
private final class Elements: NSObject, XMLParserDelegate {
  struct Element {
    var name: String
    var parent: String?
    var attributes: [String: String]
  }
  var all: [Element] = []
  private var open: [String] = []

  static func read(_ text: String) throws -> [Element] {
    let reader = Elements()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = reader
    try #require(parser.parse(), "\(String(describing: parser.parserError))")
    return reader.all
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    all.append(Element(name: name, parent: open.last, attributes: attributes))
    open.append(name)
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    open.removeLast()
  }
}

@Suite("junit.xml and the job summary")
struct PipelineFilesTests {
  private func junit(_ dossier: Dossier) throws -> String {
    try #require(ReportWriter.render(dossier).first { $0.name == "junit.xml" }).text
  }

  @Test(
    "is what readers of test results take: suites, properties, tests, outputs, in that order, counts right",
    arguments: ClaimRulesTests.dossiers.keys.sorted())
  func form(_ name: String) throws {
    let dossier = try #require(ClaimRulesTests.dossiers[name])
    let elements = try Elements.read(junit(dossier))
    #expect(elements.first?.name == "testsuites" && elements.first?.attributes.isEmpty == true)
    let suites = elements.filter { $0.name == "testsuite" }
    #expect(suites.map { $0.attributes["id"] } == ["0", "1", "2"])
    for suite in suites {
      let wanted: Set = [
        "id", "package", "name", "timestamp", "hostname", "tests", "failures", "errors", "skipped", "time",
      ]
      #expect(Set(suite.attributes.keys) == wanted)
      #expect(suite.attributes["timestamp"]?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/) != nil)
    }
    func count(_ name: String, _ attribute: String) -> Bool {
      elements.filter { $0.name == name }.count
        == suites.compactMap { $0.attributes[attribute].flatMap { Int($0) } }.reduce(0, +)
    }
    #expect(count("testcase", "tests") && count("failure", "failures") && count("skipped", "skipped"))
    let perSuite = elements.filter { $0.parent == "testsuite" }.map(\.name)
    let order = ["properties", "testcase", "system-out", "system-err"]
    var last = 0
    for name in perSuite {
      let place = try #require(order.firstIndex(of: name))
      #expect(place >= last || place == 0)
      last = place
    }
    for test in elements where test.name == "testcase" {
      #expect(Set(test.attributes.keys) == ["name", "classname", "time"] && test.attributes["name"]?.isEmpty == false)
    }
    for inner in elements where ["failure", "skipped"].contains(inner.name) {
      #expect(inner.parent == "testcase" && inner.attributes["message"]?.isEmpty == false)
      #expect(inner.name == "skipped" || inner.attributes["type"] == "not-worse")
    }
  }

  @Test("fails only what is worse beyond the margin, and says the verdict; what is undecided is skipped")
  func answers() throws {
    let elements = try Elements.read(junit(Fixture.decided))
    let failures = elements.filter { $0.name == "failure" }.compactMap { $0.attributes["message"] }
    #expect(failures.count == 1 && failures[0].contains("tiny may not replace big for product alt text: worse by more"))
    let skipped = elements.filter { $0.name == "skipped" }.compactMap { $0.attributes["message"] }
    #expect(skipped.contains { $0.hasPrefix("gate not-worse  local: undecided, −0.13 (−0.51 to 0.25)") })
    #expect(skipped.contains { $0.hasPrefix("gate higher  tiny: no, −0.71") })
    let properties = elements.filter { $0.name == "property" }.prefix(8).compactMap { $0.attributes["value"] }
    #expect(properties.contains("0.30") && properties.contains("raters like these") && properties.contains("big"))
  }

  @Test("nothing simulated passes or fails, and every test has the mark in its name")
  func simulated() throws {
    let elements = try Elements.read(junit(Fixture.rehearsal))
    let tests = elements.filter { $0.name == "testcase" }
    #expect(tests.count == 12 && elements.filter { $0.name == "skipped" }.count == 12)
    #expect(
      tests.allSatisfy {
        $0.attributes["name"]?.hasSuffix("[unblinded early; simulated ratings of simulated models]") == true
      })
    #expect(elements.contains { $0.name == "property" && $0.attributes["name"] == "simulated" })
  }

  @Test("labels, questions and reasons that try to break out stay texts")
  func hostile() throws {
    let text = try junit(Fixture.hostile)
    let elements = try Elements.read(text)
    #expect(!text.contains("<script") && !text.contains("\u{1B}") && !text.contains("\u{202E}"))
    let names = elements.filter { $0.name == "testcase" }.compactMap { $0.attributes["name"] }
    #expect(names.contains { $0.contains("<script>alert(1)</script>") && $0.contains("a|b") })
    #expect(elements.filter { $0.name == "testcase" }.count == 12)
  }

  @Test("the summary has title, verdicts, one small table and where the rest stands, and can be appended")
  func summary() throws {
    let text = try jobSummary(Fixture.decided, folder: "results/2026-11-alt-text")
    #expect(text.hasPrefix("\n# May a cheaper model replace the incumbent for product alt text?\n"))
    #expect(text.hasSuffix("`results/2026-11-alt-text/junit.xml`.\n"))
    let lines = text.split(separator: "\n")
    #expect(lines.count < 20 && lines.filter { $0.hasPrefix("- ") }.count == 4)
    #expect(lines.filter { $0.hasPrefix("| `") }.count == 5)
    #expect(text.contains("| `flash` | −0.04 (−0.19 to 0.11) | **equivalent**; no difference shown (Holm p"))
    #expect(try jobSummary(Fixture.pairs, folder: "x").contains("Net preference over `big`"))
  }

  @Test("hostile labels break no row of the summary's table and open no tag")
  func hostileSummary() throws {
    let text = try jobSummary(Fixture.hostile, folder: "a`b|c")
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("|") }
    let bars = rows.map { $0.replacing("\\|", with: "").filter { $0 == "|" }.count }
    #expect(Set(bars) == [6] && !text.contains("<") && !text.contains("\u{202E}"))
  }
}
