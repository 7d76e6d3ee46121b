import Blinding
import Foundation
import ProgramStand
import StudyStore
import Testing

@Suite("planning, before money is spent", .serialized)
struct PlanTests {
  private let nowhere = ["SIMULATOR_URL": "http://127.0.0.1:9/v1"]

  @Test("run refuses a small chance without a terminal, before anything is sent or written")
  func smallChance() throws {
    let folder = try TemporaryFolder()
    try demoStudy(in: folder.path)
    let dry = try Programs.run("blindfold", ["run", folder.path, "--dry-run"], environment: nowhere)
    #expect(dry.status == 0 && dry.output.contains("12 raters × 18 images: chance of a verdict"))
    #expect(dry.output.contains("less than an even chance"))
    let run = try Programs.run("blindfold", ["run", folder.path], environment: nowhere)
    #expect(run.status == 4)
    for word in ["blindfold plan", "--yes", "Nothing was sent"] { #expect(run.errors.contains(word), "\(word)") }
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/study.sqlite"))
  }

  @Test("plan prints the same numbers for the same seed, and refuses a lone image of a category")
  func plan() throws {
    let folder = try TemporaryFolder()
    try demoStudy(in: folder.path)
    let arguments = ["plan", folder.path, "--studies", "100", "--json"]
    let first = try Programs.run("blindfold", arguments)
    let second = try Programs.run("blindfold", arguments)
    #expect(first.status == 0 && first.output == second.output)
    let json = try #require(JSONSerialization.jsonObject(with: Data(first.output.utf8)) as? [String: Any])
    let rows = try #require(json["assignments"] as? [[String: Any]])
    let declared = try #require(rows.first { $0["declared"] as? Bool == true })
    #expect(declared["raters"] as? Int == 12 && declared["images_each"] as? Int == 18)
    let figure = folder.path + "/plan.svg"
    let text = try Programs.run("blindfold", ["plan", folder.path, "--studies", "100", "--figure", figure])
    #expect(
      text.status == 0 && text.output.contains("* 12 × 18") && text.output.contains("endless images would still leave"))
    #expect(try String(contentsOfFile: figure, encoding: .utf8).hasPrefix("<svg"))
    try demoStudy(in: folder.path) {
      $0.replacingOccurrences(
        of: "sample: {seed: 20261122}", with: "sample: {n: 20, seed: 1, per_category: {screenshot-or-chart: 1}}")
    }
    let lone = try Programs.run("blindfold", ["plan", folder.path])
    #expect(lone.status == 65 && lone.errors.contains("category 'screenshot-or-chart' has traffic and one image"))
  }

  @Test("init writes a study that is read back, never over another, and asks for the margin rather than suggest one")
  func begin() throws {
    let folder = try TemporaryFolder()
    let study = folder.path + "/new"
    func begin(_ more: [String]) throws -> Programs.Result {
      try Programs.run(
        "blindfold",
        [
          "init", study, "--images", "datasets/demo", "--incumbent", "big", "--model", "big=openai/gpt-4o",
          "--model", "small=openai/gpt-4o-mini", "--rubric", "rubrics/alt-text.yaml",
        ] + more)
    }
    let without = try begin(["--because", "it was seen"])
    #expect(without.status == 65 && without.errors.contains("--margin is missing"))
    #expect(!FileManager.default.fileExists(atPath: study))
    let small = try begin(["--margin", "0.1", "--because", "it was seen"])
    #expect(small.status == 4 && !FileManager.default.fileExists(atPath: study + "/study.yaml"))
    #expect(small.errors.contains("once the study file is kept"))
    let strange = try begin(["--margin", "0.9", "--because", "it was seen", "--captions", "human=nowhere.jsonl"])
    #expect(strange.status == 65 && strange.errors.contains("No study file was kept"))
    #expect(!FileManager.default.fileExists(atPath: study))
    let wide = try begin(["--margin", "0.9", "--because", "a \"quoted\" reason: # not a comment"])
    #expect(wide.status == 0, "\(wide.errors)")
    #expect(wide.output.contains("12 raters × 30 images: chance of a verdict"))
    #expect(wide.output.contains("packets: 12 of about 20 minutes, 10 ratings an image"))
    let text = try String(contentsOfFile: study + "/study.yaml", encoding: .utf8)
    #expect(text.contains("  ratings_per_item: 10\n"))
    // The policies that stand there as comments are a study's once `#` is taken off.
    let commented = /(?m)^(  )?# ((?:tiered|chain|cached|parts|  spare):)/
    #expect(text.matches(of: commented).count == 5, "\(text)")
    try text.replacing(commented) { "\($0.1 ?? "")\($0.2)" }
      .write(toFile: study + "/study.yaml", atomically: true, encoding: .utf8)
    let dry = try Programs.run("blindfold", ["run", study, "--dry-run"], environment: nowhere)
    for line in [
      "tiered: a router; takes the captions of big, small: nothing more to pay", "chain: a fallback chain, 36 captions",
      "cached: a cache, 36 captions",
    ] { #expect(dry.output.contains(line), "\(dry.output)\(dry.errors)") }
    try text.write(toFile: study + "/study.yaml", atomically: true, encoding: .utf8)
    let again = try begin(["--margin", "0.9", "--because", "other"])
    #expect(again.status == 65 && again.errors.contains("Nothing was written over"))
    #expect(try String(contentsOfFile: study + "/study.yaml", encoding: .utf8) == text)
    let plan = try Programs.run("blindfold", ["plan", study, "--studies", "100"])
    #expect(plan.status == 0 && plan.output.contains("a \"quoted\" reason: # not a comment"))
    let twice = try Programs.run("blindfold", ["plan", study, "--components", "image=.5,image=.6"])
    #expect(twice.status == 65 && twice.errors.contains("'image' stands twice"))
    let nowhere = folder.path + "/none/plan.svg"
    let figure = try Programs.run("blindfold", ["plan", study, "--studies", "100", "--figure", nowhere])
    #expect(figure.status == 73 && figure.errors.hasPrefix("\(nowhere): the figure could not be written"))
  }

  @Test("a number of ratings that is left to the program is said beforehand and logged; long packets are pointed out")
  func packetLengths() throws {
    let folder = try TemporaryFolder()
    try demoStudy(in: folder.path) { $0.replacingOccurrences(of: "ratings_per_item: 6", with: "") }
    let chosen = "'ratings_per_item' is not given: 10 of 12 raters judge each image"
    let looked = try Programs.run("blindfold", ["run", folder.path, "--dry-run"], environment: nowhere)
    #expect(looked.status == 0 && looked.output.contains(chosen), "\(looked.errors)")
    #expect(looked.output.contains("12 raters × 30 images at 40 s an image: about 20 minutes a packet"))
    let service = try Service(log: folder.path + "/requests.jsonl")
    let run = try Programs.run("blindfold", ["run", folder.path, "--yes"], environment: ["SIMULATOR_URL": service.url])
    #expect(run.status == 0, "\(run.errors)")
    let store = try StudyStore(folder: folder.path, create: false, recover: false)
    #expect(try store.log().filter { $0.event == "ratings chosen" && $0.detail.hasPrefix(chosen) }.count == 1)
    #expect(try store.plan()?.packets.filter { $0.rater != "you" }.map(\.presentations.count).max() == 30)

    let long = try TemporaryFolder()
    try demoStudy(in: long.path) {
      $0.replacingOccurrences(of: "ratings_per_item: 6", with: "ratings_per_item: all\n  seconds_per_item: 60")
    }
    let warned = try Programs.run("blindfold", ["run", long.path, "--dry-run"], environment: nowhere)
    // 36 images of a minute each; 20 fit, so 36 × 12 of them need 22 raters; 7 ratings are 21 images each.
    #expect(
      warned.output.contains(
        "packets of 36 minutes are long: past 30 people tire. 22 raters would make them about 20 minutes, "
          + "'ratings_per_item: 7' about 21"), "\(warned.output)\(warned.errors)")
  }
}
