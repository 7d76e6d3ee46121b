import Foundation
import ProgramStand
import Testing

@Suite("analyze reads ratings made elsewhere")
struct AnalyzeTests {
  /// 24 images × 3 models × 3 raters by a fixed rule, with a category.
  private static let rows: [String] = (0..<24).flatMap { image in
    ["large", "small", "tiny"].enumerated().flatMap { model, name in
      (0..<3).map { rater in
        let score = min(5, max(1, 4 - model + (image * 5 + rater * 3 + model * image) % 3 - (image + rater) % 2))
        return "img\(image),r\(rater),\(name),\(score),\(image % 3 == 0 ? "chart" : "photo")"
      }
    }
  }
  private static let header = "image_id,rater_id,model,score,category"

  private func write(_ lines: [String], _ name: String = "ratings.csv", in folder: TemporaryFolder) throws -> String {
    let path = folder.path + "/" + name
    try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private func analyze(_ arguments: [String]) throws -> Programs.Result {
    try Programs.run("blindfold", ["analyze"] + arguments)
  }

  private static let options = ["--incumbent", "large", "--margin", "0.5", "--scale", "1...5", "--json"]

  @Test("rows in another order, columns in another order, and several files give the same JSON but for its file list")
  func invariant() throws {
    let folder = try TemporaryFolder()
    func analysis(_ files: [String]) throws -> String {
      let result = try analyze(files + Self.options)
      #expect(result.status == 0, "\(result.errors)")
      return result.output.replacing(/"files" : \[[^\]]*\]/, with: "")
    }
    let plain = try analysis([write([Self.header] + Self.rows, in: folder)])
    #expect(plain.contains("\"margin_raters_like_these\" : "))
    #expect(try analysis([write([Self.header] + Self.rows.reversed(), "reversed.csv", in: folder)]) == plain)
    let turned = Self.rows.map { $0.split(separator: ",").reversed().map { "\"\($0)\"" }.joined(separator: ",") }
    #expect(
      try analysis([write(["category,score,model,rater_id,image_id"] + turned, "turned.csv", in: folder)]) == plain)
    let halves = [
      try write([Self.header] + Self.rows.prefix(100), "one.csv", in: folder),
      try write([Self.header] + Self.rows.dropFirst(100), "two.csv", in: folder),
    ]
    #expect(try analysis(halves) == plain)
  }

  @Test("a table of a report is read as it is, by candidate and value, one criterion at a time")
  func ownFile() throws {
    let folder = try TemporaryFolder()
    let rows = Self.rows.map { row in
      let cells = row.split(separator: ",")
      return "\(cells[0]),\(cells[4]),\(cells[1]),\(cells[2]),overall,\(cells[3]),false"
    }
    let header = "image_id,category,rater_id,candidate,criterion,value,is_failure"
    let tone = rows.map { $0.replacing("overall", with: "tone") }
    let path = try write([header] + rows + tone, in: folder)
    let refused = try analyze([path])
    #expect(refused.status == 65)
    #expect(
      refused.errors.contains("the files rate 2 criteria: overall, tone") && refused.errors.contains("--criterion"))
    let result = try analyze([path, "--criterion", "overall", "--incumbent", "large"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("exploratory, nothing is claimed about these"))
    #expect(result.output.contains("no margin was given"))
  }

  @Test("without an incumbent there are means and agreement only, and it is said")
  func meansOnly() throws {
    let folder = try TemporaryFolder()
    let result = try analyze([write([Self.header] + Self.rows, in: folder)])
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      result.output.contains("no incumbent was given") && result.output.contains("Krippendorff's alpha, interval"))
    #expect(result.output.contains("was not declared") && !result.output.contains(" − "))
  }

  @Test("what is undefined is null with its reason beside it")
  func undefined() throws {
    let folder = try TemporaryFolder()
    let one = Self.rows.filter { $0.contains(",r0,") }
    let result = try analyze([write([Self.header] + one, in: folder)] + Self.options)
    #expect(result.status == 0, "\(result.errors)")
    let root = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    let criterion = try #require((root["criteria"] as? [[String: Any]])?.first)
    let agreement = try #require(criterion["agreement"] as? [String: Any])
    let alpha = try #require(agreement["krippendorff_alpha_interval"] as? [String: Any])
    #expect(alpha["value"] is NSNull)
    #expect((alpha["notes"] as? [String: String])?["value"] == "no unit has two ratings")
    let comparison = try #require((root["comparisons"] as? [[String: Any]])?.first)
    #expect(comparison["p"] is NSNull)
    #expect((comparison["notes"] as? [String: String])?["p"] == "this rater only")
    #expect(comparison["permutation_p"] is Double && comparison["margin_these_raters"] is String)
  }

  @Test(
    "a row that cannot be read is refused at its line and column, with a next step",
    arguments: [
      ("img0,r0,large,four,chart", ":3:15: 'four' is not a number."),
      ("img0,r0,large,7,chart", ":3:15: 7 is not on the scale from 1 to 5."),
      ("img0,,large,4,chart", ":3:6: 'rater_id' is empty."),
      ("img0,r0,large,4", ":3:1: this row has 4 cells, the header 5."),
      (
        "img9,r9,large,4,photo\nimg9,r8,large,4,chart", ":4:17: image 'img9' is in category 'chart' here and in 'photo'"
      ),
      (
        "img9,r9,large,4,photo\nimg9,r9,large,4,photo",
        ":4:1: rater 'r9' has a second rating of image 'img9' by model 'large'"
      ),
      ("img0,\"r0,large,4,chart", ":3:6: a quote that opens here is not closed."),
    ])
  func refused(row: String, message: String) throws {
    let folder = try TemporaryFolder()
    let path = try write([Self.header, "img5,r5,large,4,photo", row], in: folder)
    let result = try analyze([path, "--scale", "1...5"])
    #expect(result.status == 65)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(path + message), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count >= 3)
  }

  @Test("a header that does not say what it holds, and options that cannot be, are refused")
  func options() throws {
    let folder = try TemporaryFolder()
    let semicolons = try analyze([write(["image_id;rater_id;model;score", "a;b;c;4"], in: folder)])
    #expect(semicolons.status == 65 && semicolons.errors.contains("separated by ';'"))
    let path = try write([Self.header] + Self.rows, in: folder)
    for (options, message) in [
      (["--incumbent", "huge"], "no rating of this model"), (["--traffic", "photo=0.5,chart=0.4"], "add up to"),
      (["--incumbent", "large", "--margin", "0"], "margin is 0"), (["--scale", "five"], "not a scale"),
      (["--confidence", "95"], "confidence is 95"),
    ] {
      let result = try analyze([path] + options)
      #expect(result.status == 65 && result.errors.contains(message), "\(options) \(result.errors)")
    }
    #expect(try analyze([folder.path + "/nowhere.csv"]).status == 66)
    #expect(try analyze([]).status == 64)
  }
}
