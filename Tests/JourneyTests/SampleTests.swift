import Foundation
import ProgramStand
import Testing
import WireStand

/// The next study's images, as a conductor draws them.
@Suite("sample", .serialized, .timeLimit(.minutes(30)))
struct SampleTests {
  private static let images = Programs.root.path + "/datasets/demo"

  private struct Image: Decodable {
    var name: String
    var category: String

    enum CodingKeys: String, CodingKey {
      case name = "file_name"
      case category
    }
  }

  /// 1,500 events on the demo's images: captions of charts are changed more often than others.
  private func events() throws -> [String] {
    let lines = try String(contentsOfFile: Self.images + "/metadata.jsonl", encoding: .utf8).split(separator: "\n")
    let images = try lines.map { try JSONDecoder().decode(Image.self, from: Data($0.utf8)) }
    return (0..<1500).map { number in
      let image = images[(number * 7) % images.count]
      let isEdited = number % 10 < (image.category == "screenshot-or-chart" ? 5 : 2)
      return """
        {"time": "2026-12-\(10 + number % 20)T10:00:0\(number % 10)Z", "category": "\(image.category)", "model": "flash", \
        "shown": "A thing \(number).", "final": "A \(isEdited ? "mended" : "thing") \(number).", \
        "image": "\(image.name)", "title": "T", "is_screenshot": "\(number % 3 == 0)", "object_count": "2"}
        """
    }
  }

  private func write(_ lines: [String], _ path: String) throws {
    try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
  }

  private func sample(_ arguments: String..., environment: [String: String] = [:]) throws -> Programs.Result {
    try Programs.run("blindfold", ["sample"] + arguments, environment: environment)
  }

  private func rows(_ path: String) throws -> [[String: Any]] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test("a study that carries on passes doctor, plan and run without an edit, and its report weighs edited ones back")
  func carriesOn() throws {
    let folder = try TemporaryFolder("sample")
    let last = try Captioned.copy(in: folder)
    let log = folder.path + "/log.jsonl"
    try write(try events(), log)
    let next = folder.path + "/next"
    let drawn = try sample(
      log, "--root", Self.images, "--into", next, "--count", "24", "--edited", "3x", "--study", last, "--incumbent",
      "flash")
    #expect(drawn.status == 0, "\(drawn.errors)")
    #expect(drawn.errors.contains("human: ready-made captions of the last study's images"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: next).sorted() == ["drawn.jsonl", "images", "study.yaml"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: next + "/images").count == 25)
    let text = try String(contentsOfFile: next + "/study.yaml", encoding: .utf8)
    #expect(text.contains("# in the last study: large\nincumbent: flash"))
    // What it asked was asked of the last incumbent.
    #expect(
      text.contains(
        """
        # in the last study: May a cheaper model replace the incumbent for alt text?
        question: "May another candidate replace flash for alt text?"
        """))
    #expect(!text.contains("\nquestion: May a cheaper") && text.contains("\nsubject: alt text "))
    #expect(drawn.errors.contains("--question TEXT puts another") && drawn.errors.contains("subject: alt text, as in"))
    #expect(text.contains("# The demo: four stand-in models") && text.contains("# rubric points"))
    let metadata = try rows(next + "/images/metadata.jsonl")
    #expect(
      metadata.count == 24 && metadata.allSatisfy { $0["shown"] == nil && $0["final"] == nil && $0["time"] == nil })
    #expect(Set(metadata.compactMap { $0["category"] as? String }) == ["product", "everyday", "screenshot-or-chart"])
    #expect(metadata.contains { ($0["stratum"] as? String)?.hasSuffix(" (edited)") == true })
    let stands = try rows(next + "/drawn.jsonl").compactMap { $0["stands_for"] as? Double }
    #expect(stands.count == 24 && abs(stands.reduce(0, +) - 1) < 1e-6)
    // What edited images stand for is their share of the log's events.
    let edited = try rows(next + "/drawn.jsonl").filter { $0["edited"] as? Bool == true }
      .compactMap { $0["stands_for"] as? Double }.reduce(0, +)
    let share = Double(try events().count { $0.contains("A mended") }) / 1500
    #expect(abs(edited - share) < 1e-6)

    let service = try Service(log: folder.path + "/requests.jsonl")
    try service.run(["doctor", next], ["plan", next], ["run", next, "--dry-run"], ["run", next, "--yes"])
    try service.run(["simulate", "rate", next, "--images", Self.images], ["report", next], ["verify", next])
    // The prompt had the category and not the stratum.
    let prompts = try String(contentsOfFile: folder.path + "/requests.jsonl", encoding: .utf8)
    #expect(!prompts.contains("(edited)"))
    let results =
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(fileURLWithPath: next + "/results.json"))) as? [String: Any]
    let images = try #require(results?["images"] as? [String: Any])
    #expect("\(images)".contains("product (edited)"))
  }

  @Test("the log's order and the files it comes in change nothing; a seed repeats the sample, another draws another")
  func order() throws {
    let folder = try TemporaryFolder("sample")
    let events = try events()
    try write(events, folder.path + "/all.jsonl")
    try write(Array(events.reversed().prefix(700)), folder.path + "/b.jsonl")
    try write(Array(events.prefix(800)).shuffled(), folder.path + "/a.jsonl")
    func drawn(_ name: String, _ logs: [String], seed: String) throws -> String {
      let into = "\(folder.path)/\(name)"
      let result = try Programs.run(
        "blindfold",
        ["sample"] + logs.map { "\(folder.path)/\($0)" }
          + ["--root", Self.images, "--into", into, "--count", "12", "--seed", seed])
      #expect(result.status == 0, "\(result.errors)")
      return try String(contentsOfFile: into + "/drawn.jsonl", encoding: .utf8)
    }
    let one = try drawn("one", ["all.jsonl"], seed: "5")
    #expect(try drawn("two", ["b.jsonl", "a.jsonl"], seed: "5") == one)
    #expect(try drawn("three", ["all.jsonl"], seed: "6") != one)
  }

  @Test("images of the last study, by bytes and by looks, and pictures that look alike give way to the next")
  func except() throws {
    let folder = try TemporaryFolder("sample")
    // Of 12 products one is in the last study, one is a copy with other bytes, one is broken.
    let set = folder.path + "/set"
    try FileManager.default.createDirectory(atPath: set, withIntermediateDirectories: true)
    let products = try FileManager.default.contentsOfDirectory(atPath: Self.images + "/images")
      .filter { $0.hasPrefix("product-") && $0.hasSuffix(".jpg") }.sorted().prefix(8)
    for name in products {
      try FileManager.default.copyItem(atPath: "\(Self.images)/images/\(name)", toPath: "\(set)/\(name)")
    }
    let first = try Data(contentsOf: URL(fileURLWithPath: set + "/" + products[0]))
    try (first + [0]).write(to: URL(fileURLWithPath: set + "/twin.jpg"))
    try first.prefix(200).write(to: URL(fileURLWithPath: set + "/broken.jpg"))
    let last = folder.path + "/last"
    try FileManager.default.createDirectory(atPath: last + "/set", withIntermediateDirectories: true)
    let other = try Data(contentsOf: URL(fileURLWithPath: set + "/" + products[1]))
    try (other + [0]).write(to: URL(fileURLWithPath: last + "/set/old.jpg"))
    try readyMadeStudy(in: last, of: ["old.jpg"])
    let log = folder.path + "/log.csv"
    let names = products + ["twin.jpg", "broken.jpg", "nowhere.jpg"]
    try write(["image,category,time"] + names.map { "set/\($0),product,2026-12-01" } + ["../etc.jpg,product,x"], log)
    let result = try sample(log, "--into", folder.path + "/next", "--count", "10", "--except", last)
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      result.output.contains("1 image looked like one that was drawn (at most 6 of 64 bits apart)"), "\(result.output)")
    #expect(result.output.contains("1 image gave way to the next: in a study named by --except, or alike."))
    #expect(result.output.contains("set/broken.jpg is damaged"), "\(result.output)")
    #expect(result.output.contains("set/nowhere.jpg") && result.output.contains("../etc.jpg"))
    let sources = try rows(folder.path + "/next/drawn.jsonl").compactMap { $0["source"] as? String }
    #expect(sources.count == 7 && !sources.contains("set/\(products[1])"))
    #expect(Set(sources).intersection(["set/\(products[0])", "set/twin.jpg"]).count == 1)
    // Nothing is written over.
    let again = try sample(log, "--into", folder.path + "/next", "--count", "3")
    #expect(again.status == 65 && again.errors.contains("there already. Nothing was written over."))
  }

  @Test(
    "weights are shares of the log's events whatever gives way, and a stratum without an image is said to be left out")
  func weights() throws {
    let folder = try TemporaryFolder("sample")
    let last = try Captioned.copy(in: folder)
    let set = folder.path + "/set"
    try FileManager.default.createDirectory(atPath: set, withIntermediateDirectories: true)
    let pictures = try FileManager.default.contentsOfDirectory(atPath: Self.images + "/images")
      .filter { $0.hasPrefix("product-") || $0.hasPrefix("everyday-") }.filter { $0.hasSuffix(".jpg") }.sorted()
    for (index, name) in pictures.prefix(10).enumerated() {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(Self.images)/images/\(name)"))
      try bytes.write(to: URL(fileURLWithPath: "\(set)/\(index).jpg"))
      // A twin of each, which looks the same.
      try (bytes + [0]).write(to: URL(fileURLWithPath: "\(set)/\(index)-twin.jpg"))
    }
    func line(_ image: String, _ category: String, edited: Bool) -> String {
      #"{"image": "\#(image)", "category": "\#(category)", "shown": "a", "final": "\#(edited ? "b" : "a")"}"#
    }
    // 60 of food, 12 of them edited; 30 of art; 10 of charts, whose images are all gone.
    var lines = (0..<60).map { line("\($0 % 5)\($0 % 2 == 0 ? "" : "-twin").jpg", "food", edited: $0 % 5 == 4) }
    lines += (0..<30).map { line("\(5 + $0 % 5)\($0 % 2 == 0 ? "" : "-twin").jpg", "art", edited: false) }
    lines += (0..<10).map { line("gone-\($0).jpg", "chart", edited: $0 == 0) }
    let log = folder.path + "/log.jsonl"
    try write(lines, log)
    let next = folder.path + "/next"
    let drawn = try sample(log, "--root", set, "--into", next, "--count", "9", "--edited", "2x", "--study", last)
    #expect(drawn.status == 0 && drawn.output.contains("looked like one that was drawn"), "\(drawn)")
    let text = try String(contentsOfFile: next + "/study.yaml", encoding: .utf8)
    // By hand: 30 of art, 48 of food and 12 of edited food, of the 90 events whose strata gave images.
    for weight in [#""art": 0.333333333"#, #""food": 0.533333333"#, #""food (edited)": 0.133333333"#] {
      #expect(text.contains(weight), "\(text)")
    }
    #expect(!text.contains("\"chart"))
    #expect(text.contains("# Without an image, and so no part of this: chart, chart (edited),"))
    #expect(text.contains("# 10 events, 0.1 of the log's."))
    #expect(text.contains("traffic:  # each one's share of the other events"))
    var stands: [String: Double] = [:]
    for row in try rows(next + "/drawn.jsonl") {
      stands[row["stratum"] as? String ?? "", default: 0] += row["stands_for"] as? Double ?? 0
    }
    #expect(abs((stands["food"] ?? 0) - 48.0 / 90) < 1e-6 && abs((stands["food (edited)"] ?? 0) - 12.0 / 90) < 1e-6)
    #expect(Set(stands.keys) == ["art", "food", "food (edited)"])
    // A category that is called as edited captions are would share their weight.
    try write(lines + [line("0.jpg", "food (edited)", edited: false)], log)
    let twice = try sample(log, "--root", set, "--into", folder.path + "/other", "--count", "9", "--edited", "2x")
    #expect(twice.status == 65 && twice.errors.contains("a category 'food (edited)'"), "\(twice.errors)")
  }

  @Test("addresses are listed and not fetched, unless fetching is asked for: then their pictures are drawn like any")
  func addresses() throws {
    let folder = try TemporaryFolder("sample")
    let log = folder.path + "/log.jsonl"
    let names = ["everyday-02-desk", "product-01-teapot", "product-03-table-lamp"]
    try write(
      names.map { #"{"url": "http://images.example.org/\#($0).jpg", "category": "photo", "shown": "A", "final": "B"}"# }
        + [#"{"url": "http://169.254.169.254/secret.jpg", "category": "photo"}"#], log)
    let listed = try sample(log, "--into", folder.path + "/list", "--count", "3")
    #expect(listed.status == 75 && listed.errors.contains("3 images of the sample are addresses"), "\(listed.errors)")
    #expect(try rows(folder.path + "/list/to-fetch.jsonl").count == 3)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/list/images"))

    // The stand-in is the proxy on the way: nothing leaves this machine.
    let images = Self.images
    let proxy = try WireServer { request in
      let name = request.line.split(separator: " ")[1].split(separator: "/").last ?? ""
      guard let bytes = FileManager.default.contents(atPath: "\(images)/images/\(name)"),
        name != "product-03-table-lamp.jpg"
      else { return .answer(status: 404, []) }
      return .answer(headers: ["Content-Type": "image/jpeg"], [UInt8](bytes))
    }
    let fetched = try sample(
      log, "--into", folder.path + "/set", "--count", "3", "--download",
      environment: ["http_proxy": proxy.root, "no_proxy": ""])
    #expect(fetched.status == 0, "\(fetched.errors)")
    #expect(fetched.output.contains("could not be fetched (status 404)"), "\(fetched.output)")
    let metadata = try rows(folder.path + "/set/images/metadata.jsonl")
    #expect(
      metadata.count == 2
        && metadata.allSatisfy { ($0["url"] as? String)?.hasPrefix("http://images.example.org/") == true })
    #expect(proxy.requests.allSatisfy { !$0.line.contains("169.254") })
  }

  @Test("what cannot be drawn as asked is refused, and leaves nothing behind")
  func refused() throws {
    let folder = try TemporaryFolder("sample")
    let log = folder.path + "/log.jsonl"
    try write([#"{"image": "images/product-01-teapot.jpg", "category": "product"}"#], log)
    let next = folder.path + "/next"
    func said(_ arguments: String...) throws -> String {
      let result = try Programs.run(
        "blindfold", ["sample", log, "--root", Self.images, "--into", next, "--count", "5"] + arguments)
      #expect(result.status == 65 && !FileManager.default.fileExists(atPath: next), "\(result)")
      return result.errors
    }
    #expect(try said("--edited", "2x").contains("no event says what was shown and what became of it"))
    #expect(try said("--per-category", "chart=2").contains("--per-category chart: the log has no event of it"))
    #expect(try said("--category", "chart").contains("no event of chart"))
    try demoStudy(in: folder.path) { $0.replacingOccurrences(of: "incumbent: large", with: "incumbent: human") }
    #expect(try said("--study", folder.path).contains("the incumbent 'human' is ready-made captions"))
    #expect(try said("--study", folder.path, "--incumbent", "nobody").contains("No study file") == false)
    // What is wrong on the command line ends in 64, what is not there in 66.
    try FileManager.default.createDirectory(atPath: folder.path + "/other", withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: log, toPath: folder.path + "/other/log.jsonl")
    for (arguments, code, says) in [
      ([folder.path + "/none.csv"], 66, "no such log"), ([folder.path], 66, "a folder, and no log"),
      ([log, "--root", folder.path + "/nowhere"], 66, "nowhere: no such folder"),
      ([log, "--study", folder.path + "/nowhere"], 66, "nowhere: no such study"),
      ([log, "--except", folder.path + "/nowhere"], 66, "nowhere: no such study"),
      (["/dev/stdin", "--root", Self.images], 65, "a pipe, whose name does not say what its lines are"),
      ([log, "--per-category", "product=9"], 64, "Raise --count"), ([log, log], 64, "is given twice"),
      ([log, folder.path + "/other/log.jsonl"], 64, "the logs lie in 2 folders"),
      ([log, "--question", "Why?"], 64, "--question is for the study file"),
    ] {
      let result = try Programs.run("blindfold", ["sample"] + arguments + ["--into", next, "--count", "5"])
      #expect(result.status == code && result.errors.contains(says), "\(arguments): \(result)")
      #expect(!FileManager.default.fileExists(atPath: next))
    }
    #expect(try sample(log, "--into", next, "--count", "0").status == 64)
  }
}
