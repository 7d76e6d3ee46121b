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
      "decision.md and report.html down to Figure 1", "not compared but by hashes: the other figures",
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

  /// An edit that a reader sees and the hashes do not.
  struct Edit: CustomTestStringConvertible, Sendable {
    let what: String
    let file: String
    let old: String
    let new: String
    /// What is said of it.
    let named: String
    var testDescription: String { what }
  }

  @Test(
    "what stands around the quoted part, or acts on it, is named",
    arguments: [
      Edit(what: "title", file: "report.html", old: "<title>May", new: "<title>Must", named: "report.html line "),
      Edit(what: "heading", file: "report.html", old: "<h1>May", new: "<h1>Must", named: "report.html line "),
      Edit(
        what: "behind the warnings", file: "report.html", old: "</aside>\n", new: "</aside>\n<p>All agree.</p>\n",
        named: "All agree."),
      Edit(
        what: "in main", file: "report.html", old: "<h1>", new: "<p>All agree.</p>\n<h1>", named: "All agree."),
      Edit(
        what: "before the contents", file: "report.html", old: "<nav ", new: "<p>All agree.</p>\n<nav ",
        named: "All agree."),
      Edit(
        what: "in the contents", file: "report.html", old: "</details></nav>", new: "All agree.</details></nav>",
        named: "All agree."),
      Edit(
        what: "another link in the contents", file: "report.html", old: ">Decision drivers</a>",
        new: ">All agree</a>", named: "All agree"),
      Edit(
        what: "style in the head", file: "report.html", old: "</style>\n</head>",
        new: ".warnings { display: none; }\n</style>\n</head>", named: ".warnings"),
      Edit(
        what: "style at the end", file: "report.html", old: "</main>",
        new: "<STYLE>.warnings { display: none; }</STYLE>\n</main>", named: "<STYLE>"),
      Edit(
        what: "something over the page", file: "report.html", old: "</main>",
        new: "<p title=\"a > b\" style = 'position: fixed; top: 0'>All agree.</p>\n</main>", named: "<p title"),
      Edit(
        what: "another script", file: "report.html", old: "<script>\n", new: "<script>\nalert();\n",
        named: "<script>"),
      Edit(
        what: "a comment around the warnings", file: "report.html", old: "<aside class=", new: "<!--\n<aside class=",
        named: "<!--"),
      Edit(
        what: "a comment before the contents end", file: "report.html", old: "</details></nav>",
        new: "<!--\n</details></nav>", named: "<!--"),
      Edit(
        what: "a comment behind Table 2", file: "report.html", old: "<h2 id=\"context", new: "<!-- <h2 id=\"context",
        named: "<!--"),
      Edit(
        what: "no Table 2 in the page", file: "report.html", old: "<strong>Table 2.", new: "<strong>Table  2.",
        named: "Table 2 behind Figure 1"),
      Edit(
        what: "no Table 2 in decision.md", file: "decision.md", old: "**Table 2.", new: "**Table  2.",
        named: "Table 2 behind Figure 1"),
      Edit(
        what: "a text in the figure", file: "figures/forest.svg", old: "<text class=\"name\"",
        new: " <text x=\"9\" y=\"9\">All agree.</text>\n<text class=\"name\"", named: "All agree."),
      Edit(
        what: "the figure's style", file: "figures/forest.svg", old: "</style>",
        new: ".warnings { display: none; }\n</style>", named: ".warnings"),
      Edit(
        what: "the mark", file: "results.json", old: "\"simulated\": \"simulated ratings",
        new: "\"simulated\": \"ratings",
        named: "results.json simulated: "),
    ])
  func around(_ edit: Edit) throws {
    let study = try documents(.ratings)
    try study.replace(edit.old, edit.new, in: edit.file)
    try study.listAnew(edit.file)
    // A figure stands in the page too.
    if edit.file.hasSuffix(".svg") {
      try study.replace(edit.old, edit.new, in: "report.html")
      try study.listAnew("report.html")
    }
    expect(try study.verify(), names: ["\u{2717} \(edit.file)", edit.named], edit.what)
  }

  @Test(
    "a number of results.json that follows from the ratings is worked out again, wherever it stands",
    arguments: [
      (Reported.Kind.ratings, "\"holm_p\": "), (.ratings, "\"left_out_raters\": {"), (.ratings, "\"length_ratio\": "),
      (.ratings, "\"alpha_ordinal\": {"), (.ratings, "\"exploratory\": ["), (.ratings, "\"points_over_ten_items\": {"),
      (.pairs, "\"permutation_p\": "), (.pairs, "\"head_to_head\": {"), (.pairs, "\"wins\": "),
    ])
  func numbers(_ kind: Reported.Kind, _ mark: String) throws {
    let study = try documents(kind)
    let results = try study.text("results.json")
    let start = try #require(results.range(of: mark), "no \(mark)").upperBound
    let number = try #require(results[start...].firstRange(of: #/-?[0-9]+(\.[0-9]+)?(?=[,\n])/#))
    let value = try #require(Double(results[number]))
    try study.write(results.replacingCharacters(in: number, with: "\(value + 0.4)"), to: "results.json")
    try study.listAnew("results.json")
    expect(try study.verify(), names: ["DIFFERS words", "results.json "], mark)
  }

  @Test("a row that is marked otherwise than its rater or candidate is named, and so is a column of marks taken out")
  func marks() throws {
    let mark = "simulated ratings of simulated models"
    func found(_ file: String, _ old: String, _ new: String, _ words: [String]) throws {
      let study = try documents(.ratings)
      try study.replace(old, new, in: file)
      try study.listAnew(file)
      expect(try study.verify(), names: words, old)
    }
    try found("ratings.csv", ",\(mark)\n", ",\n", ["\u{2717} ratings.csv line 4, simulated (", "'\(mark)' worked out"])
    for (who, words) in [("\"pseudonym\": \"bo\"", "simulated (bo, "), ("\"ready_made\": false", ", large): ")] {
      try found(
        "results.json", "\(who),\n      \"simulated\": true", "\(who),\n      \"simulated\": false",
        ["\u{2717} ratings.csv line ", words])
    }
    let study = try documents(.ratings)
    let rows = try study.text("ratings.csv").split(separator: "\n").map { row in
      row.split(separator: ",", omittingEmptySubsequences: false).dropLast().joined(separator: ",")
    }
    try study.write(rows.joined(separator: "\n") + "\n", to: "ratings.csv")
    try study.listAnew("ratings.csv")
    expect(try study.verify(), names: ["ratings.csv line 1: '(nothing)' there, 'simulated'"], "column")
  }

  @Test("screening that names nobody of the study takes no other warning away")
  func screening() throws {
    let study = try documents(.ratings)
    let rule = "{ \"max_anchor\": 2, \"min_pass\": 0.85, \"min_anchors\": 3, \"exclude\": true }"
    try study.replace("\"screening\": null", "\"screening\": \(rule)", in: "results.json")
    try study.replace("\"screening\": null", "\"screening\": { \"screened\": [\"nobody\"] }", in: "results.json")
    let warning = try line(study.text("decision.md"), with: "> **Simulated ratings").line
    try study.replace(warning + "\n", "", in: "decision.md")
    for name in ["results.json", "decision.md"] { try study.listAnew(name) }
    expect(
      try study.verify(),
      names: [
        "results.json trust.screening.screened: 'nobody' there, 'a rater of this study'", "decision.md ",
        "report.html ", "Left out by a rule",
      ], "screened")
  }

  @Test(
    "a document that every report has and manifest.json does not list, or a figure that decision.md shows, is named",
    arguments: ["decision.md", "junit.xml", "figures/forest.svg", "figures/raters.svg"])
  func unlisted(_ name: String) throws {
    let study = try documents(.ratings)
    let listed = try study.text("manifest.json").replacing(try Regex("\n *\"\(name)\": \"[0-9a-f]{64}\",?"), with: "")
    try study.write(listed, to: "manifest.json")
    let words =
      name == "figures/raters.svg"
      ? ["\u{2717} decision.md line ", "'\(name)' there, 'a figure of this report"]
      : ["manifest.json documents[\(name)]: not listed, and every report has it"]
    expect(try study.verify(), names: words, name)
    try study.remove(name)
    expect(try study.verify(), names: words, name)
  }

  @Test("a range of the claimed question that is taken out or turned round is named; nothing is called compared")
  func range() throws {
    for (old, new) in [
      (#/ *"highest": [0-9.]+,?\n/#, ""), (#/"highest": [0-9.]+/#, "\"highest\": null"),
      (#/"lowest": [0-9.]+/#, "\"lowest\": 7"),
    ] as [(Regex<Substring>, String)] {
      let study = try documents(.ratings)
      let results = try study.text("results.json")
      var edited = results.replacing(old, with: new, maxReplacements: 1)
      // Where it is the claim's last member, the comma before it goes too.
      edited.replace(#/,(\s*})/#) { $0.1 }
      #expect(edited != results)
      try study.write(edited, to: "results.json")
      try study.listAnew("results.json")
      let result = try study.verify()
      expect(result, names: ["DIFFERS words", "results.json claim: ", "the range of the claimed question"], new)
    }
  }

  @Test("a step that had nothing to compare is not called ok")
  func nothing() throws {
    let study = try documents(.ratings)
    try study.remove("study.yaml")
    for name in ["results.json", "manifest.json"] {
      try study.write(
        try study.text(name).replacing(/"blindfold": "[^"]*"/, with: "\"blindfold\": \"0.0.9\""), to: name)
    }
    try study.listAnew("results.json")
    let result = try study.verify()
    #expect(result.status == 0, "\(result.output)")
    for step in ["study file", "words"] { #expect(result.output.contains("skipped \(step)"), "\(result.output)") }
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
