internal import Roster
internal import StudyModel

extension StudyReader {
  /// `checks`: rules that are counted.
  func checks() -> CaptionChecks {
    guard let section = file.section(Key("checks", "what is counted per candidate", "checks: {max_words: 25}")) else {
      return CaptionChecks()
    }
    section.refuseUnknownKeys(["max_words", "banned_openings", "runaway_words"])
    let words = section.integer(Key("max_words", "the most words a caption may have", "max_words: 25"), 1...10_000)
    let openings = section.texts(
      Key("banned_openings", "openings that count as filler", "banned_openings: [\"An image of\"]"))
    let length = Key("runaway_words", "from how many words on a caption has run away", "runaway_words: 300")
    let runaway = section.integer(length, 2...1_000_000)
    if let runaway, let words, runaway <= words, let value = section.value("runaway_words") {
      section.refuse(value, length, expected: "more words than max_words, which is \(words)")
    }
    return CaptionChecks(
      maxWords: words, bannedOpenings: (openings ?? []).compactMap { $0.text.map(trimmed) }, runawayWords: runaway)
  }

  /// `run`: how the run goes about its calls.
  func run() -> RunSettings {
    var run = RunSettings()
    guard let section = file.section(Key("run", "how calls are made", "run: {concurrency: 8, timeout: 60s}")) else {
      return run
    }
    let cache = section.value("cache")
    section.refuseLater(
      cache?.text == nil ? ["fallback", "cache"] : ["fallback"],
      next: "Move it under a candidate: `candidates: {safe: {fallback: {order: [flash, big]}}}`."
    )
    section.refuseUnknownKeys(
      [
        "concurrency", "timeout", "connect", "first_byte", "idle", "patience", "http", "attempts", "max_cost", "cache",
      ], also: ["fallback"])
    let concurrency = Key("concurrency", "the most calls under way at once at one service", "concurrency: 8")
    run.concurrency = section.integer(concurrency, 1...1000) ?? run.concurrency
    run.timeout = section.duration(Key("timeout", "how long a call may take in all", "timeout: 60s")) ?? run.timeout
    run.connect = section.duration(Key("connect", "how long connecting may take", "connect: 10s"))
    run.firstByte = section.duration(
      Key("first_byte", "how long a service may take until its answer begins", "first_byte: 50s"))
    run.idle = section.duration(Key("idle", "how long nothing may move in the middle of an answer", "idle: 30s"))
    for (name, limit) in [("connect", run.connect), ("first_byte", run.firstByte), ("idle", run.idle)] {
      guard let limit, limit > run.timeout, let place = section.value(name)?.place else { continue }
      complaints.add(
        place, "'run.\(name)' is longer than the whole call may take (\(plain(run.timeout)) s).",
        "It would never be reached.", "Make it shorter, or `timeout` longer.")
    }
    let patience = Key("patience", "the longest wait that a service may ask for", "patience: 120s")
    run.patience = section.duration(patience)
    run.http = section.wordIfAny(Key("http", "which HTTP is spoken", "http: 2"), as: HTTPChoice.self) ?? run.http
    let attempts = Key("attempts", "the most tries for one caption", "attempts: 4")
    run.attempts = section.integer(attempts, 1...20) ?? run.attempts
    let cost = Key("max_cost", "the US dollars after which no further call is sent", "max_cost: 5.00")
    run.maxCost = section.number(cost, "a number above 0") { $0 > 0 }
    run.cache = cache.flatMap { address(of: $0) }
    return run
  }

  /// `run.cache`: a Redis. What was written is never shown: it may hold a password.
  private func address(of cache: Tree) -> RedisAddress? {
    guard let text = cache.text, !cache.isOff else { return nil }
    do throws(RedisAddress.Fault) {
      return try RedisAddress(text)
    } catch {
      complaints.add(
        cache.place, "'run.cache' \(error.fact)",
        error == .password
          ? "It is given away: the file is hashed, committed and quoted."
          : "It sets where cached captions are kept; they would be kept elsewhere.", error.next)
      return nil
    }
  }

  /// Near pictures are looked for in a file only.
  func checkNear(_ candidates: [Candidate], _ run: RunSettings) {
    guard run.cache != nil, let caches = candidates.first(where: \.looksForNear),
      let place = file.section(Key("run", "", ""))?.value("cache")?.place
    else { return }
    complaints.add(
      place, "'run.cache' is a Redis, and the cache of '\(caches.label)' looks for near pictures.",
      "A Redis is only looked into for the same bytes: near pictures' captions would be asked for and paid for.",
      "Remove `near`, or `run.cache`: then captions are kept in a file of this machine.")
  }

  /// `report.images_per_month`.
  func imagesPerMonth() -> Double? {
    let key = Key("report", "what the report works out", "report: {images_per_month: 8000000}")
    guard let section = file.section(key) else { return nil }
    section.refuseUnknownKeys(["images_per_month"])
    let images = Key("images_per_month", "the images captioned in production each month", "images_per_month: 8000000")
    return section.number(images, "a number above 0") { $0 > 0 }
  }
}

extension Section {
  /// A number with its unit: ms, s or m.
  ///
  /// - Returns: seconds, from 1 ms to 60 minutes.
  func duration(_ key: Key) -> Double? {
    guard let value = value(key.name) else { return nil }
    let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("m", 60)]
    let text = value.text ?? ""
    for (unit, seconds) in units where text.hasSuffix(unit) {
      let digits = trimmed(text.dropLast(unit.count))
      guard let number = Double(digits), digits.allSatisfy({ $0.isNumber || $0 == "." }) else { continue }
      let duration = number * seconds
      guard (0.001...3600).contains(duration) else { break }
      return duration
    }
    refuse(value, key, expected: "a time from 1ms to 60m with its unit (ms, s or m)")
    return nil
  }
}
