import Digest
import Foundation
import Packet
import ProgramStand
import StudyModel
import Testing

@Suite("canaries", .serialized)
struct CanaryTests {
  /// Unmistakable words that a rater must never meet.
  static let canaries = [
    "canarylabel-alpha", "canarylabel-beta", "canary-model-7f3a", "canary-model-9b2c", "918273.645", "817263.544",
    "sk-canary-4d5e6f", "CANARY_KEY", "canaryrevision",
  ]

  @Test("labels, models, service addresses, prices and keys are in no packet byte, no screen, no argv, no environment")
  func canaries() throws {
    let folder = try TemporaryFolder()
    let demo = Programs.root.path + "/datasets/demo"
    // The simulator's own models under names that cannot be missed.
    let declared = folder.path + "/simulator.json"
    try String(contentsOfFile: demo + "/simulator.json", encoding: .utf8)
      .replacingOccurrences(of: "\"sim-large\"", with: "\"canary-model-7f3a\"")
      .replacingOccurrences(of: "\"sim-nano\"", with: "\"canary-model-9b2c\"")
      .write(toFile: declared, atomically: true, encoding: .utf8)
    let service = try Service(declared: declared, log: folder.path + "/requests.jsonl")
    let port = try #require(service.url.firstMatch(of: /127\.0\.0\.1:(\d+)/).map { String($0.1) })
    try Self.study(folder: folder.path, demo: demo)
      .write(toFile: folder.path + "/study.yaml", atomically: true, encoding: .utf8)
    let environment = ["SIMULATOR_URL": service.url, "CANARY_KEY": "sk-canary-4d5e6f"]
    let run = try Programs.run("blindfold", ["run", folder.path, "--yes"], environment: environment)
    try #require(run.status == 0, "\(run.errors)")

    // The rater's program, started by the conductor's with everything in its environment.
    let review = try Running(
      "blindfold", ["review", folder.path, "--rater", "ana", "--plain"], environment: environment)
    review.write("\n4\n")
    #expect(review.until { $0.contains("Caption") }, "\(review.output)\(review.errors)")
    let process = "/proc/\(review.process.processIdentifier)"
    let reachable = try ["cmdline", "environ"].map { try Data(contentsOf: URL(fileURLWithPath: "\(process)/\($0)")) }
    let program = try FileManager.default.destinationOfSymbolicLink(atPath: "\(process)/exe")
    #expect(program.hasSuffix("/blindfold-review"))
    // A packet of an extension, written while another is being rated, and its rater's screen.
    let extended = try Programs.run(
      "blindfold", ["extend", folder.path, "--raters", "kim", "--images-each", "6"], environment: environment)
    #expect(extended.status == 0, "\(extended.errors)")
    let further = try Programs.run(
      "blindfold", ["review", folder.path, "--rater", "kim", "--plain"], environment: environment, input: "\n4\n")
    #expect(further.output.contains("Caption"), "\(further.output)\(further.errors)")
    // In mid-session: the packet, and its journal while there is one.
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/packets")
    #expect(files.contains("ana.sqlite") && files.contains("bo.sqlite") && files.contains("kim.sqlite"))
    var bytes =
      reachable + files.compactMap { FileManager.default.contents(atPath: folder.path + "/packets/" + $0) }
    review.closeInput()
    let shown = review.wait()
    bytes += [shown, further].flatMap { [Data($0.output.utf8), Data($0.errors.utf8)] }

    // On a terminal of its own, frame by frame: the briefing, an item, the picture alone, help.
    let command = "stty rows 40 cols 120; '\(Programs.path("blindfold"))' review '\(folder.path)' --rater bo"
    let screen = try Running(
      "/usr/bin/script", ["-qefc", command, "/dev/null"],
      environment: environment.merging(["TERM": "xterm-256color", "COLORTERM": "truecolor"]) { $1 })
    #expect(screen.until { $0.contains("items, about") }, "\(screen.output.suffix(2000))")
    for (key, sign) in [
      ("\r", "Captions (shuffled"), ("4", "Overall 4"), ("z", "open outside"), ("z?", "undo"), ("q", "q"),
    ] {
      // Ctrl-L draws the whole frame: what is sent otherwise is only what differs from the frame before.
      usleep(300_000)
      screen.write(key)
      usleep(300_000)
      screen.write("\u{0C}")
      #expect(screen.until { $0.contains(sign) }, "nothing came of \(key)")
    }
    screen.write("q")
    _ = screen.until { $0.contains("Receipt") }
    let frames = screen.output
    #expect(frames.contains("Receipt"), "\(frames.suffix(2000))")
    bytes.append(Data(frames.utf8))

    // A whole packet with repeats and anchors, and the last question about it.
    let answers = "\n" + String(repeating: "1\n", count: 200) + "n\n1\nd\nq\n"
    let whole = try Programs.run(
      "blindfold", ["review", folder.path, "--rater", "chi", "--plain"], environment: environment, input: answers)
    #expect(whole.output.contains("Last question, 2 of 5"), "\(whole.output.suffix(2000))")
    bytes += [Data(whole.output.utf8), Data(whole.errors.utf8)]
    bytes.append(try Data(contentsOf: URL(fileURLWithPath: folder.path + "/packets/chi.sqlite")))

    for canary in Self.canaries + ["127.0.0.1:\(port)", "SIMULATOR_URL"] {
      for data in bytes { #expect(data.range(of: Data(canary.utf8)) == nil, "\(canary) can be reached by a rater") }
    }
    // The references, the file names and the facts of the very images in the packets stay out too.
    let ids = Set(
      try PacketFile(path: folder.path + "/packets/ana.sqlite", writable: false).presentations.map(\.item.hex))
    let rows = try String(contentsOfFile: demo + "/metadata.jsonl", encoding: .utf8).split(separator: "\n")
      .compactMap { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
    var searched = 0
    for row in rows {
      guard let name = row["file_name"] as? String, let reference = row["text"] as? String,
        let file = FileManager.default.contents(atPath: demo + "/" + name), ids.contains(SHA256.hex(file))
      else { continue }
      searched += 1
      for word in [name, String(name.dropFirst("images/".count)), reference] {
        for data in bytes { #expect(data.range(of: Data(word.utf8)) == nil, "\(word) can be reached by a rater") }
      }
    }
    #expect(searched == 6)
    // Arm codes are all that the study's own database knows of candidates: who reads it learns no name and no price.
    let study = try ["study.sqlite", "study.sqlite-wal"].map { folder.path + "/" + $0 }
      .filter(FileManager.default.fileExists(atPath:)).map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
    #expect(!study.isEmpty)
    let fileNames = rows.compactMap { ($0["file_name"] as? String)?.split(separator: "/").last.map(String.init) }
    for canary in Self.canaries + ["127.0.0.1:\(port)", "SIMULATOR_URL"] + fileNames {
      for data in study { #expect(data.range(of: Data(canary.utf8)) == nil, "\(canary) is in study.sqlite") }
    }
    // The same search finds them where they belong.
    let key = try ["key.sqlite", "key.sqlite-wal"].map { folder.path + "/" + $0 }
      .filter(FileManager.default.fileExists(atPath:)).map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
    for canary in Self.canaries where !canary.hasPrefix("sk-") {
      #expect(key.contains { $0.range(of: Data(canary.utf8)) != nil }, "\(canary) is not in the key either")
    }
    // The key itself is nowhere at all.
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
      guard let data = FileManager.default.contents(atPath: folder.path + "/" + name) else { continue }
      #expect(data.range(of: Data("sk-canary-4d5e6f".utf8)) == nil, "the key is in \(name)")
    }
  }

  static func study(folder: String, demo: String) -> String {
    """
    version: 1
    study: s
    question: May we?
    dataset:
      path: \(demo)
      sample: {n: 9, seed: 3}
    prompt: {user: "Describe this picture."}
    incumbent: canarylabel-alpha
    candidates:
      canarylabel-alpha:
        model: canary-model-7f3a
        base_url: ${SIMULATOR_URL}
        api_key_env: CANARY_KEY
        revision: canaryrevision
        price: {input: 918273.645, output: 1}
      canarylabel-beta:
        model: canary-model-9b2c
        base_url: ${SIMULATOR_URL}
        price: {input: 817263.544, output: 1}
    run: {concurrency: 4, max_cost: 100000000}
    review:
      rubric: \(Programs.root.path)/rubrics/alt-text.yaml
      raters: [ana, bo, chi]
      ratings_per_item: 2
      repeats: 0.2
      anchors: {low: 0.4}
      screening: {max_anchor: 2}
      guess: true
    claim: {criterion: overall, scope: raters like these, margin: 0.3, because: a test}
    """
  }
}
