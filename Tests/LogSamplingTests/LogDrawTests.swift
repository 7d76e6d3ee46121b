import Foundation
import StudyFile
import Testing

@testable import LogSampling

/// Drawing from a log.
@Suite struct LogDrawTests {
  /// 3,000 events of three categories: 60 %, 30 % and 10 %; every image once, edited with a chance of its category.
  private static let log: [LogEvent] = (0..<3000).map { number in
    let category = number % 10 < 6 ? "photo" : number % 10 < 9 ? "chart" : "text"
    let isEdited = (number * 7919) % 100 < (category == "photo" ? 10 : category == "chart" ? 30 : 60)
    return LogEvent(
      image: "\(number).jpg", category: category, isEdited: isEdited,
      // What is measured of an image: higher where captions were edited.
      fields: ["score": String((number * 104_729) % 97 + (isEdited ? 40 : 0))],
      digest: [UInt8("\(number)".utf8.first ?? 0)] + Array("\(number)".utf8))
  }

  private func draw(_ log: [LogEvent], count: Int, seed: UInt64, edited: Double? = nil) throws -> LogDraw {
    var draw = LogDraw(count: count, seed: seed, editedRate: edited)
    for event in log { try draw.add(event) }
    return draw
  }

  private func images(_ draw: LogDraw) -> [String] {
    let quotas = draw.quotas(.proportional)
    return draw.strata.keys.sorted().flatMap { stratum in
      draw.strata[stratum]?.reservoir.entries.prefix(quotas[stratum] ?? 0).map(\.event.image) ?? []
    }
  }

  @Test("the log's order changes nothing, another seed changes the sample, and the same seed repeats it")
  func order() throws {
    let forwards = images(try draw(Self.log, count: 100, seed: 1))
    var generator = SystemRandomNumberGenerator()
    #expect(images(try draw(Self.log.shuffled(using: &generator), count: 100, seed: 1)) == forwards)
    #expect(images(try draw(Self.log, count: 100, seed: 2)) != forwards)
    #expect(Set(forwards).count == 100)
  }

  // 3,000 events: 1,800 photos, 900 charts, 300 texts, of which a sample of 100 is 60, 30 and 10.
  @Test("shares are those of events, or alike, or as given, and each category has the fewest that are asked for")
  func shares() throws {
    let draw = try draw(Self.log, count: 100, seed: 1)
    func counts(_ quotas: [LogDraw.Stratum: Int]) -> [String: Int] {
      Dictionary(uniqueKeysWithValues: quotas.map { ($0.key.category, $0.value) })
    }
    #expect(counts(draw.quotas(.proportional)) == ["photo": 60, "chart": 30, "text": 10])
    #expect(counts(draw.quotas(.equal)).values.sorted() == [33, 33, 34])
    #expect(counts(draw.quotas(.proportional, fixed: ["text": 40])) == ["photo": 40, "chart": 20, "text": 40])
    #expect(counts(draw.quotas(.proportional, fewest: 20))["text"] == 20)
  }

  // Of 1,800 photos 10 % are edited: drawn three times as often they are 3 · 180 / (3 · 180 + 1,620) = 25 % of the photos.
  @Test("edited events are drawn so many times as often, and their weight is their share of the log")
  func overSampling() throws {
    let draw = try draw(Self.log, count: 400, seed: 1, edited: 3)
    let quotas = draw.quotas(.proportional)
    let photos = (
      quotas[.init(category: "photo", isEdited: true)] ?? 0, quotas[.init(category: "photo", isEdited: false)] ?? 0
    )
    #expect(photos == (60, 180))
    let weights = draw.weights(quotas)
    #expect(abs(weights.values.reduce(0, +) - 1) < 1e-12)
    let edited = Double(Self.log.count { $0.isEdited == true }) / Double(Self.log.count)
    let weighted = weights.filter { $0.key.isEdited == true }.values.reduce(0, +)
    #expect(abs(weighted - edited) < 1e-12)
  }

  // The mean of what is measured, over 1,000 seeds, against the log's own: a bias of a standard error of the mean of means
  // times 3.3 would come by chance once in a thousand.
  @Test(
    "weighted back, a sample of edited images drawn five times as often is unbiased over 1,000 seeds, and unweighted it is not"
  )
  func unbiased() throws {
    let log = Array(Self.log.prefix(600))
    func score(_ event: LogEvent) -> Double { Double(event.fields["score"] ?? "") ?? .nan }
    let truth = log.map(score).reduce(0, +) / Double(log.count)
    var (weighted, plain) = ([Double](), [Double]())
    for seed in 1...1000 {
      let draw = try draw(log, count: 60, seed: UInt64(seed), edited: 5)
      let quotas = draw.quotas(.proportional)
      let weights = draw.weights(quotas)
      var (mean, all) = (0.0, [Double]())
      for (stratum, seen) in draw.strata {
        let scores = seen.reservoir.entries.prefix(quotas[stratum] ?? 0).map { score($0.event) }
        all += scores
        mean += (weights[stratum] ?? 0) * scores.reduce(0, +) / Double(scores.count)
      }
      weighted.append(mean)
      plain.append(all.reduce(0, +) / Double(all.count))
    }
    func summary(_ values: [Double]) -> (mean: Double, error: Double) {
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
      return (mean, (variance / Double(values.count)).squareRoot())
    }
    let (good, bad) = (summary(weighted), summary(plain))
    #expect(abs(good.mean - truth) < 3.3 * good.error, "\(good) against \(truth)")
    #expect(abs(bad.mean - truth) > 10 * bad.error, "\(bad) against \(truth)")
  }

  @Test("an image of many events is held once, by its first turn, and the order of its events changes nothing")
  func repeated() throws {
    let events = (0..<500).map { number in
      LogEvent(image: "\(number % 20).jpg", category: "all", digest: Array("event \(number)".utf8))
    }
    let draw = try draw(events, count: 5, seed: 3)
    let backwards = try self.draw(events.reversed(), count: 5, seed: 3)
    let entries = draw.strata[.init(category: "all")]?.reservoir.entries
    #expect(entries?.count == 20 && Set(entries?.map(\.event.image) ?? []).count == 20)
    #expect(entries == backwards.strata[.init(category: "all")]?.reservoir.entries)
    #expect(entries?.map(\.turn) == entries?.map(\.turn).sorted())
  }

  @Test("however long the log is, no more images are held than twice the sample and 64")
  func bounded() throws {
    var draw = LogDraw(count: 10, seed: 1)
    for number in 0..<20_000 {
      try draw.add(LogEvent(image: "\(number).jpg", category: "all", digest: Array("\(number)".utf8)))
    }
    #expect(draw.strata[.init(category: "all")]?.reservoir.entries.count == 84 && draw.events == 20_000)
  }

  @Test("a column of more than a thousand words is no category")
  func categories() throws {
    var draw = LogDraw(count: 10, seed: 1)
    for number in 0..<1000 { try draw.add(LogEvent(image: "a", category: "\(number)", digest: [1])) }
    #expect(throws: LogDraw.Fault.tooManyCategories(limit: 1000)) {
      try draw.add(LogEvent(image: "a", category: "another", digest: [1]))
    }
  }
}
