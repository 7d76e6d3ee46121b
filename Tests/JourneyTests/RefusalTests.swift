import Foundation
import ProgramStand
import Testing

@Suite("a study that is wrong is refused at its place, with a next step", .serialized)
struct RefusalTests {
  /// Runs `blindfold run --dry-run` on the demo's study file after a change.
  private func refusal(_ change: (String) -> String) throws -> Programs.Result {
    let folder = try TemporaryFolder()
    try demoStudy(in: folder.path, change)
    return try Programs.run(
      "blindfold", ["run", folder.path, "--dry-run"], environment: ["SIMULATOR_URL": "http://127.0.0.1:9/v1"])
  }

  @Test("a misspelt key")
  func misspelt() throws {
    let result = try refusal { $0.replacingOccurrences(of: "\nincumbent:", with: "\nincumbant:") }
    #expect(result.status == 65)
    #expect(result.errors.contains(/study\.yaml:20:1: .*incumbant.*/) && result.errors.contains("incumbent"))
  }

  @Test("a question that answers.csv could not tell from flags, comments and skipped images: by run, init and extend")
  func takenIDs() throws {
    let folder = try TemporaryFolder()
    let root = Programs.root.path
    let rubric = try String(contentsOfFile: root + "/rubrics/alt-text.yaml", encoding: .utf8)
      .replacingOccurrences(of: "id: accuracy", with: "id: comment")
    try rubric.write(toFile: folder.path + "/rubric.yaml", atomically: true, encoding: .utf8)
    let number =
      try #require(
        rubric.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains("id: comment") }) + 1
    func expect(_ result: Programs.Result) {
      #expect(
        result.status == 65 && result.errors.contains("rubric.yaml:\(number):")
          && result.errors.contains("a question has the id 'comment'."), "\(result.errors)")
    }
    expect(
      try refusal { $0.replacingOccurrences(of: root + "/rubrics/alt-text.yaml", with: folder.path + "/rubric.yaml") })
    expect(
      try Programs.run(
        "blindfold",
        [
          "init", folder.path + "/new", "--images", root + "/datasets/demo", "--model", "a=openai/gpt-4o", "--model",
          "b=openai/gpt-4o-mini", "--incumbent", "a", "--rubric", folder.path + "/rubric.yaml", "--margin", "0.3",
          "--because", "a test", "--rater", "ana", "--rater", "bo", "--question", "Which?",
        ]))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/new/study.yaml"))
    let study = try Captioned.copy(in: folder)
    let file = try String(contentsOfFile: study + "/study.yaml", encoding: .utf8)
    try file.replacingOccurrences(of: root + "/rubrics/alt-text.yaml", with: folder.path + "/rubric.yaml")
      .write(toFile: study + "/study.yaml", atomically: true, encoding: .utf8)
    expect(try Programs.run("blindfold", ["extend", study, "--raters", "kim"]))
    #expect(!FileManager.default.fileExists(atPath: study + "/packets/kim.sqlite"))
  }

  @Test("a missing rubric")
  func rubric() throws {
    let result = try refusal { $0.replacingOccurrences(of: "alt-text.yaml", with: "nowhere.yaml") }
    #expect(result.status == 65)
    #expect(result.errors.contains(/study\.yaml:52:\d+: .*there is no rubric/), "\(result.errors)")
  }

  @Test("two candidates of one label")
  func label() throws {
    let result = try refusal { $0.replacingOccurrences(of: "\n  flash:", with: "\n  mini:") }
    #expect(result.status == 65)
    #expect(result.errors.contains(/study\.yaml:\d+:3: .*mini/), "\(result.errors)")
  }

  @Test("an empty image folder")
  func empty() throws {
    let images = try TemporaryFolder()
    let result = try refusal {
      $0.replacingOccurrences(of: Programs.root.path + "/datasets/demo\n", with: images.path + "\n")
    }
    #expect(result.status == 65)
    #expect(result.errors.contains(/study\.yaml:9:\d+:/), "\(result.errors)")
  }

  @Test("an unknown rater")
  func rater() throws {
    let folder = try TemporaryFolder()
    try demoStudy(in: folder.path)
    try FileManager.default.createDirectory(atPath: folder.path + "/packets", withIntermediateDirectories: true)
    for name in ["ana", "bo"] { try Data().write(to: URL(fileURLWithPath: "\(folder.path)/packets/\(name).sqlite")) }
    let result = try Programs.run("blindfold", ["review", folder.path, "--rater", "anna"])
    #expect(result.status == 66)
    #expect(result.errors.contains("no packet for rater 'anna'") && result.errors.contains("ana, bo"))
  }

  @Test("a report before all ratings are in waits, unblinds nothing, and says for whom")
  func early() throws {
    let folder = try TemporaryFolder()
    try demoStudy(in: folder.path)
    let service = try Service(log: folder.path + "/requests.jsonl")
    #expect(
      try Programs.run("blindfold", ["run", folder.path, "--yes"], environment: ["SIMULATOR_URL": service.url]).status
        == 0)
    let rate = ["simulate", "rate", folder.path, "--images", "datasets/demo", "--rater"]
    #expect(try Programs.run("blindfold", rate + ["ana", "bo", "chi"]).status == 0)
    let refused = try Programs.run("blindfold", ["report", folder.path])
    #expect(refused.status == 75 && refused.errors.contains("dee: 0 of 18 items"))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/decision.md"))
    let early = try Programs.run("blindfold", ["report", folder.path, "--unblind-early", "the bill is due"])
    #expect(early.status == 0, "\(early.errors)")
    let document = try String(contentsOfFile: folder.path + "/decision.md", encoding: .utf8)
    #expect(document.split(separator: "\n").prefix(3).contains { $0.contains("the bill is due") })
  }

  @Test("a packet that was edited by hand is named, and nothing of it is counted")
  func edited() throws {
    let folder = try TemporaryFolder()
    try demoStudy(in: folder.path)
    let service = try Service(log: folder.path + "/requests.jsonl")
    #expect(
      try Programs.run("blindfold", ["run", folder.path, "--yes"], environment: ["SIMULATOR_URL": service.url]).status
        == 0)
    let rate = ["simulate", "rate", folder.path, "--images", "datasets/demo", "--rater", "ana"]
    #expect(try Programs.run("blindfold", rate).status == 0)
    let packet = URL(fileURLWithPath: folder.path + "/packets/ana.sqlite")
    var bytes = try Data(contentsOf: packet)
    let score = Data("\"number\":{\"_0\":4}".utf8)
    bytes.replaceSubrange(try #require(bytes.range(of: score)), with: Data("\"number\":{\"_0\":5}".utf8))
    try bytes.write(to: packet)
    let result = try Programs.run("blindfold", ["report", folder.path])
    #expect(
      result.status == 65 && result.errors.contains("ana.sqlite") && result.errors.contains("does not fit the chain"))
  }

  @Test("a service that is not there ends the run with what is missing, and keeps what arrived")
  func noService() throws {
    let folder = try TemporaryFolder()
    try demoStudy(in: folder.path) { $0.replacingOccurrences(of: "attempts: 4", with: "attempts: 1") }
    let result = try Programs.run(
      "blindfold", ["run", folder.path, "--yes"], environment: ["SIMULATOR_URL": "http://127.0.0.1:9/v1"])
    #expect(result.status == 75, "\(result.errors)")
    #expect(result.errors.contains("36 of 180 captions are stored and kept"), "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/packets"))
  }

  @Test("a question that has the name of what answers.csv says beside the questions", arguments: ["comment", "flag"])
  func takenID(_ id: String) throws {
    let folder = try TemporaryFolder()
    let rubric = try String(contentsOfFile: Programs.root.path + "/rubrics/alt-text.yaml", encoding: .utf8)
    try rubric.replacing("- id: note", with: "- id: \(id)")
      .write(toFile: folder.path + "/own.yaml", atomically: true, encoding: .utf8)
    try demoStudy(in: folder.path) { $0.replacing(/rubric: .*alt-text\.yaml/, with: "rubric: own.yaml") }
    for options in [["--dry-run"], ["--yes"]] {
      let result = try Programs.run(
        "blindfold", ["run", folder.path] + options, environment: ["SIMULATOR_URL": "http://127.0.0.1:9/v1"])
      #expect(result.status == 65 && result.errors.contains("has the id '\(id)'"), "\(result.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/study.sqlite"))
  }
}
