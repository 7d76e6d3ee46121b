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
}
