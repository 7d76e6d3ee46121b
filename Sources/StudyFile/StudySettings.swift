internal import Roster
internal import StudyModel

extension StudyReader {
  /// `checks`: rules that are counted.
  func checks() -> CaptionChecks {
    guard let section = file.section(Key("checks", "what is counted per candidate", "checks: {max_words: 25}")) else {
      return CaptionChecks()
    }
    section.refuseUnknownKeys(["max_words", "banned_openings"])
    let words = section.integer(Key("max_words", "the most words a caption may have", "max_words: 25"), 1...10_000)
    let openings = section.texts(
      Key("banned_openings", "openings that count as filler", "banned_openings: [\"An image of\"]"))
    return CaptionChecks(maxWords: words, bannedOpenings: (openings ?? []).compactMap { $0.text.map(trimmed) })
  }

  /// `run`: how the run goes about its calls.
  func run() -> RunSettings {
    var run = RunSettings()
    guard let section = file.section(Key("run", "how calls are made", "run: {concurrency: 8, timeout: 60s}")) else {
      return run
    }
    section.refuseLater(["fallback", "cache"])
    section.refuseUnknownKeys(["concurrency", "timeout", "attempts", "max_cost"], also: ["fallback", "cache"])
    let concurrency = Key("concurrency", "the most calls under way at once at one service", "concurrency: 8")
    run.concurrency = section.integer(concurrency, 1...1000) ?? run.concurrency
    run.timeout = duration(section) ?? run.timeout
    let attempts = Key("attempts", "the most tries for one caption", "attempts: 4")
    run.attempts = section.integer(attempts, 1...20) ?? run.attempts
    let cost = Key("max_cost", "the US dollars after which no further call is sent", "max_cost: 5.00")
    run.maxCost = section.number(cost, "a number above 0") { $0 > 0 }
    return run
  }

  /// `run.timeout`: a number with its unit.
  ///
  /// - Returns: seconds.
  private func duration(_ run: Section) -> Double? {
    let key = Key("timeout", "how long a call may take in all", "timeout: 60s")
    guard let value = run.value("timeout") else { return nil }
    let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("m", 60)]
    let text = value.text ?? ""
    for (unit, seconds) in units where text.hasSuffix(unit) {
      let digits = trimmed(text.dropLast(unit.count))
      guard let number = Double(digits), digits.allSatisfy({ $0.isNumber || $0 == "." }) else { continue }
      let duration = number * seconds
      guard (0.001...3600).contains(duration) else { break }
      return duration
    }
    run.refuse(value, key, expected: "a time from 1ms to 60m with its unit (ms, s or m)")
    return nil
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

/// A prompt's templates with their places.
struct Prompt {
  var system: Tree?
  var user: Tree?

  /// Reads `prompt` of the study or of a candidate.
  static func read(_ owner: Section) -> Prompt? {
    guard let section = owner.section(Key("prompt", "what models are asked", "prompt: {user: Describe this picture.}"))
    else {
      return nil
    }
    section.refuseUnknownKeys(["system", "user"])
    func template(_ name: String, _ example: String) -> Tree? {
      let key = Key(name, "the \(name) prompt", example)
      return section.text(key) == nil ? nil : section.value(name)
    }
    return Prompt(
      system: template("system", "system: Write alt text of at most 25 words."),
      user: template("user", "user: Describe this {{category}} photo."))
  }
}

extension StudyReader {
  /// Refuses templates that name what some image does not have: the model would be sent a hole.
  func check(_ templates: [Tree], against items: [SetItem]) {
    for template in templates {
      guard let text = template.text else { continue }
      for match in text.matches(of: /\{\{([^{}]*)\}\}/) {
        let name = String(match.1)
        let offset = text.distance(from: text.startIndex, to: match.range.lowerBound)
        let place = text.contains("\n") ? template.place : template.textPlace.advanced(by: offset)
        if name != trimmed(name) {
          complaints.add(
            place, "the prompt has spaces inside '{{\(name)}}'.", "It would be sent to the model as it stands.",
            "Write '{{\(trimmed(name))}}'.")
          continue
        }
        let without = items.filter { name != "category" && $0.fields[name] == nil }
        guard let first = without.first else { continue }
        let known = Set(items.flatMap(\.fields.keys)).union(["category"]).sorted()
        let next =
          RowReader.neverFields.contains(name)
          ? "A candidate must not be told the reference: remove it."
          : nearest(to: name, among: known).flatMap { $0 == name ? nil : "Did you mean '{{\($0)}}'?" }
            ?? "Add the column to those images, or use one of: \(known.joined(separator: ", "))."
        complaints.add(
          place,
          "the prompt names '{{\(name)}}', which \(without.count) of \(counted(items.count, "image")) lack, \(quoted(first.fileName)) among them.",
          "For those the model would be asked with a hole in the sentence.", next)
      }
    }
  }
}
