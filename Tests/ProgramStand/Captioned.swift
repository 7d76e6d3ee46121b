import Foundation
import Packet
import StudyModel

/// A study of the demo set in a folder of its own.
package func demoStudy(in folder: String, _ change: (String) -> String = { $0 }) throws {
  let root = Programs.root.path
  let text = try String(contentsOfFile: root + "/results/demo/study.yaml", encoding: .utf8)
    .replacingOccurrences(of: "../../datasets", with: root + "/datasets")
    .replacingOccurrences(of: "../../rubrics", with: root + "/rubrics")
  try change(text).write(toFile: folder + "/study.yaml", atomically: true, encoding: .utf8)
}

/// A study file over an image set, with ready-made captions of some of its images by two candidates.
///
/// - Parameter dataset: further keys of `dataset`, for example `, skip_unreadable: true`.
package func readyMadeStudy(in folder: String, of images: [String], path: String = "set", dataset: String = "") throws {
  for label in ["one", "two"] {
    try images.map { #"{"file_name": "\#($0)", "caption": "Caption \#(label)."}"# }
      .joined(separator: "\n").write(toFile: "\(folder)/\(label).jsonl", atomically: true, encoding: .utf8)
  }
  try """
  version: 1
  study: ready-made
  question: Which?
  dataset: {path: \(path)\(dataset)}
  incumbent: one
  candidates: {one: {captions: one.jsonl}, two: {captions: two.jsonl}}
  review: {rubric: \(Programs.root.path)/rubrics/alt-text.yaml, raters: [ana, bo], ratings_per_item: 2}
  claim: {scope: these raters, margin: 0.3, because: A test.}
  """.write(toFile: folder + "/study.yaml", atomically: true, encoding: .utf8)
}

/// A study of the demo set with its captions and packets, and nobody's ratings, to be copied for each test.
package final class Captioned: Sendable {
  package let path: String

  package static let shared = Result { try Captioned() }

  private init() throws {
    path = try TemporaryFolder.shared("captioned").path
    try demoStudy(in: path)
    try Service(log: path + "/requests.jsonl").run(["run", path, "--yes"])
  }

  /// A copy of its own for one test, in `study`.
  package static func copy(in folder: TemporaryFolder) throws -> String {
    let study = folder.path + "/study"
    try FileManager.default.copyItem(atPath: shared.get().path, toPath: study)
    return study
  }
}

/// Adds comments to a packet, as a rater's program would.
package func comment(_ words: [String], in path: String) throws {
  let packet = try PacketFile(path: path, writable: true)
  for word in words {
    try packet.append(
      Judgement(
        presentation: packet.presentations[0].id, slot: nil, question: Judgement.Reserved.comment,
        answer: .text(word), madeAt: 1, onTask: 5,
        display: Display(mode: "plain", columns: 80, rows: 24, pixelWidth: 0, pixelHeight: 0)))
  }
}
