import Foundation
import ProgramStand
import Testing

@Suite("pairs from outside are analysed")
struct AnalyzePairsTests {
  private func file(_ rows: String, in folder: TemporaryFolder, _ name: String = "pairs.csv") throws -> String {
    let path = folder.path + "/" + name
    try ("image_id,rater_id,model_a,model_b,outcome\n" + rows).write(
      toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  /// Every image: large wins twice, loses once; one tie.
  private func rows(_ images: Range<Int>) -> String {
    images.map { image in
      """
      i\(image),ana,large,mini,\(image % 3 == 0 ? "tie" : "a")
      i\(image),bo,mini,large,\(image % 4 == 0 ? "first" : "RIGHT")
      i\(image),cy,large,mini,\(image % 5 == 0 ? "mini" : "large")

      """
    }.joined()
  }

  @Test("a table for people, the same numbers as JSON, and several files as one table")
  func both() throws {
    let folder = try TemporaryFolder()
    let whole = try file(rows(0..<20), in: folder)
    let text = try Programs.run("blindfold", ["analyze", whole, "--incumbent", "mini"])
    #expect(text.status == 0, "\(text.errors)")
    #expect(text.output.contains("60 judgements of pairs; 2 models; 20 images; 3 raters"))
    #expect(text.output.contains(/1 +large +1\.\d\d/) && text.output.contains(/mini \* +0\.00/))

    let json = try Programs.run("blindfold", ["analyze", whole, "--incumbent", "mini", "--json"])
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(object["method"] as? String == "Davidson")
    let worths = try #require(object["worths"] as? [[String: Any]])
    #expect(worths.map { $0["model"] as? String } == ["large", "mini"])
    let own = try #require(worths[1]["log_odds"] as? [String: Any])
    let interval = try #require(own["these_raters"] as? [String: Any])
    #expect(interval["lower"] is NSNull)
    #expect((interval["notes"] as? [String: String])?["lower"] == "the others are measured against it")

    let parts = [try file(rows(0..<8), in: folder, "a.csv"), try file(rows(8..<20), in: folder, "b.csv")]
    let together = try Programs.run("blindfold", ["analyze"] + parts + ["--incumbent", "mini", "--json"])
    #expect(together.output == json.output)
  }

  @Test("a wrong row, an unknown incumbent, a wrong header and a missing file are refused with their places")
  func refusals() throws {
    let folder = try TemporaryFolder()
    let wrong = try Programs.run("blindfold", ["analyze", try file("i1,r,x,y,perhaps\n", in: folder)])
    #expect(wrong.status == 65 && wrong.output.isEmpty)
    #expect(wrong.errors.contains("pairs.csv:2:10: 'perhaps' is no outcome."))
    let unknown = try Programs.run(
      "blindfold", ["analyze", try file("i1,r,x,y,a\n", in: folder), "--incumbent", "z"])
    #expect(unknown.status == 65 && unknown.errors.contains("Name one of: x, y."))
    #expect(try Programs.run("blindfold", ["analyze", folder.path + "/none.csv"]).status == 66)
  }
}
