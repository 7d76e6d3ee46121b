import Foundation
import Roster
import Statistics
import StudyModel
import Testing

@testable import Analysis
@testable import Reports

/// The headline numbers, worked out again by a script that shares no code with the program, and by the documented R and
/// pandas snippets.
@Suite("numbers recomputed elsewhere")
struct IndependentTests {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Runs a program of the system in the project's root.
  static func run(_ arguments: [String], input: String = "") throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.currentDirectoryURL = root
    let (stdin, stdout) = (Pipe(), Pipe())
    process.standardInput = stdin
    process.standardOutput = stdout
    process.standardError = stdout
    try process.run()
    try? stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try? stdin.fileHandleForWriting.close()
    let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  static func headline(_ folder: String) throws -> (status: Int32, output: String) {
    try run(["python3", "Tests/JourneyTests/Independent/headline.py", folder])
  }

  /// Runs Python with modules that script/bootstrap --test installs: Debian's own Python, wherever another comes first
  /// on the path.
  static func python(
    _ modules: String, _ arguments: [String], input: String = ""
  ) throws -> (status: Int32, output: String) {
    let program = try ["/usr/bin/python3", "python3"].first {
      try run([$0, "-W", "ignore", "-c", "import \(modules)"]).status == 0
    }
    return try run(
      [#require(program, "Python has no \(modules): run script/bootstrap --test"), "-W", "ignore"] + arguments,
      input: input)
  }

  /// A folder that is gone when the test is.
  private func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "headline-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test("the committed demo's numbers follow from its ratings alone")
  func demo() throws {
    let (status, output) = try Self.headline("results/demo")
    #expect(status == 0, "\(output)")
    #expect(output.contains("nano: difference, raters_like_these, upper"))
  }

  @Test(
    "so do those of random studies: with and without traffic weights, failures, unpaired ratings, a lonely rater",
    arguments: 1...12)
  func random(seed: UInt64) throws {
    try inFolder { folder in
      try ReportWriter.write(Self.study(seed: seed), into: folder)
      let (status, output) = try Self.headline(folder.path)
      #expect(status == 0, "\(output)")
    }
  }

  @Test(
    "so do those of totals by a formula, 4 or better among them, though a third has no exact binary form",
    arguments: 1...4)
  func totals(seed: UInt64) throws {
    var dossier = try Self.study(seed: seed)
    let parts = ["accuracy", "clarity", "style"]
    dossier.rubric = Rubric(
      name: "thirds", version: 1, mode: .absolute, sources: [],
      questions: parts.map { part in
        Question(
          id: part, ask: "?", kind: .scale((1...5).map { ScalePoint(value: $0, anchor: "a\($0)") }),
          isPrimary: part == "accuracy")
      },
      composite: Composite(
        constant: 0, weights: Dictionary(uniqueKeysWithValues: parts.map { ($0, 1.0 / 3) }),
        formula: "(accuracy + clarity + style) / 3"))
    var random = SeededGenerator(seed: seed)
    for index in dossier.ratings.indices {
      dossier.ratings[index].criterion = "score"
      guard !dossier.ratings[index].isFailure else { continue }
      var answers = Dictionary(uniqueKeysWithValues: parts.map { ($0, Double(Int.random(in: 3...5, using: &random))) })
      answers["accuracy"] = dossier.ratings[index].value
      dossier.ratings[index].value = try #require(dossier.rubric.composite?.total(of: answers))
    }
    try #require(dossier.ratings.contains { $0.value == 4 })
    dossier.estimates.claim.criterion = "score"
    dossier.estimates = try RatingTable(
      cells: dossier.ratings, traffic: dossier.images.traffic, incumbent: Fixture.big, claim: dossier.claim,
      ranges: Tabulation.ranges(of: dossier.rubric)
    ).estimates()
    try inFolder { folder in
      try ReportWriter.write(dossier, into: folder)
      let (status, output) = try Self.headline(folder.path)
      #expect(status == 0 && output.contains("4 or better"), "\(output)")
    }
  }

  @Test("one changed rating in ratings.csv is noticed")
  func doctored() throws {
    try inFolder { folder in
      for name in ["ratings.csv", "results.json"] {
        try FileManager.default.copyItem(
          at: Self.root.appending(path: "results/demo/\(name)"), to: folder.appending(path: name))
      }
      let path = folder.appending(path: "ratings.csv")
      let text = try String(contentsOf: path, encoding: .utf8)
      let place = try #require(text.range(of: ",flash,overall,5,"))
      try text.replacingCharacters(in: place, with: ",flash,overall,4,").write(
        to: path, atomically: true, encoding: .utf8)
      let (status, output) = try Self.headline(folder.path)
      #expect(status == 1)
      #expect(output.contains("flash: mean ") && output.contains("DIFFERS"))
      // What does not rest on that rating still agrees.
      #expect(output.split(separator: "\n").contains { $0.hasPrefix("nano: difference ") && $0.hasSuffix("ok") })
    }
  }

  @Test(
    "so do net preferences and shares of random studies of pairs, with captions missing and alike, and a lonely rater",
    arguments: 1...8)
  func randomPairs(seed: UInt64) throws {
    try inFolder { folder in
      try ReportWriter.write(Self.studyOfPairs(seed: seed), into: folder)
      let (status, output) = try Self.headline(folder.path)
      #expect(status == 0, "\(output)")
    }
  }

  @Test("one changed judgement of a pair is noticed")
  func doctoredPairs() throws {
    try inFolder { folder in
      try ReportWriter.write(Fixture.pairs, into: folder)
      #expect(try Self.headline(folder.path).status == 0)
      let path = folder.appending(path: "ratings.csv")
      let text = try String(contentsOf: path, encoding: .utf8)
      let place = try #require(text.range(of: ",flash,big,second,judged,"))
      try text.replacingCharacters(in: place, with: ",flash,big,first,judged,").write(
        to: path, atomically: true, encoding: .utf8)
      let (status, output) = try Self.headline(folder.path)
      #expect(status == 1)
      #expect(output.contains("flash: difference ") && output.contains("DIFFERS"))
      #expect(output.split(separator: "\n").contains { $0.hasPrefix("tiny: difference ") && $0.hasSuffix("ok") })
    }
  }

  @Test("a folder without a report is refused, not passed")
  func nothingThere() throws {
    try inFolder { folder in
      let status = try Self.headline(folder.path).status
      #expect(status == 2)
    }
  }

  @Test(
    "the documented snippets give a mean, a difference and a net preference, each with both intervals",
    arguments: ["r", "python"])
  func snippets(_ language: String) throws {
    try inFolder { folder in
      let code = try Self.snippets(language)
      func printed(_ part: String) throws -> [Double] {
        let pairs = GoldenTests.folder.appending(path: "pairs").path
        let text = code[0] + "\n" + part.replacing("results/2026-12-pairs", with: pairs)
        let path = folder.appending(path: "snippet").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let result =
          language == "r" ? try Self.run(["Rscript", "--vanilla", path]) : try Self.python("pandas, scipy", [path])
        try #require(result.status == 0, "\(result.output) Is script/bootstrap --test done?")
        return result.output.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
      }
      let demo = Self.root.appending(path: "results/demo")
      try expect(
        printed(code[1]), Self.stated("criteria", "mean", demo) + Self.stated("comparisons", "difference", demo))
      try expect(
        printed(code[2]), Self.stated("comparisons", "difference", GoldenTests.folder.appending(path: "pairs")))
    }
  }

  @Test(
    "the documented snippets read names as they are where the table has an apostrophe before them",
    arguments: ["r", "python"])
  func names(_ language: String) throws {
    try inFolder { folder in
      var dossier = try Self.study(seed: 3)
      let flash = try #require(dossier.unblinding.names.first { $0.value.label == "flash" }?.key)
      dossier.unblinding.names[flash]?.label = "+flash"
      try ReportWriter.write(dossier, into: folder)
      let path = folder.appending(path: "ratings.csv").path
      let table = try String(contentsOfFile: path, encoding: .utf8)
      #expect(table.contains(",'+misc,") && table.contains(",''+misc,") && table.contains(",''other,"))
      let shares =
        language == "r"
        ? "traffic <- c(\"+misc\" = 0.3, \"'+misc\" = 0.6, \"'other\" = 0.1)"
        : "traffic = {\"+misc\": 0.3, \"'+misc\": 0.6, \"'other\": 0.1}"
      let rows =
        language == "r"
        ? "rows <- subset(read_table(\"\(path)\"), criterion == \"overall\" & candidate == \"+flash\")\n\(shares)\nestimate(rows, traffic)"
        : "rows = read_table(\"\(path)\").query(\"criterion == 'overall' and candidate == '+flash'\")\n\(shares)\nestimate(rows, traffic)"
      let script = folder.appending(path: "snippet").path
      try (Self.snippets(language)[0] + "\n" + rows + "\n").write(toFile: script, atomically: true, encoding: .utf8)
      let result =
        language == "r" ? try Self.run(["Rscript", "--vanilla", script]) : try Self.python("pandas, scipy", [script])
      try #require(result.status == 0, "\(result.output)")
      let numbers = result.output.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
      let mean = try #require(dossier.estimates.estimate(of: flash)?.mean)
      let (these, like) = try (#require(mean.theseRaters.estimate), #require(mean.ratersLikeThese.estimate))
      let expected = [mean.value, these.lower, these.upper, mean.value, like.lower, like.upper]
      try expect(numbers, expected)
    }
  }

  private func expect(_ numbers: [Double], _ stated: [Double]) throws {
    try #require(numbers.count == stated.count && !stated.isEmpty)
    for (number, other) in zip(numbers, stated) { #expect(abs(number - other) < 2e-6) }
  }

  /// The three blocks of code of the documentation page in one language: an estimate, then ratings, then pairs.
  private static func snippets(_ language: String) throws -> [String] {
    let page = try String(
      contentsOf: root.appending(path: "Sources/StudyModel/Documentation.docc/Check-the-numbers.md"), encoding: .utf8)
    let parts = page.components(separatedBy: "```\(language)\n").dropFirst()
    let code = parts.compactMap { $0.components(separatedBy: "```").first }
    try #require(code.count == 3)
    return code
  }

  /// Value, lower and upper bound for each scope, as `results.json` has them for `flash` on what is claimed.
  private static func stated(_ list: String, _ member: String, _ folder: URL) throws -> [Double] {
    let data = try Data(contentsOf: folder.appending(path: "results.json"))
    let file = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    let rows = try #require(file[list] as? [[String: Any]])
    let row = try #require(rows.first { $0["candidate"] as? String == "flash" && $0["claimed"] as? Bool != false })
    let number = try #require(row[member] as? [String: Any])
    return try ["these_raters", "raters_like_these"].flatMap { scope in
      let interval = try #require(number[scope] as? [String: Any])
      return [number["value"], interval["lower"], interval["upper"]].compactMap { $0 as? Double }
    }
  }
}

extension IndependentTests {
  /// Names of three categories; of seeds over 2 such that a spreadsheet would run one, and one that looks as if it had been
  /// kept from that.
  private static func categories(_ seed: UInt64) -> [String] {
    seed > 2 ? ["+misc", "'+misc", "'other"] : ["everyday", "product", "screenshot-or-chart"]
  }

  /// A study drawn from a seed: 2 to 40 images, 1 to 8 raters, holes, failures; traffic weights for odd seeds. Seed 2 has
  /// one rater.
  static func study(seed: UInt64) throws -> Dossier {
    var random = SeededGenerator(seed: seed)
    let names = categories(seed)
    let traffic = seed % 2 == 1 ? Dictionary(uniqueKeysWithValues: zip(names, [0.3, 0.6, 0.1])) : [:]
    let images = Int.random(in: 2...40, using: &random)
    let raters = seed == 2 ? 1 : Int.random(in: 2...8, using: &random)
    let arms = Fixture.names.keys.sorted()
    let levels = Dictionary(uniqueKeysWithValues: arms.map { ($0, Double.random(in: 1...5, using: &random)) })
    let holes = Double.random(in: 0..<0.5, using: &random)
    var cells: [RatingCell] = []
    for image in 0..<images {
      let digits = String(image, radix: 16)
      let item = try #require(ItemID(hex: String(repeating: "0", count: 64 - digits.count) + digits))
      let effect = Double.random(in: -1...1, using: &random)
      for rater in 0..<raters {
        for arm in arms where Double.random(in: 0..<1, using: &random) >= holes {
          let isFailure = Int.random(in: 0..<15, using: &random) == 0
          let latent = levels[arm, default: 3] + effect + Double.random(in: -1.5...1.5, using: &random)
          cells.append(
            RatingCell(
              item: item, category: names[image % 3], rater: "r\(rater)", arm: arm, criterion: "overall",
              value: isFailure ? 1 : min(5, max(1, latent.rounded())), isFailure: isFailure))
        }
      }
    }
    var claim = Fixture.claim
    claim.scope = seed % 3 == 0 ? .theseRaters : .ratersLikeThese
    claim.confidence = seed % 4 == 0 ? 0.9 : 0.95
    var dossier = Fixture.decided
    dossier.estimates = try RatingTable(
      cells: cells, traffic: traffic, incumbent: Fixture.big, claim: claim, ranges: ["overall": 1...5]
    ).estimates()
    dossier.ratings = cells
    dossier.items = []
    dossier.images.traffic = traffic
    return dossier
  }

  /// A study of pairs drawn from a seed: 2 to 40 images, 1 to 8 raters, holes, missing captions; traffic weights for odd
  /// seeds, all pairs for every third. Seed 2 has one rater.
  static func studyOfPairs(seed: UInt64) throws -> Dossier {
    var random = SeededGenerator(seed: seed)
    let names = categories(seed)
    let traffic = seed % 2 == 1 ? Dictionary(uniqueKeysWithValues: zip(names, [0.3, 0.6, 0.1])) : [:]
    let raters = seed == 2 ? 1 : Int.random(in: 2...8, using: &random)
    let arms = [Fixture.big, Fixture.flash, Fixture.tiny]
    let levels = Dictionary(uniqueKeysWithValues: arms.map { ($0, Double.random(in: -1...1, using: &random)) })
    var preferences: [Preference] = []
    for image in 0..<Int.random(in: 6...40, using: &random) {
      let digits = String(image, radix: 16)
      let item = try #require(ItemID(hex: String(repeating: "0", count: 64 - digits.count) + digits))
      for rater in 0..<raters where Double.random(in: 0..<1, using: &random) < 0.8 {
        let duels = seed % 3 == 0 ? [(0, 1), (0, 2), (1, 2)] : [(0, 1), (0, 2)]
        let duel = duels[Int.random(in: 0..<duels.count, using: &random)]
        let pair = Bool.random(using: &random) ? duel : (duel.1, duel.0)
        let lead =
          levels[arms[pair.0], default: 0] - levels[arms[pair.1], default: 0]
          + Double.random(in: -2...2, using: &random)
        let basis: Preference.Basis =
          switch Int.random(in: 0..<12, using: &random) {
          case 0: .noCaption
          case 1: .sameCaption
          default: .judged
          }
        let outcome: PairTable.Outcome =
          basis == .sameCaption
          ? .tie : lead > 0.4 ? .first : lead < -0.4 ? .second : lead > 0 && basis == .judged ? .neither : .tie
        preferences.append(
          Preference(
            item: item, category: names[image % 3], rater: "r\(rater)",
            first: arms[pair.0], second: arms[pair.1], outcome: outcome, basis: basis))
      }
    }
    var claim = Fixture.pairsClaim
    claim.scope = seed % 3 == 0 ? .theseRaters : .ratersLikeThese
    claim.confidence = seed % 4 == 0 ? 0.9 : 0.95
    var table = Fixture.pairsTable(preferences, claim: claim)
    table.traffic = traffic
    var dossier = Fixture.pairs
    dossier.estimates = try table.estimates()
    dossier.robustness = nil
    dossier.items = []
    dossier.preferences = try table.preferenceResults(rubric: Fixture.pairsRubric, repeats: nil, seed: seed)
    dossier.images.traffic = traffic
    return dossier
  }
}
