internal import Statistics
internal import Testing

@Suite("Components of a table with cells missing")
struct SparseComponentTests {
  /// Rows are images, columns raters; nil where nobody rated.
  private func observations(_ rows: [[Double?]]) -> [Observation] {
    rows.enumerated().flatMap { image, row in
      row.enumerated().compactMap { rater, value in
        value.map { Observation(image: image, rater: rater, value: $0) }
      }
    }
  }

  @Test("by hand: (1, 3), (2, 6) has images 1.5, raters 4, rest 1")
  func byHand() throws {
    let components = try SparseComponents(strata: [observations([[1, 3], [2, 6]])])
    #expect(abs(components.imageVariance - 1.5) < 1e-12)
    #expect(abs(components.raterVariance - 4) < 1e-12)
    #expect(abs(components.restVariance - 1) < 1e-12)
    #expect(components.negative.isEmpty)
  }

  @Test("on a complete table it is the analysis of variance")
  func complete() throws {
    let rows: [[Double?]] = [[3, 4, 2], [5, 5, 4], [1, 3, 1], [4, 5, 5]]
    let sparse = try SparseComponents(strata: [observations(rows)])
    let crossed = try CrossedComponents(CrossedTable(observations(rows)))
    #expect(abs(sparse.imageVariance - crossed.imageVariance) < 1e-12)
    #expect(abs(sparse.raterVariance - crossed.raterVariance) < 1e-12)
    #expect(abs(sparse.restVariance - crossed.restVariance) < 1e-12)
  }

  @Test("a category's level is no component: adding to one of two strata changes nothing")
  func strata() throws {
    let one = observations([[3, 4, nil], [5, nil, 4], [nil, 3, 1]])
    let other = observations([[2, 2, 1], [4, nil, 3]])
    let raised = other.map { Observation(image: $0.image, rater: $0.rater, value: $0.value + 100) }
    let first = try SparseComponents(strata: [one, other])
    let second = try SparseComponents(strata: [one, raised])
    #expect(abs(first.imageVariance - second.imageVariance) < 1e-9)
    #expect(abs(first.raterVariance - second.raterVariance) < 1e-9)
  }

  @Test("a component below zero is zero and is named")
  func negative() throws {
    // Images have equal means: between images there is less than chance would have it.
    let components = try SparseComponents(strata: [observations([[1, 3], [3, 1], [1, 3], [3, 1]])])
    #expect(components.imageVariance == 0)
    #expect(components.negative.contains(.image))
  }

  @Test("refuses what tells nothing apart: nothing, no shared image, one rater, one value")
  func refusals() {
    #expect(throws: EstimationError.noObservations) { try SparseComponents(strata: [[], []]) }
    #expect(throws: EstimationError.inseparable) {
      try SparseComponents(strata: [observations([[1, nil], [2, nil], [nil, 3]])])
    }
    #expect(throws: EstimationError.inseparable) { try SparseComponents(strata: [observations([[1], [2]])]) }
    #expect(throws: EstimationError.constantObservations(value: 2)) {
      try SparseComponents(strata: [observations([[2, 2], [2, 2]])])
    }
    #expect(throws: EstimationError.self) {
      try SparseComponents(strata: [observations([[.nan, 2], [2, 2]])])
    }
  }
}
