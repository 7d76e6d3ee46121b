internal import Captioning
internal import Roster
internal import Testing

@Suite("What a call costs")
struct CostTests {
  private static let price = Price(input: 2, output: 10)

  private func record(_ status: Int?, lost: Bool = false, tokens: (Int?, Int?) = (nil, nil)) -> AttemptRecord {
    AttemptRecord(
      number: 1, startedAt: 0, endedAt: 1, status: status, happened: "x", requestedModel: "m", inputTokens: tokens.0,
      outputTokens: tokens.1, totalSeconds: 1, lost: lost)
  }

  @Test("tokens × price where the service reported its tokens, whatever its status", arguments: [200, 429, 500])
  func reported(status: Int) {
    // 1,000 × 2 / 10⁶ + 100 × 10 / 10⁶ = 0.003
    #expect(record(status, tokens: (1000, 100)).cost(at: Self.price) == 0.003)
  }

  @Test("nothing where the service refused", arguments: [400, 401, 404, 413, 422, 429, 499])
  func refused(status: Int) { #expect(record(status).cost(at: Self.price) == 0) }

  @Test("nothing where the service was never reached")
  func unreached() { #expect(record(nil).cost(at: Self.price) == 0) }

  @Test("unknown where the service may have done the work", arguments: [200, 302, 408, 500, 503, 504])
  func unreported(status: Int) { #expect(record(status).cost(at: Self.price) == nil) }

  @Test("unknown where the answer was lost, whatever had come of it", arguments: [nil, 200, 400])
  func lost(status: Int?) { #expect(record(status, lost: true).cost(at: Self.price) == nil) }

  @Test("unknown where one of the two numbers of tokens is missing")
  func half() {
    #expect(record(200, tokens: (1000, nil)).cost(at: Self.price) == nil)
    #expect(record(200, tokens: (nil, 100)).cost(at: Self.price) == nil)
  }

  @Test("always unknown without a declared price, refusals and unreached services included")
  func unpriced() {
    for record in [record(200, tokens: (1000, 100)), record(400), record(nil), record(nil, lost: true)] {
      #expect(record.cost(at: nil) == nil)
    }
  }

  @Test("kinds of tokens that are priced apart, each at its own price")
  func kinds() {
    let price = Price(input: 2, output: 10, cached: 0.5, reasoning: 20, image: 1)
    // (1,000 − 400) × 2 + 400 × 0.5 + (100 − 30) × 10 + 30 × 20 = 1,200 + 200 + 700 + 600 = 2,700 per 10⁶
    #expect(price.cost(of: .init(input: 1000, output: 100, cached: 400, reasoning: 30, image: 0)) == 0.0027)
    // (1,000 − 800) × 2 + 800 × 1 + 100 × 10 = 400 + 800 + 1,000 = 2,200
    #expect(price.cost(of: .init(input: 1000, output: 100, cached: 0, reasoning: 0, image: 800)) == 0.0022)
    // All of the prompt came from the cache, its image too: 1,000 × 0.5 + 100 × 10 = 1,500
    #expect(price.cost(of: .init(input: 1000, output: 100, cached: 1000, reasoning: 0, image: 800)) == 0.0015)
  }

  @Test("a kind that the service does not count is billed in full where it would be cheaper, and unknown where dearer")
  func uncounted() {
    let cheaper = Price(input: 2, output: 10, cached: 0.5, reasoning: 5, image: 1)
    // 1,000 × 2 + 100 × 10 = 3,000
    #expect(cheaper.cost(of: .init(input: 1000, output: 100)) == 0.003)
    for dearer in [
      Price(input: 2, output: 10, cached: 3), Price(input: 2, output: 10, reasoning: 11),
      Price(input: 2, output: 10, image: 4),
    ] {
      #expect(dearer.cost(of: .init(input: 1000, output: 100)) == nil)
      #expect(dearer.cost(of: .init(input: 1000, output: 100, cached: 0, reasoning: 0, image: 0)) == 0.003)
    }
  }

  @Test("unknown where numbers contradict each other, or cached and image tokens overlap by an unknown number")
  func contradictions() {
    let price = Price(input: 2, output: 10, cached: 0.5, reasoning: 20, image: 1)
    #expect(price.cost(of: .init(input: 1000, output: 100, cached: 1001, reasoning: 0)) == nil)
    #expect(price.cost(of: .init(input: 1000, output: 100, reasoning: 101)) == nil)
    #expect(price.cost(of: .init(input: 1000, output: 100, cached: 500, reasoning: 0, image: 800)) == nil)
    // Where neither has a price of its own, their numbers do not matter.
    #expect(Price(input: 2, output: 10).cost(of: .init(input: 1000, output: 100, cached: 5000, image: 800)) == 0.003)
  }

  @Test("a record's kinds of tokens enter its cost")
  func recorded() {
    var record = record(200, tokens: (1000, 100))
    record.cachedTokens = 400
    // 600 × 2 + 400 × 0.5 + 100 × 10 = 2,400
    #expect(record.cost(at: Price(input: 2, output: 10, cached: 0.5)) == 0.0024)
  }
}
