import Foundation
import ProgramStand
import Testing

/// What candidates cost a month, as a conductor asks for it.
@Suite("savings", .serialized, .timeLimit(.minutes(30)))
struct SavingsTests {
  private func object(_ arguments: [String]) throws -> [String: Any] {
    let result = try Programs.run("blindfold", ["savings"] + arguments + ["--json"])
    #expect(result.status == 0, "\(result.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
  }

  private func candidates(_ object: [String: Any]) throws -> [String: [String: Any]] {
    let rows = try #require(object["candidates"] as? [[String: Any]])
    return Dictionary(uniqueKeysWithValues: rows.map { ($0["candidate"] as? String ?? "", $0) })
  }

  private func value(_ row: [String: Any]?, _ key: String) -> Double? {
    (row?[key] as? [String: Any])?["value"] as? Double
  }

  @Test("before unblinding: bills by label and no arm, and nothing in the study changes; its report then says the same")
  func beforeAndAfter() throws {
    let folder = try TemporaryFolder("savings")
    let study = try Captioned.copy(in: folder)
    func bytes() throws -> [Data] {
      try ["study.sqlite", "key.sqlite"].map { try Data(contentsOf: URL(fileURLWithPath: "\(study)/\($0)")) }
    }
    let before = try bytes()
    let early = try object([study])
    #expect(try bytes() == before)
    #expect(early["simulated"] as? String == "simulated models" && early["images"] as? Double == 8_000_000)
    let text = try Programs.run("blindfold", ["savings", study, "--check"]).output
    #expect(!text.contains("arm-") && text.contains("flash"))
    for command in [["simulate", "rate", study, "--images", "datasets/demo"], ["report", study]] {
      #expect(try Programs.run("blindfold", command).status == 0)
    }
    let bytesOfResults = try Data(contentsOf: URL(fileURLWithPath: study + "/results.json"))
    let results = try JSONSerialization.jsonObject(with: bytesOfResults) as? [String: Any]
    let savings = (results?["cost_quality"] as? [String: Any])?["savings"] as? [String: Any]
    let reported = try #require(savings?["candidates"] as? [[String: Any]])
    let rows = try candidates(early)
    #expect(!reported.isEmpty)
    for row in reported {
      let own = rows[row["candidate"] as? String ?? ""]
      for key in ["bill_usd", "saved_usd", "by_model_usd"] { #expect(value(own, key) == value(row, key)) }
    }
    #expect(rows["nano"]?["bill_usd"] is NSNull && rows["nano"]?["bill_unknown_because"] as? String != nil)
  }

  @Test("--check can be worked out again: tokens × price, weighted to traffic, are each bill")
  func check() throws {
    let study = try Captioned.shared.get().path
    let object = try object([study, "--monthly", "1000000", "--hits", "flash=42/100"])
    let rows = try candidates(object)
    for label in ["large", "flash", "mini"] {
      let check = try #require(rows[label]?["check"] as? [String: Any])
      var dollars = 0.0
      for term in try #require(check["terms"] as? [[String: Any]]) {
        let categories = try #require(term["by_category"] as? [[String: Any]])
        let tokens = categories.reduce(0) { sum, category in
          sum + (category["weight"] as? Double ?? .nan) * (category["tokens_per_image"] as? Double ?? .nan)
        }
        dollars += tokens * (term["usd_per_million"] as? Double ?? .nan)
      }
      let kept = label == "flash" ? 0.58 : 1
      // In dollars for a million images; six decimals of tokens are kept.
      #expect(abs(dollars * kept - (value(rows[label], "bill_usd") ?? .nan)) < 1e-3)
    }
    // The parts of what the cache before flash saves add up.
    let flash = rows["flash"]
    let parts = ["by_model_usd", "by_router_usd", "by_cache_usd"].compactMap { value(flash, $0) }
    #expect(parts.count == 2 && abs(parts.reduce(0, +) - (value(flash, "saved_usd") ?? .nan)) < 2e-6)
    // Wilson's interval of 42 of 100: 0.3281 to 0.5178.
    let rate = try #require(flash?["hit_rate"] as? [String: Any])
    #expect(
      abs((rate["lower"] as? Double ?? 0) - 0.3281) < 1e-3 && abs((rate["upper"] as? Double ?? 0) - 0.5178) < 1e-3)
    #expect(rate["is_the_studys_own"] as? Bool == false)
  }

  @Test("the run's own prices, given once more, give the run's own bills; others give others, and price what had none")
  func prices() throws {
    let folder = try TemporaryFolder("savings")
    let study = try Captioned.shared.get().path
    let file = folder.path + "/prices.yaml"
    let own = """
      sim-large: {input: 2.50, output: 10.00}
      sim-flash: {input: 0.27, output: 1.10}
      sim-mini: {input: 0.15, output: 0.60}

      """
    try own.write(toFile: file, atomically: true, encoding: .utf8)
    let (plain, same) = (try candidates(object([study])), try candidates(object([study, "--prices", file])))
    for label in ["large", "flash", "mini"] {
      let bills = [plain, same].compactMap { value($0[label], "bill_usd") }
      #expect(bills.count == 2 && abs(bills[0] - bills[1]) < 2e-6, "\(label): \(bills)")
    }
    try (own + "sim-nano: {input: 0.05, output: 0.20}\n").write(toFile: file, atomically: true, encoding: .utf8)
    let nano = try candidates(object([study, "--prices", file]))["nano"]
    #expect((value(nano, "bill_usd") ?? 0) > 0)
    try "another-model: {input: 1, output: 1}\n".write(toFile: file, atomically: true, encoding: .utf8)
    let none = try Programs.run("blindfold", ["savings", study, "--prices", file])
    #expect(none.status == 65 && none.errors.contains("prices none of the study's models"))
  }

  @Test("hits are counted in column 'cache' of a log or of captions in bulk, unusable rows aside")
  func hitsFrom() throws {
    let folder = try TemporaryFolder("savings")
    let study = try Captioned.shared.get().path
    let lines = [
      #"{"outcome":"captioned","cache":"exact"}"#, #"{"outcome":"captioned","cache":null}"#,
      #"{"outcome":"over-length","cache":"near"}"#, #"{"outcome":"unusable","cache":null}"#,
      #"{"outcome":"captioned","cache":"miss"}"#,
    ]
    let log = folder.path + "/captions.jsonl"
    try lines.joined(separator: "\n").write(toFile: log, atomically: true, encoding: .utf8)
    let rate = try candidates(object([study, "--hits-from", "flash=\(log)"]))["flash"]?["hit_rate"] as? [String: Any]
    #expect(rate?["value"] as? Double == 0.5 && (rate?["from"] as? String)?.hasSuffix("2 of 4 rows") == true)
    let table = folder.path + "/log.csv"
    try "time,cache\n1,hit\n2,\n3,miss\n4,no\n".write(toFile: table, atomically: true, encoding: .utf8)
    let other =
      try candidates(object([study, "--hits-from", "flash=\(table)"]))["flash"]?["hit_rate"] as? [String: Any]
    #expect(other?["value"] as? Double == 0.25)
    try "time\n1\n".write(toFile: table, atomically: true, encoding: .utf8)
    let refused = try Programs.run("blindfold", ["savings", study, "--hits-from", "flash=\(table)"])
    #expect(refused.status == 65 && refused.errors.contains("no column 'cache'"))
  }

  @Test("prices and hits come out of a pipe as out of a file: what a shell puts in place of <(…) is read once")
  func pipes() throws {
    let folder = try TemporaryFolder("savings")
    let study = try Captioned.shared.get().path
    let prices = "sim-large: {input: 5, output: 20}\nsim-flash: {input: 0.1, output: 0.4}\n"
    let hits = #"{"cache": "exact"}\#n{"cache": null}\#n"#
    for (option, text, name) in [("--prices", prices, "prices.yaml"), ("--hits-from", hits, "hits.jsonl")] {
      let file = folder.path + "/" + name
      try text.write(toFile: file, atomically: true, encoding: .utf8)
      func said(_ path: String, _ input: String) throws -> Programs.Result {
        let value = option == "--prices" ? path : "flash=" + path
        return try Programs.run("blindfold", ["savings", study, option, value], input: input)
      }
      let (piped, filed) = (try said("/dev/stdin", text), try said(file, ""))
      #expect(piped.status == 0 && filed.status == 0, "\(piped)")
      func figures(_ result: Programs.Result, _ path: String) -> [Substring] {
        result.output.replacing(path, with: "FILE").split(whereSeparator: \.isWhitespace)
      }
      #expect(figures(piped, "/dev/stdin") == figures(filed, file))
    }
  }

  @Test("a rate for nobody, a wrong one and two for one candidate are refused, and so is a study that was not run")
  func refused() throws {
    let folder = try TemporaryFolder("savings")
    let study = try Captioned.shared.get().path
    func said(_ arguments: String...) throws -> (Int32, String) {
      let result = try Programs.run("blindfold", ["savings", study] + arguments)
      return (result.status, result.errors)
    }
    #expect(try said("--hit-rate", "0.4").0 == 65 && said("--hit-rate", "0.4").1.contains("no candidate has a cache"))
    // What is wrong on the command line ends in 64, what is not there in 66, what does not fit the study in 65.
    for (arguments, code, says) in [
      (["--hit-rate", "flash=1.4"], 64, "not a share"), (["--hits", "flash=5/4"], 64, "not hits of requests"),
      (["--hit-rate", "flash=0.4", "--hits", "flash=1/2"], 64, "two hit rates are stated for flash"),
      (["--monthly", "0"], 64, "more than 0"), (["--against", "nobody"], 65, "--against nobody: no captions of it"),
      (["--prices", folder.path + "/none.yaml"], 66, "none.yaml: no such file of prices"),
      (["--hits-from", folder.path + "/none.csv"], 66, "none.csv: cannot be read"),
    ] {
      let result = try Programs.run("blindfold", ["savings", study] + arguments)
      #expect(result.status == code && result.errors.contains(says), "\(arguments): \(result)")
    }
    try demoStudy(in: folder.path)
    #expect(try Programs.run("blindfold", ["savings", folder.path]).status == 66)
  }
}
