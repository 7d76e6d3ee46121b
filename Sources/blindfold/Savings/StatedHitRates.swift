internal import ArgumentParser
internal import CSV
internal import Foundation
internal import Glibc
internal import Statistics

/// Hit rates as they were typed: for one candidate, or for all that have a cache.
struct StatedHitRates: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The share of requests that a production cache answers: 0.42, or LABEL=0.42 for a cache before one candidate.",
      valueName: "rate"))
  var hitRate: [String] = []

  @Option(
    help: ArgumentHelp(
      "The same as counts, which gives it an interval: 4200/10000, or LABEL=4200/10000.", valueName: "counts"))
  var hits: [String] = []

  @Option(
    help: ArgumentHelp(
      "The same, counted in column 'cache' of a log or of what 'blindfold caption' wrote (.jsonl or .csv); or LABEL=FILE.",
      valueName: "file"), completion: .file())
  var hitsFrom: [String] = []

  /// A rate that was stated.
  struct Stated {
    /// For whom; nil: for all that have a cache.
    var label: String?
    var rate: Double
    /// Hits and requests; nil where the rate was given without.
    var counts: (hits: Int, requests: Int)?
    /// Where it is from, in a few words.
    var from: String
    /// Its place among those that were stated.
    var source: Int

    /// Wilson's interval; nil without counts.
    func interval(confidence: Double) -> ClosedRange<Double>? {
      counts.flatMap { try? wilsonInterval(successes: $0.hits, of: $0.requests, confidence: confidence) }
    }
  }

  /// - Parameter labels: the study's candidates.
  /// - Throws: `ValidationError` for a rate that cannot be, `Refusal` for a file without one.
  func stated(labels: [String]) throws -> [Stated] {
    var stated: [Stated] = []
    func add(_ text: String, _ read: (String) throws -> (Double, (Int, Int)?, String)) throws {
      let (label, value) = Self.parts(text, labels)
      let (rate, counts, from) = try read(value)
      stated.append(Stated(label: label, rate: rate, counts: counts, from: from, source: stated.count))
    }
    for text in hitRate {
      try add(text) { value in
        guard let rate = Double(value), (0...1).contains(rate) else {
          throw ValidationError(
            "--hit-rate \(text): not a share. Nothing was computed. Write 0.42, or \(labels.last ?? "flash")=0.42 for one "
              + "of: \(labels.joined(separator: ", ")).")
        }
        return (rate, nil, "--hit-rate \(value), taken as exact")
      }
    }
    for text in hits {
      try add(text) { value in
        let numbers = value.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 2, let hits = numbers[0], let all = numbers[1], all > 0, (0...all).contains(hits) else {
          throw ValidationError(
            "--hits \(text): not hits of requests. Nothing was computed. Write 4200/10000, or "
              + "\(labels.last ?? "flash")=4200/10000.")
        }
        return (Double(hits) / Double(all), (hits, all), "--hits, \(grouped(hits)) of \(grouped(all)) requests")
      }
    }
    for text in hitsFrom {
      try add(text) { file in
        let counts = try HitCounts(file)
        return (
          Double(counts.hits) / Double(counts.rows), (counts.hits, counts.rows),
          "\(file), \(grouped(counts.hits)) of \(counted(counts.rows, "row"))"
        )
      }
    }
    let whom = stated.map { $0.label ?? "all that have a cache" }
    if let twice = whom.first(where: { name in whom.count { $0 == name } > 1 }) {
      throw ValidationError(
        "two hit rates are stated for \(twice). Nothing was computed. Only one can count: leave one out.")
    }
    return stated
  }

  /// A label before the first `=`, where it is one of the study's.
  private static func parts(_ text: String, _ labels: [String]) -> (label: String?, value: String) {
    let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard sides.count == 2, labels.contains(sides[0]) else { return (nil, text) }
    return (sides[0], sides[1])
  }
}

/// How many rows of a file a cache answered.
struct HitCounts {
  /// Rows for which a cache could have been asked.
  private(set) var rows = 0
  /// Rows that it answered.
  private(set) var hits = 0

  /// Words of a row that was asked for.
  private static let misses: Set<String> = ["", "miss", "asked", "false", "no", "none", "0"]

  /// - Throws: `Refusal` where the file has no column 'cache', or no row.
  init(_ file: String) throws {
    guard let data = Self.contents(of: file) else {
      throw Refusal(
        .missingFile, "\(file): cannot be read. No hit was counted. Check the path; a .jsonl or .csv file is wanted.")
    }
    let isSeen = file.lowercased().hasSuffix(".csv") ? try countTable(data, file) : try countLines(data, file)
    guard isSeen else {
      throw Refusal(
        .wrongInput,
        "\(file): no column 'cache'. Nothing says which rows a cache answered. Name it so, or count them yourself and give "
          + "--hits HITS/REQUESTS.")
    }
    guard rows > 0 else { throw Refusal(.wrongInput, "\(file): no row that was captioned. There is nothing to count.") }
  }

  /// Of a file, or of a pipe to its end; nil where it cannot be read.
  private static func contents(of path: String) -> Data? {
    // What is no file cannot be mapped.
    fileKind(path) == S_IFREG
      ? try? Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
      : (try? FileHandle(forReadingAtPath: path)?.readToEnd()) ?? nil
  }

  /// - Returns: whether there is the column.
  private mutating func countLines(_ data: Data, _ file: String) throws -> Bool {
    var isSeen = false
    for (index, line) in data.split(separator: 10).enumerated() where line.contains(where: { $0 != 32 && $0 != 13 }) {
      guard let row = try? JSONSerialization.jsonObject(with: line) as? [String: Any] else {
        throw Refusal(
          .wrongInput,
          "\(file): entry \(index + 1) is not a JSON object. No hit was counted. One object a line is wanted.")
      }
      isSeen = isSeen || row["cache"] != nil
      add(
        cache: row["cache"].map { $0 is NSNull ? "" : ($0 as? Bool).map(String.init) ?? "\($0)" } ?? "",
        outcome: row["outcome"] as? String)
    }
    return isSeen
  }

  private mutating func countTable(_ data: Data, _ file: String) throws -> Bool {
    var reader = CSVReader([UInt8](data), trimsSpaces: true)
    do {
      guard try reader.next() else { return false }
      let columns = reader.texts
      guard let cache = columns.firstIndex(of: "cache") else { return false }
      let outcome = columns.firstIndex(of: "outcome")
      while try reader.next() {
        guard reader.count == columns.count else {
          throw Refusal(
            .wrongInput,
            "\(file):\(reader.line): \(counted(reader.count, "cell")), and the header has \(columns.count). No hit was counted."
          )
        }
        add(cache: reader.text(cache), outcome: outcome.map { reader.text($0) })
      }
      return true
    } catch let fault as CSVReader.Fault {
      throw Refusal(.wrongInput, "\(file):\(fault.line):\(fault.column): \(fault.fact) No hit was counted.")
    }
  }

  private mutating func add(cache: String, outcome: String?) {
    // For a row that could not be captioned no cache was asked.
    guard outcome != CaptionLine.unusable else { return }
    rows += 1
    if !Self.misses.contains(cache.lowercased()) { hits += 1 }
  }
}
