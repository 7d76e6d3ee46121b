internal import Testing

@testable internal import Statistics

@Suite("Sums by number")
struct NumberedSumsTests {
  @Test(
    "the same sums, in the same order and to the last bit, as by dictionary; small labels, large ones and negative ones"
  )
  func same() {
    var generator = SeededGenerator(seed: 7)
    for labels in [0, 1, 5, 64] {
      var (fast, slow) = (NumberedSums(labels: labels), ClusterSums<Int>())
      for _ in 0..<500 {
        let label = Int.random(in: -3...70, using: &generator)
        let number = Double.random(in: -1...1, using: &generator)
        fast.add(number, to: label)
        slow.add(number, to: label)
      }
      #expect(fast.count == slow.count && fast.variance == slow.variance)
    }
  }

  @Test("a mean is the same to the last bit whether labels are small or not")
  func labels() throws {
    var generator = SeededGenerator(seed: 8)
    let cells = (0..<40).flatMap { image in
      (0..<5).map { rater in
        Observation(image: image, rater: rater, value: Double.random(in: 1...5, using: &generator))
      }
    }
    let large = cells.map { Observation(image: $0.image * 1_000_003 - 7, rater: $0.rater - 9, value: $0.value) }
    #expect(CellLabels(cells).areSmall && !CellLabels(large).areSmall)
    let (one, other) = (try CrossedMean(cells), try CrossedMean(large))
    #expect(one == other)
  }

  @Test("labels whose product is beyond what a number holds are not taken for small")
  func huge() throws {
    let far = [
      Observation(image: Int.max, rater: Int.max, value: 1), Observation(image: Int.max - 1, rater: 2, value: 2),
    ]
    #expect(!CellLabels(far).areSmall)
    #expect(try CrossedMean(far).raters == 2)
  }
}
