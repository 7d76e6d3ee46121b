import Foundation
import ProgramStand
import StudyStore
import Testing

/// The demo's study and a stand-in service whose batches misbehave as told.
private struct BatchStand {
  let folder: TemporaryFolder
  let service: Service
  var study: String { folder.path }

  init(faults: [String] = [], prices: Bool = true) throws {
    folder = try TemporaryFolder("batch")
    try demoStudy(in: folder.path) { text in
      prices
        ? text.replacing("price: {input: 0.15", with: "price: {batch: {input: 0.07, output: 0.30}, input: 0.15") : text
    }
    service = try Service(
      log: folder.path + "/requests.log", faults: [], batchFaults: faults)
  }

  func blindfold(_ arguments: String...) throws -> Programs.Result {
    try Programs.run("blindfold", arguments, environment: ["SIMULATOR_URL": service.url])
  }

  func rows(_ database: String, _ sql: String) throws -> [[String]] {
    try SQLite.rows("\(study)/\(database).sqlite", sql)
  }

  /// Names of the files of which batches were made, one entry a batch.
  func paid() throws -> [String] {
    try String(contentsOfFile: service.log, encoding: .utf8).split(separator: "\n").compactMap { line in
      let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return row?["batch"] == nil ? nil : row?["file"] as? String
    }
  }
}

@Suite("captioning by batch", .serialized)
struct BatchTests {
  @Test(
    "export, submit, fetch and import leave nothing for a run to ask: it writes packets, and the report says what was not measured"
  )
  func study() throws {
    let stand = try BatchStand()
    let exported = try stand.blindfold("batch", "export", stand.study, "--yes")
    #expect(exported.status == 0 && exported.output.contains("144 requests in 4 files"), "\(exported.errors)")
    let again = try stand.blindfold("batch", "export", stand.study)
    #expect(
      again.output.contains("0 requests in 0 files; 144 in files whose results are not imported"), "\(again.output)")
    #expect(try stand.blindfold("batch", "submit", stand.study).status == 0)
    let early = try stand.blindfold("run", stand.study, "--yes")
    #expect(early.status == 75 && early.errors.contains("paid twice"), "\(early.errors)")
    #expect(try stand.blindfold("batch", "fetch", stand.study).status == 75)
    let fetched = try stand.blindfold("batch", "fetch", stand.study, "--wait", "--every", "0.1")
    #expect(
      fetched.status == 0 && fetched.output.contains("completed (36 answered, 0 failed), fetched"), "\(fetched.output)")
    let imported = try stand.blindfold("batch", "import", stand.study)
    #expect(imported.status == 0 && imported.output.contains("144 requests: "), "\(imported.errors)")
    let asked = try stand.service.requests()
    #expect(asked.count == 144 && Set(asked).count == 144)
    let run = try stand.blindfold("run", stand.study, "--yes")
    #expect(run.status == 0 && run.output.contains("captions stored"), "\(run.errors)")
    #expect(try stand.service.requests().count == 144, "a run asked for what had come by batch")
    let ledger = try stand.rows(
      "key", "SELECT count(*), count(batch), count(total), count(input_tokens), sum(number) FROM attempt")
    #expect(ledger == [["144", "144", "0", "144", "144"]])
    let priced = try stand.rows(
      "key",
      """
      SELECT count(*), sum(abs(cost - (input_tokens * 0.07 + output_tokens * 0.30) / 1e6) < 1e-12) FROM attempt
        WHERE cost IS NOT NULL
      """)
    #expect(priced[0][0] == priced[0][1] && priced[0][0] != "0", "\(priced)")
    try stand.service.run(
      ["simulate", "rate", stand.study, "--images", Programs.root.appending(path: "datasets/demo").path],
      ["report", stand.study])
    let report = try String(contentsOfFile: stand.study + "/decision.md", encoding: .utf8)
    #expect(report.contains("not measured: 36 calls by batch"))
    try bill(stand)
    try purge(stand)
  }

  /// What went out, what came back, and what services said of both: after a purge none of it is there.
  private func purge(_ stand: BatchStand) throws {
    // Of a batch that was never imported nobody would know the name any more.
    try SQLite.change(stand.study + "/batch/batch.sqlite", "UPDATE shard SET stage = 'submitted' WHERE number = 2")
    do {
      let lock = try StudyLock(folder: stand.study + "/batch")
      defer { withExtendedLifetime(lock) {} }
      #expect(try stand.blindfold("purge", stand.study, "--images", "--dry-run").status == 75)
    }
    let listed = try stand.blindfold("purge", stand.study, "--images", "--dry-run").output
    #expect(
      listed.contains("  batch/batch.sqlite: ") && listed.contains("not imported: batch_sim_2 at http"), "\(listed)")
    let purged = try stand.blindfold("purge", stand.study, "--images", "--yes")
    #expect(purged.status == 0, "\(purged.errors)")
    let left = try FileManager.default.subpathsOfDirectory(atPath: stand.study + "/batch")
    #expect(left == ["results"], "\(left)")
    let again = try stand.blindfold("purge", stand.study, "--images", "--yes")
    #expect(again.output.contains("nothing is left to remove"), "\(again.output)")
    #expect(try stand.blindfold("verify", stand.study).status == 0)
  }

  /// What came by batch is worked out again at what a batch costs.
  private func bill(_ stand: BatchStand) throws {
    let text = try stand.blindfold("savings", stand.study, "--check").output
    #expect(text.contains("36 of 36 calls came by batch") && text.contains("tokens × 0.07 / 1,000,000"), "\(text)")
    let json = try stand.blindfold("savings", stand.study, "--json").output
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let images = try #require(object["images"] as? Double)
    var billed = 0
    for row in try #require(object["candidates"] as? [[String: Any]]) {
      guard let bill = (row["bill_usd"] as? [String: Any])?["value"] as? Double,
        let terms = (row["check"] as? [String: Any])?["terms"] as? [[String: Any]]
      else { continue }
      billed += 1
      let dollars = terms.reduce(0.0) { sum, term in
        let categories = term["by_category"] as? [[String: Any]] ?? []
        return sum
          + categories.reduce(0.0) {
            $0 + ($1["weight"] as? Double ?? .nan) * ($1["tokens_per_image"] as? Double ?? .nan)
          } * (term["usd_per_million"] as? Double ?? .nan)
      }
      #expect(abs(dollars * images / 1e6 - bill) < 1e-6 * bill, "\(row)")
    }
    #expect(billed > 0)
  }

  @Test(
    "whatever the batches do, each request ends in one state, only what is without an answer is exported again, and what is odd is listed"
  )
  func misbehaving() throws {
    let stand = try BatchStand(faults: [
      "shuffle", "duplicate:0.2", "differs:0.2", "missing:0.1", "error:0.1", "unknown:0.1", "bare:0.3",
    ])
    for words in [["export", "--yes"], ["submit"], ["fetch", "--wait", "--every", "0.1"]] {
      let result = try Programs.run(
        "blindfold", ["batch", words[0], stand.study] + words.dropFirst(),
        environment: ["SIMULATOR_URL": stand.service.url])
      #expect(result.status == 0, "\(words): \(result.errors)")
    }
    let imported = try stand.blindfold("batch", "import", stand.study)
    #expect(imported.status == 75, "\(imported.errors)")
    let states = try SQLite.rows(
      stand.study + "/batch/batch.sqlite", "SELECT state, count(*) FROM request GROUP BY state ORDER BY state")
    let counts = Dictionary(uniqueKeysWithValues: states.map { ($0[0], Int($0[1]) ?? 0) })
    #expect(counts.values.reduce(0, +) == 144 && counts["out"] == nil)
    let left = (counts["error"] ?? 0) + (counts["missing"] ?? 0) + (counts["expired"] ?? 0)
    #expect((counts["error"] ?? 0) > 0 && (counts["missing"] ?? 0) > 0)
    let stored = try stand.rows("study", "SELECT count(*) FROM output")
    #expect(stored == [["\(144 - left)"]])
    let list = try String(contentsOfFile: stand.study + "/batch/anomalies.txt", encoding: .utf8)
    for word in ["says again", "says something else", "was not asked", "has no line", "A simulated error"] {
      #expect(list.contains(word), "\(word)")
    }
    // What may have been billed without an answer is of unknown cost.
    #expect(
      try stand.rows("key", "SELECT count(*) FROM attempt WHERE state = 'lost' AND cost IS NULL")
        == [["\(counts["missing"] ?? 0)"]])
    let exported = try stand.blindfold("batch", "export", stand.study)
    #expect(exported.output.contains("\(left) requests in"), "\(exported.output)")
    #expect(
      try SQLite.rows(stand.study + "/batch/batch.sqlite", "SELECT count(*) FROM request WHERE state = 'out'") == [
        ["\(left)"]
      ])
    let run = try stand.blindfold("run", stand.study, "--yes")
    #expect(run.status == 0 && run.errors.contains("not submitted from here"), "\(run.errors)")
  }

  @Test("of a list, captions go into the output that 'caption' goes on with")
  func list() throws {
    let stand = try BatchStand(faults: ["missing:0.3"])
    let images = Programs.root.appending(path: "datasets/demo/images").path
    let out = stand.folder.path + "/captions.jsonl"
    try "model: sim-flash\nbase_url: \(stand.service.url)\nprompt: {user: Write alt text.}\n".write(
      toFile: stand.folder.path + "/p.yaml", atomically: true, encoding: .utf8)
    let exported = try stand.blindfold(
      "batch", "export", images, "--policy", stand.folder.path + "/p.yaml", "--out", out, "--lines", "20")
    #expect(exported.status == 0 && exported.output.contains("36 requests in 2 files"), "\(exported.errors)")
    #expect(try stand.blindfold("batch", "submit", out).status == 0)
    let early = try stand.blindfold("caption", images, "--policy", stand.folder.path + "/p.yaml", "--out", out)
    #expect(early.status == 75 && early.errors.contains("paid twice"), "\(early.errors)")
    #expect(try stand.blindfold("batch", "fetch", out, "--wait", "--every", "0.1").status == 0)
    let imported = try stand.blindfold("batch", "import", out)
    #expect(imported.status == 75, "\(imported.errors)")
    func lines() throws -> [[String: Any]] {
      try String(contentsOfFile: out, encoding: .utf8).split(separator: "\n").map {
        try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
      }
    }
    let came = try lines()
    #expect(
      came.count > 15 && came.count < 36 && came.allSatisfy { $0["seconds"] is NSNull && $0["outcome"] is String })
    let before = try stand.service.requests().count
    let rest = try stand.blindfold("caption", images, "--policy", stand.folder.path + "/p.yaml", "--out", out)
    #expect(rest.status == 0, "\(rest.errors)")
    #expect(try lines().count == 36 && stand.service.requests().count - before == 36 - came.count)
    #expect(Set(try lines().compactMap { $0["image"] as? String }).count == 36)
    let backup = try stand.blindfold("backup", out, stand.folder.path + "/copy")
    #expect(backup.status == 65 && backup.errors.contains("cp -a \(out)* "), "\(backup.errors)")
  }

  @Test(
    "answers beside those that count were billed: each is booked once at what a batch costs, and the import says so")
  func seconds() throws {
    let stand = try BatchStand(faults: ["differs:0.3", "duplicate:0.3"])
    let images = Programs.root.appending(path: "datasets/demo/images").path
    let (out, policy) = (stand.folder.path + "/captions.jsonl", stand.folder.path + "/p.yaml")
    let price = "price: {input: 1, output: 1, batch: {input: 0.5, output: 0.5}}"
    try "model: sim-flash\nbase_url: \(stand.service.url)\n\(price)\nprompt: {user: Write alt text.}\n".write(
      toFile: policy, atomically: true, encoding: .utf8)
    #expect(try stand.blindfold("batch", "export", images, "--policy", policy, "--out", out).status == 0)
    #expect(try stand.blindfold("batch", "submit", out).status == 0)
    #expect(try stand.blindfold("batch", "fetch", out, "--wait", "--every", "0.1").status == 0)
    let imported = try stand.blindfold("batch", "import", out)
    let odd = try SQLite.rows(
      out + ".batch/batch.sqlite", "SELECT count(*) FROM anomaly WHERE kind = 'duplicate, different'")
    let seconds = try #require(odd.first?.first.flatMap { Int($0) })
    #expect(
      seconds > 3
        && imported.output.contains("\(seconds) answers beside those that count were billed too, and booked: 0.0"),
      "\(imported.output)")
    let ledger = "\(out).ledger.sqlite"
    let sums =
      "SELECT count(*), count(cost), round(sum(cost - (input_tokens + output_tokens) * 0.5 / 1e6), 9) FROM attempt"
    #expect(try SQLite.rows(ledger, sums) == [["\(36 + seconds)", "\(36 + seconds)", "0.0"]])
    // The same results, in a file of other bytes.
    let other = stand.folder.path + "/other.jsonl"
    let text = try String(contentsOfFile: out + ".batch/results/shard-0001-output.jsonl", encoding: .utf8)
    try (text + "\n").write(toFile: other, atomically: true, encoding: .utf8)
    let again = try stand.blindfold("batch", "import", out, other)
    #expect(again.status == 0 && !again.output.contains("billed"), "\(again.output)")
    #expect(try SQLite.rows(ledger, sums)[0][0] == "\(36 + seconds)")
  }

  @Test("an import lists what is new, counts what earlier ones met, and status shows all of it")
  func oldAnomalies() throws {
    let stand = try BatchStand(faults: ["missing:0.2", "duplicate:0.3"])
    let export = ["batch", "export", stand.study, "--yes", "--only", "flash"]
    #expect(try Programs.run("blindfold", export, environment: ["SIMULATOR_URL": stand.service.url]).status == 0)
    #expect(try stand.blindfold("batch", "submit", stand.study).status == 0)
    #expect(try stand.blindfold("batch", "fetch", stand.study, "--wait", "--every", "0.1").status == 0)
    let first = try stand.blindfold("batch", "import", stand.study)
    #expect(first.output.contains("duplicate, identical: ") && first.output.contains("missing: "), "\(first.output)")
    #expect(!first.output.contains("of earlier imports"), "\(first.output)")
    let file = stand.folder.path + "/odd.jsonl"
    try "no line\n".write(toFile: file, atomically: true, encoding: .utf8)
    let second = try stand.blindfold("batch", "import", stand.study, file)
    let counts = try [
      "SELECT count(*) FROM anomaly WHERE kind != 'not JSON'", "SELECT count(*) FROM request WHERE state = 'missing'",
    ]
    .map { try SQLite.rows(stand.study + "/batch/batch.sqlite", $0)[0][0] }
    #expect(
      second.output.contains("not JSON: 1") && !second.output.contains("duplicate")
        && !second.output.contains("has no line")
        && second.output.contains(
          "of earlier imports: \(counts[0]) odd lines, \(counts[1]) requests without an answer; ")
        && second.output.contains("blindfold batch status \(stand.study) shows them"), "\(second.output)")
    let status = try stand.blindfold("batch", "status", stand.study)
    #expect(
      status.status == 0 && status.output.contains("duplicate, identical: \(counts[0])\n")
        && status.output.contains("missing: \(counts[1])\n") && status.output.contains("not JSON: 1\n"),
      "\(status.output)")
    let list = try String(contentsOfFile: stand.study + "/batch/anomalies.txt", encoding: .utf8)
    #expect(list.split(separator: "\n").count == (Int(counts[0]) ?? 0) + (Int(counts[1]) ?? 0) + 1)
  }

  @Test("a key that one candidate lacks keeps no other's batch from being made or fetched, and is named")
  func missingKey() throws {
    let folder = try TemporaryFolder("batch-key")
    try demoStudy(in: folder.path) { text in
      text.replacing("    model: sim-nano\n", with: "    model: sim-nano\n    api_key_env: NANO_KEY\n")
    }
    let service = try Service(log: folder.path + "/requests.log", faults: [])
    let ledger = folder.path + "/batch/batch.sqlite"
    func blindfold(_ words: [String], key: String? = nil) throws -> Programs.Result {
      var environment = ["SIMULATOR_URL": service.url]
      environment["NANO_KEY"] = key
      return try Programs.run("blindfold", ["batch"] + words, environment: environment)
    }
    let exported = try blindfold(["export", folder.path, "--yes", "--lines", "18", "--only", "mini", "--only", "nano"])
    #expect(exported.status == 0 && exported.output.contains("in 4 files"), "\(exported.errors)")
    let submitted = try blindfold(["submit", folder.path])
    #expect(
      submitted.status == 69 && submitted.output.contains("2 batches made, 0 found already made, 2 files left")
        && submitted.errors.contains("candidate 'nano': NANO_KEY is not set")
        && submitted.errors.contains("shard-0003.jsonl and 1 more file are passed over"),
      "\(submitted.output) \(submitted.errors)")
    let limited = try blindfold(["submit", folder.path, "--limit", "1"], key: "k")
    #expect(limited.status == 0 && limited.output.contains("1 batch made"), "\(limited.output) \(limited.errors)")
    let fetched = try blindfold(["fetch", folder.path, "--wait", "--every", "0.1"])
    #expect(
      fetched.status == 69 && fetched.errors.contains("candidate 'nano': NANO_KEY is not set"), "\(fetched.errors)")
    #expect(try SQLite.rows(ledger, "SELECT number FROM shard WHERE is_fetched = 1") == [["1"], ["2"]])
    let rest = try blindfold(["fetch", folder.path, "--wait", "--every", "0.1"], key: "k")
    #expect(rest.status == 0, "\(rest.errors)")
  }

  @Test("killed at any moment, submit has one batch made of each file, never two")
  func killed() throws {
    let stand = try BatchStand(faults: ["slow", "cut:0.5", "cut-upload:0.5"])
    #expect(try stand.blindfold("batch", "export", stand.study, "--yes", "--lines", "12").status == 0)
    var generator = SystemRandomNumberGenerator()
    var kills = 0
    while kills < 10 {
      let running = try Running(
        "blindfold", ["batch", "submit", stand.study, "--grace", "0.2", "--limit", "3"],
        environment: ["SIMULATOR_URL": stand.service.url])
      usleep(UInt32.random(in: 20_000...900_000, using: &generator))
      if running.process.isRunning { kills += 1 }
      running.kill9()
      let waiting = try SQLite.rows(
        stand.study + "/batch/batch.sqlite", "SELECT count(*) FROM shard WHERE stage != 'submitted'")
      if waiting == [["0"]] { break }
    }
    var result = try stand.blindfold("batch", "submit", stand.study, "--grace", "0.2")
    var rounds = 0
    while result.status == 75, rounds < 40 {
      result = try stand.blindfold("batch", "submit", stand.study, "--grace", "0.2")
      rounds += 1
    }
    #expect(result.status == 0, "\(result.errors)")
    let paid = try stand.paid()
    #expect(paid.count == 12 && Set(paid).count == 12, "\(paid)")
    let known = try SQLite.rows(
      stand.study + "/batch/batch.sqlite", "SELECT count(DISTINCT batch) FROM shard WHERE stage = 'submitted'")
    #expect(known == [["12"]])
    print("killed \(kills) times, \(paid.count) batches of 12 files")
  }

  @Test("a service without a list, whose answer was lost, is not asked again; somebody who looked may say what it made")
  func noList() throws {
    let stand = try BatchStand(faults: ["cut", "no-list"])
    #expect(try stand.blindfold("batch", "export", stand.study, "--yes", "--only", "flash").status == 0)
    #expect(try stand.blindfold("batch", "submit", stand.study).status == 75)
    let second = try stand.blindfold("batch", "submit", stand.study)
    #expect(second.status == 69 && second.errors.contains("could be paid twice"), "\(second.errors)")
    #expect(try stand.paid().count == 1)
    let both = try stand.blindfold("batch", "submit", stand.study, "--made", "1=batch_sim_1", "--not-made", "1")
    #expect(both.status == 64 && both.errors.contains("say two things of it"), "\(both.errors)")
    let mistaken = try stand.blindfold("batch", "submit", stand.study, "--made", "1=batch_sim_7")
    #expect(
      mistaken.status == 65 && mistaken.errors.contains("knows no batch 'batch_sim_7'")
        && mistaken.errors.contains("--not-made 1"), "\(mistaken.errors)")
    #expect(
      try SQLite.rows(stand.study + "/batch/batch.sqlite", "SELECT stage, batch FROM shard") == [["creating", "None"]])
    let told = try stand.blindfold("batch", "submit", stand.study, "--made", "1=batch_sim_1")
    #expect(told.status == 0, "\(told.errors)")
    #expect(try stand.paid().count == 1)
    #expect(try stand.blindfold("batch", "fetch", stand.study, "--wait", "--every", "0.1").status == 0)
  }

  @Test("what a run answered after an export is not paid again by submit, and neither works while the other does")
  func answeredSince() throws {
    let stand = try BatchStand()
    #expect(try stand.blindfold("batch", "export", stand.study, "--yes", "--only", "flash").status == 0)
    do {
      let lock = try StudyLock(folder: stand.study)
      defer { withExtendedLifetime(lock) {} }
      #expect(try stand.blindfold("batch", "submit", stand.study).status == 75)
    }
    #expect(try stand.paid().isEmpty)
    #expect(try stand.blindfold("run", stand.study, "--yes").status == 0)
    let submitted = try stand.blindfold("batch", "submit", stand.study)
    #expect(submitted.status == 0 && submitted.output.contains("not sent; 36 of 36"), "\(submitted.errors)")
    #expect(try stand.paid().isEmpty)
    let again = try stand.blindfold("batch", "export", stand.study, "--only", "flash")
    #expect(again.output.contains("0 requests in 0 files; 36 answered before"), "\(again.output)")
  }

  @Test("what 'caption' answered after an export is not paid again by submit, and the rest is exported anew")
  func answeredSinceInList() throws {
    let stand = try BatchStand()
    let images = Programs.root.appending(path: "datasets/demo/images").path
    let (out, policy) = (stand.folder.path + "/captions.jsonl", stand.folder.path + "/p.yaml")
    try "model: sim-flash\nbase_url: \(stand.service.url)\nprompt: {user: Write alt text.}\n".write(
      toFile: policy, atomically: true, encoding: .utf8)
    let export = ["batch", "export", images, "--policy", policy, "--out", out, "--lines", "18"]
    #expect(try Programs.run("blindfold", export).status == 0)
    let some = try stand.blindfold("caption", images, "--policy", policy, "--out", out, "--limit", "5")
    #expect([0, 75].contains(some.status), "\(some.errors)")
    let submitted = try stand.blindfold("batch", "submit", out)
    #expect(
      submitted.status == 75 && submitted.errors.contains("13 requests of them have no answer"),
      "\(submitted.errors)")
    #expect(try stand.paid().count == 1)
    let again = try Programs.run("blindfold", export)
    #expect(again.output.contains("13 requests in 1 file; 5 answered before"), "\(again.output)")
  }

  @Test("a batch that its service has lost keeps no other from being fetched, and may be given up by itself")
  func lostBatch() throws {
    let stand = try BatchStand()
    for words in [["export", stand.study, "--yes", "--only", "flash", "--lines", "12"], ["submit", stand.study]] {
      #expect(
        try Programs.run("blindfold", ["batch"] + words, environment: ["SIMULATOR_URL": stand.service.url]).status == 0)
    }
    let ledger = stand.study + "/batch/batch.sqlite"
    try SQLite.change(ledger, "UPDATE shard SET batch = 'gone' WHERE number = 1")
    let fetched = try stand.blindfold("batch", "fetch", stand.study, "--wait", "--every", "0.1")
    #expect(fetched.status == 69 && fetched.errors.contains("--give-up 1"), "\(fetched.errors)")
    #expect(try SQLite.rows(ledger, "SELECT number FROM shard WHERE is_fetched = 1") == [["2"], ["3"]])
    let imported = try stand.blindfold("batch", "import", stand.study, "--give-up", "1")
    #expect(imported.status == 75, "\(imported.errors)")
    #expect(
      try SQLite.rows(ledger, "SELECT shard, state, count(*) FROM request WHERE shard = 1 GROUP BY shard, state")
        == [["1", "missing", "12"]])
    #expect(try SQLite.rows(ledger, "SELECT count(*) FROM request WHERE state = 'out'") == [["0"]])
  }

  @Test("a backup holds the ledger of batches: in the study's place it fetches and imports what is under way")
  func backup() throws {
    let stand = try BatchStand()
    #expect(try stand.blindfold("batch", "export", stand.study, "--yes", "--only", "flash").status == 0)
    #expect(try stand.blindfold("batch", "submit", stand.study).status == 0)
    let other = try TemporaryFolder("batch-backup")
    let copy = other.path + "/copy"
    let backup = try stand.blindfold("backup", stand.study, copy)
    #expect(backup.status == 0 && !(backup.output + backup.errors).contains("batch.sqlite"), "\(backup.output)")
    #expect(
      try SQLite.rows(copy + "/batch/batch.sqlite", "SELECT count(*) FROM request WHERE state = 'out'") == [["36"]])
    #expect(try stand.blindfold("batch", "fetch", copy, "--wait", "--every", "0.1").status == 0)
    let imported = try stand.blindfold("batch", "import", copy)
    #expect(imported.output.contains("36 requests: "), "\(imported.errors)")
    #expect(try stand.paid().count == 1)
  }
}

/// Reads databases as anybody could.
private enum SQLite {
  static func change(_ path: String, _ sql: String) throws {
    let script = "import sqlite3,sys\nwith sqlite3.connect(sys.argv[1]) as db: db.execute(sys.argv[2])"
    let result = try Programs.run("/usr/bin/python3", ["-c", script, path, sql])
    #expect(result.status == 0, "\(result.errors)")
  }

  static func rows(_ path: String, _ sql: String) throws -> [[String]] {
    let script =
      "import sqlite3,sys\nfor r in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]): print('|'.join(str(c) for c in r))"
    let result = try Programs.run("/usr/bin/python3", ["-c", script, path, sql])
    return result.output.split(separator: "\n").map { $0.split(separator: "|").map(String.init) }
  }
}
