import Foundation
import ProgramStand
import Testing

@Suite("references of an image set stay with the conductor", .serialized)
struct ReferenceSecrecyTests {
  /// A list of one image with three captions, in each form that may hold several.
  static let forms = [
    ("metadata.jsonl", #"{"file_name": "desk.jpg", "captions": ["kwijibo one", "kwijibo two", "kwijibo three"]}"#),
    (
      "captions.json",
      #"{"images": [{"id": 1, "file_name": "desk.jpg"}], "annotations": [{"image_id": 1, "caption": "kwijibo one"}, {"image_id": 1, "caption": "kwijibo two"}]}"#
    ),
    (
      "dataset.json",
      #"{"images": [{"filename": "desk.jpg", "split": "test", "sentences": [{"raw": "kwijibo one"}, {"raw": "kwijibo two"}]}]}"#
    ),
    ("results.token", "desk.jpg#0\tkwijibo one\ndesk.jpg#1\tkwijibo two\n"), ("desk.txt", "kwijibo one\n"),
  ]

  @Test("no byte of any packet holds one, nor the image's file name, whatever the form", arguments: forms)
  func packets(file: String, text: String) throws {
    let folder = try TemporaryFolder()
    let set = folder.path + "/set"
    try FileManager.default.createDirectory(atPath: set, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: Programs.root.path + "/datasets/demo/images/everyday-02-desk.jpg", toPath: set + "/desk.jpg")
    try text.write(toFile: set + "/" + file, atomically: true, encoding: .utf8)
    try readyMadeStudy(
      in: folder.path, of: ["desk.jpg"],
      path: file.hasPrefix("metadata") || file.hasSuffix("txt") ? "set" : "set/\(file)")
    let result = try Programs.run("blindfold", ["run", folder.path, "--yes"])
    try #require(result.status == 0, "\(result.errors)")
    let packets = folder.path + "/packets"
    let files = try FileManager.default.contentsOfDirectory(atPath: packets)
    #expect(files.count >= 2)
    for name in files {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: packets + "/" + name))
      // What must be there is found, so what is not found is not there.
      if name.hasSuffix(".sqlite") { #expect(bytes.range(of: Data("Caption one.".utf8)) != nil) }
      for word in ["kwijibo", "desk.jpg"] { #expect(bytes.range(of: Data(word.utf8)) == nil, "\(name): \(word)") }
    }
  }
}
