internal import Statistics
internal import Testing

@Suite("Leniency taken off")
struct AdditiveEffectsTests {
  /// Model 1 is 3 above model 0, rater 1 is 1 above rater 0.
  @Test("leniency on three scores, worked by hand")
  func leniency() throws {
    let found = try AdditiveEffects([
      .init(model: 0, rater: 0, image: 0, value: 2), .init(model: 1, rater: 0, image: 0, value: 5),
      .init(model: 1, rater: 1, image: 0, value: 6),
    ])
    #expect(found.modelMeans.mapValues { ($0 * 1e9).rounded() / 1e9 } == [0: 2.5, 1: 5.5])
    #expect(found.leniency.mapValues { ($0 * 1e9).rounded() / 1e9 } == [0: -0.5, 1: 0.5])
  }

  @Test("where every rater saw everything, adjusted means are the plain ones")
  func complete() throws {
    let scores = (0..<24).map { number in
      let (model, rater, image) = (number % 2, number / 2 % 3, number / 6)
      return ExplainedScore(model: model, rater: rater, image: image, value: Double((number * number) % 7 + model))
    }
    let found = try AdditiveEffects(scores)
    for model in 0..<2 {
      let own = scores.filter { $0.model == model }
      let plain = own.reduce(0) { $0 + $1.value } / Double(own.count)
      #expect(abs((found.modelMeans[model] ?? .nan) - plain) < 1e-12)
    }
    #expect(abs(found.leniency.values.reduce(0, +)) < 1e-12)
  }

  @Test("refuses models judged on different images by different raters, and nothing")
  func inseparable() {
    #expect(throws: EstimationError.inseparable) {
      try AdditiveEffects([
        .init(model: 0, rater: 0, image: 0, value: 2), .init(model: 1, rater: 1, image: 1, value: 5),
      ])
    }
    #expect(throws: EstimationError.noObservations) { try AdditiveEffects([]) }
  }

  @Test("standardised values have mean 0 and deviation 1; equal values are refused")
  func standard() throws {
    #expect(try standardized([1, 2, 3]) == [-1, 0, 1])
    #expect(throws: EstimationError.constantObservations(value: 2)) { try standardized([2, 2]) }
    #expect(throws: EstimationError.noObservations) { try standardized([]) }
  }
}
