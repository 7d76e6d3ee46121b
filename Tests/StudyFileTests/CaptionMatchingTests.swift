import Foundation
import Roster
import StudyFile
import Testing

/// Which image of a set a ready-made caption is about.
@Suite struct CaptionMatchingTests {
  /// A set in which one image's name is the end of another's.
  private func study(
    _ captions: String, dataset further: String = "", spoilt: String? = nil, name: String = "human.jsonl"
  ) throws -> StudyFixture {
    let study = try StudyFixture([
      ("path: data", "path: set\(further)"),
      (
        "  sample: {n: 6, seed: 7, per_category: {chart: 2}}\n  traffic: {product: 0.6, everyday: 0.3, chart: 0.1}\n",
        ""
      ),
      ("captions: human.jsonl", "captions: \(name)"),
    ])
    for name in ["a.jpg", "street/a.jpg", "street/x1.jpg", "street/x2.jpg", "street/x3.jpg"] {
      try study.folder.write("set/\(name)", name == spoilt ? [] : jpeg(name))
    }
    try study.folder.write(name, captions)
    return study
  }

  private func lines(_ captions: [(String, String)]) -> String {
    captions.map { "{\"file_name\": \"\($0)\", \"caption\": \"\($1)\"}\n" }.joined()
  }

  private func captions(of study: StudyFixture) throws -> [String: String] {
    let plan = try study.load().plan
    let names = Dictionary(uniqueKeysWithValues: plan.items.map { ($0.id, $0.fileName) })
    return Dictionary(
      uniqueKeysWithValues: try #require(plan.readyMade["human"]).map { (names[$0] ?? "", $1.text) })
  }

  @Test("a caption of an image that was not drawn is no other image's, whatever is drawn", arguments: 1...6)
  func notDrawn(seed: Int) throws {
    let all = lines([
      ("street/a.jpg", "STREET"), ("street/x1.jpg", "X1"), ("street/x2.jpg", "X2"), ("street/x3.jpg", "X3"),
    ])
    let own = ["street/a.jpg": "STREET", "street/x1.jpg": "X1", "street/x2.jpg": "X2", "street/x3.jpg": "X3"]
    let study = try study(all, dataset: "\n  sample: {n: 2, seed: \(seed)}")
    for (image, caption) in try captions(of: study) { #expect(own[image] == caption, "\(image): \(caption)") }
  }

  @Test("a caption of an image that is left out is no other image's")
  func leftOut() throws {
    let all = lines([("street/a.jpg", "STREET"), ("street/x1.jpg", "X1")])
    let study = try study(all, dataset: "\n  skip_unreadable: true", spoilt: "street/a.jpg")
    #expect(try captions(of: study) == ["street/x1.jpg": "X1"])
  }

  @Test("two images of which one's name ends as the other's have a caption each, drawn or not", arguments: 1...6)
  func both(seed: Int) throws {
    let all = lines([
      ("street/a.jpg", "STREET"), ("a.jpg", "PLAIN"), ("street/x1.jpg", "X1"), ("street/x2.jpg", "X2"),
      ("street/x3.jpg", "X3"),
    ])
    for sample in ["", "\n  sample: {n: 2, seed: \(seed)}"] {
      let own = [
        "a.jpg": "PLAIN", "street/a.jpg": "STREET", "street/x1.jpg": "X1", "street/x2.jpg": "X2", "street/x3.jpg": "X3",
      ]
      let read = try captions(of: study(all, dataset: sample))
      #expect(read.count == (sample.isEmpty ? 5 : 2) && read.allSatisfy { own[$0] == $1 }, "\(read)")
    }
  }

  @Test("of a longer path the longest end that the set lists counts; `file://` and %20 are taken for what they are")
  func longestEnd() throws {
    let study = try study(
      lines([
        ("/data/set/street/a.jpg", "STREET"), ("file:///data/a.jpg", "PLAIN"), ("file:///data/street/x%31.jpg", "X1"),
      ]))
    #expect(try captions(of: study) == ["street/a.jpg": "STREET", "a.jpg": "PLAIN", "street/x1.jpg": "X1"])
  }

  @Test("a file of captions that fits no image is refused, with a name of either side")
  func fitsNone() throws {
    #expect(
      try study(lines([("q.jpg", "Q")])).refusal == """
        study.yaml:25:15: none of 5 images is named in human.jsonl: its first row is about 'q.jpg', the study's first image is 'a.jpg'.
                Every caption of 'human' would count as a failure.
                Write the images' names as the set has them, or name the file that is about this set.
        """)
    #expect(try study("").refusal.contains(": there is no caption in human.jsonl.\n"))
    #expect(
      try study("{\"image\": \"a.jpg\", \"caption\": null}\n").refusal
        .contains(": human.jsonl names 1 of 5 images and has no caption for any.\n"))
  }

  @Test("answers of an export that are no texts are counted, and refused where there are no others")
  func noTexts() throws {
    func result(_ image: String, _ output: String) -> String {
      "{\"provider\": {\"id\": \"m\"}, \"vars\": {\"image\": \"\(image)\"}, \"response\": {\"output\": \(output)}}"
    }
    let object = result("a.jpg", "{\"json\": 1}")
    let one = try study("{\"results\": [\(object), \(result("street/a.jpg", "\"S\""))]}", name: "out.json")
    #expect(
      try one.notices().contains("out.json:1:1: 1 answer not a text, results[0] first: no caption, so a failure."))
    #expect(
      try study("{\"results\": [\(object)]}", name: "out.json").refusal
        .contains("out.json names 1 of 5 images and has no caption for any."))
  }
}
