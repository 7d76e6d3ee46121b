import Foundation
import ProgramStand
import StudyStore
import Testing

/// What the conductor is told of captions that tell whose they are, and that nobody else is.
@Suite("the leak scan of a study", .serialized)
struct ScanTests {
  /// A study of ready-made captions of six demo pictures; `styled` write all of theirs in Markdown, once as an AI.
  private struct Ready {
    let folder = try? TemporaryFolder()
    let path: String

    init() throws {
      path = try #require(folder).path
      let root = Programs.root.path
      let lines = try String(contentsOfFile: root + "/datasets/demo/metadata.jsonl", encoding: .utf8)
        .split(separator: "\n")
      let names = try lines.prefix(6).map { line in
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])["file_name"] as? String
      }.compactMap { $0 }
      func captions(_ write: (Int) -> String) throws -> String {
        try names.enumerated().map { number, name in
          let name = (name as NSString).lastPathComponent
          let data = try JSONSerialization.data(withJSONObject: ["file_name": name, "caption": write(number)])
          return String(decoding: data, as: UTF8.self)
        }.joined(separator: "\n")
      }
      try captions { "Thing\($0) stands on a table" }.write(
        toFile: path + "/plain.jsonl", atomically: true, encoding: .utf8)
      try captions { $0 == 0 ? "As an AI, I cannot tell **what** this is" : "**Thing\($0)** stands on a table" }
        .write(toFile: path + "/styled.jsonl", atomically: true, encoding: .utf8)
      try FileManager.default.createDirectory(atPath: path + "/images", withIntermediateDirectories: true)
      for name in names {
        try FileManager.default.copyItem(
          atPath: root + "/datasets/demo/" + name, toPath: path + "/images/" + (name as NSString).lastPathComponent)
      }
      try """
      version: 1
      study: ready
      question: May styled replace plain?
      dataset: {path: images}
      prompt: {user: "Describe."}
      incumbent: plainly
      candidates:
        plainly: {captions: plain.jsonl}
        fancily: {captions: styled.jsonl}
      review:
        rubric: \(root)/rubrics/alt-text.yaml
        raters: [ana, bo]
        ratings_per_item: 2
      claim: {criterion: overall, scope: raters like these, margin: 0.30, because: A test.}
      """.write(toFile: path + "/study.yaml", atomically: true, encoding: .utf8)
    }
  }

  @Test("run tells the conductor and goes on, scan tells it again, the log holds counts without a name")
  func findings() throws {
    let study = try Ready()
    let early = try Programs.run("blindfold", ["scan", study.path])
    #expect(early.status == 75 && early.errors.contains("no captions are stored yet"))
    let run = try Programs.run("blindfold", ["run", study.path, "--yes"])
    try #require(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("fancily\n  speaks of itself (as an ai): 1 of 6 captions"))
    #expect(run.output.contains("Markdown (bold): 6 of 6 captions, plainly's 0 of 6; tells them apart in 100 of 100"))
    let scan = try Programs.run("blindfold", ["scan", study.path])
    #expect(scan.status == 0 && run.output.contains(scan.output))
    let log = try StudyStore(folder: study.path, create: false, recover: false).log()
    let entries = log.filter { $0.event == "leak scan" }.map(\.detail)
    #expect(entries == ["rules 1, 12 captions: 2 findings (speaks of itself 1, Markdown 1)"])
  }

  @Test("scan --json is data by candidate, and packets hold nothing of it")
  func data() throws {
    let study = try Ready()
    let run = try Programs.run("blindfold", ["run", study.path, "--yes"])
    try #require(run.status == 0, "\(run.errors)")
    let scan = try Programs.run("blindfold", ["scan", study.path, "--json"])
    let json = try #require(try JSONSerialization.jsonObject(with: Data(scan.output.utf8)) as? [String: Any])
    #expect(json["format"] as? String == "blindfold-scan/1" && json["captions"] as? Int == 12)
    let found = try #require(json["findings"] as? [[String: Any]])
    #expect(found.map { $0["candidate"] as? String } == ["fancily", "fancily"])
    #expect(found.map { $0["kind"] as? String } == ["speaks of itself", "Markdown"])
    for rater in ["ana", "bo"] {
      let packet = try Data(contentsOf: URL(fileURLWithPath: study.path + "/packets/\(rater).sqlite"))
      for word in ["speaks of itself", "fancily", "plainly", "leak scan"] {
        #expect(packet.range(of: Data(word.utf8)) == nil, "\(word) in \(rater)'s packet")
      }
    }
  }

  @Test("a provider that the study file states is among the names looked for")
  func provider() throws {
    let study = try Ready()
    for (file, old, new) in [
      ("styled.jsonl", "Thing3** stands", "Thing3** by Zorbex stands"),
      ("study.yaml", "{captions: styled.jsonl}", "{captions: styled.jsonl, provider: Zorbex}"),
    ] {
      let path = "\(study.path)/\(file)"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      try text.replacing(old, with: new).write(toFile: path, atomically: true, encoding: .utf8)
    }
    let run = try Programs.run("blindfold", ["run", study.path, "--yes"])
    #expect(run.status == 0 && run.output.lowercased().contains("zorbex"), "\(run.output)\(run.errors)")
  }
}
