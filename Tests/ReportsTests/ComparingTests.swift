import Reports
import Testing

/// What `verify` says of a document that is not the one that was made again.
@Suite("documents compared")
struct ComparingTests {
  private func lines(_ there: String, _ expected: String) -> [DocumentDifference] {
    DocumentDifference.lines(there, expected)
  }

  @Test("lines: each changed one by its number, one that is new or gone without all that follow it")
  func lines() {
    #expect(lines("a\nb\nc\n", "a\nb\nc\n").isEmpty)
    #expect(
      lines("a\nB\nc\nD\n", "a\nb\nc\nd\n") == [
        DocumentDifference(place: "line 2", there: "B", expected: "b"),
        DocumentDifference(place: "line 4", there: "D", expected: "d"),
      ])
    #expect(lines("a\nnew\nb\n", "a\nb\n") == [DocumentDifference(place: "line 2", there: "new", expected: nil)])
    #expect(
      lines("a\nb\n", "a\ngone\nb\n") == [DocumentDifference(place: "after line 1", there: nil, expected: "gone")])
    #expect(lines("a\na\n", "a\n") == [DocumentDifference(place: "line 2", there: "a", expected: nil)])
    #expect(lines("", "a").map(\.place) == ["line 1"])
    #expect(lines("a\n1\n2\n3\nb", "a\nx\nb").map(\.place) == ["lines 2 to 4"])
  }

  @Test("long texts are cut to what surrounds the first difference")
  func excerpts() {
    let (before, after) = (String(repeating: "x", count: 90), String(repeating: "y", count: 90))
    let difference = DocumentDifference(place: "line 1", texts: "\(before)4.26\(after)", "\(before)4.36\(after)")
    #expect(difference.there?.contains("x4.26y") == true && difference.expected?.contains("x4.36y") == true)
    #expect((difference.there?.count ?? 0) < 80 && difference.there?.first == "…" && difference.there?.last == "…")
  }

  @Test("JSON: by key path, entries by what they are about; everything, or what both have")
  func json() throws {
    let one = """
      {"n": 1, "list": [{"candidate": "a", "mean": 0.5}, {"candidate": "b", "mean": 2}], "old": 1, "sentence": "So."}
      """
    let other = """
      {"n": 1.0, "list": [{"candidate": "b", "mean": 2.0000005}, {"candidate": "a", "mean": 0.6}], "sentence": "Thus."}
      """
    let all = try JSONComparison(one, other).differences
    #expect(all.map(\.place) == ["list[a].mean", "list[b].mean", "list", "old", "sentence"])
    #expect(all[0] == DocumentDifference(place: "list[a].mean", there: "0.5", expected: "0.6"))
    #expect(all[3] == DocumentDifference(place: "old", there: "1", expected: nil))
    let shared = try JSONComparison(one, other, .shared(tolerance: 1e-6))
    #expect(shared.differences.map(\.place) == ["list[a].mean"] && shared.notCompared == ["old"])
    #expect(try JSONComparison(one, one).differences.isEmpty)
    #expect(try JSONComparison(#"{"a": [1, 2]}"#, #"{"a": [1]}"#).differences.map(\.place) == ["a[1]"])
    #expect(try JSONComparison(#"{"a": {"b": 1}}"#, #"{"a": 2}"#).differences.map(\.place) == ["a"])
    #expect(try JSONComparison(#"{"a": 1, "b": 2}"#, #"{"a": 2, "b": 3}"#, passingOver: ["a"]).differences.count == 1)
    #expect(throws: ReportError.self) { try JSONComparison("{", "{}") }
  }

  @Test("of another version no words are compared, and numbers under the name of words are")
  func prose() throws {
    func places(_ one: String, _ other: String) throws -> [String] {
      try JSONComparison(one, other, .shared(tolerance: 1e-6)).differences.map(\.place)
    }
    #expect(try places(#"{"interval": "so", "reason": null}"#, #"{"interval": "thus", "reason": "it is"}"#).isEmpty)
    #expect(try places(#"{"notes": ["a", "b"]}"#, #"{"notes": ["c"]}"#).isEmpty)
    let (one, other) = (#"{"interval": {"lower": 1, "caution": "a"}}"#, #"{"interval": {"lower": 2, "caution": "b"}}"#)
    #expect(try places(one, other) == ["interval.lower"])
    #expect(try places(#"{"interval": null}"#, other) == ["interval"])
    let lacking = try JSONComparison(#"{"a": 1}"#, #"{"b": 2}"#, .shared(tolerance: 0))
    #expect(lacking.lacking == ["b"] && lacking.notCompared == ["a", "b"])
  }
}
