import Foundation
import ProgramStand
import Roster
import StudyStore
import Testing
import WireStand

/// What a near-duplicate cache gives does not depend on how many captions are asked for at once.
@Suite("near pairs, asked about one after the other and all at once", .serialized, .timeLimit(.minutes(30)))
struct NearPairsTests {
  /// Twelve images: six of the demo set, and each again with a byte after the picture's end, which no decoder shows.
  private final class Stand {
    let folder: TemporaryFolder
    let server: WireServer
    var set: String { folder.path + "/set" }

    init() throws {
      folder = try TemporaryFolder("near-pairs")
      // As long as all of them take to come, so that twelve are under way at once.
      server = try WireServer { [.pause(.milliseconds(150))] + .caption("A picture, number \($0.number).") }
      try FileManager.default.createDirectory(atPath: set, withIntermediateDirectories: true)
      let images = Programs.root.path + "/datasets/demo/images"
      let names = try FileManager.default.contentsOfDirectory(atPath: images).filter { $0.hasSuffix(".jpg") }.sorted()
      for number in 0..<6 {
        let name = names[number * names.count / 6]
        let bytes = try Data(contentsOf: URL(fileURLWithPath: images + "/" + name))
        try bytes.write(to: URL(fileURLWithPath: "\(set)/\(number)-one.jpg"))
        try (bytes + [0]).write(to: URL(fileURLWithPath: "\(set)/\(number)-two.jpg"))
      }
    }
  }

  @Test("in a study: six requests and six hits", arguments: [1, 12])
  func study(concurrency: Int) throws {
    let stand = try Stand()
    let study = stand.folder.path
    try readyMadeStudy(in: study, of: ["0-one.jpg"])
    let path = study + "/study.yaml"
    try String(contentsOfFile: path, encoding: .utf8)
      .replacing(
        "two: {captions: two.jsonl}", with: "two: {captions: two.jsonl}, cached: {cache: {of: m, near: 4}}"
      ).replacing(
        "\nreview:",
        with: """

          parts: {m: {model: m, base_url: "\(stand.server.address)", prompt: {user: Describe it.}}}
          run: {concurrency: \(concurrency)}
          review:
          """
      ).write(toFile: path, atomically: true, encoding: .utf8)
    let run = try Programs.run("blindfold", ["run", study, "--yes"], environment: ["XDG_CACHE_HOME": study + "/cache"])
    #expect(run.status == 0, "\(run.errors)")
    let hits = try StudyStore(reading: study).served().values.flatMap { $0.values.compactMap(\.hit?.distance) }
    #expect(hits == [0, 0, 0, 0, 0, 0] && stand.server.requests.count == 6)
  }

  @Test("in a list: six requests and six hits", arguments: [1, 12])
  func list(concurrency: Int) throws {
    let stand = try Stand()
    let out = stand.folder.path + "/out.jsonl"
    let run = try Programs.run(
      "blindfold",
      [
        "caption", stand.set, "--model", "m", "--base-url", stand.server.address, "--prompt", "Describe it.", "--out",
        out,
        "--cache-file", stand.folder.path + "/captions.sqlite", "--cache-near", "4", "--concurrency", "\(concurrency)",
      ])
    #expect(run.status == 0, "\(run.errors)")
    let lines = try String(contentsOfFile: out, encoding: .utf8).split(separator: "\n")
    #expect(
      lines.count == 12 && lines.count { $0.contains(#""cache":"near""#) || $0.contains(#""cache": "near""#) } == 6)
    #expect(stand.server.requests.count == 6)
  }
}
