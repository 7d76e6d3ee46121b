import Foundation
import ProgramStand
import Testing

/// Documents without their databases, edited together with the hashes that vouch for them.
@Suite("verify, the words of documents alone", .serialized)
struct VerifyWordsTests {
  /// A copy without databases.
  private func documents(_ kind: Reported.Kind) throws -> Copied {
    let study = try Copied(kind == .ratings ? Reported.ratings : Reported.pairs)
    for name in ["study.sqlite", "key.sqlite"] { try study.remove(name) }
    return study
  }

  /// Number of the first line with a text, and the line.
  private func line(_ text: String, with part: String) throws -> (number: Int, line: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let index = try #require(lines.firstIndex { $0.contains(part) }, "no line with \(part)")
    return (index + 1, String(lines[index]))
  }

  /// The line with its last digit made another.
  private func edited(_ line: String) throws -> String {
    let place = try #require(line.lastIndex { $0.isASCII && $0.isNumber })
    return line.replacingCharacters(in: place...place, with: line[place] == "7" ? "3" : "7")
  }

  @Test("whole, all of it fits, and it says what was compared and what not", arguments: Reported.Kind.allCases)
  func whole(_ kind: Reported.Kind) throws {
    let study = try documents(kind)
    let result = try study.verify()
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    let output = result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for words in [
      "decision.md and report.html down to Figure 1", "not compared but by hashes: how figures are drawn",
      "study.yaml is the file whose hash manifest.json lists",
    ] { #expect(output.contains(words), "\(result.output)") }
  }

  @Test(
    "an edited digit is named by document and line, even where manifest.json was made to fit",
    arguments: Reported.Kind.allCases)
  func digits(_ kind: Reported.Kind) throws {
    for (file, part) in [
      ("decision.md", "- **"), ("decision.md", "| `nano`"), ("decision.md", "](figures/forest.svg)"),
      ("decision.md", "](figures/raters.svg)"), ("report.html", "<li class=\"open\">"),
      ("report.html", "<td role=\"cell\" data-column=\"Verdict\""), ("report.html", "<desc id=\"positions-desc\">"),
      ("junit.xml", "message="), ("junit.xml", "name=\"margin\""), ("figures/forest.svg", "<desc"),
      ("figures/categories.svg", "<desc"), ("figures/forest.svg", "<text class=\"number\""),
    ] {
      let study = try documents(kind)
      let text = try study.text(file)
      let found = try line(text, with: part)
      try study.write(text.replacingOccurrences(of: found.line, with: edited(found.line)), to: file)
      try study.listAnew(file)
      let result = try study.verify()
      let output = result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(
        result.status == 100 && output.contains("✗ \(file) line \(found.number): "),
        "\(file), \(part): \(result.output)")
    }
  }

  @Test("a verdict turned round, a warning taken away and another study file are named")
  func verdicts() throws {
    let study = try documents(.ratings)
    let results = try study.text("results.json")
    try study.write(
      results.replacingOccurrences(of: "Whether nano may replace large", with: "nano may replace large"),
      to: "results.json")
    try study.listAnew("results.json")
    let page = try study.text("decision.md")
    try study.write(
      page.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(2).joined(separator: "\n"),
      to: "decision.md")
    try study.listAnew("decision.md")
    try study.write(study.text("study.yaml") + "\n# later\n", to: "study.yaml")
    let result = try study.verify()
    let output = result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for words in [
      "✗ results.json comparisons[nano].sentence: ", "✗ decision.md ", "**Simulated ratings",
      "✗ study.yaml: not the file whose hash manifest.json lists",
    ] { #expect(result.status == 100 && output.contains(words), "\(words): \(result.output)") }
  }
}
